"""Weather of a crop by hand: windows, years before, what is not seen, what is not known."""

from datetime import date

import numpy as np
import pytest

from kust.harvest.land.calendar_days import DAYS, day_of, number_of, number_of_day
from kust.harvest.land.weather import (
    Daily,
    Window,
    calc_predictors,
    count_seen,
    find_donors,
    find_stage_days,
    read_daily,
    read_times,
    splice,
)

from .made import write

STRIP = 3 * DAYS


def strips(**filled: np.ndarray) -> dict[str, np.ndarray]:
    names = ("t_min_c", "t_max_c", "rain_mm", "snow_cm", "t_mean_c")
    return {name: filled.get(name, np.zeros((1, STRIP))) for name in names}


def take(window: Window, stages: dict[str, np.ndarray] | None = None, **filled: np.ndarray) -> float:
    return float(calc_predictors(strips(**filled), [window], stages or {})[0, 0])


def test_a_sum_is_over_the_days_of_its_window_with_both_ends() -> None:
    rain = np.zeros((1, STRIP))
    rain[0, 2 * DAYS + number_of("08-01")] = 3
    rain[0, 2 * DAYS + number_of("09-15")] = 4
    rain[0, 2 * DAYS + number_of("07-31")] = 100
    rain[0, 2 * DAYS + number_of("09-16")] = 100
    assert take(Window("", "rain_mm", "sum", "08-01", "09-15"), rain_mm=rain) == 7


def test_a_window_over_new_year_begins_in_the_year_before() -> None:
    snow = np.zeros((1, STRIP))
    snow[0, DAYS + number_of("12-01") : 2 * DAYS + number_of("02-28") + 1] = 30
    assert take(Window("", "snow_cm", "mean", "12-01", "02-28"), snow_cm=snow) == 30


def test_a_lag_looks_at_the_same_days_of_a_year_before() -> None:
    warm = np.zeros((1, STRIP))
    warm[0, number_of("05-20") : number_of("06-15") + 1] = 11
    assert take(Window("", "t_mean_c", "mean", "05-20", "06-15", 2), t_mean_c=warm) == 11
    assert take(Window("", "t_mean_c", "mean", "05-20", "06-15", 1), t_mean_c=warm) == 0


def test_the_coldest_night_is_sought_around_flowering() -> None:
    cold = np.full((1, STRIP), 9.0)
    cold[0, 2 * DAYS + 150] = -3
    flowering = {"flowering": np.array([157.0])}
    near = Window("", "t_min_c", "min", "flowering-7", "flowering+7")
    assert take(near, flowering, t_min_c=cold) == -3
    assert take(near, {"flowering": np.array([158.0])}, t_min_c=cold) == 9


def test_unknown_days_are_not_zero() -> None:
    rain = np.full((1, STRIP), 2.0)
    start = 2 * DAYS + number_of("08-01")
    rain[0, start : start + 9] = np.nan
    window = Window("", "rain_mm", "sum", "08-01", "09-15")
    # 46 days, 37 known (80.4 %) with 2 mm each: the mean of what is known stands for the rest.
    assert take(window, rain_mm=rain) == pytest.approx(92)
    rain[0, start : start + 10] = np.nan
    assert np.isnan(take(window, rain_mm=rain))


def test_a_summer_too_cold_to_ripen_counts_as_the_latest_day() -> None:
    times = read_times("cranberry", "berry")
    warm, cold = np.full(STRIP, 25.0), np.full(STRIP, 6.0)
    found = find_stage_days(np.stack([warm, cold, np.full(STRIP, np.nan)]), times)["ripening"]
    # 1180 degree-days at 20 a day from 1 March: the 59th day after it.
    assert found[0] == number_of("03-01") + 58
    assert found[1] == number_of("09-30")
    assert np.isnan(found[2])


def test_days_are_numbered_without_the_29th_of_february() -> None:
    assert [number_of_day(date(2019, 12, 31)), number_of_day(date(2020, 12, 31))] == [364, 364]
    assert [day_of(number, 2020) for number in (0, 58, 59, 364)] == [
        date(2020, 1, 1), date(2020, 2, 28), date(2020, 3, 1), date(2020, 12, 31),
    ]  # fmt: skip


def made_years() -> Daily:
    table = np.stack([np.full(DAYS, float(year)) for year in (2015, 2016, 2017, 2018)])[None]
    return Daily(
        ("M",),
        (2015, 2016, 2017, 2018),
        {n: table.copy() for n in ("t_min_c", "t_max_c", "rain_mm", "snow_cm")},
    )


def test_what_is_not_seen_comes_from_each_past_year_in_turn() -> None:
    daily = made_years().seen_until(date(2018, 3, 10))
    donors = find_donors(daily, 2018)
    assert donors == (2015, 2016, 2017)
    rain = splice(daily, 2018, count_seen(date(2018, 3, 10), 2018), donors)["rain_mm"]
    seen = 2 * DAYS + number_of("03-10") + 1
    assert (
        rain[0, :, :seen] == np.repeat([2016.0, 2017.0, 2018.0], [DAYS, DAYS, number_of("03-10") + 1])
    ).all()
    assert (rain[0, :, seen:] == np.array([[2015.0], [2016.0], [2017.0]])).all()


def test_a_station_that_measures_in_summer_only_has_past_years_that_can_come_again() -> None:
    daily = made_years()
    for table in daily.values.values():
        table[:, :, : number_of("05-01")] = np.nan
        table[:, 1, number_of("07-01") :] = np.nan
    daily.values["snow_cm"][:] = np.nan
    # 2016 knows two months of the eight that the others know.
    assert find_donors(daily, 2018) == (2015, 2017)
    assert find_donors(daily, 2017) == (2015, 2018)


def test_a_post_opened_lately_does_not_take_the_years_before_it_from_everybody() -> None:
    daily = made_years()
    both = {name: np.concatenate([table, table]) for name, table in daily.values.items()}
    for table in both.values():
        table[1, :1] = np.nan
    # Three years of four are less than four fifths.
    assert Daily(("M", "N"), daily.years, both).keep_long().stations == ("M",)
    both["rain_mm"][0, 0] = np.nan
    # 12 of 15 blocks of a year are four fifths.
    assert Daily(("M", "N"), daily.years, both).keep_long().stations == ("M", "N")
    assert find_donors(daily, 2018) == (2015, 2016, 2017)


def test_a_day_before_the_year_hides_what_came_after_it() -> None:
    assert count_seen(date(2017, 11, 1), 2018) == DAYS + number_of("11-01") + 1
    assert np.isnan(made_years().seen_until(date(2017, 11, 1)).values["rain_mm"][0, 3]).all()


def test_a_cell_left_empty_and_a_day_without_a_row_are_unknown(tmp_path) -> None:
    dataset = write(
        tmp_path / "data",
        weather_stations=[("M", "М", 58, 83)],
        weather=[
            ("M", "2018-12-31", -5, 1, "", 3),
            ("M", "2020-02-29", 9, 9, 9, 9),
            ("M", "2020-03-01", 1, 2, 0, 4),
        ],
    )
    daily = read_daily(dataset)
    assert daily.years == (2018, 2019, 2020)
    assert np.isnan(daily.values["rain_mm"][0, 0, 364])
    assert daily.values["rain_mm"][0, 2, 59] == 0
    assert daily.values["t_min_c"][0, 0, 364] == -5
    assert (~np.isnan(daily.values["t_max_c"])).sum() == 2
