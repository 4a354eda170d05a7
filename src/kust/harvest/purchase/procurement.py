"""From joint draws of the crop to money: what is bought of each species, where, when, and what it costs."""

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.harvest.forecasts.forecast import calc_forecast
from kust.harvest.forecasts.forecasted import Forecast
from kust.harvest.purchase.brought import Brought
from kust.harvest.purchase.carried import Carried, carry
from kust.harvest.purchase.money import Reach, Spread, calc_reach, calc_spread
from kust.harvest.purchase.prices import CHOSEN, scenarios
from kust.harvest.purchase.procured import Bound, Procurement, SpeciesPlan
from kust.harvest.purchase.procured_parts import tell_cells, tell_settlements, tell_to_pay, tell_weeks
from kust.harvest.purchase.procured_species import tell_species
from kust.harvest.purchase.procurement_ground import Ground, read_ground
from kust.harvest.purchase.procurement_species import SpeciesPart
from kust.settings import HarvestForecastSettings, HarvestProcurementSettings, HarvestSitingSettings

Floats = NDArray[np.float64]
# Sums, as shares of the plan, of which it is told what they buy.
_SUMS = (0.25, 0.5, 0.75, 1.0, 1.25)


def calc_procurement(
    dataset: Dataset,
    *,
    on: date,
    year: int,
    settings: HarvestProcurementSettings | None = None,
    forecast_settings: HarvestForecastSettings | None = None,
    species: str | None = None,
    certainty: float | None = None,
    forecast: Forecast | None = None,
    siting_settings: HarvestSitingSettings | None = None,
    draws: int = 1000,
    seed: int = 0,
) -> Procurement:
    """Plan the money for buying from pickers in a season.

    Crop within reach = Σ plots kg/ha · area · share reached; bought = share of it, at most what buyers take and what
    the law admits; money = bought · p₀ · (H / H̄)^ε. All in each draw; species are added up draw by draw. Where stations
    stand, the plan holds what they take on their days and within their capacities; ``bound`` holds all that is brought.

    Parameters
    ----------
    dataset
        Uses what the forecast uses, and ``harvest_purchases``, ``settlements``, ``processing_sites``, ``travel_times``,
        ``permits``, ``recipes``, ``outputs``, ``supplies``. Purchases of weeks that began by the day count.
    on, year
        The day on which the plan is made, and its season.
    species
        Plan this one alone: with the draws that it has among all, but with all the room of the stations to itself.
    certainty
        With what probability the planned sum is to be enough; by default that of the settings.
    forecast
        A forecast made already, of the same day and year.
    siting_settings
        Detour factor and speed where ``travel_times`` has no row.

    Returns
    -------
    Procurement
        Method: docs/methods/harvest-procurement.md.

    Raises
    ------
    UsageError
        No such species, also in the settings, or a certainty outside 0.5 to 0.99.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> dataset = read_dataset(load("wild-harvest")).dataset
    >>> plan = calc_procurement(dataset, on=date(2020, 6, 1), year=2020, draws=200)
    >>> plan.of("cep").buying.basis, plan.of("pine-nut").buying.basis
    ('history', 'history')
    """
    chosen = settings or HarvestProcurementSettings()
    sure = chosen.certainty if certainty is None else certainty
    if not 0.5 <= sure <= 0.99:
        raise UsageError("choice", option="certainty", value=sure, known="0.5–0.99")
    made = forecast or calc_forecast(
        dataset, on=on, year=year, settings=forecast_settings, draws=draws, seed=seed, species=species
    )
    ground = read_ground(dataset, made, chosen, sure, seed, siting_settings)
    wanted = [one for one in made.draws.species if species in (None, one)]
    parts = [SpeciesPart(ground, one) for one in wanted]
    axis = sorted({week for part in parts for week in part.weeks})
    brought = tuple(part.bring(axis) for part in parts)
    carried = carry(ground, brought, axis)
    plans = tuple(
        tell_species(part, *both)
        for part, both in zip(parts, zip(brought, carried.taken, strict=True), strict=True)
    )
    return _put_together(ground, plans, brought, carried, species)


def _put_together(
    ground: Ground,
    plans: tuple[SpeciesPlan, ...],
    brought: tuple[Brought, ...],
    carried: Carried,
    asked: str | None,
) -> Procurement:
    settings, made = ground.settings, ground.forecast
    left_out = tuple(plan.species_id for plan in plans if plan.krub[CHOSEN] is None)
    priced = [one for one in carried.taken if one.species not in left_out]
    whole = [one for one in brought if one.species not in left_out]

    def total(part: Sequence[Floats]) -> Spread | None:
        return calc_spread(np.sum(part, axis=0), ground.certainty, settings.tail) if part else None

    homes, axis = ground.network.settlements.ids, carried.axis
    placed = [one for one in priced if one.settlement_share is not None and one.week_share is not None]
    held = carried.cash is not None
    return Procurement(
        path=made.path,
        digest=made.digest,
        on=made.on,
        year=made.year,
        certainty=ground.certainty,
        tail=settings.tail,
        draws=len(made.draws.kg_ha),
        scenarios=scenarios(),
        species=plans,
        total_t=total([one.kg / 1000 for one in priced]),
        total_krub={name: total([one.krub(name) for one in priced]) for name in scenarios()},
        left_out=left_out,
        through="stations" if held else "no_limits" if ground.network.stations else "no_stations",
        unheld={name: why for name, why in carried.unheld.items() if name not in left_out},
        bound=Bound(
            total([one.kg / 1000 for one in whole]),
            total([one.krub(CHOSEN) for one in whole]),
            carried.cash.losses if carried.cash else {},
        ),
        to_pay=tell_to_pay(priced, axis, ground.certainty, settings.tail),
        reach=_tell_reach(priced, ground.certainty),
        settlements=tell_settlements(placed, homes, ground.certainty),
        weeks=tell_weeks(placed, axis, ground.certainty),
        cells=tell_cells(placed, homes, axis, ground.certainty),
        asked=asked if len(ground.species) > 1 else None,
        names=ground.names,
        station_homes={one.site_id: one.settlement_id for one in ground.network.stations},
        cash=carried.cash,
        brought=brought,
        taken=carried.taken,
        homes=tuple(homes),
        axis=axis,
    )


def _tell_reach(priced: Sequence[Brought], certainty: float) -> tuple[Reach, ...]:
    """Tell what sums around the plan buy."""
    if not priced:
        return ()
    kg = np.sum([one.kg for one in priced], axis=0)
    krub = np.sum([one.krub(CHOSEN) for one in priced], axis=0)
    return tuple(calc_reach(kg, krub, [share * float(np.quantile(krub, certainty)) for share in _SUMS]))
