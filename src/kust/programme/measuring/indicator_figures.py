"""What an indicator is, was and will be: codes and figures in the indicator's own unit; missing is None, never zero."""

from dataclasses import dataclass
from datetime import date

MET, NOT_MET, UNKNOWN = "met", "not_met", "unknown"
# Each year's figure stands for itself, or the years of a programme add up.
EACH_YEAR, SUM = "each_year", "sum"


@dataclass(frozen=True)
class Figure:
    """A figure: ``value`` is None where a part of it is missing, ``known`` adds up the parts that are there.

    ``source``: ``typed``, ``dataset`` or ``ratio`` (its numerator over its denominator). ``missing``: ids of the
    organisations or projects without their part, names of indicators for a ratio. ``why`` there is none: ``no_data``,
    ``later`` (after the year asked about), ``parts_missing``, ``no_numerator``, ``no_denominator``,
    ``denominator_zero``.
    """

    value: float | None
    known: float | None = None
    source: str | None = None
    missing: tuple[str, ...] = ()
    why: str | None = None


@dataclass(frozen=True)
class YearFigure:
    """A year: ``deviation`` is actual − target, ``deviation_share`` over the size of the target.

    ``state``: whether the target is reached in the indicator's direction; ``unknown`` also without a target.
    """

    year: int
    target: float | None
    actual: Figure
    deviation: float | None
    deviation_share: float | None
    state: str


@dataclass(frozen=True)
class RegionTarget:
    """What a region has committed itself to; it is no part of the cluster's figures."""

    region: str
    year: int
    target: float
    actual: float | None
    deviation: float | None
    state: str


@dataclass(frozen=True)
class Outlook:
    """The forecast for the last year of the programme, and what is targeted then.

    ``method``: ``actual`` (the year is over), ``least_squares`` (a line through three points or more, with the ends
    of an interval of 80 %), ``two_points`` (the line through two, no interval), ``parts`` (forecast numerator over
    forecast denominator), ``plan`` (fact of the years that are over and plan of the others, added up), ``none``.
    ``why`` there is none: ``no_end``, ``few_points``, ``parts_missing``, ``denominator_zero``. ``points``: what the
    line goes through. Where years add up, ``value`` and ``target`` are sums over ``first_year`` to ``year``; there is
    no target where one of these years has none (``target_missing``), and ``target_known`` adds up the others.
    """

    year: int | None
    first_year: int | None
    value: float | None
    low: float | None
    high: float | None
    method: str
    why: str | None
    points: tuple[tuple[int, float], ...]
    known: float | None
    missing: tuple[str, ...]
    target: float | None
    deviation: float | None
    deviation_share: float | None
    state: str
    target_known: float | None = None
    target_missing: tuple[int, ...] = ()


@dataclass(frozen=True)
class IndicatorResult:
    """An indicator of a programme with all its figures; ``over_years``: ``each_year`` or ``sum``."""

    indicator: str
    goal_id: str | None
    number: int | None
    unit: str | None
    direction: str
    filled_from: str | None
    numerator: str | None
    denominator: str | None
    over_years: str
    base_year: int | None
    base: Figure
    years: tuple[YearFigure, ...]
    outlook: Outlook
    regions: tuple[RegionTarget, ...]

    @property
    def is_ratio(self) -> bool:
        return self.numerator is not None or self.denominator is not None

    def of(self, year: int) -> YearFigure | None:
        """Return the figures of a year, None where it is no year of the indicator."""
        return next((one for one in self.years if one.year == year), None)


@dataclass(frozen=True)
class IndicatorCaution:
    """Something that bends a figure.

    ``typed_differs`` (from the dataset, or from numerator over denominator), ``target_twice`` (two targets of one
    year), ``unit_differs`` (filled in thousand roubles, its unit says otherwise).
    """

    code: str
    indicator: str
    year: int | None = None
    typed: float | None = None
    found: float | None = None


@dataclass(frozen=True)
class Indicators:
    """The standing indicators of a programme; ``organisations``: whose figures are in those filled from the dataset."""

    cluster_id: str
    cluster: str
    title: str
    digest: str
    on: date
    year: int
    end_year: int | None
    results: tuple[IndicatorResult, ...]
    cautions: tuple[IndicatorCaution, ...]
    organisations: tuple[str, ...]
