"""Windows of applications and other days, and the calendar file that reminds of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kust.data.calendar_file import Event, write_events
from kust.law.measures import Measure
from kust.support.result import IntakeWindow, Offer, Support


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
    events = (Event(_key(support, due), due.day, title, text) for due, title, text in worded)
    return write_events(events, product="support", on=support.on)


def _key(support: Support, due: Due) -> str:
    return f"{support.project_id} {due.measure.code if due.measure else ''} {due.kind} {due.day}"
