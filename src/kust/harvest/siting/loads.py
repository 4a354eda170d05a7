"""What an answer of siting means for stations: loads by week, costs, seasons."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from kust.harvest.siting.case import Case, Chosen
from kust.harvest.siting.flows import calc_tail
from kust.harvest.siting.roads import read_figure
from kust.harvest.siting.sited import ScenarioCost, StationLoad, WeekLoad

Array = Any
_NOTHING = 1e-9


def tell_weeks(case: Case, chosen: Chosen) -> tuple[WeekLoad, ...]:
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


def tell_loads(case: Case, chosen: Chosen, weeks: Sequence[WeekLoad]) -> tuple[StationLoad, ...]:
    """Tell of each station what it takes, its fullest week and its costs."""
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


def tell_scenarios(case: Case, chosen: Chosen) -> tuple[ScenarioCost, ...]:
    """Tell of each season what comes in, what nobody takes and what it costs; empty where the problem has no costs."""
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


def tell_mean_and_tail(case: Case, chosen: Chosen) -> tuple[float | None, float | None]:
    """Return the mean of the seasons' costs and their CVaR_α; None where the problem has no costs by season."""
    if not len(chosen.costs):
        return None, None
    return float(chosen.costs.mean()), calc_tail(chosen.costs, case.settings.tail)
