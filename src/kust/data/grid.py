"""Read a sheet or a CSV file as a grid of text, so that every later error can say where it is."""

import csv
import io
import logging
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from kust.data.encoding import read_text
from kust.data.findings import Finding
from kust.data.layout import Layout, find_layout
from kust.data.sources import table_of
from kust.data.unquoted import read_unquoted
from kust.data.workbook_xml import (
    Mark,
    SheetXml,
    check_parts,
    count_rows,
    find_marks,
    is_uncounted,
    list_sheets,
)
from kust.errors import UnreadableError

if TYPE_CHECKING:
    from fastexcel import ExcelReader

_LINE_OF_A_TABLE = 3
_SHOWN = 1000
# Of a sheet that is no table, so many rows tell whether it holds anything.
_GLANCE = 100
_EMPTY_ROWS = 100_000
# The reader of workbooks rounds to nine decimals: 1/3 comes as 0.333333333.
_ROUNDED = r"\.[0-9]{9}$"
_BROKEN_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, struct.error, pl.exceptions.PolarsError, EOFError, KeyError,
    NotImplementedError, OSError, RuntimeError, ValueError,
)  # fmt: skip


@dataclass(frozen=True)
class Grid:
    """Cells as text, columns ``c0``, ``c1`` …; ``first_row`` is the number of the first row in the file.

    ``marks`` are places whose value is not what people see; their columns count like those of the cells.
    """

    file: str
    sheet: str | None
    cells: pl.DataFrame
    findings: tuple[Finding, ...] = ()
    first_row: int = 1
    marks: tuple[Mark, ...] = ()
    hidden: bool = False


def read_csv(path: Path) -> Grid:
    """Read a CSV file in UTF-8 or Windows-1251, separated by semicolon, comma or tab.

    Raises
    ------
    UnreadableError
        The file is empty, binary, in another encoding, or a web page saved under the name of a table.
    """
    text = read_text(path)
    layout = find_layout(text)
    short = read_unquoted(text, layout.separator, layout.width)
    if short is not None:
        return Grid(path.name, None, short)
    if '"' in text and not _is_quoted_well(text, layout):
        return _read_by_row(text, layout, path)
    try:
        cells = pl.read_csv(
            io.BytesIO(text.encode()),
            has_header=False,
            separator=layout.separator,
            schema=_columns(layout.width),
            raise_if_empty=False,
        )
    except pl.exceptions.PolarsError:
        return _read_by_row(text, layout, path)
    return Grid(path.name, None, cells)


def _columns(width: int) -> dict[str, type[pl.String]]:
    return {f"c{number}": pl.String for number in range(width)}


def _is_quoted_well(text: str, layout: Layout) -> bool:
    """Tell whether every quote opens, closes or is doubled, and no quoted cell holds a line of the table.

    A quote that was never closed swallows the rows down to the next one: a cell of many rows.
    """
    parts = text.split('"')
    if len(parts) % 2 == 0:
        return False
    edges = (layout.separator, "\n")
    between = (part for part in parts[2:-1:2] if part)
    return (
        (not parts[0] or parts[0].endswith(edges))
        and (not parts[-1] or parts[-1].startswith(edges))
        and all(part.startswith(edges) and part.endswith(edges) for part in between)
        and not any(_swallows(part, layout) for part in parts[1::2])
    )


def _swallows(cell: str, layout: Layout) -> bool:
    if "\n" not in cell:
        return False
    full = max(layout.width - 1, _LINE_OF_A_TABLE)
    return any(line.count(layout.separator) >= full for line in cell.split("\n"))


def _read_by_row(text: str, layout: Layout, path: Path) -> Grid:
    """Read row by row a file with too many cells in a row or with quotes gone wrong, and name those rows.

    A cell too many is an error also where the last one is empty: a decimal comma among commas shifts
    the row, and the empty end of it goes over the edge.
    """
    rows: list[list[str | None]] = []
    bad: list[Finding] = []
    at = partial(Finding, severity="error", table=table_of(path.stem), file=path.name)
    for number, row in enumerate(_records(text, layout.separator), start=1):
        if row is None or any(_swallows(cell, layout) for cell in row):
            bad.append(at("row.quotes", row=number))
        elif len(row) > layout.width and number > layout.heading + 1:
            bad.append(at("row.too_long", row=number, values={"cells": len(row), "expected": layout.width}))
        cells = (row or [])[: layout.width]
        rows.append([*(cell or None for cell in cells), *[None] * (layout.width - len(cells))])
    if len(bad) > _SHOWN:
        values = {"count": len(bad), "shown": _SHOWN, "code": bad[_SHOWN].code}
        bad[_SHOWN:] = [at("more", values=values)]
    grid = pl.DataFrame(rows, schema=_columns(layout.width), orient="row")
    return Grid(path.name, None, grid, tuple(bad))


