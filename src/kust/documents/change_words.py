"""A change in words; shares as per cent, with so many digits that before and after do not look alike."""

from collections.abc import Mapping
from datetime import date

from kust.data.schema import tables
from kust.i18n import number, percent, say, word_day
from kust.programme.keeping.changes import Change, Value
from kust.programme.programme import Programme

_SHARES = ("доля", "доли", "share")
_OF_RATIO = ("", "%", *_SHARES)
_OF_MEASURE = ("progress", "load")
_OF_INDICATOR = ("base", "target", "actual")
_MOST_DIGITS = 6
_SOURCES = ("own", "loan", "investor", "federal", "regional", "?")
_W = "programme_versions"
# Ids are unique within a table only: which table a field's ids are of.
_REFERS = {
    "owner_id": "stakeholder",
    "named_by_id": "stakeholder",
    "goal_id": "goal",
    "problem_id": "problem",
    "measure_id": "measure",
    "depends_on": "measure",
}
Names = Mapping[tuple[str, str], str]


def name_things(*states: Programme) -> Names:
    """Name stakeholders, measures, goals and problems by kind and id; the last state that knows one names it.

    >>> name_things(Programme(cluster_id="C", cluster="", title=""))
    {}
    """
    found: dict[tuple[str, str], str] = {}
    for one in states:
        found |= {("stakeholder", s.stakeholder_id): s.name for s in one.stakeholders}
        found |= {("measure", m.measure_id): m.title for m in one.measures}
        found |= {("goal", g.goal_id): g.title for g in one.goals}
        found |= {("problem", p.problem_id): p.title for p in one.problems}
    return found


def name_of(text: str, change: Change, names: Names) -> str | None:
    """Name what a cell of a change refers to; None where the cell holds no id, or one that nobody knows."""
    kind = _REFERS.get(change.field or "")
    return names.get((kind, text)) if kind else None


def what_in_words(change: Change, lang: str) -> str:
    """Say what kind of change it is."""
    if change.field is None:
        return say(f"{_W}.what.{change.what}", lang)
    words = say(f"{_W}.field.{change.field}", lang)
    if change.days:
        return say(f"{_W}.moved", lang, field=words, days=f"{change.days:+d}".replace("-", "−"))
    return f"{words} ({_word_key(change.key, lang)})" if change.key else words


def _word_key(key: str, lang: str) -> str:
    year, _, source = key.partition(":")
    if not source:
        return year
    source, _, measure = source.partition(":")
    code = "unknown" if source == "?" else source
    words = say(f"{_W}.source.{code}", lang) if source in _SOURCES else source
    return ", ".join(filter(None, (year, words, measure)))


def word_value(value: Value, change: Change, names: Names, lang: str, *, share: bool) -> str:
    """Write one end of a change; ``names``: as :func:`name_things` gives them."""
    if value is None or value == ():
        return "–"
    if isinstance(value, tuple):
        return "; ".join(name_of(one, change, names) or one for one in value)
    if isinstance(value, date):
        return word_day(value, lang)
    if isinstance(value, float):
        return write_figure(value, change, lang, share=share)
    if change.field == "named":
        return say(f"{_W}.named.{value}", lang)
    text = str(value)
    return name_of(text, change, names) or _word_code(text, change, lang)


def _word_code(text: str, change: Change, lang: str) -> str:
    table = tables()["programmes" if change.thing == "programme" else f"{change.thing}s"]
    column = next((one for one in table.columns if one.name == change.field), None)
    titles = {one.code: one.title(lang) for one in column.codes} if column else {}
    return titles.get(text, text)


def tells_share(change: Change, *states: Programme) -> bool:
    """Tell whether the figures of a change are shares: by its unit, of a ratio also where none is stated."""
    if change.thing == "measure":
        return change.field in _OF_MEASURE
    return change.field in _OF_INDICATOR and any(
        (one.unit or "").strip().casefold() in (_OF_RATIO if one.is_ratio else _SHARES)
        for state in states
        for one in state.indicators
        if one.indicator == change.id
    )


def write_figure(value: float, change: Change, lang: str, *, share: bool) -> str:
    """Write one end of a change.

    >>> change = Change(thing="indicator", id="I", title="I", what="target", before=0.205, after=0.21)
    >>> [write_figure(one, change, "en", share=True) for one in (0.205, 0.21)]
    ['20.5%', '21.0%']
    """
    scale = 100 if share else 1
    ends = [float(one) for one in (change.before, change.after) if isinstance(one, int | float)]
    digits = next((n for n in range(_MOST_DIGITS) if _is_told(ends, scale, n)), _MOST_DIGITS)
    return percent(value, lang, digits) if share else number(value, lang, digits)


def _is_told(ends: list[float], scale: float, digits: int) -> bool:
    """Tell whether so many digits keep two figures apart, and show one alone as it is up to two digits."""
    rounded = [round(scale * one, digits) for one in ends]
    fine = digits >= 2 or all(
        abs(scale * one) >= 1000 or round(scale * one, 6) == shown
        for one, shown in zip(ends, rounded, strict=True)
    )
    return fine and (len(set(ends)) < 2 or len(set(rounded)) == len(ends))
