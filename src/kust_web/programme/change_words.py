"""What changed between two states of a programme, in words."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from kust.data.schema import tables
from kust.documents.change_words import Names, name_of, name_things
from kust.documents.cluster import label
from kust.documents.figures import write_day
from kust.i18n import has_words, plain_number, say
from kust.programme.keeping.changes import Change, Changes
from kust.programme.programme import Programme

_TABLES = {"programme": "programmes"}


@dataclass(frozen=True)
class ChangeWords:
    """One change in words; ``no_reason`` where nobody has said why."""

    thing: str
    title: str
    what: str
    before: str
    after: str
    reason: str
    no_reason: bool


def word_changes(found: Changes, before: Programme, after: Programme, lang: str) -> list[ChangeWords]:
    """Word the changes; stakeholders are named, codes and days written as people write them.

    Each end names whom it knows as it names them: who is there no longer is named by the other end.
    """
    then, now = name_things(after, before), name_things(before, after)
    lacking = {(one.thing, one.id) for one in found.findings}
    return [
        ChangeWords(
            thing=say(f"programme.thing.{one.thing}", lang),
            title=one.title,
            what=_what(one, lang),
            before=_value(one, one.before, then, lang),
            after=_value(one, one.after, now, lang),
            reason=one.reason or "",
            no_reason=(one.thing, one.id) in lacking,
        )
        for one in found.changes
    ]


def _what(one: Change, lang: str) -> str:
    if one.field is None:
        return say(f"programme.change.{one.what}", lang)
    code = f"programme.change.{one.field}"
    words = say(code, lang) if has_words(code) else _column(one, lang)
    if one.key:
        year, _, more = one.key.partition(":")
        source = more.partition(":")[0]
        named = label("measure_costs", "source", source, lang) if source and source != "?" else ""
        words = f"{words}, {year}{f', {named}' if named else ''}"
    if one.days is not None:
        words = f"{words} ({'+' if one.days > 0 else '−'}{abs(one.days)} {say('programme.days_short', lang)})"
    return words


def _column(one: Change, lang: str) -> str:
    table = _TABLES.get(one.thing, f"{one.thing}s")
    return tables()[table].column(one.field or "").title(lang)


def _value(one: Change, value: Any, names: Names, lang: str) -> str:
    if value is None:
        return "–" if one.field else ""
    if isinstance(value, date):
        return write_day(value, lang)
    if isinstance(value, tuple):
        return "; ".join(name_of(str(part), one, names) or str(part) for part in value) or "–"
    if isinstance(value, int | float):
        return str(value) if one.field == "base_year" else plain_number(float(value), lang)
    text = str(value)
    if (name := name_of(text, one, names)) is not None:
        return name
    table = tables()[_TABLES.get(one.thing, f"{one.thing}s")]
    column = next((column for column in table.columns if column.name == one.field), None)
    titles = {code.code: code.title(lang) for code in column.codes} if column else {}
    return titles.get(text, text)
