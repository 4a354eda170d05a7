"""What a page shows, as a file: CSV, XLSX or JSON of the same rows in the same order."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kust.i18n import say
from kust_web.ui.language import current

FORMATS = ("csv", "xlsx", "json")
# A spreadsheet takes a text that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Column:
    """A column of a file: its key in JSON, its heading; ``kind`` is text, count, number, share or day."""

    key: str
    title: str
    kind: str = "text"


@dataclass(frozen=True)
class Coded:
    """A cell that is a code for programs (JSON) and words for readers (CSV, XLSX)."""

    code: str
    words: str


def say_why(code: str | None) -> Coded | None:
    """Say why there is no value: ``withheld`` or ``no_data``."""
    return Coded(code, say(f"registry.why.{code}", current())) if code else None


@dataclass(frozen=True)
class Sheet:
    """A table with its name as a file; ``about`` says what is in it: filters, days, sources."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    about: Mapping[str, str] = field(default_factory=dict)


def asked_format(request: HttpRequest) -> str | None:
    """Tell as which file a page is asked for, if any."""
    asked = request.GET.get("format")
    return asked if asked in FORMATS else None


def send(request: HttpRequest, sheet: Sheet, kind: str) -> HttpResponse:
    """Answer with a file."""
    query = request.GET.copy()
    query.pop("format", None)
    address = request.build_absolute_uri(request.path + (f"?{query.urlencode()}" if query else ""))
    written, content = {"csv": _csv, "xlsx": _xlsx, "json": _json}[kind](sheet, address)
    response = HttpResponse(written, content_type=content)
    response["Content-Disposition"] = f'attachment; filename="{sheet.name}.{kind}"'
    return response


def neutralise(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula.

    >>> neutralise("=1+1"), neutralise("АО «Завод»")
    ("'=1+1", 'АО «Завод»')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def _csv(sheet: Sheet, address: str) -> tuple[bytes, str]:
    russian = current() == "ru"
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if russian else ",", lineterminator="\r\n")
    writer.writerow([neutralise(column.title) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_cell(value, decimal="," if russian else ".") for value in row])
    return ("\ufeff" + out.getvalue()).encode(), "text/csv; charset=utf-8"


def _cell(value: Any, decimal: str) -> str:
    if value is None:
        return ""
    if isinstance(value, Coded):
        value = value.words
    if isinstance(value, str):
        return neutralise(value)
    if isinstance(value, float):
        return repr(value).replace(".", decimal)
    return value.isoformat() if isinstance(value, date) else str(value)


def _json(sheet: Sheet, address: str) -> tuple[bytes, str]:
    keys = [column.key for column in sheet.columns]
    document = {
        "title": sheet.title,
        "address": address,
        "written_at": timezone.localtime().isoformat(timespec="seconds"),
        "about": dict(sheet.about),
        "rows": [dict(zip(keys, row, strict=True)) for row in sheet.rows],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1, default=_plain)
    return text.encode(), "application/json; charset=utf-8"


def _plain(value: Any) -> Any:
    if isinstance(value, Coded):
        return value.code
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _xlsx(sheet: Sheet, address: str) -> tuple[bytes, str]:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    page = book.add_worksheet(say("registry.download.sheet", current()))
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    looks = {
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "count": book.add_format({"num_format": "#,##0", "valign": "top"}),
        "number": book.add_format({"num_format": "#,##0.0##", "valign": "top"}),
        "share": book.add_format({"num_format": "0.0%", "valign": "top"}),
        "day": book.add_format({"num_format": "dd.mm.yyyy", "valign": "top"}),
    }
    for place, column in enumerate(sheet.columns):
        cells = [row[place] for row in sheet.rows[:200] if row[place] is not None]
        texts = [cell.words if isinstance(cell, Coded) else str(cell) for cell in cells]
        longest = max(map(len, [*texts, column.title]), default=10)
        page.set_column(place, place, min(max(longest + 2, 10), 60))
        page.write_string(0, place, column.title, head)
    for number, row in enumerate(sheet.rows, 1):
        for place, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
            _write(page, number, place, value, looks[column.kind], looks["text"])
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
    _write_about(book, sheet, address)
    book.close()
    return out.getvalue(), _XLSX


def _write(page: Any, row: int, place: int, value: Any, look: Any, plain: Any) -> None:
    if value is None:
        return
    if isinstance(value, Coded):
        value = value.words
    if isinstance(value, bool | str):
        page.write_string(row, place, str(value)[:32_000], plain)
    elif isinstance(value, date):
        page.write_datetime(row, place, datetime(value.year, value.month, value.day), look)
    else:
        page.write_number(row, place, value, look)


def _write_about(book: Any, sheet: Sheet, address: str) -> None:
    page = book.add_worksheet(say("registry.download.about", current()))
    page.set_column(0, 0, 28)
    page.set_column(1, 1, 90)
    written = f"{timezone.localtime():%d.%m.%Y %H:%M}"
    lines = [
        (say("registry.download.title", current()), sheet.title),
        (say("registry.download.address", current()), address),
        (say("registry.download.written_at", current()), written),
        *sheet.about.items(),
    ]
    for number, (name, value) in enumerate(lines):
        page.write_string(number, 0, name)
        page.write_string(number, 1, value)
