"""Cells as text and as values: what a person sees in a field, and what the library reads in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from kust.data.findings import Finding
from kust.data.parse import TYPES, parse_column, tidy_cells
from kust.data.schema import Table, tables
from kust.data.tabulate import PLACE, report_lacking, report_problems

Cells = Mapping[str, str]


@dataclass(frozen=True)
class Line:
    """A row as text with its place: file, sheet, number."""

    cells: Cells
    file: str
    sheet: str | None
    row: int


def write_cell(value: Any) -> str:
    """Write a value so that reading it gives the value back, in any language.

    >>> write_cell(1234.5), write_cell(12.125), write_cell(3.0), write_cell(True), write_cell(None)
    ('1234,5', '12,1250', '3', 'yes', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        if value == int(value) and abs(value) < 2**53:
            return str(int(value))
        text = repr(value) if "e" in repr(value) else repr(value).replace(".", ",")
        # Three digits after the sign could be thousands; a fourth says that they are none.
        return f"{text}0" if len(text.partition(",")[2]) == 3 else text
    return str(value)


def read_lines(table: Table, lines: Iterable[Line]) -> tuple[pl.DataFrame, list[Finding]]:
    """Read rows of text as the library reads a sheet: typed, with findings about cells that it cannot read."""
    lines = list(lines)
    columns = [column for column in table.columns if any(column.name in line.cells for line in lines)]
    raw = pl.DataFrame(
        {column.name: [line.cells.get(column.name) or None for line in lines] for column in columns},
        schema={column.name: pl.String for column in columns},
    )
    texts = tidy_cells(raw) if lines and columns else raw
    series: dict[str, pl.Series] = {}
    findings: list[Finding] = []
    for column in columns:
        parsed, problems = parse_column(texts[column.name], column)
        series[column.name] = parsed
        for problem in problems:
            findings += report_problems([problem], *_of(table, lines, problem.position, column))
        if column.required:
            for position in texts[column.name].is_null().arg_true():
                line = lines[position]
                findings += report_lacking([line.row], column, _at(table, line))
    place = {
        "_file": [line.file for line in lines],
        "_sheet": [line.sheet for line in lines],
        "_row": [line.row for line in lines],
    }
    frame = pl.DataFrame(place, schema=PLACE).with_columns(*series.values())
    absent = [pl.lit(None, dtype=TYPES[c.type]).alias(c.name) for c in table.columns if c.name not in series]
    return frame.with_columns(absent).select(*(column.name for column in table.columns), *PLACE), findings


def _at(table: Table, line: Line) -> Any:
    return partial(Finding, table=table.name, file=line.file, sheet=line.sheet)


def _of(table: Table, lines: list[Line], position: int, column: Any) -> tuple[pl.Series, Any, Any]:
    """Give what a report of one problem needs: the numbers of the rows, the column, the place."""
    return pl.Series([line.row for line in lines]), column, _at(table, lines[position])


def cells_of(table: str, row: Any) -> dict[str, str]:
    """Write a row of the registry as text."""
    return {column.name: write_cell(getattr(row, column.name)) for column in tables()[table].columns}
