"""The rows of the tables in the document of a programme: requirements, chain, indicators, roadmap, money, findings.

A template in Word names these fields, so that a name once given stays; what they hold is said in ``content``.
"""

from dataclasses import dataclass
from datetime import date

from kust.documents.blocks import Amount, Judged, Link


@dataclass(frozen=True)
class Standing:
    """A requirement at a glance: ``figure`` leads to the annex of evidence."""

    edition: str
    title: str
    verdict: Judged
    value: str
    threshold: str
    margin: str
    figure: Link


@dataclass(frozen=True)
class StageLine:
    """A stage of the chain: its products with their makers, and which of them lack something."""

    title: str
    products: tuple[str, ...]
    lacking: tuple[str, ...]
    makers: int


@dataclass(frozen=True)
class NicheLine:
    """A niche: what is bought, how much of it is imported, who buys it."""

    product: str
    import_share: Amount | None
    demand: Amount | None
    buyers: int
    investment: Amount | None
    figure: Link


@dataclass(frozen=True)
class YearValue:
    """An indicator in a year; words stand for a withheld fact."""

    year: int
    target: Amount | None
    actual: Amount | str | None
    state: Judged
    words: str


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator with its years, in the order of :attr:`ProgrammeContent.years`; words stand for a withheld base."""

    number: str
    title: str
    unit: str
    goal: str
    base_year: int | None
    base: Amount | str | None
    direction: str
    years: tuple[YearValue, ...]
    forecast: Amount | None
    forecast_words: str
    final_target: Amount | None
    state: Judged
    source: str


@dataclass(frozen=True)
class RoadmapLine:
    """A measure on the roadmap: plan, slack, fact and forecast."""

    number: str
    title: str
    goal: str
    owner: str
    starts: date | None
    ends: date | None
    starts_words: str
    ends_words: str
    slack: int | None
    critical: str
    state: Judged
    progress: Amount | None
    forecast: date | None
    forecast_words: str
    delay: int | None
    delays: str


@dataclass(frozen=True)
class MilestoneLine:
    """A milestone."""

    title: str
    measure: str
    due: date
    reached: date | None
    expected: date | None
    state: Judged


@dataclass(frozen=True)
class LoadLine:
    """An owner in the quarter in which it has most."""

    owner: str
    quarter: str
    load: Amount | None
    at_once: int
    quarters_over: int
    state: Judged


@dataclass(frozen=True)
class MoneyYear:
    """Plan and fact of a year; ``words`` tell both."""

    year: int | None
    plan: Amount | None
    fact: Amount | None
    words: str


@dataclass(frozen=True)
class BudgetLine:
    """Money of a source by year, in the order of :attr:`ProgrammeContent.budget_years`, and in all."""

    source: str
    years: tuple[MoneyYear, ...]
    total: MoneyYear


@dataclass(frozen=True)
class CoverLine:
    """What support could cover of a project's money in a year."""

    project: str
    year: int
    planned: Amount | None
    public: Amount | None
    support: Amount | None
    covered: Amount | None


@dataclass(frozen=True)
class Risk:
    """A finding: where it is, what it is, how to mend it."""

    severity: str
    where: str
    words: str
    mend: str


@dataclass(frozen=True)
class ChangeLine:
    """What is no longer as in the version before; ``reason`` may be empty."""

    what: str
    where: str
    change: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class Proposal:
    """What is proposed and nobody has decided, or what was dropped with its reason."""

    kind: str
    title: str
    why: Link
    reason: str
