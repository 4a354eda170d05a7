"""A dataset as a question of siting: what comes in, the stations, the ways between; and what one choice gives."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from kust.errors import UsageError
from kust.harvest.land.working_days import calc_open_share
from kust.harvest.siting.answer import Answer
from kust.harvest.siting.clock import Clock
from kust.harvest.siting.flows import FlowQuestion, solve_flows
from kust.harvest.siting.intake import Intake
from kust.harvest.siting.plain import solve_center, solve_coverage, solve_median
from kust.harvest.siting.roads import Roads, Station, read_figure
from kust.harvest.siting.sited import Problem
from kust.settings import HarvestSitingSettings

Array = Any
# Problems whose flows may be divided, and in which costs decide.
DIVIDED = ("capacitated", "scenarios")
# Problems that look at settlements from which nothing comes, too.
EVERYBODY = ("center", "coverage")
_QUIET = {"settlement_id": pl.String, "mass_t": pl.Float64}


@dataclass(frozen=True)
class Chosen:
    """An answer as tonnes: inflows × stations; ``inflows`` says which settlement, week and scenario each row is.

    ``tonnes`` of a season; ``costs`` of each scenario, empty where the problem has none.
    """

    answer: Answer
    inflows: pl.DataFrame
    tonnes: Array
    costs: Array


@dataclass(frozen=True)
class Case:
    """Everything that a question of siting needs."""

    problem: Problem
    intake: Intake
    places: pl.DataFrame
    stations: list[Station]
    roads: Roads
    spoilage: Mapping[str, float]
    hours: float | None
    count: int
    settings: HarvestSitingSettings
    seed: int

    def solve(self, clock: Clock, only: tuple[int, ...] | None = None) -> Chosen:
        """Choose the stations; ``only``: these and no others."""
        standing = tuple(place for place, station in enumerate(self.stations) if station.exists)
        fixed, count = (standing, self.count) if only is None else (only, len(only))
        if self.problem in DIVIDED:
            return self._solve_flows(fixed, count, clock)
        return self._solve_plain(fixed, count, clock)

    def _solve_plain(self, fixed: tuple[int, ...], count: int, clock: Clock) -> Chosen:
        by_species = self.problem == "coverage" and self.hours is None
        inflows = self.intake.calc_mean(
            *(("settlement_id", "species_id") if by_species else ("settlement_id",))
        )
        if self.problem in EVERYBODY:
            inflows = pl.concat([inflows, self._list_quiet(inflows)], how="diagonal_relaxed")
        rows = self._rows_of(inflows)
        hours, weights = self.roads.hours[rows], inflows["mass_t"].to_numpy()
        # Where a season has no way, nothing can be brought: the others still need their stations.
        reached = np.isfinite(hours).any(axis=1) | (self.problem == "coverage")
        if not reached.any():
            raise UsageError("siting_nobody_reached")
        hours, goes = hours[reached], np.full(len(inflows), -1)
        common: dict[str, Any] = {
            "weights": weights[reached],
            "fixed": fixed,
            "seed": self.seed,
            "clock": clock,
        }
        if self.problem == "coverage":
            answer = solve_coverage(hours, count, self._radii(inflows), **common)
        elif self.problem == "center":
            answer = solve_center(hours, count, **common)
        else:
            answer = solve_median(hours, count, **common)
        tonnes = np.zeros((len(inflows), hours.shape[1]))
        goes[reached] = answer.assignment
        answer = replace(answer, assignment=tuple(goes.tolist()))
        tonnes[np.flatnonzero(goes >= 0), goes[goes >= 0]] = weights[goes >= 0]
        return Chosen(answer, inflows, tonnes, np.zeros(0))

    def _list_quiet(self, inflows: pl.DataFrame) -> pl.DataFrame:
        """List the settlements from which nothing comes, 0 t each; the center leaves out those without any way."""
        told = set(inflows["settlement_id"].to_list())
        reached = np.isfinite(self.roads.hours).any(axis=1)
        quiet = [
            name
            for name, is_reached in zip(self.places["settlement_id"].to_list(), reached.tolist(), strict=True)
            if name not in told and (is_reached or self.problem == "coverage")
        ]
        return pl.DataFrame({"settlement_id": quiet, "mass_t": [0.0] * len(quiet)}, schema=_QUIET)

    @property
    def tail_weight(self) -> float:
        """How often the worst seasons count beside the mean."""
        return self.settings.tail_weight if self.problem == "scenarios" else 0.0

    def _rows_of(self, inflows: pl.DataFrame) -> Array:
        number = {name: row for row, name in enumerate(self.places["settlement_id"].to_list())}
        return np.array([number[name] for name in inflows["settlement_id"].to_list()], dtype=np.int64)

    def _radii(self, inflows: pl.DataFrame) -> Array:
        """Return for each inflow how many hours it may be on the way; infinite where it does not spoil."""
        if self.hours is not None:
            return np.full(len(inflows), self.hours)
        if "species_id" not in inflows.columns:
            return np.full(len(inflows), np.inf)
        least = min(self.spoilage.values(), default=np.inf)
        return np.array(
            [
                self.spoilage.get(name or "", np.inf) if mass > 0 else least
                for name, mass in inflows.select("species_id", "mass_t").iter_rows()
            ]
        )

    def _solve_flows(self, fixed: tuple[int, ...], count: int, clock: Clock) -> Chosen:
        keys = ("settlement_id", "species_id", "week")
        if self.problem == "scenarios":
            inflows = self.intake.rows.group_by(*keys, "scenario").agg(pl.col("mass_t").sum())
            inflows = inflows.sort("scenario", *keys, nulls_last=False)
        else:
            inflows = self.intake.calc_mean(*keys).with_columns(scenario=pl.lit(""))
        marked = np.zeros(len(self.stations), dtype=bool)
        marked[list(fixed)] = True
        risky = self.problem == "scenarios"
        question = FlowQuestion(
            costs=self._calc_costs(inflows),
            amounts=inflows["mass_t"].to_numpy(),
            groups=_number(inflows.select("scenario", "week")),
            scenarios=_number(inflows.select("scenario")),
            capacities=self.calc_capacities(by_week=inflows["week"].is_not_null().all()),
            fixed_costs=np.array([self._fixed_cost(station) for station in self.stations]),
            existing=marked,
            most=count,
            lost=read_figure(self.settings, "lost_krub_t"),
            tail_weight=self.tail_weight,
            tail=self.settings.tail,
        )
        found = solve_flows(question, clock)
        times = len(self.intake.scenarios) if risky else 1
        return Chosen(found.answer, inflows, found.flows / times, found.costs if risky else np.zeros(0))

    def _fixed_cost(self, station: Station) -> float:
        if station.fixed_cost_krub is None:
            raise UsageError("siting_no_fixed_cost", site=station.site_id)
        return station.fixed_cost_krub

    def _calc_costs(self, inflows: pl.DataFrame) -> Array:
        """Return thousand roubles a tonne: haul and handling; infinite where it spoils or the station is shut."""
        rows = self._rows_of(inflows)
        handling = np.array([station.cost_krub_t or 0.0 for station in self.stations])
        costs = read_figure(self.settings, "haul_krub_t_km") * self.roads.km[rows] + handling
        costs[self.roads.hours[rows] > (self._radii(inflows) * (1 + 1e-12))[:, None]] = np.inf
        weeks = inflows["week"].unique().to_list()
        for column, station in enumerate(self.stations):
            shut = [week for week in weeks if not is_open(station, week, self.intake.year)]
            costs[inflows["week"].is_in(shut).fill_null(value=False).to_numpy(), column] = np.inf
        return costs

    def calc_capacities(self, *, by_week: bool) -> Array:
        """Return tonnes that each station can take: of a week, or of its season where weeks are not known."""
        weeks = read_figure(self.settings, "season_weeks")
        return np.array(
            [
                np.inf
                if station.capacity_t_week is None
                else station.capacity_t_week
                * (1.0 if by_week else calc_weeks(station, self.intake.year) or weeks)
                for station in self.stations
            ]
        )


def _number(keys: pl.DataFrame) -> Array:
    """Number the different rows of a table in their order."""
    return np.asarray(
        keys.select(pl.struct(keys.columns).rank("dense") - 1).to_series().to_numpy(), dtype=np.int64
    )


def _day(text: str, year: int) -> date:
    month, day = text.split("-")
    return date(year, int(month), min(int(day), 28) if month == "02" else int(day))


def is_open(station: Station, week: int | None, year: int) -> bool:
    """Tell whether a station works on any day of an ISO week; one without dates always does."""
    if week is None or not station.opens or not station.closes:
        return True
    monday = date.fromisocalendar(year, min(week, 52), 1)
    return calc_open_share(station.opens, station.closes, monday) > 0


def calc_weeks(station: Station, year: int) -> float | None:
    """Return how many weeks a station works a year; None where it has no dates."""
    if not station.opens or not station.closes:
        return None
    opens, closes = _day(station.opens, year), _day(station.closes, year)
    if closes < opens:
        closes = _day(station.closes, year + 1)
    return ((closes - opens).days + 1) / 7
