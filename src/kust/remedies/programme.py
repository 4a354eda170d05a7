"""The whole model of a cluster's plan, and what an answer of the solver means as steps and as a change."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from kust.checks.run import module_of
from kust.law import Requirement
from kust.remedies.asked import Asked
from kust.remedies.change import Change, NewDocument
from kust.remedies.change_supplies import FlowChange
from kust.remedies.options import Option, Wishes, find_forced
from kust.remedies.papers import Papers
from kust.remedies.presence import Presence
from kust.remedies.situation import Situation
from kust.remedies.trade import Trade
from kust.solver import Linear, Model, Solution, total

_SMALL = 1e-9
# Thousandths of a kopeck: far below what any rule or reader sees, far above the noise of a double.
_DIGITS = 6


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
class Programme:
    """A model that has been put together; ``seconds`` is what that took."""

    situation: Situation
    model: Model
    presence: Presence
    trade: Trade
    options: tuple[Option, ...]
    seconds: float


def build(
    situation: Situation,
    wishes: Wishes,
    rules: Iterable[Requirement],
    may_leave: frozenset[str] = frozenset(),
    apart_from: Collection[Mapping[frozenset[str], float]] = (),
    margin: float = 0.0,
) -> Programme:
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
    apart_from
        Features of plans (:func:`features_of`): of each the new one gives up what makes up at least half of the cost.
    margin
        By how much a share has to be above its threshold, relative to the whole.
    """
    started = perf_counter()
    model = Model()
    presence = Presence(situation, model, wishes, may_leave)
    trade = Trade(situation, model, presence, wishes)
    papers = Papers(situation, model, wishes)
    asked = Asked(situation, model, presence, trade, papers, wishes, margin)
    for rule in rules:
        module = module_of(rule.code)
        if all(situation.dataset.holds(place) for place in module.TABLES):
            asked.ask(module.form(rule, situation.readings), rule.code)
        else:
            asked.refuse()
    options = (*presence.options, *trade.options, *papers.options, *asked.options)
    for named in find_forced(options, wishes):
        model.at_least(total(Linear.of(option.variable) for option in named) - Linear(1.0))
    for features in apart_from:
        _keep_apart(model, options, features)
    return Programme(situation, model, presence, trade, options, perf_counter() - started)


def feature_of(option: Option) -> frozenset[str] | None:
    """Say what of a plan a step is: its kind and partners; steps that stand for one another are one feature."""
    if option.kind in ("raise_supply", "new_supply"):
        return frozenset(("supply", *option.ids[:2]))
    if option.kind in ("admit", "leave"):
        return frozenset((option.kind, *option.ids))
    return frozenset((option.kind,)) if option.kind in ("jobs", "seat") else None


def features_of(programme: Programme, values: Any) -> dict[frozenset[str], float]:
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


def settle(programme: Programme, solution: Solution) -> Solution:
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
    settled = model.solve(held=solution.values, costs=costs)
    if settled.values is None:
        return solution
    values = np.where(np.array(model.integers) == 1, np.rint(settled.values), settled.values)
    cost = float(np.array(model.costs) @ values)
    return Solution(solution.status, values, cost, solution.gap, solution.seconds + settled.seconds)


def read_steps(programme: Programme, values: Any) -> tuple[Step, ...]:
    """Word an answer as steps, in order of kind and partners."""
    found = [
        _step(programme, option, values) for option in programme.options if values[option.variable] > 0.5
    ]
    return tuple(sorted(found, key=_order))


def _order(step: Step) -> tuple[str, ...]:
    ids = (step.organisation_id, step.supplier_id, step.buyer_id, step.product_id, step.region)
    return (step.kind, *(one or "" for one in ids), step.requirement or "")


def _step(programme: Programme, option: Option, values: Any) -> Step:
    situation = programme.situation
    if option.kind in ("raise_supply", "new_supply"):
        return _supply(programme, option, values)
    if option.kind == "jobs":
        (who,), more = option.ids, float(values[option.variable])
        before = float(situation.figures[who]["high_productivity_jobs"])
        return Step("jobs", option.price * more, organisation_id=who, before=before, after=before + more)
    if option.kind == "agreement":
        return Step("agreement", option.price, region=option.ids[0])
    if option.kind == "document":
        requirement, place = (*option.ids, "")[:2]
        if place in situation.figures:
            return Step("document", option.price, organisation_id=place, requirement=requirement)
        return Step("document", option.price, requirement=requirement, region=place or None)
    who = option.ids[0]
    candidate = situation.candidates.get(who)
    made_up = candidate is not None and candidate.made_up
    return Step(option.kind, option.price, organisation_id=who, made_up=made_up)


