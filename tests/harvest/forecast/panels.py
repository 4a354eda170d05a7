"""Simulated panels, 40 sites × 12 years: log sd of sites .5, years .3, rest .45, three weather terms; then year 13."""

from collections.abc import Iterator
from copy import deepcopy

import numpy as np

from kust.harvest.forecasts.model import fit_model
from kust.harvest.forecasts.predictive import draw_hierarchical, make_chances
from kust.harvest.forecasts.scores import calc_ends

SITES, YEARS = 40, 12
SLOPES = np.array([0.25, -0.15, 0.1])


def run(runs: int, level: float = 0.8) -> dict[bool, np.ndarray]:
    """For each panel, with a shared year and without: did the total of year 13 fall in, and which share of sites."""
    found = [tuple(_try(number, level)) for number in range(runs)]
    return {shared: np.array([both[not shared] for both in found]) for shared in (True, False)}


def _try(number: int, level: float) -> Iterator[tuple[bool, float]]:
    random = np.random.default_rng([number, 3])
    x = np.repeat(random.normal(size=(1, YEARS + 1, 3)), SITES, axis=0)
    log = 3 + 0.5 * random.normal(size=(SITES, 1)) + x @ SLOPES + 0.3 * random.normal(size=(1, YEARS + 1))
    log += 0.45 * random.normal(size=log.shape)
    fit = fit_model(log[:, :YEARS], x[:, :YEARS])
    chances = make_chances(random, 400, np.eye(1), range(YEARS), 200)
    came = np.exp(log[:, YEARS])
    for shared_year in (True, False):
        drawn = draw_hierarchical(
            deepcopy(random), fit, None, x[:, YEARS][None], chances, 0, range(YEARS), shared_year=shared_year
        )
        low, high = calc_ends(drawn.sum(axis=1), level)
        sites = [calc_ends(one, level) for one in drawn.T]
        inside = np.mean([a <= one <= b for (a, b), one in zip(sites, came, strict=True)])
        yield bool(low <= came.sum() <= high), float(inside)
