"""Settings of the analyses of a cluster, a section an analysis."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from kust.settings.section import NotNegative, Positive, Section, Share


class ReadingSettings(Section):
    """How the open words of the rules are read."""

    participants: Literal["enterprises", "all"] = "enterprises"
    final_makers_in_supply_side: bool = True
    wage_at_threshold_counts: bool = True


class NeedSettings(Section):
    """Thresholds of the causes of needs; an empty one is that of ``law/parameters/niches/causes.yaml``.

    ``import_high``, ``import_high_lower`` (the other reading), ``import_critical``: import shares. ``price_above``: by
    how much more than the others a buyer pays for it to be a high cost, as a share. ``long_haul_km``;
    ``haul_known_share``: for what share of the purchases the distance has to be known. ``differs_by``: what is
    declared differs from what is worked out where it is further off than this (import shares absolute, quantities
    relative).
    """

    import_high: Share | None = None
    import_high_lower: Share | None = None
    import_critical: Share | None = None
    price_above: NotNegative | None = None
    long_haul_km: Positive | None = None
    haul_known_share: Share | None = None
    differs_by: Share = 0.05


class DemandSettings(Section):
    """When and how demand is forecast from the history of purchases.

    ``min_years``: fewer years support no forecast. ``history_years``: how far back to look. ``coverage``: share of the
    coming figures that the ranges are meant to hold. ``damping``: share of the yearly change that goes on from a year
    to the next.
    """

    min_years: Annotated[int, Field(ge=3, le=30)] = 4
    history_years: Annotated[int, Field(ge=3, le=30)] = 10
    coverage: Annotated[float, Field(ge=0.5, le=0.99)] = 0.8
    damping: Share = 0.8


class NicheWeights(Section):
    """How much each criterion counts in the rank of niches; they are scaled to sum up to 1."""

    size: NotNegative = 0.25
    import_share: NotNegative = 0.20
    buyers: NotNegative = 0.10
    scale: NotNegative = 0.15
    relatedness: NotNegative = 0.10
    proof: NotNegative = 0.10
    profitability: NotNegative = 0.10


class NicheSettings(Section):
    """Which needs become niches, and how they are ranked.

    ``min_amount_krub``: what a plant would replace a year below which nothing is worth one. ``minimum_scale``: by
    product id, units a year of the smallest plant that is worth building. ``neighbour_okpd2_length``: how many
    characters of ОКПД2 neighbours have in common.
    """

    min_amount_krub: NotNegative = 1000.0
    neighbour_okpd2_length: Annotated[int, Field(ge=2, le=12)] = 8
    minimum_scale: dict[str, Positive] = {}
    weights: NicheWeights = NicheWeights()


class EconomicSpreads(Section):
    """How far the figures of a run may stand from the model's, as shares."""

    price: Share | None = None
    volume: Share | None = None
    investment: Share | None = None
    variable_cost: Share | None = None


class EconomicSettings(Section):
    """The user's figures for the financial model of a niche; an empty one is that of ``law/.../niches/economics.yaml``.

    Each is shown with its basis: what is given here as the user's, what is empty as an assumption. Share of the sale
    price: ``variable_cost_share``; of revenue at full capacity: ``fixed_cost_share``; of revenue:
    ``working_capital_share``.
    ``discount_rate`` is real (prices stay as they are), ``horizon_years`` counts the years of building too.
    ``investment_krub``, ``capacity``, ``price_krub``, ``variable_cost_krub`` (a unit), ``fixed_cost_krub`` (a year): by
    product id, the user's own figures.
    """

    discount_rate: Share | None = None
    risk_premium: Share | None = None
    inflation: Share | None = None
    profit_tax_rate: Share | None = None
    loss_offset_share: Share | None = None
    horizon_years: Annotated[int, Field(ge=1, le=40)] | None = None
    build_years: Annotated[int, Field(ge=0, le=10)] | None = None
    ramp_up: Annotated[tuple[Share, ...], Field(min_length=1)] | None = None
    demand_share: Share | None = None
    price_discount: Share | None = None
    variable_cost_share: Share | None = None
    fixed_cost_share: Share | None = None
    working_capital_share: Share | None = None
    depreciation_years: Annotated[int, Field(ge=1, le=100)] | None = None
    capacity_exponent: Annotated[float, Field(gt=0, le=1.5)] | None = None
    capacity_exponent_spread: Share | None = None
    analogy_okpd2_length: Annotated[int, Field(ge=2, le=12)] | None = None
    sensitivity: Annotated[float, Field(gt=0, lt=1)] | None = None
    distribution: Literal["triangular", "uniform"] = "triangular"
    spread: EconomicSpreads = EconomicSpreads()
    runs: Annotated[int, Field(ge=100, le=1_000_000)] = 10_000
    seed: int = 1
    investment_krub: dict[str, Positive] = {}
    capacity: dict[str, Positive] = {}
    price_krub: dict[str, Positive] = {}
    variable_cost_krub: dict[str, NotNegative] = {}
    fixed_cost_krub: dict[str, NotNegative] = {}


