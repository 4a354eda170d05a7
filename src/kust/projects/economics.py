"""Whether a project pays for those who carry it.

    cash_t = inflow_t + support_t − cost_t

Costs are those of ``project_costs`` without interest (the model is without debt), support is what the budgets granted,
inflows are the user's (settings ``effects.inflows_krub``): no table of the contract holds what a project earns.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kust.data.dataset import Dataset
from kust.finance import irr, npv, payback
from kust.projects.book import Book, ByYear, by_year
from kust.projects.discount import discount_rate
from kust.projects.result import Economics, RandomRuns, Swing
from kust.settings import EffectSettings, Settings

# Interest is a cost of the money, not of the project.
_NOT_COUNTED = ("loan_interest",)
_QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Streams:
    """Costs, support and inflows of each year, thousand roubles, and the rate they are discounted at."""

    costs: NDArray[np.float64]
    support: NDArray[np.float64]
    inflows: NDArray[np.float64]
    rate: float

    def cash(self) -> NDArray[np.float64]:
        """Return the cash of each year."""
        return self.inflows + self.support - self.costs

    def npv(self) -> float:
        """Discount the cash to the first year."""
        return npv(self.rate, self.cash().tolist()) or 0.0


def calc_economics(
    dataset: Dataset, projects: Iterable[str], book: Book, settings: Settings
) -> tuple[Economics, ...]:
    """Work out the economics of each project that tells costs; without inflows only what is known of it."""
    granted = book.grants("plan")
    has_funding = dataset.has("project_funding")
    return tuple(
        _of_project(project, costs, granted.get(project, {}), settings, has_funding)
        for project, costs in _costs(dataset, projects).items()
    )


def _costs(dataset: Dataset, projects: Iterable[str]) -> ByYear[float]:
    """Add up the costs of each project by year, interest left out; facts stand instead of their plans.

    The rule of :func:`kust.data.project_costs.read_costs`, for all projects at once.
    """
    is_fact = pl.col("basis") == "fact"
    has_fact = is_fact.any().over("project_id", "organisation_id", "category", "year")
    counted = (
        dataset.rows("project_costs")
        .filter(pl.col("project_id").is_in(list(projects)), ~pl.col("category").is_in(_NOT_COUNTED))
        .filter(is_fact | ~has_fact)
        .sort("project_id", "year", "cost_id")
    )
    summed = counted.group_by("project_id", "year", maintain_order=True).agg(pl.col("amount_krub").sum())
    return by_year(summed.collect())


def _of_project(
    project: str,
    costs: Mapping[int, float],
    support: Mapping[int, float],
    settings: Settings,
    has_funding: bool,
) -> Economics:
    inflows = {int(year): krub for year, krub in settings.effects.inflows_krub.get(project, {}).items()}
    plain = _told(project, costs, support, inflows, settings)
    if not inflows:
        return plain
    judged = _judge(plain, settings.effects)
    if has_funding:
        return judged
    # What budgets give is not known then, so only the project without them can be judged.
    without = judged.npv_without_support_krub
    return replace(plain, npv_without_support_krub=without, missing=("project_funding",))


def _told(
    project: str,
    costs: Mapping[int, float],
    support: Mapping[int, float],
    inflows: Mapping[int, float],
    settings: Settings,
) -> Economics:
    """Put together what is told of a project, with nothing worked out yet."""
    told = costs.keys() | support.keys() | inflows.keys()
    years = tuple(range(min(told), max(told) + 1))
    rate, basis = discount_rate(settings)
    return Economics(
        project_id=project,
        discount_rate=rate,
        discount_basis=basis,
        years=years,
        costs_krub=tuple(costs.get(year, 0.0) for year in years),
        support_krub=tuple(support.get(year, 0.0) for year in years),
        inflows_krub=tuple(inflows.get(year, 0.0) if inflows else None for year in years),
        npv_krub=None,
        npv_without_support_krub=None,
        irr=None,
        irrs=(),
        irr_note=None,
        payback_years=None,
        discounted_payback_years=None,
        sensitivity=(),
        runs=None,
        missing=() if inflows else (f"effects.inflows_krub.{project}",),
    )


def _judge(plain: Economics, settings: EffectSettings) -> Economics:
    streams = Streams(
        np.array(plain.costs_krub),
        np.array(plain.support_krub),
        np.array([one or 0.0 for one in plain.inflows_krub]),
        plain.discount_rate,
    )
    cash = streams.cash().tolist()
    rates = irr(cash)
    return replace(
        plain,
        npv_krub=streams.npv(),
        npv_without_support_krub=replace(streams, support=streams.support * 0).npv(),
        irr=rates.rate if rates else None,
        irrs=rates.rates if rates else (),
        irr_note=rates.note if rates else None,
        payback_years=payback(cash),
        discounted_payback_years=payback(cash, plain.discount_rate),
        sensitivity=swing(streams, settings.spread),
        runs=simulate(streams, settings),
    )


def swing(streams: Streams, spread: float) -> tuple[Swing, ...]:
    """Work out NPV where one figure at a time is lower and higher by a share; the widest swing first."""
    found = []
    for name in ("inflows", "costs", "support", "rate"):
        value = getattr(streams, name)
        ends = [replace(streams, **{name: value * (1 + sign * spread)}).npv() for sign in (-1, 1)]
        found.append(Swing(name, ends[0], ends[1]))
    return tuple(sorted(found, key=lambda one: (-abs(one.higher_krub - one.lower_krub), one.figure)))


def simulate(streams: Streams, settings: EffectSettings) -> RandomRuns:
    """Draw costs, support and inflows by triangles around what is told, and tell the quantiles of NPV.

    Each stream is multiplied as a whole by a factor of its own; the generator is local, so a seed gives the same runs.
    """
    draws = np.random.default_rng(settings.seed)
    factor = (1 + streams.rate) ** -np.arange(len(streams.costs), dtype=float)
    npvs = np.zeros(settings.runs)
    for sign, stream in ((1.0, streams.inflows), (1.0, streams.support), (-1.0, streams.costs)):
        spread = settings.spread
        drawn = (
            draws.triangular(1 - spread, 1.0, 1 + spread, settings.runs) if spread else np.ones(settings.runs)
        )
        npvs += sign * drawn * float(stream @ factor)
    low, middle, high = (float(one) for one in np.quantile(npvs, _QUANTILES))
    return RandomRuns(settings.runs, settings.seed, low, middle, high, float((npvs > 0).mean()))
