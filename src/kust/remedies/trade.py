"""Supplies in the model: contracts and amounts, what they are taken from, what they replace.

What could grow, and by how much at most, is said in :mod:`kust.remedies.market`.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from kust.remedies.market import FlowKey, Market, Offer
from kust.remedies.options import Option, Wishes
from kust.remedies.presence import Presence
from kust.remedies.situation import Flow, Situation
from kust.solver import Linear, Model, total


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
        self.market = Market(situation, wishes)
        self._trading = self.market.trading()
        self._present()
        for offer in self.market.offers(presence.of):
            self._add(offer)
        self._limit_sellers()
        self._limit_buyers()

    @property
    def options(self) -> list[Option]:
        return [one.option for one in self.supplies.values()]

    def _present(self) -> None:
        """Count what flows already, wherever both are participants."""
        for (supplier, buyer), flow in self.market.inside.items():
            both = self.presence.both(supplier, buyer)
            self.sold[supplier].add(both, flow.sold / self.unit)
            self.bought[buyer].add(both, flow.bought / self.unit)
            if flow.sold > 0:
                self.pairs[supplier][buyer] = both
            if flow.bought > 0:
                self.pairs[buyer][supplier] = both

    def _add(self, offer: Offer) -> None:
        """Add a supply: a contract, 0 or 1, and how much more than the larger report it comes to."""
        kind, key, before, start, most, growth = offer
        unit, model = self.unit, self.model
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
            left = Linear()
            for product, keys in products.items():
                moved = total(self.more_sold(key) for key in keys)
                moved.add(self._sources(supplier, product), -1.0)
                self.model.at_most(moved, self.market.source(supplier, product).untold / self.unit)
                left.add(moved)
            if len(products) > 1:
                self.model.at_most(left, self.market.untold_in_all(supplier) / self.unit)

    def _sources(self, supplier: str, product: str) -> Linear:
        """Add what is taken from buyers outside and from free capacity."""
        source, sources = self.market.source(supplier, product), Linear()
        for buyer, amount in source.divertible.items():
            diverted = self.model.variable(amount / self.unit)
            self._keep_if_admitted(buyer, diverted, amount)
            self.diverted[supplier, buyer, product] = diverted
            sources.add(Linear.of(diverted))
        if source.free > 0:
            extra = self.model.variable(source.free / self.unit)
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
            for supplier, amount in self.market.outside_purchases.get((buyer, product), {}).items():
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
