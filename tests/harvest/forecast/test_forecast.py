"""The forecast of a season: what it may know, how it narrows, when it refuses, and that its draws hold together."""

import shutil
from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kust.data.read import read_dataset
from kust.errors import UsageError
from kust.examples import load
from kust.harvest.forecasts.draws import Draws
from kust.harvest.forecasts.forecast import calc_forecast
from kust.harvest.forecasts.panel import Panel
from kust.settings import HarvestForecastSettings

from .conftest import Forest
from .made import cranberry, write

MAY, AUGUST = date(2020, 5, 15), date(2020, 8, 31)


@pytest.fixture(scope="module")
def august(forest: Forest):
    return calc_forecast(forest.dataset, on=AUGUST, year=2020)


def test_it_narrows_from_may_to_august_as_weather_comes_in(forest: Forest, august) -> None:
    # One at a time: a species alone is drawn as it is among all, see below.
    may = {
        species: calc_forecast(forest.dataset, on=MAY, year=2020, species=species).of(species)
        for species in ("cowberry", "chanterelle", "bilberry")
    }
    for species in ("cowberry", "chanterelle"):
        assert august.of(species).method == "hierarchical"
        assert august.of(species).log_sd < 0.85 * may[species].log_sd
    early, late = may["bilberry"].calendar.ripening, august.of("bilberry").calendar.ripening
    assert late.high - late.low < early.high - early.low


def test_the_season_that_came_lies_inside_as_often_as_is_promised(forest: Forest, august) -> None:
    made = forest.truth.made
    at = made.years.index(2020)
    hits = 0
    for one in august.species:
        areas = pl.read_csv(forest.folder / "plots.csv").select("plot_id", "area_ha")
        area = dict(areas.iter_rows())
        bearing = [made.plots[one.species_id].index(plot.plot_id) for plot in one.by_plot]
        weight = np.array([area[plot.plot_id] for plot in one.by_plot])
        came = float(made.kg_ha[one.species_id][bearing, at] @ weight / weight.sum())
        hits += one.low_kg_ha <= came <= one.high_kg_ha
    # Seven species at 80 %: fewer than four would come by chance once in 30 times.
    assert hits >= 4


def test_effects_of_the_weather_have_the_sign_and_size_that_the_truth_has(forest: Forest, august) -> None:
    for species, name in (
        ("cowberry", "flowering_min_c"),
        ("cep", "late_summer_rain_mm"),
    ):
        found = {term.name: term.effect for term in august.of(species).terms}[name]
        # Fifteen years with a year effect of .25 to .4: a standard error of about .1.
        assert found == pytest.approx(forest.truth.crops[species].weather[name], abs=0.25)


def test_the_future_does_not_reach_the_forecast(forest: Forest, tmp_path, august) -> None:
    # What is measured after the day, and crops of the year itself, may be anything.
    for file in forest.folder.iterdir():
        shutil.copy(file, tmp_path)
    weather = pl.read_csv(tmp_path / "weather.csv", infer_schema_length=None)
    late = pl.col("day") > "2019-06-10"
    weather.with_columns(pl.when(late).then(99.0).otherwise("rain_mm").alias("rain_mm")).write_csv(
        tmp_path / "weather.csv"
    )
    yields = pl.read_csv(tmp_path / "yields.csv", infer_schema_length=None)
    now = pl.col("year") >= 2019
    yields.with_columns(pl.when(now).then(1e5).otherwise("yield_kg_ha").alias("yield_kg_ha")).write_csv(
        tmp_path / "yields.csv"
    )
    asked = {"on": date(2019, 6, 10), "year": 2019, "species": "bilberry", "draws": 200}
    plain = calc_forecast(forest.dataset, **asked)
    changed = calc_forecast(read_dataset(tmp_path).dataset, **asked)
    assert np.array_equal(plain.draws.kg_ha, changed.draws.kg_ha, equal_nan=True)
    assert plain.of("bilberry").calendar == changed.of("bilberry").calendar


