"""Support as the JSON document that other programs read (schema: docs/support.schema.json)."""

from dataclasses import asdict
from datetime import date
from math import isinf
from typing import Any

from kust.i18n import LANGUAGES, say
from kust.law.measures import Measure
from kust.support.result import Between, Claim, ConditionVerdict, Limit, Offer, Support


def support_as_json(support: Support) -> dict[str, Any]:
    """Bring an estimate of support into its stable form; it says of itself that it is no decision."""
    return {
        "dataset": support.path,
        "digest": support.digest,
        "on": support.on.isoformat(),
        "project_id": support.project_id,
        "title": support.title,
        "cluster_id": support.cluster_id,
        "nature": "estimate",
        "notice": {lang: say("support.notice", lang) for lang in LANGUAGES},
        "measures": [_offer(one) for one in support.offers],
        "sure": asdict(support.sure),
        "possible": asdict(support.possible),
        "not_adopted": [one.model_dump() for one in support.not_adopted],
    }


def _offer(offer: Offer) -> dict[str, Any]:
    return {
        **_measure(offer.measure),
        "status": offer.status,
        "scenario": offer.scenario,
        "eligible": offer.eligible,
        "conditions": [_condition(one) for one in offer.conditions],
        "amount_krub": None if offer.amount is None else offer.amount.value,
        "amount_range": _between(offer.amount),
        "per": offer.per,
        "loan_rate": offer.rate,
        "limits": [_limit(one) for one in offer.limits],
        "by_category": [asdict(one) for one in offer.by_category],
        "rows": [_claim(one) for one in offer.claims],
        "instalments": [asdict(one) for one in offer.instalments],
        "unpaid_krub": offer.unpaid_krub,
        "intakes": [_plain(asdict(one)) for one in offer.intakes],
        "not_together": [{"measure": code, "why": why} for code, why in offer.not_together],
        "alternatives": [
            {
                "reading": one.reading,
                "amount_krub": one.krub.value,
                "amount_range": _between(one.krub),
                "missing": [asdict(gap) for gap in one.missing],
            }
            for one in offer.alternatives
        ],
        "missing": [asdict(gap) for gap in offer.missing],
        "granted_krub": offer.granted_krub,
        "paid_krub": offer.paid_krub,
        "cautions": list(offer.cautions),
        "costs_told": offer.costs_told,
        "term": None if offer.term is None else _plain(asdict(offer.term)) | _clause(offer.measure),
    }


def _clause(measure: Measure) -> dict[str, Any]:
    return {"clause": measure.clause.model_dump() if measure.clause else None}


def _measure(measure: Measure) -> dict[str, Any]:
    return {
        "measure": measure.code,
        "title": measure.title.model_dump(),
        "act": measure.act.model_dump(),
        **_clause(measure),
        "level": measure.level,
        "form": measure.form,
        "evidence": measure.evidence,
        "source": measure.source,
        "notes": [one.model_dump() for one in measure.notes],
        "not_found": [one.model_dump() for one in measure.not_found],
    }


def _condition(one: ConditionVerdict) -> dict[str, Any]:
    text = one.text or {lang: say(f"support.condition.{one.code}", lang) for lang in LANGUAGES}
    return {
        "code": one.code,
        "kind": one.kind,
        "text": text,
        "verdict": one.verdict,
        "value": one.value,
        "evidence": one.evidence,
        "source": one.source,
        "missing": [asdict(gap) for gap in one.missing],
        "decided_by": one.decided_by,
        "left_out": list(one.left_out),
        "answered": one.answered.model_dump(mode="json") if one.answered else None,
    }


def _limit(one: Limit) -> dict[str, Any]:
    return {
        "limit": one.code,
        "recipient_id": one.recipient_id,
        "share": one.share,
        "krub": one.krub.value,
        "range": _between(one.krub),
        "binding": one.binding,
        "evidence": one.evidence or None,
        "source": one.source or None,
        "certainty": one.certainty,
        "missing": [asdict(gap) for gap in one.missing],
    }


def _claim(one: Claim) -> dict[str, Any]:
    row = one.row
    return {
        "cost_id": row.cost_id,
        "organisation_id": row.organisation_id,
        "category": row.category,
        "basis": row.basis,
        "year": row.year,
        "amount_krub": row.amount_krub,
        "counted_krub": one.counted.value,
        "claimed_krub": one.claimed.value,
        "claimed_range": _between(one.claimed),
        "why": one.why,
        "evidence": one.evidence,
        "source": one.source,
        "file": row.file,
        "row": row.row,
        "missing": [asdict(gap) for gap in one.missing],
    }


def _between(one: Between | None) -> list[float | None] | None:
    """Bring a range into a pair; null at an end that nothing bounds."""
    return None if one is None else [one.least, None if isinf(one.most) else one.most]


def _plain(content: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in content.items()}
