"""Whether a plot bears at all: a logit with sites, years and the level of the year, where crops of 0 are known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]
_ROUNDS = 12
# Variance of the slope's prior, and the least variances of sites and years, all on the logit scale.
_SLOPE_VARIANCE = 2.5**2
_LEAST_VARIANCE = 0.01
# A mean far beyond what plots can tell apart says nothing more.
_FARTHEST = 8.0


@dataclass(frozen=True)
class Occurrence:
    """logit p = first + slope · level + site + year; ``level`` is the log crop's weather and year part."""

    first: float
    slope: float
    sites: Floats
    year_variance: float

    def probability(self, level: Floats, year: Floats) -> Floats:
        """Return p for levels (draws, plots) and year effects (draws,)."""
        return np.asarray(
            expit(self.first + self.slope * level + self.sites + year[:, None]), dtype=np.float64
        )


def fit_occurrence(bears: Floats, level: Floats) -> Occurrence | None:
    """Fit the logit by penalised likelihood, its variances by the EM of the Laplace approximation.

    Parameters
    ----------
    bears
        (plots, years): 1 a crop, 0 none, NaN not known.
    level
        (plots, years) weather and year part of the log crop.

    Returns
    -------
    Occurrence or None
        None where no crop of 0 is known, or none above 0.
    """
    seen = ~np.isnan(bears)
    if not (bears == 0).any() or not (bears == 1).any():
        return None
    plots, years = bears.shape
    y = np.where(seen, bears, 0.0)
    h = np.where(seen, level, 0.0)
    share = (y.sum() + 0.5) / (seen.sum() + 1.0)
    theta = np.zeros(2 + plots + years)
    theta[0] = np.log(share / (1 - share))
    site_variance, year_variance = 0.25, 0.25
    told = (seen.any(axis=1), seen.any(axis=0))
    for _ in range(_ROUNDS):
        prior = np.concatenate(
            [
                [1e-4, 1 / _SLOPE_VARIANCE],
                np.full(plots, 1 / site_variance),
                np.full(years, 1 / year_variance),
            ]
        )
        theta, errors = _step(theta, prior, y, h, seen)
        sites, at = theta[2 : 2 + plots], errors[2 : 2 + plots]
        site_variance = max(float((sites**2 + at)[told[0]].mean()), _LEAST_VARIANCE)
        effects, at = theta[2 + plots :], errors[2 + plots :]
        year_variance = max(float((effects**2 + at)[told[1]].mean()), _LEAST_VARIANCE)
    return Occurrence(float(theta[0]), float(theta[1]), theta[2 : 2 + plots], year_variance)


def _step(
    theta: Floats, prior: Floats, y: Floats, h: Floats, seen: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Make one Newton step; return the new parameters and the diagonal of the inverse information."""
    plots = len(y)
    linear = theta[0] + theta[1] * h + theta[2 : 2 + plots, None] + theta[2 + plots :]
    p = expit(np.clip(linear, -_FARTHEST, _FARTHEST))
    gap = np.where(seen, y - p, 0.0)
    weight = np.where(seen, p * (1 - p), 0.0)
    gradient = (
        np.concatenate([[gap.sum(), (gap * h).sum()], gap.sum(axis=1), gap.sum(axis=0)]) - prior * theta
    )
    wh = weight * h
    # Sites are told apart by one diagonal: absorbed, a step costs what the years do, whatever the number of plots.
    site = weight.sum(axis=1) + prior[2 : 2 + plots]
    left = np.concatenate([weight.sum(axis=1)[:, None], wh.sum(axis=1)[:, None], weight], axis=1)
    head = np.array([[weight.sum(), wh.sum()], [wh.sum(), (wh * h).sum()]])
    by_year = np.stack([weight.sum(axis=0), wh.sum(axis=0)])
    core = np.block([[head, by_year], [by_year.T, np.diag(weight.sum(axis=0))]])
    core += np.diag(np.concatenate([prior[:2], prior[2 + plots :]]))
    inverse = np.linalg.inv(core - left.T @ (left / site[:, None]))
    others = np.concatenate([gradient[:2], gradient[2 + plots :]])
    own = gradient[2 : 2 + plots]
    moved = inverse @ (others - left.T @ (own / site))
    moved_sites = (own - left @ moved) / site
    step = np.concatenate([moved[:2], moved_sites, moved[2:]])
    of_sites = 1 / site + np.einsum("si,ij,sj->s", left, inverse, left) / site**2
    errors = np.diag(inverse)
    return theta + step, np.concatenate([errors[:2], of_sites, errors[2:]])
