"""Opening days: the published ones, those that are decided, and thermal time against the mean day."""

from datetime import date

import pytest

from kust.harvest.forecasts.forecast import calc_forecast

from .conftest import Forest
from .made import write
from .test_synthetic import PUBLISHED

ON = date(2025, 6, 1)


def published(tmp_path, **more: list) -> object:
    """Openings of cowberry 2020–2024 as they were published, south and north."""
    rows = [
        (forestry, "cowberry", year, f"{year}-{day}")
        for year, both in zip(range(2020, 2025), PUBLISHED["cowberry"], strict=True)
        for forestry, day in zip(("юг", "север"), both.split("/"), strict=True)
    ]
    return write(
        tmp_path / "data",
        species=[("cowberry", "Брусника", "berry")],
        plots=[("P", "юг", "", 1, "all_forest")],
        permits=[*rows, *more.get("permits", [])],
    )


def test_five_published_years_give_their_mean_day_and_two_thirds_are_promised(tmp_path) -> None:
    found = calc_forecast(published(tmp_path), on=ON, year=2025).of("cowberry").calendar
    by_forestry = {one.forestry: one for one in found.openings}
    # South: 15, 25, 9, 14, 15 August, mean 15.6; north: 20, 31, 15, 21, 22, mean 21.8.
    assert by_forestry["юг"].when.day in (date(2025, 8, 15), date(2025, 8, 16))
    assert by_forestry["север"].when.day in (date(2025, 8, 21), date(2025, 8, 22))
    assert {(one.basis, one.years) for one in found.openings} == {("mean_day", 5)}
    assert by_forestry["юг"].when.low < date(2025, 8, 15) < by_forestry["юг"].when.high
    assert (found.flowering, found.ripening) == (None, None)


def test_a_day_that_is_announced_counts_from_that_day_on(tmp_path) -> None:
    announced = [("юг", "cowberry", 2025, "2025-08-11")]
    dataset = published(tmp_path, permits=announced)
    before, after = (
        {
            one.forestry: one
            for one in calc_forecast(dataset, on=on, year=2025).of("cowberry").calendar.openings
        }
        for on in (date(2025, 8, 10), date(2025, 8, 11))
    )
    assert before["юг"].basis == "mean_day"
    assert (after["юг"].basis, after["юг"].when.day) == ("decided", date(2025, 8, 11))
    assert after["север"].basis == "mean_day"


def test_one_year_gives_a_day_and_no_interval(tmp_path) -> None:
    dataset = write(
        tmp_path / "data",
        species=[("cowberry", "Брусника", "berry")],
        permits=[("юг", "cowberry", 2024, "2024-08-15")],
    )
    (found,) = calc_forecast(dataset, on=ON, year=2025).of("cowberry").calendar.openings
    assert (found.when.day, found.when.low, found.when.high) == (date(2025, 8, 15), None, None)


@pytest.fixture(scope="module")
def june(forest: Forest):
    return calc_forecast(forest.dataset, on=date(2020, 6, 15), year=2020, draws=50)


def test_thermal_time_tells_openings_better_than_the_mean_day(june) -> None:
    for one in june.species:
        for opening in one.calendar.openings:
            assert opening.basis == "thermal_time"
            assert opening.rmse_days < 0.6 * opening.mean_day_rmse_days


def test_the_true_ripening_lies_inside_the_interval_of_the_opening(forest: Forest, june) -> None:
    made = forest.truth.made
    at = made.years.index(2020)
    hits, tried = 0, 0
    for one in june.species:
        ripe = made.opening[one.species_id][0, at]
        for opening in one.calendar.openings:
            if opening.forestry in ("Гривское лесничество", "Стано-Гривское лесничество"):
                low, high = (number_of(end) for end in (opening.when.low, opening.when.high))
                hits += low - 1 <= ripe <= high + 1
                tried += 1
    assert hits >= 0.6 * tried > 0


def number_of(day: date) -> int:
    return day.timetuple().tm_yday - 2  # 2020 has a 29 February before it, and numbers start at 0


def test_the_interval_of_an_opening_narrows(forest: Forest) -> None:
    may, july = (
        calc_forecast(forest.dataset, on=on, year=2020, species="cowberry", draws=50).of("cowberry").calendar
        for on in (date(2020, 5, 1), date(2020, 8, 1))
    )
    for early, late in zip(may.openings, july.openings, strict=True):
        assert late.when.high - late.when.low < early.when.high - early.when.low


@pytest.mark.parametrize("species", ["bilberry", "cranberry"])
def test_the_north_opens_later(june, species: str) -> None:
    days = {one.forestry: one.when.day for one in june.of(species).calendar.openings}
    assert 3 <= (days["Урманское лесничество"] - days["Гривское лесничество"]).days <= 11
