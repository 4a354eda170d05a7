"""Words for a need: its figures, its causes with the rule and the figures behind them."""

from kust.i18n import number, percent, say, unit_name
from kust.niches.causes import FROM_SETTINGS
from kust.niches.need import Cause, Need


def quantity_of(need: Need, lang: str) -> str:
    """Word the demand in the product's unit; the range of what is declared where nothing was bought."""
    if need.quantity is None and need.basis == "declared" and len(need.declared) == 1:
        (declared,) = need.declared
        told = range_of(declared.quantity_min, declared.quantity_max, lang)
        return f"{told} {unit_name(need.unit, lang)}" if told else "–"
    return "–" if need.quantity is None else f"{number(need.quantity, lang, 0)} {unit_name(need.unit, lang)}"


def share_of(need: Need, lang: str) -> str:
    """Word the import share, a range as a range."""
    return range_of(need.import_share, need.import_share_max, lang, is_share=True) or "–"


def range_of(least: float | None, most: float | None, lang: str, *, is_share: bool = False) -> str:
    """Word a range: one figure where the ends are equal or one is not told; nothing without both.

    >>> range_of(0.6, 0.7, "en", is_share=True), range_of(100, None, "en"), range_of(None, None, "en")
    ('60.0–70.0%', '100', '')
    """
    write = percent if is_share else _whole
    ends = [end for end in (least, most) if end is not None]
    if not ends:
        return ""
    if len(ends) == 1 or ends[0] == ends[1]:
        return write(ends[0], lang)
    low = number(100 * ends[0], lang) if is_share else write(ends[0], lang)
    return f"{low}–{write(ends[1], lang)}"


def _whole(value: float | None, lang: str) -> str:
    return number(value, lang, 0)


def price_of(price: float | None, lang: str) -> str:
    """Word a price, thousand roubles a unit; small ones with more digits.

    >>> price_of(42.419, "en"), price_of(0.09, "en"), price_of(None, "en")
    ('42.42', '0.0900', '–')
    """
    return number(price, lang, 2 if price is None or price >= 1 else 4)


def free_capacity_of(need: Need, lang: str) -> str:
    """Word the free capacity: nobody makes it, not known, or how much."""
    if need.free_capacity is None:
        return say("needs.capacity_unknown", lang)
    if not need.makers:
        return say("needs.nobody_makes", lang)
    return f"{number(need.free_capacity, lang, 0)} {unit_name(need.unit, lang)}"


def name_cause(cause: Cause, lang: str) -> str:
    """Name a cause with its grade."""
    name = say(f"needs.cause.{cause.cause}", lang)
    return f"{name} ({say(f'needs.grade.{cause.grade}', lang)})" if cause.grade else name


def say_cause(cause: Cause, need: Need, lang: str) -> str:
    """Word a cause with the figures that show it, and whether it is declared as well."""
    if cause.basis == "declared" and cause.value is None:
        return say("needs.declared_cause", lang, cause=name_cause(cause, lang))
    told = f"{say(f'needs.cause.{cause.cause}', lang)}: {_held(cause, need, lang)}"
    if cause.basis == "declared":
        return say("needs.declared_cause", lang, cause=told)
    too = any(one.cause == cause.cause and one.basis == "declared" for one in need.causes)
    return f"{told}; {say('needs.declared_too', lang)}" if too else told


def _held(cause: Cause, need: Need, lang: str) -> str:
    """Word a value against its threshold."""
    if cause.value is None or cause.threshold is None:
        return "–"
    if cause.cause == "long_haul":
        figures = {"value": number(cause.value, lang, 0), "threshold": number(cause.threshold, lang, 0)}
        return say("needs.held.long_haul", lang, **figures)
    figures = {"value": percent(cause.value, lang), "threshold": percent(cause.threshold, lang, 0)}
    if cause.cause == "high_cost":
        price = need.domestic_price_krub if cause.against == "domestic" else need.others_price_krub
        figures |= {"price": price_of(need.price_krub, lang), "other": price_of(price, lang)}
        return say(f"needs.held.high_cost_{cause.against}", lang, **figures)
    sign = ">" if cause.comparison == ">" else "≥"
    held = f"{figures['value']} {sign} {figures['threshold']}"
    return f"{held}, {say(f'needs.grade.{cause.grade}', lang)}" if cause.grade else held


def say_cause_in_full(cause: Cause, need: Need, lang: str) -> str:
    """Word a cause with its threshold's evidence and source, and what it is a part of."""
    told = say_cause(cause, need, lang) if cause.basis == "declared" else (
        f"{say(f'needs.cause.{cause.cause}', lang)}: {_held(cause, need, lang)}"
    )  # fmt: skip
    if cause.part_of:
        told += f" ({say('needs.part_of', lang, cause=say(f'needs.cause.{cause.part_of}', lang))})"
    source = say("needs.own_settings", lang) if cause.source == FROM_SETTINGS else cause.source
    evidence = f"{say(f'verdict.evidence.{cause.evidence}', lang)}: " if cause.evidence else ""
    return f"{told}. {evidence}{source}" if source else told