def _records(text: str, separator: str) -> Iterator[list[str] | None]:
    """Read the rows one by one, None for one whose quotes make no sense; blank lines are rows too."""
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    while True:
        try:
            yield next(reader)
        except csv.Error:
            yield None
        except StopIteration:
            return


def read_sheets(path: Path, *, whole: bool = False) -> list[Grid]:
    """Read every sheet of a workbook as text; of a sheet that is no table only the first rows, or the ``whole``.

    Raises
    ------
    UnreadableError
        The workbook cannot be opened, or a sheet of it is a desert of empty rows.
    """
    import fastexcel

    # What it has to say about a sheet is said by our findings; without a handler it would go to stderr.
    logging.getLogger("calamine").addHandler(logging.NullHandler())
    try:
        with zipfile.ZipFile(path) as archive:
            check_parts(archive)
            reader = fastexcel.read_excel(path)
            return [
                _read_sheet(path, sheet, archive, reader, whole=whole)
                for sheet in list_sheets(archive)
                if sheet.member
            ]
    except (*_BROKEN_ARCHIVE, fastexcel.FastExcelError) as error:
        raise UnreadableError("truncated_workbook", path=path) from error


def _read_sheet(
    path: Path, sheet: SheetXml, archive: zipfile.ZipFile, reader: "ExcelReader", *, whole: bool
) -> Grid:
    is_table = table_of(sheet.name) is not None
    # The archive checks sizes and sums that the reader of workbooks believes.
    content = archive.read(sheet.member) if is_table and sheet.member else b""
    most = None if is_table or whole else _GLANCE
    loaded = reader.load_sheet(sheet.position, header_row=None, skip_rows=0, dtypes="string", n_rows=most)
    cells = loaded.to_polars()
    cells = cells.rename({old: f"c{number}" for number, old in enumerate(cells.columns)})
    if not content or not cells.width:
        return Grid(path.name, sheet.name, cells, hidden=sheet.hidden)
    _refuse_desert(path, sheet, content, cells)
    first = loaded.available_columns()[0].absolute_index
    marks = (
        replace(mark, column=mark.column - first, last_column=mark.last_column - first)
        for mark in find_marks(content, is_uncounted(archive))
    )
    cells = _unround(cells, first, sheet, reader)
    return Grid(path.name, sheet.name, cells, marks=tuple(marks), hidden=sheet.hidden)


def _refuse_desert(path: Path, sheet: SheetXml, content: bytes, cells: pl.DataFrame) -> None:
    """Refuse a sheet with a million rows that somebody formatted and nobody filled."""
    filled = int(cells.select(pl.any_horizontal(pl.all().is_not_null()).sum()).item())
    empty = max(count_rows(content), cells.height) - filled
    if empty > _EMPTY_ROWS:
        raise UnreadableError("empty_rows", path=path, sheet=sheet.name, count=empty)


def _unround(cells: pl.DataFrame, first: int, sheet: SheetXml, reader: "ExcelReader") -> pl.DataFrame:
    """Take numbers with more than nine decimals as they are stored, not as they were rounded into text."""
    names = [name for name in cells.columns if cells[name].str.contains(_ROUNDED).any()]
    if not names:
        return cells
    places = [first + cells.columns.index(name) for name in names]
    loaded = reader.load_sheet(
        sheet.position, header_row=None, skip_rows=0, dtypes="float", use_columns=places
    )
    exact = loaded.to_polars().select(pl.all().cast(pl.String))
    for name, text in zip(names, exact.get_columns(), strict=True):
        precise = pl.when(pl.col(name).str.contains(_ROUNDED) & text.is_not_null()).then(text)
        cells = cells.with_columns(precise.otherwise(pl.col(name)).alias(name))
    return cells
