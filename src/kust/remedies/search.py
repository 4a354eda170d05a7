"""What plans of one cluster are sought with: its model, built once, and what can be asked of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from time import perf_counter

from kust.checks.result import ClusterVerdicts, Verdict
from kust.law import Requirement, parameters
from kust.remedies.conflict import Attempt, Conflict, find_smallest
from kust.remedies.judged import judge_changed
from kust.remedies.linear_programme import LinearProgramme, build
from kust.remedies.options import Wishes
from kust.remedies.plan import ToFindOut
from kust.remedies.situation import Situation
from kust.solver import Solution

Features = Mapping[frozenset[str], float]


@dataclass(frozen=True)
class Search:
    """What plans of a cluster are sought with. ``before``: the verdicts as they are; ``names``: of who is in it."""

    situation: Situation
    wishes: Wishes
    before: ClusterVerdicts
    names: Mapping[str, str] = field(default_factory=dict)

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
    def is_met(self) -> bool:
        """Whether everything is met as it is and no step is asked for all the same: there is nothing to seek."""
        return self.before.conforms == "met" and not self.wishes.settings.forced

    @property
    def may_leave(self) -> frozenset[str]:
        """Participants known to be below in a requirement that is not met: none leaves for a figure not told."""
        below = {
            who for v in self.before.verdicts if v.verdict == "not_met" for who in _below(self.situation, v)
        }
        return frozenset(below & self.situation.base)

    @cached_property
    def programme(self) -> LinearProgramme:
        """The model of all requirements, built once."""
        return self.build()

    def forget(self) -> None:
        """Let go of the model: thousands of them would fill the memory."""
        for name in ("programme", "hopeless"):
            self.__dict__.pop(name, None)

    def build(self, margin: float = 0.0) -> LinearProgramme:
        """Put the model of all requirements together."""
        return build(self.situation, self.wishes, self.rules, self.may_leave, margin)

    @cached_property
    def hopeless(self) -> list[frozenset[str]]:
        """Requirements that nothing can meet, to be seen without solving anything; () stands for the forced steps."""
        return self.programme.model.find_hopeless()

    def is_hopeless(self, rules: Collection[Requirement]) -> bool:
        """Tell whether it is seen without solving that some requirements cannot be met together."""
        codes = {rule.code for rule in rules}
        return any(one <= codes for one in self.hopeless)

    def others(self, rules: Collection[Requirement]) -> set[str]:
        """Name the requirements that are left out."""
        return {rule.code for rule in self.rules} - {rule.code for rule in rules}

    def solve(
        self,
        rules: Collection[Requirement],
        apart_from: Sequence[Features] = (),
        programme: LinearProgramme | None = None,
    ) -> Solution:
        """Seek the cheapest way to meet some requirements."""
        if self.is_hopeless(rules):
            return Solution("infeasible", None, None, None, 0.0)
        return (programme or self.programme).solve(
            without=self.others(rules),
            apart_from=apart_from,
            time_limit=self.wishes.settings.time_limit_s,
        )

    def attempt(self, codes: frozenset[str]) -> Attempt:
        """Try to meet some requirements together, whatever it costs."""
        if any(one <= codes for one in self.hopeless):
            return Attempt(False)
        without = {rule.code for rule in self.rules} - codes
        found = self.programme.try_to_meet(without=without, time_limit=self.wishes.settings.time_limit_s)
        if found.values is None:
            return Attempt(False if found.status == "infeasible" else None)
        return Attempt(True, frozenset(self.programme.model.find_met(found.values)))


def start_search(situation: Situation, wishes: Wishes) -> Search:
    """Judge the cluster as it is and get ready to seek."""
    (before,) = judge_changed([(situation, situation.dataset)])
    return Search(situation, wishes, before)


def _below(situation: Situation, verdict: Verdict) -> set[str]:
    groups = (verdict.members, *(part.members for part in verdict.parts))
    below = {m.organisation_id for members in groups for m in members if m.verdict == "not_met"}
    if verdict.requirement.code == "industrial.not_yet_producing":
        below |= {who for who, row in situation.figures.items() if row["not_yet_producing"]}
    return below


def find_conflict(search: Search, rules: Sequence[Requirement]) -> Conflict:
    """Find a smallest set of requirements that no plan meets together; () where the forced steps alone clash."""
    codes = [rule.code for rule in rules]
    lacking = [code for code in codes if frozenset((code,)) in search.hopeless]
    if lacking and not search.wishes.settings.forced:
        return Conflict((lacking[0],))
    until = perf_counter() + 3 * search.wishes.settings.time_limit_s
    return find_smallest(codes, search.attempt, lambda: perf_counter() < until)


def timed(search: Search, wishes: Wishes, started: float) -> Search:
    """Leave to the further questions what is left of three times the limit."""
    left = max(3 * wishes.settings.time_limit_s - (perf_counter() - started), 0.05)
    limit = min(wishes.settings.time_limit_s, left)
    settings = wishes.settings.model_copy(update={"time_limit_s": limit})
    later = replace(search, wishes=Wishes(settings, wishes.prices))
    later.__dict__["programme"] = search.programme
    return later
