"""Seeking plans: the cheapest, others that differ from it, what stands in the way; each is held against the rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from time import perf_counter

from kust.checks.result import ClusterVerdicts, Verdict
from kust.errors import KustError
from kust.law import Requirement, parameters
from kust.remedies.change import Change, apply_change
from kust.remedies.judged import judge_changed
from kust.remedies.options import Wishes
from kust.remedies.plan import Effort, Plan, PriceOfOne, RequirementFigures, ToFindOut
from kust.remedies.programme import Programme, Step, build, features_of, read_change, read_steps, settle
from kust.remedies.situation import Situation
from kust.solver import Solution

Features = Mapping[frozenset[str], float]
# A share that is met only by what the solver takes for equal is asked for with this much more.
_MARGIN = 1e-6


@dataclass(frozen=True)
class Search:
    """What plans of one cluster are sought with. ``before``: the verdicts as they are."""

    situation: Situation
    wishes: Wishes
    before: ClusterVerdicts

    @property
    def rules(self) -> tuple[Requirement, ...]:
        return self.situation.edition.requirements

    @property
    def find_out(self) -> tuple[ToFindOut, ...]:
        """The figures that requirements are unknown without; what a document answers is no figure."""
        unknown = [v for v in self.before.verdicts if v.requirement.code in self.unknown]
        return tuple(ToFindOut(v.requirement.code, gap) for v in unknown for gap in v.missing)

    @property
    def unknown(self) -> tuple[str, ...]:
        """Requirements that are unknown for missing figures."""
        return tuple(
            v.requirement.code
            for v in self.before.verdicts
            if v.verdict == "unknown" and parameters(v.requirement.code)["unit"] != "document"
        )

    @property
    def may_leave(self) -> frozenset[str]:
        """Participants known to be below in a requirement that is not met: none leaves for a figure not told."""
        below = {
            who for v in self.before.verdicts if v.verdict == "not_met" for who in _below(self.situation, v)
        }
        return frozenset(below & self.situation.base)

    def solve(
        self, rules: Iterable[Requirement], apart_from: Sequence[Features] = (), margin: float = 0.0
    ) -> tuple[Programme, Solution]:
        """Build and solve the model of some requirements."""
        programme = build(
            self.situation, self.wishes, rules, self.may_leave, apart_from=apart_from, margin=margin
        )
        solution = programme.model.solve(time_limit=self.wishes.settings.time_limit_s)
        return programme, solution if solution.values is None else settle(programme, solution)


def start_search(situation: Situation, wishes: Wishes) -> Search:
    """Judge the cluster as it is and get ready to seek."""
    return Search(situation, wishes, judge_changed([(situation, situation.dataset)])[0])


def _below(situation: Situation, verdict: Verdict) -> set[str]:
    groups = (verdict.members, *(part.members for part in verdict.parts))
    below = {m.organisation_id for members in groups for m in members if m.verdict == "not_met"}
    if verdict.requirement.code == "industrial.not_yet_producing":
        below |= {who for who, row in situation.figures.items() if row["not_yet_producing"]}
    return below


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


def draft_plan(
    search: Search, rules: Sequence[Requirement], apart_from: Sequence[Features] = (), margin: float = 0.0
) -> tuple[str, Draft | None, Effort]:
    """Seek the cheapest plan for some requirements, by the model alone."""
    programme, solution = search.solve(rules, apart_from, margin)
    effort = Effort(*programme.model.size, programme.seconds, solution.seconds)
    if solution.values is None:
        return solution.status, None, effort
    values = solution.values
    draft = Draft(
        search,
        frozenset(rule.code for rule in rules),
        solution,
        read_steps(programme, values),
        read_change(programme, values),
        features_of(programme, values),
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
    _, again, _ = draft_plan(search, rules, margin=_MARGIN)
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
        _, solution = search.solve([one for one in rules if one is not rule])
        saves = None if solution.cost is None else max(cost - solution.cost, 0.0)
        prices.append(PriceOfOne(rule.code, solution.cost, saves))
    return tuple(prices)


def find_conflict(search: Search, rules: Sequence[Requirement]) -> tuple[str, ...]:
    """Find a smallest set of requirements that no plan meets together; () where even none of them can be helped.

    One, then two of them are tried each; a larger set is found by dropping one after the other, so that none of it
    can be left out.
    """
    for size in (0, 1, 2):
        for some in combinations(rules, size):
            if _is_infeasible(search, some):
                return tuple(rule.code for rule in some)
    kept = list(rules)
    for rule in rules:
        fewer = [one for one in kept if one is not rule]
        if _is_infeasible(search, fewer):
            kept = fewer
    return tuple(rule.code for rule in kept)


def _is_infeasible(search: Search, rules: Sequence[Requirement]) -> bool:
    return search.solve(rules)[1].status == "infeasible"


def timed(search: Search, wishes: Wishes, started: float) -> Search:
    """Leave to the further questions what is left of three times the limit."""
    left = max(3 * wishes.settings.time_limit_s - (perf_counter() - started), 0.05)
    limit = min(wishes.settings.time_limit_s, left)
    settings = wishes.settings.model_copy(update={"time_limit_s": limit})
    return replace(search, wishes=Wishes(settings, wishes.prices))
