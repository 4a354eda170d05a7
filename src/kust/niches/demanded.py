"""What demand is told as: now, in the coming years from … to, its parts and what they rest on."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from kust.niches.declared_demand import DeclaredDemand
from kust.niches.forecast import Forecast
from kust.niches.niche import Range
from kust.niches.plans import Plan
from kust.niches.ranges import scale, span
from kust.settings import DemandSettings


@dataclass(frozen=True)
class DemandParts:
    """Demand of a coming year in one dimension; a null end is not known.

    ``existing = history + plans_expected + plans_unstated``: what members go on buying and plan to buy.
    ``potential``: all plans come, and what is ``declared`` is met. ``history``: forecast without the share of those
    who have plans. ``plans_stated``: plans with a probability, as planned; ``plans_expected``: each times its
    probability; ``plans_unstated``: from none to all of those without. ``outside``: existing demand of buyers that
    are not members, null where none is known; it is in no other figure.
    """

    existing: Range
    potential: Range
    history: Range
    plans_stated: Range
    plans_expected: Range
    plans_unstated: Range
    declared: Range
    outside: Range


@dataclass(frozen=True)
class DemandYear:
    """A coming year: ``quantity`` in units of the product, ``krub`` in thousand roubles, each from its own figures."""

    year: int
    quantity: DemandParts
    krub: DemandParts


@dataclass(frozen=True)
class PastYear:
    """What was bought in a year by members and by others; null where not known."""

    year: int
    quantity: float | None
    amount_krub: float | None
    outside_quantity: float | None
    outside_krub: float | None


@dataclass(frozen=True)
class Forecasts:
    """The forecast, or the refusal, by dimension, of members and of buyers outside."""

    quantity: Forecast
    krub: Forecast
    outside_quantity: Forecast
    outside_krub: Forecast


@dataclass(frozen=True)
class Demand:
    """Demand of a cluster for a product.

    ``now``: the last year of the history. ``price_krub``: thousand roubles a unit that members paid in it, null where
    not known; only ``potential_at_price_krub`` uses it. ``plans`` are those of members, ``outside_plans`` those of
    others; ``declared`` the rows of ``needs`` that speak of the product.
    """

    cluster_id: str
    product_id: str
    name: str
    unit: str | None
    now: PastYear
    history: tuple[PastYear, ...]
    forecasts: Forecasts
    years: tuple[DemandYear, ...]
    price_krub: float | None
    plans: tuple[Plan, ...]
    outside_plans: tuple[Plan, ...]
    declared: tuple[DeclaredDemand, ...]

    @property
    def potential_quantity(self) -> Range:
        """Return the least and the most of the coming years' potential where known, units of the product a year."""
        return span(year.quantity.potential for year in self.years)

    @property
    def potential_krub(self) -> Range:
        """Return the least and the most of the coming years' potential where known, thousand roubles a year."""
        return span(year.krub.potential for year in self.years)

    @property
    def potential_at_price_krub(self) -> Range:
        """Return the potential quantity at the price of the last year: an estimate, kept out of ``potential_krub``."""
        return Range() if self.price_krub is None else scale(self.potential_quantity, self.price_krub)


@dataclass(frozen=True)
class Demands:
    """The demand of one or several clusters for the coming ``years``, with what it was worked out from.

    ``has_supplies``: whether there are supplies of ``year`` at all; without them purchases are not known, not 0.
    """

    path: str
    digest: str
    on: date
    year: int
    years: tuple[int, ...]
    clusters: tuple[str, ...]
    demands: tuple[Demand, ...]
    settings: DemandSettings = field(default_factory=DemandSettings)
    has_supplies: bool = True

    def find(self, cluster_id: str, product_id: str) -> Demand | None:
        """Return a cluster's demand for a product; None where there is nothing to say of it."""
        return self._index.get((cluster_id, product_id))

    @cached_property
    def _index(self) -> Mapping[tuple[str, str], Demand]:
        return {(one.cluster_id, one.product_id): one for one in self.demands}


def as_json(demands: Demands) -> dict[str, Any]:
    """Bring demand into JSON: codes and unrounded figures, null where not known."""
    return {
        "dataset": demands.path,
        "digest": demands.digest,
        "on": demands.on.isoformat(),
        "year": demands.year,
        "years": list(demands.years),
        "clusters": list(demands.clusters),
        "has_supplies": demands.has_supplies,
        "settings": demands.settings.model_dump(),
        "demands": [_demand_as_json(demand) for demand in demands.demands],
    }


def _demand_as_json(demand: Demand) -> dict[str, Any]:
    at_price = {"price_krub": demand.price_krub, "potential": asdict(demand.potential_at_price_krub)}
    return {
        "cluster_id": demand.cluster_id,
        "product_id": demand.product_id,
        "name": demand.name,
        "unit": demand.unit,
        "now": asdict(demand.now),
        "potential_quantity": asdict(demand.potential_quantity),
        "potential_krub": asdict(demand.potential_krub),
        "at_price": at_price | {"price_year": demand.now.year},
        "years": [asdict(year) for year in demand.years],
        "history": [asdict(year) for year in demand.history],
        "forecasts": {name: _forecast_as_json(one) for name, one in vars(demand.forecasts).items()},
        "plans": [asdict(plan) for plan in demand.plans],
        "outside_plans": [asdict(plan) for plan in demand.outside_plans],
        "declared": [asdict(need) for need in demand.declared],
    }


def _forecast_as_json(forecast: Forecast) -> dict[str, Any]:
    told = {name: value for name, value in vars(forecast).items() if name not in ("backtest", "years")}
    return told | {
        "missing_years": list(forecast.missing_years),
        "backtest": None if forecast.backtest is None else asdict(forecast.backtest),
        "years": [asdict(year) for year in forecast.years],
    }
