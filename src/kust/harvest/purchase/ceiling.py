"""The highest price that a processor can pay for a kilogram of raw mushrooms or berries, and what a kilogram costs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw

from kust.data.dataset import Dataset

_KG_OF_UNIT = {"166": 1.0, "168": 1000.0}
# Jam of frozen berries of picked berries: no chain of recipes is followed further.
_DEPTH = 4


@dataclass(frozen=True)
class Route:
    """Selling the raw material as a product.

    ``raw_kg`` for a unit of the product; ``price_rub`` of a unit and ``other_rub``, further inputs and making;
    ``ceiling`` with the margin, ``break_even`` without, roubles a kilogram bought. ``missing``: products whose price is
    not known, then both are None. ``making_known``: whether the cost of making it is (a boiling station's, the user's,
    or none because it is sold as it is); without it the two are upper bounds.
    """

    product_id: str
    raw_kg: float
    price_rub: float | None
    other_rub: float | None
    ceiling_rub_kg: float | None
    break_even_rub_kg: float | None
    missing: tuple[str, ...]
    making_known: bool = False


@dataclass(frozen=True)
class Way:
    """What a raw kilogram's way costs, roubles: haul, and taking or boiling there; None where not known."""

    haul_rub_kg: float | None
    station_rub_kg: float | None


@dataclass(frozen=True)
class Costs:
    """What a kilogram costs on its way, roubles, and the share that is lost; a cost that is not known is None."""

    picking_rub_kg: float | None
    haul_rub_kg: float | None
    station_rub_kg: float | None
    loss_share: float

    @property
    def losses_rub_kg(self) -> float | None:
        """What the lost part of a usable kilogram cost: (picking + haul + station) · loss / (1 − loss)."""
        parts = (self.picking_rub_kg, self.haul_rub_kg, self.station_rub_kg)
        told = [one for one in parts if one is not None]
        return sum(told) * self.loss_share / (1 - self.loss_share) if len(told) == len(parts) else None

    @property
    def total_rub_kg(self) -> float | None:
        """Cost of a usable kilogram; None where an item is not known."""
        parts = (self.picking_rub_kg, self.haul_rub_kg, self.station_rub_kg, self.losses_rub_kg)
        told = [one for one in parts if one is not None]
        return sum(told) if len(told) == len(parts) else None


@dataclass(frozen=True)
class Ceiling:
    """Ways to sell a species, the best first, beside what a kilogram costs at the price of the plan."""

    margin_share: float
    costs: Costs
    routes: tuple[Route, ...]
    product_id: str | None

    @property
    def best(self) -> Route | None:
        """The way that bears the highest price of those whose making is known."""
        told = [one for one in self.routes if one.ceiling_rub_kg is not None and one.making_known]
        return told[0] if told else None

    @property
    def headroom_rub_kg(self) -> float | None:
        """How much more than the price of the plan could be paid; below 0 the price is above the ceiling."""
        if self.best is None or self.best.ceiling_rub_kg is None or self.costs.picking_rub_kg is None:
            return None
        return self.best.ceiling_rub_kg - self.costs.picking_rub_kg

    def as_json(self) -> dict[str, Any]:
        """Bring it into JSON."""
        costs = vars(self.costs) | {
            "losses_rub_kg": self.costs.losses_rub_kg,
            "total_rub_kg": self.costs.total_rub_kg,
        }
        return {
            "margin_share": self.margin_share,
            "costs": costs,
            "routes": [vars(one) | {"missing": list(one.missing)} for one in self.routes],
            "headroom_rub_kg": self.headroom_rub_kg,
        }


def calc_ceiling_price(
    price_rub: float,
    raw_kg: float,
    *,
    other_rub: float,
    margin: float,
    loss: float,
    haul: float,
    station: float,
) -> float:
    """Work out the highest price of a raw kilogram.

    (1 − loss) / raw · (price · (1 − margin) − other inputs) − haul − station.

    Parameters
    ----------
    price_rub, other_rub
        Of a unit of the product: what it sells for, and its further inputs.
    raw_kg
        Usable raw kilograms in a unit.
    margin, loss
        Shares, 0..1.
    haul, station
        Roubles a raw kilogram bought.

    Examples
    --------
    >>> calc_ceiling_price(260.0, 1.6, other_rub=20.0, margin=0.1, loss=0.2, haul=5.0, station=38.0)
    64.0
    """
    return (1 - loss) / raw_kg * (price_rub * (1 - margin) - other_rub) - haul - station


