"""Explain one verdict of one cluster: the formula with its numbers, and the rows behind each number."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import narwhals as nw

from kust.chain.accounts import count_high_productivity_jobs
from kust.checks.result import CheckResult, ClusterVerdicts, Verdict
from kust.checks.rule import Readings, Subject
from kust.checks.run import check, evidence_of
from kust.checks.trace import TRACERS, Number
from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.law import editions, editions_for, find_edition, parameters


@dataclass(frozen=True)
class Line:
    """A line of the formula: Σ of one kind of number over Σ of another, held against a threshold.

    A line of a count has only ``value``.
    """

    name: str
    numerator: float | None
    denominator: float | None
    value: float | None
    comparison: str | None
    threshold: float | None
    verdict: str


@dataclass(frozen=True)
class Explanation:
    """One verdict with the lines of its formula and every number with its rows."""

    result: CheckResult
    entry: ClusterVerdicts
    verdict: Verdict
    lines: tuple[Line, ...]
    numbers: tuple[Number, ...]


# Shares of participants of whom something is true: the yes over all of them.
_FLAGS = {
    "industrial.founders": "is_founder",
    "industrial.governing_bodies": "in_governing_body",
    "innovation.cofinancing": "cofinances",
}
_WHOLES = {
    "supply_side": ("sold_inside_krub", "output_krub"),
    "purchase_side": ("bought_inside_krub", "purchases_krub"),
    "industrial.functional_dependence": ("bought_inside_krub", "purchases_krub"),
    "industrial.high_productivity_jobs": ("high_productivity_jobs", "jobs"),
}


def explain(
    dataset: Dataset,
    requirement: str,
    *,
    on: date,
    cluster: str | None = None,
    year: int | None = None,
    edition: str | None = None,
    readings: Readings | None = None,
) -> Explanation:
    """Explain one verdict.

    Parameters
    ----------
    dataset
        As it was read; a prepared one knows the rows of its own files.
    requirement
        Code of the requirement.
    on, year, edition, readings
        As for :func:`kust.checks.check`.
    cluster
        Id of the cluster; may be left out where there is only one.

    Raises
    ------
    UsageError
        No such cluster, edition or requirement; several clusters or editions where one is needed.
    """
    readings = readings or Readings()
    requirement = _whole_code(requirement)
    chosen = only_cluster(dataset, cluster)
    code = edition or _edition_of(dataset, requirement, chosen, on)
    rules = find_edition(code)
    known = [rule.code for rule in rules.requirements]
    if requirement not in known:
        elsewhere = [
            e.code for e in editions().values() if any(r.code == requirement for r in e.requirements)
        ]
        problem = "requirement_of_another_edition" if elsewhere else "unknown_requirement"
        found = {"edition": code, "requirement": requirement, "elsewhere": ", ".join(elsewhere)}
        raise UsageError(problem, known=", ".join(known), **found)
    result = check(dataset, on=on, year=year, edition=code, clusters=[chosen], readings=readings)
    entry = result.clusters[0]
    verdict = next(found for found in entry.verdicts if found.requirement.code == requirement)
    subject = _subject(dataset, chosen, on, entry.year, rules.kind, readings)
    numbers = tuple(TRACERS[requirement](subject))
    return Explanation(result, entry, verdict, _lines(verdict, numbers, subject), numbers)


def _whole_code(requirement: str) -> str:
    """Complete a code given without its field, or a title: ``cooperation``, ``Уровень кооперации``."""
    codes = {rule.code for edition in editions().values() for rule in edition.requirements}
    asked = requirement.strip().lower()
    for code in sorted(codes):
        titles = [title.lower() for title in parameters(code)["title"].values()]
        if asked in (code, code.partition(".")[2], *titles):
            return code
    return requirement


def only_cluster(dataset: Dataset, cluster: str | None) -> str:
    """Take the cluster asked for, else the only one there is."""
    ids: list[str] = dataset.rows("clusters").select("cluster_id").collect().to_series().to_list()
    if cluster is not None and cluster in ids:
        return cluster
    if cluster is not None:
        raise UsageError("unknown_cluster", cluster=cluster, known=", ".join(ids[:20]))
    if len(ids) != 1:
        raise UsageError("one_cluster_needed", known=", ".join(ids[:20]))
    return ids[0]


def _edition_of(dataset: Dataset, requirement: str, cluster: str, on: date) -> str:
    """Find the edition of the day that has the requirement."""
    rows = dataset.rows("clusters").collect()
    kind = dict(zip(rows["cluster_id"].to_list(), rows["kind"].to_list(), strict=True))[cluster]
    holding = editions_for(kind, on)
    fitting = [e.code for e in holding if any(rule.code == requirement for rule in e.requirements)]
    if fitting:
        return fitting[0]
    if holding:
        return holding[0].code
    raise UsageError("no_edition", on=on, known=", ".join(e.code for e in editions_for(kind)))


def _subject(dataset: Dataset, cluster: str, on: date, year: int, kind: str, readings: Readings) -> Subject:
    clusters = dataset.table("clusters").filter(nw.col("cluster_id") == cluster).collect(backend="polars")
    subject = evidence_of(dataset, on, year).subject(clusters, kind, readings)
    jobs = count_high_productivity_jobs(subject.participants, readings.wage_at_threshold_counts)
    return Subject(**{**_fields(subject), "participants": jobs})


def _fields(subject: Subject) -> dict[str, Any]:
    return {name: getattr(subject, name) for name in subject.__dataclass_fields__}


def _lines(verdict: Verdict, numbers: Iterable[Number], subject: Subject) -> tuple[Line, ...]:
    """Put the sums of the numbers into the formula; a sum with a gap in it is not shown."""
    by_name: dict[str, list[Number]] = {}
    for number in numbers:
        by_name.setdefault(number.name, []).append(number)
    finals = {
        r["organisation_id"]: r["makes_final_products"] for r in subject.participants.iter_rows(named=True)
    }

    def total(name: str, side: str) -> float | None:
        of_side = [
            n for n in by_name.get(name, []) if _counts(side, finals.get(n.organisation_id or ""), subject)
        ]
        values = [number.value for number in of_side]
        return None if not values or None in values else float(sum(value or 0.0 for value in values))

    code, sign = verdict.requirement.code, verdict.requirement.comparison
    lines = []
    for part in verdict.parts:
        top, bottom = (total(name, part.part) for name in _WHOLES.get(part.part, ("", "")))
        lines.append(Line(part.part, top, bottom, part.value, part.comparison, part.threshold, part.verdict))
    if not lines:
        top, bottom = (total(name, code) for name in _WHOLES.get(code, ("", "")))
        if code in _FLAGS:
            top = total(_FLAGS[code], code)
            bottom = float(len(by_name[_FLAGS[code]])) if top is not None else None
        lines.append(Line(code, top, bottom, verdict.value, sign, verdict.threshold, verdict.verdict))
    return tuple(lines)


def _counts(side: str, final: bool | None, subject: Subject) -> bool:
    """Tell whether a participant is summed on a side."""
    if side in ("purchase_side", "industrial.functional_dependence"):
        return final is not False
    if side == "supply_side" and not subject.readings.final_makers_in_supply_side:
        return final is not True
    return True


def explanation_as_json(explanation: Explanation) -> dict[str, Any]:
    """Bring an explanation into JSON; figures are not rounded."""
    from kust.checks.as_json import verdict_as_json

    result, entry = explanation.result, explanation.entry
    return {
        "dataset": result.path,
        "digest": result.digest,
        "on": result.on.isoformat(),
        "year": entry.year,
        "edition": entry.edition.code if entry.edition else None,
        "cluster_id": entry.cluster_id,
        "name": entry.name,
        "verdict": verdict_as_json(explanation.verdict),
        "rule": explanation.verdict.requirement.rule,
        "formula": [asdict(line) for line in explanation.lines],
        "numbers": [_number(number) for number in explanation.numbers],
    }


def _number(number: Number) -> dict[str, Any]:
    rows = [
        {
            **asdict(row),
            "cells": {k: v.isoformat() if isinstance(v, date) else v for k, v in row.cells.items()},
        }
        for row in number.rows
    ]
    return {
        "name": number.name,
        "organisation_id": number.organisation_id,
        "value": number.value,
        "rows": rows,
    }
