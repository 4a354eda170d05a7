"""The niches as a workbook, read back: figures as numbers, names as text, what is missing said."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kust.documents.niches.write import write_niches
from kust.niches.niche import Niche

from .made_up_niches import BARE, FULL, HOSTILE, PRECURSOR, booklet


def read_back(folder: Path, *niches: Niche, lang: str = "ru") -> Any:
    path = folder / "niches.xlsx"
    write_niches(booklet(*niches), path, lang=lang)
    return openpyxl.load_workbook(path)


def rows_of(book: Any, sheet: str) -> list[dict[str, Any]]:
    """Read a sheet by its headings, which stand in the second row."""
    _, headings, *rows = book[sheet].iter_rows(values_only=True)
    found = [dict(zip(headings, row, strict=True)) for row in rows if row[0] is not None]
    assert len(set(headings)) == len(headings), headings
    return found


def test_every_part_has_its_sheet(tmp_path: Path) -> None:
    assert read_back(tmp_path, FULL).sheetnames == [
        "Ниши",
        "Потребители",
        "Причины",
        "Зарубежные поставщики",
        "Кто ближе всего",
        "Подтверждения",
        "Заявлено",
        "Исходные показатели",
        "Потоки по годам",
        "Чувствительность",
        "Критерии",
        "Чего не хватает",
        "Не ниши",
        "Источники",
    ]


def test_figures_are_numbers_unrounded(tmp_path: Path) -> None:
    row = rows_of(read_back(tmp_path, FULL), "Ниши")[0]
    assert row["Ввозится, тыс. руб."] == 550_275
    assert row["Доля импорта, от"] == 0.92
    assert row["NPV, плохой случай (P10), тыс. руб."] == -58_000
    assert row["Безубыточная цена, тыс. руб."] == pytest.approx(356.2)
    assert row["На фронте Парето"] == "да"


def test_lists_have_a_row_each(tmp_path: Path) -> None:
    book = read_back(tmp_path, FULL, BARE)
    assert [row["Доля"] for row in rows_of(book, "Потребители")] == [0.46, 0.31, 0.125, "нет данных"]
    assert [row["Порог"] for row in rows_of(book, "Причины")] == [0.7, 0.2, 3000, "нет данных"]
    flows = rows_of(book, "Потоки по годам")
    assert [row["Денежный поток, тыс. руб."] for row in flows] == [-620_000, 34_675, 85_165]
    weights = [row["Вес"] for row in rows_of(book, "Критерии") if row["Место"] == 1]
    assert sum(weights) == pytest.approx(1)


def test_what_never_pays_is_not_told_as_missing(tmp_path: Path) -> None:
    row = rows_of(read_back(tmp_path, PRECURSOR), "Ниши")[0]
    assert row["IRR"] == "нет"
    assert row["Окупаемость, лет"] == "не окупается за срок расчёта"
    assert rows_of(read_back(tmp_path, BARE), "Ниши")[0]["IRR"] == "нет данных"


def test_what_is_missing_is_listed_with_whom_to_ask(tmp_path: Path) -> None:
    rows = rows_of(read_back(tmp_path, BARE), "Чего не хватает")
    assert {row["Показатель"] for row in rows} >= {"Доля импорта", "Наименьший завод", "Инвестиции"}
    assert {row["Ключевые потребители"] for row in rows} == {BARE.consumers[0].name}


def test_needs_that_are_no_niches_say_why(tmp_path: Path) -> None:
    row = rows_of(read_back(tmp_path, FULL), "Не ниши")[0]
    assert row["Почему не ниша"] == "заменять слишком мало для завода"
    assert (
        row["Показатели"].replace("\u00a0", " ") == "можно заменить, тыс. руб.: 12; порог, тыс. руб.: 1 000"
    )


def test_names_are_never_formulas(tmp_path: Path) -> None:
    book = read_back(tmp_path, HOSTILE)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert rows_of(book, "Ниши")[0]["Код продукции"] == "=cmd()"
    assert rows_of(book, "Заявлено")[0]["Не сопоставлено"] == "=1+1 {unpaired} $"


def test_an_english_workbook_is_english(tmp_path: Path) -> None:
    book = read_back(tmp_path, PRECURSOR, lang="en")
    assert book.sheetnames[0] == "Niches"
    assert rows_of(book, "Niches")[0]["Import share from"] == 0.9
