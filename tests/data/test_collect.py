"""Collecting: each firm speaks for its own rows, no silence becomes a zero, nothing is lost unsaid."""

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kust.data import Dataset, Finding, read_dataset
from kust.data.collect import Collected, collect
from kust.data.differences import Place
from kust.data.firm_workbook import write_firm_workbook
from kust.errors import UsageError
from tests.data.firms import write_base
from tests.data.office import needs_office, save_all_again
from tests.data.sheets import answer, fill

PAGE = Path(__file__).parents[2] / "docs/methods/filling-in.md"


@pytest.fixture
def base(tmp_path: Path) -> Dataset:
    return read_dataset(write_base(tmp_path / "base")).dataset


@pytest.fixture
def back(tmp_path: Path, base: Dataset) -> Path:
    """The workbooks of A and B, filled in as the worked example says."""
    folder = tmp_path / "back"
    folder.mkdir()
    for firm in "AB":
        write_firm_workbook(base, firm, folder / f"{firm}.xlsx", cluster="K", year=2018, lang="ru")
    answer(folder / "A.xlsx", "Поставки", {"Покупатель": "B"}, {"Стоимость, тыс. руб.": 120})
    answer(folder / "B.xlsx", "Поставки", {"Поставщик": "A"}, {"Стоимость, тыс. руб.": 115})
    answer(folder / "B.xlsx", "Поставки", {"Поставщик": "C"}, {"Стоимость, тыс. руб.": 0})
    return folder


def flows(dataset: Dataset, year: int = 2018) -> dict[tuple[str, str, str], float | None]:
    rows = dataset.rows("supplies").collect().to_dicts()
    told = [row for row in rows if row["year"] == year]
    found = {(row["supplier_id"], row["buyer_id"], row["reported_by"]): row["amount_krub"] for row in told}
    assert len(found) == len(told)
    return found


def worked_example() -> list[dict[str, str]]:
    lines = PAGE.read_text(encoding="utf-8").partition("### Worked example")[2].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


def test_the_worked_example_of_the_method_page_comes_out(back: Path, base: Dataset) -> None:
    example = worked_example()
    assert len(example) == 6
    stated = {
        (row["supplier"], row["buyer"], row["reported by"]): float(row["joined"])
        for row in example
        if row["joined"]
    }
    assert flows(collect(back, base, None).dataset) == stated


def test_what_both_sides_tell_differently_is_listed_with_its_rows(back: Path, base: Dataset) -> None:
    differences = collect(back, base, None).differences
    shown = [
        (d.supplier_id, d.buyer_id, d.product_id, d.year, d.supplier_krub, d.buyer_krub) for d in differences
    ]
    # 40 against 0 is the larger gap; 120 against 115 the smaller one.
    assert shown == [("C", "B", "P1", 2018, 40, 0), ("A", "B", "P1", 2018, 120, 115)]
    assert differences[0].supplier_rows == (Place("supplies.csv", None, 4),)
    assert differences[0].buyer_rows == (Place("B.xlsx", "Поставки", 3),)
    assert differences[1].supplier_rows == (Place("A.xlsx", "Поставки", 2),)


def test_members_of_the_year_without_a_workbook_are_named(back: Path, base: Dataset) -> None:
    collected = collect(back, base, None)
    assert [(firm.organisation_id, firm.file) for firm in collected.answered] == [
        ("A", "A.xlsx"),
        ("B", "B.xlsx"),
    ]
    # D left in 2017 and is not asked; S is no member.
    assert [(f.organisation_id, f.name, f.file) for f in collected.not_answered] == [
        ("C", "ООО «Гамма» (вымышленные данные)", None)
    ]


def test_a_workbook_that_came_back_empty_is_no_answer(back: Path, base: Dataset) -> None:
    write_firm_workbook(base, "C", back / "C.xlsx", cluster="K", year=2018, lang="ru")
    # C's own report of 2018 is known, so the workbook is emptied before it goes back.
    answer(
        back / "C.xlsx", "Поставки", {"Покупатель": "B"}, {"Стоимость, тыс. руб.": None, "Количество": None}
    )
    collected = collect(back, base, None)
    assert [(firm.organisation_id, firm.file) for firm in collected.not_answered] == [("C", "C.xlsx")]
    assert flows(collected.dataset)["C", "B", "supplier"] == 40


