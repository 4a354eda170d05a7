"""A Frictionless data package: tables as CSV, and what their columns mean."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from kust.data.schema import Column, Table, tables
from kust_web.people.models import User
from kust_web.registry.scope import find_scope
from kust_web.registry.visible import hide_people, visible_rows

PART = 2000

_TYPES = {"text": "string", "geometry": "string"}


def write_package(user: User | AnonymousUser, cluster: str = "") -> bytes:
    """Write what a person may see, of one cluster or of all, as an archive that kust itself can read."""
    scope = find_scope(cluster)
    buffer = io.BytesIO()
    resources = []
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in tables().items():
            rows = scope.narrow(name, visible_rows(user, name))
            if rows.exists():
                archive.writestr(f"{name}.csv", "".join(write_csv(user, table, rows)))
                resources.append(describe(table))
        package = {"name": "kust", "profile": "tabular-data-package", "resources": resources}
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
    """Write rows as CSV, in the order of the table's columns."""
    names = [column.name for column in table.columns]
    line = io.StringIO()
    writer = csv.DictWriter(line, names, lineterminator="\r\n")
    writer.writeheader()
    for part in batched(rows.order_by("pk").values(*names).iterator(PART), PART):
        hide_people(user, table.name, part)
        writer.writerows({name: _text(value) for name, value in row.items()} for row in part)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def batched(rows: Iterator[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    """Cut rows into lists of a size; one empty list for no rows, so that a heading is written."""
    part = list(islice(rows, size))
    yield part
    while part := list(islice(rows, size)):
        yield part


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else value
