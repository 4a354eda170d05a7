"""The report of a season: its figures are those of the plan, its sheets hold numbers, it says whom to ask."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from kust.data import read_dataset
from kust.documents.blocks import Document, Table
from kust.documents.harvest.html import render_report
from kust.documents.harvest.report import make_season_report
from kust.documents.harvest.season import Season, calc_season
from kust.documents.harvest.write import write_season_report
from kust.errors import UsageError
from kust.examples import load

from .harvest_small import ON, YEAR, small_season


@pytest.fixture(scope="module")
def season() -> Season:
    return small_season()


@pytest.fixture(scope="module")
def report(season: Season) -> Document:
    return make_season_report(season, "ru")


def table(report: Document, code: str) -> Table:
    (found,) = [
        t for section in report.sections for t in section.sheets if t.code == f"harvest_report.{code}"
    ]
    return found


def test_there_is_one_sum_and_weeks_stations_and_what_lies_above_it_add_up_to_it(
    season: Season, report: Document
) -> None:
    plan = season.procurement
    assert plan is not None and plan.cash is not None and plan.to_pay is not None
    weeks, stations, bound = (table(report, name) for name in ("weeks", "station_weeks", "bound"))
    assert plan.to_pay.krub.plan == pytest.approx(plan.cash.krub.plan)
    assert float(str(weeks.totals[0][-1])) == pytest.approx(plan.cash.krub.plan)
    assert sum(float(str(row[-1])) for row in weeks.rows) == pytest.approx(plan.cash.krub.plan)
    assert sum(float(str(row[3])) for row in stations.rows) == pytest.approx(plan.cash.krub.plan)
    (last,) = bound.totals
    for column in (1, 2):
        assert sum(float(str(row[column])) for row in bound.rows) == pytest.approx(float(str(last[column])))
    assert last[3] == plan.to_pay.krub.plan


def test_elasticities_stand_side_by_side_and_the_total_is_no_sum_of_quantiles(
    season: Season, report: Document
) -> None:
    plan = season.procurement
    assert plan is not None
    rows = table(report, "elasticities").rows
    assert len(rows) == 4  # the plan, 0, −0.5 and −1
    for row, name in zip(rows, plan.scenarios, strict=True):
        spread = plan.total_krub[name]
        assert spread is not None and row[4] == spread.plan
    money = table(report, "money")
    apart = sum(float(str(row[8])) for row in money.rows)
    assert float(str(money.totals[0][8])) < apart


def test_one_table_says_what_to_expect_by_when_how_surely_where_and_for_how_much(
    season: Season, report: Document
) -> None:
    outlook, plan = table(report, "outlook"), season.procurement
    assert plan is not None and plan.to_pay is not None
    forestries, calendar = table(report, "forestries"), table(report, "calendar")
    for row in outlook.rows:
        name, middle, low, high, level, ratio, opens, where, _, money = row
        one = next(one for one in season.forecast.species if one.name == name)
        assert (middle, low, high, level) == (one.kg_ha["p50"], one.low_kg_ha, one.high_kg_ha, one.level)
        assert ratio == pytest.approx(one.kg_ha["p50"] / one.usual_kg_ha)
        tonnes = {float(str(other[8])): other[1] for other in forestries.rows if other[0] == name}
        assert where == tonnes[max(tonnes)]
        days = [str(other[2]) for other in calendar.rows if other[0] == name and "открытие" in str(other[1])]
        assert days and str(opens)[:5] == "{2}.{1}".format(*min(days).split("-"))
        spread = plan.of(one.species_id).krub["chosen"]
        assert money == (spread.plan if spread else None)
    assert len(outlook.rows) == len(season.forecast.species)
    assert outlook.totals[0][-1] == plan.to_pay.krub.plan


def test_what_such_forecasts_were_worth_stands_beside_them(season: Season, report: Document) -> None:
    trials = {row[0]: row for row in table(report, "trials").rows}
    for one in season.forecast.species:
        if one.backtest is None:
            assert one.method != "hierarchical"
            continue
        score = one.backtest.score("hierarchical")
        assert score is not None
        assert trials[one.name][2] == one.backtest.skill_climatology
        assert trials[one.name][4:6] == (score.cover, score.level)
    crops = next(section for section in report.sections if section.code == "crops")
    said = " ".join(words for block in crops.blocks for words in getattr(block, "items", ()))
    for one in season.forecast.species:
        if one.reason:
            assert f"{one.name}: " in said


def test_forestries_hold_every_hectare_whose_crop_is_known(season: Season) -> None:
    draws = season.forecast.draws
    for name in draws.species:
        parts = [one for one in season.by_forestry if one.species_id == name]
        area = sum(one.area_ha or 0.0 for one in parts)
        known = [
            plot for place, plot in enumerate(draws.plots) if not np.isnan(draws.of(name)[:, place]).any()
        ]
        assert area == pytest.approx(sum(season.land.plots[plot].area_ha or 0.0 for plot in known))


def test_what_is_missing_names_the_table_and_whom_to_ask(season: Season) -> None:
    spoiled = replace(season, empty=("permits", "weather"))
    missing = table(make_season_report(spoiled, "ru"), "missing")
    asked = {row[3]: row[2] for row in missing.rows}
    assert asked["permits"] == "Орган управления лесами региона"
    assert asked["weather"] == "Росгидромет"


def test_a_dataset_without_a_forest_gets_a_report_that_asks_for_everything() -> None:
    dataset = read_dataset(load("machine-building")).dataset
    report = make_season_report(calc_season(dataset, on=ON, year=YEAR, with_money=True), "ru")
    asked = {str(row[3]) for row in table(report, "missing").rows}
    assert asked >= {"plots", "yields", "harvest_purchases", "processing_sites", "permits"}
    render_report(report)


def test_the_workbook_has_a_sheet_a_table_and_figures_are_numbers(
    season: Season, report: Document, tmp_path: Path
) -> None:
    path = tmp_path / "report.xlsx"
    write_season_report(season, path, lang="ru")
    book = openpyxl.load_workbook(path)
    tables = [t for section in report.sections for t in section.sheets]
    # Summary and sources stand around the tables.
    assert len(book.sheetnames) == len(tables) + 2
    sheet = book["Деньги по видам"]
    spread = season.procurement.total_krub["chosen"] if season.procurement else None
    cells = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, float)]
    assert spread is not None and spread.plan in [pytest.approx(value) for value in cells]
    assert all(book[name].sheet_properties.pageSetUpPr.fitToPage for name in book.sheetnames)
    assert not [
        c for name in book.sheetnames for row in book[name].iter_rows() for c in row if c.data_type == "f"
    ]


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_hostile_names_stay_words_and_nothing_is_asked_of_the_network(lang: str, tmp_path: Path) -> None:
    season = small_season(hostile=True)
    text = render_report(make_season_report(season, lang))
    assert "<script" not in text.lower() and "&lt;script&gt;" in text
    assert not re.findall(r"""(?:src|href)\s*=\s*["'](?!#)""", text)
    write_season_report(season, tmp_path / "report.xlsx", lang=lang)
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    assert not [
        c for name in book.sheetnames for row in book[name].iter_rows() for c in row if c.data_type == "f"
    ]


