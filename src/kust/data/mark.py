"""A copy of the data in which the faulty cells are coloured and say what is wrong and how to mend it."""

import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kust.data.findings import Finding
from kust.data.mark_list import write_list
from kust.data.mark_tables import copy_tables
from kust.data.schema import fold, tables
from kust.data.sources import WORKBOOKS, table_of
from kust.data.target import target
from kust.errors import UsageError
from kust.i18n import say

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.comments import Comment
    from openpyxl.worksheet.worksheet import Worksheet

_HEADING_WITHIN = 15
# A finding about a raw cell names its column by letters and holds its address as value.
_LETTERS = re.compile(r"[A-Z]{1,3}")
_ADDRESS = re.compile(r"[A-Z]{1,3}[1-9]\d*")
_COLOURS = {"error": "FFFF9C9C", "warning": "FFFFE699"}


@dataclass
class MarkedSheet:
    """A sheet of the copy; ``rows`` maps the file's rows to its own where it does not hold them all."""

    sheet: "Worksheet"
    rows: dict[int, int] | None = None
    columns: dict[str, int | None] = field(default_factory=dict)

    def row_of(self, finding: Finding) -> int | None:
        """Return the row of the copy in which a finding stands."""
        return finding.row if self.rows is None or finding.row is None else self.rows.get(finding.row)

    def column_of(self, finding: Finding) -> int | None:
        """Find the column that a finding names by matching the headings of the first rows."""
        if finding.column is None:
            return None
        if finding.column not in self.columns:
            self.columns[finding.column] = self._find(_headings(finding))
        return self.columns[finding.column]

    def _find(self, headings: set[str]) -> int | None:
        for row in self.sheet.iter_rows(min_row=1, max_row=min(_HEADING_WITHIN, self.sheet.max_row)):
            for cell in row:
                if isinstance(cell.value, str) and fold(cell.value) in headings:
                    return int(cell.column)
        return None


def mark_workbook(source: Path, findings: Iterable[Finding], output: Path, lang: str) -> None:
    """Write a copy of a workbook, or a workbook made of a folder's tables, with the findings marked in it.

    Errors are red, warnings yellow, each with a note; a first sheet lists all findings with links.
    The source stays as it is. Of a folder only the tables with findings are copied.

    Raises
    ------
    UsageError
        The source is neither a workbook nor a folder, the output is no ``.xlsx`` file, or it exists.
    """
    found = sorted(findings, key=lambda finding: ("error", "warning", "notice").index(finding.severity))
    is_folder = source.is_dir()
    if not is_folder and source.suffix.lower() not in WORKBOOKS:
        raise UsageError("not_a_workbook_to_mark", path=source)
    if output.suffix.lower() != (".xlsx" if is_folder else source.suffix.lower()):
        raise UsageError("not_a_workbook_to_mark", path=output)
    with target(output) as temporary:
        book, sheets = _copy_folder(source, found, lang) if is_folder else _copy_workbook(source)
        places = _mark(sheets, found, lang)
        write_list(book, source, found, places, lang, with_files=is_folder)
        book.save(temporary)


Sheets = dict[tuple[str | None, str | None], MarkedSheet]
"""Sheets of the copy by file and sheet of the source; the file is None where there is but one."""


def _copy_workbook(source: Path) -> "tuple[Workbook, Sheets]":
    import openpyxl

    with warnings.catch_warnings():
        # openpyxl says here that it drops extensions of Excel; the data does not depend on them.
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(source, keep_vba=source.suffix.lower() == ".xlsm")
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=1, max_row=min(_HEADING_WITHIN, sheet.max_row)):
            for cell in row:
                if cell.comment:
                    _fit(cell.comment)
    return book, {(None, sheet.title): MarkedSheet(sheet) for sheet in book.worksheets}


def _copy_folder(source: Path, findings: Sequence[Finding], lang: str) -> "tuple[Workbook, Sheets]":
    book, copied = copy_tables(source, findings, lang)
    return book, {place: MarkedSheet(sheet, rows) for place, (sheet, rows) in copied.items()}


def _headings(finding: Finding) -> set[str]:
    """Return the headings under which a column may stand: its code and titles, or just as it was found."""
    name = finding.column or ""
    table = finding.table or table_of(finding.sheet or "")
    for column in tables()[table].columns if table in tables() else ():
        if column.name == name:
            return {fold(name), fold(column.title_ru), fold(column.title_en)}
    return {fold(name)}


def _mark(sheets: Sheets, findings: Sequence[Finding], lang: str) -> "dict[int, tuple[Worksheet, str]]":
    """Mark the cells; return sheet and address of each finding that has a place, by its position."""
    places: dict[int, tuple[Worksheet, str]] = {}
    at: dict[tuple[str, str], tuple[Cell, list[Finding]]] = {}
    for position, finding in enumerate(findings):
        marked = sheets.get((None, finding.sheet)) or sheets.get((finding.file, finding.sheet))
        if marked is None:
            continue
        cell = _cell(marked, finding)
        places[position] = (marked.sheet, cell.coordinate)
        if finding.severity in _COLOURS:
            at.setdefault((marked.sheet.title, cell.coordinate), (cell, []))[1].append(finding)
    for cell, found in at.values():
        _colour(cell, found, lang)
    return places


def _cell(marked: MarkedSheet, finding: Finding) -> "Cell":
    """Return the cell of a finding; failing its column, the first filled one of its row."""
    from openpyxl.utils import column_index_from_string

    sheet = marked.sheet
    row = marked.row_of(finding) or 1
    if finding.column and _LETTERS.fullmatch(finding.column) and _ADDRESS.fullmatch(finding.value or ""):
        column = column_index_from_string(finding.column) + (0 if marked.rows is None else 1)
    else:
        column = marked.column_of(finding) or _first_filled(marked, row)
    for merged in sheet.merged_cells.ranges:
        if (row, column) in merged.cells:
            row, column = merged.min_row, merged.min_col
    return cast("Cell", sheet.cell(row, column))


def _first_filled(marked: MarkedSheet, row: int) -> int:
    # The first column of a copied table only counts the rows of the file.
    first = 1 if marked.rows is None else 2
    for cell in marked.sheet[row][first - 1 :]:
        if cell.value is not None:
            return int(cell.column)
    return first


def _colour(cell: "Cell", findings: Sequence[Finding], lang: str) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    worst = "error" if any(finding.severity == "error" for finding in findings) else "warning"
    cell.fill = PatternFill("solid", fgColor=_COLOURS[worst])
    lines = [
        f"{say(f'template.mark.severity.{f.severity}', lang)}: {f.message(lang)} {f.mend(lang)}"
        for f in findings
    ]
    if cell.comment:
        lines.append(cell.comment.text)
    text = ILLEGAL_CHARACTERS_RE.sub(" ", "\n".join(dict.fromkeys(lines)))
    cell.comment = Comment(text, "kust")
    _fit(cell.comment)


def _fit(comment: "Comment") -> None:
    """Make a note as high as its text; openpyxl forgets the size that it had."""
    lines = sum(1 + len(line) // 44 for line in comment.text.split("\n"))
    comment.width, comment.height = 300, 20 + 16 * lines
