"""The other rules of the industrial editions: composition, jobs, bodies, territory, projects, links."""

from .flows import Flows
from .jobs import jobs_of
from .question import Question
from .rows import Row, day, open_on, text
from .traits import exports, makes_final, not_yet_producing, stated, uses_inputs
from .verdicts import (
    MET,
    NOT_MET,
    UNKNOWN,
    Item,
    Judgement,
    count_judgement,
    each_judgement,
    if_it_belongs,
    judgement,
    share_judgement,
    share_value,
    share_verdict,
)


def enterprises(question: Question, threshold: float) -> Judgement:
    return count_judgement([True for _ in question.participants or {}], threshold)


def final_maker(question: Question, threshold: float) -> Judgement:
    return count_judgement(
        (makes_final(question, one, rows) for one, rows in (question.participants or {}).items()), threshold
    )


def final_maker_with_inputs(question: Question, threshold: float) -> Judgement:
    return count_judgement(
        (
            _both(makes_final(question, one, rows), uses_inputs(question, one, rows))
            for one, rows in (question.participants or {}).items()
        ),
        threshold,
    )


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return True if one and other else None


def export_orientation(question: Question, threshold: float) -> Judgement:
    return count_judgement(
        (exports(question, one, rows) for one, rows in (question.participants or {}).items()), threshold
    )


def newcomers(question: Question, threshold: float) -> Judgement:
    found = (not_yet_producing(question, one, rows) for one, rows in (question.participants or {}).items())
    return count_judgement(found, threshold, "<=")


def share_of_participants(question: Question, column: str, threshold: float) -> Judgement:
    items = {}
    for organisation, rows in (question.participants or {}).items():
        said_so = stated(rows, column)
        items[organisation] = Item(None if said_so is None else float(said_so), 1.0)
    return share_judgement(items, threshold)


def founders(question: Question, threshold: float) -> Judgement:
    return share_of_participants(question, "is_founder", threshold)


def governing_bodies(question: Question, threshold: float) -> Judgement:
    return share_of_participants(question, "in_governing_body", threshold)


def high_productivity_jobs(question: Question, threshold: float) -> Judgement:
    return share_judgement({one: jobs_of(question, one) for one in question.participants or {}}, threshold)


def education(question: Question, threshold: float) -> Judgement:
    return count_judgement(institutions(question), threshold)


def institutions(question: Question) -> list[bool | None]:
    """One answer for each organisation of role education; without a level it is in doubt."""
    found = question.with_role("education").values()
    return [True if any(text(row, "education_level") for row in rows) else None for rows in found]


def infrastructure(question: Question, threshold: float) -> Judgement:
    """Rows, not organisations: each is one object."""
    rows = [row for row in question.members or [] if row["role"] == "infrastructure"]
    return count_judgement([True if text(row, "infrastructure_kind") else None for row in rows], threshold)


def territory(question: Question, threshold: float) -> Judgement:
    if "cluster_regions" not in question.tables:
        return judgement(UNKNOWN, 0, threshold)
    return count_judgement([True for _ in question.of_cluster("cluster_regions")], threshold)


def regional_agreement(question: Question, threshold: float) -> Judgement:
    if "cluster_regions" not in question.tables:
        return judgement(UNKNOWN, None, threshold)
    items = []
    for row in question.of_cluster("cluster_regions"):
        agreed_on = day(row, "agreement_on")
        items.append(Item(float(agreed_on is not None and agreed_on <= question.on), 1.0))
    return judgement(share_verdict(items, threshold), share_value(items), threshold)


def joint_projects(question: Question, threshold: float) -> Judgement:
    if "projects" not in question.tables:
        return judgement(UNKNOWN, 0, threshold)
    running = [
        row
        for row in question.of_cluster("projects")
        if row["kind"] == "joint" and open_on(row, question.on, "starts_on", "ends_on")
    ]
    return count_judgement([_of_two(question, row) for row in running], threshold)


def _of_two(question: Question, project: Row) -> bool | None:
    if question.participants is None or "project_participants" not in question.tables:
        return None
    taking_part = {
        row["organisation_id"]
        for row in question.tables["project_participants"]
        if row["project_id"] == project["project_id"]
    }
    return len(taking_part & question.participant_ids) >= 2


def links(question: Question, threshold: float) -> Judgement:
    """Each participant, or in doubt if its group is, by the number of others that it trades with."""
    return _links(question, threshold, dict.fromkeys(question.participants or {}, True))


def links_of_producers(question: Question, threshold: float) -> Judgement:
    """As above, of those that already produce."""
    group: dict[str, bool | None] = {}
    for organisation, rows in (question.participants or {}).items():
        waiting = not_yet_producing(question, organisation, rows)
        if waiting is not True:
            group[organisation] = None if waiting is None else True
    return _links(question, threshold, group)


def _links(question: Question, threshold: float, group: dict[str, bool | None]) -> Judgement:
    members = {}
    for organisation, belongs in group.items():
        known = _partners(question.flows, organisation, question.participant_ids)
        short = UNKNOWN if _may_have_more(question, organisation) else NOT_MET
        verdict = MET if known >= threshold else short
        members[organisation] = {"verdict": if_it_belongs(verdict, belongs), "value": known}
    return each_judgement(members, threshold)


def _partners(flows: Flows, organisation: str, participants: set[str]) -> int:
    others = participants - {organisation}
    return sum(
        1 for other in others if flows.sold(organisation, other) > 0 or flows.bought(organisation, other) > 0
    )


def _may_have_more(question: Question, organisation: str) -> bool:
    flows = question.flows
    return organisation not in flows.suppliers_named or organisation not in flows.buyers_named
