"""Balls (0–5) as an order on the latent scale of the log yield: an ordered probit, never kilograms.

A ball of a plot says between which two cuts its latent log yield lies. The cuts come from how often each ball is given
in years whose level the weighed plots tell; given the cuts, a ball stands for the mean of the normal between them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr, ndtr, ndtri

from kust.harvest.forecasts.model import Fit, fit_model

Floats = NDArray[np.float64]
LEVELS = 6
# Fewer balls or years with kilograms than this place no cuts.
FEWEST_BALLS = 30
FEWEST_YEARS = 5
# What a ball tells of a site beside a weighing: five cuts keep about this share of a normal's information.
INFORMATION = 0.75
_ROUNDS = 6
_STEPS = 12


@dataclass(frozen=True)
class Balls:
    """What became of the balls of a panel.

    ``reason``: why they were left out (``few_balls``, ``few_years``), None where they were used or there are none.
    ``cuts``: five cuts on the scale of log kg/ha, infinite where no ball lies beyond. ``log``: (plots, years) logs with
    the latent ones filled in.
    """

    count: int
    used: bool
    reason: str | None
    cuts: tuple[float, ...] | None
    log: Floats


def estimate_cuts(level: Floats, sd: float, ball: Floats) -> Floats:
    """Estimate the cuts: cut j is where the mean of Φ((c − level) / σ) is the share of balls below j.

    Parameters
    ----------
    level
        (cells,) expected latent log yield of each cell without its site.
    sd
        Standard deviation around it.
    ball
        (cells,) 0..5.

    Returns
    -------
    array
        (5,) rising; −∞ where no ball is below, ∞ where all are.

    Examples
    --------
    >>> estimate_cuts(np.zeros(4), 1.0, np.array([0, 1, 1, 1])).round(4).tolist()
    [-0.6745, inf, inf, inf, inf]
    """
    share = (ball[:, None] <= np.arange(LEVELS - 1)).mean(axis=0)
    inner = (share > 0) & (share < 1)
    wanted = share[inner]
    cuts = level.mean() + ndtri(wanted) * np.sqrt(sd**2 + level.var())
    for _ in range(_STEPS):
        z = (cuts - level[:, None]) / sd
        slope = np.exp(-(z**2) / 2).mean(axis=0) / (sd * np.sqrt(2 * np.pi))
        step = (ndtr(z).mean(axis=0) - wanted) / np.maximum(slope, 1e-12)
        cuts = cuts - np.clip(step, -sd, sd)
    found = np.where(share > 0, np.inf, -np.inf)
    found[inner] = np.maximum.accumulate(cuts)
    return found


def calc_between(mean: Floats, sd: float, low: Floats, high: Floats) -> Floats:
    """Work out the mean of a normal known to lie between two cuts: μ + σ·(φ(a) − φ(b)) / (Φ(b) − Φ(a)).

    >>> calc_between(np.array([0.0]), 1.0, np.array([0.0]), np.array([np.inf])).round(6).tolist()
    [0.797885]
    """
    a, b = (low - mean) / sd, (high - mean) / sd
    # Far above the mean the difference of Φ loses its digits: look at it from the other side.
    flip = a > 0
    a, b = np.where(flip, -b, a), np.where(flip, -a, b)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        top, bottom = log_ndtr(b), log_ndtr(a)
        log_mass = top + np.log1p(-np.exp(bottom - top))
        density = np.exp(-(a**2) / 2 - log_mass) - np.exp(-(b**2) / 2 - log_mass)
    shift = density / np.sqrt(2 * np.pi)
    shift = np.where(np.isfinite(shift), shift, np.clip(0.0, a, b))
    return np.asarray(mean + sd * np.where(flip, -shift, shift), dtype=np.float64)


def use_balls(log: Floats, ball: Floats, x: Floats, fit: Fit) -> tuple[Balls, Fit]:
    """Add the balls of a panel to the fit of its kilograms, with the same variances.

    Parameters
    ----------
    log, ball
        (plots, years), NaN where there is none; no cell has both.
    x
        (plots, years, terms).
    fit
        The fit of the kilograms.

    Returns
    -------
    tuple
        What became of the balls, and the fit with them, or the same fit where they were left out.
    """
    cells = ~np.isnan(ball) & ~np.isnan(x).any(axis=-1)
    count = int(cells.sum())
    reason = "few_balls" if count < FEWEST_BALLS else "few_years" if fit.years < FEWEST_YEARS else None
    if not count or reason:
        return Balls(count, False, reason if count else None, None, log), fit
    variances = fit.variances
    wide = float(np.sqrt(variances.site + variances.rest))
    narrow = float(np.sqrt(variances.rest))
    scores = ball[cells].astype(np.int64)
    cuts, latent = np.empty(0), log
    for _ in range(_ROUNDS):
        level = np.nan_to_num(fit.expect(np.nan_to_num(x))) + fit.year_effects
        cuts = estimate_cuts(level[cells], wide, ball[cells])
        edges = np.concatenate([[-np.inf], cuts, [np.inf]])
        here = (level + fit.sites[:, None])[cells]
        latent = log.copy()
        latent[cells] = calc_between(here, narrow, edges[scores], edges[scores + 1])
        fit = fit_model(latent, x, variances=variances)
    return Balls(count, True, None, tuple(cuts.tolist()), latent), _widen(fit, log, latent)


def _widen(fit: Fit, log: Floats, latent: Floats) -> Fit:
    """Leave a site that only balls tell of more uncertain than one that was weighed as often."""
    weighed = (~np.isnan(log)).sum(axis=1)
    balls = (~np.isnan(latent)).sum(axis=1) - weighed
    variances = fit.variances
    told = weighed + INFORMATION * balls + variances.rest / variances.site
    return replace(fit, site_errors=np.sqrt(variances.rest / told))


def tell_cuts(cuts: Sequence[float] | None) -> list[float | None] | None:
    """Write cuts as kg/ha; None where no ball lies beyond."""
    if cuts is None:
        return None
    return [float(np.exp(one)) if np.isfinite(one) else None for one in cuts]
