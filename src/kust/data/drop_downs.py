"""What a cell of a sheet lets in: drop-down lists, and bounds of numbers and days.

Only coded cells refuse other values; everywhere else the program asks, because the reader takes
more than a spreadsheet can express (``н/д``, a code that is added to its sheet later).
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from kust.data.describe import allowed, suggested, unit
from kust.data.schema import Column, countries, regions, tables
from kust.i18n import say

LAST_ROW = 100_000
# Excel takes a list into the cell's rule itself only up to this length.
_INLINE_LIMIT = 255
_SIGNED = ("degree", "degree Celsius", "indicator unit", "")

ListRange = Callable[[str, tuple[str, ...]], str]
"""Puts a list of values onto the hidden sheet under a name and returns the range it got."""


def rule_of(column: Column, lang: str, list_range: ListRange, reference: str | None) -> dict[str, Any] | None:
    """Describe what the cells of a column let in, as XlsxWriter's ``data_validation`` takes it.

    ``reference`` is the range of the codes that a key column may hold.
    """
    rule = _list_rule(column, lang, list_range, reference) or _bounds_rule(column, lang)
    if rule is not None:
        rule["error_title"] = say("template.error.title", lang)
    return rule


def _list_rule(
    column: Column, lang: str, list_range: ListRange, reference: str | None
) -> dict[str, Any] | None:
    if reference:
        sheet = tables()[column.refers_to].title(lang) if column.refers_to else ""
        return _list(reference, "warning", say("template.error.reference", lang, sheet=sheet))
    if column.codes and column.name != "cause":
        return _list(list(allowed(column, lang)), "stop", say("template.error.list", lang))
    suggestion = say("template.error.suggested", lang)
    if column.name == "region":
        return _list(list_range("region", tuple(regions())), "warning", suggestion)
    if column.name in ("country", "origin_country"):
        return _list(list_range("country", ("RU", *sorted(countries() - {"RU"}))), "warning", suggestion)
    values = allowed(column, lang) if column.name == "cause" else suggested(column)
    if not values:
        return None
    long = len(",".join(values)) > _INLINE_LIMIT
    return _list(
        list_range(f"{column.table}.{column.name}", values) if long else list(values), "warning", suggestion
    )


def _list(source: str | list[str], severity: str, message: str) -> dict[str, Any]:
    return {"validate": "list", "source": source, "error_type": severity, "error_message": message}


def _bounds_rule(column: Column, lang: str) -> dict[str, Any] | None:
    def between(kind: str, low: Any, high: Any, message: str) -> dict[str, Any]:
        bounds = {"criteria": "between", "minimum": low, "maximum": high}
        return {"validate": kind, **bounds, "error_type": "warning", "error_message": message}

    if column.type == "date":
        return between("date", date(1900, 1, 1), date(2199, 12, 31), say("template.error.date", lang))
    if column.is_share:
        return between("decimal", 0, 1, say("template.error.share", lang))
    if column.name == "year":
        return between("integer", 1990, 2199, say("template.error.year", lang))
    if column.type == "number" and column.unit not in _SIGNED:
        message = say("template.error.number", lang, unit=unit(column, lang))
        return {
            "validate": "decimal",
            "criteria": ">=",
            "value": 0,
            "error_type": "warning",
            "error_message": message,
        }
    return None
