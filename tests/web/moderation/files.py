"""Files that people upload, honest and hostile ones."""

import io
import zipfile
from collections.abc import Mapping, Sequence

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

OUTPUT = ("organisation_id", "product_id", "year", "quantity", "amount_krub")
SUPPLY = ("supplier_id", "buyer_id", "product_id", "year", "amount_krub", "reported_by")
_SHEET = "xl/worksheets/sheet1.xml"


def book(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """Make a workbook of rows by sheet; the first row names the columns."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return out.getvalue()


def archive(members: Mapping[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return out.getvalue()


def with_part(workbook: bytes, name: str, content: bytes) -> bytes:
    """Put another part into a workbook, or in place of the one there."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        members = {member: packed.read(member) for member in packed.namelist()}
    return archive({**members, name: content})


def sheet_of(cells: str) -> bytes:
    head = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    )
    return f"{head}<sheetData>{cells}</sheetData></worksheet>".encode()


def with_sheet(cells: str) -> bytes:
    """Make a workbook whose only sheet holds the given XML."""
    return with_part(book({"outputs": [OUTPUT]}), _SHEET, sheet_of(cells))


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
