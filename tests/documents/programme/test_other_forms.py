"""Page, paper, workbook and slides of a programme; the commands."""

import html
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from kust.cli.main import app
from kust.data.own import is_own
from kust.documents.programme.content import ProgrammeContent
from kust.documents.programme.html import render_document
from kust.documents.programme.sections import make_document
from kust.documents.programme.write import write_programme
from kust.errors import UsageError
from kust.examples import load
from tests.data.office import needs_office, save_all_again


@pytest.fixture(scope="module")
def page(changed: ProgrammeContent) -> str:
    return render_document(make_document(changed))


def test_links_of_the_page_lead_to_places_that_there_are_once(page: str) -> None:
    places = re.findall(r'\bid="([^"]+)"', page)
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert len(places) == len(set(places))
    assert links <= set(places)
    assert {f"figure-{number}" for number in range(1, 11)} <= links


def test_the_page_is_self_contained_and_says_what_is_only_proposed(page: str) -> None:
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?!#)', page)
    annex = page[page.index('id="proposals"') :]
    assert "Ни одно из предложений не решено" in annex
    assert "Опытные образцы и испытания моста" in annex
    assert "Опытные образцы и испытания моста" not in page[: page.index('id="changes"')]


def test_only_the_end_of_the_page_tells_of_the_program(page: str) -> None:
    before, _, trace = page[page.index("<body>") :].partition('id="sources"')
    told = re.sub(r"<[^>]+>", " ", before)
    assert re.findall(r"kust|sha256:|\.csv|--cluster|779-2018", told) == []
    assert "kust explain machine-building industrial.cooperation" in trace
    assert "sha256:" in trace


def test_sections_are_numbered_and_annexes_have_letters(changed: ProgrammeContent) -> None:
    titles = [one.title for one in make_document(changed).sections]
    assert [title.split()[0] for title in titles[:-2]] == [
        f"{number}." for number in range(1, len(titles) - 1)
    ]
    assert titles[-2:] == ["Приложение А. Основания", "Приложение Б. Предложено, не решено"]


def test_words_of_the_data_are_escaped_on_the_page(changed: ProgrammeContent) -> None:
    from dataclasses import replace

    hostile = replace(changed, vision="<script>alert(1)</script>")
    assert "<script>" not in render_document(make_document(hostile))


@pytest.fixture(scope="module")
def folder(changed: ProgrammeContent, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("forms")
    for suffix in ("docx", "xlsx", "pptx", "html"):
        write_programme(changed, found / f"programme.{suffix}")
    return found


def test_the_workbook_has_a_sheet_a_part_with_figures_as_numbers(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "programme.xlsx")
    wanted = ["Итог", "Видение", "Требования", "Проблемы", "Мероприятия", "Показатели", "Дорожная карта"]
    assert book.sheetnames[:7] == wanted
    sheet = book["Мероприятия"]
    heads = [cell.value for cell in sheet[2]]
    money = {
        row[heads.index("№")].value: row[heads.index("Деньги, тыс. руб.")].value
        for row in sheet.iter_rows(min_row=3)
    }
    assert (money[8], money[18]) == (25_800, 68_000)
    assert sheet.auto_filter.ref
    assert sheet.freeze_panes
    assert sheet.print_title_rows == "$2:$2"
    budget = book["Бюджет"]
    assert [cell.value for cell in budget[3]][:4] == ["собственные", 11_510, 10_960, 30_280]


def test_every_form_is_known_as_a_document_of_kust(folder: Path) -> None:
    assert [one.name for one in folder.iterdir() if not is_own(one)] == []


def test_paper_is_laid_out_for_readers_of_the_screen(changed: ProgrammeContent, tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="typst is not installed")
    write_programme(changed, tmp_path / "p.pdf")
    assert is_own(tmp_path / "p.pdf")
    assert b"pdfuaid" in (tmp_path / "p.pdf").read_bytes()


def shapes_of(slide: Any) -> list[Any]:
    return [one for one in slide.shapes if not one.is_placeholder]


def test_slides_are_wide_titled_and_described(folder: Path) -> None:
    pptx = pytest.importorskip("pptx", reason="python-pptx is not installed")
    deck = pptx.Presentation(str(folder / "programme.pptx"))
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=0.01)
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert titles[1:] == [
        "Где кластер сейчас",
        "Цепочка: что делает кластер",
        "Проблемы и их цифры",
        "Ниши: что участники покупают со стороны",
        "Дорожная карта",
        "Показатели и эффекты",
        "Бюджет",
        "Что нужно решить",
    ]
    for slide in deck.slides:
        for shape in shapes_of(slide):
            if shape.has_text_frame and shape.text_frame.text:
                continue
            assert shape._element.xpath(".//p:cNvPr")[0].get("descr") is not None
            assert shape.left >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height


