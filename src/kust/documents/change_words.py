"""Figures of a change: shares as per cent, with so many digits that before and after do not look alike."""

from kust.i18n import number, percent
from kust.programme.keeping.changes import Change
from kust.programme.programme import Programme

_SHARES = ("доля", "доли", "share")
_OF_RATIO = ("", "%", *_SHARES)
_OF_MEASURE = ("progress", "load")
_OF_INDICATOR = ("base", "target", "actual")
_MOST_DIGITS = 6


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
