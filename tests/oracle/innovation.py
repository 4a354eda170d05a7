"""The rules of the innovation edition; every member is a participant."""

from .industrial import institutions, share_of_participants
from .question import Question
from .traits import exports
from .verdicts import UNKNOWN, Judgement, all_of, count_judgement, judgement


def organisations(question: Question, threshold: float) -> Judgement:
    return count_judgement([True for _ in question.participants or {}], threshold)


def composition(question: Question, threshold: float) -> Judgement:
    """At least one of each; the value is the smallest count."""
    makers = question.with_role("enterprise")
    facts = {
        "research": [True for _ in question.with_role("research")],
        "education": institutions(question),
        "enterprise": [True for _ in makers],
        "exporter": [exports(question, one, rows) for one, rows in makers.items()],
    }
    parts = {}
    for part, found in facts.items():
        counted = count_judgement(found, threshold)
        parts[part] = {"verdict": counted["verdict"], "value": counted["value"]}
    verdict = all_of(part["verdict"] for part in parts.values())
    return judgement(verdict, min(part["value"] for part in parts.values()), threshold, parts=parts)


def core_projects(question: Question, threshold: float) -> Judgement:
    if "projects" not in question.tables:
        return judgement(UNKNOWN, 0, threshold)
    return count_judgement(
        [True for row in question.of_cluster("projects") if row["kind"] == "core"], threshold
    )


def cofinancing(question: Question, threshold: float) -> Judgement:
    return share_of_participants(question, "cofinances", threshold)
