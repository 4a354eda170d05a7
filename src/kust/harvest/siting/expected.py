"""What a season to come may bring: draws of the forecast, spread over places and weeks, as scenarios of siting."""

from collections.abc import Sequence
from datetime import date

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray

from kust.data.dataset import Dataset
from kust.harvest.forecasts.seasons import is_season_over
from kust.harvest.purchase.brought import Brought
from kust.harvest.purchase.procured import Procurement
from kust.harvest.purchase.procurement import calc_procurement
from kust.harvest.siting.intake import COLUMNS, Intake
from kust.settings import HarvestSettings

Floats = NDArray[np.float64]
DRAWS = 30
_DRAWN = 1000
_LEAST_T = 1e-6


def draw_intake(
    dataset: Dataset,
    species: Sequence[str],
    settings: HarvestSettings,
    *,
    on: date,
    year: int | None = None,
    count: int = DRAWS,
    seed: int = 0,
) -> Intake | None:
    """Draw what pickers bring in a season, each draw a scenario.

    Parameters
    ----------
    species
        Those whose tonnes are wanted; all of the dataset are forecast together.
    on, year
        The day of the forecast, and its season; by default the next one that is not over.
    count
        How many scenarios: of 1000 draws in the order of their tonnes the middle one of each of so many equal parts.

    Returns
    -------
    Intake or None
        None where there is no forecast of any of these species, or no places and weeks to bring it to.
    """
    if not has_crops(dataset, species):
        return None
    season = on.year + is_season_over(on) if year is None else year
    plan = calc_procurement(
        dataset,
        on=on,
        year=season,
        settings=settings.procurement,
        forecast_settings=settings.forecast,
        siting_settings=settings.siting,
        draws=max(_DRAWN, count),
        seed=seed,
    )
    return tell_intake(plan, species, count)


def has_crops(dataset: Dataset, species: Sequence[str]) -> bool:
    """Tell whether any of these species has a weighed crop, without which there is no forecast."""
    frame = dataset.table("yields").filter(
        nw.col("species_id").is_in(list(species)), ~nw.col("yield_kg_ha").is_null()
    )
    return len(dataset.collect(frame.select("species_id")).to_native()) > 0


def tell_intake(plan: Procurement, species: Sequence[str], count: int) -> Intake | None:
    """Bring the draws of a plan to tonnes by settlement, species, week and scenario; None where there are none."""
    forecast = {one.species_id for one in plan.species if one.method != "none"}
    known = [one for one in plan.brought if one.species in species and is_placed(one)]
    if not any(one.species in forecast for one in known):
        return None
    chosen = choose_draws(np.sum([one.kg for one in known], axis=0), count)
    rows = [row for one in known for row in _rows(plan, one, chosen)]
    scenarios = tuple(_name(place, len(chosen)) for place in range(len(chosen)))
    # A season in which nothing grows is a scenario, too.
    first = plan.homes[0], known[0].species, plan.axis[0].isocalendar().week
    rows += [(*first, name, 0.0) for name in sorted(set(scenarios) - {row[3] for row in rows})]
    frame = pl.DataFrame(rows, schema=COLUMNS, orient="row").sort(*list(COLUMNS)[:4])
    told = {one.species for one in known}
    return Intake(
        frame,
        tuple(species),
        scenarios,
        plan.year,
        "forecast",
        tuple(one for one in species if one not in told),
    )


def is_placed(one: Brought) -> bool:
    """Tell whether what comes in of a species is known by draw, settlement and week."""
    return one.settlement_share is not None and one.week_share is not None and not np.isnan(one.rest_kg).any()


def choose_draws(total: Floats, count: int) -> NDArray[np.int64]:
    """Choose draws: in the order of their totals the middle one of each of ``count`` equal parts.

    >>> choose_draws(np.array([5.0, 1.0, 3.0, 2.0, 4.0, 6.0]), 2).tolist()
    [3, 0]
    """
    order = np.argsort(total, kind="stable")
    middles = (np.arange(count) + 0.5) * len(order) / count
    return order[middles.astype(np.int64)]


def _rows(
    plan: Procurement, one: Brought, chosen: NDArray[np.int64]
) -> list[tuple[str, str, int, str, float]]:
    """List what a species brings, rest and what is bought already, in each chosen draw."""
    rest = one.spread_rest(one.rest_kg)
    if rest is None:
        return []
    tonnes = (rest[chosen] + one.bought_kg[None]) / 1000
    draws, homes, weeks = np.nonzero(tonnes > _LEAST_T)
    return [
        (
            plan.homes[home],
            one.species,
            plan.axis[week].isocalendar().week,
            _name(draw, len(chosen)),
            float(tonnes[draw, home, week]),
        )
        for draw, home, week in zip(draws.tolist(), homes.tolist(), weeks.tolist(), strict=True)
    ]


def _name(draw: int, count: int) -> str:
    """Name a scenario by its place in the order of tonnes; names sort as places do."""
    return str(draw + 1).zfill(len(str(count)))
