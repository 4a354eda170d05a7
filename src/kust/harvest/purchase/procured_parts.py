"""The plan cut into settlements, weeks and cells: added up within each draw, never of quantiles."""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from kust.harvest.forecasts.scores import calc_quantiles
from kust.harvest.purchase.brought import Brought
from kust.harvest.purchase.cash_plan import tell_week_money
from kust.harvest.purchase.money import QUANTILES, allot, calc_spread, find_near
from kust.harvest.purchase.prices import CHOSEN
from kust.harvest.purchase.procured import Part, ToPay

Floats = NDArray[np.float64]


def tell_settlements(brought: Sequence[Brought], homes: Sequence[str], certainty: float) -> tuple[Part, ...]:
    """Sum up each settlement over species and weeks.

    Parameters
    ----------
    brought
        Species whose money, settlements and weeks are known.
    """
    if not brought:
        return ()
    kg = _add((one.bought_kg.sum(axis=1), one.rest_kg, one.settlement_share) for one in brought)
    krub = _add((one.spent_krub.sum(axis=1), one.rest_krub[CHOSEN], one.settlement_share) for one in brought)
    return _tell(kg, krub, certainty, [(home, None) for home in homes])


def tell_weeks(brought: Sequence[Brought], axis: Sequence[date], certainty: float) -> tuple[Part, ...]:
    """Sum up each week over species and settlements."""
    if not brought:
        return ()
    kg = _add((one.bought_kg.sum(axis=0), one.rest_kg, one.week_share) for one in brought)
    krub = _add((one.spent_krub.sum(axis=0), one.rest_krub[CHOSEN], one.week_share) for one in brought)
    return _tell(kg, krub, certainty, [(None, week) for week in axis])


def _add(parts: Iterable[tuple[Floats, Floats, Floats | None]]) -> Floats:
    """Add up species draw by draw: what is there already (places,) and what is to come, spread: (draws, places)."""
    spread = [there + rest[:, None] * share for there, rest, share in parts if share is not None]
    return np.asarray(np.sum(spread, axis=0), dtype=np.float64)


def _tell(
    kg: Floats, krub: Floats, certainty: float, keys: Sequence[tuple[str | None, date | None]]
) -> tuple[Part, ...]:
    total = krub.sum(axis=1)
    planned = allot(total, krub, float(np.quantile(total, certainty)))
    return tuple(
        Part(home, week, None, _range(kg[:, n] / 1000), _range(krub[:, n]), float(planned[n]))
        for n, (home, week) in enumerate(keys)
        if kg[:, n].any()
    )


def _range(draws: Floats) -> dict[str, float | None]:
    return {"mean": float(draws.mean()), **calc_quantiles(draws, QUANTILES)}


def tell_cells(
    brought: Sequence[Brought], homes: Sequence[str], axis: Sequence[date], certainty: float
) -> tuple[Part, ...]:
    """Tell each species in each settlement and week: means and ends, and its share of the planned sum."""
    if not brought:
        return ()
    total = np.sum([one.krub(CHOSEN) for one in brought], axis=0)
    plan = float(np.quantile(total, certainty))
    near = find_near(total, plan)
    factor = plan / float(total[near].mean()) if total[near].any() else 0.0
    found = []
    for one in brought:
        kg, krub = one.spread_rest(one.rest_kg), one.spread_rest(one.rest_krub[CHOSEN])
        if kg is None or krub is None:
            continue
        kg, krub = kg + one.bought_kg, krub + one.spent_krub
        planned = factor * krub[near].mean(axis=0)
        for home, week in zip(*np.nonzero(kg.any(axis=0)), strict=True):
            here = (slice(None), home, week)
            found.append(
                Part(
                    homes[home],
                    axis[week],
                    one.species,
                    _range(kg[here] / 1000),
                    _range(krub[here]),
                    float(planned[home, week]),
                )
            )
    return tuple(found)


def tell_to_pay(
    brought: Sequence[Brought], axis: Sequence[date], certainty: float, tail: float
) -> ToPay | None:
    """Tell the money that is still to be paid, and its weeks; None where there is none to tell of.

    Parameters
    ----------
    brought
        Species whose money is known; those whose weeks are not are named.
    """
    if not brought:
        return None
    spread = calc_spread(np.sum([one.rest_krub[CHOSEN] for one in brought], axis=0), certainty, tail)
    if spread is None:
        return None
    timed = [(one.rest_krub[CHOSEN], one.week_share) for one in brought]
    by_week = [krub[:, None] * share for krub, share in timed if share is not None]
    return ToPay(
        spent_krub=float(sum(one.spent_krub.sum() for one in brought)),
        krub=spread,
        weeks=tell_week_money(np.sum(by_week, axis=0), axis, certainty) if by_week else (),
        without_weeks=tuple(one.species for one in brought if one.week_share is None),
    )
