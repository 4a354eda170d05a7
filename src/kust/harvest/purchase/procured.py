"""What a plan of purchases says: by species, settlement and week; codes and figures, the words come later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kust.harvest.forecasts.log_line import Estimate
from kust.harvest.purchase.bought import Buying, Cap
from kust.harvest.purchase.brought import Brought
from kust.harvest.purchase.cash_plan import CashPlan
from kust.harvest.purchase.ceiling import Ceiling
from kust.harvest.purchase.contracts import Contract
from kust.harvest.purchase.in_season import SoFar
from kust.harvest.purchase.money import Reach, Spread, spread_as_json
from kust.harvest.purchase.prices import PriceModel
from kust.harvest.purchase.season_weeks import Opens


@dataclass(frozen=True)
class SpeciesPlan:
    """The plan of a species.

    ``method``, ``method_reason`` of its forecast. ``crop_t``: within reach of pickers, tonnes; ``plots_unknown`` bear
    it but have no area or no distance to a road. ``past_years`` of purchases with their whole mass. ``t``: bought in
    the season; ``rest_t``, ``rest_krub``: still to come, inside the season only. ``cap_binds``: in what share of the
    draws the law holds it. ``price_rub_kg``: of a mean crop, by scenario. ``krub``: by scenario. ``settlements_by``:
    ``purchases_and_distance``, ``purchases``, ``distance``, None. ``cautions``: codes. ``level``: the coverage that its
    forecast promises; ``crop_years`` were weighed. ``promised``: the certainty that the years of crop and of purchases
    bear at most, Y / (Y + 1) of the fewer of those that the plan rests on; None where there is no plan. ``closes``: the
    season's last day, ``closed_share`` of the crop would come in after it and is not bought.
    """

    species_id: str
    name: str
    group: str
    method: str
    method_reason: str | None
    plots: int
    plots_unknown: int
    crop_t: Spread | None
    buying: Buying
    past_years: int
    cap: Cap
    cap_binds: float | None
    t: Spread | None
    price: PriceModel
    price_rub_kg: Mapping[str, float | None]
    krub: Mapping[str, Spread | None]
    opens: Opens | None
    settlements_by: str | None
    so_far: SoFar | None
    rest_t: Spread | None
    rest_krub: Spread | None
    contract: Contract | None
    ceiling: Ceiling | None
    cautions: tuple[str, ...]
    level: float
    crop_years: int
    promised: float | None
    closes: date | None
    closed_share: float


@dataclass(frozen=True)
class Part:
    """A part of the plan: of a settlement, of a week, or of a species in a settlement and a week.

    ``krub``: by the scenario of the plan; ``planned_krub``: its share of the planned sum, adding up to it.
    """

    settlement_id: str | None
    week_on: date | None
    species_id: str | None
    t: Mapping[str, float | None]
    krub: Mapping[str, float | None]
    planned_krub: float | None


@dataclass(frozen=True)
class Procurement:
    """A plan of purchases for a season.

    ``total_krub``: by scenario, species added up draw by draw; ``left_out``: species whose money is not known, which
    the total does not hold. ``reach``: what sums of money buy. ``names`` of settlements and products by id.
    ``station_homes``: by site its settlement. ``homes``, ``axis``: settlements and weeks of the shares of ``brought``.
    """

    path: str
    digest: str
    on: date
    year: int
    certainty: float
    tail: float
    draws: int
    scenarios: tuple[str, ...]
    species: tuple[SpeciesPlan, ...]
    total_t: Spread | None
    total_krub: Mapping[str, Spread | None]
    left_out: tuple[str, ...]
    reach: tuple[Reach, ...]
    settlements: tuple[Part, ...]
    weeks: tuple[Part, ...]
    cells: tuple[Part, ...]
    names: Mapping[str, str]
    station_homes: Mapping[str, str | None]
    cash: CashPlan | None
    brought: tuple[Brought, ...] = field(default=(), repr=False)
    homes: tuple[str, ...] = field(default=(), repr=False)
    axis: tuple[date, ...] = field(default=(), repr=False)

    @property
    def promised(self) -> float | None:
        """The certainty that the records bear at most: the least of the species whose money is in the sum."""
        told = [one.promised for one in self.species if one.species_id not in self.left_out]
        return min((one for one in told if one is not None), default=None)

    @property
    def keeps_certainty(self) -> bool | None:
        """Whether the records bear the certainty asked for; None where there is no plan."""
        return None if self.promised is None else self.promised >= self.certainty

    def of(self, species_id: str) -> SpeciesPlan:
        """Return the plan of a species."""
        return next(one for one in self.species if one.species_id == species_id)


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
        "reach": [dict(vars(one)) for one in plan.reach],
        "species": [_species_as_json(one) for one in plan.species],
        "settlements": [part_as_json(one) for one in plan.settlements],
        "weeks": [part_as_json(one) for one in plan.weeks],
        "cells": [part_as_json(one) for one in plan.cells],
        "cash": None if plan.cash is None else plan.cash.as_json(),
    }
