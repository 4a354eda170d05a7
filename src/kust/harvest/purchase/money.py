"""What draws of money or mass come to: mean, quantiles, plan, reserve, CVaR; and what a sum of money buys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kust.harvest.forecasts.scores import calc_quantiles

Floats = NDArray[np.float64]
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class Spread:
    """Draws summed up.

    ``plan``: the quantile at the chosen certainty. ``reserve``: Q.9 − Q.5, what to keep ready above the middle.
    ``cvar``: mean of the draws beyond the tail quantile.
    """

    mean: float
    quantiles: Mapping[str, float | None]
    plan: float
    reserve: float
    cvar: float


def calc_cvar(draws: Floats, tail: float) -> float:
    """Work out the mean beyond a quantile: CVaR = v + E[(X − v)⁺] / (1 − α), v the α-quantile of the draws.

    Rockafellar and Uryasev, Journal of Banking & Finance 26 (2002); with v a draw it is exact for draws too.

    >>> calc_cvar(np.arange(1.0, 11.0), 0.8)
    9.5
    """
    edge = float(np.quantile(draws, tail, method="inverted_cdf"))
    return edge + float(np.maximum(draws - edge, 0.0).mean()) / (1 - tail)


def calc_spread(draws: Floats, certainty: float, tail: float) -> Spread | None:
    """Sum up draws; None where a draw is not known.

    >>> spread = calc_spread(np.arange(11.0), 0.8, 0.9)
    >>> spread.plan, spread.reserve, spread.mean
    (8.0, 4.0, 5.0)
    """
    if not len(draws) or np.isnan(draws).any():
        return None
    return Spread(
        mean=float(draws.mean()),
        quantiles=calc_quantiles(draws, QUANTILES),
        plan=float(np.quantile(draws, certainty)),
        reserve=float(np.quantile(draws, 0.9) - np.quantile(draws, 0.5)),
        cvar=calc_cvar(draws, tail),
    )


def spread_as_json(one: Spread | None) -> dict[str, Any] | None:
    """Bring a spread into JSON."""
    if one is None:
        return None
    return {"mean": one.mean, **one.quantiles, "plan": one.plan, "reserve": one.reserve, "cvar": one.cvar}


def find_near(total: Floats, plan: float) -> NDArray[np.int64]:
    """Find the tenth of the draws whose totals lie nearest to a plan; of a plan above 0 those alone that cost anything.

    >>> find_near(np.array([0.0, 10.0]), 5.0).tolist()
    [1]
    """
    told = np.flatnonzero(total > 0) if plan > 0 else np.arange(len(total))
    order = np.argsort(np.abs(total[told] - plan), kind="stable")
    return np.asarray(told[order[: max(1, len(total) // 10)]], dtype=np.int64)


def allot(total: Floats, parts: Floats, plan: float) -> Floats:
    """Split a planned sum among parts so that they add up to it: by their means in the draws whose totals lie near it.

    Parameters
    ----------
    total
        (draws,) sums of the parts.
    parts
        (draws, parts).

    Returns
    -------
    array
        (parts,) that add up to ``plan``; all NaN where the plan is not 0 and nothing is in the parts.
    """
    means = parts[find_near(total, plan)].mean(axis=0)
    whole = means.sum()
    if whole > 0:
        return np.asarray(means * (plan / whole), dtype=np.float64)
    return np.full(parts.shape[1], 0.0 if plan == 0 else np.nan)


@dataclass(frozen=True)
class Reach:
    """What a sum of money buys: in what share of the draws it is enough, and what share of the kilograms it takes."""

    money_krub: float
    enough: float
    bought_share: float


def calc_reach(kg: Floats, money_krub: Floats, sums_krub: Sequence[float]) -> list[Reach]:
    """Work out what sums buy: in a draw kg · min(1, M / C), so that more money never buys less.

    Parameters
    ----------
    kg, money_krub
        (draws,) what is brought and what it costs, all of it.
    """
    found = []
    brought = float(kg.mean())
    for one in sums_krub:
        short = money_krub > one
        share = np.where(short, one / np.where(short, money_krub, 1.0), 1.0)
        bought = float((kg * share).mean()) / brought if brought > 0 else 1.0
        found.append(Reach(float(one), float((money_krub <= one).mean()), bought))
    return found
