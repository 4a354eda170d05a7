"""How severe each finding is, read from the code that makes it."""

import ast
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import kust

SEVERITIES = ("error", "warning", "notice")
# Codes that reach the line that makes the finding through a variable: that line says how severe they are.
_BY_VARIABLE = {
    "supply.above_output": "warning",
    "supply.inside_above_purchases": "warning",
    "more": "as the findings it counts",
}
_CELLS = "error"  # what cannot be read as its column's type (kust.data.tabulate)
_PATTERNS = {"code.okpd2", "code.okved", "code.municipality", "code.tnved"}  # kust.data.rules_cells


def finding_words() -> dict[str, Any]:
    """The words of all findings."""
    words: dict[str, Any] = tomllib.loads(files("kust").joinpath("words/finding.toml").read_text("utf-8"))
    return words


def severities() -> dict[str, str]:
    """Every code of a finding with its severity, in the order of the words."""
    literal = dict(_literal_pairs())
    found = {}
    for code in finding_words():
        if code in literal or code in _BY_VARIABLE:
            found[code] = literal.get(code) or _BY_VARIABLE[code]
        elif code in _PATTERNS:
            found[code] = "warning"
        elif code.startswith("cell."):
            found[code] = _CELLS
        else:
            raise LookupError(f"no code in kust makes the finding {code}")
    return found


def _literal_pairs() -> Iterator[tuple[str, str]]:
    """Code and severity that stand as words in one call."""
    codes = finding_words()
    for path in Path(kust.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                said = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                named = [word for word in said if word in codes and word != "more"]
                how = [word for word in said if word in SEVERITIES]
                if named and how:
                    yield named[0], how[0]
