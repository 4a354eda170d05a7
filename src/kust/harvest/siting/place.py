"""Where the stations of a dataset should stand: the question put together, answered and told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.harvest.siting.case import EVERYBODY, Case, Chosen
from kust.harvest.siting.catchments import tell_catchments, tell_changes
from kust.harvest.siting.clock import Clock
from kust.harvest.siting.expected import DRAWS, draw_intake
from kust.harvest.siting.intake import (
    Intake,
    read_intake,
    read_purchases,
    read_species,
    read_species_names,
    read_spoilage,
)
from kust.harvest.siting.loads import tell_loads, tell_mean_and_tail, tell_scenarios, tell_weeks
from kust.harvest.siting.overload import drop_unused, find_overloads, find_shortage
from kust.harvest.siting.roads import SEASONS, calc_roads, read_figure, read_places, read_stations
from kust.harvest.siting.sited import (
    PROBLEMS,
    UNITS,
    Move,
    Problem,
    Siting,
    WeekLoad,
)
from kust.settings import HarvestSettings, HarvestSitingSettings

Array = Any
KINDS = ("boiling_station", "buying_point")
MOST_DRAWS = 200
_NOTHING = 1e-9


@dataclass(frozen=True)
class Wish:
    """What is asked of a dataset.

    ``count``: how many stations are open in all (at most, where costs decide); by default one more than stand.
    ``hours``: how long the harvest may be on the way; by default each species' hours to spoilage. ``intake``: a file
    with tonnes instead of the purchases. ``move``: an open station, and where it should stand instead. ``year``: the
    season of the forecast that scenarios are drawn from, by default the next one that is not over on the day;
    ``draws``: how many scenarios.
    """

    problem: Problem = "median"
    kind: str = "boiling_station"
    count: int | None = None
    season: str = "summer"
    hours: float | None = None
    species: tuple[str, ...] = ()
    intake: Path | None = None
    move: tuple[str, str] | None = None
    year: int | None = None
    draws: int = DRAWS
    seed: int = 0


def calc_siting(
    dataset: Dataset,
    wish: Wish,
    settings: HarvestSitingSettings,
    *,
    on: date,
    time_limit: float | None = None,
    harvest: HarvestSettings | None = None,
) -> Siting:
    """Say where stations of a kind should stand.

    Parameters
    ----------
    dataset
        Uses ``processing_sites``, ``settlements``, ``travel_times``, ``species``, ``harvest_purchases``; for scenarios
        what the forecast and the plan of purchases use. Stations that exist stay open.
    wish
        What is asked.
    settings
        Section ``[harvest.siting]``.
    on
        Purchases after this day do not count.
    time_limit
        Seconds to look for an answer; by default those of the settings.
    harvest
        Settings of the forecast and the purchases, for scenarios drawn from them.

    Returns
    -------
    Siting
        Value with bound and status, stations with loads, catchments, loads by week, what is too much for them, seasons,
        what a move changes. A new station that nobody would go to is not opened.

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
    >>> siting.open, siting.unused, siting.status
    (('K1', 'K2'), ('K3',), 'proved')
    """
    _check(wish)
    case = _put_together(dataset, wish, settings, harvest or HarvestSettings(siting=settings), on)
    clock = Clock(settings.time_limit_s if time_limit is None else time_limit)
    chosen, unused = drop_unused(case, case.solve(clock))
    move = None if wish.move is None else _move(case, chosen, wish.move, clock)
    return _tell(dataset, case, chosen, unused, wish, move)


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
    if wish.hours is not None and wish.problem in ("median", "center"):
        others = "coverage, capacitated, scenarios"
        raise UsageError("siting_hours_ignored", problem=wish.problem, known=others)
    if not 1 <= wish.draws <= MOST_DRAWS:
        raise UsageError("choice", option="draws", value=wish.draws, known=f"1–{MOST_DRAWS}")


def _read_intake(
    dataset: Dataset,
    wish: Wish,
    species: tuple[str, ...],
    settings: HarvestSitingSettings,
    harvest: HarvestSettings,
    on: date,
) -> Intake:
    """Take the file that is given; for scenarios the draws of the forecast where there can be one; else purchases."""
    if wish.intake is not None:
        return read_intake(wish.intake, dataset, species, on)
    if wish.problem == "scenarios":
        drawn = draw_intake(
            dataset, species, harvest, on=on, year=wish.year, count=wish.draws, seed=wish.seed
        )
        if drawn is not None:
            return drawn
    return read_purchases(dataset, species, settings.seasons, on)


def _put_together(
    dataset: Dataset, wish: Wish, settings: HarvestSitingSettings, harvest: HarvestSettings, on: date
) -> Case:
    stations = read_stations(dataset, wish.kind)
    species = read_species(dataset, wish.kind, wish.species)
    intake = _read_intake(dataset, wish, species, settings, harvest, on)
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
        changes=tuple(tell_changes(tell_catchments(case, chosen), tell_catchments(case, again))),
        weeks=tell_weeks(case, again),
    )


def _tell(
    dataset: Dataset, case: Case, chosen: Chosen, unused: tuple[str, ...], wish: Wish, move: Move | None
) -> Siting:
    catchments = tell_catchments(case, chosen)
    weeks = tell_weeks(case, chosen)
    overloads = find_overloads(case, _list_loads(case, chosen, weeks))
    lost = sum(one.mass_t for one in catchments if one.site_id is None)
    is_short = bool(overloads) or lost > _NOTHING
    mean, tail = tell_mean_and_tail(case, chosen)
    reached = [one for one in catchments if one.hours is not None]
    mass = sum(one.mass_t for one in reached)
    answer = chosen.answer
    brings = set(case.intake.rows["settlement_id"].to_list())
    looked_at = set(chosen.inflows["settlement_id"].to_list())
    return Siting(
        path=str(dataset.path),
        digest=dataset.digest,
        problem=case.problem,
        kind=wish.kind,
        season=wish.season,
        species=case.intake.species,
        species_names=read_species_names(dataset, case.intake.species),
        years=case.intake.scenarios,
        intake_from=case.intake.source,
        intake_year=case.intake.year,
        left_out=case.intake.left_out,
        unit=UNITS[case.problem],
        value=answer.value,
        lower_bound=answer.lower_bound,
        gap=answer.gap,
        status=answer.status,
        open=tuple(case.stations[site].site_id for site in answer.open),
        unused=unused,
        settlements=len(looked_at),
        quiet=len(looked_at - brings),
        unreached=_list_unreached(case, brings),
        mass_t=sum(one.mass_t for one in catchments),
        lost_t=lost,
        mean_hours=sum(one.mass_t * (one.hours or 0.0) for one in reached) / mass if mass else None,
        furthest_hours=max((one.hours or 0.0 for one in reached), default=None),
        stations=tell_loads(case, chosen, weeks),
        catchments=catchments,
        weeks=weeks,
        overloads=overloads,
        shortage=find_shortage(case, answer.open) if is_short else None,
        most=case.count,
        lost_krub_t=read_figure(case.settings, "lost_krub_t") if UNITS[case.problem] == "krub" else None,
        scenarios=tell_scenarios(case, chosen),
        mean_krub=mean,
        tail_krub=tail,
        estimated=sum(one.basis == "estimated" for one in catchments),
        move=move,
    )


def _list_unreached(case: Case, brings: set[str]) -> tuple[str, ...]:
    """List settlements without a way to any station; those from which nothing comes where they count, too."""
    reached = np.isfinite(case.roads.hours).any(axis=1).tolist()
    return tuple(
        name
        for name, is_reached in zip(case.places["settlement_id"].to_list(), reached, strict=True)
        if not is_reached and (name in brings or case.problem in EVERYBODY)
    )


def _list_loads(case: Case, chosen: Chosen, weeks: Sequence[WeekLoad]) -> list[tuple[int, int | None, float]]:
    """List loads (station, week, tonnes); where weeks are not known those of the season."""
    if weeks:
        number = {station.site_id: place for place, station in enumerate(case.stations)}
        return [(number[one.site_id], one.week, one.mass_t) for one in weeks]
    return [(site, None, float(chosen.tonnes[:, site].sum())) for site in chosen.answer.open]
