"""Firms and products as people name them: by a name chosen from the list, a code, an ИНН or an ОКПД2."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from kust.data.schema import fold
from kust_web.registry.models import model_of

MARK = " · "
_KEYS = {"organisations": "organisation_id", "products": "product_id"}
_NUMBERS = {"organisations": "inn", "products": "okpd2"}
_SHOWN = 12
_SHORTEST = 2


def label_of(table: str, row: Any) -> str:
    """Write a firm or product as the list offers it: name and code.

    Reading takes what stands after the last mark for the code, so the label names one row alone.
    """
    return f"{row.name}{MARK}{getattr(row, _KEYS[table])}"


def labels_of(table: str, codes: Iterable[str | None]) -> dict[str, str]:
    """Write several at once; a code that is not there stands for itself."""
    wanted = sorted({code for code in codes if code})
    key = _KEYS[table]
    rows = model_of(table).objects.filter(**{f"{key}__in": wanted}).only(key, "name")
    return {code: code for code in wanted} | {getattr(row, key): label_of(table, row) for row in rows}


def resolve(table: str, texts: Iterable[str], new: Mapping[str, str] | None = None) -> dict[str, str]:
    """Find the codes of what people typed; what is unknown or could be several is left out.

    ``new`` holds codes of what the same return brings, by folded name and by code.
    """
    key, number = _KEYS[table], _NUMBERS[table]
    typed = {text: _parts(text) for text in texts if text}
    codes = {part for parts in typed.values() for part in parts}
    numbers = {part.replace(" ", "") for part in codes}
    names = {fold(part) for part in codes}
    asked = Q(**{f"{key}__in": codes}) | Q(**{f"{number}__in": numbers}) | Q(folded__in=names)
    by: dict[tuple[str, str], set[str]] = {}
    for row in model_of(table).objects.filter(asked, is_removed=False).only(key, "name", "folded", number):
        code = getattr(row, key)
        for kind, value in (("code", code), ("number", getattr(row, number)), ("name", row.folded)):
            if value:
                by.setdefault((kind, value), set()).add(code)
    return {text: found for text, parts in typed.items() if (found := _choose(parts, by, new or {}))}


def _parts(text: str) -> list[str]:
    """Split a label into code and name; the last mark goes before the code."""
    text = text.strip()
    _, mark, code = text.rpartition(MARK)
    return [code.strip(), text] if mark else [text]


def _choose(parts: list[str], by: Mapping[tuple[str, str], set[str]], new: Mapping[str, str]) -> str:
    for part in parts:
        for kind, value in (("code", part), ("number", part.replace(" ", "")), ("name", fold(part))):
            found = by.get((kind, value), set())
            if len(found) == 1:
                return next(iter(found))
        if part in new or fold(part) in new:
            return new.get(part) or new[fold(part)]
    return ""


def look_up(table: str, typed: str, near: Iterable[str] = ()) -> QuerySet[Any]:
    """Offer what begins with or holds what was typed so far; those near to the one who asks come first."""
    typed = typed.strip()
    model, key, number = model_of(table), _KEYS[table], _NUMBERS[table]
    if len(typed) < _SHORTEST:
        return model.objects.none()
    word = fold(typed.rpartition(MARK)[0] or typed)
    bare = typed.replace(" ", "")
    asked = (
        Q(folded__contains=word) | Q(**{f"{number}__startswith": bare}) | Q(**{f"{key}__istartswith": typed})
    )
    first = Case(
        When(Q(**{f"{key}__in": list(near)}), then=Value(0)),
        When(folded__startswith=word, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return (
        model.objects.filter(asked, is_removed=False)
        .annotate(first=first)
        .order_by("first", "folded")[:_SHOWN]
    )
