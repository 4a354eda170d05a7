"""Content of documents as JSON and back, so that the answer of a job can hold what a page is to show."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

# Only what is content of a document is ever made anew from JSON.
_ROOM = "kust.documents."
_MODULES = (
    "blocks", "content", "chain.rows", "niches.card", "niches.telling", "programme.content", "programme.table_lines",
)  # fmt: skip
_KIND, _DAY, _MAP = "~", "day", "map"


@cache
def _kinds() -> dict[str, type]:
    found: dict[str, type] = {}
    for name in _MODULES:
        module = import_module(_ROOM + name)
        for one in vars(module).values():
            # What a module takes from another is known by both names: answers kept from before a move stay readable.
            if isinstance(one, type) and is_dataclass(one) and one.__module__.startswith(_ROOM):
                found[f"{name}.{one.__name__}"] = one
    return found


def pack(value: Any) -> Any:
    """Bring content into JSON.

    >>> from kust.documents.blocks import Fact
    >>> unpack(pack((Fact("day", "1 March"), date(2019, 3, 1)))) == (Fact("day", "1 March"), date(2019, 3, 1))
    True
    """
    if is_dataclass(value) and not isinstance(value, type):
        kind = f"{type(value).__module__.removeprefix(_ROOM)}.{type(value).__name__}"
        _kinds()[kind]  # an unknown one fails here, not when a page is to be shown
        return {_KIND: kind} | {one.name: pack(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {_KIND: _MAP, "of": {str(key): pack(one) for key, one in value.items()}}
    if isinstance(value, list | tuple):
        return [pack(one) for one in value]
    if isinstance(value, date):
        return {_KIND: _DAY, "of": value.isoformat()}
    return value


def unpack(value: Any) -> Any:
    """Make content anew from what `pack` made of it."""
    if isinstance(value, list):
        return tuple(unpack(one) for one in value)
    if not isinstance(value, dict):
        return value
    kind = value[_KIND]
    if kind == _DAY:
        return date.fromisoformat(value["of"])
    if kind == _MAP:
        return {key: unpack(one) for key, one in value["of"].items()}
    return _kinds()[kind](**{key: unpack(one) for key, one in value.items() if key != _KIND})
