"""A plan of purchases as JSON: figures as unrounded doubles, days as ISO 8601."""

from datetime import date
from typing import Any

from kust.harvest.forecasts.log_line import Estimate
from kust.harvest.purchase.cash_plan import row_as_json
from kust.harvest.purchase.money import spread_as_json
from kust.harvest.purchase.procured import Part, Procurement, SpeciesPlan, ToPay


def _estimate_as_json(one: Estimate | None) -> dict[str, Any] | None:
    return None if one is None else dict(vars(one))


def _dated(one: Any) -> dict[str, Any] | None:
    if one is None:
        return None
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in vars(one).items()}


_PLAIN = (
    "species_id", "name", "group", "method", "method_reason", "plots", "plots_unknown", "past_years", "cap_binds",
    "settlements_by", "level", "crop_years", "promised", "closed_share",
)  # fmt: skip


def _species_as_json(one: SpeciesPlan) -> dict[str, Any]:
    buying, price = one.buying, one.price
    return {name: getattr(one, name) for name in _PLAIN} | {
        "crop_t": spread_as_json(one.crop_t),
        "buying": {
            "basis": buying.basis,
            "reason": buying.reason,
            "share": _estimate_as_json(buying.share),
            "response": _estimate_as_json(buying.response),
            "follows": buying.follows,
        },
        "cap": {
            "basis": one.cap.basis,
            "total_t": None if one.cap.total_kg is None else one.cap.total_kg / 1000,
            "without": list(one.cap.without),
        },
        "t": spread_as_json(one.t),
        "brought_t": spread_as_json(one.brought_t),
        "price": {
            "basis": price.basis,
            "elasticity_basis": price.chosen,
            "elasticity": price.elasticity,
            "estimate": _estimate_as_json(price.estimate),
            "reason": price.reason,
            "log_sd": price.sd(price.elasticity),
            "rub_kg": dict(one.price_rub_kg),
        },
        "krub": {name: spread_as_json(spread) for name, spread in one.krub.items()},
        "opens": _dated(one.opens),
        "closes_on": None if one.closes is None else one.closes.isoformat(),
        "so_far": _dated(one.so_far),
        "rest_t": spread_as_json(one.rest_t),
        "rest_krub": spread_as_json(one.rest_krub),
        "contract": _dated(one.contract),
        "ceiling": None if one.ceiling is None else one.ceiling.as_json(),
        "cautions": list(one.cautions),
    }


def _to_pay_as_json(one: ToPay) -> dict[str, Any]:
    return {
        "spent_krub": one.spent_krub,
        "krub": spread_as_json(one.krub),
        "weeks": [row_as_json(week) for week in one.weeks],
        "without_weeks": list(one.without_weeks),
    }


def part_as_json(one: Part) -> dict[str, Any]:
    """Bring a part into JSON."""
    return {
        "settlement_id": one.settlement_id,
        "week_on": one.week_on.isoformat() if one.week_on else None,
        "species_id": one.species_id,
        "t": dict(one.t),
        "krub": dict(one.krub),
        "planned_krub": one.planned_krub,
    }


def as_json(plan: Procurement) -> dict[str, Any]:
    """Bring a plan into JSON: figures as unrounded doubles, days as ISO 8601; the draws themselves stay out."""
    return {
        "dataset": plan.path,
        "digest": plan.digest,
        "on": plan.on.isoformat(),
        "year": plan.year,
        "certainty": plan.certainty,
        "promised": plan.promised,
        "keeps_certainty": plan.keeps_certainty,
        "tail": plan.tail,
        "draws": plan.draws,
        "scenarios": list(plan.scenarios),
        "total_t": spread_as_json(plan.total_t),
        "total_krub": {name: spread_as_json(one) for name, one in plan.total_krub.items()},
        "left_out": list(plan.left_out),
        "asked": plan.asked,
        "through": plan.through,
        "unheld": dict(plan.unheld),
        "bound": {
            "t": spread_as_json(plan.bound.t),
            "krub": spread_as_json(plan.bound.krub),
            "losses": {name: dict(vars(one)) for name, one in plan.bound.losses.items()},
        },
        "to_pay": None if plan.to_pay is None else _to_pay_as_json(plan.to_pay),
        "reach": [dict(vars(one)) for one in plan.reach],
        "species": [_species_as_json(one) for one in plan.species],
        "settlements": [part_as_json(one) for one in plan.settlements],
        "weeks": [part_as_json(one) for one in plan.weeks],
        "cells": [part_as_json(one) for one in plan.cells],
        "cash": None if plan.cash is None else plan.cash.as_json(),
    }