def test_a_yes_without_figures_is_an_answer(back: Path, base: Dataset) -> None:
    write_firm_workbook(base, "C", back / "C.xlsx", cluster="K", year=2018, lang="ru")
    answer(
        back / "C.xlsx", "Поставки", {"Покупатель": "B"}, {"Стоимость, тыс. руб.": None, "Количество": None}
    )
    answer(back / "C.xlsx", "Участники", {"Код организации": "C"}, {"Учредитель": "да"})
    collected = collect(back, base, None)
    assert "C" in [firm.organisation_id for firm in collected.answered]
    founders = (
        collected.dataset.rows("memberships").collect().select("organisation_id", "is_founder").to_dicts()
    )
    assert {row["organisation_id"]: row["is_founder"] for row in founders} == {
        "A": True,
        "B": None,
        "C": True,
        "D": None,
    }


def test_an_unanswered_row_is_named_and_is_neither_zero_nor_an_error(back: Path, base: Dataset) -> None:
    collected = collect(back, base, None)
    unanswered = [f for f in collected.findings if f.code == "collect.unanswered" and f.table == "supplies"]
    # A -> C of A; D -> B of B.
    assert [(f.file, f.sheet, f.row, f.column) for f in unanswered] == [
        ("A.xlsx", "Поставки", 3, "amount_krub"),
        ("B.xlsx", "Поставки", 4, "amount_krub"),
    ]
    assert not [f for f in collected.findings if f.severity == "error"]
    assert ("A", "C", "supplier") not in flows(collected.dataset)


def test_an_unreadable_amount_is_an_error_and_not_an_unanswered_row(back: Path, base: Dataset) -> None:
    answer(back / "A.xlsx", "Поставки", {"Покупатель": "C"}, {"Стоимость, тыс. руб.": "много"})
    collected = collect(back, base, None)
    assert [(f.code, f.file, f.row) for f in collected.findings if f.severity == "error"] == [
        ("cell.number", "A.xlsx", 3)
    ]
    assert flows(collected.dataset)["A", "C", "supplier"] is None


def test_other_years_and_other_reporters_of_the_dataset_stay(back: Path, base: Dataset) -> None:
    dataset = collect(back, base, None).dataset
    assert flows(dataset, 2017) == {("D", "B", "buyer"): 7, ("B", "B", "supplier"): 5}
    outputs = {
        (r["organisation_id"], r["year"]): r["amount_krub"]
        for r in dataset.rows("outputs").collect().to_dicts()
    }
    assert outputs == {("A", 2017): 500, ("A", 2018): 600, ("B", 2017): 900}


def test_figures_of_the_year_replace_those_of_the_dataset(back: Path, base: Dataset) -> None:
    answer(back / "A.xlsx", "Показатели", {"Код организации": "A"}, {"Рабочие места": 25})
    answer(back / "B.xlsx", "Показатели", {"Код организации": "B"}, {"Рабочие места": 31})
    rows = collect(back, base, None).dataset.rows("accounts").collect().to_dicts()
    assert {(row["organisation_id"], row["year"]): (row["output_krub"], row["jobs"]) for row in rows} == {
        ("A", 2018): (600, 25),
        ("B", 2017): (900, 30),
        ("B", 2018): (None, 31),
    }


def test_outputs_without_an_answer_stay_unknown_beside_those_with_one(back: Path, base: Dataset) -> None:
    fill(back / "B.xlsx", {"Выпуск": [output("P3", 50)]}, first_row=3)
    outputs = collect(back, base, None).dataset.rows("outputs").collect().to_dicts()
    of_year = {
        row["product_id"]: row["amount_krub"]
        for row in outputs
        if (row["organisation_id"], row["year"]) == ("B", 2018)
    }
    assert of_year == {"P2": None, "P3": 50}


def output(product: str, amount: float) -> dict[str, Any]:
    return {"Код организации": "B", "Код продукции": product, "Год": 2018, "Стоимость, тыс. руб.": amount}


