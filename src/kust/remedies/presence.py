"""Who is a participant after the plan: those of today unless they leave, candidates if they are admitted."""

from kust.remedies.options import Option, Wishes
from kust.remedies.situation import Situation
from kust.solver import Linear, Model

_ONE = Linear(1.0)


class Presence:
    """Presence of each organisation, 0 or 1, as an expression."""

    def __init__(self, situation: Situation, model: Model, wishes: Wishes, may_leave: frozenset[str]) -> None:
        self.situation, self.model = situation, model
        self.options: list[Option] = []
        self.of: dict[str, Linear] = {}
        self.admitted: dict[str, Linear] = {}
        self._pairs: dict[tuple[str, str], Linear] = {}
        for who in sorted(situation.base):
            self.of[who] = _ONE
            forced = wishes.asks_for("leave", who)
            if wishes.allows("leave", who) and (who in may_leave or forced):
                leaves = self._step("leave", who, wishes.price("leave"))
                self.of[who] = Linear(1.0, {leaves: -1.0})
        for who, candidate in situation.candidates.items():
            if not wishes.allows(candidate.kind, who):
                continue
            joins = self._step(candidate.kind, who, wishes.price(candidate.kind, candidate.price))
            self.admitted[who] = Linear.of(joins)
            if who in situation.figures and who not in situation.base:
                self.of[who] = self.admitted[who]
        self._order_places()

    def _step(self, kind: str, who: str, price: float) -> int:
        variable = self.model.binary(price)
        self.options.append(Option(kind, (who,), price, variable))
        return variable

    def _order_places(self) -> None:
        """Fill unnamed places in order: they are alike, and the solver need not try them in turn."""
        places = [one for one in self.situation.candidates.values() if one.made_up]
        for one in places:
            later = next(
                (two for two in places if (two.kind, two.number) == (one.kind, one.number + 1)), None
            )
            if later and {one.organisation_id, later.organisation_id} <= set(self.admitted):
                first, second = (self.admitted[who.organisation_id] for who in (one, later))
                self.model.at_least(first - second)

    def row(self, organisation: str, *, candidate: bool) -> Linear:
        """Return whether a membership row is there: of a participant's role with its owner, others with the roll."""
        if candidate:
            return self.admitted.get(organisation, Linear())
        counted = not self.situation.leaving_roles
        return self.of.get(organisation, _ONE) if counted else _ONE

    def both(self, one: str, other: str) -> Linear:
        """Return whether two organisations are participants, both of them."""
        key = (one, other) if one < other else (other, one)
        if key not in self._pairs:
            self._pairs[key] = self._both(*key)
        return self._pairs[key]

    def _both(self, one: str, other: str) -> Linear:
        first, second = self.of.get(one), self.of.get(other)
        if first is None or second is None:
            return Linear()
        if first.is_constant or second.is_constant:
            return second if first.is_constant else first
        # Between 0 and 1 a product of two such is held exactly by three rows.
        product = Linear.of(self.model.variable(1.0))
        self.model.at_least(first - product)
        self.model.at_least(second - product)
        self.model.at_least(product - first - second, -1.0)
        return product
