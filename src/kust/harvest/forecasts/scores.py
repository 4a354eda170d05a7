"""Scores of probabilistic forecasts: how near, how often inside, how much better than simple ones."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr, stdtrit

Floats = NDArray[np.float64]


def calc_crps_normal(mean: float, sd: float, observed: float) -> float:
    """Work out the CRPS of a normal forecast: σ·(z·(2Φ(z) − 1) + 2φ(z) − 1/√π), z = (x − μ)/σ.

    Gneiting and Raftery, Journal of the American Statistical Association 102 (2007) 359.

    >>> round(calc_crps_normal(0.0, 1.0, 0.0), 6)
    0.233695
    """
    z = (observed - mean) / sd
    density = np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    return float(sd * (z * (2 * ndtr(z) - 1) + 2 * density - 1 / np.sqrt(np.pi)))


def calc_crps(draws: Floats, observed: Floats, *, fair: bool = False) -> Floats:
    """Work out the CRPS of an ensemble: mean |x_i − y| − Σ|x_i − x_j| / (2m²); fair: / (2m(m − 1)).

    Parameters
    ----------
    draws
        (m, …) the ensemble.
    observed
        (…) what came.

    Returns
    -------
    array
        (…) in the unit of the draws; smaller is better.

    Examples
    --------
    >>> round(float(calc_crps(np.array([1.0, 2.0, 4.0]), np.array(2.5))), 6)
    0.5
    """
    count = draws.shape[0]
    ordered = np.sort(draws, axis=0)
    weight = (2 * np.arange(1, count + 1) - count - 1).reshape(-1, *([1] * (draws.ndim - 1)))
    spread = (weight * ordered).sum(axis=0) / (count * (count - 1 if fair else count))
    return np.asarray(np.abs(draws - observed).mean(axis=0) - spread, dtype=np.float64)


def calc_pinball(predicted: Floats, observed: Floats, probability: float) -> Floats:
    """Work out the pinball loss of a quantile: τ·(y − q) above it, (1 − τ)·(q − y) below.

    >>> calc_pinball(np.array([10.0, 10.0]), np.array([12.0, 7.0]), 0.9).round(9).tolist()
    [1.8, 0.3]
    """
    above = observed - predicted
    return np.maximum(probability * above, (probability - 1) * above)


def calc_pit(draws: Floats, observed: Floats) -> Floats:
    """Work out where in the ensemble the outcome fell, 0..1: (count below + half of the ties + ½) / (m + 1).

    >>> float(calc_pit(np.array([1.0, 2.0, 4.0]), np.array(2.5)))
    0.625
    """
    below = (draws < observed).sum(axis=0) + 0.5 * (draws == observed).sum(axis=0)
    return np.asarray((below + 0.5) / (draws.shape[0] + 1), dtype=np.float64)


def calc_binomial_interval(hits: int, trials: int, level: float = 0.9) -> tuple[float, float] | None:
    """Work out the exact (Clopper–Pearson) interval of a share; None where nothing was tried.

    >>> [round(end, 4) for end in calc_binomial_interval(8, 10, 0.95)]
    [0.4439, 0.9748]
    """
    if not trials:
        return None
    tail = (1 - level) / 2
    low = 0.0 if hits == 0 else float(betaincinv(hits, trials - hits + 1, tail))
    high = 1.0 if hits == trials else float(betaincinv(hits + 1, trials - hits, 1 - tail))
    return low, high


def calc_skill(score: float, reference: float) -> float | None:
    """Work out the skill, 1 − score / reference; None where the reference is 0.

    >>> calc_skill(1.0, 4.0)
    0.75
    """
    return None if reference == 0 else 1 - score / reference


def calc_skill_interval(scores: Floats, references: Floats, level: float = 0.8) -> tuple[float, float] | None:
    """Work out the interval of a skill from paired scores of years: (d̄ ± t·s_d / √n) / mean reference.

    d = reference − score of a year, s_d its standard deviation, t of Student with n − 1 degrees of freedom. A year
    counts once, however many plots were weighed in it: its effect is theirs together.

    Parameters
    ----------
    scores, references
        (years,) of the forecast and of the simple one.

    Returns
    -------
    tuple or None
        Both ends; None of one year or where the reference is 0.

    Examples
    --------
    >>> low, high = calc_skill_interval(np.array([1.0, 2.0, 3.0]), np.array([3.0, 3.0, 3.0]))
    >>> round(low, 4), round(high, 4)
    (-0.0296, 0.6962)
    """
    count, reference = len(scores), float(references.mean()) if len(references) else 0.0
    if count < 2 or reference == 0:
        return None
    gap = references - scores
    wide = float(stdtrit(count - 1, 0.5 + level / 2)) * float(gap.std(ddof=1)) / count**0.5
    return (float(gap.mean()) - wide) / reference, (float(gap.mean()) + wide) / reference


def limit_level(level: float, years: int) -> float:
    """Keep the promised coverage to what years can bear: (Y − 1) / (Y + 1), the widest interval of Y years.

    Of exchangeable years the next one lies between the least and the greatest of Y with this probability
    (Dunn, Wasserman, Ramdas; Lee, Barber, Willett).

    >>> round(limit_level(0.9, 12), 4), limit_level(0.8, 5), limit_level(0.8, 1)
    (0.8462, 0.6666666666666666, 0.0)
    """
    return min(level, max(0.0, (years - 1) / (years + 1)))


def calc_ends(draws: Floats, level: float) -> tuple[float, float] | None:
    """Take the middle interval of draws; None where nothing can be promised or nothing is known."""
    told = draws[~np.isnan(draws)]
    if level <= 0 or not len(told):
        return None
    low, high = np.quantile(told, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def calc_quantiles(draws: Floats, probabilities: Sequence[float]) -> dict[str, float | None]:
    """Take quantiles by name, ``p10`` for 0.1; None where nothing is known."""
    told = draws[~np.isnan(draws)]
    return {
        f"p{round(100 * one):02d}": float(np.quantile(told, one)) if len(told) else None
        for one in probabilities
    }
