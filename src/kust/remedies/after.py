"""Figures and flags of participants after the plan, as expressions; jobs, seats and commitments are steps here."""

from collections.abc import Iterable

from kust.remedies.options import Option, Wishes
from kust.remedies.presence import Presence
from kust.remedies.situation import Situation
from kust.remedies.trade import Trade
from kust.solver import Linear, Model, total

_JOBS = "high_productivity_jobs"
_STEPS = {_JOBS: "jobs", "in_governing_body": "seat", "is_founder": "document", "cofinances": "document"}


class After:
    """What the tables will say of a participant after the plan."""

    def __init__(
        self, situation: Situation, model: Model, presence: Presence, trade: Trade, wishes: Wishes
    ) -> None:
        self.situation, self.model, self.presence = situation, model, presence
        self.trade, self.wishes = trade, wishes
        self.options: list[Option] = []
        self._own: dict[tuple[str, str], Linear] = {}

    def figure(self, name: str, who: str) -> Linear | None:
        """Return a figure after the plan; None where it is missing. Money comes in units of the trade."""
        row, present = self.situation.figures[who], self.presence.of[who]
        stated: float | None = row.get(name)
        if name == "sold_inside_krub":
            return self.trade.sold[who] if row["sells"] else None
        if name == "bought_inside_krub":
            return self.trade.bought[who] if row["buys"] else None
        if stated is None:
            return None
        if name == "output_krub":
            return present * (stated / self.trade.unit) + self.trade.more_output(who)
        if name == "purchases_krub":
            return present * (stated / self.trade.unit) + self.trade.more_purchases(who)
        if name == _JOBS:
            return present * stated + self._own_step(name, who, "")
        return present * stated

    def flag(self, flag: str, who: str, requirement: str) -> Linear | None:
        """Return a flag as 1 or 0; one that is known not to be so may become so by a step."""
        row, present = self.situation.figures[who], self.presence.of[who]
        if row[flag] is None:
            return None
        return present if row[flag] else self._own_step(flag, who, requirement)

    def pooled(self, x: str, people: Iterable[str], requirement: str) -> Linear:
        """Return what steps may add to a sum over participants: one number for all of them.

        No rule tells apart whose jobs, seats or commitments they are, and they cost the same. So the solver need not
        try participants in turn; the number is dealt out afterwards.
        """
        kind = _STEPS.get(x)
        rooms = {who: self._room(x, who) for who in people} if kind else {}
        pool = tuple(
            (who, room)
            for who, room in sorted(rooms.items())
            if room and not self._is_own(x, who, requirement)
            and self.wishes.allows(*self._named(x, who, requirement))
        )  # fmt: skip
        if kind is None or not pool:
            return Linear()
        price = self.wishes.price(kind)
        more = self.model.variable(float(sum(room for _, room in pool)), cost=price, integer=True)
        ceiling = total(self.presence.of[who] * float(room) for who, room in pool)
        if not ceiling.is_constant:
            self.model.at_least(ceiling - Linear.of(more))
        ids = (requirement,) if kind == "document" else ()
        self.options.append(Option(kind, ids, price, more, more, pool))
        return Linear.of(more)

    def _room(self, x: str, who: str) -> int:
        """Return how often a participant could take the step of a figure or flag."""
        row = self.situation.figures[who]
        if row[x] is None:
            return 0
        return int((row["jobs"] or 0) - row[x] + 1e-9) if x == _JOBS else int(not row[x])

    def _named(self, x: str, who: str, requirement: str) -> tuple[str, ...]:
        kind = _STEPS[x]
        return (kind, requirement, who) if kind == "document" else (kind, who)

    def _is_own(self, x: str, who: str, requirement: str) -> bool:
        return x in _STEPS and self.wishes.names(*self._named(x, who, requirement))

    def _own_step(self, x: str, who: str, requirement: str) -> Linear:
        """Return a step that the user asks of a participant by name; of all others see ``pooled``."""
        if not self._is_own(x, who, requirement) or not self._room(x, who):
            return Linear()
        if (x, who) not in self._own:
            (kind, *ids), room = self._named(x, who, requirement), float(self._room(x, who))
            price, present = self.wishes.price(kind), self.presence.of[who]
            more = self.model.variable(room, cost=price, integer=True)
            if not present.is_constant:
                self.model.at_least(present * room - Linear.of(more))
            self.options.append(Option(kind, tuple(ids), price, more, more if x == _JOBS else None))
            self._own[x, who] = Linear.of(more)
        return self._own[x, who]
