"""Narrowing the rows of a table by columns named in a query."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from ninja.errors import HttpError

from kust.data.schema import tables
from kust.i18n import say
from kust_web.ui.language import current

_KINDS = {"text": "string", "geometry": "string"}
_INTEGERS = range(-(2**63), 2**63)


def narrow(
    rows: QuerySet[Any], table: str, query: Mapping[str, str], leave: tuple[str, ...] = ()
) -> QuerySet[Any]:
    """Keep the rows whose columns have the values of a query; an empty value asks for a missing one."""
    columns = {column.name: column for column in tables()[table].columns}
    for name, text in query.items():
        if name in leave:
            continue
        if name not in columns:
            raise HttpError(422, say("api.problem.no_column", current(), table=table, name=name))
        value = _read(columns[name].type, text, name)
        rows = rows.filter(**{f"{name}__isnull": True} if value is None else {name: value})
    return rows


def _read(kind: str, text: str, name: str) -> Any:
    if text == "":
        return None
    try:
        if kind == "integer" and int(text) in _INTEGERS:
            return int(text)
        if kind == "number":
            return float(text)
        if kind == "date":
            return date.fromisoformat(text)
        if kind == "boolean" and text in ("true", "false"):
            return text == "true"
        if kind in ("text", "geometry") and "\x00" not in text:
            return text
    except ValueError:
        pass
    raise HttpError(
        422,
        say(
            "api.problem.bad_value",
            current(),
            name=name,
            kind=say(f"api.kind.{_KINDS.get(kind, kind)}", current()),
        ),
    )
