"""Balls are an order: they place plots and years on the scale of logs and never become kilograms by themselves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm, truncnorm

from kust.harvest.forecasts.balls import FEWEST_BALLS, calc_between, estimate_cuts, use_balls
from kust.harvest.forecasts.model import fit_model
from kust.harvest.made_up.synthetic_crops import BALL_CUTS


@given(st.floats(-3, 3), st.floats(0.1, 2), st.floats(-4, 4), st.floats(0.1, 3))
def test_what_a_ball_stands_for_is_the_mean_of_the_truncated_normal(mean, sd, low, width) -> None:
    said = truncnorm.mean((low - mean) / sd, (low + width - mean) / sd, loc=mean, scale=sd)
    own = calc_between(np.array([mean]), sd, np.array([low]), np.array([low + width]))[0]
    assert low - 1e-9 <= own <= low + width + 1e-9
    assert own == pytest.approx(said, abs=2e-3)


def test_open_ends_use_the_tail() -> None:
    # E[z | z > 1] = φ(1) / (1 − Φ(1)).
    tail = norm.pdf(1) / norm.sf(1)
    above = calc_between(np.zeros(1), 1.0, np.ones(1), np.array([np.inf]))
    below = calc_between(np.zeros(1), 1.0, np.array([-np.inf]), -np.ones(1))
    assert above[0] == pytest.approx(tail)
    assert below[0] == pytest.approx(-tail)


def test_cuts_are_where_the_shares_of_a_normal_are() -> None:
    ball = np.repeat([0, 1, 2, 3, 4, 5], [10, 20, 20, 20, 20, 10])
    cuts = estimate_cuts(np.full(100, 4.0), 0.5, ball)
    assert cuts == pytest.approx(4 + 0.5 * norm.ppf([0.1, 0.3, 0.5, 0.7, 0.9]))


def test_cuts_are_recovered_from_years_of_different_level() -> None:
    random = np.random.default_rng(4)
    level = np.repeat(random.normal(0, 0.8, 40), 100)
    ball = np.searchsorted(np.array(BALL_CUTS), level + random.normal(0, 0.6, len(level)))
    assert estimate_cuts(level, 0.6, ball) == pytest.approx(BALL_CUTS, abs=0.08)


@given(st.lists(st.integers(0, 5), min_size=2, max_size=50), st.floats(0.2, 2))
def test_cuts_never_fall(ball: list[int], sd: float) -> None:
    cuts = estimate_cuts(np.linspace(-1, 1, len(ball)), sd, np.array(ball))
    assert (np.diff(cuts[np.isfinite(cuts)]) >= 0).all()
    assert (np.sort(cuts) == cuts).all()


def make(plots: int = 16, years: int = 12) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Half of the plots weighed, half scored; the truth of the scored ones' sites."""
    random = np.random.default_rng(8)
    sites = random.normal(0, 0.6, plots)
    log = 4 + sites[:, None] + random.normal(0, 0.5, years) + random.normal(0, 0.4, (plots, years))
    ball = np.searchsorted(np.array(BALL_CUTS) + 4, log).astype(float)
    half = plots // 2
    ball[:half] = np.nan
    weighed = log.copy()
    weighed[half:] = np.nan
    return weighed, ball, sites


def test_scored_plots_are_put_in_their_order() -> None:
    log, ball, sites = make()
    x = np.empty((*log.shape, 0))
    kilograms = fit_model(log, x)
    balls, fit = use_balls(log, ball, x, kilograms)
    assert balls.used
    assert np.abs(kilograms.sites[8:]).max() < 1e-9
    assert np.corrcoef(fit.sites[8:], sites[8:])[0, 1] > 0.9
    assert (fit.site_errors[8:] > fit.site_errors[:8].max()).all()
    assert fit.variances == kilograms.variances


def test_what_stands_behind_a_ball_comes_from_the_weighed_plots_alone() -> None:
    # Plots ten times as heavy under the same balls: a ball stands for ten times as much.
    log, ball, _ = make()
    x = np.empty((*log.shape, 0))
    heavy = log + np.log(10)
    light_cuts = np.array(use_balls(log, ball, x, fit_model(log, x))[0].cuts)
    heavy_cuts = np.array(use_balls(heavy, ball, x, fit_model(heavy, x))[0].cuts)
    known = np.isfinite(light_cuts)
    assert known.sum() >= 3
    assert (known == np.isfinite(heavy_cuts)).all()
    assert heavy_cuts[known] - light_cuts[known] == pytest.approx(np.full(known.sum(), np.log(10)), abs=1e-2)


def test_too_few_balls_are_left_out_and_say_why() -> None:
    log, ball, _ = make()
    few = ball.copy()
    few[10:] = np.nan
    few[9, 4:] = np.nan
    assert (~np.isnan(few)).sum() < FEWEST_BALLS
    x = np.empty((*log.shape, 0))
    fit = fit_model(log, x)
    balls, same = use_balls(log, few, x, fit)
    assert (balls.used, balls.reason, same) == (False, "few_balls", fit)