@pytest.mark.parametrize("name", ["report.html", "report.xlsx"])
def test_a_foreign_file_is_not_written_over_an_own_one_is(season: Season, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError):
        write_season_report(season, path, lang="ru")
    assert path.read_text(encoding="utf-8") == "mine"
    path.unlink()
    write_season_report(season, path, lang="ru")
    write_season_report(season, path, lang="en")
    with pytest.raises(UsageError):
        write_season_report(season, tmp_path / "report.docx", lang="ru")


def test_english_headings_are_english(season: Season) -> None:
    report = make_season_report(season, "en")
    assert all(section.title.isascii() for section in report.sections)
    assert all(c.title.isascii() for s in report.sections for t in s.sheets for c in t.columns)


def test_a_certainty_that_the_years_on_record_do_not_bear_is_not_promised(season: Season) -> None:
    plan = season.procurement
    assert plan is not None
    few = [replace(one, promised=0.5) for one in plan.species]
    doubtful = make_season_report(replace(season, procurement=replace(plan, species=tuple(few))), "ru")
    sure = [replace(one, promised=0.95) for one in plan.species]
    certain = make_season_report(replace(season, procurement=replace(plan, species=tuple(sure))), "ru")
    told = [render_report(report) for report in (doubtful, certain)]
    assert ["обещать, что этого хватит" in page for page in told] == [True, False]
    assert ["условная: по числу лет" in page for page in told] == [True, False]
