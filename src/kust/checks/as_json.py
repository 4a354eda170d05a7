"""The result of a check as the JSON document that other programs read (schema: docs/check.schema.json)."""

from typing import Any

from kust.checks.result import CheckResult, ClusterVerdicts, MemberVerdict, Part, Verdict


def as_json(result: CheckResult) -> dict[str, Any]:
    """Bring a result into the stable form of ``kust check --format json``; figures are not rounded."""
    document: dict[str, Any] = {
        "dataset": result.path,
        "digest": result.digest,
        "on": result.on.isoformat(),
        "year": result.years[0] if len(result.years) == 1 else None,
        "edition": None if result.edition in (None, "all") else result.edition,
    }
    if len(result.years) > 1:
        document["years"] = list(result.years)
    document["clusters"] = [_cluster(entry) for entry in result.clusters]
    return document


def _cluster(entry: ClusterVerdicts) -> dict[str, Any]:
    edition = entry.edition
    return {
        "cluster_id": entry.cluster_id,
        "name": entry.name,
        "edition": edition.code if edition else None,
        "year": entry.year,
        "coverage": edition.coverage if edition else None,
        "conforms": entry.conforms,
        "not_found": [dict(item) for item in edition.not_found] if edition else [],
        "verdicts": [verdict_as_json(verdict) for verdict in entry.verdicts],
    }


def verdict_as_json(verdict: Verdict) -> dict[str, Any]:
    """Bring one verdict into JSON."""
    rule = verdict.requirement
    return {
        "requirement": rule.code,
        "verdict": verdict.verdict,
        "value": verdict.value,
        "threshold": verdict.threshold,
        "comparison": rule.comparison,
        "margin": verdict.margin,
        "parts": [_part(part) for part in verdict.parts],
        "members": [_member(member) for member in verdict.members],
        "missing": [
            {
                "table": gap.table,
                "column": gap.column,
                "organisation_id": gap.organisation_id,
                "year": gap.year,
            }
            for gap in verdict.missing
        ],
        "readings": verdict.readings,
        "alternatives": [
            {"reading": a.reading, "setting": a.setting, "verdict": a.verdict, "value": a.value}
            for a in verdict.alternatives
        ],
        "not_found": [dict(item) for item in rule.not_found],
        "basis": {
            "act": rule.basis.act,
            "clause": rule.basis.clause["ru"] if rule.basis.clause else None,
            "evidence": rule.basis.evidence,
            "source": rule.basis.source,
        },
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "part": part.part,
        "verdict": part.verdict,
        "value": part.value,
        "threshold": part.threshold,
        "comparison": part.comparison,
        "members": [_member(member) for member in part.members],
    }


def _member(member: MemberVerdict) -> dict[str, Any]:
    return {"organisation_id": member.organisation_id, "value": member.value, "verdict": member.verdict}
