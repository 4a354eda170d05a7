"""What the template says to whoever fills it in: headings, notes, lists to choose from, the guide, the books."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kust.data import read_dataset
from kust.data.describe import example, meaning, note
from kust.data.purposes import BOOKS, places, tables_for
from kust.data.schema import tables
from kust.data.template import write_template
from kust.errors import UsageError
from tests.data.sheets import book_of, column_of

LANGS = ("ru", "en")
CHECKED = [name for name, place in places().items() if (place.industrial, place.innovation) != ("no", "no")]


@pytest.mark.parametrize("lang", LANGS)
def test_required_headings_bear_an_asterisk_and_every_heading_a_note(
    made: dict[str, Path], lang: str
) -> None:
    book = book_of(made[lang])
    for table in tables().values():
        sheet = book[table.title(lang)]
        assert sheet.freeze_panes == "A2"
        for cell, column in zip(sheet[1], table.columns, strict=True):
            assert cell.value == column.title(lang) + (" *" if column.required else "")
            assert cell.font.bold
            assert column.name in cell.comment.text


def test_the_note_of_a_heading_tells_unit_meaning_and_example() -> None:
    assert note(tables()["supplies"].column("amount_krub"), "ru").split("\n") == [
        "Стоимость поставленного за год, без НДС. 0 – поставок точно не было",
        "Единица: тыс. руб. без НДС",
        "Обязательно в каждой строке",
        "Пример: 32 571,4".replace("2 5", "2\u00a05"),
        "Код столбца: amount_krub",
    ]
    assert "Values: supplier, buyer, ledger" in note(tables()["supplies"].column("reported_by"), "en")


@pytest.mark.parametrize("table", CHECKED)
def test_the_tables_of_a_check_are_explained_in_russian(table: str) -> None:
    for column in tables()[table].columns:
        assert re.search("[а-яё]", meaning(column, "ru")), column.name
        assert meaning(column, "en"), column.name


def test_every_column_has_an_example_that_its_own_type_can_read() -> None:
    for table in tables().values():
        for column in table.columns:
            shown = example(column, "ru")
            place = f"{table.name}.{column.name}"
            assert shown or place in ("project_funding.measure", "measure_costs.support_measure"), place
            if column.type == "date":
                assert datetime.strptime(shown, "%d.%m.%Y").year > 2000
            if column.type in ("integer", "number"):
                float(shown.replace("\u00a0", "").replace(",", "."))


@pytest.mark.parametrize(
    ("lang", "sheet", "title", "kinds"),
    [
        ("ru", "Кластеры", "Вид", '"промышленный,инновационный,промышленный и инновационный"'),
        ("en", "Memberships", "Education level", '"higher,vocational"'),
        ("ru", "Участники", "Экспортирует", '"да,нет"'),
        ("en", "Supplies", "Reported by", '"supplier,buyer,ledger"'),
    ],
)
def test_coded_columns_offer_the_labels_of_the_language(
    made: dict[str, Path], lang: str, sheet: str, title: str, kinds: str
) -> None:
    rules = rules_of(made[lang], sheet)
    assert rules[title].formula1 == kinds
    assert rules[title].errorStyle in (None, "stop")


def test_key_columns_offer_the_codes_of_the_sheet_they_refer_to(made: dict[str, Path]) -> None:
    rules = rules_of(made["ru"], "Поставки")
    assert "'Организации'!$A$2" in rules["Поставщик"].formula1
    assert "'Продукция'!$A$2" in rules["Код продукции"].formula1
    assert rules["Поставщик"].errorStyle == "warning"


def rules_of(path: Path, sheet: str) -> dict[str, Any]:
    """Return the rule of each column of a sheet by its title."""
    book = book_of(path)
    by_column = {
        next(iter(rule.sqref.ranges)).min_col: rule for rule in book[sheet].data_validations.dataValidation
    }
    titles = {cell.column: cell.value.removesuffix(" *") for cell in book[sheet][1]}
    return {titles[number]: rule for number, rule in by_column.items()}


def test_cells_of_codes_are_text_money_and_shares_have_their_formats(made: dict[str, Path]) -> None:
    book = book_of(made["ru"])

    def form(sheet: str, title: str) -> str:
        letter = book[sheet].cell(1, column_of(book[sheet], title)).column_letter
        dimensions = book[sheet].column_dimensions
        owner = next(
            d
            for d in dimensions.values()
            if d.min <= openpyxl.utils.column_index_from_string(letter) <= d.max
        )
        return str(owner.number_format)

    for sheet, title in (("Организации", "ИНН"), ("Организации", "ОКТМО"), ("Продукция", "ОКПД2")):
        assert form(sheet, title) == "@"
    assert form("Показатели", "Экспорт, тыс. руб.") == "#,##0.0"
    assert form("Планы закупок", "Вероятность") == "0.0%"
    assert form("Участники", "Дата вступления").replace("\\", "") == "dd.mm.yyyy"


@pytest.mark.parametrize("lang", LANGS)
def test_the_guide_comes_first_and_links_to_every_sheet(made: dict[str, Path], lang: str) -> None:
    book = book_of(made[lang])
    guide = book.worksheets[0]
    assert guide.title == {"ru": "Порядок заполнения", "en": "How to fill in"}[lang]
    links = [cell.hyperlink.location for row in guide.iter_rows() for cell in row if cell.hyperlink]
    linked = {link.rpartition("!")[0].strip("'").replace("''", "'") for link in links}
    assert linked == {table.title(lang) for table in tables().values()}
    assert book["kust"].sheet_state == "hidden"


def test_a_sheet_stands_after_those_whose_codes_it_names_in_the_tables_of_a_check() -> None:
    order = list(places())
    for name in CHECKED:
        for column in tables()[name].columns:
            if column.refers_to and column.name != "specialised_organisation_id":
                assert order.index(column.refers_to) < order.index(name), f"{name}.{column.name}"


def test_every_table_is_in_a_book_and_a_book_has_what_its_required_columns_name() -> None:
    assert set(tables()) == {table for book in BOOKS for table in tables_for((book,))}
    assert tables_for(()) == set(tables())
    for book in BOOKS:
        held = tables_for((book,))
        for column in (column for name in held for column in tables()[name].columns):
            assert not (column.required and column.refers_to) or column.refers_to in held, (book, column)
    with pytest.raises(UsageError):
        tables_for(("wood",))


def test_the_book_of_a_forest_holds_its_sheets_alone_and_says_what_each_is_for(tmp_path: Path) -> None:
    write_template(tmp_path / "forest.xlsx", "ru", ("harvest",))
    book = openpyxl.load_workbook(tmp_path / "forest.xlsx")
    held = {tables()[name].title("ru") for name in tables_for(("harvest",))}
    assert set(book.sheetnames) - {"kust", "Порядок заполнения"} == held
    assert len(held) == 11 and "Кластеры" not in held
    lines = [[cell.value for cell in row] for row in book["Порядок заполнения"].iter_rows()]
    (heading,) = [line[3:7] for line in lines if line[1] == "Лист"]
    assert heading == ["Запас", "Прогноз урожая", "Деньги на закуп", "Где поставить станции"]
    (yields,) = [line[3:7] for line in lines if line[1] == "Урожайность"]
    assert yields == ["–", "нужен", "нужен", "если есть"]
    rules = [rule.formula1 for sheet in book for rule in sheet.data_validations.dataValidation]
    named = {found for rule in rules for found in re.findall("'([^']+)'!", str(rule))}
    assert named and named <= held  # no list is taken from a sheet that is not there
    reading = read_dataset(tmp_path / "forest.xlsx")
    assert reading.findings == () and set(reading.dataset.origins) == tables_for(("harvest",))


def test_books_for_several_things_are_one_book_with_a_column_for_each(tmp_path: Path) -> None:
    write_template(tmp_path / "both", "ru", ("check", "harvest"))
    assert {path.stem for path in (tmp_path / "both").glob("*.csv")} == tables_for(("check", "harvest"))
    readme = (tmp_path / "both/README.txt").read_text(encoding="utf-8-sig")
    assert "Проверка промышленного кластера: нужен" in readme
    assert "Дикоросы: для чего нужен: запас, прогноз, закуп" in readme
    assert "programmes" not in readme