def supply(**values: Any) -> dict[str, Any]:
    titles = {
        "seller": "Поставщик",
        "buyer": "Покупатель",
        "product": "Код продукции",
        "year": "Год",
        "krub": "Стоимость, тыс. руб.",
    }
    return {titles[name]: value for name, value in ({"product": "P1", "year": 2018} | values).items()}


def test_the_side_follows_from_where_the_firm_stands(back: Path, base: Dataset) -> None:
    fill(
        back / "A.xlsx",
        {"Поставки": [supply(seller="A", buyer="S", krub=3), supply(seller="S", buyer="A", krub=4)]},
        4,
    )
    found = flows(collect(back, base, None).dataset)
    assert (found["A", "S", "supplier"], found["S", "A", "buyer"]) == (3, 4)


def test_rows_of_others_and_of_other_years_are_left_out_and_named(back: Path, base: Dataset) -> None:
    strange = [supply(seller="B", buyer="C", krub=3), supply(seller="A", buyer="B", krub=4, year=2016)]
    fill(back / "A.xlsx", {"Поставки": strange}, 4)
    collected = collect(back, base, None)
    named = [(f.code, f.row, f.value) for f in collected.findings if f.code != "collect.unanswered"]
    assert named == [("collect.row_of_others", 4, None), ("collect.other_year", 5, "2016")]
    assert flows(collected.dataset, 2016) == {}


def test_a_new_partner_is_added_and_the_first_telling_counts(back: Path, base: Dataset) -> None:
    card = {"Код организации": "N", "Страна": "RU"}
    fill(back / "A.xlsx", {"Организации": [{**card, "Наименование": "ООО «Новая» (вымышленные данные)"}]}, 3)
    fill(back / "B.xlsx", {"Организации": [{**card, "Наименование": "Новая, ООО (вымышленные данные)"}]}, 3)
    collected = collect(back, base, None)
    names = dict(
        collected.dataset.rows("organisations").collect().select("organisation_id", "name").iter_rows()
    )
    assert names["N"] == "ООО «Новая» (вымышленные данные)"
    assert [(f.file, f.row, f.value) for f in collected.findings if f.code == "collect.told_differently"] == [
        ("B.xlsx", 3, "N")
    ]


def test_the_firm_corrects_its_own_card_but_not_that_of_others(back: Path, base: Dataset) -> None:
    answer(back / "A.xlsx", "Организации", {"Код организации": "A"}, {"Размер": "малое"})
    fill(
        back / "A.xlsx",
        {"Организации": [{"Код организации": "B", "Наименование": "Чужая", "Страна": "RU"}]},
        3,
    )
    rows = collect(back, base, None).dataset.rows("organisations").collect().to_dicts()
    cards = {row["organisation_id"]: (row["name"], row["size"]) for row in rows}
    assert len(rows) == 5
    assert cards["A"] == ("ООО «Альфа» (вымышленные данные)", "small")
    assert cards["B"] == ("ООО «Бета» (вымышленные данные)", None)


def set_saved(path: Path, day: str) -> None:
    from datetime import datetime
    from zipfile import ZipFile

    content = {name: ZipFile(path).read(name) for name in ZipFile(path).namelist()}
    core = content["docProps/core.xml"].decode()
    start = core.index(">", core.index("<dcterms:modified")) + 1
    stamp = f"{datetime.fromisoformat(day):%Y-%m-%dT%H:%M:%SZ}"
    content["docProps/core.xml"] = (core[:start] + stamp + core[core.index("<", start) :]).encode()
    with ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)


def test_of_two_workbooks_of_a_firm_the_one_saved_last_counts_and_the_other_is_compared(
    back: Path, base: Dataset
) -> None:
    shutil.copy(back / "A.xlsx", back / "A (2).xlsx")
    answer(back / "A (2).xlsx", "Поставки", {"Покупатель": "B"}, {"Стоимость, тыс. руб.": 130})
    set_saved(back / "A.xlsx", "2019-02-02")
    # The older file is touched last, as a download does.
    set_saved(back / "A (2).xlsx", "2019-02-01")
    collected = collect(back, base, None)
    (twice,) = collected.twice
    assert (twice.organisation_id, twice.year, twice.counted, twice.set_aside) == (
        "A",
        2018,
        "A.xlsx",
        ("A (2).xlsx",),
    )
    assert twice.only_in_older == (Place("A (2).xlsx", "Поставки", 2),)
    assert flows(collected.dataset)["A", "B", "supplier"] == 120
    set_saved(back / "A (2).xlsx", "2019-02-03")
    assert flows(collect(back, base, None).dataset)["A", "B", "supplier"] == 130


