"""What a report and a document say of projects: the figures of the analyses, in both languages, and no promises."""

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from kust.data import read_dataset
from kust.data.dataset import Dataset
from kust.documents.blocks import Block, Bullets, Facts, Heading, Notice, Picture, Section, Table
from kust.documents.projects.file import Portfolio, ProjectFile, gather_portfolio
from kust.documents.projects.pictures import scale_money
from kust.documents.projects.section import make_effects_section, make_projects_section, make_support_section
from kust.documents.report import make_report
from kust.examples import load
from kust.settings import EffectSettings, Settings
from kust.support import calc_support

from .small_cluster import ON, read_small

DAY = date(2019, 3, 1)
# Two years of inflows after costs of 12,400, 41,200 and 7,900 (interest of 6,100 left out).
PAYING = Settings(effects=EffectSettings(inflows_krub={"joint-axle": {"2022": 60_000.0, "2023": 60_000.0}}))


@cache
def dataset() -> Dataset:
    return read_dataset(load("machine-building")).dataset


@cache
def portfolio(lang: str = "ru") -> Portfolio:
    found = gather_portfolio(
        dataset(),
        "VB",
        on=DAY,
        year=2018,
        conforms={"VB": "not_met"},
        settings=PAYING,
        own=(),
        lang=lang,
    )
    assert found is not None
    return found


@cache
def section(lang: str = "ru") -> Section:
    return make_projects_section(portfolio(lang), PAYING)


def axle(lang: str = "ru") -> ProjectFile:
    return next(one for one in portfolio(lang).files if one.id == "joint-axle")


def sheet(code: str, lang: str = "ru") -> Table:
    return next(one for one in section(lang).sheets if one.code == f"project.{code}")


def blocks_of(title: str, lang: str = "ru") -> list[Block]:
    """Return the blocks between the heading of a project and the next."""
    blocks = section(lang).blocks
    start = next(i for i, one in enumerate(blocks) if isinstance(one, Heading) and one.words == title)
    after = [i for i, one in enumerate(blocks) if isinstance(one, Heading) and one.level == 3 and i > start]
    return list(blocks[start : after[0] if after else None])


def figures(table: Table) -> list[tuple[object, ...]]:
    """Return what of each row is the same in every language."""

    def plain(cell: object) -> object:
        value = getattr(cell, "value", cell)
        return value if isinstance(value, int | float | date) or value is None else "words"

    return [tuple(plain(cell) for cell in row) for row in table.rows]


def said(found: Section) -> str:
    """Return all words of a section for a reader."""
    texts: list[str] = []
    for one in found.blocks:
        if isinstance(one, Table):
            texts += [one.title, one.note, *(str(cell) for row in one.rows for cell in row)]
        elif isinstance(one, Facts):
            texts += [f"{fact.label} {fact.value}" for fact in one.facts]
        elif isinstance(one, Bullets | Notice):
            texts += one.items
        elif isinstance(one, Picture):
            texts += [one.title, one.note, one.svg]
        else:
            texts.append(str(getattr(one, "words", "")))
    return "\n".join(texts)


def test_costs_by_kind_and_year_add_up_to_the_table_of_costs() -> None:
    tables = [one for one in blocks_of("Ведущий мост нового поколения") if isinstance(one, Table)]
    costs = next(one for one in tables if one.code == "project.costs")
    # 9,800 + 2,600; 26,500 + 11,400 + 3,300 + 6,100; 5,200 + 2,700.
    assert costs.totals[0][1:] == (12_400, 47_300, 7_900, 67_600)
    tooling = next(row for row in costs.rows if row[0] == "технологическая оснастка")
    assert tooling[1:] == ("", 14_700, "", 14_700)


def test_money_that_nobody_has_decided_on_is_kept_apart() -> None:
    hydraulics = next(one for one in portfolio().files if one.id == "joint-hydraulics")
    # Of the federal 7,000 asked for, 6,000 were granted: what was asked for is no money beside them.
    assert [(one.year, one.source, one.firm, one.hoped) for one in hydraulics.money] == [
        (2018, "own", 10_450, 0),
        (2018, "loan", 40_000, 0),
        (2018, "federal", 6_000, 0),
        (2019, "federal", 5_000, 0),
        (2019, "regional", 0, 1_500),
    ]
    assert all(one.firm == 0 for one in axle().money)
    assert "пока план или запрос" in said(section())


def test_measures_have_the_figures_of_the_analysis() -> None:
    support = calc_support(dataset(), "joint-axle", on=DAY, conforms={"VB": "not_met"})
    table = sheet("measures")
    columns = [column.title for column in table.columns]
    rows = {row[1]: row for row in table.rows if row[0] == support.title}
    assert len(rows) == len(support.offers)
    for offer in support.offers:
        row = dict(zip(columns, rows[offer.measure.title.ru], strict=True))
        assert row["Условия"] == offer.eligible
        assert row["Сценарий"] is offer.scenario
        if offer.amount is not None and offer.amount.value is not None:
            assert row["Оценка суммы, тыс. руб."] == offer.amount.value
        else:
            assert isinstance(row["Оценка суммы, тыс. руб."], str)


def test_the_subsidy_of_the_axle_is_half_of_its_costs_in_five_parts() -> None:
    # Counted: 9,800 + 2,600 + 11,400 + 3,300 + 6,100 + 5,200 + 2,700 = 41,100; half of it is 20,550.
    tables = [one for one in blocks_of("Ведущий мост нового поколения") if isinstance(one, Table)]
    measures = next(one for one in tables if one.code == "project.measures")
    assert measures.rows[0][1:5] == ("unknown", 41_100, 20_550, "не больше 50\u00a0% затрат")
    payments = next(one for one in tables if one.code == "project.payments")
    assert payments.rows[0][2:] == pytest.approx((*[4_110] * 5, 20_550))


