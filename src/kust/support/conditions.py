"""The conditions of a measure, judged one by one: met, not met, or unknown with what is missing."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from kust.law.measures import Condition, DatedStatus, Measure
from kust.support.claims import find_rule
from kust.support.project import Project
from kust.support.result import VERDICTS, ConditionVerdict, Missing
from kust.support.terms import WITHIN_TERM, judge_term

# Conditions that the user can answer in the settings.
ANSWERED = ("asked", "unread", "cluster_conforms")


class Answer(NamedTuple):
    """What a condition comes to, and by what."""

    verdict: str
    value: str | None = None
    missing: tuple[Missing, ...] = ()
    decided_by: str | None = None
    left_out: tuple[str, ...] = ()


def judge(measure: Measure, project: Project) -> tuple[ConditionVerdict, ...]:
    """Judge every condition of a measure that holds on the day, that it is in force being the first."""
    asked = [one for one in measure.conditions if one.holds(project.on)]
    return (
        _in_force(measure.status_on(project.on)),
        *(_judge(one, measure, project) for one in asked),
        *judge_term(measure, project),
    )


def list_answers(measure: Measure) -> tuple[str, ...]:
    """List the conditions of a measure that the user can answer, whatever the day."""
    codes = [one.code for one in measure.conditions if one.kind in ANSWERED]
    return tuple(dict.fromkeys(codes + ([WITHIN_TERM] if measure.term else [])))


def join(conditions: tuple[ConditionVerdict, ...]) -> str:
    """Join verdicts by Kleene's «and»: the least of them.

    >>> join(())
    'met'
    """
    return min((one.verdict for one in conditions), key=VERDICTS.index, default="met")


def _in_force(status: DatedStatus) -> ConditionVerdict:
    verdict = {"in_force": "met", "unclear": "unknown"}.get(status.status, "not_met")
    return ConditionVerdict(
        "in_force", "in_force", verdict, {}, status.evidence, status.source, status.status
    )


def _judge(condition: Condition, measure: Measure, project: Project) -> ConditionVerdict:
    if condition.kind == "applicants_are_participants":
        found = _participants(measure, project)
    else:
        found = _KINDS[condition.kind](condition, project)
    return ConditionVerdict(
        condition.code,
        condition.kind,
        found.verdict,
        condition.text.model_dump(),
        condition.evidence,
        condition.source,
        *found[1:],
        answered=project.answer_sources.get(condition.code) if found.decided_by == "answer" else None,
    )


def _said(yes: bool) -> str:
    return "met" if yes else "not_met"


def _ask(place: str) -> Answer:
    return Answer("unknown", missing=(Missing(place),))


def _project_kind(condition: Condition, project: Project) -> Answer:
    kind = str(project.row["kind"])
    return Answer(_said(kind in condition.values), kind)


def _registered(_: Condition, project: Project) -> Answer:
    day = project.confirmed_on
    if day is None:
        return _ask("clusters.confirmed_on")
    return Answer(_said(day <= project.on), day.isoformat())


def _conforms(condition: Condition, project: Project) -> Answer:
    """Take the user's word first; else a check that is sure and a confirmation, where they do not disagree."""
    if (said := project.answers.get(condition.code)) is not None:
        return Answer(_said(said), decided_by="answer")
    day = project.confirmed_on
    confirmed = day.isoformat() if day is not None and day <= project.on else None
    place = Missing(_place(condition, project))
    if confirmed is None and project.conforms in ("met", "not_met"):
        return Answer(project.conforms, decided_by="check")
    if confirmed is None:
        return Answer("unknown", missing=(Missing("kust check"), place))
    if project.conforms == "not_met":
        return Answer("unknown", confirmed, (place,), "disagree")
    return Answer("met", confirmed, decided_by="confirmed_on")


def _selected(_: Condition, project: Project) -> Answer:
    day = project.row["selected_on"]
    if day is None:
        return _ask("projects.selected_on")
    return Answer(_said(day <= project.on), day.isoformat())


