"""Whether a plot bears at all."""

import numpy as np
import pytest
from scipy.special import expit

from kust.harvest.forecasts.occurrence import _step, fit_occurrence


def test_nothing_is_fitted_where_every_known_plot_bore_or_none_did() -> None:
    level = np.zeros((3, 4))
    assert fit_occurrence(np.ones((3, 4)), level) is None
    assert fit_occurrence(np.zeros((3, 4)), level) is None
    assert fit_occurrence(np.where(np.eye(3, 4) > 0, np.nan, 1.0), level) is None


def test_a_good_year_bears_on_more_plots_and_the_truth_is_near() -> None:
    random = np.random.default_rng(6)
    years = random.normal(0, 1, 40)
    level = np.repeat(years[None], 60, axis=0)
    bears = (random.random(level.shape) < expit(1.5 + 1.0 * level)).astype(float)
    found = fit_occurrence(bears, level)
    assert found.first == pytest.approx(1.5, abs=0.25)
    assert found.slope == pytest.approx(1.0, abs=0.25)
    assert found.year_variance < 0.2


def test_unknown_plots_are_neither_bearing_nor_barren() -> None:
    random = np.random.default_rng(9)
    bears = (random.random((30, 20)) < 0.7).astype(float)
    level = random.normal(size=(1, 20)) * np.ones((30, 1))
    more = np.concatenate([bears, np.full((10, 20), np.nan)])
    first = fit_occurrence(bears, level)
    second = fit_occurrence(more, np.concatenate([level, level[:10]]))
    assert second.first == pytest.approx(first.first, abs=1e-6)
    assert second.sites[30:] == pytest.approx(np.zeros(10), abs=1e-9)


def test_a_year_without_any_crop_makes_years_differ() -> None:
    bears = np.ones((30, 10))
    bears[:, 3] = 0
    found = fit_occurrence(bears, np.zeros((30, 10)))
    assert found.year_variance > 1


def test_a_step_is_that_of_the_full_matrices() -> None:
    random = np.random.default_rng(0)
    plots, years = 7, 5
    seen = random.random((plots, years)) < 0.8
    bears = np.where(seen, random.random((plots, years)) < 0.6, 0).astype(float)
    level = np.where(seen, random.normal(size=(plots, years)), 0.0)
    theta = 0.3 * random.normal(size=2 + plots + years)
    prior = random.random(len(theta)) + 0.5
    rows = np.zeros((plots, years, len(theta)))
    rows[..., 0], rows[..., 1] = 1, level
    for plot in range(plots):
        rows[plot, :, 2 + plot] = 1
    for year in range(years):
        rows[:, year, 2 + plots + year] = 1
    cells = rows[seen]
    p = expit(cells @ theta)
    inverse = np.linalg.inv(np.diag(prior) + cells.T @ (cells * (p * (1 - p))[:, None]))
    gradient = cells.T @ (bears[seen] - p) - prior * theta
    moved, errors = _step(theta, prior, bears, level, seen)
    assert moved == pytest.approx(theta + inverse @ gradient)
    assert errors == pytest.approx(np.diag(inverse))
