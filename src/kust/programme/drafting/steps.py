"""What is done about a requirement: the steps of the cheapest plan, missing figures, projects that carry it."""

from kust.law import parameters
from kust.programme.asking.sign import (
    ASKS,
    REMEDY,
    REQUIREMENT,
    SETTLED,
    STEP_REQUIREMENTS,
    UNKNOWN,
    Sign,
    Signs,
)
from kust.programme.drafting.facts import Facts
from kust.programme.drafting.task import Task

_COOPERATION = STEP_REQUIREMENTS["raise_supply"]
# Whose requirements a new participant meets by being one.
_BY_NUMBER = ("enterprises", "organisations", "composition", "final_maker")
INDICATORS = dict.fromkeys(_COOPERATION, ("cooperation_share",)) | {
    "high_productivity_jobs": ("high_productivity_share",),
    "enterprises": ("participants",),
}


class Steps:
    """Shares the steps of the plans out among the requirements; each goes to one of them, or stands alone."""

    def __init__(self, signs: Signs, facts: Facts, lang: str) -> None:
        self.signs, self.facts, self.lang = signs, facts, lang
        self.used: set[str] = set()

    def tasks_for(self, sign: Sign) -> tuple[list[Task], tuple[str, ...]]:
        """Propose what meets a requirement; also the roles that have to be over before it is looked at again."""
        if sign.state not in (ASKS, UNKNOWN):
            return [], ()
        values = {"title": self._title(sign.reference)}
        spec, indicators = self.facts.specialised, INDICATORS.get(name_of(sign.reference), ())
        tasks: list[Task] = []
        last: list[str] = []
        if sign.state == UNKNOWN:
            last.append("find_out")
            tasks.append(Task(role="find_out", code="find_out", values=values, owner=spec))
        first = tuple(last)
        steps = self._take(sign)
        for step in steps:
            own = self._tasks_of(step, first, indicators)
            tasks += own
            last.append(own[-1].role)
        planned = dict(self.signs.plans).get(sign.edition or "") == "optimal"
        if sign.state == ASKS and not steps and not planned:
            last.append("ways")
            tasks.append(Task(role="ways", code="ways", values=values, owner=spec, indicators=indicators))
        return tasks, tuple(last)

    def looked_at_again(self, sign: Sign, after: tuple[str, ...]) -> Task:
        """Propose to collect new figures and check again when all is done."""
        return Task(
            role="return",
            code="return",
            values={"title": self._title(sign.reference)},
            owner=self.facts.specialised,
            after=after,
            indicators=INDICATORS.get(name_of(sign.reference), ()),
            milestone="requirement",
        )

    def alone(self, step: Sign, answered: frozenset[str]) -> list[Task]:
        """Propose a step that is nobody's kind; where the programme answers all open requirements, people decide."""
        unanswered = [one for one in self._open_ones(step.edition) if one not in answered]
        if step.reference in self.used or step.state != ASKS or not unanswered:
            return []
        self.used.add(step.reference)
        return self._tasks_of(step, (), ())

    def _title(self, requirement: str) -> str:
        return str(parameters(requirement)["title"][self.lang])

    def _take(self, sign: Sign) -> list[Sign]:
        """Take the steps for a requirement: those of its kind, else those of no open requirement's kind."""
        steps = [one for one in self.signs.signs if one.kind == REMEDY and one.edition == sign.edition]
        found = [step for step in steps if _serves(step, sign.reference)]
        if not found:
            open_ones = self._open_ones(sign.edition)
            found = [step for step in steps if not any(_serves(step, code) for code in open_ones)]
        free = [step for step in found if step.reference not in self.used]
        self.used |= {step.reference for step in free}
        return free

    def _open_ones(self, edition: str | None) -> list[str]:
        return [
            one.reference
            for one in self.signs.signs
            if one.kind == REQUIREMENT and one.state != SETTLED and one.edition == edition
        ]

    def _tasks_of(self, step: Sign, first: tuple[str, ...], indicators: tuple[str, ...]) -> list[Task]:
        kind, *ids = step.reference.split(":")
        if kind in ("raise_supply", "new_supply"):
            return self._supply(step, ids, first, indicators)
        if kind == "document":
            return [self._document(step, ids, first)]
        spec = self.facts.specialised
        is_named = ids[-1] in self.facts.names and bool(step.organisations)
        more = ("participants",) if kind == "admit" else ()
        return [
            Task(
                role=step.reference,
                code=kind if is_named or kind in ("agreement", "jobs") else f"{kind}_new",
                values={"name": self.facts.name(ids[-1]), "region": ids[-1], "after": step.threshold or 0},
                owner=ids[-1] if kind == "jobs" else spec,
                after=first,
                indicators=(*more, *indicators),
            )
        ]

    def _document(self, step: Sign, ids: list[str], first: tuple[str, ...]) -> Task:
        of_firm = bool(step.organisations)
        return Task(
            role=step.reference,
            code="document_of" if of_firm else "document",
            values={"title": self._title(ids[0]), "name": self.facts.name(ids[-1])},
            owner=ids[-1] if of_firm else self.facts.specialised,
            after=first,
        )

    def _supply(
        self, step: Sign, ids: list[str], first: tuple[str, ...], indicators: tuple[str, ...]
    ) -> list[Task]:
        """Propose a contract, then deliveries under it."""
        supplier, buyer, product = (self.facts.name(one) for one in ids)
        values = {"supplier": supplier, "buyer": buyer, "product": product}
        contract = Task(
            role=f"contract:{step.reference}",
            code="contract" if step.what == "new_supply" else "contract_more",
            values=values,
            owner=ids[0],
            after=first,
            milestone="contract",
        )
        deliveries = Task(
            role=f"deliveries:{step.reference}",
            code="deliveries",
            values=values,
            owner=ids[0],
            after=(contract.role,),
            indicators=indicators,
        )
        return [contract, deliveries]


def name_of(requirement: str) -> str:
    """Return the name of a requirement without the kind of its edition."""
    return requirement.rpartition(".")[2]


def _serves(step: Sign, requirement: str) -> bool:
    """Tell whether a step is of the kind that a requirement asks for."""
    kind, _, who = step.reference.partition(":")
    if kind == "document":
        return who.split(":")[0] == requirement
    wanted = _BY_NUMBER if kind == "admit" else STEP_REQUIREMENTS.get(kind, ())
    return name_of(requirement) in wanted