def test_a_draft_is_a_scenario_apart_and_in_no_total() -> None:
    tables = [one for one in blocks_of("Ведущий мост нового поколения") if isinstance(one, Table)]
    by_code = {one.code: one for one in tables}
    draft = "Проект новой редакции ПП № 1119 (2019): совместные проекты"
    assert [row[0] for row in by_code["project.scenarios"].rows] == [draft]
    for code in ("measures", "combination", "payments", "missing"):
        assert draft not in str(by_code[f"project.{code}"].rows)


def test_what_is_unknown_says_what_is_missing() -> None:
    tables = [one for one in blocks_of("Ведущий мост нового поколения") if isinstance(one, Table)]
    missing = next(one for one in tables if one.code == "project.missing")
    assert [row[0] for row in missing.rows] == [
        "Дата отбора (projects.selected_on)",
        "Стоимость оборудования, тыс. руб. (project_costs.equipment_price_krub) – M05, 2021 год,"
        " строка cost-axle-8",
    ]
    costs = next(row for row in sheet("limits").rows if row[0] == axle().title and row[4] is None)
    assert costs[5] == pytest.approx(36_570)


def test_projects_whose_costs_nobody_tells_get_no_amount(tmp_path: Path) -> None:
    projects = """project_id,cluster_id,title,kind,initiator_id
        one,K,Проект «Проба» (вымышленные данные),joint,A"""
    report = make_report(
        read_small(tmp_path, projects=projects), cluster="K", on=ON, year=2018, with_plan=False
    )
    assert report.projects is not None
    measures = next(
        one for one in report.projects.blocks if isinstance(one, Table) and one.code == "project.measures"
    )
    subsidy = next(row for row in measures.rows if "№ 41" in str(row[0]))
    assert subsidy[2] is None
    assert isinstance(subsidy[3], str)
    assert "Показателей проекта в таблице project_effects нет" in said(report.projects)


def test_effects_have_the_figures_of_the_analysis() -> None:
    effects = portfolio().effects
    assert effects is not None
    table = sheet("effects")
    assert len(table.rows) == len(effects.effects)
    for row, one in zip(table.rows, effects.effects, strict=True):
        values = [getattr(cell, "value", cell) for cell in row]
        assert values[3] == (one.plan.value if one.plan.cells else "")
        assert values[6] == (one.fact.value if one.fact.cells else "")
        assert values[11] == ("" if one.deviation is None else one.deviation)


def test_a_missing_cell_of_a_plan_is_told_with_what_is_known_beside_it() -> None:
    tables = [one for one in blocks_of("Ведущий мост нового поколения") if isinstance(one, Table)]
    effects = next(one for one in tables if one.code == "project.effects")
    exports = next(row for row in effects.rows if str(row[0]).startswith("Рост экспорта"))
    assert str(exports[1]).replace("\u00a0", " ") == "нет данных (1), известно 5 300"


def test_economics_are_told_where_the_user_says_what_a_project_earns_and_asked_for_elsewhere() -> None:
    economics = {row[0]: row for row in sheet("economics").rows}
    npv = -12_400 - 41_200 / 1.12 - 7_900 / 1.12**2 + 60_000 / 1.12**3 + 60_000 / 1.12**4
    assert economics[axle().title][5] == pytest.approx(npv)
    other = economics["Навесная гидросистема с участием трёх предприятий"]
    assert other[5] is None
    assert "[effects.inflows_krub.joint-hydraulics]" in str(other[-1])
    drawn = [one for one in section().blocks if isinstance(one, Picture) and one.key.endswith("tornado")]
    assert len(drawn) == 1
    assert "\u2212" not in drawn[0].title


def test_both_languages_have_the_same_sheets_and_figures() -> None:
    assert [one.code for one in section("ru").sheets] == [one.code for one in section("en").sheets]
    for russian, english in zip(section("ru").sheets, section("en").sheets, strict=True):
        if russian.code != "project.passport":
            assert figures(russian) == figures(english), russian.code
        assert [column.kind for column in russian.columns] == [column.kind for column in english.columns]
    kinds = [[type(one) for one in section(lang).blocks] for lang in ("ru", "en")]
    assert kinds[0] == kinds[1]
    russian_words = set("абвгдежзиклмнопрстуф")
    titles = [one.words for one in section("en").blocks if isinstance(one, Heading) and one.level > 3]
    assert titles
    assert not any(russian_words & set(title.lower()) for title in titles)


def test_the_first_thing_said_is_that_it_is_an_estimate() -> None:
    for found in (section(), make_support_section(portfolio()), make_effects_section(portfolio(), PAYING)):
        first = found.blocks[0]
        assert isinstance(first, Notice)
        assert first.title == "Это оценка, а не решение"
        assert any("не решение министерства" in item for item in first.items)


def test_headings_leave_out_no_level() -> None:
    one = replace(portfolio(), files=(axle(),))
    for found in (section(), make_support_section(one), make_effects_section(portfolio(), PAYING)):
        levels = [2, *(block.level for block in found.blocks if isinstance(block, Heading))]
        assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(
    ("krub", "words"),
    [(9_999.0, "9\u202f999"), (20_550.0, "20,6"), (-1_234_567.0, "\u22121\u202f234,6"), (0.0, "0")],
)
def test_money_in_drawings_is_written_as_in_russian(krub: float, words: str) -> None:
    assert scale_money([krub], "ru")[1](krub) == words


def test_money_too_small_for_its_unit_is_not_written_as_zero() -> None:
    assert scale_money([50_000.0, 20.0], "ru")[1](20.0) == "<0,1"
