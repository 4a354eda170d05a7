"""The whole model of a cluster's plan, put together once and asked many times."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from kust.checks.run import module_of
from kust.law import Requirement
from kust.remedies.asked import Asked
from kust.remedies.options import Option, Wishes, find_forced
from kust.remedies.presence import Presence
from kust.remedies.situation import Situation
from kust.remedies.trade import Trade
from kust.solver import INFINITE, Linear, Model, Solution, total

_SMALL = 1e-9


@dataclass(frozen=True)
class Step:
    """One step of a plan; what does not belong to its kind is None. Money is in thousand roubles a year.

    ``before`` and ``after``: the supply as the seller tells it, or the high-productivity jobs. ``replaces``: whose
    supply to the buyer becomes how much smaller. ``growth_krub``: what the buyer buys more in all. ``out_of``: where
    the seller takes it from, ``capacity`` or a buyer outside; what is left comes from sales that no row names.
    """

    kind: str
    cost: float
    organisation_id: str | None = None
    supplier_id: str | None = None
    buyer_id: str | None = None
    product_id: str | None = None
    region: str | None = None
    requirement: str | None = None
    before: float | None = None
    after: float | None = None
    replaces: tuple[tuple[str, float], ...] = ()
    growth_krub: float = 0.0
    out_of: tuple[tuple[str, float], ...] = ()
    made_up: bool = False


@dataclass(frozen=True)
class LinearProgramme:
    """A model that has been put together; ``seconds`` is what that took."""

    situation: Situation
    model: Model
    presence: Presence
    trade: Trade
    options: tuple[Option, ...]
    seconds: float

    def solve(
        self,
        *,
        without: Collection[str] = (),
        apart_from: Collection[Mapping[frozenset[str], float]] = (),
        time_limit: float = INFINITE,
    ) -> Solution:
        """Seek the cheapest answer.

        Parameters
        ----------
        without
            Codes of requirements that need not be met.
        apart_from
            Features of plans (:func:`features_of`): of each the answer gives up what makes up at least half of the
            cost.
        time_limit
            Seconds.
        """
        with self.model.for_now():
            for features in apart_from:
                _keep_apart(self.model, self.options, features)
            solution = self.model.solve(time_limit=time_limit, without=without)
            return solution if solution.values is None else settle(self, solution, without)

    def try_to_meet(self, *, without: Collection[str] = (), time_limit: float = INFINITE) -> Solution:
        """Seek any answer, whatever it costs."""
        return self.model.solve(costs=np.zeros(self.model.size[1]), without=without, time_limit=time_limit)


def build(
    situation: Situation,
    wishes: Wishes,
    rules: Iterable[Requirement],
    may_leave: frozenset[str] = frozenset(),
    margin: float = 0.0,
) -> LinearProgramme:
    """Put the model together.

    Parameters
    ----------
    situation
        How the cluster stands.
    wishes
        What is allowed, forced and paid.
    rules
        The requirements that have to be met.
    may_leave
        Participants whose leaving may be a step.
    margin
        By how much a share has to be above its threshold, relative to the whole.
    """
    started = perf_counter()
    model = Model()
    presence = Presence(situation, model, wishes, may_leave)
    trade = Trade(situation, model, presence, wishes)
    asked = Asked(situation, model, presence, trade, wishes, margin)
    for rule in rules:
        module = module_of(rule.code)
        if all(situation.dataset.holds(place) for place in module.TABLES):
            asked.ask(module.form(rule, situation.readings), rule.code)
        else:
            asked.refuse(rule.code)
    options = (*presence.options, *trade.options, *asked.options)
    for named in find_forced(options, wishes):
        model.at_least(total(Linear.of(option.variable) for option in named) - Linear(1.0))
    return LinearProgramme(situation, model, presence, trade, options, perf_counter() - started)


def feature_of(option: Option) -> frozenset[str] | None:
    """Say what of a plan a step is: its kind and partners; steps that stand for one another are one feature."""
    if option.kind in ("raise_supply", "new_supply"):
        return frozenset(("supply", *option.ids[:2]))
    if option.kind in ("admit", "leave"):
        return frozenset((option.kind, *option.ids))
    return frozenset((option.kind,)) if option.kind in ("jobs", "seat") else None


def features_of(programme: LinearProgramme, values: Any) -> dict[frozenset[str], float]:
    """Return the features of an answer with what each costs."""
    found: dict[frozenset[str], float] = {}
    for option in programme.options:
        feature = feature_of(option)
        if feature is not None and values[option.variable] > 0.5:
            cost = sum(
                programme.model.costs[one] * float(values[one])
                for one in {option.variable, option.amount}
                if one is not None
            )
            found[feature] = found.get(feature, 0.0) + cost
    return found


def _keep_apart(model: Model, options: tuple[Option, ...], features: Mapping[frozenset[str], float]) -> None:
    """Ask that of another plan is given up what makes up at least half of its cost (of its steps, if all are free)."""
    weights = features if any(features.values()) else dict.fromkeys(features, 1.0)
    kept = Linear()
    for feature, weight in weights.items():
        uses = model.binary()
        for option in options:
            if feature_of(option) == feature:
                most = model.highest(Linear.of(option.variable))
                model.at_least(Linear(0.0, {uses: most, option.variable: -1.0}))
        kept.add(Linear.of(uses), weight)
    model.at_most(kept, sum(weights.values()) / 2 + _SMALL)


def settle(programme: LinearProgramme, solution: Solution, without: Collection[str] = ()) -> Solution:
    """Fix what is whole and seek the amounts anew: exact where big rows had let a trace of a fraction pass."""
    model, trade = programme.model, programme.trade
    costs = np.array(model.costs)
    for variables in (trade.diverted, trade.extra):
        for variable in variables.values():
            costs[variable] += 1e-7
    for one in trade.supplies.values():
        if one.option.amount is not None:
            costs[one.option.amount] += 1e-6
        if one.grows is not None:
            costs[one.grows] += 1e-7
    settled = model.solve(held=solution.values, costs=costs, without=without)
    if settled.values is None:
        return solution
    values = np.where(np.array(model.integers) == 1, np.rint(settled.values), settled.values)
    cost = float(np.array(model.costs) @ values)
    return Solution(solution.status, values, cost, solution.gap, solution.seconds + settled.seconds)
