"""The plan inside the season: what is bought, what is still expected, what is written down."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from kust.harvest.forecasts.openings import Calendar, DayRange, Opening
from kust.harvest.purchase.in_season import SoFar, find_end_of_book, find_rest, tell_so_far, update
from kust.harvest.purchase.procurement import calc_procurement
from kust.harvest.purchase.purchases import read_purchases, tell_first_weeks
from kust.harvest.purchase.season_weeks import Profile, find_opening

from .small import foresee, write

WEEKS = (date(2020, 8, 3), date(2020, 8, 10))


def test_an_update_lies_between_the_plan_and_what_the_season_shows_by_hand() -> None:
    # ln B: variance (ln 2)² around 100; the share that is over has the least sd, 0.1; seen 60 / 0.5 = 120.
    gain = np.log(2) ** 2 / (np.log(2) ** 2 + 0.1**2)
    expected = [np.exp(np.log(one) + gain * (np.log(120) - np.log(one))) for one in (50, 200)]
    assert update(np.array([50.0, 200.0]), np.array([0.5, 0.5]), 60.0) == pytest.approx(expected)


def test_a_season_that_has_not_begun_moves_nothing() -> None:
    assert update(np.array([50.0, 200.0]), np.zeros(2), 0.0).tolist() == [50.0, 200.0]


def test_the_draws_keep_their_order_so_that_species_stay_joint() -> None:
    kg = np.random.default_rng(2).lognormal(5, 0.5, 200)
    moved = update(kg, np.full(200, 0.4), 30.0)
    assert (np.argsort(kg) == np.argsort(moved)).all()


def test_a_day_within_a_week_is_over_in_proportion_and_the_rest_adds_up_to_one() -> None:
    profile = Profile(WEEKS, np.array([[0.7, 0.3]]))
    # By Wednesday 12 August: the first week and three days of the second.
    assert profile.until(date(2020, 8, 12)) == pytest.approx([0.7 + 0.3 * 3 / 7])
    assert profile.after(date(2020, 8, 5))[0] == pytest.approx([0.4 / 0.7, 0.3 / 0.7])
    assert profile.after(date(2020, 9, 1)).tolist() == [[0.0, 0.0]]


def test_what_is_still_to_come_is_the_moved_season_less_what_is_over(tmp_path) -> None:
    rows = [("cep", "V1", "2020-08-03", 60, 50)]
    so_far = tell_so_far(_read(tmp_path, rows), "cep", 2020, date(2020, 8, 9))
    assert so_far is not None
    profile = Profile(WEEKS, np.array([[0.5, 0.5], [0.5, 0.5]]))
    kg = np.array([50.0, 200.0])
    rest, weeks = find_rest(kg, profile, so_far)
    assert rest == pytest.approx(0.5 * update(kg, np.array([0.5, 0.5]), 60.0))
    assert weeks.tolist() == [[0.0, 1.0], [0.0, 1.0]]


def _read(folder, rows):
    return read_purchases(write(folder, harvest_purchases=rows), date(2020, 8, 20))


def test_a_season_that_began_early_is_laid_beside_past_ones_by_their_first_purchases(tmp_path) -> None:
    # A quarter came in the first week of 2018 and of 2019, both in mid-August; 2020 began on the 3rd with 100 kg.
    rows = [
        ("cep", "V1", "2018-08-06", 0, 50), ("cep", "V1", "2018-08-13", 100, 50), ("cep", "V1", "2018-08-20", 300, 50),
        ("cep", "V1", "2019-08-12", 100, 50), ("cep", "V1", "2019-08-19", 300, 50),
        ("cep", "V1", "2020-07-27", 0, 50), ("cep", "V1", "2020-08-03", 100, 50),
    ]  # fmt: skip
    dataset = write(tmp_path, harvest_purchases=rows)
    forecast = foresee({"cep": np.full((400, 2), np.nan)}, on=date(2020, 8, 9))
    found = calc_procurement(dataset, on=date(2020, 8, 9), year=2020, forecast=forecast).of("cep")
    assert found.opens is not None and found.rest_t is not None
    assert (found.opens.day, found.opens.sd, found.opens.basis) == (date(2020, 8, 3), 0, "bought")
    # 100 kg are a quarter, as past seasons of 400 kg say, too: 300 kg are still to come, most surely.
    assert found.rest_t.quantiles["p50"] == pytest.approx(0.3, rel=0.02)
    assert found.rest_t.quantiles["p90"] < 0.36


@pytest.mark.parametrize(
    ("begun", "basis"),
    [
        (date(2020, 4, 6), "past"),
        (date(2020, 7, 20), "bought"),
        (date(2020, 10, 5), "bought"),
        (None, "past"),
    ],
)
def test_berries_bought_in_spring_do_not_begin_the_season_of_autumn(begun, basis) -> None:
    past = {2018: date(2018, 8, 10), 2019: date(2019, 8, 10)}
    found = find_opening(None, past, 2020, begun)
    assert found is not None
    assert (found.day, found.basis) == ((begun if basis == "bought" else date(2020, 8, 10)), basis)


@pytest.mark.parametrize(("level", "sd"), [(0.8, 10.0), (2 / 3, 13.247)])
def test_how_open_an_opening_is_follows_from_its_interval_and_what_that_promises(level, sd) -> None:
    # The same 12.8155 days either way are 1.28155 standard deviations at 80 %, 0.9674 of them at two thirds.
    low, high = date(2020, 8, 1), date(2020, 8, 1) + timedelta(days=26)
    opening = Opening("North", DayRange(date(2020, 8, 14), low, high, level), "mean_day", 5, None, None)
    found = find_opening(Calendar(None, None, (opening,)), {}, 2020)
    assert found is not None
    assert found.sd == pytest.approx(sd * 26 / 25.631, rel=1e-3)


def test_a_row_without_a_price_costs_what_the_others_cost_and_one_without_a_mass_is_told(tmp_path) -> None:
    rows = [
        ("cep", "V1", "2020-08-03", 100, 60),
        ("cep", "V2", "2020-08-03", 300, ""),
        ("cep", "V2", "2020-08-10", "", 50),
    ]
    so_far = tell_so_far(_read(tmp_path, rows), "cep", 2020, date(2020, 8, 16))
    assert so_far is not None
    # 100 kg at 60 are 6; the 300 kg without a price count at 60 too: 24 thousand roubles.
    found = (so_far.kg, so_far.unpriced_kg, so_far.gaps, so_far.price_rub_kg, so_far.spent_krub)
    assert found == (400, 300, 1, 60, 24)


def test_a_purchase_of_any_day_counts_in_the_week_that_the_day_is_in(tmp_path) -> None:
    rows = [("cep", "V1", day, 100, 60) for day in ("2020-08-10", "2020-08-12", "2020-08-16", "2020-08-17")]
    found = _read(tmp_path, rows)
    assert found.select("week_on", "known_kg").rows() == [(date(2020, 8, 10), 300), (date(2020, 8, 17), 100)]


def test_without_any_price_what_was_spent_is_unknown_and_not_zero(tmp_path) -> None:
    so_far = tell_so_far(
        _read(tmp_path, [("cep", "V1", "2020-08-03", 100, "")]), "cep", 2020, date(2020, 8, 9)
    )
    assert so_far is not None
    assert (so_far.kg, so_far.spent_krub) == (100, None)


def test_the_book_ends_with_the_last_week_of_any_species_and_not_after_the_day_asked(tmp_path) -> None:
    rows = _read(tmp_path, [("cep", "V1", "2020-08-03", 1, 1), ("cowberry", "V1", "2020-08-17", 1, 1)])
    assert find_end_of_book(rows, 2020, date(2020, 9, 30)) == date(2020, 8, 23)
    assert find_end_of_book(rows, 2020, date(2020, 8, 19)) == date(2020, 8, 19)
    assert find_end_of_book(rows, 2019, date(2020, 8, 19)) is None


def test_one_draw_of_a_season_begun_does_not_move_the_others() -> None:
    kg = np.array([1000.0, 2000.0, 4000.0])
    assert update(kg, np.array([0.0, 0.0, 0.03]), 5.0).tolist() == kg.tolist()


def test_a_few_early_kilograms_begin_no_season() -> None:
    """A hundredth of a season: 10 kg of the 1000 of 2017; of 2018, of the median season (1000, 3000: 20 kg)."""
    bought = [
        ("2016-08-15", 3000.0), ("2017-04-24", 5.0), ("2017-08-14", 995.0),
        ("2018-05-07", 15.0), ("2018-08-13", 4.0), ("2018-08-20", 2.0),
    ]  # fmt: skip
    days = [date.fromisoformat(day) for day, _ in bought]
    rows = pl.DataFrame(
        {
            "species_id": "V1",
            "year": [day.year for day in days],
            "week_on": days,
            "known_kg": [kg for _, kg in bought],
        }
    )
    first = {2016: date(2016, 8, 15), 2017: date(2017, 8, 14), 2018: date(2018, 8, 20)}
    assert tell_first_weeks(rows, "V1", 2018) == first
    assert tell_first_weeks(rows.head(5), "V1", 2018) == {year: first[year] for year in (2016, 2017)}


def test_where_masses_are_missing_what_was_bought_is_a_least_and_not_the_season() -> None:
    """Half is over: of 100 and 400 planned kg, at least 120 in all, 60 and 200 are to come."""
    profile = Profile((date(2020, 8, 3), date(2020, 8, 10)), np.array([[0.5, 0.5], [0.5, 0.5]]))
    so_far = SoFar(date(2020, 8, 9), 120.0, 3, 0.0, None, None)
    rest, _ = find_rest(np.array([100.0, 400.0]), profile, so_far)
    assert rest.tolist() == [60.0, 200.0]
