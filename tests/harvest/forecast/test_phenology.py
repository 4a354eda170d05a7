"""Thermal time by hand, in both of its readings."""

import numpy as np
import pytest

from kust.harvest.forecasts.phenology import ThermalTime, calc_forcing, find_day, fit_thermal_time

# Twelve days; above 5 °C: excess 0 1 3 0 2 5 …, full 0 6 8 0 7 10 …
WEEK = np.array([4.0, 6.0, 8.0, 5.0, 7.0, 10.0])
YEAR = np.concatenate([WEEK, np.full(359, 10.0)])


def test_the_excess_above_the_threshold_adds_up() -> None:
    assert calc_forcing(WEEK, 5.0).tolist() == [0, 1, 3, 0, 2, 5]
    assert np.cumsum(calc_forcing(WEEK, 5.0)).tolist() == [0, 1, 4, 4, 6, 11]


def test_the_full_temperature_of_warm_days_adds_up_in_the_other_reading() -> None:
    assert calc_forcing(WEEK, 5.0, "full").tolist() == [0, 6, 8, 0, 7, 10]


@pytest.mark.parametrize(
    ("variant", "needed", "day"),
    [
        ("excess", 4, 2),
        ("excess", 5, 4),
        ("excess", 11.5, 6),
        ("full", 14, 2),
        ("full", 15, 4),
        ("full", 31, 5),
    ],
)
def test_the_day_is_the_first_on_which_the_sum_is_reached(variant: str, needed: float, day: int) -> None:
    assert ThermalTime(0, 5.0, needed, variant).find(YEAR) == day


def test_warmth_before_the_first_day_does_not_count() -> None:
    # From day 3 on: 0, 2, 5, 5 …: seven are there on day 5.
    assert find_day(calc_forcing(YEAR, 5.0), 3, 7.0) == 5


def test_what_is_never_reached_is_not_known() -> None:
    assert np.isnan(find_day(np.zeros(365), 0, 1.0))


def test_a_gap_adds_what_its_neighbours_do_and_a_long_one_leaves_the_day_unknown() -> None:
    warm = np.full(365, 2.0)
    warm[5] = np.nan
    assert find_day(warm, 0, 40.0) == 19
    warm[2:19] = np.nan
    assert np.isnan(find_day(warm, 0, 40.0))


@pytest.mark.parametrize("variant", ["excess", "full"])
def test_a_fit_finds_the_days_that_thermal_time_made(variant: str) -> None:
    random = np.random.default_rng(3)
    season = 12 - 18 * np.cos(2 * np.pi * (np.arange(365) - 14) / 365)
    t_mean = season + random.normal(0, 3, (14, 365)) + random.normal(0, 2, (14, 1))
    days = ThermalTime(59, 5.0, 300.0, variant).find(t_mean)
    fitted = fit_thermal_time(t_mean, days, variant)
    assert np.abs(fitted.find(t_mean) - days).max() <= 2
    assert days.std() > 3
