"""What does not fit in a request, in words: one table from the kinds of faults that pydantic tells apart."""

from collections.abc import Mapping
from typing import Any

from kust.i18n import say

# Kind of pydantic → words ``api.fault.<code>``, and which of its figures they name.
_WORDS: dict[str, tuple[str, str]] = {
    "missing": ("missing", ""),
    "extra_forbidden": ("extra", ""),
    "unexpected_keyword_argument": ("extra", ""),
    "literal_error": ("one_of", "expected"),
    "enum": ("one_of", "expected"),
    "greater_than_equal": ("least", "ge"),
    "greater_than": ("above", "gt"),
    "less_than_equal": ("most", "le"),
    "less_than": ("below", "lt"),
    "string_too_long": ("longest", "max_length"),
    "string_too_short": ("shortest", "min_length"),
    "too_long": ("most_items", "max_length"),
    "too_short": ("fewest_items", "min_length"),
    "string_pattern_mismatch": ("pattern", "pattern"),
    "json_invalid": ("json", ""),
}
# Kinds that end in these are a value of another kind than is wanted; the words name the one that is.
_TYPES = {
    "int": "integer", "float": "number", "decimal": "number", "bool": "boolean", "string": "string",
    "date": "date", "datetime": "date-time", "list": "list", "dict": "object", "model": "object",
}  # fmt: skip
_OF_TYPE = ("_type", "_parsing", "_parsing_size", "_from_float", "_inexact", "_not_finite")


def word_fault(fault: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Word a fault: the kind for programs, the place in the request, what is wrong with it.

    >>> word_fault({"type": "missing", "loc": ("query", "on"), "msg": "Field required"}, "en")["what"]
    'on: has to be there.'
    """
    place = [str(part) for part in fault["loc"]]
    return {"where": place, "code": fault["type"], "what": _word(fault, _name(place), lang)}


def _name(place: list[str]) -> str:
    """Name the field: the last part of its place that is no number of an item."""
    return next((part for part in reversed(place) if not part.isdecimal()), "")


def _word(fault: Mapping[str, Any], name: str, lang: str) -> str:
    kind, told = str(fault["type"]), fault.get("ctx") or {}
    if kind in _WORDS:
        code, value = _WORDS[kind]
        given = {"value": _plain(told.get(value, ""))} if value else {}
        return say(f"api.fault.{code}", lang, name=name, **given)
    wanted = _TYPES.get(kind.split("_")[0])
    if wanted and kind.endswith(_OF_TYPE):
        return say("api.problem.bad_value", lang, name=name, kind=say(f"api.kind.{wanted}", lang))
    return say("api.fault.other", lang, name=name)


def _plain(value: Any) -> str:
    """Write a limit, or the list of what may stand there without pydantic's English «or»."""
    return str(value).replace("' or '", "', '").replace("'", "")
