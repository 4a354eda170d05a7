"""Seeking plans: the cheapest, others that differ from it, the price of each requirement; held against the rules."""

from collections.abc import Sequence
from dataclasses import dataclass

from kust.checks.result import ClusterVerdicts
from kust.errors import KustError
from kust.law import Requirement
from kust.remedies.answer import read_change, read_steps
from kust.remedies.change import Change, apply_change
from kust.remedies.judged import judge_changed
from kust.remedies.linear_programme import LinearProgramme, Step, features_of
from kust.remedies.plan import Effort, Plan, PriceOfOne, RequirementFigures
from kust.remedies.search import Features, Search
from kust.solver import Solution

# A share that is met only by what the solver takes for equal is asked for with this much more.
_MARGIN = 1e-6


def figures_of(before: ClusterVerdicts, after: ClusterVerdicts) -> tuple[RequirementFigures, ...]:
    """Put the verdicts of two states of a cluster side by side."""
    return tuple(
        RequirementFigures(
            then.requirement,
            then.value,
            now.value,
            then.verdict,
            now.verdict,
            now.threshold,
            then.shown_part,
            now.shown_part,
        )
        for then, now in zip(before.verdicts, after.verdicts, strict=True)
    )


@dataclass(frozen=True)
class Draft:
    """An answer of the solver that the rules have not confirmed yet. ``rules``: codes of those that it has to meet."""

    search: Search
    rules: frozenset[str]
    solution: Solution
    steps: tuple[Step, ...]
    change: Change
    features: Features

    def confirm(self, after: ClusterVerdicts) -> tuple[Plan, list[str]]:
        """Make a plan of it with the figures by the rules; say what of it they do not confirm."""
        plan = Plan(
            status=self.solution.status,
            cost=float(self.solution.cost or 0.0),
            gap=float(self.solution.gap or 0.0),
            steps=self.steps,
            change=self.change,
            requirements=figures_of(self.search.before, after),
            features=dict(self.features),
        )
        codes = (f.requirement.code for f in plan.requirements if f.after_verdict != "met")
        return plan, [code for code in codes if code in self.rules]


def stay(search: Search) -> Draft:
    """Draft the plan of a cluster that meets everything: no step, at no cost."""
    situation = search.situation
    change = Change(situation.cluster_id, situation.on, situation.year)
    codes = frozenset(rule.code for rule in search.rules)
    return Draft(search, codes, Solution("optimal", None, 0.0, 0.0, 0.0), (), change, {})


def draft_plan(
    search: Search,
    rules: Sequence[Requirement],
    apart_from: Sequence[Features] = (),
    programme: LinearProgramme | None = None,
) -> tuple[str, Draft | None, Effort]:
    """Seek the cheapest plan for some requirements, by the model alone."""
    model = programme or search.programme
    solution = search.solve(rules, apart_from, programme)
    effort = Effort(*model.model.size, model.seconds, solution.seconds)
    if solution.values is None:
        return solution.status, None, effort
    values = solution.values
    draft = Draft(
        search,
        frozenset(rule.code for rule in rules),
        solution,
        read_steps(model, values),
        read_change(model, values),
        features_of(model, values),
    )
    return solution.status, draft, effort


def confirm_all(drafts: Sequence[Draft]) -> list[Plan]:
    """Apply drafts to the data and hold them against the rules before they are shown to anyone.

    Raises
    ------
    KustError
        The rules do not confirm a plan: the model and the rules say different things, which is a mistake of kust.
    """
    changed = [
        (one.search.situation, apply_change(one.search.situation.dataset, one.change)) for one in drafts
    ]
    plans = []
    for draft, after in zip(drafts, judge_changed(changed), strict=True):
        plan, unmet = draft.confirm(after)
        plans.append(_with_margin(draft, unmet) if unmet else plan)
    return plans


def _with_margin(draft: Draft, unmet: list[str]) -> Plan:
    """Seek once more, a trace above each threshold: what the solver took for equal the rules may not."""
    search = draft.search
    rules = [rule for rule in search.rules if rule.code in draft.rules]
    _, again, _ = draft_plan(search, rules, programme=search.build(_MARGIN))
    if again is not None:
        situation = search.situation
        after = judge_changed([(situation, apply_change(situation.dataset, again.change))])[0]
        plan, unmet = again.confirm(after)
        if not unmet:
            return plan
    raise KustError("plan_not_confirmed", cluster=search.situation.cluster_id, requirements=", ".join(unmet))


def find_plan(
    search: Search, rules: Sequence[Requirement], apart_from: Sequence[Features] = ()
) -> tuple[str, Plan | None, Effort]:
    """Seek the cheapest plan for some requirements, confirmed by the rules (:func:`confirm_all`)."""
    status, draft, effort = draft_plan(search, rules, apart_from)
    return status, confirm_all([draft])[0] if draft else None, effort


def find_different(search: Search, rules: Sequence[Requirement], first: Plan, count: int) -> tuple[Plan, ...]:
    """Seek the next best plans, each without what makes up at least half of the cost of every one before it."""
    found = [first]
    while len(found) <= count and all(plan.features for plan in found):
        _, plan, _ = find_plan(search, rules, [one.features for one in found])
        if plan is None:
            break
        found.append(plan)
    return tuple(found[1:])


def price_each(search: Search, rules: Sequence[Requirement], cost: float) -> tuple[PriceOfOne, ...]:
    """Say of each requirement what the cheapest plan would cost without it."""
    prices = []
    for rule in rules:
        solution = search.solve([one for one in rules if one is not rule])
        saves = None if solution.cost is None else max(cost - solution.cost, 0.0)
        prices.append(PriceOfOne(rule.code, solution.cost, saves))
    return tuple(prices)
