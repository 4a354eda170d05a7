"""The result of siting on a dataset: codes and figures, no words."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Problem = Literal["median", "coverage", "center", "capacitated", "scenarios"]
PROBLEMS: tuple[Problem, ...] = ("median", "coverage", "center", "capacitated", "scenarios")
# In what the value of a problem is told.
UNITS = {
    "median": "t_hours",
    "coverage": "t",
    "center": "hours",
    "capacitated": "krub",
    "scenarios": "krub",
}


@dataclass(frozen=True)
class StationLoad:
    """A station with what it takes in an average season.

    ``cost_krub``: fixed, handling and haul; ``peak_share``: of its capacity in its fullest week; None where not known.
    """

    site_id: str
    settlement_id: str | None
    name: str
    exists: bool
    open: bool
    mass_t: float
    cost_krub: float | None
    peak_week: int | None
    peak_share: float | None


@dataclass(frozen=True)
class Catchment:
    """What of a settlement goes to a station; ``site_id`` None: to nobody. ``basis``: where the hours are from."""

    settlement_id: str
    name: str
    site_id: str | None
    mass_t: float
    hours: float | None
    km: float | None
    basis: str


@dataclass(frozen=True)
class WeekLoad:
    """Tonnes at a station in an ISO week of an average season."""

    site_id: str
    week: int
    mass_t: float
    capacity_t: float | None


@dataclass(frozen=True)
class Overload:
    """A station that gets more than it can take: ``over_t`` above ``capacity_t``, which is 0 where it is ``shut``.

    ``week`` is an ISO week; None: the whole season, where weeks are not known.
    """

    site_id: str
    week: int | None
    mass_t: float
    capacity_t: float
    over_t: float
    shut: bool


@dataclass(frozen=True)
class Shortage:
    """The week (None: the season) in which the open stations together lack most.

    ``mass_t`` comes in, ``open_t`` the open ones can take, ``all_t`` all sites of the kind. ``more``: how many further
    stations of the usual capacity ``usual_t`` the open ones would need; 0 where dividing the flows is enough.
    """

    week: int | None
    mass_t: float
    open_t: float
    all_t: float
    usual_t: float
    more: int

    @property
    def over_t(self) -> float:
        """Tonnes above what the open ones can take; 0 where they can take all."""
        return max(self.mass_t - self.open_t, 0.0)


@dataclass(frozen=True)
class ScenarioCost:
    """A season taken as a scenario: what came in, what nobody took, what it costs."""

    scenario: str
    mass_t: float
    lost_t: float
    cost_krub: float


@dataclass(frozen=True)
class Change:
    """A settlement that goes elsewhere when a station stands elsewhere."""

    settlement_id: str
    name: str
    from_site: str | None
    to_site: str | None
    hours_before: float | None
    hours_after: float | None


@dataclass(frozen=True)
class Move:
    """What changes when a station stands elsewhere; ``weeks``: what each station would take, by week."""

    from_site: str
    to_site: str
    value: float
    difference: float
    changes: tuple[Change, ...]
    weeks: tuple[WeekLoad, ...]


@dataclass(frozen=True)
class Siting:
    """Where the stations of a kind should stand.

    Attributes
    ----------
    value, lower_bound, gap, status
        As of :class:`kust.harvest.siting.Answer`; ``unit`` says in what.
    intake_from
        What the tonnes are from: ``purchases``, ``forecast`` (draws of season ``intake_year``), ``file``.
    left_out
        Species of which the forecast has no draws by place and week.
    unused
        Sites that the number asked for would open though nobody goes there; they are not in ``open``.
    mass_t, lost_t
        What comes in in an average season, and what goes to nobody.
    settlements, quiet, unreached
        How many settlements were looked at, how many of them bring nothing, and those without a way to any station in
        the season: what they bring is lost, and median and center are worked out for the others.
    overloads, shortage
        What stations cannot take in an average season, and what all of them lack together.
    most, lost_krub_t
        How many stations may be open, and what a tonne that nobody takes costs, None where the problem has no costs.
    scenarios
        Seasons behind the figures, each as it would be with these stations where the problem has costs.
    mean_krub, tail_krub
        Mean of the scenarios' costs, and CVaR_α: the mean of the dearest 1 − α of them.
    estimated
        Pairs of settlement and station in use whose hours are estimated by the great circle.
    """

    path: str
    digest: str
    problem: Problem
    kind: str
    season: str
    species: tuple[str, ...]
    species_names: tuple[str, ...]
    years: tuple[str, ...]
    intake_from: str
    intake_year: int
    left_out: tuple[str, ...]
    unit: str
    value: float
    lower_bound: float
    gap: float
    status: str
    open: tuple[str, ...]
    unused: tuple[str, ...]
    settlements: int
    quiet: int
    unreached: tuple[str, ...]
    mass_t: float
    lost_t: float
    mean_hours: float | None
    furthest_hours: float | None
    stations: tuple[StationLoad, ...]
    catchments: tuple[Catchment, ...]
    weeks: tuple[WeekLoad, ...]
    overloads: tuple[Overload, ...]
    shortage: Shortage | None
    most: int
    lost_krub_t: float | None
    scenarios: tuple[ScenarioCost, ...]
    mean_krub: float | None
    tail_krub: float | None
    estimated: int
    move: Move | None


def siting_as_json(siting: Siting) -> dict[str, Any]:
    """Bring the result into JSON."""
    document = asdict(siting)
    if siting.shortage is not None:
        document["shortage"]["over_t"] = siting.shortage.over_t
    document["dataset"] = document.pop("path")
    return document
