"""The cards as a text document, read back: headings, tables that keep between the margins, words as they are."""

from pathlib import Path
from typing import Any

import docx
import pytest

from kust.documents.niches.write import write_niches
from kust.niches.niche import Niche

from .made_up_niches import BARE, FULL, HOSTILE, PRECURSOR, booklet


def read_back(folder: Path, *niches: Niche, lang: str = "ru") -> Any:
    path = folder / "niches.docx"
    write_niches(booklet(*niches), path, lang=lang)
    return docx.Document(str(path))


def columns_of(document: Any) -> Any:
    """Find the row of columns that holds the blocks of the first card."""
    return next(table for table in document.tables if table.rows[0].cells[0].tables)


def rows_of(document: Any) -> dict[str, str]:
    cells = columns_of(document).rows[0].cells
    inner = [table for cell in cells for table in cell.tables]
    return {
        row.cells[0].text: row.cells[-1].text.replace("\u00a0", " ") for table in inner for row in table.rows
    }


def test_each_card_is_a_heading(tmp_path: Path) -> None:
    headings = [
        p.text for p in read_back(tmp_path, FULL, PRECURSOR).paragraphs if p.style.name == "Heading 1"
    ]
    assert headings == [FULL.title, PRECURSOR.title]


def test_figures_stand_beside_their_names_with_where_they_are_from(tmp_path: Path) -> None:
    rows = rows_of(read_back(tmp_path, FULL))
    assert rows["Спрос сейчас"] == "1 450 т в год поставки 2018 года"
    assert rows[FULL.consumers[0].name] == "46 % VB"
    assert rows["Окупаемость"] == "4,6 года с дисконтированием – 6 лет"


def test_the_gap_of_scale_is_the_first_thing_said(tmp_path: Path) -> None:
    texts = [p.text for p in read_back(tmp_path, PRECURSOR).paragraphs if p.text]
    assert texts[2] == "Прежде всего"
    assert texts[3].startswith("• Завод больше рынка.")


def test_criteria_stand_in_one_table(tmp_path: Path) -> None:
    table = read_back(tmp_path, FULL).tables[-1]
    rows = [[cell.text.replace("\u00a0", " ") for cell in row.cells] for row in table.rows]
    assert rows[0][:3] == ["Критерии места", "Сколько заменит", "Доля импорта"]
    assert rows[1][:3] == ["Показатель", "550 млн руб.", "92 %"]
    assert rows[3][:3] == ["Вес", "25 %", "20 %"]


def test_tables_fit_between_the_margins(tmp_path: Path) -> None:
    document = read_back(tmp_path, FULL)
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    for table in document.tables:
        assert sum(cell.width for cell in table.rows[-1].cells) == pytest.approx(room, rel=0.01)


def test_words_are_shown_as_they_are(tmp_path: Path) -> None:
    document = read_back(tmp_path, HOSTILE)
    assert next(p.text for p in document.paragraphs if p.style.name == "Heading 1") == HOSTILE.title
    # XML has no vertical tab: it is left out.
    assert "<img src=x onerror=alert(1)> & «Имя»" in rows_of(document)


def test_what_is_not_known_is_said(tmp_path: Path) -> None:
    rows = rows_of(read_back(tmp_path, BARE))
    assert rows["Доля импорта"] == f"не известно: спросите {BARE.consumers[0].name}"


def test_an_english_document_says_so(tmp_path: Path) -> None:
    document = read_back(tmp_path, FULL, lang="en")
    assert document.core_properties.language == "en"
    assert "Smallest plant" in rows_of(document)
