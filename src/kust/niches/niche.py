"""What a niche is told as: size, causes, consumers, who is near to making it, economics, confidence and rank."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kust.data.findings import Finding
from kust.i18n import has_words, plain_number, say
from kust.niches.makers import HomeMaker
from kust.niches.need import Cause, Need
from kust.settings import Settings


@dataclass(frozen=True)
class Range:
    """A figure from … to; equal ends are one figure, a null end is not known."""

    least: float | None = None
    most: float | None = None

    @property
    def is_known(self) -> bool:
        """Tell whether there is any figure in it."""
        return self.least is not None or self.most is not None


@dataclass(frozen=True)
class Consumer:
    """A key consumer with its share in the demand of the niche, null where not known."""

    organisation_id: str
    name: str
    share: float | None
    cluster_id: str | None = None


@dataclass(frozen=True)
class Supplier:
    """Who supplies it from abroad; ``country`` null where not told."""

    name: str
    country: str | None
    share: float | None


@dataclass(frozen=True)
class Nearest:
    """Who is near to making the product: ``relatedness`` 0..1 to what it makes already.

    ``scope``: ``member`` or ``country``. The terms of relatedness, 0..1 each, null where not known: ``co_production``,
    ``shared_inputs``, ``same_class``; ``known_weight``: how much of the weight is of known terms.
    """

    organisation_id: str
    name: str
    region: str | None
    relatedness: float
    scope: str
    co_production: float | None = None
    shared_inputs: float | None = None
    same_class: float | None = None
    known_weight: float | None = None


@dataclass(frozen=True)
class Proof:
    """What proves the demand: a plan of purchases, a contract, a letter. ``probability`` null where not stated."""

    kind: str
    organisation_id: str
    name: str
    year: int | None
    quantity: Range
    amount_krub: float | None
    probability: float | None
    source: str


@dataclass(frozen=True)
class Figure:
    """A figure of the economics and where it comes from.

    ``basis``: ``user`` (the settings), ``data``, ``analogy``, ``declared``, ``law`` (a figure of the law or of the
    central bank) or ``assumption``. ``note`` is a code of ``words/economics.toml`` with its ``values``, or a user's own
    words; ``say_note`` words it. ``least`` … ``most``: the range where there is one.
    """

    name: str
    value: float | None
    basis: str
    note: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    least: float | None = None
    most: float | None = None

    def say_note(self, lang: str) -> str:
        """Word the note in a language; what is no code of ours stands as it was written."""
        code = f"economics.note.{self.note}"
        if not self.note or not has_words(code):
            return self.note
        told = {name: v[lang] if isinstance(v, Mapping) else v for name, v in self.values.items()}
        figures = {name: plain_number(v, lang) if isinstance(v, float) else v for name, v in told.items()}
        return say(code, lang, **figures)


@dataclass(frozen=True)
class YearFlow:
    """A year of the model, thousand roubles in constant prices: year 0 is the first of building.

    Costs, tax and investment are positive; ``working_capital`` is what is bound in the year (below 0: set free);
    ``sold``, ``demand``: units of the product; ``calendar_year`` where the start is known. ``cash`` = revenue - costs -
    tax - investment - working capital.
    """

    year: int
    investment: float
    sold: float
    revenue: float
    variable_cost: float
    fixed_cost: float
    depreciation: float
    tax: float
    working_capital: float
    cash: float
    demand: float = 0.0
    calendar_year: int | None = None


@dataclass(frozen=True)
class Sensitivity:
    """NPV where one figure is lower or higher by a share, thousand roubles.

    ``figure``: ``price``, ``volume``, ``investment``, ``variable_cost`` or ``discount_rate``.
    """

    figure: str
    change: float
    npv_low: float
    npv_high: float


@dataclass(frozen=True)
class Simulation:
    """What came of the runs: quantiles of NPV, thousand roubles, and the share of runs where it is above 0."""

    runs: int
    seed: int
    npv_p10: float
    npv_p50: float
    npv_p90: float
    positive_share: float
    distribution: str = "triangular"


@dataclass(frozen=True)
class Economics:
    """The financial model of a niche, thousand roubles; null where a figure is missing (``missing`` names it).

    ``irr`` is null where there is none or more than one (``irr_note``: ``none``, ``several``; all of them in
    ``irrs``). ``payback``, ``discounted_payback``: years from the start, null where it never pays.
    ``break_even_quantity`` a year and ``break_even_price`` (what the plant sells at): where NPV is 0; null where no
    quantity up to the capacity, or no price, brings it there. ``invested_krub``: the investment discounted to year 0.
    ``notes``: codes of ``words/economics.toml``.
    """

    figures: tuple[Figure, ...]
    flows: tuple[YearFlow, ...]
    investment: Range
    npv: float | None
    irr: float | None
    irr_note: str
    profitability_index: float | None
    payback: float | None
    discounted_payback: float | None
    break_even_quantity: float | None
    break_even_price: float | None
    sensitivity: tuple[Sensitivity, ...]
    simulation: Simulation | None
    missing: tuple[str, ...] = ()
    irrs: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()
    invested_krub: float | None = None

    def figure(self, name: str) -> Figure | None:
        """Find a figure by its name; null where the model has none."""
        return next((figure for figure in self.figures if figure.name == name), None)


@dataclass(frozen=True)
class Criterion:
    """One criterion of the rank: its figure, the same on 0..1 (null where not known), its weight."""

    name: str
    value: float | None
    score: float | None
    weight: float


@dataclass(frozen=True)
class Declared:
    """A niche that somebody declared, with the certainty of its figures and what could not be paired."""

    niche_id: str
    title: str
    stage: int | None
    quantity: Range
    import_share: Range
    investment_krub: float | None
    region: str | None
    causes: tuple[str, ...]
    source: str
    certainty: str | None
    unpaired: str | None


@dataclass(frozen=True)
class Niche:
    """An investment niche: needs of one product joined over buyers and clusters.

    ``kind``: ``found`` (from needs), ``declared`` or ``both``. ``quantity`` and ``amount_krub``: size now, units of the
    product a year and thousand roubles a year; ``potential_quantity``, ``potential_krub``: years to come;
    ``potential_at_price_krub``: the former at this year's price, an estimate. ``quantity_candidates``: what a source
    prints without saying to which niche it belongs. ``import_share`` 0..1. ``minimum_scale``: units a year of the
    smallest plant known; ``scale_ratio``: demand ÷ that; below 1 the plant is larger than the market. ``warnings``:
    codes, the gravest first. ``confidence``: A, B, C or D. ``on_front``: on the Pareto front. ``rank_low``,
    ``rank_high``: how the rank moves when each weight changes by a quarter. ``knock_on_krub``: output that a switch to
    domestic making would call forth in the data, thousand roubles. ``neighbours``: niches of the same class or inputs.
    ``home_makers``: who makes it at home already. ``silent``: participants whose purchases are missing.
    """

    rank: int
    product_id: str
    name: str
    unit: str | None
    kind: str
    title: str
    required_characteristics: tuple[str, ...]
    clusters: tuple[str, ...]
    stage: int | None
    quantity: Range
    amount_krub: float | None
    imported_krub: float | None
    import_share: Range
    potential_quantity: Range
    potential_krub: Range
    causes: tuple[Cause, ...]
    consumers: tuple[Consumer, ...]
    foreign_suppliers: tuple[Supplier, ...]
    nearest: tuple[Nearest, ...]
    regions: tuple[str, ...]
    minimum_scale: float | None
    minimum_scale_source: str
    scale_ratio: Range
    export_krub: float | None
    proofs: tuple[Proof, ...]
    economics: Economics | None
    confidence: str
    confidence_why: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    score: float | None
    on_front: bool
    rank_low: int
    rank_high: int
    warnings: tuple[str, ...]
    neighbours: tuple[str, ...]
    needs: tuple[Need, ...]
    declared: tuple[Declared, ...] = ()
    knock_on_krub: float | None = None
    quantity_candidates: tuple[Range, ...] = ()
    potential_at_price_krub: Range = field(default_factory=Range)
    home_makers: tuple[HomeMaker, ...] = ()
    silent: tuple[str, ...] = ()

    @property
    def known_weight(self) -> float:
        """Return how much of the weight of the criteria rests on known ones, 0..1."""
        return sum(one.weight for one in self.criteria if one.score is not None)


@dataclass(frozen=True)
class Rejected:
    """A need that did not become a niche, and why: code with its figures."""

    clusters: tuple[str, ...]
    product_id: str
    name: str
    reason: str
    values: Mapping[str, float | str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Niches:
    """The niches of one or several clusters, ranked, and the needs that are none.

    ``has_purchases``: the participants bought something in the year; otherwise all rests on declarations.
    """

    path: str
    digest: str
    on: date
    year: int
    clusters: tuple[str, ...]
    niches: tuple[Niche, ...]
    rejected: tuple[Rejected, ...]
    findings: tuple[Finding, ...]
    settings: Settings = field(default_factory=Settings)
    has_purchases: bool = True
