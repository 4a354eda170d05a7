"""Fact and forecast: what is done, under way or late on a day, when it will be over, and what that delays.

done                    over on the day stated
under way               on + days · (1 − progress), rounded up; start + days where the two are no farther apart
                        than a day or a hundredth of the days, or where no progress is told
not begun               max(stated start, forecast ends of what it waits for, on) + planned days
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from kust.programme.programme import DONE, PLANNED, UNDER_WAY, Measure, Programme
from kust.programme.timeline.critical_path import sort_tasks
from kust.programme.timeline.schedule import Schedule, planned_days, stated_end, stated_start

# Progress is stated in whole percent.
_TOLD_TO = 0.01


@dataclass(frozen=True)
class Ahead:
    """When a measure begins and is over as far as can be told; ``at_least``: not before that day."""

    starts_on: date | None
    ends_on: date | None
    at_least: bool = False


def state_on(measure: Measure, on: date) -> str:
    """Tell the state of a measure on a day: facts of later days had not happened yet.

    >>> over = Measure(measure_id="a", title="A", state="done", finished_on=date(2025, 5, 1))
    >>> state_on(over, date(2025, 4, 30)), state_on(over, date(2025, 5, 1))
    ('planned', 'done')
    """
    begun = measure.started_on is not None and measure.started_on <= on
    if measure.state == DONE or measure.finished_on is not None:
        if measure.finished_on is None or measure.finished_on <= on:
            return DONE
        return UNDER_WAY if begun else PLANNED
    if begun or (measure.state == UNDER_WAY and measure.started_on is None):
        return UNDER_WAY
    return PLANNED


def calc_forecast(programme: Programme, schedule: Schedule, on: date) -> dict[str, Ahead]:
    """Forecast every standing measure from the facts known on a day; planned days of what has not begun are kept."""
    run = _Run(programme, schedule, on)
    found: dict[str, Ahead] = {}
    for name in run.order:
        found[name] = run.forecast(name, found)
    return {name: found.get(name, Ahead(None, None)) for name in schedule.planned}


def calc_knock_on(programme: Programme, schedule: Schedule, on: date) -> dict[str, dict[str, int]]:
    """Tell by how many days each measure alone moves the others off the plan, as if all else went as planned.

    Returns
    -------
    dict
        Measures that are late by their own fault → measures that it delays, itself included → days.
    """
    run = _Run(programme, schedule, on)
    plan = {name: Ahead(one.starts_on, one.ends_on) for name, one in schedule.planned.items()}
    found: dict[str, dict[str, int]] = {}
    for name in run.order:
        before = {one: plan[one] for one in run.waits[name]}
        own = run.forecast(name, before)
        moved = days_between(plan[name].ends_on, own.ends_on)
        if moved is not None and moved > 0:
            found[name] = run.push(name, own, plan)
    return found


class _Run:
    """The standing measures in an order in which what is waited for stands first; cycles are left out."""

    def __init__(self, programme: Programme, schedule: Schedule, on: date) -> None:
        self.of = {one.measure_id: one for one in programme.standing_measures}
        self.on, self.schedule = on, schedule
        self.waits = {
            name: tuple(sorted({*one.depends_on} & self.of.keys())) for name, one in sorted(self.of.items())
        }
        self.anchored = programme.starts_on is not None
        self.order = sort_tasks(self.waits)

    def forecast(self, name: str, found: Mapping[str, Ahead]) -> Ahead:
        measure = self.of[name]
        state = state_on(measure, self.on)
        if state == DONE:
            return Ahead(measure.started_on, measure.finished_on)
        if state == UNDER_WAY:
            return self._forecast_under_way(measure)
        return self._forecast_planned(measure, found, not_before=self.on)

    def _forecast_under_way(self, measure: Measure) -> Ahead:
        days, begun = planned_days(measure), measure.started_on
        # Of what was over later nobody says how far it was on the day asked about.
        told = measure.state != DONE and measure.finished_on is None
        if told and measure.progress is not None and days is not None:
            # Rounded first, so that 100 · (1 − 0.9) is 10 days and not 11.
            left = ceil(round(days * (1 - measure.progress), 6))
            end = self.on + timedelta(days=left)
            planned = begun + timedelta(days=days) if begun is not None else None
            # Progress is told to a hundredth: what it moves by less than that is not a delay.
            if (
                planned is not None
                and planned > self.on
                and abs((end - planned).days) <= max(_TOLD_TO * days, 1)
            ):
                end = planned
            return Ahead(begun, end)
        if begun is not None and days is not None:
            end = begun + timedelta(days=days)
        else:
            by_plan = self.schedule.planned[measure.measure_id].ends_on or stated_end(measure)
            if by_plan is None:
                return Ahead(begun, None)
            end = by_plan
        # It is not over, though its days have passed: nobody says how much is left.
        return Ahead(begun, max(end, self.on), end <= self.on)

    def _forecast_planned(
        self, measure: Measure, found: Mapping[str, Ahead], not_before: date | None
    ) -> Ahead:
        """Forecast what has not begun; an end that nobody stated of what is done holds nothing up."""
        days = planned_days(measure)
        waited = [(name, found.get(name, Ahead(None, None))) for name in self.waits[measure.measure_id]]
        ends = [
            one.ends_on
            for name, one in waited
            if one.ends_on is not None or state_on(self.of[name], self.on) != DONE
        ]
        known = [end for end in ends if end is not None]
        starts = [day for day in (self._first_day(measure), not_before, *known) if day is not None]
        if len(known) < len(ends) or self._first_day(measure) is None:
            return Ahead(None, None)
        begins = max(starts)
        at_least = any(one.at_least for _, one in waited)
        return Ahead(begins, None if days is None else begins + timedelta(days=days), at_least)

    def _first_day(self, measure: Measure) -> date | None:
        """Return the day before which a measure does not start whatever it waits for, as in the plan."""
        waits = bool(self.waits[measure.measure_id])
        return stated_start(measure) or (self.schedule.starts_on if waits or self.anchored else None)

    def push(self, late: str, own: Ahead, plan: Mapping[str, Ahead]) -> dict[str, int]:
        """Move what waits for a late measure, and what waits for that, off the plan."""
        moved: dict[str, Ahead] = {late: own}
        for name in self.order:
            waits = name != late and any(one in moved for one in self.waits[name])
            if not waits or state_on(self.of[name], self.on) != PLANNED:
                continue
            again = self._forecast_planned(self.of[name], {**plan, **moved}, not_before=None)
            if again.ends_on is not None and again != plan[name]:
                moved[name] = again
        shifts = {name: days_between(plan[name].ends_on, one.ends_on) for name, one in moved.items()}
        return {name: days for name, days in shifts.items() if days is not None and days > 0}


def days_between(planned: date | None, forecast: date | None) -> int | None:
    """Count the days from the plan to the forecast, None where one of them is not known."""
    return None if planned is None or forecast is None else (forecast - planned).days
