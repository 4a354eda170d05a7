"""A programme as one thing: goals, problems, measures, indicators and milestones of a cluster, as the data say them.

It is kept in versions as JSON, so everything here can be written and read back by pydantic without loss.
"""

from dataclasses import dataclass
from datetime import date

# What a person typed is kept; what was proposed from data stands apart until a person decides.
PROPOSED, KEPT, CHANGED, DROPPED = "proposed", "kept", "changed", "dropped"
PLANNED, UNDER_WAY, DONE, CANCELLED = "planned", "under_way", "done", "cancelled"


@dataclass(frozen=True)
class Decided:
    """What a person decides about: whether it stands in the programme, and why."""

    decision: str = KEPT
    reason: str | None = None

    @property
    def stands(self) -> bool:
        """Whether it is part of the programme: neither only proposed nor dropped."""
        return self.decision in (KEPT, CHANGED)


@dataclass(frozen=True, kw_only=True)
class Stakeholder:
    """Who takes part; ``named`` is whether its answers may be told with its name."""

    stakeholder_id: str
    name: str
    kind: str
    organisation_id: str | None = None
    named: bool = False


@dataclass(frozen=True, kw_only=True)
class Goal(Decided):
    """What the programme is to reach."""

    goal_id: str
    title: str
    number: int | None = None
    description: str | None = None
    statement_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Problem(Decided):
    """What stands in the way, and what shows it: ``shown_by`` and ``reference`` lead to the figure."""

    problem_id: str
    title: str
    number: int | None = None
    goal_id: str | None = None
    description: str | None = None
    shown_by: str | None = None
    reference: str | None = None
    named_by_id: str | None = None
    edition: str | None = None
    found_value: float | None = None
    found_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Money of one year and source, in thousand roubles; without a source nobody has said whose money it is."""

    year: int
    amount_krub: float | None = None
    source: str | None = None
    support_measure: str | None = None
    basis: str = "plan"


@dataclass(frozen=True, kw_only=True)
class Measure(Decided):
    """What is done: by whom, when, after what, for what money; days of ends are the first days on which it is over."""

    measure_id: str
    title: str
    number: int | None = None
    goal_id: str | None = None
    problem_id: str | None = None
    project_id: str | None = None
    description: str | None = None
    owner_id: str | None = None
    load: float | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    duration_days: int | None = None
    depends_on: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    state: str = PLANNED
    started_on: date | None = None
    finished_on: date | None = None
    progress: float | None = None
    blocked_by: str | None = None
    costs: tuple[Cost, ...] = ()

    @property
    def days(self) -> int | None:
        """Planned calendar days: as stated, else from start to end, else unknown."""
        if self.duration_days is not None:
            return self.duration_days
        if self.starts_on and self.ends_on:
            return (self.ends_on - self.starts_on).days
        return None


@dataclass(frozen=True, kw_only=True)
class Target:
    """A target of a year, and the actual figure where somebody typed one; in the indicator's unit."""

    year: int
    target: float
    actual: float | None = None
    region: str | None = None


@dataclass(frozen=True, kw_only=True)
class Indicator(Decided):
    """What is measured. A ratio names the two additive indicators that it is made of."""

    indicator: str
    number: int | None = None
    goal_id: str | None = None
    unit: str | None = None
    base_year: int | None = None
    base: float | None = None
    direction: str = "up"
    numerator: str | None = None
    denominator: str | None = None
    filled_from: str | None = None
    targets: tuple[Target, ...] = ()

    @property
    def is_ratio(self) -> bool:
        return self.numerator is not None or self.denominator is not None


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """A day by which something must stand."""

    milestone_id: str
    title: str
    due_on: date
    measure_id: str | None = None
    reached_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Programme:
    """The working programme of one cluster, or a version of it that was kept."""

    cluster_id: str
    cluster: str
    title: str
    starts_on: date | None = None
    ends_on: date | None = None
    base_year: int | None = None
    adopted_on: date | None = None
    adopted_by: str | None = None
    vision: str | None = None
    stakeholders: tuple[Stakeholder, ...] = ()
    goals: tuple[Goal, ...] = ()
    problems: tuple[Problem, ...] = ()
    measures: tuple[Measure, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    milestones: tuple[Milestone, ...] = ()

    @property
    def standing_measures(self) -> tuple[Measure, ...]:
        """Measures that a person has put into the programme and nobody has cancelled."""
        return tuple(one for one in self.measures if one.stands and one.state != CANCELLED)

    @property
    def standing_milestones(self) -> tuple[Milestone, ...]:
        """Milestones of the programme itself and of its standing measures."""
        standing = {None, *(one.measure_id for one in self.standing_measures)}
        return tuple(one for one in self.milestones if one.measure_id in standing)
