"""Access to hard-to-reach land: which expeditions pay, at which price, alone or together, with what probability."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.harvest.forecasts.draws import Draws
from kust.harvest.forecasts.forecast import calc_forecast
from kust.harvest.forecasts.forecasted import Forecast
from kust.harvest.forecasts.seasons import find_last_known
from kust.harvest.journeys.coalitions import CoalitionCost
from kust.harvest.journeys.expedited import Expeditions, Trip
from kust.harvest.journeys.expedition_outcomes import Judge, Sales, find_firms
from kust.harvest.journeys.expedition_plan import Expedition, ExpeditionPlan
from kust.harvest.journeys.shared_crops import SharedCrops
from kust.harvest.purchase.money import calc_spread
from kust.harvest.purchase.prices import PriceModel, calc_price, fit_prices
from kust.harvest.purchase.purchases import read_purchases, tell_seasons
from kust.harvest.purchase.reachable import Land, read_crops, read_land, tell_reachable
from kust.law.loader import parameters
from kust.settings import HarvestExpeditionSettings, HarvestForecastSettings

Floats = NDArray[np.float64]
_TAIL = 0.9
_LISTED = 20


def calc_expeditions(
    dataset: Dataset,
    plan: ExpeditionPlan,
    *,
    on: date,
    year: int,
    certainty: float = 0.8,
    settings: HarvestExpeditionSettings | None = None,
    forecast_settings: HarvestForecastSettings | None = None,
    forecast: Forecast | None = None,
    draws: int = 1000,
    seed: int = 0,
) -> Expeditions:
    """Hold expeditions against the crops that they may find.

    Found = kg/ha · area · reach of each plot; of a plot where the reach of those who go together adds up to more than
    1, each finds its part of the whole. Brought = found, at most what the crew picks and what can be hauled,
    dearer species first; profit = brought · price − haul − crew, fuel, other − equipment.

    Parameters
    ----------
    dataset
        Uses what the forecast uses, and ``harvest_purchases`` for prices that the plan does not tell.
    on, year
        The day on which it is asked, and the season.
    certainty
        With what probability an expedition is to pay at its break-even price.

    Returns
    -------
    Expeditions
        Method: docs/methods/harvest-expeditions.md.

    Raises
    ------
    UsageError
        A plot or a species of the plan that the dataset has not.
    """
    chosen = settings or HarvestExpeditionSettings()
    made = forecast or calc_forecast(
        dataset, on=on, year=year, settings=forecast_settings, draws=draws, seed=seed
    )
    land = read_land(dataset)
    _check(plan, made.draws)
    prices = _read_prices(dataset, plan, made, land, seed)
    reach = _figure("reach_share") if chosen.reach_share is None else chosen.reach_share
    days = _figure("season_days") if chosen.season_days is None else chosen.season_days
    cost = CoalitionCost(plan.expeditions, {one.id: one for one in plan.equipment}, days)
    crops = SharedCrops(made.draws, land, prices, reach)
    judge = Judge(cost, certainty, crops.share)
    told = [_look(one, crops, judge) for one in plan.expeditions]
    sales = [sale for _, sale in told if sale is not None]
    best, exact = judge.find_best(sales)
    return Expeditions(
        made.path,
        made.digest,
        made.on,
        made.year,
        certainty,
        len(made.draws.kg_ha),
        tuple(trip for trip, _ in told),
        tuple(judge.tell([s for s in sales if s.expedition.firm == firm]) for firm in find_firms(sales)),
        judge.tell(sales) if sales else None,
        best,
        exact,
        # What nothing can be said of is in no sum, so it is in no cost of a coalition either.
        replace(cost, expeditions=tuple(sale.expedition for sale in sales)),
        tuple(crops.list_crowded([sale.expedition for sale in sales])),
    )


def _figure(name: str) -> float:
    return float(parameters("harvest.expeditions")[name]["value"])


def _check(plan: ExpeditionPlan, draws: Draws) -> None:
    for one in plan.expeditions:
        for option, asked, known in (
            ("plots", one.plots, draws.plots),
            ("species", one.species or (), draws.species),
        ):
            for value in asked:
                if value not in known:
                    raise _unknown(f"{one.id}.{option}", value, known)
    for value in plan.price_rub_kg:
        if value not in draws.species:
            raise _unknown("price_rub_kg", value, draws.species)


def _unknown(place: str, value: str, known: Sequence[str]) -> UsageError:
    """Refuse what the dataset has not, with what it has."""
    told = ", ".join(known[:_LISTED]) + (", …" if len(known) > _LISTED else "")
    return UsageError("expedition_unknown", place=place, value=value, known=told)


def _read_prices(
    dataset: Dataset, plan: ExpeditionPlan, made: Forecast, land: Land, seed: int
) -> dict[str, Floats]:
    """Draw the price of each species where the expeditions come back; a species without any is absent."""
    purchases, crops = (
        read_purchases(dataset, made.on),
        read_crops(dataset, find_last_known(made.on, made.year) + 1),
    )
    found = {}
    for species in made.draws.species:
        reachable = tell_reachable(made.draws, land, crops, species)
        if species in plan.price_rub_kg:
            ratio = np.exp(reachable.log_ratio)
            found[species] = calc_price(plan.price_rub_kg[species], ratio, plan.elasticity)
            continue
        model: PriceModel = fit_prices(tell_seasons(purchases, species, made.year), reachable.past_log_ratio)
        if model.basis != "unknown":
            random = np.random.default_rng([seed, 9, crc32(species.encode())])
            found[species] = model.draw(random, reachable.log_ratio, None)
    return found


def _look(one: Expedition, crops: SharedCrops, judge: Judge) -> tuple[Trip, Sales | None]:
    """Find what an expedition brings and whether it pays alone."""
    found, missing = crops.find(one, {})
    missing += [("price", species) for species in found if species not in crops.prices]
    missing += [("rate", species) for species in found if one.rate(species) is None]
    if missing or not found:
        return Trip(one, tuple(missing) or (("crop", ""),), {}, None, {}, {}, None), None
    sale, brought, limit = crops.sell(one, found)
    outcome = judge.tell([sale])
    spreads = {name: calc_spread(kg / 1000, judge.certainty, _TAIL) for name, kg in brought.items()}
    middle = {name: float(np.median(crops.prices[name])) for name in brought}
    factor = outcome.price_factor
    trip = Trip(
        one,
        (),
        {name: spread for name, spread in spreads.items() if spread is not None},
        limit,
        middle,
        {} if factor is None else {name: factor * price for name, price in middle.items()},
        outcome,
        crops.list_unknown(one),
    )
    return trip, sale
