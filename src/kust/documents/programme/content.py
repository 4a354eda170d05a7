"""What the document of a programme holds, apart from how it is drawn.

A template in Word names these fields, so that a name once given stays. Words are in the reader's language; a figure is
an :class:`Amount`, None where it is missing; :class:`Link`, :class:`Place`, :class:`Judged` and :class:`Drawing` are
put in by each renderer in its own way.
"""

from dataclasses import dataclass, field
from datetime import date

from kust.documents.blocks import Amount, Fact, Judged, Link, Place
from kust.documents.programme.table_lines import (
    BudgetLine,
    ChangeLine,
    CoverLine,
    IndicatorLine,
    LoadLine,
    MilestoneLine,
    NicheLine,
    Proposal,
    Risk,
    RoadmapLine,
    StageLine,
    Standing,
)


@dataclass(frozen=True)
class Drawing:
    """A picture: its text alternative, its drawing for a sheet and, where there is one, for a telephone.

    ``across``: it fills a sheet that lies across; a ``small`` one stands beside others.
    """

    title: str
    alt: str
    svg: str
    narrow: str = ""
    across: bool = False
    small: bool = False


@dataclass(frozen=True)
class Statement:
    """A statement of the vision; ``verdict``: agreed, disputed, too few answers; words stand for a withheld figure."""

    number: int
    area: str
    text: str
    answers: str
    median: Amount | str | None
    spread: Amount | str | None
    share_for: Amount | str | None
    share_against: Amount | str | None
    verdict: Judged
    dissent: str
    goals: str


@dataclass(frozen=True)
class Seen:
    """The figure that shows a problem: when it was found, now (words where it is withheld), what it is held against."""

    kind: str
    what: str
    found: Amount | None
    found_on: date | None
    now: Amount | str | None
    threshold: Amount | None
    limit: str
    state: Judged
    figure: Link
    command: str


@dataclass(frozen=True)
class MeasureLine:
    """A measure; ``why`` leads to the figure that asks for it. ``ends`` is the first day on which it is over."""

    id: str
    number: str
    title: str
    description: str
    owner: str
    starts: date | None
    ends: date | None
    days: int | None
    money: Amount | None
    money_words: str
    sources: str
    indicators: str
    after: str
    project: str
    state: str
    progress: Amount | None
    blocked: str
    reason: str
    why: Link
    command: str


@dataclass(frozen=True)
class ProblemPart:
    """A problem and the measures against it."""

    number: str
    title: str
    description: str
    reason: str
    seen: Seen
    measures: tuple[MeasureLine, ...]


@dataclass(frozen=True)
class GoalPart:
    """A goal and its problems."""

    number: str
    title: str
    description: str
    statement: str
    indicators: str
    problems: tuple[ProblemPart, ...]


@dataclass(frozen=True)
class EvidenceFigure:
    """A further figure of a sign."""

    label: str
    value: str
    threshold: str


@dataclass(frozen=True)
class Evidence:
    """A sign in the annex: what the data say, who is behind it, and the command that shows it."""

    number: str
    title: Place
    kind: str
    what: str
    value: str
    threshold: str
    state: Judged
    why: str
    edition: str
    figures: tuple[EvidenceFigure, ...]
    organisations: str
    lacking: str
    command: str
    rows: str
    asked_by: str


@dataclass(frozen=True)
class Decision:
    """What the meeting is asked to decide."""

    words: str
    entries: tuple[str, ...]


@dataclass(frozen=True)
class ProgrammeContent:
    """The whole document. ``made_up`` says so where the data are made up; ``notes``: what could not be told.

    ``risks`` tell the findings by kind and ``every_risk`` one by one; ``trace``: by what the document can be made anew.
    """

    lang: str
    kind: str
    title: str
    cluster: str
    subtitle: str
    period: str
    adopted: str
    day: date
    year: int
    made_up: str
    vision: str
    agreement: str
    statements: tuple[Statement, ...]
    agreement_drawing: Drawing | None
    editions: str
    glance: tuple[Judged, ...]
    requirements: tuple[Standing, ...]
    stages: tuple[StageLine, ...]
    niches: tuple[NicheLine, ...]
    goals: tuple[GoalPart, ...]
    years: tuple[int, ...]
    indicators: tuple[IndicatorLine, ...]
    indicator_drawings: tuple[Drawing, ...]
    roadmap_words: str
    critical_path: tuple[str, ...]
    roadmap_drawings: tuple[Drawing, ...]
    roadmap_page: Drawing | None
    roadmap: tuple[RoadmapLine, ...]
    milestones: tuple[MilestoneLine, ...]
    loads: tuple[LoadLine, ...]
    budget_words: str
    budget_years: tuple[int, ...]
    budget: tuple[BudgetLine, ...]
    budget_total: BudgetLine
    covered: tuple[CoverLine, ...]
    risks: tuple[Risk, ...]
    changes_words: str
    changes: tuple[ChangeLine, ...]
    evidence: tuple[Evidence, ...]
    proposals: tuple[Proposal, ...]
    dropped: tuple[Proposal, ...]
    decisions: tuple[Decision, ...]
    sources: tuple[Fact, ...]
    notes: tuple[str, ...] = field(default=())
    every_risk: tuple[Risk, ...] = field(default=())
    trace: tuple[Fact, ...] = field(default=())

    @property
    def measures(self) -> tuple[MeasureLine, ...]:
        """Measures in the order of the document."""
        return tuple(one for goal in self.goals for problem in goal.problems for one in problem.measures)
