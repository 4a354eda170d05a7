"""The plan of the measures: planned days with dependencies, slack, and the critical path to the last measure's end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kust.programme.programme import Measure, Programme
from kust.programme.timeline.critical_path import CriticalPath, Task, calc_critical_path
from kust.programme.timeline.cycles import find_cycles


@dataclass(frozen=True)
class Planned:
    """Planned days of a measure, None where they are not known; ``late_*``: at the latest; slack in days."""

    measure_id: str
    starts_on: date | None
    ends_on: date | None
    late_start: date | None
    late_finish: date | None
    total_slack: int | None
    free_slack: int | None
    critical: bool | None


@dataclass(frozen=True)
class Schedule:
    """The plan by measure; ``ends_on``: the latest end that is known. The rest as in :class:`CriticalPath`."""

    planned: Mapping[str, Planned]
    starts_on: date | None
    ends_on: date | None
    paths: tuple[tuple[str, ...], ...]
    open_ids: tuple[str, ...]
    cycles: tuple[tuple[str, ...], ...]
    all_cycles: bool


def calc_schedule(programme: Programme) -> Schedule:
    """Plan the standing measures: none starts before its stated day, nor before all that it depends on is over.

    A measure that states no start and waits for nothing starts with the programme; where the programme states no day
    either, its days are not known. A start follows from the end and the duration where these are stated. What it
    depends on that does not stand in the programme holds nothing up: that is a finding.

    Examples
    --------
    >>> from kust.programme.programme import Measure
    >>> first = Measure(measure_id="a", title="A", starts_on=date(2025, 1, 1), duration_days=31)
    >>> then = Measure(measure_id="b", title="B", duration_days=28, depends_on=("a",))
    >>> found = calc_schedule(Programme(cluster_id="k", cluster="K", title="P", measures=(first, then)))
    >>> found.ends_on, found.paths
    (datetime.date(2025, 3, 1), (('a', 'b'),))
    """
    measures = programme.standing_measures
    begins = first_day(programme)
    if begins is None:
        ids = tuple(one.measure_id for one in measures)
        nothing = {name: _tell(name, None, CriticalPath((), None, (), (), ())) for name in ids}
        cycles = find_cycles({one.measure_id: one.depends_on for one in measures})
        return Schedule(nothing, None, None, (), ids, *cycles)
    ids_ = {one.measure_id for one in measures}
    tasks = [_as_task(one, begins, placed=_is_placed(one, programme, ids_)) for one in measures]
    found = calc_critical_path(tasks)
    planned = {one.task_id: _tell(one.task_id, begins, found) for one in found.tasks}
    ends = _day(begins, found.finish)
    return Schedule(planned, begins, ends, found.paths, found.open_ids, found.cycles, found.all_cycles)


def first_day(programme: Programme) -> date | None:
    """Take the first day of the programme, or an earlier one on which a measure is to start."""
    told = [start for one in programme.standing_measures if (start := stated_start(one))]
    return min([*told, *([programme.starts_on] if programme.starts_on else [])], default=None)


def stated_start(measure: Measure) -> date | None:
    """Take the stated start, else the stated end less the duration.

    >>> stated_start(Measure(measure_id="a", title="A", ends_on=date(2025, 3, 1), duration_days=28))
    datetime.date(2025, 2, 1)
    """
    if measure.starts_on is not None:
        return measure.starts_on
    if measure.ends_on is not None and measure.duration_days is not None:
        return measure.ends_on - timedelta(days=measure.duration_days)
    return None


def stated_end(measure: Measure) -> date | None:
    """Take the stated end, else the stated start and the duration."""
    if measure.ends_on is not None:
        return measure.ends_on
    if measure.starts_on is not None and measure.duration_days is not None:
        return measure.starts_on + timedelta(days=measure.duration_days)
    return None


def planned_days(measure: Measure) -> int | None:
    """Take the calendar days of a measure; what ends before it starts has none that are known."""
    days = measure.days
    return None if days is not None and days < 0 else days


def _is_placed(measure: Measure, programme: Programme, ids: Iterable[str]) -> bool:
    """Tell whether anything says when a measure starts."""
    waits = any(one in ids for one in measure.depends_on)
    return waits or stated_start(measure) is not None or programme.starts_on is not None


def _as_task(measure: Measure, begins: date, *, placed: bool) -> Task:
    """Count days from the first one; a measure without a place in time gets no duration and so no end."""
    start = stated_start(measure)
    return Task(
        measure.measure_id,
        planned_days(measure) if placed else None,
        measure.depends_on,
        (start - begins).days if start else None,
    )


def _tell(name: str, begins: date | None, found: CriticalPath) -> Planned:
    if begins is None:
        return Planned(name, None, None, None, None, None, None, None)
    one = found[name]
    moments = (one.early_start, one.early_finish, one.late_start, one.late_finish)
    early, ends, late, must = (_day(begins, moment) for moment in moments)
    return Planned(name, early, ends, late, must, one.total_slack, one.free_slack, one.critical)


def _day(begins: date, moment: int | None) -> date | None:
    return None if moment is None else begins + timedelta(days=moment)
