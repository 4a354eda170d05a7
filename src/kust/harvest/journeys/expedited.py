"""What is said of expeditions: codes and figures, the words come later."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kust.harvest.journeys.coalitions import CoalitionCost
from kust.harvest.journeys.expedition_outcomes import Outcome
from kust.harvest.journeys.expedition_plan import Expedition
from kust.harvest.journeys.shared_crops import Crowded
from kust.harvest.purchase.money import Spread, spread_as_json


@dataclass(frozen=True)
class Trip:
    """An expedition: what it finds and brings, and its outcome alone.

    ``missing``: what is not known, by code (``crop``, ``area``, ``price``, ``rate``), and of which plot or species;
    then there is no outcome. ``t``: brought, by species; ``limit``: what holds it in most draws: ``crop``, ``crew`` or
    ``capacity``. ``break_even_rub_kg``: by species, at which it pays with the certainty asked for. ``not_counted``:
    plots with a species that the plan names and nobody forecasts there, while it is known on others.
    """

    expedition: Expedition
    missing: tuple[tuple[str, str], ...]
    t: Mapping[str, Spread]
    limit: str | None
    price_rub_kg: Mapping[str, float]
    break_even_rub_kg: Mapping[str, float]
    outcome: Outcome | None
    not_counted: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Expeditions:
    """Expeditions alone, firm by firm, all together, and the set with the best mean profit.

    ``cost``: c(S) of firms, left open for a rule that shares it. ``crowded``: plots whose crop is shared, because those
    who go there would reach more than the whole of it.
    """

    path: str
    digest: str
    on: date
    year: int
    certainty: float
    draws: int
    trips: tuple[Trip, ...]
    firms: tuple[Outcome, ...]
    together: Outcome | None
    best: Outcome | None
    best_is_exact: bool
    cost: CoalitionCost = field(repr=False)
    crowded: tuple[Crowded, ...]


def outcome_as_json(one: Outcome | None) -> dict[str, Any] | None:
    """Bring an outcome into JSON."""
    if one is None:
        return None
    return vars(one) | {
        "expeditions": list(one.expeditions),
        "firms": list(one.firms),
        "kits": [vars(kit) for kit in one.kits],
        "revenue_krub": spread_as_json(one.revenue_krub),
        "profit_krub": spread_as_json(one.profit_krub),
    }


def as_json(found: Expeditions) -> dict[str, Any]:
    """Bring expeditions into JSON; the cost of every coalition of up to twelve firms stands in ``coalitions``."""
    return {
        "dataset": found.path,
        "digest": found.digest,
        "on": found.on.isoformat(),
        "year": found.year,
        "certainty": found.certainty,
        "draws": found.draws,
        "expeditions": [_trip_as_json(one) for one in found.trips],
        "firms": [outcome_as_json(one) for one in found.firms],
        "together": outcome_as_json(found.together),
        "best": outcome_as_json(found.best),
        "best_is_exact": found.best_is_exact,
        "crowded": [vars(one) | {"expeditions": list(one.expeditions)} for one in found.crowded],
        "coalitions": [{"firms": list(firms), "cost_krub": krub} for firms, krub in found.cost.table()],
    }


def _trip_as_json(one: Trip) -> dict[str, Any]:
    plan = one.expedition
    return {
        "id": plan.id,
        "title": plan.title,
        "firm": plan.firm,
        "plots": list(plan.plots),
        "missing": [{"what": what, "of": whose} for what, whose in one.missing],
        "not_counted": [{"plot_id": plot, "species_id": species} for plot, species in one.not_counted],
        "t": {name: spread_as_json(spread) for name, spread in one.t.items()},
        "limit": one.limit,
        "price_rub_kg": dict(one.price_rub_kg),
        "break_even_rub_kg": dict(one.break_even_rub_kg),
        "alone": outcome_as_json(one.outcome),
    }
