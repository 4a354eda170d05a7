"""Make a workbook of the tables of a folder that have findings, with the rows where the files have them."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from kust.data.findings import Finding
from kust.data.grid import Grid, read_csv, read_sheets
from kust.data.mark_list import prepare_print
from kust.data.schema import tables
from kust.data.sources import table_of
from kust.i18n import say

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

# A longer table is copied with its first rows and the faulty ones only.
_WHOLE_UP_TO = 20_000
_ALWAYS = 15
_WIDEST = 40
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\']")

Copied = dict[tuple[str | None, str | None], "tuple[Worksheet, dict[int, int]]"]
"""Sheets of the copy by file and sheet of the source, with the row of the copy for each row of the file."""


def copy_tables(folder: Path, findings: Sequence[Finding], lang: str) -> "tuple[Workbook, Copied]":
    """Copy the tables in which findings have a place; the first column says which row of the file it is."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    copied: Copied = {}
    rows: dict[str, dict[str | None, set[int]]] = {}
    for finding in findings:
        if finding.file and finding.row is not None:
            rows.setdefault(finding.file, {}).setdefault(finding.sheet, set()).add(finding.row)
    for file in sorted(rows):
        for grid in _grids(folder / file):
            if grid.sheet in rows[file]:
                sheet = book.create_sheet(_title(book, grid, lang))
                copied[file, grid.sheet] = (sheet, _copy(sheet, grid, rows[file][grid.sheet], lang))
    return book, copied


def _grids(path: Path) -> list[Grid]:
    if path.suffix.lower() == ".csv":
        return [read_csv(path)]
    if path.suffix.lower() != ".parquet":
        return read_sheets(path)
    frame = pl.read_parquet(path)
    heading = pl.DataFrame([frame.columns], orient="row", schema=[f"c{n}" for n in range(frame.width)])
    body = frame.select(pl.col(c).cast(pl.String).alias(f"c{n}") for n, c in enumerate(frame.columns))
    return [Grid(path.name, None, pl.concat([heading, body]), first_row=0)]


def _title(book: "Workbook", grid: Grid, lang: str) -> str:
    """Name a sheet by its table, and by its file where the table has several."""
    name = table_of(grid.sheet or Path(grid.file).stem)
    title = tables()[name].title(lang) if name else grid.sheet or Path(grid.file).stem
    if grid.sheet:
        title = f"{title[:15]} {Path(grid.file).stem}"
    title = _NOT_IN_A_TITLE.sub(" ", title)[:31].strip()
    free, number = title, 1
    while free.lower() in {taken.lower() for taken in book.sheetnames}:
        number += 1
        free = f"{title[:27]} {number}"
    return free


def _copy(sheet: "Worksheet", grid: Grid, faulty: set[int], lang: str) -> dict[int, int]:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    numbered = grid.cells.with_row_index("_row", offset=grid.first_row)
    if grid.cells.height > _WHOLE_UP_TO:
        first = pl.col("_row") < grid.first_row + _ALWAYS
        numbered = numbered.filter(first | pl.col("_row").is_in(list(faulty)))
    widths: dict[int, int] = {}
    at: dict[int, int] = {}
    for position, (number, *cells) in enumerate(numbered.iter_rows(), start=1):
        at[number] = position
        sheet.cell(position, 1, say("template.mark.row", lang) if position == 1 else number)
        for column, text in enumerate(cells, start=2):
            if text is None:
                continue
            cell = sheet.cell(position, column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", text)
            cell.data_type = "s"
            cell.number_format = "@"
            widths[column] = max(widths.get(column, 8), min(len(text), _WIDEST))
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = width + 2
    sheet.column_dimensions["A"].width = 14
    for cell in sheet[1]:
        cell.font = Font(name="Calibri", bold=True)
    sheet.freeze_panes = "B2"
    prepare_print(sheet, 1)
    return at
