"""Prices that follow the crop: the published case, the estimate, what is not known."""

import numpy as np
import pytest
from scipy import stats

from kust.harvest.forecasts.log_line import fit_log_line
from kust.harvest.purchase.prices import (
    CHOSEN,
    calc_outlay,
    fit_prices,
    name_scenario,
    scenarios,
    tell_elasticity,
)
from kust.harvest.purchase.purchases import Season


def test_halving_the_price_in_a_season_with_twice_the_crop_is_an_elasticity_of_minus_one() -> None:
    # rg.ru 2022 and a trade report: cep at 60 instead of 120 roubles in a record year of about twice the crop.
    assert tell_elasticity(2.0, 60 / 120) == pytest.approx(-1.0)


@pytest.mark.parametrize(("elasticity", "times"), [(0.0, 2.0), (-0.5, 2**0.5), (-1.0, 1.0)])
def test_doubling_the_crop_multiplies_the_outlay_by_two_to_one_plus_elasticity(elasticity, times) -> None:
    outlay = calc_outlay(120.0, 0.08, np.array([5000.0, 10_000.0]), 4000.0, elasticity)
    assert outlay[1] / outlay[0] == pytest.approx(times)


def test_outlay_is_that_of_the_formula_by_hand() -> None:
    # C = p₀·s·H̄^0.5·H^0.5 = 100 · 0.1 · √(400 · 900) = 6000.
    assert calc_outlay(100.0, 0.1, np.array([900.0]), 400.0, -0.5) == pytest.approx([6000.0])


def test_a_quantile_of_the_outlay_is_the_outlay_of_the_quantile_while_the_outlay_rises() -> None:
    crop = np.random.default_rng(1).lognormal(8, 0.6, 2001)
    outlay = calc_outlay(100.0, 0.1, crop, 3000.0, -0.5)
    at = calc_outlay(100.0, 0.1, np.quantile(crop, [0.8], method="inverted_cdf"), 3000.0, -0.5)
    assert np.quantile(outlay, 0.8, method="inverted_cdf") == pytest.approx(at[0])


def test_the_line_is_that_of_an_independent_least_squares() -> None:
    random = np.random.default_rng(3)
    x = random.normal(size=9)
    y = 4.5 - 0.7 * x + 0.1 * random.normal(size=9)
    line = fit_log_line(x, y)
    other = stats.linregress(x, y)
    assert line is not None
    assert line.slope.value == pytest.approx(other.slope)
    half = stats.t.ppf(0.9, 7) * other.stderr
    assert (line.slope.low, line.slope.high) == pytest.approx((other.slope - half, other.slope + half))


def test_crops_that_are_all_the_same_tell_no_slope() -> None:
    assert fit_log_line(np.zeros(8), np.arange(8.0)) is None


def _seasons(years: range, elasticity: float, growth: float = 0.0) -> tuple[list[Season], dict[int, float]]:
    """Prices of 100 at a mean crop that follow it exactly, and may grow from year to year."""
    logs = {year: float(np.sin(2.0 * year)) for year in years}
    told = [
        Season(year, 1000.0, 100 * np.exp(elasticity * x + growth * (year - years[-1])))
        for year, x in logs.items()
    ]
    return told, logs


@pytest.mark.parametrize("growth", [0.0, 0.06])
def test_the_elasticity_is_found_from_past_purchases_whether_or_not_prices_rise(growth: float) -> None:
    model = fit_prices(*_seasons(range(2008, 2020), -1.0, growth))
    assert model.estimate is not None
    assert (model.chosen, model.estimate.value, model.estimate.years) == (
        "estimated",
        pytest.approx(-1.0),
        12,
    )
    # The last three years at a mean crop: 100 · exp of the mean of 0, −1 and −2 years of growth.
    assert model.base(-1.0) == pytest.approx(100 * np.exp(-growth))


def test_a_doubled_crop_halves_the_drawn_price_at_minus_one() -> None:
    model = fit_prices(*_seasons(range(2008, 2020), -1.0), set_price=100.0)
    drawn = model.draw(np.random.default_rng(0), np.log([1.0, 2.0]), None)
    assert drawn == pytest.approx([100.0, 50.0])


@pytest.mark.parametrize(
    ("seasons", "logs", "reason"),
    [
        ([], {}, "no_prices"),
        ([Season(2019, 10.0, None)], {2019: 0.1}, "no_prices"),
        ([Season(2019, 10.0, 60.0)], {}, "no_crops"),
        (*_seasons(range(2015, 2020), -1.0), "few_years"),
        (
            [Season(year, 10.0, 60.0) for year in range(2010, 2020)],
            dict.fromkeys(range(2010, 2020), 0.0),
            "same_crops",
        ),
    ],
)
def test_without_an_estimate_the_reason_is_told_and_the_middle_elasticity_is_assumed(
    seasons, logs, reason
) -> None:
    model = fit_prices(seasons, logs)
    assert (model.estimate, model.reason, model.chosen, model.elasticity) == (None, reason, "assumed", -0.5)


def test_a_price_that_nobody_told_is_unknown_and_not_zero() -> None:
    model = fit_prices([], {})
    assert model.base(0.0) is None
    assert np.isnan(model.draw(np.random.default_rng(0), np.zeros(3), 0.0)).all()


def test_the_elasticities_of_the_facts_stand_side_by_side_after_that_of_the_plan() -> None:
    assert scenarios() == (CHOSEN, *map(name_scenario, (0.0, -0.5, -1.0)))


def test_the_price_is_as_open_as_past_ones_lay_about_the_elasticity_by_hand() -> None:
    # Five prices at mean crops: their logs lie around 0 by -1, 1, 0, 1, -1 tenths; s_f² = .04 / 4, with σ₀ = .35.
    moves = (-0.1, 0.1, 0.0, 0.1, -0.1)
    seasons = [Season(2015 + n, 1000.0, float(np.exp(move))) for n, move in enumerate(moves)]
    model = fit_prices(seasons, dict.fromkeys(range(2015, 2020), 0.0))
    assert model.sd(0.0) == pytest.approx(np.sqrt((0.04 + 0.35**2) / 5 * (1 + 1 / 3)))
    drawn = np.log(model.draw(np.random.default_rng(0), np.zeros(4000), 0.0))
    assert drawn.std() == pytest.approx(model.sd(0.0), rel=0.05)
    # About an elasticity that past prices do not follow they lie farther off.
    steep = fit_prices(seasons, {2015 + n: float(n % 2) for n in range(5)})
    assert steep.sd(-1.0) > 2 * steep.sd(0.0)


def test_one_past_price_leaves_the_next_one_wide_open_and_a_price_that_is_set_is_certain() -> None:
    one = [Season(2019, 1000.0, 60.0)]
    assert fit_prices(one, {}).sd(-0.5) == pytest.approx(0.35 * np.sqrt(2))
    assert fit_prices([], {}, set_price=60.0).sd(-0.5) == 0
