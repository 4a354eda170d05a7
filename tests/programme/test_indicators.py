"""Indicators of a programme; expected figures come from the page, from arithmetic, or from another part of kust."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kust.checks import check
from kust.data import read_dataset
from kust.data.dataset import Dataset
from kust.examples import load
from kust.programme.measuring.indicator_sums import roll_up
from kust.programme.measuring.indicators import calc_indicators
from kust.programme.measuring.trend import calc_trend
from kust.programme.programme import Indicator, Target
from kust.programme.read import read_programme
from kust.projects import calc_effects
from tests.docs.worked import NOTHING, holds, read_tables

from .indicator_data import ON, line_of, programme, typed

PAGE = Path(__file__).parents[2] / "docs/methods/programme-indicators.md"
DAY, YEAR = date(2019, 3, 1), 2018


@pytest.fixture(scope="module")
def machines() -> Dataset:
    return read_dataset(load("machine-building")).dataset


@pytest.fixture(scope="module")
def example(machines):
    found = calc_indicators(read_programme(machines, "VB"), machines, on=DAY, year=YEAR)
    return {one.indicator: one for one in found.results}


def calc(machines: Dataset, *indicators: Indicator, year: int = 2020, **more):
    found = calc_indicators(programme(*indicators, **more), machines, on=ON, year=year)
    return {one.indicator: one for one in found.results} | {"": found}


# The example


def test_ratios_are_those_that_a_check_shows(machines: Dataset, example) -> None:
    verdicts = check(machines, on=DAY, year=YEAR, edition="779-2018", clusters=["VB"]).clusters[0].verdicts
    shown = {one.requirement.code: one.value for one in verdicts}
    supplies, jobs = example["Доля поставок внутри кластера"], example["Доля высокопроизводительных мест"]
    assert supplies.of(2018).actual.value == pytest.approx(shown["industrial.cooperation"])
    assert jobs.of(2018).actual.value == pytest.approx(shown["industrial.high_productivity_jobs"])


def test_the_base_is_filled_from_the_base_year(example) -> None:
    # Jobs of 2017: 228+118+74+127+84+127+49+83+146+104+69+58+402+186, the enterprises of the cluster.
    assert example["Рабочие места"].base.value == 1855
    # Of 2018: 230+120+75+130+85+130+50+85+150+105+70+60+410+190 = 1890, 30 fewer than targeted.
    year = example["Рабочие места"].of(2018)
    assert (year.actual.value, year.deviation, year.state) == (1890, -30, "not_met")


def test_facts_of_projects_are_those_of_their_effects(machines: Dataset, example) -> None:
    effects = calc_effects(machines, on=DAY, cluster="VB")
    told = next(e for e in effects.effects if (e.level, e.key, e.indicator) == ("year", "2018", "investment"))
    one = example["Инвестиции в совместные проекты"]
    assert one.of(2018).actual.value == told.fact.value == 10450
    # 10 450 + plan of 2019 (57 000 + 12 400), 2020 (900 + 47 300) and 2021 (7 900), against the sum of the targets.
    assert (one.over_years, one.outlook.method) == ("sum", "plan")
    assert one.outlook.value == 10450 + 57000 + 12400 + 900 + 47300 + 7900
    assert one.outlook.target == 11000 + 69400 + 48200 + 7900
    assert (one.outlook.first_year, one.outlook.year, one.outlook.state) == (2018, 2021, "not_met")


def test_years_after_the_one_asked_about_are_not_known(example) -> None:
    assert {one.of(2019).actual.why for one in example.values()} == {"later"}


def test_a_project_that_plans_a_year_and_tells_no_fact_of_it_is_missing(machines: Dataset) -> None:
    found = calc_indicators(read_programme(machines, "VB"), machines, on=date(2020, 3, 1), year=2019)
    one = next(one for one in found.results if one.filled_from == "project_investment")
    assert one.of(2019).actual.value is None
    assert one.of(2019).actual.missing == ("joint-axle", "joint-hydraulics")
    assert (one.outlook.value, one.outlook.why) == (None, "parts_missing")


def test_who_lacks_a_figure_makes_the_sum_unknown_and_is_named() -> None:
    forest = read_dataset(load("wild-harvest")).dataset
    found = calc_indicators(read_programme(forest, "UG"), forest, on=date(2020, 3, 1), year=2019)
    one = next(one for one in found.results if one.filled_from == "output")
    assert (one.base.value, one.base.missing, one.base.why) == (None, ("W04",), "parts_missing")
    assert one.base.known > 0
    # A region's target stands beside: 2020 is no year of the cluster's own.
    assert [(held.region, held.year) for held in one.regions] == [("70", 2020)]
    assert one.of(2020) is None


# Rules


def test_what_was_only_proposed_or_dropped_is_left_out(machines: Dataset) -> None:
    found = calc(
        machines,
        typed("kept", {2018: 1.0}),
        replace(typed("proposed", {2018: 1.0}), decision="proposed"),
        replace(typed("dropped", {2018: 1.0}), decision="dropped"),
    )
    assert set(found) == {"kept", ""}


def test_a_typed_figure_goes_before_one_from_the_dataset_and_the_difference_is_told(
    machines: Dataset,
) -> None:
    jobs = typed("jobs", {2018: 2000.0}, filled_from="jobs")
    found = calc_indicators(programme(jobs, cluster="VB"), machines, on=DAY, year=YEAR)
    assert found.results[0].of(2018).actual.value == 2000
    told = [(one.code, one.year, one.typed, one.found) for one in found.cautions]
    assert told == [("typed_differs", 2018, 2000.0, 1890.0)]


def test_less_is_better_where_the_direction_says_so(machines: Dataset) -> None:
    cost = typed("cost", {2018: 90.0, 2019: 110.0}, targets={2018: 100.0, 2019: 100.0}, direction="down")
    one = calc(machines, cost)["cost"]
    assert (one.of(2018).state, one.of(2019).state) == ("met", "not_met")
    assert (one.of(2018).deviation, one.of(2018).deviation_share) == (-10, -0.1)


def test_two_different_targets_of_a_year_are_none(machines: Dataset) -> None:
    twice = Indicator(
        indicator="x", targets=(Target(year=2018, target=1.0, actual=5.0), Target(year=2018, target=2.0))
    )
    found = calc(machines, twice)
    assert (found["x"].of(2018).target, found["x"].of(2018).state) == (None, "unknown")
    assert [one.code for one in found[""].cautions] == ["target_twice"]


def test_a_ratio_is_made_of_its_parts_and_a_typed_one_only_stands_in_for_them(machines: Dataset) -> None:
    ratio = {"numerator": "a", "denominator": "b"}
    parts = (typed("a", {2018: 1.0, 2019: None}), typed("b", {2018: 4.0, 2019: 8.0}))
    found = calc(machines, *parts, typed("r", {2018: 0.9, 2019: 0.5}, **ratio))
    assert (found["r"].of(2018).actual.value, found["r"].of(2018).actual.source) == (0.25, "ratio")
    assert (found["r"].of(2019).actual.value, found["r"].of(2019).actual.source) == (0.5, "typed")
    assert [(one.code, one.year) for one in found[""].cautions] == [("typed_differs", 2018)]


def test_a_denominator_of_zero_and_a_part_that_is_not_there_give_no_ratio(machines: Dataset) -> None:
    zero = typed("b", {2018: 0.0})
    found = calc(
        machines,
        typed("a", {2018: 1.0}),
        zero,
        Indicator(indicator="r", numerator="a", denominator="b"),
        Indicator(indicator="s", numerator="a", denominator="nowhere"),
    )
    assert found["r"].of(2018).actual.why == "denominator_zero"
    assert (found["s"].of(2018).actual.why, found["s"].of(2018).actual.missing) == (
        "no_denominator",
        ("nowhere",),
    )


def test_thousand_roubles_under_another_unit_are_told(machines: Dataset) -> None:
    found = calc(machines, Indicator(indicator="x", unit="млн руб.", filled_from="output"))
    assert [one.code for one in found[""].cautions] == ["unit_differs"]


# Forecast


@given(st.lists(st.integers(-50, 50), min_size=3, max_size=8), st.integers(1, 6))
@settings(deadline=None)
def test_the_line_and_its_interval_are_those_of_a_statistics_library(ys: list[int], ahead: int) -> None:
    figures = [float(y) + 100 for y in ys]
    years = np.arange(2010, 2010 + len(ys))
    year = int(years[-1]) + ahead
    fit = stats.linregress(years - 2010, figures)
    value = fit.intercept + fit.slope * (year - 2010)
    left = np.array(figures) - fit.intercept - fit.slope * (years - 2010)
    size = len(ys)
    # Half of the interval from the covariance of the two coefficients, another way than the program's.
    design = np.column_stack([np.ones(size), years - 2010])
    row = np.array([1, year - 2010])
    variance = left @ left / (size - 2) * (1 + row @ np.linalg.inv(design.T @ design) @ row)
    half = stats.t.ppf(0.9, size - 2) * np.sqrt(variance)
    trend = calc_trend(list(zip(years.tolist(), figures, strict=True)), year)
    assert trend.value == pytest.approx(max(value, 0), abs=1e-6)
    assert trend.high == pytest.approx(max(value + half, 0), abs=1e-5)
    assert trend.low == pytest.approx(max(value - half, 0), abs=1e-5)


def test_two_points_give_a_line_without_an_interval_and_one_gives_nothing(machines: Dataset) -> None:
    found = calc(machines, typed("two", {2018: 12.0}, base=10.0), typed("one", {2018: 12.0}), year=2018)
    assert (found["two"].outlook.method, found["two"].outlook.value) == ("two_points", 20.0)
    assert (found["two"].outlook.low, found["two"].outlook.high) == (None, None)
    assert (found["one"].outlook.method, found["one"].outlook.why) == ("none", "few_points")


def test_a_falling_line_stops_at_zero_where_nothing_was_ever_below(machines: Dataset) -> None:
    found = calc(
        machines, typed("x", {2018: 10.0}, base=30.0), typed("y", {2018: -10.0}, base=10.0), year=2018
    )
    assert (found["x"].outlook.value, found["y"].outlook.value) == (0, -90)


def test_the_figure_of_a_programme_that_is_over_is_its_forecast(machines: Dataset) -> None:
    one = calc(machines, typed("x", {2018: 7.0}, targets={2018: 6.0}), year=2020, ends_on=date(2019, 1, 1))[
        "x"
    ]
    assert (one.outlook.year, one.outlook.method, one.outlook.value, one.outlook.state) == (
        2018,
        "actual",
        7.0,
        "met",
    )


# Roll-up and the page


@pytest.fixture
def clusters(machines: Dataset):
    text = PAGE.read_text("utf-8")
    told = yaml.safe_load(text.split("```yaml indicators\n")[1].split("```")[0])
    ratio = Indicator(indicator="share", numerator="better", denominator="jobs")
    return [
        calc_indicators(
            programme(
                *(line_of(name, data[name], data["target"][name]) for name in ("jobs", "better")),
                ratio,
                cluster=id_,
            ),
            machines,
            on=ON,
            year=2020,
        )
        for id_, data in told.items()
    ]


def tables_of_page():
    return list(read_tables(PAGE.read_text("utf-8").splitlines()))


def test_the_page_s_forecasts_are_what_the_program_gives(clusters) -> None:
    table = next(one for one in tables_of_page() if one.headings[0] == "cluster")
    of = {(found.cluster_id, one.indicator): one for found in clusters for one in found.results}
    assert len(table.rows) == 4
    for row in table.rows:
        one = of[row["cluster"], row["indicator"]]
        figures = {"actual 2020": one.of(2020).actual.value, "forecast 2022": one.outlook.value}
        figures |= {"low": one.outlook.low, "high": one.outlook.high, "target": one.outlook.target}
        for name, figure in figures.items():
            assert (row[name] == NOTHING) if figure is None else holds(row[name], figure), (row, name)
        assert (row["state"], row["method"]) == (one.outlook.state, one.outlook.method)


def test_sums_over_clusters_are_those_of_the_page_and_no_share_is_averaged(clusters) -> None:
    table = next(one for one in tables_of_page() if "mean of shares" in one.headings)
    rolled = {
        one.name: {year.year: year.actual for year in one.years} for one in roll_up(clusters).indicators
    }
    for row in table.rows:
        year = int(row["year"])
        jobs, better, share = (rolled[name][year] for name in ("jobs", "better", "share"))
        assert holds(row["Σ jobs"], jobs.value)
        assert holds(row["known better"], better.known)
        if row["Σ better"] == NOTHING:
            assert (better.value, better.missing, share.value) == (None, ("B",), None)
            continue
        assert holds(row["Σ better"], better.value)
        assert holds(row["share"], better.value / jobs.value)
        assert share.value == pytest.approx(better.value / jobs.value)
        assert row["share"] != row["mean of shares"]


def test_a_ratio_of_sums_lies_between_those_of_the_clusters_and_counts_by_their_size(clusters) -> None:
    (share,) = (one for one in roll_up(clusters).indicators if one.is_ratio)
    assert share.clusters == ("A", "B")
    # 2017: (30 + 100) / (100 + 400)
    assert share.base.value == pytest.approx(130 / 500)


def test_clusters_fill_alike_under_different_names_are_rolled_up_together(machines: Dataset) -> None:
    first, second = (
        calc_indicators(
            programme(typed(name, {2018: 10.0}, filled_from="jobs"), cluster=id_), machines, on=ON, year=2018
        )
        for name, id_ in (("Рабочие места", "A"), ("Рабочие места (ед.)", "B"))
    )
    (one,) = roll_up([first, second]).indicators
    assert (one.clusters, one.years[0].actual.value) == (("A", "B"), 20.0)


def test_an_organisation_of_two_clusters_is_named(machines: Dataset) -> None:
    found = calc_indicators(programme(cluster="VB"), machines, on=DAY, year=YEAR)
    assert roll_up([found, replace(found, cluster_id="W")]).shared == found.organisations
    assert len(found.organisations) == 14


def test_methods_and_sources_of_the_page_are_those_of_the_program() -> None:
    from kust.i18n import has_words

    filled, methods = (
        next(table for table in tables_of_page() if table.headings[0] == name)
        for name in ("filled_from", "method")
    )
    assert {row["over years"] for row in filled.rows if row["filled_from"].startswith("project_")} == {"sum"}
    for row in methods.rows:
        code = row["method"] if row["method"] != "none" else "none.few_points"
        assert has_words(f"programme_indicators.outlook.{code}")


def test_a_year_without_a_target_leaves_the_whole_without_one_and_the_known_part_is_told(
    machines: Dataset,
) -> None:
    found = read_programme(machines, "VB")
    one = next(one for one in found.indicators if one.filled_from == "project_investment")
    less = replace(one, targets=tuple(target for target in one.targets if target.year != 2019))
    seen = calc_indicators(replace(found, indicators=(less,)), machines, on=DAY, year=YEAR).results[0].outlook
    # Without the 69 400 of 2019 there are 11 000 + 48 200 + 7 900 of the three other years.
    assert (seen.target, seen.target_known, seen.target_missing) == (None, 67100, (2019,))
    assert (seen.deviation, seen.state) == (None, "unknown")


def test_thousands_and_millions_are_not_added_up(machines: Dataset) -> None:
    thousands = Indicator(indicator="output", unit="тыс. руб.", filled_from="output", base_year=2017)
    millions = replace(thousands, unit="млн руб.", base=4865.0)
    programmes = [
        calc_indicators(programme(one, cluster="VB"), machines, on=DAY, year=YEAR)
        for one in (thousands, replace(thousands, unit="Тыс.руб"), millions)
    ]
    rolled = roll_up([replace(one, cluster_id=name) for one, name in zip(programmes, "KLM", strict=True)])
    assert [(one.unit, one.clusters) for one in rolled.indicators] == [
        ("тыс. руб.", ("K", "L")),
        ("млн руб.", ("M",)),
    ]
