"""What a cash plan says by station and week; codes and figures, the words come later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kust.harvest.purchase.money import Spread, spread_as_json


@dataclass(frozen=True)
class StationWeek:
    """A station in a week: means in tonnes, money by quantile.

    ``offered_t`` to it as the nearest, ``t`` taken, ``moved_in_t`` of it from elsewhere; ``moved_t`` to other stations,
    ``waited_t`` to the next week, ``lost_t`` not bought at all. ``over``: in what share of the draws more is offered
    than it takes.
    """

    site_id: str
    week_on: date
    capacity_t: float | None
    offered_t: float
    t: float
    moved_in_t: float
    moved_t: float
    waited_t: float
    lost_t: float
    over: float
    krub: Mapping[str, float | None]
    planned_krub: float


@dataclass(frozen=True)
class WeekMoney:
    """All stations in a week.

    ``plan_krub`` at the chosen certainty of this week, ``plan_to_date_krub`` of all up to it; ``planned_krub``: the
    share of the planned sum, adding up to it.
    """

    week_on: date
    krub: Mapping[str, float | None]
    plan_krub: float
    plan_to_date_krub: float
    planned_krub: float


@dataclass(frozen=True)
class CashPlan:
    """Money by station and week, of what is still to come.

    ``krub``: of what the stations take. Means in tonnes: ``t`` taken, ``moved_t``, ``lost_t`` for want of a place,
    ``too_far_t``: of settlements without a station in time, which is not bought; ``waited_t_weeks``: tonnes times
    weeks. ``left_out``: species without a price, a settlement or a week.
    """

    krub: Spread
    t: float
    moved_t: float
    waited_t_weeks: float
    lost_t: float
    too_far_t: float
    weeks: tuple[WeekMoney, ...]
    stations: tuple[StationWeek, ...]
    left_out: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Bring the plan into JSON."""

        def row(one: StationWeek | WeekMoney) -> dict[str, Any]:
            return vars(one) | {"week_on": one.week_on.isoformat(), "krub": dict(one.krub)}

        plain = ("t", "moved_t", "waited_t_weeks", "lost_t", "too_far_t")
        return {name: getattr(self, name) for name in plain} | {
            "krub": spread_as_json(self.krub),
            "weeks": [row(one) for one in self.weeks],
            "stations": [row(one) for one in self.stations],
            "left_out": list(self.left_out),
        }
