"""How severe each finding is, read from the code that makes it."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import kust

SEVERITIES = ("error", "warning", "notice")
# Codes whose severity stands where they are passed on, not where they are named.
_PASSED_ON = {
    "supply.above_output": "warning",
    "supply.inside_above_purchases": "warning",
    "cell.number_mixed": "warning",
    "code.okpd2": "warning",
    "code.okved": "warning",
    "code.municipality": "warning",
    "code.tnved": "warning",
    "more": "as the findings it counts",
}


@cache
def finding_words() -> dict[str, Any]:
    """The words of all findings."""
    words: dict[str, Any] = tomllib.loads(files("kust").joinpath("words/finding.toml").read_text("utf-8"))
    return words


@cache
def severities() -> dict[str, str]:
    """Every code of a finding with its severity, in the order of the words.

    A call that names a code names its severity as well, or leaves it at what is usual: error.
    """
    named = dict(_named_in_one_call())
    return {code: _PASSED_ON.get(code) or named.get(code, "error") for code in finding_words()}


def _named_in_one_call() -> Iterator[tuple[str, str]]:
    codes = finding_words()
    for path in Path(kust.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                given = [*node.args, *(keyword.value for keyword in node.keywords)]
                said = [one.value for one in given if isinstance(one, ast.Constant)]
                how = [word for word in said if word in SEVERITIES]
                yield from ((word, how[0]) for word in said if how and word in codes)
