"""From a history to a range: hand calculations, refusals, and how often the ranges hold."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kust.niches.backtest import METHODS, predict, run_backtest
from kust.niches.forecast import calc_forecast, calc_width
from kust.niches.niche import Range
from kust.settings import DemandSettings

from .simulated import RUNS, share_held

# Printed in tables of Student's t: the quantile 0.9 by degrees of freedom.
T90 = {1: 3.078, 2: 1.886, 5: 1.476}


def years(values, last: int = 2018) -> dict[int, float | None]:
    return dict(zip(range(last - len(values) + 1, last + 1), values, strict=True))


def test_a_constant_history_is_forecast_as_that_constant_with_no_width() -> None:
    forecast = calc_forecast(years([7.0] * 6), year=2018, years=3)
    assert [one.range for one in forecast.years] == [Range(7.0, 7.0)] * 3
    assert forecast.backtest is not None
    assert forecast.backtest.chosen == "naive"
    assert [score.ratio for score in forecast.backtest.scores] == [None] * 3


def test_a_straight_rise_is_the_drift_s_and_its_repeated_error_adds_up() -> None:
    # 100, 110 … 140: a drift of 10, of which 0.8 goes on, is 2 short each year, so b = 2 and v = 0.
    forecast = calc_forecast(years([100.0, 110.0, 120.0, 130.0, 140.0]), year=2018, years=2)
    assert forecast.backtest is not None
    assert forecast.backtest.chosen == "drift"
    assert forecast.backtest.origins == 3
    assert forecast.backtest.errors == pytest.approx([2, 2, 2])
    # The naive method is 10 short, the mean 15, 20 and 25.
    assert [score.mae for score in forecast.backtest.scores] == pytest.approx([10, 20, 2])
    assert forecast.backtest.score.ratio == pytest.approx(0.2)
    for step, value in ((1, 140 + 8), (2, 140 + 8 + 6.4)):
        width = T90[2] * math.sqrt(4 / 3) * 2 * step
        found = forecast.of(2018 + step)
        assert found.least == pytest.approx(value - width, abs=2e-3 * step)
        assert found.most == pytest.approx(value + width, abs=2e-3 * step)


def test_the_method_with_the_least_error_is_chosen_and_last_year_where_none_is_better() -> None:
    # Up one year, down the next by as much, around no level: 10, 20, 30, 20, 10, 20, 30.
    backtest = run_backtest([10.0, 20.0, 30.0, 20.0, 10.0, 20.0, 30.0], 0.8)
    scores = {score.method: score for score in backtest.scores}
    # naive 10 each time; mean of the years before: |30−15|, |20−20|, |10−20|, |20−18|, |30−110/6|.
    assert scores["naive"].mae == 10
    assert scores["mean"].mae == pytest.approx((15 + 0 + 10 + 2 + (30 - 110 / 6)) / 5)
    assert backtest.chosen == "mean"
    steps = run_backtest([10.0, 10.0, 20.0, 20.0, 20.0], 0.8)
    # naive: 10, 0, 0. mean: 10, 20 − 40/3, 20 − 15. drift: 10, 20 − 24, 20 − 20 − 0.8·10/3.
    assert [score.mae for score in steps.scores] == pytest.approx(
        [10 / 3, (10 + 20 / 3 + 5) / 3, (10 + 4 + 8 / 3) / 3]
    )
    assert steps.chosen == "naive"


def test_the_width_is_the_formula_s() -> None:
    # Errors 3 and −3: b = 0, v = 9, so the second year goes √2 times as far as the first.
    assert calc_width([3.0, -3.0], 1, 0.8) == pytest.approx(T90[1] * math.sqrt(1.5 * 9), abs=2e-3)
    assert calc_width([3.0, -3.0], 2, 0.8) == pytest.approx(T90[1] * math.sqrt(1.5 * 18), abs=3e-3)
    # A single error of 4: b = 4, v = 0.
    assert calc_width([4.0], 3, 0.8) == pytest.approx(T90[1] * math.sqrt(2) * 12, abs=1e-2)


@pytest.mark.parametrize(
    ("history", "reason", "missing", "known"),
    [
        ({}, "no_history", (), 0),
        ({2017: 5.0, 2018: 6.0}, "short", (), 2),
        ({2014: 5.0, 2015: 6.0, 2017: 7.0, 2018: 8.0}, "gap_year", (2016,), 4),
        ({2013: 4.0, 2014: 5.0, 2015: 6.0, 2016: 7.0, 2017: 8.0}, "gap_year", (2018,), 5),
        ({2014: 4.0, 2015: 5.0, 2016: None, 2017: 7.0, 2018: 8.0}, "missing_figure", (2016,), 4),
        ({2019: 5.0, 2020: 6.0}, "no_history", (), 0),
    ],
)
def test_a_history_that_supports_no_forecast_is_refused_with_its_reason(
    history, reason, missing, known
) -> None:
    forecast = calc_forecast(history, year=2018, years=3)
    assert (forecast.status, forecast.reason, forecast.missing_years) == ("refused", reason, missing)
    assert (forecast.known_years, forecast.needed_years) == (known, 4)
    assert (forecast.backtest, forecast.years, forecast.of(2019)) == (None, (), Range())


def test_how_many_years_are_needed_is_a_setting() -> None:
    history = years([5.0, 6.0, 7.0, 8.0])
    assert calc_forecast(history, year=2018, years=1).status == "forecast"
    strict = DemandSettings(min_years=5)
    assert calc_forecast(history, year=2018, years=1, settings=strict).reason == "short"


HISTORIES = st.lists(st.floats(0, 1e6), min_size=4, max_size=10)


@given(HISTORIES, st.sampled_from([0.5, 0.8, 0.95]))
def test_ranges_hold_the_value_never_go_below_zero_and_widen_with_the_years(values, coverage) -> None:
    settings = DemandSettings(coverage=coverage)
    forecast = calc_forecast(years(values), year=2018, years=4, settings=settings)
    for one in forecast.years:
        assert one.range.least is not None
        assert one.range.most is not None
        assert 0 <= one.range.least <= one.value <= one.range.most
    assert forecast.backtest is not None
    widths = [calc_width(forecast.backtest.errors, step, coverage) for step in range(1, 5)]
    assert widths == sorted(widths)
    best = min(score.mae for score in forecast.backtest.scores)
    assert forecast.backtest.score.mae <= best * (1 + 1e-6)


@given(HISTORIES, st.floats(0.001, 1000))
def test_another_unit_changes_nothing_but_the_unit(values, factor) -> None:
    one = calc_forecast(years(values), year=2018, years=3)
    other = calc_forecast(years([value * factor for value in values]), year=2018, years=3)
    assert one.backtest is not None
    assert other.backtest is not None
    if one.backtest.chosen != other.backtest.chosen:  # two methods were equally far off
        maes = {score.method: score.mae for score in one.backtest.scores}
        assert maes[one.backtest.chosen] == pytest.approx(maes[other.backtest.chosen], rel=1e-6)
        return
    for here, there in zip(one.years, other.years, strict=True):
        assert there.value == pytest.approx(here.value * factor, rel=1e-6, abs=1e-6 * factor)


def test_no_method_forecasts_below_zero() -> None:
    assert all(predict(method, [9.0, 5.0, 1.0], 5, 0.8) >= 0 for method in METHODS)


@pytest.mark.parametrize("law", ["level", "walk", "trend"])
@pytest.mark.parametrize("length", [4, 6, 10])
def test_ranges_meant_for_four_fifths_hold_about_that(law: str, length: int) -> None:
    # Of 1,000 histories a true share of 0.8 is found within 3·√(0.8·0.2/1000) = 0.038; choosing the best of three
    # methods on few years makes past errors a little smaller than those to come, so 0.05 more is allowed below.
    slack = 3 * math.sqrt(0.8 * 0.2 / RUNS) + 0.05
    assert all(share >= 0.8 - slack for share in share_held(law, length))
    # The next year is not far too wide either: fewer years give wider ranges, never a certainty.
    assert share_held(law, length)[0] <= 0.93


def test_where_growth_compounds_ranges_hold_less_as_the_page_says() -> None:
    assert all(0.6 < share < 0.8 for share in share_held("growth", 10))
