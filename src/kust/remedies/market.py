"""What could be supplied more, by the figures alone: out of whose sales, instead of whose supplies, how much at most.

More inside supply moves what the seller sells outside (first what no row tells to whom, then what it sells to domestic
firms; never its exports) or takes its free capacity. At the buyer it replaces purchases of the same product from others
than participants, or lets it buy more by the growth that the settings allow.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

from kust.remedies.options import Wishes
from kust.remedies.situation import Flow, Situation

FlowKey = tuple[str, str, str]
NONE = Flow(0.0, 0.0)
_TRIFLE = 1e-6


class Source(NamedTuple):
    """What a seller could move inside of a product, thousand roubles.

    ``untold``: sold to nobody knows whom. ``divertible``: sold to domestic firms outside, by buyer. ``free``: its free
    capacity at the present price.
    """

    untold: float
    divertible: dict[str, float]
    free: float

    @property
    def most(self) -> float:
        return self.untold + sum(self.divertible.values()) + self.free


class Offer(NamedTuple):
    """A supply that could start or grow. ``start``: the larger of both reports; ``most``: what it could come to."""

    kind: str
    key: FlowKey
    before: Flow
    start: float
    most: float
    growth: float


class Market:
    """Sales and purchases of a cluster's participants and candidates as they are."""

    def __init__(self, situation: Situation, wishes: Wishes) -> None:
        self.situation, self.wishes = situation, wishes
        self.inside: dict[tuple[str, str], Flow] = {}
        self.outside_purchases: dict[tuple[str, str], dict[str, float]] = {}
        self._sales: dict[str, dict[str, dict[str, float]]] = {}
        self._present: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._sort_flows()
        self._untold_of: dict[str, float] = {}
        self._sources: dict[tuple[str, str], Source] = {}

    def _sort_flows(self) -> None:
        """Sort the flows: between two that may be participants, purchases from outside, sales of each."""
        figures, base = self.situation.figures, self.situation.base
        for (supplier, buyer, product), flow in self.situation.flows.items():
            sells, buys = supplier in figures, buyer in figures
            if sells:
                self._sales.setdefault(supplier, {}).setdefault(product, {})[buyer] = flow.sold
            if not buys:
                continue
            purchases = self.outside_purchases
            if supplier not in base and flow.bought > 0:
                purchases.setdefault((buyer, product), {})[supplier] = flow.bought
            if sells:
                sold, bought = self.inside.get((supplier, buyer), NONE)
                self.inside[supplier, buyer] = Flow(sold + flow.sold, bought + flow.bought)
                self._present[buyer, product].update([supplier] if max(flow) > 0 else [])

    def offers(self, present: Collection[str]) -> Iterator[Offer]:
        """List the supplies that could start or grow between those who are, or may be, ``present``."""
        allowed, growth_share = self.wishes.allows, self.wishes.settings.growth_share
        least, flows = self.wishes.settings.least_supply_krub, self.situation.flows
        for supplier, buyer, product in self._possible(present):
            before = flows.get((supplier, buyer, product), NONE)
            start, growth = max(before), growth_share * before.bought
            most = min(
                self.source(supplier, product).most + before.sold,
                self._replaceable(supplier, buyer, product) + growth + before.bought,
            )
            # A new supply may be small where there is no room for more; an old one is not touched for a trifle.
            if most - start >= max(least, _TRIFLE) or (start == 0 and most > _TRIFLE):
                kind = "raise_supply" if start > 0 else "new_supply"
                if allowed(kind, supplier, buyer, product):
                    yield Offer(kind, (supplier, buyer, product), before, start, most, growth)

    def _possible(self, present: Collection[str]) -> Iterator[FlowKey]:
        """List pairs: sales and purchases of both are told, and someone makes it."""
        figures = self.situation.figures
        sellers = {
            who
            for who in present
            if who in figures and figures[who]["sells"] and figures[who]["output_krub"] is not None
        }
        makers: dict[str, set[str]] = defaultdict(set)
        for (who, product), made in self.situation.made.items():
            if who in sellers and ((made.amount or 0) > 0 or (made.quantity or 0) > 0):
                makers[product].add(who)
        wanted = self.outside_purchases.keys() | self._present.keys()
        for buyer, product in sorted(wanted):
            if buyer not in present or not figures[buyer]["buys"]:
                continue
            found = makers.get(product, set()) | (self._present.get((buyer, product), set()) & sellers)
            for supplier in sorted(found - {buyer}):
                yield supplier, buyer, product

    def source(self, supplier: str, product: str) -> Source:
        """Return how much of a product could be moved inside: sales outside and free capacity."""
        key = (supplier, product)
        if key not in self._sources:
            divertible = self._divertible(supplier, product)
            self._sources[key] = Source(self._untold(supplier, product), divertible, self._free(*key))
        return self._sources[key]

    def _untold(self, supplier: str, product: str) -> float:
        """Return what is made of a product and sold to nobody knows whom."""
        everything = self.untold_in_all(supplier)
        made = self.situation.made.get((supplier, product))
        if made is None or made.amount is None:
            return everything
        sales = self._sales.get(supplier, {}).get(product, {})
        return min(max(made.amount - sum(sales.values()), 0.0), everything)

    def untold_in_all(self, supplier: str) -> float:
        """Return what one sells of everything to nobody knows whom; exports stay."""
        if supplier not in self._untold_of:
            row, sales = self.situation.figures[supplier], self._sales.get(supplier, {})
            told = sum(sum(by.values()) for by in sales.values())
            abroad = sum(a for by in sales.values() for b, a in by.items() if self._is_abroad(b))
            hidden_exports = max((row["exports_krub"] or 0.0) - abroad, 0.0)
            self._untold_of[supplier] = float(max(row["output_krub"] - told - hidden_exports, 0.0))
        return self._untold_of[supplier]

    def _is_abroad(self, who: str) -> bool:
        return self.situation.countries.get(who, "RU") != "RU"

    def _divertible(self, supplier: str, product: str) -> dict[str, float]:
        """Return what it sells of a product to domestic firms outside."""
        sales, base = self._sales.get(supplier, {}).get(product, {}), self.situation.base
        return {b: a for b, a in sales.items() if a > 0 and b not in base and not self._is_abroad(b)}

    def _free(self, supplier: str, product: str) -> float:
        """Return the free capacity in money at the present price, where all of it is known."""
        made = self.situation.made.get((supplier, product))
        if made is None or not made.amount or not made.quantity or made.capacity is None:
            return 0.0
        return max(made.capacity - made.quantity, 0.0) * made.amount / made.quantity

    def _replaceable(self, supplier: str, buyer: str, product: str) -> float:
        others = self.outside_purchases.get((buyer, product), {})
        return self.wishes.settings.move_share * (sum(others.values()) - others.get(supplier, 0.0))

    def trading(self) -> set[tuple[str, str]]:
        """List who trades with whom already, as the first of each pair sees it."""
        sells = {pair for pair, flow in self.inside.items() if flow.sold > 0}
        return sells | {(b, s) for (s, b), flow in self.inside.items() if flow.bought > 0}
