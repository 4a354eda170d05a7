"""The first sheet of a marked copy: all findings, each with a link to its cell."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kust.data.findings import Finding
from kust.data.schema import tables
from kust.data.sources import table_of
from kust.i18n import say

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_WIDTHS = {
    "number": 6,
    "severity": 16,
    "file": 24,
    "place": 28,
    "column": 26,
    "value": 24,
    "message": 60,
    "mend": 60,
}
_COLOURS = {"error": "FFFF9C9C", "warning": "FFFFE699", "notice": "FFEDEDED"}
_WRAPPED = ("column", "value", "message", "mend")
_HEADING_ROW = 5


def write_list(
    book: "Workbook",
    source: Path,
    findings: Sequence[Finding],
    places: "Mapping[int, tuple[Worksheet, str]]",
    lang: str,
    *,
    with_files: bool,
) -> None:
    """Put the list of findings before the other sheets.

    ``places`` holds sheet and address of the findings that have a place, by their position.
    """
    sheet = book.create_sheet(_free_name(book, say("template.mark.sheet", lang)), 0)
    book.active = 0
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    columns = [name for name in _WIDTHS if with_files or name != "file"]
    _write_head(sheet, source, findings, columns, lang)
    for position, finding in enumerate(findings):
        row = _HEADING_ROW + 1 + position
        cells = _cells(finding, position + 1, lang)
        for number, name in enumerate(columns, start=1):
            _write(cast("Cell", sheet.cell(row, number)), cells[name])
        lines = max(1 + len(str(cells[name] or "")) // (_WIDTHS[name] - 4) for name in _WRAPPED)
        sheet.row_dimensions[row].height = 15.5 * lines
        _style(sheet, row, columns, finding)
        if position in places:
            _link(cast("Cell", sheet.cell(row, columns.index("place") + 1)), *places[position])


def _write_head(
    sheet: "Worksheet", source: Path, findings: Sequence[Finding], columns: Sequence[str], lang: str
) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    counts = Counter(finding.severity for finding in findings)
    figures = {"errors": counts["error"], "warnings": counts["warning"], "notices": counts["notice"]}
    _write(sheet["A1"], say("template.mark.title", lang, file=source.name))
    sheet["A1"].font = Font(name="Calibri", bold=True, size=16)
    _write(
        sheet["A2"],
        say("template.mark.counts", lang, **figures) if findings else say("template.mark.none", lang),
    )
    _write(sheet["A3"], say("template.mark.legend", lang))
    for number, name in enumerate(columns, start=1):
        code = "template.guide.column.number" if name == "number" else f"template.mark.column.{name}"
        cell = cast("Cell", sheet.cell(_HEADING_ROW, number))
        _write(cell, say(code, lang))
        cell.font = Font(name="Calibri", bold=True)
        cell.fill = PatternFill("solid", fgColor="FFDCE6F1")
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS[name]
    sheet.freeze_panes = f"A{_HEADING_ROW + 1}"
    sheet.auto_filter.ref = f"A{_HEADING_ROW}:{get_column_letter(len(columns))}{_HEADING_ROW + len(findings)}"
    prepare_print(sheet, _HEADING_ROW)


def prepare_print(sheet: "Worksheet", heading_row: int) -> None:
    """Print a sheet as wide as a page, with its heading on each."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{heading_row}:{heading_row}"


def _cells(finding: Finding, number: int, lang: str) -> dict[str, str | int | None]:
    table = finding.table or table_of(finding.sheet or "")
    column = finding.column
    for known in tables()[table].columns if table in tables() else ():
        if known.name == column:
            column = known.title(lang)
    return {
        "number": number,
        "severity": say(f"template.mark.severity.{finding.severity}", lang),
        "file": finding.file,
        "place": finding.sheet or (tables()[table].title(lang) if table in tables() else None),
        "column": column,
        "value": finding.value,
        "message": finding.message(lang),
        "mend": finding.mend(lang),
    }


def _style(sheet: "Worksheet", row: int, columns: Sequence[str], finding: Finding) -> None:
    from openpyxl.styles import Alignment, PatternFill

    for number, name in enumerate(columns, start=1):
        sheet.cell(row, number).alignment = Alignment(vertical="top", wrap_text=name in _WRAPPED)
    severity = sheet.cell(row, columns.index("severity") + 1)
    severity.fill = PatternFill("solid", fgColor=_COLOURS[finding.severity])


def _link(cell: "Cell", sheet: "Worksheet", address: str) -> None:
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    quoted = sheet.title.replace("'", "''")
    cell.value = f"{sheet.title}!{address}"
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{address}")
    cell.font = Font(name="Calibri", color="FF0563C1", underline="single")


def _write(cell: "Cell", value: str | int | None) -> None:
    """Write a value as it stands: text of a file is never a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", value)
        cell.data_type = "s"
    else:
        cell.value = value


def _free_name(book: "Workbook", name: str) -> str:
    taken = {title.lower() for title in book.sheetnames}
    number = 1
    free = name
    while free.lower() in taken:
        number += 1
        free = f"{name} {number}"
    return free
