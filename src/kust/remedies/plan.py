"""A plan and what it comes to: frozen, with codes and figures, no words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from kust.checks.result import Gap
from kust.law import Edition, Requirement
from kust.remedies.change import Change
from kust.remedies.linear_programme import Step


@dataclass(frozen=True)
class RequirementFigures:
    """A requirement before and after a plan: both by the rules themselves, on the data and on the changed data.

    ``before_part``, ``after_part``: the side whose figure it is, where a requirement has sides.
    """

    requirement: Requirement
    before: float | None
    after: float | None
    before_verdict: str
    after_verdict: str
    threshold: float | None
    before_part: str | None = None
    after_part: str | None = None


@dataclass(frozen=True)
class ToFindOut:
    """A figure that has to be found out, because a requirement is unknown without it."""

    requirement: str
    gap: Gap


@dataclass(frozen=True)
class Plan:
    """One way to pass. ``gap``: relative distance of its cost to the proven bound, 0 where it is the cheapest."""

    status: str
    cost: float
    gap: float
    steps: tuple[Step, ...]
    change: Change
    requirements: tuple[RequirementFigures, ...]
    features: dict[frozenset[str], float] = field(default_factory=dict)


@dataclass(frozen=True)
class PriceOfOne:
    """What the plan would cost without one requirement, and so what that one costs; None where nothing is possible."""

    requirement: str
    cost: float | None
    saves: float | None


@dataclass(frozen=True)
class Effort:
    """What the work took: rows and variables of the model, seconds of building and of solving."""

    rows: int = 0
    variables: int = 0
    build_seconds: float = 0.0
    solve_seconds: float = 0.0


@dataclass(frozen=True)
class Remedy:
    """The answer for one cluster and edition.

    ``status``: ``optimal`` (``plan`` is the cheapest and meets every requirement), ``time_limit`` (``plan`` is the best
    found, or None) or ``infeasible``. Then ``conflict`` names a smallest set of requirements that no plan meets
    together (``conflict_is_smallest`` is false where time ran out before that was proven); where only missing figures
    are in the way, they are ``set_aside`` and ``plan`` meets the others.
    ``now``: the requirements as they are, before equal to after.
    """

    cluster_id: str
    name: str
    edition: Edition
    on: date
    year: int
    status: str
    plan: Plan | None
    now: tuple[RequirementFigures, ...]
    find_out: tuple[ToFindOut, ...]
    set_aside: tuple[str, ...] = ()
    conflict: tuple[str, ...] = ()
    conflict_is_smallest: bool = True
    different: tuple[Plan, ...] = ()
    without: tuple[PriceOfOne, ...] = ()
    effort: Effort = field(default_factory=Effort)
    names: Mapping[str, str] = field(default_factory=dict)
    moved_from: Edition | None = None

    @property
    def requirements(self) -> tuple[RequirementFigures, ...]:
        return self.plan.requirements if self.plan else self.now
