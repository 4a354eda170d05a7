"""Days of the roadmap to keep: what a calendar reminds of."""

from dataclasses import dataclass
from datetime import date

from kust.programme.programme import DONE, PLANNED, Programme
from kust.programme.timeline.roadmap import Roadmap


@dataclass(frozen=True)
class Due:
    """A day to keep: a measure ``starts`` or ``ends`` by plan, or a ``milestone``."""

    day: date
    kind: str
    id: str
    measure_id: str | None

    def key(self, cluster: str) -> str:
        """Name the event for a calendar: a day that moves stays the same event."""
        return f"{cluster} {self.kind} {self.id}"


def find_dues(programme: Programme, roadmap: Roadmap) -> tuple[Due, ...]:
    """List the days from the day of the roadmap on, in order.

    Planned starts of what has not begun, planned ends of what is not done, milestones that are not reached. A day of
    an end is the first one on which it should be over.
    """
    on = roadmap.on
    found = [
        Due(day, kind, one.measure_id, one.measure_id)
        for one in roadmap.measures
        for kind, day, waits in (
            ("starts", one.should_start_on, one.state == PLANNED),
            ("ends", one.should_end_on, one.state != DONE),
        )
        if day is not None and day >= on and waits
    ]
    found += [
        Due(one.due_on, "milestone", one.milestone_id, one.measure_id)
        for one in programme.standing_milestones
        if one.due_on >= on and (one.reached_on is None or one.reached_on > on)
    ]
    return tuple(sorted(found, key=lambda due: (due.day, due.kind, due.id)))
