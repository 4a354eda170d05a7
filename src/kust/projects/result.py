"""Effects of projects: codes and figures, no words. Thousand roubles, jobs, shares; missing is null, never zero."""

from dataclasses import dataclass
from datetime import date

BASES = ("plan", "fact")
LEVELS = ("total", "cluster", "region", "year", "project")
MONEY = ("investment", "extra_budget_investment", "cooperation_growth", "exports", "federal_taxes")
JOBS = ("jobs", "high_productivity_jobs")


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of cells: ``value`` is null where one of them is missing or there is none; ``known`` adds up the rest.

    A percentage is its summed numerator over its summed denominator. ``why`` the known cells give no figure:
    ``denominator_zero``, or ``mixed`` where some are percentages and others plain.
    """

    value: float | None
    known: float | None
    cells: int
    missing: int
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """One indicator of one project, cluster, region, year, or of all.

    ``deviation`` is fact − plan over the ``compared`` cells that have both, so that years still to come do not count
    against a project; ``deviation_share`` is over the size of their plan. ``unit``: ``krub``, ``jobs``, ``share``.
    """

    level: str
    key: str | None
    indicator: str
    unit: str | None
    plan: Sum
    fact: Sum
    compared: int
    compared_plan: float | None
    compared_fact: float | None
    deviation: float | None
    deviation_share: float | None


@dataclass(frozen=True)
class TaxReturn:
    """Federal taxes for a rouble of federal subsidy: planned taxes over money granted, actual ones over money paid.

    ``projects``: those that have both figures and so count; ``left_out``: how many have one of them only.
    """

    level: str
    key: str | None
    basis: str
    taxes_krub: float | None
    subsidy_krub: float | None
    taxes_per_rouble: float | None
    projects: tuple[str, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class BudgetYear:
    """What a budget gets and gives in a year; ``hoped_krub`` is what of its support is only planned or requested."""

    year: int
    taxes_krub: float | None
    support_krub: float | None
    net_krub: float | None
    hoped_krub: float = 0.0


@dataclass(frozen=True)
class BudgetEffect:
    """Taxes less support of a project, for a budget and a basis; money of the first year is not discounted.

    ``irr_note``: ``""`` (one rate), ``none`` or ``several``; null where the flow is not known. ``missing``: ``taxes``,
    ``regional_taxes`` (no table of the contract holds them), ``support``.
    """

    project_id: str
    budget: str
    basis: str
    years: tuple[BudgetYear, ...]
    net_krub: float | None
    npv_krub: float | None
    irr: float | None
    irr_note: str | None
    payback_years: float | None
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Swing:
    """NPV where one figure is lower and higher by the spread, the others as they are."""

    figure: str
    lower_krub: float
    higher_krub: float


@dataclass(frozen=True)
class RandomRuns:
    """NPV over random runs with a fixed seed."""

    runs: int
    seed: int
    low_krub: float
    middle_krub: float
    high_krub: float
    share_positive: float


@dataclass(frozen=True)
class Economics:
    """Whether a project pays for those who carry it, with the support granted and without; null where not known."""

    project_id: str
    discount_rate: float
    discount_basis: str
    years: tuple[int, ...]
    costs_krub: tuple[float, ...]
    support_krub: tuple[float, ...]
    inflows_krub: tuple[float | None, ...]
    npv_krub: float | None
    npv_without_support_krub: float | None
    irr: float | None
    irrs: tuple[float, ...]
    irr_note: str | None
    payback_years: float | None
    discounted_payback_years: float | None
    sensitivity: tuple[Swing, ...]
    runs: RandomRuns | None
    missing: tuple[str, ...]


@dataclass(frozen=True)
class SecondRound:
    """Output that a project's planned exports call forth from its suppliers, by the supplies of a year.

    ``called_krub``: of everybody at home, without the exports themselves; a lower bound where ``unknown`` names
    products whose own inputs nobody tells. ``inside_krub``: what of it the members make.
    """

    project_id: str
    product_id: str | None
    year: int
    demand_krub: float
    called_krub: float | None
    inside_krub: float | None
    products: tuple[tuple[str, float], ...]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Caution:
    """Something about the data that bends a figure."""

    code: str
    project_id: str
    indicator: str | None = None
    year: int | None = None
    basis: str | None = None
    said_krub: float | None = None
    expected_krub: float | None = None


@dataclass(frozen=True)
class Reference:
    """A planned total that a slide prints, for comparison; ``rival``: the other figure it may be."""

    indicator: str
    value: float
    unit: str
    certainty: str
    rival: float | None
    evidence: str
    source: str


@dataclass(frozen=True)
class Effects:
    """Effects of the projects asked about. What kust works out here is an estimate, never a decision of a ministry."""

    path: str
    digest: str
    on: date
    projects: tuple[tuple[str, str], ...]
    effects: tuple[Effect, ...]
    taxes: tuple[TaxReturn, ...]
    budgets: tuple[BudgetEffect, ...]
    economics: tuple[Economics, ...]
    second_rounds: tuple[SecondRound, ...]
    references: tuple[Reference, ...]
    cautions: tuple[Caution, ...]
