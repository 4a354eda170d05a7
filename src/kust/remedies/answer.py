"""What an answer of the solver means: steps in order, and the change to the data that they are."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from kust.remedies.change import Change, NewDocument
from kust.remedies.change_supplies import FlowChange
from kust.remedies.linear_programme import LinearProgramme, Step
from kust.remedies.options import Option

_SMALL = 1e-9
# Thousandths of a kopeck: far below what any rule or reader sees, far above the noise of a double.
_DIGITS = 6


def read_steps(programme: LinearProgramme, values: Any) -> tuple[Step, ...]:
    """Word an answer as steps, in order of kind and partners."""
    taken = [option for option in programme.options if values[option.variable] > 0.5]
    plain = [_step(programme, option, values) for option in taken if not option.pool]
    dealt = [step for option in taken if option.pool for step in _deal(programme, option, values)]
    return tuple(sorted([*plain, *dealt], key=_order))


def _deal(programme: LinearProgramme, option: Option, values: Any) -> Iterator[Step]:
    """Deal out steps of which it makes no difference whose they are: to as few participants as will do."""
    left = round(float(values[option.variable]))
    for who, room in sorted(option.pool, key=lambda one: (-one[1], one[0])):
        if left and programme.presence.of[who].value(values) > 0.5:
            own = replace(option, ids=(*option.ids, who), pool=())
            yield _step(programme, own, values, times=min(room, left))
            left -= min(room, left)


def _order(step: Step) -> tuple[str, ...]:
    ids = (step.organisation_id, step.supplier_id, step.buyer_id, step.product_id, step.region)
    return (step.kind, *(one or "" for one in ids), step.requirement or "")


def _step(programme: LinearProgramme, option: Option, values: Any, times: int | None = None) -> Step:
    situation = programme.situation
    if option.kind in ("raise_supply", "new_supply"):
        return _supply(programme, option, values)
    if option.kind == "jobs":
        (who,), more = option.ids, float(values[option.variable] if times is None else times)
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


def _supply(programme: LinearProgramme, option: Option, values: Any) -> Step:
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


def read_change(programme: LinearProgramme, values: Any) -> Change:
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


def _flow_changes(programme: LinearProgramme, steps: Iterable[Step], values: Any) -> tuple[FlowChange, ...]:
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


def _more_purchases(programme: LinearProgramme, values: Any) -> dict[str, float]:
    """Sum how much more is bought by those whose purchases are stated; the others' follow from their supplies."""
    grown: dict[str, float] = {}
    for (_, buyer, _), one in programme.trade.supplies.items():
        if one.grows is not None and buyer in programme.situation.stated_purchases:
            amount = _amount(values, one.grows, programme.trade.unit)
            grown[buyer] = grown.get(buyer, 0.0) + amount
    return {buyer: amount for buyer, amount in grown.items() if amount > _SMALL}
