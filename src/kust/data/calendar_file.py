"""Days to keep as a calendar file (iCalendar, RFC 5545): whole days, the same text for the same days."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from unicodedata import category

_LINE = 75


@dataclass(frozen=True)
class Event:
    """A day to keep; ``key`` stays the same from file to file, so that a calendar knows the event again."""

    key: str
    day: date
    title: str
    text: str = ""


def write_events(events: Iterable[Event], *, product: str, on: date) -> str:
    """Write days as an iCalendar file.

    Parameters
    ----------
    product
        What wrote the file: ``support``, ``programme``.
    on
        The day asked about, which the file bears as its time.

    Examples
    --------
    >>> text = write_events([Event("a", date(2025, 3, 1), "Срок")], product="programme", on=date(2025, 1, 9))
    >>> [line for line in text.splitlines() if line.startswith("DT")]
    ['DTSTAMP:20250109T000000Z', 'DTSTART;VALUE=DATE:20250301', 'DTEND;VALUE=DATE:20250302']
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//kust//{product}//RU", "CALSCALE:GREGORIAN"]
    for event in events:
        lines += _tell(event, on)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in fold(line))


def _tell(event: Event, on: date) -> list[str]:
    # An event of a day without an end lasts that day: the last day of the calendar has no next one.
    ends = [f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"] if event.day < date.max else []
    return [
        "BEGIN:VEVENT",
        f"UID:{sha256(event.key.encode()).hexdigest()[:32]}@kust",
        f"DTSTAMP:{on:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        *ends,
        f"SUMMARY:{escape(event.title)}",
        f"DESCRIPTION:{escape(event.text)}",
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
