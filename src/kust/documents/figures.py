"""Figures as a reader of the language expects them; a share close to its threshold shows more digits."""

from datetime import date

from kust.documents.blocks import Amount, Cell, Judged, Link, Place
from kust.documents.content import Figure
from kust.i18n import number, percent, say
from kust.law import parameters

SYMBOLS = {"met": "✓", "not_met": "✗", "unknown": "?"}
MINUS = "\u2212"
# Requirements whose participants are shown with yes or no: the rule is about how many of them say yes.
_FLAGS = frozenset({"industrial.founders", "industrial.governing_bodies", "innovation.cofinancing"})
_MOST_DIGITS = 4


def kind_of(requirement: str, comparison: str | None) -> str:
    """Tell what the value of a requirement is: ``share``, ``count`` or ``none`` where a document answers."""
    if comparison is None:
        return "none"
    return str(parameters(requirement)["unit"])


def kind_of_member(requirement: str, comparison: str | None) -> str:
    """Tell what a participant's own figure is: ``share``, ``count``, ``flag`` or ``none``."""
    return "flag" if requirement in _FLAGS else kind_of(requirement, comparison)


def write(value: Cell, kind: str, lang: str, digits: int | None = None) -> str:
    """Write a figure of a kind.

    >>> write(0.2, "share", "en"), write(1250.5, "krub", "en"), write(None, "krub", "en")
    ('20.0%', '1,250.5', 'no data')
    """
    if isinstance(value, Amount):
        return write(value.value, value.kind, lang, digits)
    if isinstance(value, Judged):
        return f"{SYMBOLS[value.code]} {value.words}" if value.code and value.words else value.words
    if isinstance(value, Link | Place):
        return value.words
    if value is None:
        return say("report.missing", lang)
    if value == "":
        return ""
    if kind == "verdict":
        return say(f"report.verdict.{value}", lang)
    if kind == "flag":
        return say("report.yes" if value else "report.no", lang)
    if isinstance(value, date):
        return write_day(value, lang)
    if isinstance(value, str):
        return value
    return _write_number(float(value), kind, lang, digits)


def _write_number(value: float, kind: str, lang: str, digits: int | None) -> str:
    if kind == "year":
        return str(int(value))
    if kind == "share":
        text = percent(value, lang, (0 if value in (0, 1) else 1) if digits is None else digits)
    elif digits is None and (kind in ("count", "rub") or value == round(value)):
        text = number(value, lang, 0 if value == round(value) else 1)
    else:
        text = number(value, lang, 1 if digits is None else digits)
    return text.replace("-", MINUS)


def digits_beside(value: float | None, threshold: float | None, kind: str) -> int | None:
    """Choose so many digits that a value that differs from its threshold does not look equal to it.

    >>> digits_beside(0.19996, 0.2, "share"), digits_beside(0.1874, 0.2, "share")
    (3, 1)
    """
    if kind != "share" or value in (None, 0, 1, threshold) or threshold is None:
        return None
    for digits in range(1, _MOST_DIGITS):
        if round(100 * value, digits) != round(100 * threshold, digits):
            return digits
    return _MOST_DIGITS


def write_value(figure: Figure, lang: str) -> str:
    """Write the value of a figure beside its threshold; before there is an answer, what is known so far.

    What is not told is not missing: it has a word of its own.
    """
    if figure.is_withheld:
        return say("report.withheld", lang)
    words = write(figure.value, figure.kind, lang, digits_beside(figure.value, figure.threshold, figure.kind))
    if figure.verdict == "unknown" and figure.value is not None:
        return say("report.so_far", lang, figure=words)
    return words


def write_threshold(figure: Figure, lang: str) -> str:
    """Write the threshold with what is asked: «не менее 20 %»."""
    if figure.threshold is None:
        return "—" if figure.kind == "none" else say("report.threshold_unknown", lang)
    code = "report.at_most" if figure.comparison == "<=" else "report.at_least"
    return say(code, lang, figure=write_limit(figure.threshold, figure.kind, lang))


def write_limit(threshold: float, kind: str, lang: str) -> str:
    """Write a threshold, without the zeros that a round share would get.

    >>> write_limit(0.2, "share", "en"), write_limit(0.125, "share", "en"), write_limit(10.0, "count", "en")
    ('20%', '12.5%', '10')
    """
    round_one = abs(100 * threshold - round(100 * threshold)) < 1e-9
    return write(threshold, kind, lang, 0 if kind == "share" and round_one else None)


def write_margin(figure: Figure, lang: str) -> str:
    """Write the distance to the threshold with its sign; of shares in percentage points."""
    if figure.is_withheld and figure.verdict != "unknown":
        return say("report.withheld", lang)
    if figure.margin is None or figure.verdict == "unknown":
        return "—"
    sign = "+" if figure.margin > 0 else MINUS if figure.margin < 0 else ""
    size = abs(figure.margin)
    if figure.kind != "share":
        return sign + write(size, "count", lang)
    digits = digits_beside(figure.value, figure.threshold, "share") or 1
    return sign + say("report.points", lang, figure=number(100 * size, lang, digits))


def write_day(day: date, lang: str) -> str:
    """Write a day.

    >>> write_day(date(2019, 3, 1), "ru"), write_day(date(2019, 3, 1), "en")
    ('01.03.2019', '1 March 2019')
    """
    if lang == "ru":
        return f"{day:%d.%m.%Y}"
    return f"{day.day} {say(f'report.month.{day.month}', lang)} {day.year}"


def write_short_day(day: date, lang: str) -> str:
    """Write a day of a season without its year.

    >>> write_short_day(date(2019, 3, 1), "ru"), write_short_day(date(2019, 3, 1), "en")
    ('01.03', '1 Mar')
    """
    return f"{day:%d.%m}" if lang == "ru" else f"{day.day} {day:%b}"
