"""The roadmap: the plan of the measures, fact and forecast on a day, loads, money, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from kust.programme.programme import DONE, PLANNED, Programme
from kust.programme.timeline.awaited import Awaited, calc_milestones, shift_of
from kust.programme.timeline.budget import Budget, Support, calc_budget
from kust.programme.timeline.day_remark import DayRemark, remark_day
from kust.programme.timeline.finding import ProgrammeFinding
from kust.programme.timeline.findings import find_findings
from kust.programme.timeline.forecast import Ahead, calc_forecast, calc_knock_on, days_between, state_on
from kust.programme.timeline.loads import OwnerLoad, calc_loads
from kust.programme.timeline.schedule import Planned, Schedule, calc_schedule, stated_end, stated_start
from kust.settings.programme import ProgrammeSettings


@dataclass(frozen=True)
class Delayed:
    """A measure or a milestone (``kind``) that a late measure alone moves past its planned day."""

    kind: str
    id: str
    days: int


@dataclass(frozen=True)
class Scheduled:
    """A measure of the roadmap; ``planned``: the days of the plan, ``ahead``: fact and forecast.

    ``timing``: ``done``, ``done_late``, ``late_to_finish`` (should be over), ``late_to_start`` (should have begun),
    ``will_be_late``, ``under_way``, ``ahead`` or ``unknown``. ``stated_*``: the days that were agreed on, before
    dependencies move them. ``delay_days``: forecast less stated end, where none is stated less the calculated one; of
    an end that is only known to be not before a day it is at least that much. ``delays``: what it alone delays,
    itself left out.
    """

    measure_id: str
    state: str
    timing: str
    stated_starts_on: date | None
    stated_ends_on: date | None
    planned: Planned
    ahead: Ahead
    delay_days: int | None
    delays: tuple[Delayed, ...]

    @property
    def is_late(self) -> bool:
        """Tell whether it is late on the day, or will be."""
        return self.timing in LATE

    @property
    def should_start_on(self) -> date | None:
        """Take the stated start, else the calculated one."""
        return self.stated_starts_on or self.planned.starts_on

    @property
    def should_end_on(self) -> date | None:
        """Take the stated end, else the calculated one."""
        return self.stated_ends_on or self.planned.ends_on


LATE = ("late_to_finish", "late_to_start", "will_be_late")


@dataclass(frozen=True)
class Roadmap:
    """The roadmap of a programme on a day.

    ``ends_on``: calculated end of the last measure whose end is known; ``due_on``: the last stated end, of measures
    that state none the calculated one; ``forecast_on``: the forecast of it, not before that day where ``at_least``.
    ``path``: the first critical chain; ``paths``: all of them (:class:`CriticalPath`);
    ``open_ids``: measures whose planned end is not known, so that path and slack hold for the others only; ``cycles``:
    dependencies that run in a circle, and whether these are ``all_cycles``. ``day_remark``: why the programme should
    not be judged on the day, if so.
    """

    cluster_id: str
    cluster: str
    title: str
    on: date
    starts_on: date | None
    ends_on: date | None
    due_on: date | None
    forecast_on: date | None
    at_least: bool
    path: tuple[str, ...]
    paths: tuple[tuple[str, ...], ...]
    open_ids: tuple[str, ...]
    cycles: tuple[tuple[str, ...], ...]
    all_cycles: bool
    measures: tuple[Scheduled, ...]
    milestones: tuple[Awaited, ...]
    loads: tuple[OwnerLoad, ...]
    budget: Budget
    findings: tuple[ProgrammeFinding, ...] = ()
    day_remark: DayRemark | None = None


def calc_roadmap(
    programme: Programme,
    *,
    on: date,
    settings: ProgrammeSettings | None = None,
    support: Support | None = None,
) -> Roadmap:
    """Work out the roadmap of the standing measures: proposed, dropped and cancelled ones are in none of it.

    Parameters
    ----------
    programme
        From the dataset, or a version that was kept.
    on
        The day asked about; facts of later days count as not yet known.
    settings
        How much at once is too much.
    support
        Project → year → thousand roubles that support could give (:func:`kust.programme.timeline.cover.calc_cover`).

    Returns
    -------
    Roadmap
        Measures in the order of the programme, milestones by day; days, days of slack and delay, thousand roubles.

    Examples
    --------
    >>> from kust.programme.programme import Measure
    >>> first = Measure(measure_id="a", title="A", starts_on=date(2025, 1, 1), duration_days=31)
    >>> then = Measure(measure_id="b", title="B", duration_days=28, depends_on=("a",))
    >>> programme = Programme(cluster_id="k", cluster="K", title="P", measures=(first, then))
    >>> found = calc_roadmap(programme, on=date(2025, 1, 11))
    >>> found.path, found.measures[0].timing, found.forecast_on, found.measures[0].delays
    (('a', 'b'), 'late_to_start', datetime.date(2025, 3, 11), (Delayed(kind='measure', id='b', days=10),))
    """
    settings = settings or ProgrammeSettings()
    schedule = calc_schedule(programme)
    forecast = calc_forecast(programme, schedule, on)
    last = max((one for one in forecast.values() if one.ends_on), key=_end_of, default=None)
    measures = _tell_measures(programme, schedule, forecast, on)
    roadmap = Roadmap(
        programme.cluster_id,
        programme.cluster,
        programme.title,
        on,
        schedule.starts_on,
        schedule.ends_on,
        max((one.should_end_on for one in measures if one.should_end_on), default=None),
        last.ends_on if last else None,
        any(one.at_least or one.ends_on is None for one in forecast.values()),
        schedule.paths[0] if schedule.paths else (),
        schedule.paths,
        schedule.open_ids,
        schedule.cycles,
        schedule.all_cycles,
        measures,
        calc_milestones(programme, schedule, forecast, on),
        calc_loads(programme, schedule.planned, settings),
        calc_budget(programme, support, on=on),
        day_remark=remark_day(programme, on, settings),
    )
    return replace(roadmap, findings=find_findings(programme, roadmap))


def _end_of(one: Ahead) -> date:
    return one.ends_on or date.min


def _tell_measures(
    programme: Programme, schedule: Schedule, forecast: Mapping[str, Ahead], on: date
) -> tuple[Scheduled, ...]:
    knocked = calc_knock_on(programme, schedule, on)
    found = []
    for one in programme.standing_measures:
        name = one.measure_id
        planned, ahead = schedule.planned[name], forecast[name]
        starts, ends = stated_start(one), stated_end(one)
        should_end = ends or planned.ends_on
        delay = days_between(should_end, ahead.ends_on)
        state = state_on(one, on)
        timing = _time(state, starts or planned.starts_on, should_end, delay, on)
        delays = _tell_delays(name, knocked.get(name, {}), programme, schedule, on)
        found.append(Scheduled(name, state, timing, starts, ends, planned, ahead, delay, delays))
    return tuple(found)


def _time(state: str, starts: date | None, ends: date | None, delay: int | None, on: date) -> str:
    if state == DONE:
        return "done_late" if delay is not None and delay > 0 else "done"
    if ends is not None and ends <= on:
        return "late_to_finish"
    if state == PLANNED and starts is not None and starts < on:
        return "late_to_start"
    if delay is None:
        return "unknown"
    if delay > 0:
        return "will_be_late"
    return "ahead" if state == PLANNED else "under_way"


def _tell_delays(
    name: str, moved: Mapping[str, int], programme: Programme, schedule: Schedule, on: date
) -> tuple[Delayed, ...]:
    measures = [Delayed("measure", one, days) for one, days in moved.items() if one != name]
    milestones = [
        Delayed("milestone", one.milestone_id, days)
        for one in programme.standing_milestones
        if one.measure_id and one.measure_id in moved and (one.reached_on is None or one.reached_on > on)
        if (days := shift_of(one.due_on, schedule.planned[one.measure_id].ends_on, moved[one.measure_id]))
    ]
    return tuple(sorted([*measures, *milestones], key=lambda one: (one.kind, -one.days, one.id)))
