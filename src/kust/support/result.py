"""What a project could get from each measure: codes, figures and the words of the law's data; always an estimate."""

from dataclasses import dataclass
from datetime import date
from math import isinf

from kust.data.project_costs import CostRow
from kust.law.measures import Measure, NotAdopted
from kust.settings import AnswerSource

# From the worst to the best, so that «and» is the smallest (Kleene).
VERDICTS = ("not_met", "unknown", "met")


@dataclass(frozen=True)
class Between:
    """A figure known to lie from ``least`` to ``most``; infinite where nothing bounds it."""

    least: float
    most: float

    @property
    def value(self) -> float | None:
        """Return the figure where both ends are one."""
        if isinf(self.most):
            return None
        return self.least if self.most - self.least <= 1e-9 * max(1.0, abs(self.most)) else None

    def __add__(self, other: "Between") -> "Between":
        return Between(self.least + other.least, self.most + other.most)

    def __mul__(self, factor: float) -> "Between":
        return Between(self.least * factor, self.most * factor)


NOTHING = Between(0.0, 0.0)
UNBOUNDED = Between(0.0, float("inf"))


@dataclass(frozen=True)
class Missing:
    """A figure or a document that is not there: ``place`` is table.column, or a key of the settings."""

    place: str
    organisation_id: str | None = None
    year: int | None = None
    row: str | None = None


@dataclass(frozen=True)
class ConditionVerdict:
    """The verdict on one condition of a measure; ``value`` is what the data has.

    ``decided_by``, where it is not the tables alone: ``answer`` (the user says so), ``check`` (kust's own check),
    ``confirmed_on`` (the day of confirmation), ``disagree`` (check and confirmation do not agree). ``left_out``:
    organisations that the condition keeps out while the measure stays open to the others. ``answered``: by whose word
    and of which day, where an answer decides and tells it.
    """

    code: str
    kind: str
    verdict: str
    text: dict[str, str]
    evidence: str
    source: str
    value: str | None = None
    missing: tuple[Missing, ...] = ()
    decided_by: str | None = None
    left_out: tuple[str, ...] = ()
    answered: AnswerSource | None = None


@dataclass(frozen=True)
class Claim:
    """What a measure takes of a row of costs: thousand roubles; ``why`` a row is left out, cut or not sure."""

    row: CostRow
    counted: Between
    claimed: Between
    why: str | None = None
    evidence: str | None = None
    source: str | None = None
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True)
class Limit:
    """One of the figures of which the least is the amount: ``costs``, ``ceiling``, ``cap``; of one recipient."""

    code: str
    recipient_id: str | None
    krub: Between
    binding: bool
    evidence: str
    source: str
    certainty: str | None = None
    share: float | None = None
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True)
class ByCategory:
    """Costs that a measure counts and what it gives of them before its limits, of a category in a year."""

    category: str
    year: int
    counted_krub: float | None
    claimed_krub: float | None


@dataclass(frozen=True)
class Instalment:
    """Money of a year."""

    year: int
    krub: float


@dataclass(frozen=True)
class IntakeWindow:
    """A window of applications as of the day asked about: ``open``, ``closed`` or ``announced``."""

    opens_on: date | None
    closes_on: date | None
    state: str
    evidence: str
    source: str


@dataclass(frozen=True)
class TermSpan:
    """For how long a measure can be used: at most ``years``.

    ``starts_on`` and ``ends_on`` (the first day on which it is over) are worked out; ``basis``: ``user``, or
    ``assumed`` where nobody tells when its use began, so that the years count from the day asked about.
    """

    years: int
    starts_on: date
    ends_on: date
    basis: str
    evidence: str
    source: str


@dataclass(frozen=True)
class Alternative:
    """The amount under another reading of a rule."""

    reading: str
    krub: Between
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True)
class Offer:
    """One measure for one project.

    ``amount``: thousand roubles, in all or (``per`` = ``year``) a year. ``scenario``: a draft, or a measure whose act
    was not found; in no total. ``rate``: the interest rate of a loan measure. ``unpaid_krub``: what the instalments do
    not reach because the costs come later. ``granted_krub``, ``paid_krub``: what the
    funding says of the measure. ``costs_told``: whether there is a table of costs at all. ``term``: for how long a
    relief lasts, and ``instalments`` are then what it saves in each year of it.
    """

    measure: Measure
    status: str
    scenario: bool
    eligible: str
    conditions: tuple[ConditionVerdict, ...]
    claims: tuple[Claim, ...]
    by_category: tuple[ByCategory, ...]
    limits: tuple[Limit, ...]
    amount: Between | None
    per: str
    rate: float | None
    instalments: tuple[Instalment, ...]
    unpaid_krub: float
    intakes: tuple[IntakeWindow, ...]
    not_together: tuple[tuple[str, str], ...]
    alternatives: tuple[Alternative, ...]
    missing: tuple[Missing, ...]
    granted_krub: float | None = None
    paid_krub: float | None = None
    cautions: tuple[str, ...] = ()
    costs_told: bool = True
    term: TermSpan | None = None

    @property
    def form_is_formula(self) -> bool:
        """Tell whether the amount comes of a formula of its own, not of shares of costs."""
        return self.measure.form in ("contributions", "loan_rate")


@dataclass(frozen=True)
class Share:
    """What a measure gives within a combination, and the rows of costs that go to it."""

    measure: str
    krub: float
    per: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Combination:
    """The measures that together give most; ``krub`` in all, ``yearly_krub`` each year besides."""

    shares: tuple[Share, ...]
    krub: float
    yearly_krub: float


@dataclass(frozen=True)
class Support:
    """Every measure for one project. An estimate, never a decision of a ministry.

    ``sure``: the best combination of the measures whose conditions are met; ``possible``: also of those that nothing
    rules out. Both take the amounts that are certain, and no scenario.
    """

    path: str
    digest: str
    on: date
    project_id: str
    title: str
    cluster_id: str
    ends_on: date | None
    costs: tuple[CostRow, ...]
    offers: tuple[Offer, ...]
    sure: Combination
    possible: Combination
    not_adopted: tuple[NotAdopted, ...]
