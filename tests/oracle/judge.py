"""Every requirement of every edition, and the verdicts of one cluster on one day."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from . import cooperation, documents, industrial, innovation
from .question import DEFAULT_READINGS, Question
from .rows import Tables, read_tables
from .verdicts import UNKNOWN, Judgement, all_of, judgement

Rule = tuple[Callable[[Question, Any], Judgement], float | None]

EDITIONS: dict[str, dict[str, Rule]] = {
    "779-2015": {
        "industrial.enterprises": (industrial.enterprises, 10),
        "industrial.final_maker": (industrial.final_maker_with_inputs, 1),
        "industrial.supply_share_each": (cooperation.supply_share_each, 0.50),
        "industrial.founders": (industrial.founders, 0.50),
    },
    "779-2016": {
        "industrial.enterprises": (industrial.enterprises, 10),
        "industrial.final_maker": (industrial.final_maker_with_inputs, 1),
        "industrial.supply_share_each": (cooperation.supply_share_each, 0.20),
        "industrial.joint_projects": (industrial.joint_projects, 1),
        "industrial.export_orientation": (industrial.export_orientation, 1),
    },
    "779-2018": {
        "industrial.enterprises": (industrial.enterprises, 10),
        "industrial.final_maker": (industrial.final_maker, 1),
        "industrial.territory": (industrial.territory, 1),
        "industrial.supply_share_each": (cooperation.supply_share_each, 0.05),
        "industrial.cooperation": (cooperation.cooperation, 0.20),
        "industrial.high_productivity_jobs": (industrial.high_productivity_jobs, 0.50),
        "industrial.education": (industrial.education, 1),
        "industrial.infrastructure": (industrial.infrastructure, 2),
        "industrial.governing_bodies": (industrial.governing_bodies, 0.50),
        "industrial.regional_agreement": (industrial.regional_agreement, 1),
        "industrial.planning_documents": (documents.planning_documents, None),
    },
    "779-2021": {
        "industrial.links": (industrial.links, 1),
        "industrial.functional_dependence": (cooperation.functional_dependence, 0.20),
    },
    "779-2023": {
        "industrial.links": (industrial.links_of_producers, 1),
        "industrial.functional_dependence": (cooperation.functional_dependence_eased, 0.20),
        "industrial.not_yet_producing": (industrial.newcomers, 3),
    },
    "innovation-2016": {
        "innovation.organisations": (innovation.organisations, 40),
        "innovation.composition": (innovation.composition, 1),
        "innovation.core_projects": (innovation.core_projects, 1),
        "innovation.cofinancing": (innovation.cofinancing, 1),
        "innovation.regional_commitment": (documents.regional_commitment, None),
    },
}

WITHOUT_MEMBERS = {
    "industrial.territory",
    "industrial.regional_agreement",
    "industrial.planning_documents",
    "industrial.joint_projects",
    "innovation.core_projects",
    "innovation.regional_commitment",
}
COUNTS = {
    "industrial.enterprises",
    "industrial.final_maker",
    "industrial.export_orientation",
    "industrial.education",
    "industrial.infrastructure",
    "industrial.not_yet_producing",
    "innovation.organisations",
    "innovation.composition",
}
PARTS = {
    "industrial.cooperation": (
        "supply_side",
        "supply_side_below",
        "purchase_side",
        "purchase_side_below",
    ),
    "innovation.composition": ("research", "education", "enterprise", "exporter"),
}


def judge(
    folder: Path,
    cluster_id: str,
    edition: str,
    on: date,
    year: int,
    readings: dict[str, object] | None = None,
) -> dict[str, Judgement]:
    """Requirement code to verdict, value, threshold, margin, parts and members."""
    return judge_tables(read_tables(folder), cluster_id, edition, on, year, readings)


def judge_tables(
    tables: Tables,
    cluster_id: str,
    edition: str,
    on: date,
    year: int,
    readings: dict[str, object] | None = None,
) -> dict[str, Judgement]:
    """As `judge`, of rows already read."""
    unheard = set(readings or {}) - set(DEFAULT_READINGS)
    if unheard:
        raise KeyError(f"no such readings: {sorted(unheard)}")
    question = Question(tables, cluster_id, edition, on, year, DEFAULT_READINGS | (readings or {}))
    found = {}
    for requirement, (rule, threshold) in EDITIONS[edition].items():
        if question.members is None and requirement not in WITHOUT_MEMBERS:
            found[requirement] = _nobody_is_named(requirement, edition, threshold)
        else:
            found[requirement] = rule(question, threshold)
    return found


def _nobody_is_named(requirement: str, edition: str, threshold: float | None) -> Judgement:
    """Without a table of members nothing about them is known: no count, no share, no group."""
    value = 0 if requirement in COUNTS else None
    if (edition, requirement) == ("779-2023", "industrial.functional_dependence"):
        threshold = None
    parts = {part: {"verdict": UNKNOWN, "value": value} for part in PARTS.get(requirement, ())}
    comparison = "<=" if requirement == "industrial.not_yet_producing" else ">="
    return judgement(UNKNOWN, value, threshold, comparison, parts=parts)


def conforms(judgements: dict[str, Judgement]) -> str:
    """Kleene's "and" over the verdicts of one edition."""
    return all_of(found["verdict"] for found in judgements.values())