def test_the_slide_of_requirements_tells_all_of_them(folder: Path, changed: ProgrammeContent) -> None:
    pptx = pytest.importorskip("pptx", reason="python-pptx is not installed")
    slide = pptx.Presentation(str(folder / "programme.pptx")).slides[1]
    table = next(one.table for one in slide.shapes if one.has_table)
    rows = [[cell.text for cell in row.cells] for row in table.rows][1:]
    assert [row[0] for row in rows] == [one.title for one in changed.requirements]
    assert ["Уровень кооперации", "✗ не выполнено", "18,7\u00a0%", "не менее 20\u00a0%"] in rows


@pytest.mark.office
@needs_office
def test_another_program_opens_the_documents(folder: Path, tmp_path: Path) -> None:
    sources = [folder / "programme.docx", folder / "programme.xlsx"]
    for printed in save_all_again(sources, tmp_path / "office", "pdf"):
        assert printed.read_bytes().startswith(b"%PDF")


def run(*words: str) -> Any:
    return CliRunner().invoke(app, ["programme", *words, "--lang", "ru"])


def test_the_command_writes_a_document_from_an_edited_template(tmp_path: Path) -> None:
    template, target = tmp_path / "t.docx", tmp_path / "p.docx"
    assert run("template", "-o", str(template)).exit_code == 0
    asked = ["document", str(load("machine-building")), "--on", "2019-03-01", "-o", str(target)]
    result = run(*asked, "--template", str(template))
    assert result.exit_code == 0, result.output
    assert is_own(target)
    assert run("template", "-o", str(template)).exit_code != 0


@pytest.mark.parametrize("name", ["mine.docx", "programme.odt"])
def test_a_foreign_file_and_another_ending_are_refused_before_anything_is_read(
    tmp_path: Path, name: str
) -> None:
    target = tmp_path / name
    target.write_text("somebody's own file", encoding="utf-8")
    result = run("document", str(tmp_path / "no such dataset"), "-o", str(target))
    assert result.exit_code != 0
    assert isinstance(result.exception, UsageError | SystemExit)
    assert target.read_text(encoding="utf-8") == "somebody's own file"


def test_the_command_to_make_a_document_anew_has_every_option_used(tmp_path: Path) -> None:
    """A shell splits the command into the words that were typed; nothing of this machine is in it."""
    folder = tmp_path / "мой кластер"
    shutil.copytree(load("machine-building"), folder)
    settings = tmp_path / "own.toml"
    settings.write_bytes(b"")
    assert run("publish", str(folder), "--reason", "first", "--on", "2019-01-01").exit_code == 0
    measures = (folder / "measures.csv").read_text(encoding="utf-8")
    assert "Сверить поставки" in measures
    (folder / "measures.csv").write_text(measures.replace("Сверить поставки", "Сличить поставки"), "utf-8")
    again = run("publish", str(folder), "--reason", "second", "--on", "2019-01-02", "--without-reasons")
    assert again.exit_code == 0, again.output
    target = tmp_path / "Моя программа.html"
    used = ["--version", "2", "--since", "1", "--edition", "779-2018", "--settings", str(settings)]
    made = run("document", str(folder), "--on", "2019-03-01", *used, "-o", str(target))
    assert made.exit_code == 0, made.output
    told = html.unescape(re.sub(r"<[^>]+>", "\n", target.read_text(encoding="utf-8")))
    command = next(line for line in told.splitlines() if line.strip().startswith("kust programme document"))
    typed = shlex.split(command)
    assert (typed[:4], typed[-1]) == (["kust", "programme", "document", folder.name], target.name)
    assert " ".join(typed[4:-1]) == (
        "--cluster VB --on 2019-03-01 --year 2018 "
        "--edition 779-2018 --version 2 --since 1 --settings own.toml --lang ru -o"
    )
    # SHA-256 of nothing, as FIPS 180-4 has it.
    assert "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" in told
    assert str(tmp_path) not in told


@pytest.mark.parametrize("since", ["1", "2"])
def test_changes_are_never_told_backwards(tmp_path: Path, since: str) -> None:
    target = tmp_path / "p.html"
    asked = ["document", str(load("machine-building")), "--version", "1", "--since", since]
    result = run(*asked, "-o", str(target))
    assert isinstance(result.exception, UsageError)
    assert result.exception.values["option"] == "since"
    assert not target.exists()


def test_fields_can_be_listed_without_writing_anything() -> None:
    result = run("template", "--fields")
    assert result.exit_code == 0
    assert "goals[].problems[].measures[].why  цветной текст или ссылка: {{r … }}" in result.output
