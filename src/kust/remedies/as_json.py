"""Remedies as the JSON document that other programs read (schema: docs/remedy.schema.json)."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from kust.data.dataset import Dataset
from kust.remedies.linear_programme import Step
from kust.remedies.plan import Plan, Remedy, RequirementFigures

Words = Callable[[Step, Remedy], str]


def remedy_as_json(dataset: Dataset, remedy: Remedy, words: Words) -> dict[str, Any]:
    """Bring one remedy into JSON; figures are not rounded, ``words`` says a step in the language asked for."""
    return {"dataset": str(dataset.path), "digest": dataset.digest} | _remedy(remedy, words)


def remedies_as_json(dataset: Dataset, remedies: Iterable[Remedy], words: Words) -> dict[str, Any]:
    """Bring the remedies of many clusters into one document."""
    plans = [_remedy(remedy, words) for remedy in remedies]
    return {"dataset": str(dataset.path), "digest": dataset.digest, "plans": plans}


def _remedy(remedy: Remedy, words: Words) -> dict[str, Any]:
    plan = remedy.plan
    return {
        "cluster_id": remedy.cluster_id,
        "name": remedy.name,
        "edition": remedy.edition.code,
        "coverage": remedy.edition.coverage,
        "moved_from": remedy.moved_from.code if remedy.moved_from else None,
        "on": remedy.on.isoformat(),
        "year": remedy.year,
        "nature": "estimate",
        "status": remedy.status,
        "cost": plan.cost if plan else None,
        "gap": plan.gap if plan else None,
        "steps": _steps(plan, remedy, words),
        "find_out": [
            {"requirement": one.requirement, **dict(zip(one.gap._fields, one.gap, strict=True))}
            for one in remedy.find_out
        ],
        "requirements": [_figures(one) for one in remedy.requirements],
        "conflict": list(remedy.conflict),
        "conflict_is_smallest": remedy.conflict_is_smallest,
        "set_aside": list(remedy.set_aside),
        "different": [
            {
                "status": other.status,
                "cost": other.cost,
                "gap": other.gap,
                "steps": _steps(other, remedy, words),
                "requirements": [_figures(one) for one in other.requirements],
            }
            for other in remedy.different
        ],
        "without": [asdict(one) for one in remedy.without],
        "effort": asdict(remedy.effort),
    }


def _steps(plan: Plan | None, remedy: Remedy, words: Words) -> list[dict[str, Any]]:
    return [_step(step) | {"words": words(step, remedy)} for step in plan.steps] if plan else []


def _step(step: Step) -> dict[str, Any]:
    """Bring a step into JSON: what does not belong to its kind is left out."""
    document: dict[str, Any] = {"kind": step.kind, "cost": step.cost}
    for key in ("organisation_id", "supplier_id", "buyer_id", "product_id", "region", "requirement"):
        if getattr(step, key) is not None:
            document[key] = getattr(step, key)
    if step.supplier_id is not None:
        document |= {
            "before_krub": step.before,
            "after_krub": step.after,
            "growth_krub": step.growth_krub,
            "replaces": [{"supplier_id": who, "amount_krub": amount} for who, amount in step.replaces],
            "out_of_capacity_krub": sum(a for who, a in step.out_of if who == "capacity"),
            "out_of_sales_to": [
                {"buyer_id": who, "amount_krub": amount} for who, amount in step.out_of if who != "capacity"
            ],
        }
    elif step.before is not None:
        document |= {"before": step.before, "after": step.after}
    if step.kind in ("education", "facility"):
        document["named"] = not step.made_up
    return document


def _figures(one: RequirementFigures) -> dict[str, Any]:
    return {
        "requirement": one.requirement.code,
        "before": one.before,
        "after": one.after,
        "before_verdict": one.before_verdict,
        "after_verdict": one.after_verdict,
        "before_part": one.before_part,
        "after_part": one.after_part,
        "comparison": one.requirement.comparison,
        "threshold": one.threshold,
    }
