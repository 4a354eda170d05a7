"""Trials on past years: what each may know, what is scored, and the check against published misses."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import log

import numpy as np
import pytest

from kust.harvest.forecasts.backtest import calc_backtests, move_to_season, run_backtest
from kust.harvest.forecasts.backtested import METHODS, WAYS, Backtest, Trial, find_misses, sum_up
from kust.harvest.forecasts.forecast import calc_forecast
from kust.harvest.forecasts.judged import refuse
from kust.harvest.forecasts.predictors import Skies, calc_standards
from kust.harvest.forecasts.seasons import read_species
from kust.harvest.land.calendar_days import number_of
from kust.settings import HarvestForecastSettings

from .conftest import Forest
from .made import cranberry, write
from .noise import make_species


@pytest.fixture(scope="module")
def cowberry(forest: Forest):
    found = calc_backtests(forest.dataset, on=date(2020, 8, 15), year=2020, species="cowberry")
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


def tried(way: str, own: Sequence[float], usual: Sequence[float], last: Sequence[float]) -> Backtest:
    by_method = zip(METHODS, (own, usual, last), strict=True)
    told = [trial(m, 2010 + n, crps) for m, scores in by_method for n, crps in enumerate(scores)]
    found = sum_up(way, "berry", told)
    assert found is not None
    return found


NEAR, FAR = (0.2, 0.3, 0.2, 0.3), (0.5, 0.5, 0.6, 0.6)
# On the mean nearer than FAR, but only thanks to one of four years.
LUCKY = (0.6, 0.6, 0.65, 0.05)


@pytest.mark.parametrize(
    ("own", "usual", "last", "before", "reason"),
    [
        (NEAR, FAR, FAR, (NEAR, FAR, FAR), None),
        (NEAR, FAR, FAR, None, None),
        (NEAR, NEAR, FAR, None, "no_skill"),
        (NEAR, FAR, NEAR, None, "no_skill_last_year"),
        (LUCKY, FAR, FAR, None, "no_skill"),
        (NEAR, FAR, FAR, (FAR, NEAR, FAR), "no_skill_before"),
        (NEAR[:1], FAR[:1], FAR[:1], None, "not_tried"),
    ],
)
def test_a_model_is_taken_only_if_it_surely_beats_both_simple_forecasts_and_is_not_worse_without_the_future(
    own, usual, last, before, reason
) -> None:
    left_out = tried(WAYS[0], own, usual, last)
    rolled = tried(WAYS[1], *before) if before else None
    assert refuse(True, left_out, rolled) == reason
    assert refuse(False, left_out, rolled) == "no_terms"
    assert left_out.has_skill == (reason in (None, "no_skill_before"))


def test_a_lucky_year_alone_is_no_skill_though_the_mean_is_better() -> None:
    found = tried(WAYS[0], LUCKY, FAR, FAR)
    assert found.skill_climatology > 0
    assert not found.has_skill


def test_the_rolling_origin_does_not_know_the_weather_of_later_years(forest: Forest) -> None:
    on, year, origin = date(2020, 6, 15), 2020, 2012
    chosen = HarvestForecastSettings()
    plain = read_species(forest.dataset, on=on, year=year, settings=chosen, species="cowberry")[0]
    daily = plain.skies.daily
    later = np.array(daily.years) > origin
    rain = np.where(later[None, :, None], 1e3, daily.values["rain_mm"])
    sky = Skies(replace(daily, values=daily.values | {"rain_mm": rain}))
    changed = replace(plain, skies=sky, standards=calc_standards(sky.daily, "berry", plain.times))
    told = [
        run_backtest(one, on, year, way=WAYS[1], level=0.8, seed=0, draws=100) for one in (plain, changed)
    ]
    until = [[pit for tried, pit in one.score("hierarchical").pit if tried <= origin] for one in told]
    assert until[0] == until[1]
    assert len(until[0]) == 3


@pytest.mark.parametrize(
    ("on", "year", "known_before_2016"), [(date(2020, 6, 1), 2020, 2015), (date(2019, 6, 1), 2020, 2014)]
)
def test_a_trial_forgets_the_crop_that_a_forecast_so_early_would_not_know(
    on, year, known_before_2016
) -> None:
    plain = make_species(15, 0, 0.0)
    day = move_to_season(on, year, 2016)
    rolled, left = plain.as_known(day, 2016).panel, plain.without(day, 2016).panel
    assert rolled.known_years == tuple(range(2005, known_before_2016 + 1))
    assert left.known_years == tuple(y for y in range(2005, 2020) if not known_before_2016 < y <= 2016)


def test_a_year_left_out_does_not_measure_the_weather_of_the_others() -> None:
    plain = make_species(8, 0, 0.0)
    at = plain.standards.years.index(2016)
    raw = plain.standards.past * plain.standards.sd[:, None] + plain.standards.mean[:, None]
    others = np.delete(raw, at, axis=1)
    left = plain.without(date(2016, 8, 15), 2016).standards
    assert left.mean == pytest.approx(np.nanmean(others, axis=1))
    assert left.sd == pytest.approx(np.nanstd(others, axis=1))
    assert left.past * left.sd[:, None] + left.mean[:, None] == pytest.approx(raw, nan_ok=True)


def test_a_station_that_measures_in_summer_only_is_tried_with_what_it_knows() -> None:
    plain = make_species(6, 0, 0.5)
    daily = plain.skies.daily
    for table in daily.values.values():
        table[:, :, : number_of("03-01")] = np.nan
        table[:, :, number_of("11-01") :] = np.nan
    summer = replace(plain, skies=Skies(daily), standards=calc_standards(daily, "berry", plain.times))
    found = run_backtest(summer, date(2020, 6, 1), 2020, way=WAYS[0], level=0.8, seed=0, draws=50)
    assert found.score("hierarchical").years == 6


def test_published_misses_flag_a_season_told_surer_than_they_allow() -> None:
    # ln(17.5 / 60) = −1.23, ln(167 / 60) = 1.02; 90 % of a log-normal lie within 1.645 standard deviations.
    assert [miss.log_ratio for miss in find_misses("mushroom", 0.5)] == pytest.approx(
        [log(17.5 / 60), log(167 / 60)]
    )
    assert [round(abs(miss.log_ratio), 2) for miss in find_misses("mushroom", 0.5)] == [1.23, 1.02]
    assert all(find_misses("mushroom", sd) for sd in (0.1, 0.4, 0.59))
    assert not find_misses("mushroom", 1.03 / 1.645)
    assert not find_misses("berry", 0.1)


def test_seasons_without_any_crop_make_a_forecast_wide_and_not_sure(tmp_path) -> None:
    # Every other year nothing grew at all, in the others 50 kg/ha to a tenth: half of the draws are 0.
    rows = [
        (f"P{plot}", "cep", year, 0 if year % 2 else 50 + plot + year % 5, "")
        for plot in range(4)
        for year in range(2010, 2020)
    ]
    dataset = write(
        tmp_path,
        species=[("cep", "Белый гриб", "mushroom")],
        plots=[(f"P{plot}", "Бор", "", 10, "productive_habitat") for plot in range(4)],
        yields=rows,
    )
    found = calc_forecast(dataset, on=date(2020, 6, 1), year=2020, draws=200).of("cep")
    # Half at ln(50 + floor), half at ln(floor), a hundredth of 50: half of ln 101 = 2.31 is their spread.
    assert found.log_sd == pytest.approx(log(101) / 2, rel=0.15)
    assert found.overconfident == ()


def test_the_backtest_carries_the_check() -> None:
    narrow = sum_up("leave_year_out", "mushroom", [trial("hierarchical", 2010, 0.2, log_sd=0.5)])
    wide = sum_up("leave_year_out", "mushroom", [trial("hierarchical", 2010, 0.2, log_sd=0.9)])
    assert [miss.year for miss in narrow.overconfident] == [2017, 2018]
    assert wide.overconfident == ()


def test_every_year_is_left_out_and_the_rolling_origin_starts_after_five(cowberry) -> None:
    left = cowberry[WAYS[0]].score("hierarchical")
    rolled = cowberry[WAYS[1]].score("hierarchical")
    assert [year for year, _ in left.pit] == list(range(2005, 2020))
    assert [year for year, _ in rolled.pit] == list(range(2010, 2020))
    # Fourteen years promise at most 13/15, five to fourteen less.
    assert left.level == pytest.approx(0.8)
    assert rolled.level == pytest.approx(sum(min(0.8, (n - 1) / (n + 1)) for n in range(5, 15)) / 10)


def test_with_the_weather_known_the_model_beats_both_simple_forecasts(cowberry) -> None:
    for way in cowberry.values():
        assert way.skill_climatology > 0.15
        assert way.skill_last_year > 0.3
    cover = cowberry[WAYS[0]].score("hierarchical")
    assert cover.cover_interval[0] <= 0.8 <= cover.cover_interval[1]


def test_less_weather_is_known_in_may_than_in_august(forest: Forest, cowberry) -> None:
    may = calc_backtests(forest.dataset, on=date(2020, 5, 1), year=2020, species="cowberry").species[0][2]
    late = cowberry[WAYS[0]]
    early = next(way for way in may if way.way == WAYS[0])
    assert early.score("hierarchical").crps > 1.15 * late.score("hierarchical").crps
    assert early.score("climatology").crps == pytest.approx(late.score("climatology").crps, rel=0.1)


def test_two_years_cannot_be_tried(tmp_path) -> None:
    dataset = cranberry(tmp_path / "data", (2018, 2019))
    found = calc_backtests(dataset, on=date(2020, 6, 1), year=2020)
    assert found.species == (("cranberry", "Клюква", ()),)
