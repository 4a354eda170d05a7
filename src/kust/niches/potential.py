"""Demand for a candidate in the coming years, of all clusters that need it together."""

from dataclasses import dataclass, field

from kust.niches.demanded import Demands
from kust.niches.niche import Range


@dataclass(frozen=True)
class Potential:
    """Potential demand: units of the product a year, thousand roubles a year.

    ``krub`` is what plans and history tell in money; ``at_price_krub`` the units at this year's price, an estimate.
    """

    quantity: Range = field(default_factory=Range)
    krub: Range = field(default_factory=Range)
    at_price_krub: Range = field(default_factory=Range)


def find_potential(product_id: str, demands: Demands) -> Potential:
    """Find the potential of a product in demand that was worked out of all clusters together."""
    found = [demand for demand in demands.demands if demand.product_id == product_id]
    if not found:
        return Potential()
    (demand,) = found
    return Potential(demand.potential_quantity, demand.potential_krub, demand.potential_at_price_krub)
