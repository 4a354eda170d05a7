"""Masses of the forest in words: in a unit that is read with ease, with their bounds."""

from collections.abc import Iterable
from math import floor, log10

from kust.harvest.stocks.ranges import Range
from kust.i18n import number

_KG = {"kg": 1.0, "t": 1e3, "kt": 1e6}


def choose_unit(kilograms: Iterable[float | None]) -> str:
    """Choose the unit in which masses are read with ease: kg below 10 t, t below 10 thousand t, else thousand t.

    >>> choose_unit([552.0]), choose_unit([None, 46924.8]), choose_unit([2622e6])
    ('kg', 't', 'kt')
    """
    largest = max((one for one in kilograms if one is not None), default=0.0)
    return "kg" if largest < 1e4 else "t" if largest < 1e7 else "kt"


def tell_mass(kilograms: float | None, unit: str, lang: str) -> str:
    """Write a mass in a unit.

    >>> tell_mass(208e6, "kt", "en"), tell_mass(208e6, "t", "en")
    ('208.0', '208,000')
    """
    if kilograms is None:
        return "–"
    value = kilograms / _KG[unit]
    if abs(value) >= 1000 or value == 0:
        return number(value, lang, 0)
    return number(value, lang, 1 if abs(value) >= 1 else min(6, 1 - floor(log10(abs(value)))))


def tell_range(figure: Range, unit: str, lang: str, between: str = " ") -> str:
    """Write a figure with its bounds: mean (low – high), the bounds alone where there is no mean."""
    if not figure.is_known:
        return "–"
    bounds = f"{tell_mass(figure.low, unit, lang)} – {tell_mass(figure.high, unit, lang)}"
    if figure.value is None:
        return bounds
    return f"{tell_mass(figure.value, unit, lang)}{between}({bounds})"
