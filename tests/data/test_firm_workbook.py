"""The workbook for one firm: what is known stands there, what is asked is empty, others stay untold."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kust.data import Dataset, read_dataset
from kust.data.firm_workbook import write_firm_workbook
from kust.data.grid import read_sheets
from kust.data.inquiry import Inquiry, read_inquiry
from kust.data.validate import validate
from kust.errors import UsageError
from tests.data.firms import write_base
from tests.data.office import needs_office, save_again
from tests.data.sheets import answer, lines_of


@pytest.fixture
def base(tmp_path: Path) -> Dataset:
    return read_dataset(write_base(tmp_path / "base")).dataset


def supplies_of(path: Path) -> list[tuple[Any, ...]]:
    columns = ("Поставщик", "Покупатель", "Код продукции", "Год", "Кто сообщил", "Стоимость, тыс. руб.")
    return [tuple(line[name] for name in columns) for line in lines_of(path, "Поставки")]


def test_sales_stand_before_purchases_and_only_own_reports_have_amounts(
    tmp_path: Path, base: Dataset
) -> None:
    write_firm_workbook(base, "A", tmp_path / "a.xlsx", year=2018, lang="ru")
    # A told of A -> B itself; A -> C is known from the ledger only, so the amount is asked for.
    assert supplies_of(tmp_path / "a.xlsx") == [
        ("A", "B", "P1", 2018, "поставщик", 100),
        ("A", "C", "P1", 2018, "поставщик", None),
    ]


def test_flows_of_other_years_and_of_the_other_side_wait_for_an_answer(tmp_path: Path, base: Dataset) -> None:
    write_firm_workbook(base, "B", tmp_path / "b.xlsx", year=2018, lang="ru")
    # C's report of 40 and B's own 7 of 2017 are not put into 2018; B's supply to itself is no trade.
    assert supplies_of(tmp_path / "b.xlsx") == [
        ("A", "B", "P1", 2018, "покупатель", 90),
        ("C", "B", "P1", 2018, "покупатель", None),
        ("D", "B", "P3", 2018, "покупатель", None),
    ]
    (imported,) = [
        line for line in lines_of(tmp_path / "b.xlsx", "Поставки") if line["Код продукции"] == "P3"
    ]
    assert imported["Страна происхождения"] == "DE"
    texts = [str(v) for line in lines_of(tmp_path / "b.xlsx", "Поставки") for v in line.values()]
    assert "40" not in texts
    assert imported["Для справки (не заполнять)"] == "Покупка: ООО «Дельта» (вымышленные данные) – Бумага"


def test_outputs_of_the_year_are_known_those_of_other_years_are_asked_for(
    tmp_path: Path, base: Dataset
) -> None:
    for firm in "AB":
        write_firm_workbook(base, firm, tmp_path / f"{firm}.xlsx", year=2018, lang="ru")
    columns = ("Код продукции", "Год", "Количество", "Стоимость, тыс. руб.")
    outputs = {
        firm: [
            tuple(line[name] for name in columns) for line in lines_of(tmp_path / f"{firm}.xlsx", "Выпуск")
        ]
        for firm in "AB"
    }
    assert outputs == {"A": [("P1", 2018, 12, 600)], "B": [("P2", 2018, None, None)]}


def test_a_firm_without_outputs_is_asked_about_what_it_sells(tmp_path: Path, base: Dataset) -> None:
    write_firm_workbook(base, "C", tmp_path / "c.xlsx", year=2018, lang="ru")
    assert [line["Код продукции"] for line in lines_of(tmp_path / "c.xlsx", "Выпуск")] == ["P1"]


def test_card_membership_and_figures_are_written_down(tmp_path: Path, base: Dataset) -> None:
    write_firm_workbook(base, "A", tmp_path / "a.xlsx", year=2018, lang="en")
    (card,) = lines_of(tmp_path / "a.xlsx", "Organisations")
    (member,) = lines_of(tmp_path / "a.xlsx", "Memberships")
    (figures,) = lines_of(tmp_path / "a.xlsx", "Annual figures")
    assert (card["Organisation id"], card["Region"], card["Tax id (INN)"]) == ("A", "00", None)
    assert (member["Role"], member["Founder of the specialised organisation"], member["Exports"]) == (
        "enterprise",
        "yes",
        None,
    )
    assert (figures["Year"], figures["Industrial output"], figures["Purchases"]) == (2018, 600, None)


def test_partners_are_a_list_of_their_own_with_the_firm_first(tmp_path: Path, base: Dataset) -> None:
    write_firm_workbook(base, "A", tmp_path / "a.xlsx", year=2018, lang="ru")
    assert [line["Код"] for line in lines_of(tmp_path / "a.xlsx", "Партнёры")] == ["A", "B", "C", "D"]
    rules = openpyxl.load_workbook(tmp_path / "a.xlsx")["Поставки"].data_validations.dataValidation
    assert sum("'Партнёры'!$A$2" in rule.formula1 for rule in rules) == 2


def test_the_guide_says_who_asks_whom_about_which_year(tmp_path: Path, base: Dataset) -> None:
    write_firm_workbook(base, "A", tmp_path / "a.xlsx", year=2018, lang="ru")
    guide = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    text = "\n".join(str(cell.value) for row in guide.iter_rows() for cell in row if cell.value)
    for words in ("ООО «Альфа»", "АНО «Центр»", "Кластер «Проба»", "2018", "0 – «не было»"):
        assert words in text


def test_the_hidden_sheet_says_whose_answer_it_is(tmp_path: Path, base: Dataset) -> None:
    write_firm_workbook(base, "A", tmp_path / "a.xlsx", cluster="K", year=2018, lang="ru")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["kust"].sheet_state == "hidden"
    assert read_inquiry(read_sheets(tmp_path / "a.xlsx")) == Inquiry("A", "K", 2018, base.digest)


def test_a_folder_of_answered_workbooks_reads_as_one_dataset_without_errors(
    tmp_path: Path, base: Dataset
) -> None:
    folder = tmp_path / "back"
    folder.mkdir()
    for firm in "AB":
        write_firm_workbook(base, firm, folder / f"{firm}.xlsx", year=2018, lang="ru")
    answer(folder / "A.xlsx", "Поставки", {"Покупатель": "C"}, {"Стоимость, тыс. руб.": 0})
    for supplier in "CD":
        answer(folder / "B.xlsx", "Поставки", {"Поставщик": supplier}, {"Стоимость, тыс. руб.": 12})
    reading = read_dataset(folder)
    found = validate(reading.dataset, reading.findings)
    # Partners stand in the dataset that asks, not in what the firms send back; the clusters are absent altogether.
    errors = [finding for finding in found if finding.severity == "error"]
    assert {(finding.code, finding.value) for finding in errors} == {
        ("key.broken", "C"),
        ("key.broken", "D"),
    }
    assert reading.dataset.rows("supplies").collect().height == 5


@needs_office
@pytest.mark.office
def test_answers_saved_by_libreoffice_keep_the_firm_and_its_figures(tmp_path: Path, base: Dataset) -> None:
    write_firm_workbook(base, "A", tmp_path / "a.xlsx", year=2018, lang="ru")
    answer(tmp_path / "a.xlsx", "Поставки", {"Покупатель": "C"}, {"Стоимость, тыс. руб.": 0})
    saved = save_again(tmp_path / "a.xlsx", tmp_path / "office")
    assert read_inquiry(read_sheets(saved)) == Inquiry("A", "K", 2018, base.digest)
    supplies = read_dataset(saved).dataset.rows("supplies").collect()
    assert supplies["amount_krub"].to_list() == [100, 0]
    assert supplies["contract"].to_list() == ["17/2018", None]


def test_an_unknown_organisation_or_cluster_is_named(tmp_path: Path, base: Dataset) -> None:
    with pytest.raises(UsageError) as raised:
        write_firm_workbook(base, "X", tmp_path / "x.xlsx", year=2018, lang="ru")
    assert (raised.value.code, raised.value.values["known"]) == ("unknown_organisation", "A, B, C, D, S")
    with pytest.raises(UsageError) as raised:
        write_firm_workbook(base, "A", tmp_path / "x.xlsx", cluster="Q", year=2018, lang="ru")
    assert (raised.value.code, raised.value.values["known"]) == ("unknown_cluster", "K")
    assert not (tmp_path / "x.xlsx").exists()


def test_a_firm_outside_the_cluster_is_asked_without_a_membership(tmp_path: Path, base: Dataset) -> None:
    write_firm_workbook(base, "S", tmp_path / "s.xlsx", cluster="K", year=2018, lang="ru")
    assert "Участники" not in openpyxl.load_workbook(tmp_path / "s.xlsx").sheetnames
