"""Worked tables of a page: blocks of data in the short form of tests/cases, and the tables that speak of them.

A block is fenced as `yaml worked`; it may hold `situations:` (a name → what it adds to the block's data). The tables
below it, up to the next block or heading of the second level, are about it. The heading of a table says what is held
against the program; a heading such as `sold / output` is worked out from the other columns of the row.

    situation, requirement, edition, reading, setting   a row is a question: value, threshold, margin, verdict
    participant                                         a row is a participant (`together`: the sums of the rows above)
    part                                                a row is a part of the requirement
    missing                                             a row is a figure that is asked for
    flow                                                a row is a matched flow
    of whom                                             a row gives the ends of x − t·y, with the block's `t`
    finding                                             a row is a finding of the validation
    pair, trader                                        a row is one of the figures of a prepared dataset
"""

import ast
import operator
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

Row = dict[str, str]
NOTHING = "–"
KINDS = {
    **dict.fromkeys(("situation", "requirement", "edition", "reading"), "question"),
    **{kind: kind for kind in ("participant", "part", "missing", "flow", "finding", "pair", "trader")},
    "of whom": "ends",
}
_FENCE = "```yaml worked"
_SIGNS = {"−": "-", "·": "*"}
_OPERATORS: dict[type[ast.operator], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@dataclass(frozen=True)
class Table:
    """A Markdown table: its headings and rows, cells without emphasis."""

    line: int
    headings: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def kind(self) -> str:
        return KINDS.get(self.headings[0], "")


@dataclass(frozen=True)
class Block:
    """Data of a worked example and the tables that speak of it."""

    page: Path
    line: int
    data: dict[str, Any]
    tables: tuple[Table, ...]

    def situation(self, name: str | None) -> dict[str, Any]:
        """The data of a situation: what the block says and what the situation adds to it."""
        common = {key: value for key, value in self.data.items() if key != "situations"}
        if name is None:
            return common
        return _add(common, self.data["situations"][name])


def _add(common: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    merged = dict(common)
    for key, value in more.items():
        if isinstance(value, dict) and key in merged:
            merged[key] = {**merged[key], **value}
        elif isinstance(value, list) and isinstance(merged.get(key), list):
            merged[key] = [*merged[key], *value]
        else:
            merged[key] = value
    return merged


def read_blocks(page: Path) -> list[Block]:
    """All worked blocks of a page."""
    lines = page.read_text("utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if line == _FENCE]
    blocks = []
    for start in starts:
        stop = lines.index("```", start)
        data = yaml.load("\n".join(lines[start + 1 : stop]), yaml.BaseLoader)  # noqa: S506 (cells stay text)
        end = next((n for n in range(stop, len(lines)) if lines[n].startswith(("## ", _FENCE))), len(lines))
        blocks.append(Block(page, start + 1, data, tuple(read_tables(lines[stop:end], stop))))
    return blocks


def read_tables(lines: list[str], offset: int = 0) -> Iterator[Table]:
    """The Markdown tables among some lines."""
    number = 0
    while number < len(lines):
        if not lines[number].startswith("|"):
            number += 1
            continue
        start = number
        while number < len(lines) and lines[number].startswith("|"):
            number += 1
        headings, _, *rows = (
            [plain(cell) for cell in line.strip("| ").split("|")] for line in lines[start:number]
        )
        named = tuple(dict(zip(headings, row, strict=True)) for row in rows)
        yield Table(offset + start + 1, tuple(headings), named)


def plain(cell: str) -> str:
    """A cell without emphasis and code marks."""
    return re.sub(r"[*`]", "", cell).strip()


def number_of(cell: str) -> float | None:
    """`1,250`, `3/8`, `0.25`, `∞`; a dash is nothing.

    >>> number_of("3/8"), number_of("1,250.5"), number_of("–")
    (0.375, 1250.5, None)
    """
    if cell == NOTHING:
        return None
    text = cell.replace(",", "").replace("−", "-").replace("∞", "inf")
    return float(Fraction(text)) if "/" in text else float(text)


def holds(cell: str, found: float | None) -> bool:
    """Whether a figure is what the cell says, as exactly as the cell says it.

    >>> holds("0.33", 1 / 3), holds("0.34", 1 / 3), holds("1/3", 1 / 3), holds("–", None)
    (True, False, True, True)
    """
    said = number_of(cell)
    if said is None or found is None:
        return said is None and found is None
    if "∞" in cell:
        return said == found
    shown = len(cell.partition(".")[2])
    slack = 1e-9 if "/" in cell or not shown else 0.5 * 10**-shown + 1e-12
    return abs(said - found) <= slack


def is_formula(heading: str) -> bool:
    """Whether a heading works out its column from the others.

    >>> is_formula("sold / output"), is_formula("x − 0.2 · y"), is_formula("value")
    (True, True, False)
    """
    return bool(re.search(r" [/·−+] ", heading))


def work_out(heading: str, row: Row) -> float | None:
    """The figure of a heading such as `sold / output` in a row; nothing where a figure of it is missing.

    >>> work_out("sold / output", {"sold": "30", "output": "120"})
    0.25
    """
    text = heading
    for name in sorted((n for n in row if not is_formula(n)), key=len, reverse=True):
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            figure = number_of(row[name])
            if figure is None:
                return None
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", f"({figure!r})", text)
    for sign, plain_sign in _SIGNS.items():
        text = text.replace(sign, plain_sign)
    try:
        return _evaluate(ast.parse(text, mode="eval").body)
    except ZeroDivisionError:
        return None


def _evaluate(node: ast.expr) -> float:
    if isinstance(node, ast.BinOp):
        return float(_OPERATORS[type(node.op)](_evaluate(node.left), _evaluate(node.right)))
    if isinstance(node, ast.UnaryOp):
        return -_evaluate(node.operand)
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    raise ValueError(f"no figure: {ast.unparse(node)}")
