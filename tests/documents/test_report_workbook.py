"""The workbook, read back: real numbers, frozen headings, text that is never a formula."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from kust.documents.write import write_report

from .small_cluster import ON, TABLES, file_of, read_small


def read_back(folder: Path, lang: str = "ru", **changed: str) -> Any:
    return openpyxl.load_workbook(file_of(folder, "xlsx", lang, **changed))


def rows_of(sheet: Worksheet) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in sheet.iter_rows(min_row=3, values_only=True)]


def test_every_section_has_a_sheet_with_a_russian_name(tmp_path: Path) -> None:
    assert read_back(tmp_path).sheetnames == [
        "Итог",
        "Требования",
        "Кто ниже порога",
        "Чего не хватает",
        "Другие редакции",
        "Крупнейшие поставки",
        "Расхождения",
        "Перечень участников",
        "ВПРМ",
        "Кооперация",
        "Взаимные поставки",
        "Источники",
        "Таблицы данных",
    ]


def test_figures_are_numbers_in_a_format(tmp_path: Path) -> None:
    sheet = read_back(tmp_path)["Требования"]
    titles = [cell.value for cell in sheet[2]]
    row = next(row for row in sheet.iter_rows(min_row=3) if row[1].value == "Уровень кооперации")
    value = row[titles.index("Значение")]
    assert value.value == pytest.approx(34 / 120)
    assert (value.data_type, value.number_format) == ("n", "0.0%")
    assert row[titles.index("Порог")].value == 0.2
    assert row[titles.index("Знак")].value == "≥"


def test_headings_are_frozen_and_columns_have_widths(tmp_path: Path) -> None:
    book = read_back(tmp_path)
    for sheet in book.worksheets[1:-2]:
        assert sheet.freeze_panes == "B3", sheet.title
        assert sheet.column_dimensions["A"].width > 5


def test_a_missing_figure_is_not_zero(tmp_path: Path) -> None:
    matrix = rows_of(read_back(tmp_path)["Взаимные поставки"])
    assert matrix[0][1:] == ("—", 5, 30)
    assert matrix[1][1:] == (0, "—", 10)
    assert matrix[2][1:] == ("нет данных", "нет данных", "—")


def test_every_organisation_has_its_letter(tmp_path: Path) -> None:
    letters = {row[0]: row[4] for row in rows_of(read_back(tmp_path)["Чего не хватает"])}
    assert "АО «Гамма» (вымышленные данные)" in letters
    assert all(letter.startswith("Здравствуйте!") for letter in letters.values())


@pytest.mark.parametrize("name", ["=cmd()", "+1", "-1", "@sum", "=HYPERLINK(0)", "'x", "{=1}"])
def test_hostile_names_stay_text(tmp_path: Path, name: str) -> None:
    organisations = TABLES["organisations"].replace("ООО «Альфа» (вымышленные данные)", name)
    sheet = read_back(tmp_path, organisations=organisations)["Перечень участников"]
    cell = sheet["B3"]
    assert (cell.value, cell.data_type) == (name, "s")


def test_an_english_workbook_has_english_sheets(tmp_path: Path) -> None:
    assert read_back(tmp_path, lang="en").sheetnames[:3] == ["Summary", "Requirements", "Who is below"]


def test_an_overview_is_a_workbook_too(tmp_path: Path) -> None:
    clusters = TABLES["clusters"] + "\n        L,Кластер «Другой» (вымышленные данные),industrial,8,"
    path = tmp_path / "all.xlsx"
    write_report(read_small(tmp_path / "data", clusters=clusters), path, on=ON, year=2018)
    book = openpyxl.load_workbook(path)
    assert [row[0] for row in rows_of(book["Кластеры"])] == [7, 8]
