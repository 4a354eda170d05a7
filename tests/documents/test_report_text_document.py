"""The text document, read back: headings, tables with set widths, rows that do not split, annexes."""

from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from kust.documents.write import write_report

from .small_cluster import ON, TABLES, file_of, read_small


def read_back(folder: Path, lang: str = "ru", **changed: str) -> Any:
    return docx.Document(str(file_of(folder, "docx", lang, **changed)))


def table_headed(document: Any, first: str) -> Any:
    return next(table for table in document.tables if table.cell(0, 0).text == first)


def test_sections_and_annexes_are_headings(tmp_path: Path) -> None:
    headings = [p.text for p in read_back(tmp_path).paragraphs if p.style.name == "Heading 1"]
    assert headings == [
        "Ответ коротко",
        "Паспорт кластера",
        "Требования",
        "Взаимные поставки",
        "Чего не хватает и у кого спросить",
        "Другие редакции правил",
        "Источники и доказательства",
        "Приложение 1. Перечень участников кластера",
        "Приложение 2. Справка о высокопроизводительных рабочих местах за 2018 год",
        "Приложение 3. Таблица кооперации за 2018 год, тыс. руб.",
        "Приложение 4. Взаимные поставки за 2018 год, тыс. руб.",
    ]


def test_headings_of_tables_are_repeated_and_rows_do_not_split(tmp_path: Path) -> None:
    table = table_headed(read_back(tmp_path), "Требование")
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_tables_fit_between_the_margins(tmp_path: Path) -> None:
    document = read_back(tmp_path)
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    table = table_headed(document, "Требование")
    assert sum(cell.width for cell in table.rows[1].cells) == pytest.approx(room, rel=0.01)


def test_pages_are_a4_and_the_table_of_cooperation_lies_across(tmp_path: Path) -> None:
    sections = read_back(tmp_path).sections
    assert [section.orientation for section in sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    assert [(round(s.page_width.mm), round(s.page_height.mm)) for s in sections][:2] == [
        (210, 297),
        (297, 210),
    ]


def test_the_figures_are_those_of_the_content(tmp_path: Path) -> None:
    document = read_back(tmp_path)
    row = next(
        row for row in table_headed(document, "Требование").rows if row.cells[0].text == "Уровень кооперации"
    )
    assert [cell.text.replace("\u00a0", " ") for cell in row.cells[1:]] == [
        "✓ выполнено",
        "28,3 %",
        "не менее 20 %",
        "+8,3 п. п.",
    ]


def test_letters_name_whom_they_go_to(tmp_path: Path) -> None:
    words = [paragraph.text for paragraph in read_back(tmp_path).paragraphs]
    assert "Кому: АО «Гамма» (вымышленные данные)" in words
    assert "Здравствуйте!" in words


def test_names_with_characters_that_xml_does_not_know_are_written_without_them(tmp_path: Path) -> None:
    organisations = TABLES["organisations"].replace("ООО «Альфа»", "ООО <Аль\x0bфа> & {0}")
    document = read_back(tmp_path, organisations=organisations)
    assert table_headed(document, "№").cell(1, 1).text == "ООО <Альфа> & {0} (вымышленные данные)"


def test_an_english_document_says_so(tmp_path: Path) -> None:
    document = read_back(tmp_path, lang="en")
    assert document.core_properties.language == "en"
    assert "The answer at a glance" in [paragraph.text for paragraph in document.paragraphs]


def test_an_overview_is_a_text_document_too(tmp_path: Path) -> None:
    clusters = TABLES["clusters"] + "\n        L,Кластер «Другой» (вымышленные данные),industrial,8,"
    path = tmp_path / "all.docx"
    write_report(read_small(tmp_path / "data", clusters=clusters), path, on=ON, year=2018)
    assert docx.Document(str(path)).paragraphs[1].text == "Обзор кластеров"
