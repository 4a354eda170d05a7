"""Supplies in the model: what may be supplied more, out of whose sales, instead of whose supplies.

More inside supply moves what the seller sells outside (first what no row tells to whom, then what it sells to domestic
firms; never its exports) or takes its free capacity. At the buyer it replaces purchases of the same product from others
than participants, or lets it buy more by the growth that the settings allow.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from kust.remedies.options import Option, Wishes
from kust.remedies.presence import Presence
from kust.remedies.situation import Flow, Situation
from kust.solver import Linear, Model, total

FlowKey = tuple[str, str, str]
_NONE = Flow(0.0, 0.0)
_TRIFLE = 1e-6


@dataclass(frozen=True)
class SupplyOption:
    """A supply that could grow. ``start``: the larger of both reports; ``grows``: what the buyer buys more in all."""

    option: Option
    before: Flow
    start: float
    most: float
    grows: int | None


class Size(NamedTuple):
    """A contract that could be taken: its variable, all variables of its amount, how much it adds at most."""

    taken: int
    variables: tuple[int, ...]
    most: float


class Trade:
    """Sales and purchases of everyone after the plan, in units of ``unit`` thousand roubles."""

    def __init__(self, situation: Situation, model: Model, presence: Presence, wishes: Wishes) -> None:
        self.situation, self.model, self.presence, self.wishes = situation, model, presence, wishes
        outputs = [row["output_krub"] or 0.0 for row in situation.figures.values()]
        self.unit = max(1.0, sum(outputs) / 1e4)
        self.supplies: dict[FlowKey, SupplyOption] = {}
        self.replaced: dict[FlowKey, int] = {}
        self.diverted: dict[FlowKey, int] = {}
        self.extra: dict[tuple[str, str], int] = {}
        self.sold: dict[str, Linear] = {who: Linear() for who in situation.figures}
        self.bought: dict[str, Linear] = {who: Linear() for who in situation.figures}
        self.pairs: dict[str, dict[str, Linear]] = defaultdict(dict)
        self._extra_of: dict[str, list[int]] = defaultdict(list)
        self._growth_of: dict[str, list[int]] = defaultdict(list)
        self._sells: dict[str, list[FlowKey]] = defaultdict(list)
        self._buys: dict[str, list[FlowKey]] = defaultdict(list)
        self._trading = _trading(situation)
        self._untold_of: dict[str, float] = {}
        self._outside_purchases = self._purchases_from_outside()
        self._sales = self._sales_by_seller()
        self._present()
        self._offer()
        self._limit_sellers()
        self._limit_buyers()

    @property
    def options(self) -> list[Option]:
        return [one.option for one in self.supplies.values()]

    def _present(self) -> None:
        """Count what flows already, wherever both are participants."""
        figures = self.situation.figures
        sums: dict[tuple[str, str], Flow] = {}
        for (supplier, buyer, _), flow in self.situation.flows.items():
            if supplier in figures and buyer in figures:
                sold, bought = sums.get((supplier, buyer), _NONE)
                sums[supplier, buyer] = Flow(sold + flow.sold, bought + flow.bought)
        for (supplier, buyer), flow in sums.items():
            both = self.presence.both(supplier, buyer)
            self.sold[supplier].add(both, flow.sold / self.unit)
            self.bought[buyer].add(both, flow.bought / self.unit)
            if flow.sold > 0:
                self.pairs[supplier][buyer] = both
            if flow.bought > 0:
                self.pairs[buyer][supplier] = both

    def _purchases_from_outside(self) -> dict[tuple[str, str], dict[str, float]]:
        """Say what each buys of each product from others than today's participants."""
        found: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
        for (supplier, buyer, product), flow in self.situation.flows.items():
            if supplier not in self.situation.base and flow.bought > 0:
                found[buyer, product][supplier] = flow.bought
        return found

    def _sales_by_seller(self) -> dict[str, dict[str, dict[str, float]]]:
        """Say what each sold of each product, to whom."""
        found: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
        for (supplier, buyer, product), flow in self.situation.flows.items():
            found[supplier][product][buyer] = flow.sold
        return found

    def _offer(self) -> None:
        for supplier, buyer, product in self._possible():
            before = self.situation.flows.get((supplier, buyer, product), _NONE)
            start = max(before)
            kind = "raise_supply" if start > 0 else "new_supply"
            if not self.wishes.allows(kind, supplier, buyer, product):
                continue
            growth = self.wishes.settings.growth_share * before.bought
            most = min(
                self._spare(supplier, product) + before.sold,
                self._replaceable(supplier, buyer, product) + growth + before.bought,
            )
            least = self.wishes.settings.least_supply_krub
            # A new supply may be small where there is no room for more; an old one is not touched for a trifle.
            if most - start >= max(least, _TRIFLE) or (start == 0 and most > _TRIFLE):
                self._add(kind, (supplier, buyer, product), before, most, growth)

    def _possible(self) -> Iterator[FlowKey]:
        """List the supplies that could start or grow: sales and purchases of both are told, and someone makes it."""
        figures = self.situation.figures
        makers: dict[str, list[str]] = defaultdict(list)
        for (who, product), made in sorted(self.situation.made.items()):
            if who in figures and ((made.amount or 0) > 0 or (made.quantity or 0) > 0):
                makers[product].append(who)
        present: dict[tuple[str, str], set[str]] = defaultdict(set)
        for (supplier, buyer, product), flow in self.situation.flows.items():
            if supplier in figures and max(flow) > 0:
                present[buyer, product].add(supplier)
        wanted = set(self._outside_purchases) | {(b, p) for _, b, p in self.situation.flows}
        for buyer, product in sorted(wanted):
            if buyer not in figures or not figures[buyer]["buys"]:
                continue
            sellers = set(makers[product])
            sellers |= present[buyer, product]
            for supplier in sorted(sellers - {buyer}):
                known = figures[supplier]["sells"] and figures[supplier]["output_krub"] is not None
                if known and supplier in self.presence.of and buyer in self.presence.of:
                    yield supplier, buyer, product

    def _spare(self, supplier: str, product: str) -> float:
        """Return how much of a product could be moved inside: sales outside and free capacity."""
        told, _ = self._untold(supplier, product)
        return told + sum(self._divertible(supplier, product).values()) + self._free(supplier, product)

    def _untold(self, supplier: str, product: str) -> tuple[float, float]:
        """Return what is made and sold to nobody knows whom: of a product, and of everything."""
        if supplier not in self._untold_of:
            self._untold_of[supplier] = self._untold_in_all(supplier)
        everything, sales = self._untold_of[supplier], self._sales[supplier]
        made = self.situation.made.get((supplier, product))
        if made is None or made.amount is None:
            return everything, everything
        of_product = max(made.amount - sum(sales[product].values()), 0.0)
        return min(of_product, everything), everything

    def _untold_in_all(self, supplier: str) -> float:
        row, sales = self.situation.figures[supplier], self._sales[supplier]
        told = sum(sum(by.values()) for by in sales.values())
        abroad = sum(a for by in sales.values() for b, a in by.items() if self._is_abroad(b))
        hidden_exports = max((row["exports_krub"] or 0.0) - abroad, 0.0)
        return float(max(row["output_krub"] - told - hidden_exports, 0.0))

    def _is_abroad(self, who: str) -> bool:
        return self.situation.countries.get(who, "RU") != "RU"

    def _divertible(self, supplier: str, product: str) -> dict[str, float]:
        """Return what it sells of a product to domestic firms outside."""
        sales = self._sales[supplier][product]
        outside = {b: a for b, a in sales.items() if b not in self.situation.base and a > 0}
        return {buyer: amount for buyer, amount in outside.items() if not self._is_abroad(buyer)}

    def _free(self, supplier: str, product: str) -> float:
        """Return the free capacity in money at the present price, where all of it is known."""
        made = self.situation.made.get((supplier, product))
        if made is None or not made.amount or not made.quantity or made.capacity is None:
            return 0.0
        return max(made.capacity - made.quantity, 0.0) * made.amount / made.quantity

    def _replaceable(self, supplier: str, buyer: str, product: str) -> float:
        others = self._outside_purchases.get((buyer, product), {})
        return self.wishes.settings.move_share * sum(a for who, a in others.items() if who != supplier)

    def _add(self, kind: str, key: FlowKey, before: Flow, most: float, growth: float) -> None:
        """Add a supply: a contract, 0 or 1, and how much more than the larger report it comes to."""
        unit, model, start = self.unit, self.model, max(before)
        price, by_volume = self.wishes.price(kind), self.wishes.prices.supply_krub * unit
        # What the smaller of both reports has to rise to the larger one is paid for like the rest.
        taken = model.binary(price + by_volume * (start - before.sold) / unit)
        more = model.variable((most - start) / unit, cost=by_volume)
        least = min(self.wishes.settings.least_supply_krub, most - start)
        model.at_least(Linear(0.0, {taken: (most - start) / unit, more: -1.0}))
        model.at_least(Linear(0.0, {taken: -least / unit, more: 1.0}))
        for who in key[:2]:
            if not self.presence.of[who].is_constant:
                model.at_least(self.presence.of[who] - Linear.of(taken))
        grows = model.variable(growth / unit) if growth > 0 else None
        if grows is not None:
            model.at_least(Linear(0.0, {taken: growth / unit, grows: -1.0}))
            self._growth_of[key[1]].append(grows)
        self.supplies[key] = SupplyOption(Option(kind, key, price, taken, more), before, start, most, grows)
        self._sells[key[0]].append(key)
        self._buys[key[1]].append(key)
        self.sold[key[0]].add(self.more_sold(key))
        self.bought[key[1]].add(self.more_bought(key))
        for one, other in (key[:2], (key[1], key[0])):
            if other not in self.pairs[one]:
                self.pairs[one][other] = Linear()
            if (one, other) not in self._trading:
                self.pairs[one][other] = self.pairs[one][other] + Linear.of(taken)

    def more_sold(self, key: FlowKey) -> Linear:
        """Return by how much a supply grows as the seller has told it."""
        one = self.supplies[key]
        return self._more(one, one.before.sold)

    def more_bought(self, key: FlowKey) -> Linear:
        """Return by how much a supply grows as the buyer has told it."""
        one = self.supplies[key]
        return self._more(one, one.before.bought)

    def _more(self, one: SupplyOption, told: float) -> Linear:
        amount = one.option.amount
        terms = {one.option.variable: (one.start - told) / self.unit}
        return Linear(0.0, terms if amount is None else terms | {amount: 1.0})

    def sizes_of(self, who: str, *, sold: bool) -> list[Size]:
        """Return the contracts that could add to what one sells (or buys) inside, in units of the trade."""
        found = []
        for key in (self._sells if sold else self._buys).get(who, ()):
            one = self.supplies[key]
            told = one.before.sold if sold else one.before.bought
            amount = () if one.option.amount is None else (one.option.amount,)
            found.append(
                Size(one.option.variable, (one.option.variable, *amount), (one.most - told) / self.unit)
            )
        return found

    def _limit_sellers(self) -> None:
        """Hold each seller to what it can move inside, product by product and in all."""
        by_seller: dict[str, dict[str, list[FlowKey]]] = defaultdict(lambda: defaultdict(list))
        for key in self.supplies:
            by_seller[key[0]][key[2]].append(key)
        for supplier, products in by_seller.items():
            left, everything = Linear(), 0.0
            for product, keys in products.items():
                moved = total(self.more_sold(key) for key in keys)
                moved.add(self._sources(supplier, product), -1.0)
                of_product, everything = self._untold(supplier, product)
                self.model.at_most(moved, of_product / self.unit)
                left.add(moved)
            if len(products) > 1:
                self.model.at_most(left, everything / self.unit)

    def _sources(self, supplier: str, product: str) -> Linear:
        """Add what is taken from buyers outside and from free capacity."""
        sources, free = Linear(), self._free(supplier, product)
        for buyer, amount in self._divertible(supplier, product).items():
            diverted = self.model.variable(amount / self.unit)
            self._keep_if_admitted(buyer, diverted, amount)
            self.diverted[supplier, buyer, product] = diverted
            sources.add(Linear.of(diverted))
        if free > 0:
            extra = self.model.variable(free / self.unit)
            self.extra[supplier, product] = extra
            self._extra_of[supplier].append(extra)
            sources.add(Linear.of(extra))
        return sources

    def _limit_buyers(self) -> None:
        """Let what a buyer buys more inside replace what it buys outside, or be growth."""
        by_buyer: dict[tuple[str, str], list[FlowKey]] = defaultdict(list)
        for key in self.supplies:
            by_buyer[key[1], key[2]].append(key)
        for (buyer, product), keys in by_buyer.items():
            balance = total(self.more_bought(key) for key in keys)
            for key in keys:
                grows = self.supplies[key].grows
                if grows is not None:
                    balance.add(Linear.of(grows), -1.0)
            for supplier, amount in self._outside_purchases.get((buyer, product), {}).items():
                most = self.wishes.settings.move_share * amount
                replaced = self.model.variable(most / self.unit)
                self._keep_if_admitted(supplier, replaced, most)
                self.replaced[supplier, buyer, product] = replaced
                balance.add(Linear.of(replaced), -1.0)
            self.model.equal(balance)

    def _keep_if_admitted(self, who: str, variable: int, most: float) -> None:
        """Leave the trade with someone who is admitted as it is: it is inside then."""
        admitted = self.presence.of.get(who) if who not in self.situation.base else None
        if admitted is not None:
            ceiling = most / self.unit
            self.model.at_least((Linear(1.0) - admitted) * ceiling - Linear.of(variable))

    def more_output(self, who: str) -> Linear:
        """Return what is made more out of free capacity."""
        return total(Linear.of(variable) for variable in self._extra_of.get(who, ()))

    def more_purchases(self, who: str) -> Linear:
        """Return by how much all purchases grow."""
        return total(Linear.of(variable) for variable in self._growth_of.get(who, ()))


def _trading(situation: Situation) -> set[tuple[str, str]]:
    """List who trades with whom already, as the first of each pair sees it."""
    sells = {(s, b) for (s, b, _), flow in situation.flows.items() if flow.sold > 0}
    return sells | {(b, s) for (s, b, _), flow in situation.flows.items() if flow.bought > 0}
