"""What a niche is told as: size, causes, consumers, who is near to making it, economics, confidence and rank."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kust.data.findings import Finding
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

    ``scope``: ``member`` or ``country``.
    """

    organisation_id: str
    name: str
    region: str | None
    relatedness: float
    scope: str


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
    """A figure of the economics: ``basis`` is ``user``, ``data``, ``analogy``, ``declared`` or ``assumption``."""

    name: str
    value: float | None
    basis: str
    note: str = ""


@dataclass(frozen=True)
class YearFlow:
    """A year of the model, thousand roubles: year 0 is the first of building."""

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


@dataclass(frozen=True)
class Sensitivity:
    """NPV where one figure is lower or higher by a share, thousand roubles."""

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


@dataclass(frozen=True)
class Economics:
    """The financial model of a niche, thousand roubles; null where a figure is missing (``missing`` names it).

    ``irr`` is null where there is none or more than one (``irr_note``: ``none``, ``several``). ``payback``,
    ``discounted_payback``: years from the start, null where it never pays. ``break_even_quantity`` a year and
    ``break_even_price``: where NPV is 0.
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
    product a year and thousand roubles a year; ``potential_quantity``, ``potential_krub``: years to come. ``import_share``
    0..1. ``minimum_scale``: units a year of the smallest plant known; ``scale_ratio`` demand ÷ that (range): below 1
    the plant is larger than the market. ``warnings``: codes, the gravest first. ``confidence``: A, B, C or D.
    ``on_front``: on the Pareto front. ``rank_low``, ``rank_high``: how the rank moves when each weight changes by a
    quarter. ``knock_on_krub``: output that a switch to domestic making would call forth in the data, thousand roubles.
    ``neighbours``: products with the same class and inputs that could be made beside it.
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


@dataclass(frozen=True)
class Rejected:
    """A need that did not become a niche, and why: code with its figures."""

    cluster_id: str
    product_id: str
    name: str
    reason: str
    values: Mapping[str, float | str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Niches:
    """The niches of one or several clusters, ranked, and the needs that are none."""

    path: str
    digest: str
    on: date
    year: int
    clusters: tuple[str, ...]
    niches: tuple[Niche, ...]
    rejected: tuple[Rejected, ...]
    findings: tuple[Finding, ...]
    settings: Settings = field(default_factory=Settings)
