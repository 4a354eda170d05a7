"""A species of a plan summed up: spreads, contract, ceiling, cautions."""

import numpy as np
from numpy.typing import NDArray

from kust.harvest.purchase.brought import Brought
from kust.harvest.purchase.ceiling import Ceiling, Costs, Way, find_ceiling
from kust.harvest.purchase.contracts import Contract, calc_contract
from kust.harvest.purchase.money import Spread, calc_spread
from kust.harvest.purchase.prices import (
    CHOSEN,
    name_scenario,
    read_elasticities,
    read_procurement_figure,
    scenarios,
)
from kust.harvest.purchase.procured import SpeciesPlan
from kust.harvest.purchase.procurement_species import SpeciesPart
from kust.harvest.purchase.stations import BOILING, BUYING
from kust.law.loader import parameters

Floats = NDArray[np.float64]
# From this share of the season on it is strange that nothing is written down, or worth a word that it is cut off.
_LATE = 0.02


def tell_species(part: SpeciesPart, brought: Brought, taken: Brought) -> SpeciesPlan:
    """Sum the draws up: of what is brought, and of what the stations take of it."""
    ground, settings = part.ground, part.ground.settings
    told = ground.forecast.of(part.species)

    def spread(draws: Floats) -> Spread | None:
        return calc_spread(draws, ground.certainty, settings.tail)

    return SpeciesPlan(
        species_id=part.species,
        name=told.name,
        group=told.group,
        method=told.method,
        method_reason=told.reason,
        plots=len(part.reachable.at),
        plots_unknown=part.reachable.plots_unknown,
        crop_t=spread(part.reachable.total_kg / 1000),
        buying=part.buying,
        past_years=part.past_years,
        cap=part.cap,
        cap_binds=part.cap_binds,
        t=spread(taken.kg / 1000),
        brought_t=spread(brought.kg / 1000),
        price=part.price,
        price_rub_kg={name_scenario(one): part.price.base(one) for one in read_elasticities()}
        | {CHOSEN: part.price.base(part.price.elasticity)},
        krub={name: spread(taken.krub(name)) for name in scenarios()},
        opens=part.opens,
        settlements_by=part.settlements_by,
        so_far=part.so_far,
        rest_t=spread(taken.rest_kg / 1000) if part.so_far else None,
        rest_krub=spread(taken.rest_krub[CHOSEN]) if part.so_far else None,
        contract=_contract(part, brought, taken),
        ceiling=_ceiling(part, brought),
        cautions=tuple(_cautions(part)),
        level=told.level,
        crop_years=len(told.years),
        promised=min((years / (years + 1) for years in _years(part).values()), default=None),
        closes=part.closes,
        closed_share=part.closed_share,
    )


def _years(part: SpeciesPart) -> dict[str, int]:
    """Count the years that the plan rests on: of ``crop`` where it follows the forecast, of ``purchases``."""
    basis, found = part.buying.basis, {}
    if basis in ("setting", "proportional", "estimated"):
        found["crop"] = len(part.ground.forecast.of(part.species).years)
    if basis in ("proportional", "estimated") and part.buying.share:
        found["purchases"] = part.buying.share.years
    if basis == "history":
        found["purchases"] = part.past_years
    return found


def _expected_price(part: SpeciesPart, brought: Brought) -> float | None:
    if part.so_far is not None and part.so_far.price_rub_kg is not None:
        return part.so_far.price_rub_kg
    kg = brought.rest_kg
    if np.isnan(kg).any() or np.isnan(brought.rest_krub[CHOSEN]).any() or not (kg > 0).any():
        return None
    return float(np.median(1000 * brought.rest_krub[CHOSEN][kg > 0] / kg[kg > 0]))


def _contract(part: SpeciesPart, brought: Brought, taken: Brought) -> Contract | None:
    settings, price = part.ground.settings, _expected_price(part, brought)
    missed = settings.missed_rub_kg.get(part.species)
    shortfall = settings.shortfall_rub_kg.get(part.species)
    if missed is None and price is not None:
        missed = read_procurement_figure("missed_share") * price
    if shortfall is None and price is not None:
        shortfall = read_procurement_figure("shortfall_share") * price
    if missed is None or shortfall is None:
        return None
    return calc_contract(taken.kg, missed, shortfall)


def _ceiling(part: SpeciesPart, brought: Brought) -> Ceiling | None:
    settings, ground = part.ground.settings, part.ground
    row = ground.species[part.species]
    losses = parameters("harvest.procurement")["loss_share"]["value"]
    loss = settings.loss_share.get(part.species, float(losses.get(row["group"], losses["other"])))
    network = ground.network
    kind = network.choose_kind(row["group"])
    way = _find_way(part, brought, kind)
    margin = settings.margin_share
    margin = read_procurement_figure("margin_share") if margin is None else margin
    costs = Costs(_expected_price(part, brought), way.haul_rub_kg, way.station_rub_kg, loss)
    fresh = _find_way(part, brought, BUYING)
    return find_ceiling(ground.market, row["product_id"], costs, margin, fresh=fresh, boiled=kind == BOILING)


def _find_way(part: SpeciesPart, brought: Brought, kind: str) -> Way:
    """Mean cost of a kilogram's way to its nearest station of a kind and of its taking there, roubles."""
    network, row = part.ground.network, part.ground.species[part.species]
    if brought.settlement_share is None:
        return Way(None, None)
    weights = brought.settlement_share.mean(axis=0)
    rate = part.ground.settings.haul_rub_t_km
    rate = 1000 * float(parameters("harvest.siting")["haul_krub_t_km"]["value"]) if rate is None else rate
    km, costs, whole = 0.0, 0.0, 0.0
    for home, weight in enumerate(weights.tolist()):
        ranked = network.rank(home, kind, row["hours_to_spoilage"]) if weight > 0 else []
        if not ranked:
            continue
        far, cost = float(network.ways.km[home, ranked[0]]), network.stations[ranked[0]].cost_rub_kg
        if np.isnan(far) or cost is None:
            return Way(None, None)
        km, costs, whole = km + weight * far, costs + weight * cost, whole + weight
    return Way(km / whole * rate / 1000, costs / whole) if whole > 0 else Way(None, None)


def _cautions(part: SpeciesPart) -> list[str]:
    found = []
    if part.reachable.plots_unknown:
        found.append("plots_unknown")
    if part.cap.basis == "none":
        found.append("no_cap")
    if part.cap.without:
        found.append("cap_without")
    share = part.buying.share
    if share is not None and share.value > 1:
        found.append("plots_are_a_sample")
    if part.buying.follows == "demand":
        found.append("follows_demand")
    paid = None if part.so_far is None else part.so_far.price_rub_kg
    if part.price.basis == "purchases" and paid is None and part.ground.year - part.price.years[-1] > 1:
        found.append("old_prices")
    if part.not_written > _LATE:
        found.append("nothing_written")
    if part.so_far is not None and part.so_far.gaps:
        found.append("gaps_so_far")
    if part.closed_share > _LATE:
        found.append("closes_early")
    codes = {"crop": "few_crop_years_for_certainty", "purchases": "few_years_for_certainty"}
    years = _years(part).items()
    found += [codes[of] for of, count in years if count / (count + 1) < part.ground.certainty]
    return found
