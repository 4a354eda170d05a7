"""What is done about a sign: measures by its kind, with their owner and what they depend on."""

from collections.abc import Iterator
from datetime import date

from kust.programme.asking.sign import (
    ASKS,
    NEED,
    NICHE,
    PROJECT,
    REMEDY,
    REQUIREMENT,
    STEP_REQUIREMENTS,
    SUPPORT,
    UNKNOWN,
    Sign,
    Signs,
)
from kust.programme.drafting.facts import Facts
from kust.programme.drafting.steps import INDICATORS, Steps, name_of
from kust.programme.drafting.task import Answer, Task

# Which planned effect of a project carries a requirement.
_CARRIES = dict.fromkeys(STEP_REQUIREMENTS["raise_supply"], "cooperation_growth") | {
    "high_productivity_jobs": "high_productivity_jobs"
}
_OF_PROJECT = ("project_investment", "project_jobs", "project_high_productivity_jobs")


class Answering:
    """Says what is done about each sign; a step and a project are proposed once, against the first sign they fit.

    ``carried``: projects that a measure of the programme carries out already; ``answered``: requirements of which it
    has a problem with measures.
    """

    def __init__(
        self, signs: Signs, facts: Facts, lang: str, carried: frozenset[str], answered: frozenset[str]
    ) -> None:
        self.signs, self.facts, self.lang = signs, facts, lang
        self.carried, self.answered = set(carried), answered
        self.steps = Steps(signs, facts, lang)
        self.niches = {one.reference for one in signs.signs if one.kind == NICHE and one.state == ASKS}
        self.behind = {one.reference for one in signs.signs if one.kind == PROJECT and one.state == ASKS}

    def answer(self, sign: Sign) -> Answer | None:
        """Say what is done about a sign, and for which goal; None where nothing is proposed about it."""
        told = {
            REQUIREMENT: ("requirements", self._requirement),
            REMEDY: ("requirements", lambda one: self.steps.alone(one, self.answered)),
            NICHE: ("supply", self._niche),
            NEED: ("supply", self._need),
            PROJECT: ("projects", self._project),
            SUPPORT: ("projects", self._support),
        }
        goal, tell = told[sign.kind]
        tasks = tuple(tell(sign))
        return Answer(goal, tasks) if tasks else None

    def _requirement(self, sign: Sign) -> Iterator[Task]:
        tasks, last = self.steps.tasks_for(sign)
        if sign.state not in (ASKS, UNKNOWN):
            return
        yield from tasks
        name = name_of(sign.reference)
        for project in self._carriers(name):
            yield self._carry(project, (*INDICATORS.get(name, ()), *_OF_PROJECT))
        yield self.steps.looked_at_again(sign, last)

    def _carriers(self, name: str) -> Iterator[str]:
        """Find projects that plan to grow what a requirement asks for.

        One that makes the product of a niche is left to it, one that is behind its plan to that.
        """
        effect = _CARRIES.get(name)
        for project, facts in self.facts.projects.items():
            ended = facts.row["ends_on"] is not None and facts.row["ends_on"] <= self.signs.on
            elsewhere = project in self.behind or facts.row["product_id"] in self.niches
            if effect and facts.ahead.get(effect, 0) > 0 and not elsewhere and not ended:
                yield from self._once(project)

    def _once(self, project: str) -> Iterator[str]:
        if project not in self.carried:
            self.carried.add(project)
            yield project

    def _carry(self, project: str, indicators: tuple[str, ...]) -> Task:
        facts = self.facts.projects[project]
        starts, ends = facts.row["starts_on"], facts.row["ends_on"]
        return Task(
            role=f"project:{project}",
            code="project",
            values={"title": facts.row["title"]},
            owner=facts.row["initiator_id"] or self.facts.specialised,
            days=(starts, ends) if starts is not None and ends is not None else None,
            is_dated=True,
            project_id=project,
            indicators=indicators,
            costs=facts.costs,
            milestone="project",
            due_on=ends,
        )

    def _niche(self, sign: Sign) -> Iterator[Task]:
        """Answer a niche by the project that makes its product, else by an investor to be found."""
        if sign.state != ASKS:
            return
        own = (f"import_share:{sign.reference}",) if _of_imports(sign) else ()
        makers = [
            name for name, one in self.facts.projects.items() if one.row["product_id"] == sign.reference
        ]
        for project in makers:
            for one in self._once(project):
                yield self._carry(one, (*own, *_OF_PROJECT))
        if makers:
            return
        values, spec = {"title": sign.title}, self.facts.specialised
        yield Task(role="plan", code="plan", values=values, owner=spec)
        yield Task(role="investor", code="investor", values=values, owner=spec, after=("plan",))
        ends = ("investment", "investment_least", "investment_most")
        yield Task(
            role="production",
            code="production",
            values=values,
            owner=spec,
            after=("investor",),
            indicators=own,
            investment=tuple(sign.figure(end) for end in ends),
            milestone="production",
        )

    def _need(self, sign: Sign) -> Iterator[Task]:
        """Answer a need that no niche answers: by those who make it already, else by a maker to be found."""
        if sign.state != ASKS or sign.reference in self.niches:
            return
        buyer = sign.organisations[0] if sign.organisations else self.facts.specialised
        makers = [one.of for one in sign.figures if one.name == "made" and one.of is not None]
        values = {"title": sign.title, "makers": ", ".join(map(self.facts.name, makers))}
        yield Task(role="terms", code="terms", values=values, owner=self.facts.specialised)
        yield Task(
            role="supplier",
            code="makers" if makers else "supplier",
            values=values,
            owner=makers[0] if makers else buyer,
            after=("terms",),
            milestone="supplier",
            indicators=(f"import_share:{sign.reference}",) if _of_imports(sign) else (),
        )

    def _project(self, sign: Sign) -> Iterator[Task]:
        owner = self.facts.projects[sign.reference].row["initiator_id"] or self.facts.specialised
        values = {"title": sign.title}
        if sign.why in ("ended_without_fact", "fact_untold"):
            yield Task(role="report", code="report", values=values, owner=owner)
        if sign.why != "behind":
            return
        yield Task(role="catch_up", code="catch_up", values=values, owner=owner)
        for project in self._once(sign.reference):
            yield self._carry(project, _OF_PROJECT)

    def _support(self, sign: Sign) -> Iterator[Task]:
        """Propose to apply where a measure could be had; where conditions are not known, to find them out first."""
        is_open = sign.state == UNKNOWN and sign.why in ("conditions", "amount")
        project, _, code = sign.reference.partition(":")
        row = self.facts.projects[project].row
        ended = row["ends_on"] is not None and row["ends_on"] <= self.signs.on
        if ended or not (is_open or sign.state == ASKS):
            return
        owner = row["initiator_id"] or self.facts.specialised
        values = {"title": sign.title, "measure": getattr(self.facts.measures[code].title, self.lang)}
        if is_open:
            yield Task(role="conditions", code="conditions", values=values, owner=owner)
        first = ("conditions",) if is_open else ()
        yield Task(role="papers", code="papers", values=values, owner=owner, after=first)
        yield Task(
            role="apply",
            code="apply",
            values=values,
            owner=owner,
            after=("papers",),
            milestone="apply",
            due_on=_closes_on(sign),
        )


def _of_imports(sign: Sign) -> bool:
    return sign.what == "import_dependence" and sign.value is not None


def _closes_on(sign: Sign) -> date | None:
    """Find when the next window of applications closes."""
    days = [
        date.fromisoformat(one.of)
        for one in sign.figures
        if one.name == "closes_on" and one.of is not None and one.note != "closed"
    ]
    return min(days, default=None)
