"""A Frictionless data package: tables as CSV, and what their columns mean."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from itertools import chain, islice
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from kust.data.schema import Column, Table, tables
from kust_web.people.models import User
from kust_web.registry.scope import find_scope
from kust_web.registry.visible import hide_people, visible_rows

PART = 2000
# A spreadsheet takes a text that begins so for a formula; a text that has an apostrophe before it already gets another,
# so that taking one off gives every text back. Ids and what refers to them are written alike, so they still match.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NEUTRALISED = {
    "neutralised": {
        "pattern": r"^'+[=+\-@\t\r]",
        "strip": "'",
        "description": "A text that a spreadsheet would take for a formula has one apostrophe before it: take one off "
        "whatever matches the pattern. Numbers, days and truth values stand as they are.",
    }
}

_TYPES = {"text": "string", "geometry": "string"}
_WRITTEN = ("boolean", "date")  # whose values Python writes otherwise


def write_package(user: User | AnonymousUser, cluster: str = "") -> bytes:
    """Write what a person may see, of one cluster or of all, as an archive that kust itself can read."""
    scope = find_scope(cluster)
    buffer = io.BytesIO()
    resources = []
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in tables().items():
            rows = scope.narrow(name, visible_rows(user, name))
            parts = write_csv(user, table, rows)
            head = next(parts, None)
            if head is None:
                continue
            with archive.open(f"{name}.csv", "w") as file:
                for part in chain([head], parts):
                    file.write(part.encode())
            resources.append(describe(table))
        package = {"name": "kust", "profile": "tabular-data-package", **_NEUTRALISED, "resources": resources}
        archive.writestr("datapackage.json", json.dumps(package, ensure_ascii=False, indent=1))
    return buffer.getvalue()


def describe(table: Table) -> dict[str, Any]:
    """Describe a table as a resource with the keys of the contract."""
    keys = [
        {
            "fields": column.name,
            "reference": {
                "resource": column.refers_to,
                "fields": tables()[column.refers_to].identified_by[0],
            },
        }
        for column in table.columns
        if column.refers_to
    ]
    schema: dict[str, Any] = {"fields": [_describe_field(column) for column in table.columns]}
    if table.identified_by:
        schema["primaryKey"] = list(table.identified_by)
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": table.name,
        "title": table.title("ru"),
        "path": f"{table.name}.csv",
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "schema": schema,
    }


def _describe_field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _TYPES.get(column.type, column.type),
        "title": column.title("ru"),
        "description": "; ".join(filter(None, (column.unit, column.description))),
    }
    if column.required:
        field["constraints"] = {"required": True}
    return field


def write_csv(user: User | AnonymousUser, table: Table, rows: QuerySet[Any]) -> Iterator[str]:
    """Write rows as CSV, in the order of the table's columns, part by part; of no rows there is no part."""
    names = [column.name for column in table.columns]
    odd = [place for place, column in enumerate(table.columns) if column.type in _WRITTEN]
    texts = [place for place, column in enumerate(table.columns) if column.type in _TYPES]
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\r\n")
    writer.writerow(names)
    values = rows.order_by("pk").values_list(*names).iterator(PART)
    while part := [list(row) for row in islice(values, PART)]:
        part = _hide(user, table, names, part)
        for row in part:
            for place in odd:
                row[place] = _text(row[place])
            for place in texts:
                row[place] = neutralise(row[place])
        writer.writerows(part)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _hide(
    user: User | AnonymousUser, table: Table, names: list[str], part: list[list[Any]]
) -> list[list[Any]]:
    """Leave out of a part what is a person's own."""
    if table.name != "organisations":
        return part
    told = [dict(zip(names, row, strict=True)) for row in part]
    hide_people(user, table.name, told)
    return [list(row.values()) for row in told]


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else value


def neutralise(text: str | None) -> str | None:
    """Put an apostrophe before what a spreadsheet would take for a formula.

    >>> neutralise("=1+1"), neutralise("'=1+1"), neutralise("АО «Завод»")
    ("'=1+1", "''=1+1", 'АО «Завод»')
    """
    return f"'{text}" if text and text.lstrip("'").startswith(_FORMULA) else text
