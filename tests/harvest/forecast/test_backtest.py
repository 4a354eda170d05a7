"""Trials on past years: what each may know, what is scored, and the check against published misses."""

from datetime import date
from math import log

import pytest

from kust.harvest.forecasts.backtest import calc_backtests
from kust.harvest.forecasts.backtested import METHODS, WAYS, Trial, find_misses, sum_up

from .conftest import Forest
from .made import cranberry


@pytest.fixture(scope="module")
def bilberry(forest: Forest):
    found = calc_backtests(forest.dataset, on=date(2020, 8, 15), year=2020, species="bilberry")
    return {way.way: way for way in found.species[0][2]}


def trial(method: str, year: int, crps: float, *, inside: bool = True, log_sd: float = 0.5) -> Trial:
    return Trial(method, year, 0.8, crps, 2 * crps, (crps, crps, crps), inside, 0.5, 3, 4, log_sd)


def test_skill_is_over_the_years_that_both_were_tried_on() -> None:
    trials = [trial("hierarchical", 2010, 0.2), trial("hierarchical", 2011, 0.4, inside=False)]
    trials += [
        trial("climatology", 2010, 0.4),
        trial("climatology", 2011, 0.4),
        trial("last_year", 2011, 0.2),
    ]
    found = sum_up("leave_year_out", "berry", trials)
    assert found.skill_climatology == pytest.approx(1 - 0.6 / 0.8)
    assert found.skill_last_year == pytest.approx(1 - 0.4 / 0.2)
    assert not found.has_skill
    own = found.score("hierarchical")
    assert (own.years, own.crps, own.cover, own.plot_cover) == (2, pytest.approx(0.3), 0.5, 0.75)
    assert own.cover_interval == pytest.approx((0.0253, 0.9747), abs=1e-4)


def test_both_simple_forecasts_have_to_be_beaten() -> None:
    def skills(own: float, usual: float, before: float) -> bool:
        trials = [trial(m, 2010, c) for m, c in zip(METHODS, (own, usual, before), strict=True)]
        return sum_up("leave_year_out", "berry", trials).has_skill

    assert skills(0.2, 0.3, 0.3)
    assert not skills(0.2, 0.3, 0.1)
    assert not skills(0.2, 0.1, 0.3)


def test_published_misses_flag_a_season_told_surer_than_they_allow() -> None:
    # ln(17.5 / 60) = −1.23, ln(167 / 60) = 1.02; 90 % of a log-normal lie within 1.645 standard deviations.
    assert [miss.log_ratio for miss in find_misses("mushroom", 0.5)] == pytest.approx(
        [log(17.5 / 60), log(167 / 60)]
    )
    assert [round(abs(miss.log_ratio), 2) for miss in find_misses("mushroom", 0.5)] == [1.23, 1.02]
    assert all(find_misses("mushroom", sd) for sd in (0.1, 0.4, 0.59))
    assert not find_misses("mushroom", 1.03 / 1.645)
    assert not find_misses("berry", 0.1)


def test_the_backtest_carries_the_check() -> None:
    narrow = sum_up("leave_year_out", "mushroom", [trial("hierarchical", 2010, 0.2, log_sd=0.5)])
    wide = sum_up("leave_year_out", "mushroom", [trial("hierarchical", 2010, 0.2, log_sd=0.9)])
    assert [miss.year for miss in narrow.overconfident] == [2017, 2018]
    assert wide.overconfident == ()


def test_every_year_is_left_out_and_the_rolling_origin_starts_after_five(bilberry) -> None:
    left = bilberry[WAYS[0]].score("hierarchical")
    rolled = bilberry[WAYS[1]].score("hierarchical")
    assert [year for year, _ in left.pit] == list(range(2005, 2020))
    assert [year for year, _ in rolled.pit] == list(range(2010, 2020))
    # Fourteen years promise at most 13/15, five to fourteen less.
    assert left.level == pytest.approx(0.8)
    assert rolled.level == pytest.approx(sum(min(0.8, (n - 1) / (n + 1)) for n in range(5, 15)) / 10)


def test_with_the_weather_known_the_model_beats_both_simple_forecasts(bilberry) -> None:
    for way in bilberry.values():
        assert way.skill_climatology > 0.15
        assert way.skill_last_year > 0.3
    cover = bilberry[WAYS[0]].score("hierarchical")
    assert cover.cover_interval[0] <= 0.8 <= cover.cover_interval[1]


def test_less_weather_is_known_in_may_than_in_august(forest: Forest, bilberry) -> None:
    may = calc_backtests(forest.dataset, on=date(2020, 5, 1), year=2020, species="bilberry").species[0][2]
    late = bilberry[WAYS[0]]
    early = next(way for way in may if way.way == WAYS[0])
    assert early.score("hierarchical").crps > 1.15 * late.score("hierarchical").crps
    assert early.score("climatology").crps == pytest.approx(late.score("climatology").crps, rel=0.1)


def test_two_years_cannot_be_tried(tmp_path) -> None:
    dataset = cranberry(tmp_path / "data", (2018, 2019))
    found = calc_backtests(dataset, on=date(2020, 6, 1), year=2020)
    assert found.species == (("cranberry", "Клюква", ()),)
