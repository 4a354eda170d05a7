"""Where the stations of a dataset should stand: the question put together, answered and told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.harvest.siting.case import Case, Chosen
from kust.harvest.siting.clock import Clock
from kust.harvest.siting.intake import (
    read_intake,
    read_purchases,
    read_species,
    read_species_names,
    read_spoilage,
)
from kust.harvest.siting.roads import SEASONS, calc_roads, read_figure, read_places, read_stations
from kust.harvest.siting.sited import (
    PROBLEMS,
    UNITS,
    Catchment,
    Change,
    Move,
    Problem,
    ScenarioCost,
    Siting,
    StationLoad,
    WeekLoad,
)
from kust.settings import HarvestSitingSettings

Array = Any
KINDS = ("boiling_station", "buying_point")
_NOTHING = 1e-9


@dataclass(frozen=True)
class Wish:
    """What is asked of a dataset.

    ``count``: how many stations are open in all (at most, where costs decide); by default one more than stand.
    ``hours``: how long the harvest may be on the way; by default each species' hours to spoilage. ``intake``: a file
    with tonnes instead of the purchases. ``move``: an open station, and where it should stand instead.
    """

    problem: Problem = "median"
    kind: str = "boiling_station"
    count: int | None = None
    season: str = "summer"
    hours: float | None = None
    species: tuple[str, ...] = ()
    intake: Path | None = None
    move: tuple[str, str] | None = None
    seed: int = 0


def calc_siting(
    dataset: Dataset,
    wish: Wish,
    settings: HarvestSitingSettings,
    *,
    on: date,
    time_limit: float | None = None,
) -> Siting:
    """Say where stations of a kind should stand.

    Parameters
    ----------
    dataset
        Uses ``processing_sites``, ``settlements``, ``travel_times``, ``species``, ``harvest_purchases``. Stations that
        exist stay open.
    wish
        What is asked.
    settings
        Section ``[harvest.siting]``.
    on
        Purchases after this day do not count.
    time_limit
        Seconds to look for an answer; by default those of the settings.

    Returns
    -------
    Siting
        Value with bound and status, stations with loads, catchments, loads by week, seasons, what a move changes.

    Raises
    ------
    UsageError
        Nothing comes in, there are no stations of the kind, or the question has no answer.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> dataset = read_dataset(load("wild-harvest")).dataset
    >>> siting = calc_siting(dataset, Wish(count=3), HarvestSitingSettings(), on=date(2020, 3, 1))
    >>> siting.open, siting.status
    (('K1', 'K2', 'K3'), 'proved')
    """
    _check(wish)
    case = _put_together(dataset, wish, settings, on)
    clock = Clock(settings.time_limit_s if time_limit is None else time_limit)
    chosen = case.solve(clock)
    move = None if wish.move is None else _move(case, chosen, wish.move, clock)
    return _tell(dataset, case, chosen, wish, move)


def _check(wish: Wish) -> None:
    for option, value, known in (
        ("problem", wish.problem, PROBLEMS),
        ("kind", wish.kind, KINDS),
        ("season", wish.season, SEASONS),
    ):
        if value not in known:
            raise UsageError("choice", option=option, value=value, known=", ".join(known))
    if wish.hours is not None and not wish.hours >= 0:
        raise UsageError("siting_radius", radius=wish.hours)


def _put_together(dataset: Dataset, wish: Wish, settings: HarvestSitingSettings, on: date) -> Case:
    stations = read_stations(dataset, wish.kind)
    species = read_species(dataset, wish.kind, wish.species)
    if wish.intake is None:
        intake = read_purchases(dataset, species, settings.seasons, on)
    else:
        intake = read_intake(wish.intake, dataset, species, on)
    places = read_places(dataset)
    standing = sum(station.exists for station in stations)
    return Case(
        problem=wish.problem,
        intake=intake,
        places=places,
        stations=stations,
        roads=calc_roads(dataset, places, stations, wish.season, settings),
        spoilage=read_spoilage(dataset, species),
        hours=wish.hours,
        count=wish.count if wish.count is not None else min(standing + 1, len(stations)),
        settings=settings,
        seed=wish.seed,
    )


def _move(case: Case, chosen: Chosen, move: tuple[str, str], clock: Clock) -> Move:
    """Answer the same question with one station elsewhere and the others where they are."""
    number = {station.site_id: place for place, station in enumerate(case.stations)}
    for name in move:
        if name not in number:
            raise UsageError("siting_unknown_id", site=name, known=", ".join(number))
    here, there = number[move[0]], number[move[1]]
    is_open = chosen.answer.open
    if here not in is_open or there in is_open:
        names = ", ".join(case.stations[site].site_id for site in is_open)
        raise UsageError("siting_move", here=move[0], there=move[1], open=names)
    only = tuple(sorted({*is_open, there} - {here}))
    again = case.solve(Clock(max(clock.left, 5.0)), only)
    return Move(
        from_site=move[0],
        to_site=move[1],
        value=again.answer.value,
        difference=again.answer.value - chosen.answer.value,
        changes=tuple(_changes(_catchments(case, chosen), _catchments(case, again))),
    )


def _changes(before: Sequence[Catchment], after: Sequence[Catchment]) -> list[Change]:
    """Name the settlements whose main station is another one."""

    def main(catchments: Sequence[Catchment]) -> dict[str, Catchment]:
        ordered = sorted(catchments, key=lambda one: one.mass_t)
        return {one.settlement_id: one for one in ordered}

    first, second = main(before), main(after)
    return [
        Change(name, one.name, one.site_id, second[name].site_id, one.hours, second[name].hours)
        for name, one in sorted(first.items())
        if name in second and one.site_id != second[name].site_id
    ]


def _catchments(case: Case, chosen: Chosen) -> tuple[Catchment, ...]:
    """Sum the flows up by settlement and station; what goes to nobody has a row of its own."""
    rows = {name: row for row, name in enumerate(case.places["settlement_id"].to_list())}
    names = dict(case.places.select("settlement_id", "name").iter_rows())
    told: list[Catchment] = []
    for settlement in sorted(set(chosen.inflows["settlement_id"].to_list())):
        mine = (chosen.inflows["settlement_id"] == settlement).to_numpy()
        goes = chosen.tonnes[mine].sum(axis=0)
        row = rows[settlement]
        told.extend(
            Catchment(
                settlement,
                names[settlement],
                case.stations[site].site_id,
                float(goes[site]),
                float(case.roads.hours[row, site]),
                _finite(case.roads.km[row, site]),
                case.roads.basis[row][site],
            )
            for site in np.flatnonzero(goes > _NOTHING).tolist()
        )
        left = _brought(case, chosen, mine) - float(goes.sum())
        if left > 1e-6:
            told.append(Catchment(settlement, names[settlement], None, left, None, None, "none"))
    return tuple(told)


def _brought(case: Case, chosen: Chosen, mine: Array) -> float:
    times = len(case.intake.scenarios) if case.problem == "scenarios" else 1
    return float(chosen.inflows.filter(pl.Series(mine))["mass_t"].sum()) / times


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _tell(dataset: Dataset, case: Case, chosen: Chosen, wish: Wish, move: Move | None) -> Siting:
    catchments = _catchments(case, chosen)
    weeks = _weeks(case, chosen)
    reached = [one for one in catchments if one.hours is not None]
    mass = sum(one.mass_t for one in reached)
    answer = chosen.answer
    return Siting(
        path=str(dataset.path),
        digest=dataset.digest,
        problem=case.problem,
        kind=wish.kind,
        season=wish.season,
        species=case.intake.species,
        species_names=read_species_names(dataset, case.intake.species),
        years=case.intake.scenarios,
        unit=UNITS[case.problem],
        value=answer.value,
        lower_bound=answer.lower_bound,
        gap=answer.gap,
        status=answer.status,
        open=tuple(case.stations[site].site_id for site in answer.open),
        mass_t=sum(one.mass_t for one in catchments),
        lost_t=sum(one.mass_t for one in catchments if one.site_id is None),
        mean_hours=sum(one.mass_t * (one.hours or 0.0) for one in reached) / mass if mass else None,
        furthest_hours=max((one.hours or 0.0 for one in reached), default=None),
        stations=_loads(case, chosen, weeks),
        catchments=catchments,
        weeks=weeks,
        scenarios=_scenarios(case, chosen),
        estimated=sum(one.basis == "estimated" for one in catchments),
        move=move,
    )


def _weeks(case: Case, chosen: Chosen) -> tuple[WeekLoad, ...]:
    """Spread what each station takes over the weeks of an average season, where the weeks are known."""
    if case.intake.rows["week"].null_count():
        return ()
    inflows, tonnes = chosen.inflows, chosen.tonnes
    if "week" not in inflows.columns:
        inflows, tonnes = _by_week(case, chosen)
    told = []
    for site in chosen.answer.open:
        capacity = case.stations[site].capacity_t_week
        for week in sorted(set(inflows["week"].to_list())):
            mass = float(tonnes[(inflows["week"] == week).to_numpy(), site].sum())
            if mass > _NOTHING:
                told.append(WeekLoad(case.stations[site].site_id, week, mass, capacity))
    return tuple(told)


def _by_week(case: Case, chosen: Chosen) -> tuple[pl.DataFrame, Array]:
    """Send what comes in each week where its settlement (and species) goes."""
    keys = [name for name in ("settlement_id", "species_id") if name in chosen.inflows.columns]
    numbered = chosen.inflows.with_row_index("inflow").select(*keys, "inflow")
    spread = case.intake.calc_mean(*keys, "week").join(
        numbered, on=keys, how="inner", nulls_equal=True, maintain_order="left"
    )
    goes = chosen.tonnes[spread["inflow"].to_numpy()] > 0
    return spread, goes * spread["mass_t"].to_numpy()[:, None]


def _loads(case: Case, chosen: Chosen, weeks: Sequence[WeekLoad]) -> tuple[StationLoad, ...]:
    rows = {name: row for row, name in enumerate(case.places["settlement_id"].to_list())}
    at = np.array([rows[name] for name in chosen.inflows["settlement_id"].to_list()], dtype=np.int64)
    haul = read_figure(case.settings, "haul_krub_t_km")
    told = []
    for site, station in enumerate(case.stations):
        mass = chosen.tonnes[:, site]
        km = np.where(mass > 0, case.roads.km[at, site], 0.0)
        cost = None
        if (
            site in chosen.answer.open
            and station.fixed_cost_krub is not None
            and station.cost_krub_t is not None
        ):
            cost = station.fixed_cost_krub + station.cost_krub_t * float(mass.sum()) + haul * float(mass @ km)
        mine = [one for one in weeks if one.site_id == station.site_id]
        peak = max(mine, key=lambda one: one.mass_t, default=None)
        told.append(
            StationLoad(
                site_id=station.site_id,
                settlement_id=station.settlement_id,
                name=station.name,
                exists=station.exists,
                open=site in chosen.answer.open,
                mass_t=float(mass.sum()),
                cost_krub=cost if cost is None or np.isfinite(cost) else None,
                peak_week=peak.week if peak else None,
                peak_share=peak.mass_t / peak.capacity_t if peak and peak.capacity_t else None,
            )
        )
    return tuple(told)


def _scenarios(case: Case, chosen: Chosen) -> tuple[ScenarioCost, ...]:
    if not len(chosen.costs):
        return ()
    told = []
    times = len(case.intake.scenarios)
    for number, scenario in enumerate(case.intake.scenarios):
        mine = (chosen.inflows["scenario"] == scenario).to_numpy()
        mass = float(chosen.inflows.filter(pl.Series(mine))["mass_t"].sum())
        taken = float(chosen.tonnes[mine].sum()) * times
        told.append(ScenarioCost(scenario, mass, max(mass - taken, 0.0), float(chosen.costs[number])))
    return tuple(told)