def test_the_same_seed_gives_the_same_draws(forest: Forest) -> None:
    asked = {"on": MAY, "year": 2020, "species": "fireweed", "draws": 100}
    first, again, other = (calc_forecast(forest.dataset, **asked, seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(first.draws.kg_ha, again.draws.kg_ha, equal_nan=True)
    assert not np.array_equal(first.draws.kg_ha, other.draws.kg_ha, equal_nan=True)


def test_plots_of_which_nothing_is_known_stay_unknown(forest: Forest, august) -> None:
    told = pl.read_csv(forest.folder / "yields.csv", infer_schema_length=None)
    for place, species in enumerate(august.draws.species):
        known = set(told.filter(pl.col("species_id") == species)["plot_id"])
        for number, plot in enumerate(august.draws.plots):
            column = august.draws.kg_ha[:, number, place]
            assert np.isnan(column).all() if plot not in known else (column >= 0).all()


def test_years_go_together_on_plots_and_between_species(august) -> None:
    def mean(species: str) -> np.ndarray:
        return np.log(np.nanmean(august.draws.of(species), axis=1) + 0.1)

    own = august.draws.of("cowberry")
    own = np.log(own[:, ~np.isnan(own).any(axis=0)])
    between_plots = np.corrcoef(own.T)[np.triu_indices(own.shape[1], 1)].mean()
    # Shared by plots: the year, about .3² of .3² + .45²; a forecast without it has none.
    assert between_plots > 0.15
    assert np.corrcoef(mean("cep"), mean("chanterelle"))[0, 1] > 0.2


@pytest.mark.parametrize(("count", "promised"), [(1, 0.0), (2, 1 / 3), (4, 0.6)])
def test_below_five_years_there_is_climatology_and_the_reason(tmp_path, count: int, promised: float) -> None:
    dataset = cranberry(tmp_path / "data", range(2020 - count, 2020))
    found = calc_forecast(dataset, on=date(2020, 6, 1), year=2020).of("cranberry")
    assert (found.method, found.reason) == ("climatology", "few_years")
    assert found.level == pytest.approx(promised)
    assert (found.low_kg_ha is None) == (count == 1)
    assert found.backtest is None


def test_climatology_of_three_years_has_the_middle_one_in_its_middle(tmp_path) -> None:
    # Plots bear 100 · (1, 2, 3, 4) on 10, 20, 30, 40 ha: 300 a hectare, times 2, 4 and 1 in the three years.
    dataset = cranberry(tmp_path / "data", range(2017, 2020))
    found = calc_forecast(dataset, on=date(2020, 6, 1), year=2020).of("cranberry")
    assert found.level == pytest.approx(0.5)
    assert found.kg_ha["p50"] == pytest.approx(600, rel=0.15)
    # Anomalies ±ln 2 moved out by √(4 / 2): 300 and 1200 are inside of the ends of what may come.
    assert found.kg_ha["p10"] < 300
    assert found.kg_ha["p90"] > 1200


def test_a_model_that_was_no_better_on_past_years_is_not_used(tmp_path) -> None:
    # Without weather, and with the mean of three crops before always the same, past years are as good.
    dataset = cranberry(tmp_path / "data", range(2008, 2020))
    found = calc_forecast(dataset, on=date(2020, 6, 1), year=2020).of("cranberry")
    assert (found.method, found.reason) == ("climatology", "no_skill")
    assert found.backtest.skill_climatology <= 0
    assert found.terms == ()


def test_a_model_without_predictors_is_climatology_and_is_not_called_a_model(tmp_path) -> None:
    # Of the group "other" nothing is known that moves its crop, so there is nothing to tell it by.
    years = range(2008, 2020)
    dataset = write(
        tmp_path / "data",
        species=[("moss", "Мох", "other")],
        plots=[(f"P{n}", "", "", 10, "all_forest") for n in range(3)],
        yields=[
            (f"P{n}", "moss", y, 10 * (n + 1) * 2 ** (y * y % 7 % 3), "") for n in range(3) for y in years
        ],
    )
    found = calc_forecast(dataset, on=date(2020, 6, 1), year=2020).of("moss")
    assert (found.method, found.reason) == ("climatology", "no_terms")


def test_years_with_gaps_between_them_can_be_tried(tmp_path) -> None:
    # Never two years in a row: last year is the last known one, its changes those from one known year to the next.
    dataset = cranberry(tmp_path / "data", range(1999, 2020, 3))
    found = calc_forecast(dataset, on=date(2020, 6, 1), year=2020).of("cranberry")
    assert found.reason != "not_tried"
    assert found.backtest.skill_last_year is not None


def test_no_more_is_promised_than_the_years_can_bear(forest: Forest) -> None:
    wide = HarvestForecastSettings(coverage=0.95)
    found = calc_forecast(forest.dataset, on=MAY, year=2020, species="cep", settings=wide, draws=200).of(
        "cep"
    )
    assert found.level == pytest.approx(14 / 16)


def test_without_a_row_of_yields_nothing_is_forecast() -> None:
    dataset = read_dataset(load("wild-harvest")).dataset
    forecast = calc_forecast(dataset, on=date(2019, 6, 1), year=2019)
    assert {(one.method, one.reason) for one in forecast.species} == {("none", "no_yields")}
    assert np.isnan(forecast.draws.kg_ha).all()
    assert {one.kg_ha["p50"] for one in forecast.species} == {None}


def test_balls_alone_are_never_turned_into_kilograms(tmp_path) -> None:
    dataset = write(
        tmp_path / "data",
        species=[("cep", "Белый гриб", "mushroom")],
        plots=[("P", "", "", 10, "all_forest")],
        yields=[("P", "cep", year, "", 3) for year in range(2005, 2020)],
    )
    forecast = calc_forecast(dataset, on=date(2020, 6, 1), year=2020)
    assert (forecast.of("cep").method, forecast.of("cep").reason) == ("none", "balls_only")
    assert np.isnan(forecast.draws.kg_ha).all()


def test_plots_that_never_bore_say_so(tmp_path) -> None:
    dataset = write(
        tmp_path / "data",
        species=[("cep", "Белый гриб", "mushroom")],
        plots=[("P", "", "", 10, "all_forest")],
        yields=[("P", "cep", year, 0, "") for year in range(2005, 2020)],
    )
    assert calc_forecast(dataset, on=date(2020, 6, 1), year=2020).of("cep").reason == "no_crop"


def test_plots_without_an_area_are_left_out_of_the_tonnes_and_counted(tmp_path) -> None:
    dataset = cranberry(tmp_path / "data", range(2016, 2020), areas=False)
    found = calc_forecast(dataset, on=date(2020, 6, 1), year=2020).of("cranberry")
    assert found.plots_without_area == 4
    assert found.total_t["p50"] is None
    assert found.kg_ha["p50"] > 0


def test_a_species_alone_is_drawn_as_it_is_among_all(forest: Forest, august) -> None:
    alone = calc_forecast(forest.dataset, on=AUGUST, year=2020, species="cowberry")
    assert np.array_equal(alone.draws.of("cowberry"), august.draws.of("cowberry"), equal_nan=True)
    assert alone.of("cowberry").kg_ha == august.of("cowberry").kg_ha


def test_an_unknown_species_is_refused_with_those_there_are(forest: Forest) -> None:
    with pytest.raises(UsageError, match="bilberry, cep"):
        calc_forecast(forest.dataset, on=MAY, year=2020, species="durian")


@given(
    st.lists(
        st.lists(st.one_of(st.just(float("nan")), st.floats(0, 1e3)), min_size=3, max_size=3),
        min_size=1,
        max_size=5,
    ),
    st.lists(st.floats(1, 100), min_size=3, max_size=3),
    st.integers(0, 2),
)
def test_draws_sum_over_parts_of_the_plots_to_the_region(rows, area, cut) -> None:
    kg_ha = np.array(rows)[:, :, None]
    # A plot is known in every draw or in none.
    kg_ha[:, np.isnan(kg_ha).any(axis=0)[:, 0]] = np.nan
    draws = Draws(2020, MAY, ("cep",), ("a", "b", "c"), kg_ha)
    parts = []
    for chosen in (slice(None, cut), slice(cut, None)):
        own = replace(draws, plots=draws.plots[chosen], kg_ha=kg_ha[:, chosen])
        parts.append(np.nan_to_num(own.total_kg("cep", np.array(area)[chosen])))
    whole = draws.total_kg("cep", np.array(area))
    assert np.nan_to_num(whole) == pytest.approx(sum(parts))
    assert np.isnan(whole).all() == np.isnan(kg_ha).all()


def test_the_tonnes_of_species_are_the_sums_of_their_plots(forest: Forest, august) -> None:
    area = dict(pl.read_csv(forest.folder / "plots.csv").select("plot_id", "area_ha").iter_rows())
    areas = np.array([area[plot] for plot in august.draws.plots])
    for place, one in enumerate(august.species):
        by_hand = np.nansum(august.draws.kg_ha[:, :, place] * areas, axis=1) / 1000
        assert one.total_t["p50"] == pytest.approx(np.median(by_hand))
        assert august.draws.total_kg(one.species_id, areas) / 1000 == pytest.approx(by_hand)


@given(
    st.lists(
        st.lists(st.one_of(st.just(float("nan")), st.floats(0.1, 1e3)), min_size=5, max_size=5),
        min_size=1,
        max_size=4,
    )
)
def test_the_crop_before_is_that_of_known_years_and_nothing_where_none_is(rows) -> None:
    kg_ha = np.array(rows)
    panel = Panel(
        "s",
        "berry",
        tuple(map(str, range(len(rows)))),
        tuple(range(2010, 2015)),
        kg_ha,
        np.full_like(kg_ha, np.nan),
        np.zeros(len(rows), int),
    )
    before = panel.crop_before([2010, 2013, 2015])
    assert before[0] == 0
    if np.isnan(kg_ha[:, :3]).all():
        assert before[1] == 0
    # A year that nobody measured is no crop of average size: forgetting it changes nothing.
    empty = replace(
        panel,
        kg_ha=np.concatenate([kg_ha, np.full((len(rows), 1), np.nan)], axis=1),
        ball=np.full((len(rows), 6), np.nan),
        years=(*panel.years, 2015),
    )
    assert empty.crop_before([2013, 2015]) == pytest.approx(before[1:])


def test_crops_before_are_averaged_by_hand() -> None:
    # Logs 0 1 2 and 2 3 –, their means 1 and 2.5: by year (−1 − .5) / 2, (0 + .5) / 2 and 1; the mean of all three 1/6.
    kg_ha = np.exp(np.array([[0.0, 1.0, 2.0], [2.0, 3.0, np.nan]]))
    panel = Panel(
        "s", "berry", ("a", "b"), (2010, 2011, 2012), kg_ha, np.full((2, 3), np.nan), np.zeros(2, int)
    )
    assert panel.crop_before([2011, 2012, 2013]) == pytest.approx([-0.75, -0.25, 1 / 6])
