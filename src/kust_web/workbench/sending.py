"""Tables of pages as files: CSV that Excel opens, a workbook; text is never a formula there."""

import csv
import io
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.http import HttpResponse

from kust.documents.blocks import Amount, Cell, Document, Table
from kust.documents.figures import write
from kust_web.ui.language import current as language

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def send_csv(tables: Iterable[Table], name: str, notes: Iterable[str] = ()) -> HttpResponse:
    """Send tables as CSV, in the form of numbers that Excel of the language reads; notes stand below them."""
    lang = language()
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";" if lang == "ru" else ",", lineterminator="\r\n")
    for place, table in enumerate(tables):
        if place:
            writer.writerow([])
        writer.writerow([neutral(column.title) for column in table.columns])
        for row in (*table.rows, *table.totals):
            writer.writerow(
                [_cell(value, column.kind, lang) for value, column in zip(row, table.columns, strict=True)]
            )
    for note in notes:
        writer.writerows([[], [neutral(note)]])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _cell(value: Cell, kind: str, lang: str) -> str:
    plain = value.value if isinstance(value, Amount) else value
    if plain is None:
        return ""
    if isinstance(plain, bool) or kind in ("verdict", "flag"):
        return write(plain, kind, lang)
    if isinstance(plain, int | float):
        return str(plain) if lang == "en" else str(plain).replace(".", ",")
    if isinstance(plain, date):
        return plain.isoformat()
    return neutral(plain)


def neutral(text: str) -> str:
    """Keep a spreadsheet from reading text as a formula.

    >>> neutral("=1+1"), neutral("ООО «Бета»")
    ("'=1+1", 'ООО «Бета»')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def send_document(document: Document, form: str, name: str) -> HttpResponse:
    """Send a document of sections as a workbook."""
    from kust.documents.projects.write import write_document

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.{form}"
        write_document(document, path)
        return send_bytes(path.read_bytes(), f"{name}.{form}", _WORKBOOK)


def send_tables(tables: Iterable[Table], title: str, day: date, name: str) -> HttpResponse:
    """Send tables as a workbook, a sheet each."""
    from kust.documents.xlsx import Book

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tables.xlsx"
        with Book(path, language(), title, day) as book:
            for table in tables:
                book.add_table(table)
        return send_bytes(path.read_bytes(), f"{name}.xlsx", _WORKBOOK)


def send_bytes(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def send_text(text: str, name: str, kind: str) -> Any:
    return send_bytes(text.encode(), name, f"{kind}; charset=utf-8")
