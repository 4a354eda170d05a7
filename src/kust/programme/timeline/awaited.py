"""Milestones on a day: reached, late, or put at risk by the measure that they belong to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kust.programme.programme import Milestone, Programme
from kust.programme.timeline.forecast import Ahead, days_between
from kust.programme.timeline.schedule import Schedule, stated_end


@dataclass(frozen=True)
class Awaited:
    """A milestone on a day.

    ``status``: ``reached``, ``reached_late``, ``late`` (its day has passed), ``at_risk`` (the forecast of its measure
    moves it past its day), ``expected``, or ``unknown`` where no measure tells. ``expected_on``: when it was or will be
    reached; where that is not known, ``delay_days`` of a late one are those that have passed already.
    """

    milestone_id: str
    measure_id: str | None
    due_on: date
    reached_on: date | None
    status: str
    expected_on: date | None
    delay_days: int | None


def calc_milestones(
    programme: Programme, schedule: Schedule, forecast: Mapping[str, Ahead], on: date
) -> tuple[Awaited, ...]:
    """Tell of each milestone whether it is reached, late or at risk.

    A milestone moves with the end of its measure off the stated end, where none is stated off the calculated one, less
    the days that lie between that end and its own day.
    """
    ends = {
        one.measure_id: stated_end(one) or schedule.planned[one.measure_id].ends_on
        for one in programme.standing_measures
    }
    return tuple(
        _tell_reached(one, one.reached_on)
        if one.reached_on is not None and one.reached_on <= on
        else _tell_awaited(one, _moved(one, ends, forecast), on)
        for one in programme.standing_milestones
    )


def _moved(one: Milestone, ends: Mapping[str, date | None], forecast: Mapping[str, Ahead]) -> int | None:
    if one.measure_id is None:
        return None
    end = ends[one.measure_id]
    return shift_of(one.due_on, end, days_between(end, forecast[one.measure_id].ends_on))


def shift_of(due_on: date, ends_on: date | None, delay: int | None) -> int | None:
    """Tell by how many days a milestone moves when its measure ends so many days later.

    >>> shift_of(date(2025, 3, 10), date(2025, 3, 1), 12), shift_of(date(2025, 2, 1), date(2025, 3, 1), 12)
    (3, 12)
    """
    if ends_on is None or delay is None:
        return None
    return max(delay - max((due_on - ends_on).days, 0), 0)


def _tell_reached(one: Milestone, reached: date) -> Awaited:
    late = max((reached - one.due_on).days, 0)
    status = "reached_late" if late else "reached"
    return Awaited(one.milestone_id, one.measure_id, one.due_on, reached, status, reached, late)


def _tell_awaited(one: Milestone, moved: int | None, on: date) -> Awaited:
    expected = None if moved is None else max(one.due_on + timedelta(days=moved), on)
    passed = (on - one.due_on).days
    ahead = "unknown" if moved is None else "at_risk" if moved else "expected"
    status = "late" if passed > 0 else ahead
    delay = None if expected is None else max((expected - one.due_on).days, 0)
    if delay is None and passed > 0:
        delay = passed
    return Awaited(one.milestone_id, one.measure_id, one.due_on, None, status, expected, delay)
