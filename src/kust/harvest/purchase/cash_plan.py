"""What a cash plan says by station and week; codes and figures, the words come later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kust.harvest.forecasts.scores import calc_quantiles
from kust.harvest.purchase.money import QUANTILES, Spread, allot, spread_as_json

Floats = NDArray[np.float64]
# Why something is not bought: no room, no station is open any more, none is in reach before it spoils.
LOSSES = ("room", "shut", "far")


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
class Loss:
    """What is not bought for one reason: means in tonnes and thousand roubles."""

    t: float
    krub: float


def tell_week_money(by_week: Floats, axis: Sequence[date], certainty: float) -> tuple[WeekMoney, ...]:
    """Tell the money of each week that needs any: (draws, weeks) thousand roubles."""
    total = by_week.sum(axis=1)
    planned = allot(total, by_week, float(np.quantile(total, certainty)))
    return tuple(
        WeekMoney(
            week,
            calc_quantiles(by_week[:, place], QUANTILES),
            float(np.quantile(by_week[:, place], certainty)),
            float(np.quantile(by_week[:, : place + 1].sum(axis=1), certainty)),
            float(planned[place]),
        )
        for place, week in enumerate(axis)
        if by_week[:, place].any()
    )


@dataclass(frozen=True)
class CashPlan:
    """Money by station and week, of what is still to come.

    ``krub``: of what the stations take. Means in tonnes: ``t`` taken, ``moved_t``; ``waited_t_weeks``: tonnes times
    weeks. ``losses``: what is not bought, by reason. ``left_out``: species without a price, a settlement, a week or any
    station of their kind. ``taken_kg`` (draws, lots, weeks) on ``axis``.
    """

    krub: Spread
    t: float
    moved_t: float
    waited_t_weeks: float
    losses: Mapping[str, Loss]
    weeks: tuple[WeekMoney, ...]
    stations: tuple[StationWeek, ...]
    left_out: tuple[str, ...]
    axis: tuple[date, ...] = field(default=(), repr=False)
    taken_kg: Floats = field(default_factory=lambda: np.empty((0, 0, 0)), repr=False, compare=False)

    @property
    def lost_t(self) -> float:
        """Not bought for want of a place, be it full or shut."""
        return self.losses["room"].t + self.losses["shut"].t

    @property
    def too_far_t(self) -> float:
        """Of settlements without a station in time."""
        return self.losses["far"].t

    def as_json(self) -> dict[str, Any]:
        """Bring the plan into JSON."""
        plain = ("t", "moved_t", "waited_t_weeks", "lost_t", "too_far_t")
        return {name: getattr(self, name) for name in plain} | {
            "krub": spread_as_json(self.krub),
            "weeks": [row_as_json(one) for one in self.weeks],
            "stations": [row_as_json(one) for one in self.stations],
            "left_out": list(self.left_out),
        }


def row_as_json(one: StationWeek | WeekMoney) -> dict[str, Any]:
    """Bring a week into JSON."""
    return vars(one) | {"week_on": one.week_on.isoformat(), "krub": dict(one.krub)}
