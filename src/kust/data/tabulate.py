"""Make a typed table of a grid: find the heading, leave out what is no row, read the cells."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial

import polars as pl

from kust.data.findings import Finding
from kust.data.grid import Grid
from kust.data.heading import Heading, find_heading
from kust.data.parse import TYPES, Problem, parse_column, tidy_cells
from kust.data.plain import read_plain
from kust.data.schema import Column, Table
from kust.data.workbook_xml import Mark

PLACE: dict[str, pl.DataType] = {"_file": pl.String(), "_sheet": pl.String(), "_row": pl.Int64()}
_TOTAL = r"^(?i:итого|всего|итог|общий итог|промежуточный итог|subtotal|total|grand total|sum)\b|\b(?i:итог|total)$"
_ERRORS_A_COLUMN = 1000
_LONGEST_VALUE = 200

Report = Callable[..., Finding]
"""Makes a finding that already knows its table, file and sheet."""


@dataclass(frozen=True)
class Tabulated:
    """A typed table with ``_file``, ``_sheet``, ``_row``, what was found, and the columns that the source has."""

    frame: pl.DataFrame
    findings: list[Finding]
    columns: frozenset[str] = frozenset()


def tabulate(grid: Grid, table: Table) -> Tabulated:
    """Read a grid as a table of the contract: all its columns, typed; absent ones are missing."""
    if all(count == grid.cells.height for count in _nulls(grid.cells).values()):
        return Tabulated(empty(table), list(grid.findings))
    at = partial(Finding, table=table.name, file=grid.file, sheet=grid.sheet)
    heading, findings = find_heading(grid, table, at)
    findings = [*grid.findings, *findings]
    if heading is None:
        return Tabulated(empty(table), findings)
    rows = _body(grid, heading)
    findings += _without_heading(rows, grid, heading, at)
    rows, left_out = _leave_out(rows, heading, at)
    marked = list(_marked(grid.marks, rows, heading))
    findings += left_out
    findings += [
        at(mark.code, "error", row=mark.row, column=column.name, value=mark.cell) for mark, column in marked
    ]
    if grid.hidden and rows.height:
        findings.append(at("sheet.hidden", "notice", value=grid.sheet))
    bad = {(mark.row, column.name) for mark, column in marked}
    frame, unread = _parse(rows, grid, table, heading, bad, at)
    present = frozenset(column.name for column in heading.columns.values())
    return Tabulated(frame, findings + unread, present)


def _nulls(rows: pl.DataFrame) -> dict[str, int]:
    return dict(zip(rows.columns, rows.null_count().row(0), strict=True)) if rows.width else {}


def empty(table: Table) -> pl.DataFrame:
    """Return the table without rows, typed."""
    return pl.DataFrame(schema={column.name: TYPES[column.type] for column in table.columns} | PLACE)


def shorten(value: str) -> str:
    """Make a cell fit to be shown: without control characters, which a terminal would obey, and not too long."""
    shown = "".join(sign if sign.isprintable() else "·" for sign in value[: _LONGEST_VALUE + 1])
    return shown if len(shown) <= _LONGEST_VALUE else f"{shown[:_LONGEST_VALUE]}…"


def _body(grid: Grid, heading: Heading) -> pl.DataFrame:
    """Take the rows below the heading, blanks as nulls, without the empty tail, each with its number."""
    rows = tidy_cells(grid.cells.slice(heading.last_row + 1))
    numbers = pl.int_range(pl.len(), dtype=pl.Int64) + (heading.last_row + 1 + grid.first_row)
    rows = rows.select(numbers.alias("_row"), pl.all())
    nulls = _nulls(rows)
    if any(nulls[cell] == 0 for cell in heading.cells):
        return rows  # a column without a gap: no empty row, so no empty tail
    filled = rows.select(pl.any_horizontal(pl.col(*heading.cells).is_not_null())).to_series().arg_true()
    return rows.head(int(filled[-1]) + 1 if len(filled) else 0)


def _without_heading(rows: pl.DataFrame, grid: Grid, heading: Heading, at: Report) -> Iterator[Finding]:
    """Find what stands in columns that have no heading.

    In a text file, right of the last heading, it is a cell too many: a decimal comma that was taken for
    a separator shifts the row. In a sheet it is somebody's note.
    """
    named = [int(name[1:]) for name in heading.cells]
    for name in (name for name in rows.columns if name not in ("_row", *heading.cells)):
        number = int(name[1:])
        filled = rows.filter(pl.col(name).is_not_null())
        if filled.is_empty():
            continue
        if grid.sheet is None and number > max(named):
            values = {"cells": number + 1, "expected": max(named) + 1}
            for row in filled["_row"].head(_ERRORS_A_COLUMN):
                yield at("row.too_long", "error", row=row, values=values)
        else:
            value = shorten(str(filled[name][0]))
            yield at("column.unnamed", "notice", row=int(filled["_row"][0]), value=value)


def _leave_out(rows: pl.DataFrame, heading: Heading, at: Report) -> tuple[pl.DataFrame, list[Finding]]:
    """Leave out empty rows and rows of totals, and say so."""
    rows = rows.select("_row", *heading.cells) if rows.width > 1 + len(heading.cells) else rows
    cells = pl.col(*heading.cells)
    findings = []
    nulls = _nulls(rows)
    if all(nulls[cell] for cell in heading.cells):
        blank = rows.select(pl.all_horizontal(cells.is_null())).to_series()
        if blank.any():
            numbers = rows["_row"].filter(blank)
            findings.append(at("row.empty", "notice", row=int(numbers[0]), values={"count": len(numbers)}))
            rows = rows.filter(~blank)
    required = [cell for cell, column in heading.columns.items() if column.required]
    if required and not any(nulls[cell] for cell in required):
        return rows, findings
    lacking = (
        rows.filter(pl.any_horizontal(pl.col(name).is_null() for name in required)) if required else rows
    )
    # A row that bears the word and yet names whom it is about is somebody's name, not a total.
    keys = [cell for cell, column in heading.columns.items() if column.required and column.key]
    nameless = [pl.col(key).is_null() | pl.col(key).str.contains(_TOTAL) for key in keys]
    totals = lacking.filter(pl.any_horizontal(cells.str.contains(_TOTAL)), *nameless)
    if totals.is_empty():
        return rows, findings
    for row in totals.iter_rows(named=True):
        words = pl.Series([row[cell] for cell in heading.cells if row[cell]], dtype=pl.String)
        word = shorten(str(words.filter(words.str.contains(_TOTAL))[0]))
        findings.append(at("row.total", "warning", row=row["_row"], value=word))
    return rows.filter(~pl.col("_row").is_in(totals["_row"].implode())), findings


def _marked(marks: Sequence[Mark], rows: pl.DataFrame, heading: Heading) -> Iterator[tuple[Mark, Column]]:
    """Choose the marks that touch rows and columns of the table; merged cells only where they hide a cell."""
    if not marks:
        return
    kept = set(rows["_row"].to_list())
    columns = {int(name[1:]): column for name, column in heading.columns.items()}
    for mark in marks:
        touched = [columns[n] for n in range(mark.column, mark.last_column + 1) if n in columns]
        lines = sum(number in kept for number in range(mark.row, mark.last_row + 1))
        if touched and lines and (mark.code != "cell.merged" or lines * len(touched) > 1):
            yield mark, touched[0]


def _parse(
    rows: pl.DataFrame,
    grid: Grid,
    table: Table,
    heading: Heading,
    bad: set[tuple[int, str]],
    at: Report,
) -> tuple[pl.DataFrame, list[Finding]]:
    if not rows.height:
        return empty(table), []
    findings: list[Finding] = []
    plain = read_plain(rows, heading.columns, from_sheet=grid.sheet is not None)
    values: dict[str, pl.Expr | pl.Series] = {}
    for cell, column in heading.columns.items():
        if cell in plain:
            values[column.name] = plain[cell].alias(column.name)
        else:
            values[column.name], problems = parse_column(
                rows[cell], column, from_sheet=grid.sheet is not None
            )
            findings += report_problems(problems, rows["_row"], column, at)
        if column.required and rows[cell].null_count():
            lacking = rows["_row"].filter(rows[cell].is_null()).to_list()
            empties = [number for number in lacking if (number, column.name) not in bad]
            findings += report_lacking(empties, column, at)
    place = [pl.lit(grid.file), pl.lit(grid.sheet, dtype=pl.String), pl.col("_row")]
    return rows.select(
        *(values[c.name] if c.name in values else _missing(c) for c in table.columns),
        *(expr.alias(name) for expr, name in zip(place, PLACE, strict=True)),
    ), findings


def _missing(column: Column) -> pl.Expr:
    return pl.lit(None, dtype=TYPES[column.type]).alias(column.name)


def report_problems(
    problems: Sequence[Problem], rows: pl.Series, column: Column, at: Report
) -> Iterator[Finding]:
    """Word the unreadable cells of a column; a hopeless column is cut short with a count."""
    expected = "; ".join(code.title_ru for code in column.codes) if column.codes else column.type
    for problem in problems[:_ERRORS_A_COLUMN]:
        row = int(rows[problem.position])
        values = {"expected": expected}
        if column.codes and (near := _find_near(problem.value, column)):
            values["near"] = near
        value = shorten(problem.value)
        yield at(problem.code, problem.severity, row=row, column=column.name, value=value, values=values)
    yield from _cut(len(problems), problems[0].code if problems else "", column, at)


def _find_near(text: str, column: Column) -> str | None:
    """Find the label that a word was most likely meant as."""
    labels = {
        label.lower(): code.title_ru for code in column.codes for label in (code.title_ru, code.title_en)
    }
    found = get_close_matches(text.strip().lower(), labels, n=1)
    return labels[found[0]] if found else None


def report_lacking(rows: Sequence[int], column: Column, at: Report) -> Iterator[Finding]:
    """Name the empty cells of a required column."""
    for row in rows[:_ERRORS_A_COLUMN]:
        yield at("cell.required", "error", row=row, column=column.name)
    yield from _cut(len(rows), "cell.required", column, at)


def _cut(count: int, code: str, column: Column, at: Report) -> Iterator[Finding]:
    if count > _ERRORS_A_COLUMN:
        values = {"count": count, "shown": _ERRORS_A_COLUMN, "code": code}
        yield at("more", "error", column=column.name, values=values)
