"""What stations cannot take: by station and week, what all of them lack together, and stations that nobody uses."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from statistics import median
from typing import Any

import numpy as np

from kust.harvest.siting.case import DIVIDED, Case, Chosen, is_open
from kust.harvest.siting.roads import Station
from kust.harvest.siting.sited import Overload, Shortage

Array = Any
_SLACK = 1e-9


def drop_unused(case: Case, chosen: Chosen) -> tuple[Chosen, tuple[str, ...]]:
    """Leave out new stations that nobody goes to, and what it costs to open them, where costs count.

    What is best without them is not dearer, so the bound may stay; it never lies above the new value.

    Returns
    -------
    tuple
        The answer without them, and their ids.
    """
    used = {site for site in chosen.answer.assignment if site >= 0}
    used |= set(np.flatnonzero(chosen.tonnes.any(axis=0)).tolist())
    idle = [s for s in chosen.answer.open if s not in used and not case.stations[s].exists]
    kept = tuple(site for site in chosen.answer.open if site not in idle)
    told = tuple(case.stations[site].site_id for site in idle)
    answer, costs = replace(chosen.answer, open=kept), chosen.costs
    if idle and case.problem in DIVIDED:
        saved = sum(case.stations[site].fixed_cost_krub or 0.0 for site in idle)
        costs = costs - saved
        value = answer.value - saved * (1 + case.tail_weight)
        answer = replace(answer, value=value, lower_bound=min(answer.lower_bound, value))
    return replace(chosen, answer=answer, costs=costs), told


def find_overloads(case: Case, loads: Sequence[tuple[int, int | None, float]]) -> tuple[Overload, ...]:
    """Find loads (station, week, tonnes) above what the station can take; the heaviest first."""
    found = []
    for site, week, mass in loads:
        capacity = _capacity(case, site, week)
        if mass > capacity * (1 + _SLACK) + _SLACK:
            station = case.stations[site]
            shut = week is not None and not is_open(station, week, case.intake.year)
            found.append(Overload(station.site_id, week, mass, capacity, mass - capacity, shut))
    return tuple(sorted(found, key=lambda one: (-one.over_t, one.site_id, one.week or 0)))


def find_shortage(case: Case, opened: Sequence[int]) -> Shortage | None:
    """Find the week in which the open stations together lack most; None where a capacity is not known."""
    known = [one.capacity_t_week for one in case.stations if one.capacity_t_week is not None]
    if len(known) < len(case.stations):
        return None
    by_week = case.intake.rows["week"].null_count() == 0
    brought: list[tuple[int | None, float]] = (
        [(week, mass) for week, mass in case.intake.calc_mean("week").iter_rows()]
        if by_week
        else [(None, float(case.intake.rows["mass_t"].sum()) / len(case.intake.scenarios))]
    )

    def room(sites: Sequence[int], week: int | None) -> float:
        return float(sum(_capacity(case, site, week) for site in sites))

    # Where all are shut no capacity helps.
    working = [one for one in brought if room(range(len(case.stations)), one[0]) > 0]
    week, mass = max(working or brought, key=lambda one: one[1] - room(opened, one[0]))
    usual = median(known) if by_week else median(_season_capacities(case))
    lacks = max(mass - room(opened, week), 0.0)
    more = ceil(lacks / usual - _SLACK) if usual > 0 else 0
    return Shortage(week, mass, room(opened, week), room(range(len(case.stations)), week), usual, more)


def _capacity(case: Case, site: int, week: int | None) -> float:
    """Tonnes that a station takes in a week, in the season where the week is None; infinite without a limit."""
    station: Station = case.stations[site]
    if week is None:
        return _season_capacities(case)[site]
    if not is_open(station, week, case.intake.year):
        return 0.0
    return float("inf") if station.capacity_t_week is None else float(station.capacity_t_week)


def _season_capacities(case: Case) -> list[float]:
    return [float(one) for one in case.calc_capacities(by_week=False).tolist()]