def test_files_that_are_no_answers_are_named_with_their_reason(back: Path, base: Dataset) -> None:
    (back / "скан.pdf").write_bytes(b"%PDF-1.4")
    (back / "пустой.xlsx").write_bytes(b"")
    openpyxl.Workbook().save(back / "другая.xlsx")
    (back / "~$A.xlsx").write_bytes(b"lock")
    unreadable = {item.file: item.reason.code for item in collect(back, base, None).unreadable}
    assert unreadable == {
        "скан.pdf": "not_a_dataset",
        "пустой.xlsx": "empty_file",
        "другая.xlsx": "not_an_answer",
    }


@pytest.mark.parametrize("name", ["joined.xlsx", "joined"])
def test_the_written_dataset_reads_back_as_the_joined_one(
    tmp_path: Path, back: Path, base: Dataset, name: str
) -> None:
    collected = collect(back, base, tmp_path / name, lang="ru")
    reading = read_dataset(tmp_path / name)
    assert reading.findings == ()
    assert content(reading.dataset) == content(collected.dataset)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["back", "base", name])


def content(dataset: Dataset) -> dict[str, list[dict[str, Any]]]:
    found = {
        name: dataset.rows(name).drop("_file", "_sheet", "_row").collect().to_dicts()
        for name in dataset.origins
    }
    return {name: rows for name, rows in sorted(found.items()) if rows}


def test_an_output_that_exists_is_not_overwritten(tmp_path: Path, back: Path, base: Dataset) -> None:
    (tmp_path / "joined.xlsx").write_bytes(b"mine")
    with pytest.raises(UsageError) as raised:
        collect(back, base, tmp_path / "joined.xlsx")
    assert raised.value.code == "target_exists"
    assert (tmp_path / "joined.xlsx").read_bytes() == b"mine"


def test_without_a_dataset_the_workbooks_are_joined_alone(back: Path) -> None:
    collected: Collected = collect(back, None, None)
    assert flows(collected.dataset) == {
        ("A", "B", "supplier"): 120,
        ("A", "B", "buyer"): 115,
        ("C", "B", "buyer"): 0,
    }
    assert [firm.organisation_id for firm in collected.answered] == ["A", "B"]
    assert collected.not_answered == ()


def test_an_empty_folder_leaves_the_dataset_as_it_is(tmp_path: Path, base: Dataset) -> None:
    (tmp_path / "none").mkdir()
    collected = collect(tmp_path / "none", base, None)
    assert content(collected.dataset) == content(base)
    assert [firm.organisation_id for firm in collected.not_answered] == ["A", "B", "C", "D"]
    assert collected.differences == ()


@needs_office
@pytest.mark.office
def test_workbooks_saved_by_libreoffice_are_collected_the_same(
    tmp_path: Path, back: Path, base: Dataset
) -> None:
    office = tmp_path / "office"
    save_all_again([back / f"{firm}.xlsx" for firm in "AB"], office)
    assert content(collect(office, base, None).dataset) == content(collect(back, base, None).dataset)


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_whatever_collecting_says_has_words(lang: str) -> None:
    values: dict[str, Any] = {"path": "p", "known": ".xlsx", "table": "t", "rows": 2, "limit": 1}
    for code in ("unknown_form", "not_an_answer", "answer_to_survey", "too_many_rows"):
        assert UsageError(code, **values).words(lang)
    for name in ("unanswered", "row_of_others", "other_year", "other_table", "told_differently"):
        finding = Finding(f"collect.{name}", "warning", value="2016", values={"year": 2018, "count": 3})
        assert finding.message(lang)
        assert finding.mend(lang)