@dataclass(frozen=True)
class Market:
    """What products are made of and sell for.

    ``recipes``: by product the units of each input; ``prices``: roubles a unit; ``units``: ОКЕИ codes; ``processing``:
    roubles that making a unit costs beside its inputs, 0 where not told.
    """

    recipes: Mapping[str, Mapping[str, float]]
    prices: Mapping[str, float]
    units: Mapping[str, str | None]
    processing: Mapping[str, float]

    def find_raw(self, product: str, raw: str, depth: int = _DEPTH) -> tuple[float, dict[str, float]]:
        """Find how much of a raw material is in a unit of a product, and what else: units by product."""
        if product == raw:
            return 1.0, {}
        found, others = 0.0, dict[str, float]()
        for part, quantity in self.recipes.get(product, {}).items():
            inner, beside = self.find_raw(part, raw, depth - 1) if depth else (0.0, {})
            if not inner:
                others[part] = others.get(part, 0.0) + quantity
                continue
            found += quantity * inner
            for one, units in beside.items():
                others[one] = others.get(one, 0.0) + quantity * units
        return found, others


def read_market(
    dataset: Dataset, year: int, own_prices: Mapping[str, float], processing: Mapping[str, float]
) -> Market:
    """Read recipes, units and selling prices: the user's, else of outputs, else of supplies of the latest year known.

    A recipe without a quantity is left out: what it takes is not known.
    """
    recipes: dict[str, dict[str, float]] = {}
    rows: Any = dataset.collect(
        dataset.table("recipes").filter(~nw.col("quantity_per_unit").is_null())
    ).to_native()
    for product, part, quantity in sorted(
        rows.select("product_id", "input_id", "quantity_per_unit").iter_rows()
    ):
        if quantity > 0:
            recipes.setdefault(product, {})[part] = quantity
    told: Any = dataset.collect(dataset.table("products").select("product_id", "unit")).to_native()
    traded = _read_prices(dataset, "supplies", year) | _read_prices(dataset, "outputs", year)
    return Market(recipes, traded | dict(own_prices), dict(told.iter_rows()), processing)


def _read_prices(dataset: Dataset, table: str, year: int) -> dict[str, float]:
    """Mean prices of the latest year, not after one, of which amounts and quantities are known; roubles a unit."""
    quantity, amount = nw.col("quantity"), nw.col("amount_krub")
    rows: Any = dataset.collect(
        dataset.table(table)
        .filter(nw.col("year") <= year, ~quantity.is_null(), ~amount.is_null(), quantity > 0)
        .group_by("product_id", "year")
        .agg(quantity.sum(), amount.sum())
    ).to_native()
    ordered = sorted(rows.select("product_id", "year", "quantity", "amount_krub").iter_rows())
    # Later years come later and take the place of earlier ones.
    return {product: 1000 * krub / units for product, _, units, krub in ordered if krub > 0}


def find_ceiling(
    market: Market, raw: str | None, costs: Costs, margin: float, *, fresh: Way, boiled: bool
) -> Ceiling | None:
    """Find what can be paid for a species by each way to sell it: as it is, and as each product made of it.

    Parameters
    ----------
    raw
        The product that is bought; None gives None, and so does one whose unit is no mass.
    fresh
        The way of what is sold as it is; what is processed goes the way of ``costs``.
    boiled
        Whether that is a boiling station: then a product of this raw material alone is made there.
    """
    per_unit = _KG_OF_UNIT.get(market.units.get(raw or "") or "")
    if raw is None or per_unit is None:
        return None
    routes = []
    for product in sorted({raw, *market.recipes}):
        units, others = market.find_raw(product, raw)
        if units:
            way = fresh if product == raw else Way(costs.haul_rub_kg, costs.station_rub_kg)
            at_station = boiled and set(market.recipes.get(product, ())) == {raw}
            known = product == raw or at_station or product in market.processing
            route = _make_route(market, product, units * per_unit, others, way, (margin, costs.loss_share))
            routes.append(replace(route, making_known=known))
    routes.sort(key=lambda one: -(one.ceiling_rub_kg if one.ceiling_rub_kg is not None else -1e12))
    return Ceiling(margin, costs, tuple(routes), raw)


def _make_route(
    market: Market,
    product: str,
    raw_kg: float,
    others: Mapping[str, float],
    way: Way,
    shares: tuple[float, float],
) -> Route:
    price = market.prices.get(product)
    missing = tuple(sorted({one for one in (*others, product) if one not in market.prices}))
    told = sum(units * market.prices[one] for one, units in others.items() if one in market.prices)
    told += market.processing.get(product, 0.0)
    other = None if set(missing) - {product} else told
    if missing or price is None or way.haul_rub_kg is None or way.station_rub_kg is None:
        return Route(product, raw_kg, price, other, None, None, missing)
    ends = [
        calc_ceiling_price(
            price,
            raw_kg,
            other_rub=told,
            margin=share,
            loss=shares[1],
            haul=way.haul_rub_kg,
            station=way.station_rub_kg,
        )
        for share in (shares[0], 0.0)
    ]
    return Route(product, raw_kg, price, other, ends[0], ends[1], ())