class RemedyPrices(Section):
    """What each step costs, in points: a new contract is 1.

    ``supply_krub`` is added for each thousand roubles a year that more is supplied, ``jobs`` is for one job.
    """

    new_supply: NotNegative = 1.0
    raise_supply: NotNegative = 0.5
    supply_krub: NotNegative = 0.00001
    jobs: NotNegative = 0.05
    admit: NotNegative = 3.0
    leave: NotNegative = 5.0
    education: NotNegative = 3.0
    facility: NotNegative = 4.0
    seat: NotNegative = 0.5
    agreement: NotNegative = 1.0
    document: NotNegative = 0.5


class RemedySettings(Section):
    """What a plan may be made of.

    ``growth_share``: by what share a buyer may buy more of what it already buys from the seller. ``move_share``: what
    share of its purchases of a product from others a buyer would move to a participant. ``least_supply_krub``: the
    smallest change of a supply that is worth a contract, thousand roubles a year. ``forbidden``, ``forced``: steps by
    kind (``leave``) or by kind and partners (``admit:C01``, ``new_supply:M01:M04:P101``, ``raise_supply:M01``); of a
    forced kind at least one step is taken. ``different_plans``: how many other plans to look for. ``time_limit_s``: how
    long to seek each plan.
    """

    growth_share: NotNegative = 0.1
    move_share: Share = 1.0
    least_supply_krub: Positive = 100.0
    forbidden: tuple[str, ...] = ()
    forced: tuple[str, ...] = ()
    different_plans: Annotated[int, Field(ge=0, le=20)] = 3
    time_limit_s: Positive = 30.0


class TermSettings(Section):
    """From which day a measure is used, and the first day on which its contract is over."""

    starts_on: date | None = None
    ends_on: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.starts_on and self.ends_on and self.ends_on <= self.starts_on:
            raise ValueError(f"ends_on {self.ends_on} is not after starts_on {self.starts_on}")
        return self


class AnswerSource(Section):
    """By whose word something is so, and of which day; where a workbook says it: its file, sheet and row."""

    source: Annotated[str, Field(min_length=1)]
    day: date
    file: str | None = None
    sheet: str | None = None
    row: int | None = None


class SupportSettings(Section):
    """Support measures of the user's own, and answers that no table holds.

    ``measures``: YAML files of further measures, beside the settings. ``answers``: by project id and code of a
    condition, whether it is so. ``answer_sources``: by the same two, by whose word. ``terms``: by project id and code
    of a measure, from when to when it is used, where the law lets it be used for so many years only. ``ceiling_of``:
    what a ceiling such as «half of the costs» is a share of: the costs that the measure counts (``eligible``) or all
    costs of the project (``project``).
    """

    measures: tuple[str, ...] = ()
    answers: dict[str, dict[str, bool]] = {}
    answer_sources: dict[str, dict[str, AnswerSource]] = {}
    terms: dict[str, dict[str, TermSettings]] = {}
    ceiling_of: Literal["eligible", "project"] = "eligible"


class EffectSettings(Section):
    """What a project earns, which no table holds: by project id and year, thousand roubles after tax and costs.

    ``discount_rate``: a share a year; an empty one is that of ``economics``. ``spread``: how far costs, support and
    inflows may stand from what is told, as a share.
    """

    inflows_krub: dict[str, dict[str, float]] = {}
    discount_rate: Share | None = None
    spread: Share = 0.2
    runs: Annotated[int, Field(ge=100, le=1_000_000)] = 10_000
    seed: int = 1
