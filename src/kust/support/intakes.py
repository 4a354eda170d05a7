"""Windows of applications and other days, and the calendar file (iCalendar, RFC 5545) that reminds of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from unicodedata import category

from kust.law.measures import Measure
from kust.support.result import IntakeWindow, Offer, Support

_LINE = 75


@dataclass(frozen=True)
class Due:
    """A day to keep.

    ``opens``, ``closes`` (of a window of a measure), ``term`` (the last day of a relief; ``term_assumed`` where nobody
    tells when its use began) or ``ends`` (of the project).
    """

    day: date
    kind: str
    measure: Measure | None
    source: str


def tell_intakes(measure: Measure, on: date) -> tuple[IntakeWindow, ...]:
    """Say of each window whether it is open on a day, closed, announced, or not known to have begun."""
    return tuple(
        IntakeWindow(
            one.opens_on,
            one.closes_on,
            _state(one.opens_on, one.closes_on, on),
            one.evidence,
            one.source,
        )
        for one in measure.intakes
    )


def _state(opens: date | None, closes: date | None, on: date) -> str:
    if closes is not None and on > closes:
        return "closed"
    if opens is None:
        return "announced"
    return "open" if opens <= on else "announced"


def find_due(support: Support) -> tuple[Due, ...]:
    """List the days from the day asked about on.

    Windows of measures that are no scenario, the last days of reliefs that are not ruled out, and the project's end.
    """
    found = [
        Due(day, kind, offer.measure, window.source)
        for offer in support.offers
        if not offer.scenario
        for window in offer.intakes
        for kind, day in (("opens", window.opens_on), ("closes", window.closes_on))
        if day is not None and day >= support.on
    ]
    found += [due for offer in support.offers for due in _last_days(offer, support.on)]
    if support.ends_on is not None and support.ends_on >= support.on:
        found.append(Due(support.ends_on, "ends", None, ""))
    found.sort(key=lambda one: (one.day, one.kind, one.measure.code if one.measure else ""))
    return tuple({(one.day, one.kind, one.measure and one.measure.code): one for one in found}.values())


def _last_days(offer: Offer, on: date) -> Iterator[Due]:
    """Tell the last day of a relief; by the day asked about only of one that is surely there."""
    term = offer.term
    if term is None or offer.scenario or offer.eligible == "not_met" or term.ends_on <= on:
        return
    if term.basis == "user":
        yield Due(term.ends_on - timedelta(days=1), "term", offer.measure, term.source)
    elif offer.eligible == "met":
        yield Due(term.ends_on - timedelta(days=1), "term_assumed", offer.measure, term.source)


def write_calendar(support: Support, worded: Iterable[tuple[Due, str, str]]) -> str:
    """Write the due days as an iCalendar file, whole days, the same text for the same dataset and day.

    Parameters
    ----------
    worded
        The due days, each with its title and its description in the language wanted.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//kust//support//RU", "CALSCALE:GREGORIAN"]
    for due, title, text in worded:
        lines += _event(support, due, title, text)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in fold(line))


def _event(support: Support, due: Due, title: str, text: str) -> list[str]:
    code = due.measure.code if due.measure else ""
    key = f"{support.project_id} {code} {due.kind} {due.day}"
    # An event of a day without an end lasts that day: the last day of the calendar has no next one.
    ends = [f"DTEND;VALUE=DATE:{due.day + timedelta(days=1):%Y%m%d}"] if due.day < date.max else []
    return [
        "BEGIN:VEVENT",
        f"UID:{sha256(key.encode()).hexdigest()[:32]}@kust",
        f"DTSTAMP:{support.on:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{due.day:%Y%m%d}",
        *ends,
        f"SUMMARY:{escape(title)}",
        f"DESCRIPTION:{escape(text)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def escape(text: str) -> str:
    r"""Escape what has a meaning in iCalendar; signs of control, which it does not allow, are left out.

    >>> escape("a; b, c")
    'a\\; b\\, c'
    """
    for sign in ("\\", ";", ","):
        text = text.replace(sign, "\\" + sign)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\\n".join("".join(c for c in line if c == "\t" or category(c) != "Cc") for line in lines)


def fold(line: str) -> Iterator[str]:
    """Fold a line at 75 bytes without breaking a letter.

    >>> [len(part.encode()) for part in fold("я" * 60)]
    [74, 47]
    """
    part, size = "", 0
    for letter in line:
        wide = len(letter.encode())
        if size + wide > _LINE:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + wide
    yield part
