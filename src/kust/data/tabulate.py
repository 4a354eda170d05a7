"""Make a typed table of a grid: find the heading, leave out what is no row, read the cells."""

import re
from dataclasses import dataclass

import polars as pl

from kust.data.findings import Finding
from kust.data.grid import Grid
from kust.data.parse import TYPES, Problem, blank_to_null, parse_column
from kust.data.schema import Column, Table, fold

PLACE = {"_file": pl.String, "_sheet": pl.String, "_row": pl.Int64}
_HEADING_WITHIN = 15
_TOTAL = re.compile(r"(итого|всего|total|grand total|sum)\b[^;]*", re.IGNORECASE)
_ERRORS_A_COLUMN = 1000


@dataclass(frozen=True)
class Heading:
    """Where the heading stands and which cell of it is which column of the contract."""

    row: int
    columns: dict[str, Column]
    extra: dict[str, str]


@dataclass(frozen=True)
class Tabulated:
    """A typed table with ``_file``, ``_sheet``, ``_row``, what was found, and the columns that the source has."""

    frame: pl.DataFrame
    findings: list[Finding]
    columns: frozenset[str] = frozenset()


def tabulate(grid: Grid, table: Table) -> Tabulated:
    """Read a grid as a table of the contract: all its columns, typed; absent ones are missing."""
    filled = [grid.cells[name].is_not_null().any() for name in grid.cells.columns]
    if not any(filled):
        return Tabulated(empty(table), list(grid.findings))
    heading, findings = _find_heading(grid, table)
    findings = [*grid.findings, *findings]
    if heading is None:
        return Tabulated(empty(table), findings)
    rows = _trim(grid, heading)
    rows, left_out = _leave_out(rows, grid, table, heading)
    frame, unread = _parse(rows, grid, table, heading)
    present = frozenset(column.name for column in heading.columns.values())
    return Tabulated(frame, findings + left_out + unread, present)


def empty(table: Table) -> pl.DataFrame:
    """Return the table without rows, typed."""
    return pl.DataFrame(schema={column.name: TYPES[column.type] for column in table.columns} | PLACE)


def _names(table: Table) -> dict[str, Column]:
    return {
        fold(name): column
        for column in table.columns
        for name in (column.name, column.title_ru, column.title_en)
    }


def _find_heading(grid: Grid, table: Table) -> tuple[Heading | None, list[Finding]]:
    """Take as heading the first row that names the most columns of the table."""
    names = _names(table)
    best, known = 0, 0
    for number, row in enumerate(grid.cells.head(_HEADING_WITHIN).iter_rows()):
        count = sum(fold(cell) in names for cell in row if cell)
        if count > known:
            best, known = number, count
    place = {"table": table.name, **grid.place}
    if not known:
        return None, [Finding("heading.not_found", "error", row=grid.first_row, **place)]
    columns: dict[str, Column] = {}
    extra: dict[str, str] = {}
    findings: list[Finding] = []
    at = {"row": best + grid.first_row, **place}
    for cell, title in zip(grid.cells.columns, grid.cells.row(best), strict=True):
        column = names.get(fold(title)) if title else None
        if column and column in columns.values():
            findings.append(Finding("column.twice", "error", column=column.name, value=title, **at))
        elif column:
            columns[cell] = column
        elif title and title.strip():
            extra[cell] = title.strip()
            findings.append(
                Finding("column.extra", "notice", column=title.strip(), value=title.strip(), **at)
            )
    missing = [column for column in table.columns if column.required and column not in columns.values()]
    findings += [
        Finding("column.missing", "error", column=column.name, value=column.title_ru, **at)
        for column in missing
    ]
    if best:
        findings.append(Finding("heading.below_title", "notice", **at))
    return Heading(best, columns, extra), findings


def _trim(grid: Grid, heading: Heading) -> pl.DataFrame:
    """Take the rows below the heading, blanks as nulls, without the empty tail, each with its number."""
    rows = grid.cells.with_row_index("_row", offset=grid.first_row).slice(heading.row + 1)
    keep = list(heading.columns) + list(heading.extra)
    rows = rows.select(pl.col("_row").cast(pl.Int64), *(blank_to_null(pl.col(name)) for name in keep))
    filled = rows.select(pl.any_horizontal(pl.col(keep).is_not_null())).to_series().arg_true()
    return rows.head(int(filled[-1]) + 1 if len(filled) else 0)


def _leave_out(
    rows: pl.DataFrame, grid: Grid, table: Table, heading: Heading
) -> tuple[pl.DataFrame, list[Finding]]:
    """Leave out empty rows and rows of totals, and say so."""
    place = {"table": table.name, **grid.place}
    cells = [name for name in rows.columns if name != "_row"]
    blank = rows.select(pl.all_horizontal(pl.col(cells).is_null())).to_series()
    findings = []
    if blank.any():
        numbers = rows["_row"].filter(blank)
        values = {"count": len(numbers)}
        findings.append(Finding("row.empty", "notice", row=int(numbers[0]), values=values, **place))
        rows = rows.filter(~blank)
    total = rows.select(pl.any_horizontal(pl.col(cells).str.contains(f"^(?i){_TOTAL.pattern}$"))).to_series()
    required = [cell for cell, column in heading.columns.items() if column.required]
    lacking = rows.select(
        pl.any_horizontal(pl.col(required).is_null() if required else pl.lit(False))
    ).to_series()
    # A row that bears the word and still fills every required cell is somebody's name, not a total.
    total = (total & lacking).fill_null(False)
    for row in rows.filter(total).iter_rows(named=True):
        word = next(str(row[cell]) for cell in cells if row[cell] and _TOTAL.fullmatch(str(row[cell])))
        findings.append(Finding("row.total", "warning", row=row["_row"], value=word, **place))
    return rows.filter(~total), findings


def _parse(
    rows: pl.DataFrame, grid: Grid, table: Table, heading: Heading
) -> tuple[pl.DataFrame, list[Finding]]:
    findings: list[Finding] = []
    series: dict[str, pl.Series] = {}
    for cell, column in heading.columns.items():
        parsed, problems = parse_column(rows[cell], column)
        series[column.name] = parsed
        findings += _report(problems, rows["_row"], column, {"table": table.name, **grid.place})
        if column.required:
            lacking = rows["_row"].filter(rows[cell].is_null())
            findings += [
                Finding("cell.required", "error", table.name, grid.file, grid.sheet, int(number), column.name)
                for number in lacking.head(_ERRORS_A_COLUMN)
            ]
    place = [
        pl.lit(grid.file).alias("_file"),
        pl.lit(grid.sheet, dtype=pl.String).alias("_sheet"),
        pl.col("_row"),
    ]
    frame = rows.select(*place) if len(rows) else pl.DataFrame(schema=PLACE)
    absent = [pl.lit(None, dtype=TYPES[c.type]).alias(c.name) for c in table.columns if c.name not in series]
    frame = frame.with_columns(*series.values(), *absent)
    return frame.select(*(column.name for column in table.columns), *PLACE), findings


def _report(
    problems: list[Problem], rows: pl.Series, column: Column, place: dict[str, str | None]
) -> list[Finding]:
    """Word the unreadable cells of a column; a hopeless column is cut short with a count."""
    findings = []
    for position, value, code in problems[:_ERRORS_A_COLUMN]:
        expected = "; ".join(c.title_ru for c in column.codes) if column.codes else column.type
        row = int(rows[position])
        findings.append(
            Finding(
                code,
                "error",
                row=row,
                column=column.name,
                value=value,
                values={"expected": expected},
                **place,
            )
        )
    return findings
