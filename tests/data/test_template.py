"""The template: read back as it was filled in, explained in both languages, never written over anything."""

import re
import shutil
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook

from kust.data import read_dataset
from kust.data.describe import example, meaning, note
from kust.data.purposes import BOOKS, places, tables_for
from kust.data.schema import tables
from kust.data.template import write_template
from kust.data.validate import validate
from kust.errors import UsageError
from tests.data.office import needs_office, save_again
from tests.data.sheets import column_of, fill

LANGS = ("ru", "en")
CHECKED = [name for name, place in places().items() if (place.industrial, place.innovation) != ("no", "no")]

# The same rows under the titles of each language; the expected values below are typed by hand.
FILLED: dict[str, dict[str, list[dict[str, Any]]]] = {
    "ru": {
        "Кластеры": [
            {"Код кластера": "K", "Наименование": "Проба (вымышленные данные)", "Вид": "промышленный"}
        ],
        "Организации": [
            {
                "Код организации": "0077",
                "Наименование": "ООО «Альфа» (вымышленные данные)",
                "ИНН": "0091000020",
                "Страна": "RU",
                "Субъект РФ": "00",
                "Размер": "среднее",
            }
        ],
        "Участники": [
            {
                "Код кластера": "K",
                "Код организации": "0077",
                "Роль": "предприятие",
                "Экспортирует": "да",
                "Учредитель": "нет",
                "Дата вступления": datetime(2016, 11, 1),
            }
        ],
        "Показатели": [
            {
                "Код организации": "0077",
                "Год": 2018,
                "Произведено промышленной продукции, тыс. руб.": 1234.5,
                "Экспорт, тыс. руб.": 0,
                "Закупки перечислены полностью": "нет",
            }
        ],
        "Планы закупок": [
            {
                "Код плана": "p",
                "Код организации": "0077",
                "Код продукции": "01.11",
                "Год": 2019,
                "Вероятность": 0.8,
                "Источник": "опрос",
            }
        ],
    },
    "en": {
        "Clusters": [{"Cluster id": "K", "Name": "Проба (вымышленные данные)", "Kind": "industrial"}],
        "Organisations": [
            {
                "Organisation id": "0077",
                "Name": "ООО «Альфа» (вымышленные данные)",
                "Tax id (INN)": "0091000020",
                "Country": "RU",
                "Region": "00",
                "Size": "medium",
            }
        ],
        "Memberships": [
            {
                "Cluster id": "K",
                "Organisation id": "0077",
                "Role": "enterprise",
                "Exports": "yes",
                "Founder of the specialised organisation": "no",
                "Joined on": datetime(2016, 11, 1),
            }
        ],
        "Annual figures": [
            {
                "Organisation id": "0077",
                "Year": 2018,
                "Industrial output": 1234.5,
                "Exports": 0,
                "Purchases complete": "no",
            }
        ],
        "Buyers' plans": [
            {
                "Plan id": "p",
                "Organisation id": "0077",
                "Product id": "01.11",
                "Year": 2019,
                "Probability": 0.8,
                "Source": "опрос",
            }
        ],
    },
}
EXPECTED = {
    "clusters": {"cluster_id": "K", "name": "Проба (вымышленные данные)", "kind": "industrial"},
    "organisations": {
        "organisation_id": "0077",
        "name": "ООО «Альфа» (вымышленные данные)",
        "inn": "0091000020",
        "ogrn": None,
        "country": "RU",
        "region": "00",
        "size": "medium",
    },
    "memberships": {
        "cluster_id": "K",
        "organisation_id": "0077",
        "role": "enterprise",
        "exports": True,
        "is_founder": False,
        "cofinances": None,
        "joined_on": date(2016, 11, 1),
        "left_on": None,
    },
    "accounts": {
        "organisation_id": "0077",
        "year": 2018,
        "output_krub": 1234.5,
        "exports_krub": 0.0,
        "purchases_krub": None,
        "purchases_complete": False,
    },
    "plans": {"plan_id": "p", "year": 2019, "probability": 0.8, "quantity_min": None, "source": "опрос"},
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The template of each language, written once; a test that fills one in takes a copy."""
    folder = tmp_path_factory.mktemp("made")
    for lang in LANGS:
        write_template(folder / f"{lang}.xlsx", lang)
    return {lang: folder / f"{lang}.xlsx" for lang in LANGS}


@cache
def book_of(path: Path) -> Workbook:
    """Open a workbook that no test changes."""
    return openpyxl.load_workbook(path)


def read_rows(path: Path) -> dict[str, dict[str, Any]]:
    """Return the only row of each table that has one, with the columns that the test expects."""
    reading = read_dataset(path)
    assert reading.findings == ()
    found = {}
    for name, origin in reading.dataset.origins.items():
        if origin.rows:
            (row,) = reading.dataset.rows(name).collect().to_dicts()
            found[name] = {column: row[column] for column in EXPECTED[name]}
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_every_sheet_of_the_template_is_read_as_its_table(made: dict[str, Path], lang: str) -> None:
    reading = read_dataset(made[lang])
    assert reading.findings == ()
    assert set(reading.dataset.origins) == set(tables())
    assert not any(reading.dataset.has(name) for name in tables())


@pytest.mark.parametrize("lang", LANGS)
def test_a_filled_template_reads_back_what_was_put_in(
    tmp_path: Path, made: dict[str, Path], lang: str
) -> None:
    shutil.copy(made[lang], tmp_path / "t.xlsx")
    fill(tmp_path / "t.xlsx", FILLED[lang])
    assert read_rows(tmp_path / "t.xlsx") == EXPECTED


@needs_office
@pytest.mark.office
def test_a_template_saved_by_libreoffice_reads_back_the_same(tmp_path: Path, made: dict[str, Path]) -> None:
    lang = "ru"  # what LibreOffice could change does not hang on the language
    shutil.copy(made[lang], tmp_path / "t.xlsx")
    before = book_of(made[lang])
    fill(tmp_path / "t.xlsx", FILLED[lang])
    saved = save_again(tmp_path / "t.xlsx", tmp_path / "office")
    assert read_rows(saved) == EXPECTED
    after = openpyxl.load_workbook(saved)
    for sheet in before.worksheets:
        kinds = [(rule.type, str(rule.sqref).split(":")[0]) for rule in sheet.data_validations.dataValidation]
        kept = after[sheet.title].data_validations.dataValidation
        assert sorted((rule.type, str(rule.sqref).split(":")[0]) for rule in kept) == sorted(kinds)


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


@pytest.mark.parametrize("lang", LANGS)
def test_a_folder_template_reads_without_findings_and_has_a_readme(tmp_path: Path, lang: str) -> None:
    write_template(tmp_path / "folder", lang)
    reading = read_dataset(tmp_path / "folder")
    assert reading.findings == ()
    assert set(reading.dataset.origins) == set(tables())
    raw = (tmp_path / "folder" / "supplies.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.decode("utf-8-sig").split(";")[0] == {"ru": "Поставщик", "en": "Supplier"}[lang]
    readme = (tmp_path / "folder" / "README.txt").read_text(encoding="utf-8-sig")
    assert all(f"{name}.csv" in readme for name in tables())


def test_a_filled_folder_template_reads_back_what_was_put_in(tmp_path: Path) -> None:
    write_template(tmp_path / "folder", "ru")
    with (tmp_path / "folder" / "wage_thresholds.csv").open("a", encoding="utf-8") as file:
        file.write("02;;28;2018;42 600,5\n")
    reading = read_dataset(tmp_path / "folder")
    (row,) = reading.dataset.rows("wage_thresholds").collect().to_dicts()
    assert (row["region"], row["size"], row["okved"], row["year"]) == ("02", None, "28", 2018)
    assert row["threshold_rub"] == 42600.5


@pytest.mark.parametrize("name", ["t.xlsx", "folder"])
def test_what_exists_is_never_overwritten(tmp_path: Path, name: str) -> None:
    target = tmp_path / name
    write_template(target, "ru")
    before = sorted((path, path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file())
    with pytest.raises(UsageError) as raised:
        write_template(target, "en")
    assert raised.value.code == "target_exists"
    assert sorted((path, path.read_bytes()) for path in tmp_path.rglob("*") if path.is_file()) == before


def test_a_form_that_is_not_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        write_template(tmp_path / "t.ods", "ru")
    assert list(tmp_path.iterdir()) == []


def test_a_template_that_cannot_be_finished_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("kust.data.template._readme", fail)
    with pytest.raises(RuntimeError):
        write_template(tmp_path / "folder", "ru")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lang", LANGS)
def test_an_empty_template_has_no_errors_to_mend(made: dict[str, Path], lang: str) -> None:
    assert validate(read_dataset(made[lang]).dataset) == ()
