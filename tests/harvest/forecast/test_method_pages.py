"""Tables of docs/methods/harvest-forecast.md and harvest-phenology.md are what arithmetic and the program give."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from kust.harvest.forecasts.model import Variances, fit_model
from kust.harvest.forecasts.panel import count_terms
from kust.harvest.forecasts.phenology import ThermalTime, calc_forcing
from kust.harvest.forecasts.scores import calc_crps, calc_skill_interval, limit_level
from kust.i18n import has_words
from tests.docs.worked import Row, holds, read_tables

from .noise import SLOPES, YEARS, count_taken
from .test_model import dense
from .test_synthetic import PUBLISHED

METHODS = Path(__file__).parents[3] / "docs/methods"
TEXT = {name: (METHODS / f"harvest-{name}.md").read_text("utf-8") for name in ("forecast", "phenology")}


def rows(page: str, *headings: str) -> tuple[Row, ...]:
    tables = read_tables(TEXT[page].splitlines())
    return next(table.rows for table in tables if table.headings[: len(headings)] == headings)


def test_sites_and_years_are_what_full_matrices_and_the_program_give() -> None:
    plots = rows("forecast", "plot")
    cells = [[row[f"{year}, kg/ha"] for year in (2017, 2018, 2019)] for row in plots]
    log = np.log([[np.nan if cell == "–" else float(cell) for cell in row] for row in cells])
    x, v = np.empty((2, 3, 0)), Variances(0.25, 0.16, 0.25, 1.0)
    _, effects, mean = dense(log, x, v)
    fit = fit_model(log, x, variances=v)
    assert f"μ = {mean:.4f}" in TEXT["forecast"]
    assert fit.mean == pytest.approx(mean)
    for place, row in enumerate(plots):
        assert holds(row["a"], effects[place])
        assert holds(row["a"], fit.sites[place])
    for place, row in enumerate(rows("forecast", "year", "u")):
        assert holds(row["u"], effects[2 + place])
        assert holds(row["u"], fit.year_effects[place])


def test_promises_and_predictors_by_years_are_those_of_the_page() -> None:
    for row in rows("forecast", "years", "most, %"):
        years = int(row["years"])
        assert holds(row["most, %"], 100 * (years - 1) / (years + 1))
        assert limit_level(1.0, years) == pytest.approx((years - 1) / (years + 1))
        assert count_terms(years) == int(row["predictors"])


def test_reasons_of_the_page_have_words_and_are_those_of_the_schema() -> None:
    import json

    listed = {row["reason"] for row in rows("forecast", "reason")}
    assert all(has_words(f"harvest_forecast.reason.{reason}") for reason in listed)
    schema = json.loads((METHODS.parent / "harvest-forecast.schema.json").read_text("utf-8"))
    assert listed | {None} == set(schema["$defs"]["species"]["properties"]["reason"]["enum"])


def test_crps_of_the_page_are_those_of_sums_over_pairs() -> None:
    for row in rows("forecast", "draws"):
        draws = np.array([float(one) for one in row["draws"].split(",")])
        came, count = float(row["observed"]), len(draws)
        near = np.abs(draws - came).mean()
        pairs = np.abs(draws[:, None] - draws).sum()
        assert holds(row["CRPS"], near - pairs / (2 * count**2))
        assert holds(row["fair"], near - pairs / (2 * count * (count - 1)))
        assert holds(row["CRPS"], float(calc_crps(draws, np.array(came))))
        assert holds(row["fair"], float(calc_crps(draws, np.array(came), fair=True)))


def test_the_skill_of_the_page_has_the_interval_of_the_paired_t_test() -> None:
    years = rows("forecast", "year", "score")
    score, reference = (np.array([float(row[name]) for row in years]) for name in ("score", "reference"))
    assert all(holds(row["d"], gap) for row, gap in zip(years, reference - score, strict=True))
    ends = stats.ttest_rel(reference, score).confidence_interval(0.8)
    row = rows("forecast", "skill", "low")[0]
    told = calc_skill_interval(score, reference)
    assert holds(row["skill"], 1 - score.sum() / reference.sum())
    for place, end in enumerate(("low", "high")):
        assert holds(row[end], getattr(ends, end) / reference.mean())
        assert holds(row[end], told[place])


def test_noise_is_taken_for_a_model_at_most_once_in_ten_and_what_the_weather_moves_often_as_the_page_says() -> (
    None
):
    counted = rows("forecast", "years", "noise taken")
    assert all(int(row["noise taken"]) <= 6 for row in counted)
    assert [int(row["years"]) for row in counted] == list(YEARS)
    first = counted[0]
    # Of the 60 panels of the page the first sixteen; by the mean skill alone six or seven of them are taken.
    assert count_taken(6, 16, SLOPES[0]) <= int(first["noise taken"])
    assert 1 <= count_taken(6, 8, SLOPES[1]) <= int(first["moved taken"])


def test_thermal_time_of_the_page_adds_up() -> None:
    table = rows("phenology", "day", "T")
    t_mean = np.array([float(row["T"]) for row in table])
    for variant in ("excess", "full"):
        forcing = calc_forcing(t_mean, 5.0, variant)
        for row, one, total in zip(table, forcing, np.cumsum(forcing), strict=True):
            warm = float(row["T"]) - 5 if variant == "excess" else float(row["T"])
            assert holds(row[variant], warm if float(row["T"]) > 5 else 0)
            assert holds(row[variant], one)
            assert holds(row[f"Σ {variant}"], total)
    year = np.concatenate([t_mean, np.full(359, 10.0)])
    assert [ThermalTime(0, 5.0, needed).find(year) for needed in (4, 5)] == [2, 4]


def test_published_openings_of_the_page_and_their_means_are_right() -> None:
    table = rows("phenology", "year", "south")
    assert [f"{row['south']}/{row['north']}" for row in table] == PUBLISHED["cowberry"]
    south, north = (
        [date.fromisoformat(f"{row['year']}-{row[side]}") for row in table] for side in ("south", "north")
    )
    for row, first, second in zip(table, south, north, strict=True):
        assert holds(row["north − south, days"], (second - first).days)
    for side, days in (("south", south), ("north", north)):
        mean = sum(day.day for day in days) / len(days)
        assert {day.month for day in days} == {8}
        assert f"of the {side}: {mean:.1f} August" in TEXT["phenology"]