def _supply(programme: Programme, option: Option, values: Any) -> Step:
    trade, (supplier, buyer, product) = programme.trade, option.ids
    one, unit = trade.supplies[supplier, buyer, product], trade.unit
    more = float(values[one.option.amount]) * unit if one.option.amount is not None else 0.0
    growth = 0.0 if one.grows is None else float(values[one.grows]) * unit
    replaced = _parts(
        trade.replaced, values, unit, lambda key: key[0] if key[1:] == (buyer, product) else None
    )
    diverted = _parts(
        trade.diverted, values, unit, lambda key: key[1] if (key[0], key[2]) == (supplier, product) else None
    )
    extra = trade.extra.get((supplier, product))
    free = 0.0 if extra is None else float(values[extra]) * unit
    return Step(
        option.kind,
        float(
            option.price + programme.trade.wishes.prices.supply_krub * (one.start + more - one.before.sold)
        ),
        supplier_id=supplier,
        buyer_id=buyer,
        product_id=product,
        before=one.before.sold,
        after=round(one.start + more, _DIGITS),
        replaces=replaced,
        growth_krub=round(growth, _DIGITS),
        out_of=diverted + ((("capacity", round(free, _DIGITS)),) if free > _SMALL else ()),
    )


def _parts(variables: Any, values: Any, unit: float, name: Any) -> tuple[tuple[str, float], ...]:
    found = ((name(key), _amount(values, variable, unit)) for key, variable in variables.items())
    return tuple((who, amount) for who, amount in found if who is not None and amount > _SMALL)


def read_change(programme: Programme, values: Any) -> Change:
    """Word an answer as a change to the data."""
    situation, trade = programme.situation, programme.trade
    steps = read_steps(programme, values)
    by_kind = {kind: [s for s in steps if s.kind == kind] for kind in {s.kind for s in steps}}
    joining = [
        situation.candidates[str(step.organisation_id)]
        for kind in ("admit", "education", "facility")
        for step in by_kind.get(kind, [])
    ]
    flags = {(str(s.organisation_id), "in_governing_body"): True for s in by_kind.get("seat", [])}
    documents = []
    for step in by_kind.get("document", []):
        flag = {"industrial.founders": "is_founder", "innovation.cofinancing": "cofinances"}.get(
            str(step.requirement)
        )
        if flag and step.organisation_id:
            flags[step.organisation_id, flag] = True
        else:
            title = f"План: {step.requirement}"
            documents.append(NewDocument(str(step.requirement), step.region, title))
    return Change(
        situation.cluster_id,
        situation.on,
        situation.year,
        organisations=tuple(
            {"organisation_id": one.organisation_id, "name": one.organisation_id, "country": "RU"}
            for one in joining
            if one.made_up
        ),
        joins=tuple(row for one in joining for row in one.rows),
        leaves=tuple(str(step.organisation_id) for step in by_kind.get("leave", [])),
        leaving_roles=situation.leaving_roles,
        flows=_flow_changes(programme, steps, values),
        more_output=dict(_amounts(trade.extra, values, trade.unit)),
        more_purchases=_more_purchases(programme, values),
        jobs={str(step.organisation_id): float(step.after or 0) for step in by_kind.get("jobs", [])},
        flags=flags,
        agreements=tuple(str(step.region) for step in by_kind.get("agreement", [])),
        documents=tuple(documents),
    )


def _amount(values: Any, variable: int, unit: float) -> float:
    return round(float(values[variable]) * unit, _DIGITS)


def _amounts(variables: Any, values: Any, unit: float) -> list[tuple[Any, float]]:
    found = [(key, _amount(values, variable, unit)) for key, variable in variables.items()]
    return [(key, amount) for key, amount in found if amount > _SMALL]


def _flow_changes(programme: Programme, steps: Iterable[Step], values: Any) -> tuple[FlowChange, ...]:
    trade, flows = programme.trade, programme.situation.flows
    changes = [
        FlowChange(str(s.supplier_id), str(s.buyer_id), str(s.product_id), float(s.after or 0))
        for s in steps
        if s.supplier_id is not None
    ]
    # What the buyer no longer buys from others is told as it has told it, the seller's sales as the seller has.
    for (supplier, buyer, product), amount in _amounts(trade.replaced, values, trade.unit):
        left = flows[supplier, buyer, product].bought - amount
        changes.append(FlowChange(supplier, buyer, product, max(left, 0.0)))
    for (supplier, buyer, product), amount in _amounts(trade.diverted, values, trade.unit):
        left = flows[supplier, buyer, product].sold - amount
        changes.append(FlowChange(supplier, buyer, product, max(left, 0.0)))
    return tuple(changes)


def _more_purchases(programme: Programme, values: Any) -> dict[str, float]:
    """Sum how much more is bought by those whose purchases are stated; the others' follow from their supplies."""
    grown: dict[str, float] = {}
    for (_, buyer, _), one in programme.trade.supplies.items():
        if one.grows is not None and buyer in programme.situation.stated_purchases:
            amount = _amount(values, one.grows, programme.trade.unit)
            grown[buyer] = grown.get(buyer, 0.0) + amount
    return {buyer: amount for buyer, amount in grown.items() if amount > _SMALL}
