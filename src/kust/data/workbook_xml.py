"""What the XML of a workbook tells beside the values: bad formulas, merged cells, hidden sheets, empty rows."""

import html
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

_TAG = rb"<(?:\w+:)?"
_ERROR_CELL = re.compile(_TAG + rb'c\b(?=[^>]*?\bt="e")[^>]*?\br="([A-Z]+)([0-9]+)"')
_FORMULA = rb"f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
_CELL_WITH_FORMULA = _TAG + rb'c\b[^>]*?\br="([A-Z]+)([0-9]+)"[^>]*>\s*' + _TAG + _FORMULA
_NO_VALUE = rb"(?:%bv\s*/>|%bv></(?:\w+:)?v>)?\s*</(?:\w+:)?c>" % (_TAG, _TAG)
_UNCOUNTED_CELL = re.compile(_CELL_WITH_FORMULA + _NO_VALUE)
_ZERO_CELL = re.compile(_CELL_WITH_FORMULA + _TAG + rb"v>0</")
_MERGED = re.compile(_TAG + rb'mergeCell\b[^>]*?\bref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')


@dataclass(frozen=True)
class Mark:
    """A place where the value is not what people see: a bad formula, or a block of merged cells.

    Rows count from 1, columns from 0 (A); ``last_row`` and ``last_column`` belong to the place.
    """

    code: str
    cell: str
    row: int
    column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class SheetXml:
    """A sheet as the workbook lists it; ``member`` is its file inside, None for one that holds no cells."""

    name: str
    position: int
    hidden: bool
    member: str | None


def list_sheets(archive: zipfile.ZipFile) -> list[SheetXml]:
    """List the sheets in the workbook's order, charts among them, each with its file through the relations."""
    workbook = archive.read("xl/workbook.xml").decode("utf-8", errors="replace")
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", errors="replace")
    targets = {}
    for attributes in _tags("Relationship", relations):
        if attributes.get("Type", "").endswith("/worksheet"):
            targets[attributes.get("Id")] = posixpath.join("/xl", attributes.get("Target", "")).lstrip("/")
    members = set(archive.namelist())
    sheets = []
    for position, attributes in enumerate(_tags("sheet", workbook)):
        member = targets.get(next((v for k, v in attributes.items() if k.endswith(":id")), ""))
        hidden = attributes.get("state", "visible") != "visible"
        sheets.append(
            SheetXml(attributes.get("name", ""), position, hidden, member if member in members else None)
        )
    return sheets


def _tags(name: str, xml: str) -> Iterator[dict[str, str]]:
    for tag in re.findall(rf"<(?:\w+:)?{name}\s([^>]*)>", xml):
        pairs = re.findall(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""", tag)
        yield {key: html.unescape(double or single) for key, double, single in pairs}


def is_uncounted(archive: zipfile.ZipFile) -> bool:
    """Tell whether the program that wrote the workbook asks for its formulas to be counted on opening.

    Such a program has not counted them itself and writes 0 for what it does not know.
    """
    return bool(re.search(rb'\bfullCalcOnLoad="(1|true)"', archive.read("xl/workbook.xml")))


def find_marks(content: bytes, uncounted: bool) -> Iterator[Mark]:
    """Find formula errors, formulas never counted (both would be read as empty or 0) and merged cells."""
    if b't="e"' in content:
        yield from _cells(_ERROR_CELL, "cell.formula_error", content)
    if b"<f" in content or b":f" in content:
        yield from _cells(_UNCOUNTED_CELL, "cell.formula_uncounted", content)
        if uncounted:
            yield from _cells(_ZERO_CELL, "cell.formula_uncounted", content)
    for match in _MERGED.finditer(content, max(content.rfind(b"</sheetData>"), 0)):
        left, top, right, bottom = (part.decode() for part in match.groups())
        cells = f"{left}{top}:{right}{bottom}"
        yield Mark("cell.merged", cells, int(top), _column(left), int(bottom), _column(right))


def _cells(pattern: re.Pattern[bytes], code: str, content: bytes) -> Iterator[Mark]:
    for match in pattern.finditer(content):
        letters, row = match[1].decode(), int(match[2])
        column = _column(letters)
        yield Mark(code, f"{letters}{row}", row, column, row, column)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def count_rows(content: bytes) -> int:
    """Count the rows that a sheet lists, be they empty.

    The number of the last one would not do: LibreOffice lists the last row of the sheet alone for its height.
    """
    return content.count(b"<row ") + content.count(b":row ")


def check_parts(archive: zipfile.ZipFile) -> None:
    """Unpack all but the sheets, so that a false size or a bad checksum is seen before the contents are used.

    Sheets of tables are unpacked by ``find_marks`` anyway.
    """
    for name in archive.namelist():
        if not name.startswith("xl/worksheets/sheet"):
            with archive.open(name) as member:
                while member.read(2**20):
                    pass
