"""What sets of expeditions bring against what they cost: alone, together, and the best set."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from kust.harvest.journeys.coalitions import CoalitionCost, Kit
from kust.harvest.journeys.expedition_plan import Expedition
from kust.harvest.purchase.money import Spread, calc_spread

Floats = NDArray[np.float64]
# Above this many expeditions not every set of them is tried: they are left out one by one while that helps.
_MOST_TRIED = 12
_TAIL = 0.9


@dataclass(frozen=True)
class Outcome:
    """What a set of expeditions brings: money in thousand roubles, over the draws.

    ``cost_krub`` without the haul of what is brought; ``profit_krub`` after both. ``pays``: share of the draws with a
    profit above 0. ``price_factor``: by what the prices would have to be multiplied for it to pay with the certainty
    asked for; None where in so many draws nothing is brought. ``mean_price_factor``: for the mean profit to be 0.
    """

    expeditions: tuple[str, ...]
    firms: tuple[str, ...]
    cost_krub: float
    kits: tuple[Kit, ...]
    revenue_krub: Spread
    profit_krub: Spread
    pays: float
    price_factor: float | None
    mean_price_factor: float | None


@dataclass(frozen=True)
class Sales:
    """What an expedition sells in each draw, and its haul: (draws,) thousand roubles."""

    expedition: Expedition
    revenue: Floats
    haul: Floats

    @cached_property
    def gain_krub(self) -> float:
        """Mean revenue after the haul, before all other costs."""
        return float((self.revenue - self.haul).mean())


def find_firms(sales: Sequence[Sales]) -> list[str]:
    """List whose expeditions these are."""
    return sorted({one.expedition.firm for one in sales})


@dataclass(frozen=True)
class Judge:
    """Adds up sales against costs; ``share`` says what expeditions sell that go to the same plots."""

    cost: CoalitionCost
    certainty: float
    share: Callable[[Sequence[Sales]], Sequence[Sales]] = tuple

    def tell(self, alone: Sequence[Sales]) -> Outcome:
        """Sum up a set of expeditions that share their equipment, and the crop of plots that several go to."""
        sales = self.share(alone)
        chosen = [one.expedition for one in sales]
        fixed = self.cost.of_expeditions(chosen)
        revenue = np.sum([one.revenue for one in sales], axis=0)
        haul = np.sum([one.haul for one in sales], axis=0)
        profit = revenue - haul - fixed
        return Outcome(
            tuple(one.id for one in chosen),
            tuple(find_firms(sales)),
            fixed,
            tuple(self.cost.kits(chosen)),
            self._spread(revenue),
            self._spread(profit),
            float((profit > 0).mean()),
            find_price_factor(revenue, haul + fixed, self.certainty),
            float((haul + fixed).mean() / revenue.mean()) if revenue.any() else None,
        )

    def _spread(self, draws: Floats) -> Spread:
        found = calc_spread(draws, self.certainty, _TAIL)
        if found is None:
            raise ValueError("a sale has no missing draws")
        return found

    def find_best(self, sales: Sequence[Sales]) -> tuple[Outcome | None, bool]:
        """Find the set with the best mean profit above 0, and whether all sets were tried; None where none pays."""

        def value(places: Sequence[int]) -> float:
            chosen = self.share([sales[n] for n in places])
            gain = sum(one.gain_krub for one in chosen)
            return gain - self.cost.of_expeditions([one.expedition for one in chosen])

        exact = len(sales) <= _MOST_TRIED
        best = _try_all(len(sales), value) if exact else _add_one_by_one(len(sales), value)
        return (self.tell([sales[n] for n in best]) if best else None), exact


def _try_all(count: int, value: Callable[[Sequence[int]], float]) -> tuple[int, ...]:
    best, found = 0.0, tuple[int, ...]()
    for size in range(1, count + 1):
        for places in combinations(range(count), size):
            worth = value(places)
            if worth > best + 1e-9:
                best, found = worth, places
    return found


def _add_one_by_one(count: int, value: Callable[[Sequence[int]], float]) -> tuple[int, ...]:
    """Take out of all expeditions the one whose absence helps most, while it does."""
    found = tuple(range(count))
    while found:
        rest = max(
            (tuple(n for n in found if n != gone) for gone in found), key=lambda s: value(s) if s else 0.0
        )
        if (value(rest) if rest else 0.0) <= value(found) + 1e-9:
            break
        found = rest
    return found if found and value(found) > 0 else ()


def find_price_factor(revenue: Floats, cost: Floats, certainty: float) -> float | None:
    """Find by what prices have to be multiplied for P(factor · revenue ≥ cost) to reach a certainty.

    The quantile of cost / revenue over the draws; None where too many bring nothing.

    >>> find_price_factor(np.array([100.0, 50.0, 200.0, 80.0]), np.full(4, 60.0), 0.75)
    0.75
    """
    with np.errstate(divide="ignore"):
        ratio = np.where(revenue > 0, cost / np.where(revenue > 0, revenue, 1.0), np.inf)
    found = float(np.quantile(ratio, certainty, method="inverted_cdf"))
    return found if np.isfinite(found) else None
