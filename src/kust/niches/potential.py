"""Demand for a candidate in the coming years, joined over the clusters that need it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kust.niches.candidates import Candidate
from kust.niches.demanded import Demand, Demands
from kust.niches.niche import Range


@dataclass(frozen=True)
class Potential:
    """Potential demand: units of the product a year, thousand roubles a year, and units by calendar year.

    ``krub`` is what plans and history tell in money; ``at_price_krub`` the units at this year's price, an estimate.
    """

    quantity: Range = field(default_factory=Range)
    krub: Range = field(default_factory=Range)
    at_price_krub: Range = field(default_factory=Range)
    by_year: Mapping[int, Range] = field(default_factory=dict)


def find_potential(candidate: Candidate, demands: Demands) -> Potential:
    """Join the potential of a product over clusters.

    Where no buyer is in two clusters the ranges add up. Otherwise the least is that of the largest cluster and the most
    is the sum, for the same purchase may stand in several.
    """
    found = [
        demand
        for cluster in candidate.clusters
        if (demand := demands.find(cluster, candidate.product_id)) is not None
    ]
    if not found:
        return Potential()
    shared = _share_buyers(candidate)
    years = sorted({year.year for demand in found for year in demand.years})
    return Potential(
        _join(found, lambda demand: demand.potential_quantity, shared),
        _join(found, lambda demand: demand.potential_krub, shared),
        _join(found, lambda demand: demand.potential_at_price_krub, shared),
        {year: joined for year in years if (joined := _join(found, _of_year(year), shared)).is_known},
    )


def _of_year(year: int) -> Callable[[Demand], Range]:
    def take(demand: Demand) -> Range:
        return next((one.quantity.potential for one in demand.years if one.year == year), Range())

    return take


def _share_buyers(candidate: Candidate) -> bool:
    buyers = [{buyer.organisation_id for buyer in need.buyers} for need in candidate.needs]
    return len(set().union(*buyers)) < sum(map(len, buyers))


def _join(demands: Sequence[Demand], take: Callable[[Demand], Range], shared: bool) -> Range:
    ranges = [take(demand) for demand in demands]
    least = [one.least for one in ranges if one.least is not None]
    most = [one.most for one in ranges]
    known = [end for end in most if end is not None]
    return Range(
        (max(least) if shared else sum(least)) if least else None,
        sum(known) if known and len(known) == len(most) else None,
    )
