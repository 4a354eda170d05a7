"""Rows of a draft: each sign becomes a problem with its measures, under ids that stay the same from run to run."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from kust.i18n import NO_BREAK_SPACE, say
from kust.programme.asking.sign import Sign, Signs
from kust.programme.drafting.days import find_span
from kust.programme.drafting.facts import Facts
from kust.programme.drafting.ids import Ids, plain_id
from kust.programme.drafting.indicators import Indicators
from kust.programme.drafting.placing import costs_of, days_of, place_tasks
from kust.programme.drafting.task import Answer, Task
from kust.programme.drafting.words import describe, word_problem
from kust.programme.programme import (
    DROPPED,
    PROPOSED,
    Goal,
    Indicator,
    Measure,
    Milestone,
    Problem,
    Programme,
    Stakeholder,
)

_KINDS = {"enterprise": "participant"}
_STAKEHOLDERS = ("participant", "authority", "education", "research", "finance", "infrastructure")


@dataclass(frozen=True, kw_only=True)
class Because:
    """Which sign a proposed row comes from."""

    table: str
    id: str
    kind: str
    reference: str


class Rows:
    """The rows that are proposed, sign after sign; what the programme has already stays out."""

    def __init__(self, programme: Programme, signs: Signs, facts: Facts, lang: str) -> None:
        self.programme, self.signs, self.facts, self.lang = programme, signs, facts, lang
        self.ids = Ids(facts.taken)
        self.span = find_span(programme, signs.on)
        self.indicators = Indicators(programme, signs, self.span.last_year, lang)
        self.goals: dict[str, Goal] = {}
        self.stakeholders: dict[str, Stakeholder] = {}
        self.problems: list[Problem] = []
        self.measures: list[Measure] = []
        self.milestones: list[Milestone] = []
        self.because: list[Because] = []
        self.told: list[Sign] = []

    def propose(self, sign: Sign, answer: Answer) -> None:
        """Propose a problem and its measures; one that has measures, or was dropped, is people's business."""
        known = self._known_problem(sign)
        if known is not None and (
            known.decision == DROPPED
            or any(one.problem_id == known.problem_id for one in self.programme.measures)
        ):
            return
        goal = known.goal_id if known is not None else self._goal(answer.goal, sign)
        problem = known or self._problem(sign, goal, answer.tasks[0])
        self.told.append(sign)
        placed = place_tasks(answer.tasks, self.span)
        ids = {
            task.role: self.ids.new(
                "measures", plain_id("measure", self.signs.cluster_id, sign.kind, sign.reference, task.role)
            )
            for task in answer.tasks
        }
        for task in answer.tasks:
            self._measure(sign, task, problem, goal, ids, placed[task.role])

    def _known_problem(self, sign: Sign) -> Problem | None:
        """Find the problem that the programme has on this sign; one that stands goes before one that was dropped."""
        references = {sign.reference, *sign.also}
        found = [
            one
            for one in self.programme.problems
            if one.shown_by == sign.kind
            and one.reference in references
            and (one.edition in (None, sign.edition) or sign.edition is None)
        ]
        return min(found, key=lambda one: one.decision == DROPPED, default=None)

    def _goal(self, kind: str, sign: Sign) -> str | None:
        wanted = plain_id("goal", self.signs.cluster_id, kind)
        known = next((one for one in self.programme.goals if one.goal_id == wanted), None)
        if known is not None:
            return None if known.decision == DROPPED else known.goal_id
        if kind not in self.goals:
            self.goals[kind] = Goal(
                decision=PROPOSED,
                goal_id=self.ids.new("goals", wanted),
                title=say(f"programme_draft.goal.{kind}", self.lang),
                number=_next_number(self.programme.goals, len(self.goals)),
            )
            self._note("goals", self.goals[kind].goal_id, sign)
        return self.goals[kind].goal_id

    def _problem(self, sign: Sign, goal: str | None, first: Task) -> Problem:
        step = say(f"programme_draft.measure.{first.code}", self.lang, **first.values)
        title = word_problem(sign, self.facts, step, self.lang)
        wanted = plain_id("problem", self.signs.cluster_id, sign.kind, sign.reference)
        one = Problem(
            decision=PROPOSED,
            problem_id=self.ids.new("problems", wanted),
            number=_next_number(self.programme.problems, len(self.problems)),
            title=title,
            # A reader of tables tidies typographic spaces, so that data has plain ones from the start.
            description=describe(sign, self.signs, self.lang).replace(NO_BREAK_SPACE, " "),
            goal_id=goal,
            shown_by=sign.kind,
            reference=sign.reference,
            edition=sign.edition,
            found_value=sign.value,
            found_on=self.signs.on,
        )
        self.problems.append(one)
        self._note("problems", one.problem_id, sign)
        return one

    def _measure(
        self,
        sign: Sign,
        task: Task,
        problem: Problem,
        goal: str | None,
        ids: dict[str, str],
        days: tuple[date, date] | None,
    ) -> None:
        names = self._indicators(sign, task, goal)
        one = Measure(
            decision=PROPOSED,
            measure_id=ids[task.role],
            number=_next_number(self.programme.measures, len(self.measures)),
            title=say(f"programme_draft.measure.{task.code}", self.lang, **task.values),
            goal_id=goal,
            problem_id=problem.problem_id,
            project_id=task.project_id,
            owner_id=self._owner(task.owner),
            starts_on=days[0] if days else None,
            ends_on=days[1] if days else None,
            duration_days=None if task.is_dated or days else days_of(task),
            depends_on=tuple(ids[role] for role in task.after),
            indicators=names,
            costs=tuple(costs_of(task, days, self.span)),
        )
        self.measures.append(one)
        self._note("measures", one.measure_id, sign)
        self._milestone(sign, task, one)

    def _indicators(self, sign: Sign, task: Task, goal: str | None) -> tuple[str, ...]:
        """Name what a task moves; what is new among it comes from the same sign."""
        before = set(self.indicators.new)
        names = tuple(self.indicators.name(code, goal) for code in dict.fromkeys(task.indicators))
        for code, one in self.indicators.new.items():
            if code not in before:
                self._note("indicators", one.indicator, sign)
        return names

    def _milestone(self, sign: Sign, task: Task, measure: Measure) -> None:
        due = task.due_on or measure.ends_on
        if task.milestone is None or due is None or not self.span.starts_on <= due <= self.span.ends_on:
            return
        wanted = plain_id("milestone", self.signs.cluster_id, sign.kind, sign.reference, task.role)
        words = say(f"programme_draft.milestone.{task.milestone}", self.lang, **task.values)
        one = Milestone(
            milestone_id=self.ids.new("milestones", wanted),
            title=words,
            due_on=due,
            measure_id=measure.measure_id,
        )
        self.milestones.append(one)
        self._note("milestones", one.milestone_id, sign)

    def _owner(self, organisation: str | None) -> str | None:
        """Name the stakeholder that an organisation is; one that is not listed yet is added to the list."""
        if organisation is None:
            return None
        if (listed := self.facts.owners.get(organisation)) is not None:
            return listed
        if organisation not in self.stakeholders:
            role = self.facts.roles.get(organisation, "other")
            kind = _KINDS.get(role, role if role in _STAKEHOLDERS else "other")
            self.stakeholders[organisation] = Stakeholder(
                stakeholder_id=self.ids.new(
                    "stakeholders", plain_id("stakeholder", self.signs.cluster_id, organisation)
                ),
                name=self.facts.name(organisation),
                kind=kind,
                organisation_id=organisation,
            )
        return self.stakeholders[organisation].stakeholder_id

    def numbered_indicators(self) -> Iterator[Indicator]:
        """Return the new indicators, numbered behind those of the programme."""
        for place, one in enumerate(self.indicators.new.values()):
            yield replace(one, number=_next_number(self.programme.indicators, place))

    def _note(self, table: str, name: str, sign: Sign) -> None:
        self.because.append(Because(table=table, id=name, kind=sign.kind, reference=sign.reference))


def _next_number(known: tuple[object, ...], so_far: int) -> int:
    """Number a proposal behind everything that is there."""
    return max((getattr(one, "number", None) or 0 for one in known), default=0) + so_far + 1
