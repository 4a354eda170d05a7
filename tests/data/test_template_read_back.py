"""The template read back: as it was filled in, without findings, never written over anything."""

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kust.data import read_dataset
from kust.data.schema import tables
from kust.data.template import write_template
from kust.data.validate import validate
from kust.errors import UsageError
from tests.data.office import needs_office, save_again
from tests.data.sheets import book_of, fill

LANGS = ("ru", "en")

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
