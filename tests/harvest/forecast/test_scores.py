"""Scores: published constants, hand calculations, and the package scoringrules."""

import numpy as np
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.stats import beta, norm

from kust.harvest.forecasts.scores import (
    calc_binomial_interval,
    calc_crps,
    calc_crps_normal,
    calc_ends,
    calc_pinball,
    calc_pit,
    calc_quantiles,
    calc_skill,
    calc_skill_interval,
    limit_level,
)

FIGURES = st.floats(-1e3, 1e3)


def test_crps_of_the_standard_normal_at_its_mean_is_the_known_constant() -> None:
    # σ·(2φ(0) − 1/√π) = 2/√(2π) − 1/√π
    assert calc_crps_normal(0.0, 1.0, 0.0) == pytest.approx(2 / np.sqrt(2 * np.pi) - 1 / np.sqrt(np.pi))
    assert calc_crps_normal(0.0, 1.0, 0.0) == pytest.approx(0.233695, abs=1e-6)


def test_crps_of_three_draws_is_that_of_the_hand_calculation() -> None:
    # |1 − 2.5| + |2 − 2.5| + |4 − 2.5| = 3.5, by 3; pairs 1 + 3 + 2 = 6, by 9 (each pair twice, by 2·9) or fair by 6.
    draws = np.array([4.0, 1.0, 2.0])
    assert calc_crps(draws, np.array(2.5)) == pytest.approx(3.5 / 3 - 6 / 9)
    assert calc_crps(draws, np.array(2.5), fair=True) == pytest.approx(3.5 / 3 - 6 / 6)
    assert calc_crps(draws, np.array(2.5)) == pytest.approx(0.5)
    assert calc_crps(draws, np.array(2.5), fair=True) == pytest.approx(0.166667, abs=1e-6)


@given(st.lists(FIGURES, min_size=2, max_size=30), FIGURES)
def test_crps_of_an_ensemble_is_what_scoringrules_says(draws: list[float], observed: float) -> None:
    own = calc_crps(np.array(draws), np.array(observed))
    fair = calc_crps(np.array(draws), np.array(observed), fair=True)
    assert own == pytest.approx(
        scoringrules.crps_ensemble(observed, np.array(draws), estimator="nrg"), abs=1e-6
    )
    assert fair == pytest.approx(
        scoringrules.crps_ensemble(observed, np.array(draws), estimator="fair"), abs=1e-6
    )


@given(FIGURES, st.floats(0.01, 100), FIGURES)
def test_crps_of_a_normal_is_what_scoringrules_says(mean: float, sd: float, observed: float) -> None:
    said = scoringrules.crps_normal(observed, mean, sd)
    assert calc_crps_normal(mean, sd, observed) == pytest.approx(said, abs=1e-6)


def test_the_crps_of_many_normal_draws_nears_the_closed_form() -> None:
    draws = norm.ppf((np.arange(20000) + 0.5) / 20000)
    assert calc_crps(draws, np.array(0.7)) == pytest.approx(calc_crps_normal(0.0, 1.0, 0.7), abs=1e-3)


@given(FIGURES, FIGURES, st.floats(0.01, 0.99))
def test_pinball_is_what_scoringrules_says(predicted: float, observed: float, probability: float) -> None:
    said = scoringrules.quantile_score(observed, predicted, probability)
    assert calc_pinball(np.array(predicted), np.array(observed), probability) == pytest.approx(said)


def test_the_pit_counts_ties_by_half() -> None:
    # One below, one equal, one above: (1 + 0.5 + 0.5) / 4.
    assert calc_pit(np.array([1.0, 2.0, 3.0]), np.array(2.0)) == pytest.approx(0.5)


@given(st.integers(0, 30), st.integers(1, 30))
def test_the_interval_of_a_share_is_that_of_clopper_and_pearson(hits: int, more: int) -> None:
    trials = hits + more
    low, high = calc_binomial_interval(hits, trials, 0.9)
    assert low == pytest.approx(beta.ppf(0.05, hits, more + 1) if hits else 0.0)
    assert high == pytest.approx(beta.ppf(0.95, hits + 1, more))
    assert low <= hits / trials <= high


def test_of_nothing_tried_no_interval_is_told() -> None:
    assert calc_binomial_interval(0, 0) is None


def test_the_skill_is_the_share_of_the_reference_s_error_that_is_saved() -> None:
    assert calc_skill(0.3, 0.4) == pytest.approx(0.25)
    assert calc_skill(0.5, 0.4) == pytest.approx(-0.25)
    assert calc_skill(0.5, 0.0) is None


@pytest.mark.parametrize(("years", "most"), [(12, 11 / 13), (5, 4 / 6), (2, 1 / 3), (1, 0.0), (0, 0.0)])
def test_no_more_is_promised_than_the_years_can_bear(years: int, most: float) -> None:
    assert limit_level(0.95, years) == pytest.approx(most)
    assert limit_level(0.3, years) == min(0.3, most)


def test_the_widest_interval_of_years_holds_the_next_one_as_often_as_is_promised() -> None:
    # The claim behind the limit, on exchangeable years: the least and the greatest of five against the sixth.
    drawn = np.random.default_rng(1).normal(size=(20000, 6))
    inside = (drawn[:, 5] >= drawn[:, :5].min(axis=1)) & (drawn[:, 5] <= drawn[:, :5].max(axis=1))
    assert inside.mean() == pytest.approx(limit_level(1.0, 5), abs=0.01)


def test_unknown_draws_give_no_ends_and_no_quantiles() -> None:
    nothing = np.full(4, np.nan)
    assert calc_ends(nothing, 0.8) is None
    assert calc_ends(np.arange(4.0), 0.0) is None
    assert calc_quantiles(nothing, (0.5,)) == {"p50": None}
    assert calc_ends(np.arange(11.0), 0.8) == pytest.approx((1.0, 9.0))


def test_the_interval_of_a_skill_is_that_of_the_paired_t_test_over_the_mean_reference() -> None:
    own, reference = np.array([0.3, 0.2, 0.5, 0.1]), np.array([0.4, 0.6, 0.4, 0.5])
    ends = stats.ttest_rel(reference, own).confidence_interval(0.8)
    assert calc_skill_interval(own, reference) == pytest.approx((ends.low / 0.475, ends.high / 0.475))
    assert calc_skill_interval(own[:1], reference[:1]) is None
    assert calc_skill_interval(own, np.zeros(4)) is None