def _selected_by(condition: Condition, project: Project) -> Answer:
    day = project.row["selected_on"]
    if day is None:
        return _ask("projects.selected_on")
    # A selection still to come is none yet, however late the last day is.
    last = min(condition.value, project.on) if isinstance(condition.value, date) else project.on
    return Answer(_said(day <= last), day.isoformat())


def _participants(measure: Measure, project: Project) -> Answer:
    """Judge those who would get the money: who bears costs that the measure pays for.

    Where each applicant gets its own money, one from outside the cluster keeps nobody else out.
    """
    paid_for = {row.category for row in project.costs if find_rule(measure, row.category, project.on)}
    asking = project.applicants(paid_for)
    inside = [one for one in asking if one in project.members]
    outside = [one for one in asking if one not in project.members]
    counted = [row for row in project.costs if not paid_for or row.category in paid_for]
    nameless = not asking or any(project.recipient(row) is None for row in counted)
    if measure.recipient == "applicant" and inside:
        return Answer("met", ", ".join(inside), left_out=tuple(outside))
    if outside and not (measure.recipient == "applicant" and nameless):
        return Answer("not_met", ", ".join(outside))
    if nameless:
        return _ask("project_costs.organisation_id")
    return Answer("met", ", ".join(asking))


def _import_substituting(_: Condition, project: Project) -> Answer:
    said = project.row["import_substituting"]
    return _ask("projects.import_substituting") if said is None else Answer(_said(said))


def _region(condition: Condition, project: Project) -> Answer:
    if not project.regions:
        return _ask("projects.region")
    inside = project.regions & set(condition.values)
    # A project that lies in any region of its cluster may lie in the right one.
    verdict = "met" if project.regions <= set(condition.values) else "unknown" if inside else "not_met"
    missing = (Missing("projects.region"),) if verdict == "unknown" else ()
    return Answer(verdict, ", ".join(sorted(project.regions)), missing)


def _okpd2(condition: Condition, project: Project) -> Answer:
    if project.okpd2 is None:
        return _ask("products.okpd2" if project.row["product_id"] else "projects.product_id")
    return Answer(_said(project.okpd2.startswith(condition.values)), project.okpd2)


def _cost_at_least(condition: Condition, project: Project) -> Answer:
    if not project.costs_told:
        return _ask("project_costs.amount_krub")
    total = sum(one.amount_krub for one in project.costs)
    return Answer(_said(total >= _number(condition)), f"{total:.15g}")


def _loan_at_most(condition: Condition, project: Project) -> Answer:
    if project.loan_krub is None:
        return _ask("project_funding.amount_krub")
    return Answer(_said(project.loan_krub <= _number(condition)), f"{project.loan_krub:.15g}")


def _number(condition: Condition) -> float:
    return float(condition.value) if isinstance(condition.value, float | int) else 0.0


def _asked(condition: Condition, project: Project) -> Answer:
    said = project.answers.get(condition.code)
    return _ask(_place(condition, project)) if said is None else Answer(_said(said), decided_by="answer")


def _place(condition: Condition, project: Project) -> str:
    return f"support.answers.{project.id}.{condition.code}"


def _unread(condition: Condition, project: Project) -> Answer:
    """Leave open a rule whose text nobody has read: the user may have, and say so."""
    return _asked(condition, project)


def _never(_: Condition, __: Project) -> Answer:
    return Answer("not_met")


_KINDS: dict[str, Callable[[Condition, Project], Answer]] = {
    "project_kind": _project_kind,
    "cluster_registered": _registered,
    "cluster_conforms": _conforms,
    "selected": _selected,
    "selected_by": _selected_by,
    "import_substituting": _import_substituting,
    "region": _region,
    "okpd2": _okpd2,
    "cost_at_least": _cost_at_least,
    "loan_at_most": _loan_at_most,
    "asked": _asked,
    "unread": _unread,
    "never": _never,
}
