"""Documents of their own by the commands: numbers in a workbook, nothing foreign replaced, the same file twice."""

from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from typer.testing import CliRunner

from kust.cli.main import app
from kust.documents.blocks import Table
from kust.documents.projects.write import make_support_document, write_document
from kust.errors import UsageError
from kust.examples import load
from kust.support import calc_support

from .test_project_content import DAY, dataset

COMMANDS = {
    "support": ["--project", "joint-axle"],
    "effects": ["--year", "2018"],
    "remedy": ["--cluster", "VB", "--year", "2018"],
}


def run(command: str, path: Path, *more: str) -> Any:
    asked = [command, str(load("machine-building")), "--on", "2019-03-01", "--lang", "ru", "-o", str(path)]
    return CliRunner().invoke(app, [*asked, *more])


@pytest.mark.parametrize(
    ("command", "said"),
    [("support", "Субсидия на совместный проект"), ("effects", "План, факт, отклонение")],
)
def test_a_command_writes_a_page_and_says_where(tmp_path: Path, command: str, said: str) -> None:
    path = tmp_path / "document.html"
    result = run(command, path, *COMMANDS[command])
    assert result.exit_code == 0, result.output
    page = path.read_text(encoding="utf-8")
    assert "Это оценка, а не решение" in page
    assert said in page


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_foreign_file_and_another_ending_are_refused_before_anything_is_computed(
    tmp_path: Path, command: str
) -> None:
    target = tmp_path / "document.html"
    target.write_text("somebody's own file", encoding="utf-8")
    for path in (target, tmp_path / "document.txt"):
        result = run(command, path, *COMMANDS[command])
        assert isinstance(result.exception, UsageError | SystemExit)
        assert result.exit_code != 0
    assert target.read_text(encoding="utf-8") == "somebody's own file"


def test_a_plan_is_written_for_one_cluster_named(tmp_path: Path) -> None:
    result = run("remedy", tmp_path / "plan.html")
    assert result.exit_code != 0
    assert not list(tmp_path.iterdir())


def read_numbers(sheet: Any, table: Table) -> None:
    """Hold every figure of a table against its cell."""
    for place, row in enumerate(table.rows, 3):
        for column, cell in enumerate(row, 1):
            value = getattr(cell, "value", cell)
            found = sheet.cell(place, column).value
            if value is None:
                assert found == "нет данных"
            elif isinstance(value, int | float) and not isinstance(value, bool):
                assert isinstance(found, int | float)
                assert found == pytest.approx(value, rel=1e-9)


def test_a_workbook_has_every_figure_as_a_number(tmp_path: Path) -> None:
    support = calc_support(dataset(), "joint-axle", on=DAY)
    document = make_support_document(dataset(), support, "ru")
    path = tmp_path / "support.xlsx"
    write_document(document, path)
    book = openpyxl.load_workbook(path)
    (section,) = document.sections
    assert book.sheetnames[0] == "Итог"
    assert len(book.sheetnames) == len(section.sheets) + 2
    for sheet, table in zip(book.worksheets[1:], section.sheets, strict=False):
        assert sheet.cell(1, 1).value == table.title
        headings = [sheet.cell(2, place).value for place in range(1, len(table.columns) + 1)]
        assert headings == [column.title for column in table.columns]
        read_numbers(sheet, table)
    costs = book["Затраты проектов"]
    # 9,800 + 2,600 + 26,500 + 11,400 + 6,100 + 5,200 + 3,300 + 2,700
    assert sum(costs.cell(row, 6).value for row in range(3, 11)) == 67_600


@pytest.mark.parametrize("suffix", [".html", ".xlsx", ".pdf"])
def test_a_document_replaces_an_older_one_and_is_the_same_for_the_same_data(
    tmp_path: Path, suffix: str
) -> None:
    if suffix == ".pdf":
        pytest.importorskip("typst", reason="typst is not installed")
    support = calc_support(dataset(), "joint-axle", on=DAY)
    document = make_support_document(dataset(), support, "ru")
    path = tmp_path / f"support{suffix}"
    write_document(document, path)
    first = path.read_bytes()
    write_document(document, path)
    assert path.read_bytes() == first
    assert list(tmp_path.iterdir()) == [path]


def test_a_text_document_has_the_sections_of_the_page(tmp_path: Path) -> None:
    support = calc_support(dataset(), "joint-axle", on=DAY)
    path = tmp_path / "support.docx"
    write_document(make_support_document(dataset(), support, "ru"), path)
    opened = docx.Document(str(path))
    headings = [p.text for p in opened.paragraphs if p.style is not None and p.style.name == "Heading 2"]
    assert headings == [
        "Затраты и деньги проекта",
        "Меры поддержки рядом",
        "Лучшее сочетание мер",
        "Когда могли бы прийти деньги и какие сроки соблюсти",
        "Каких мер в этот день нет",
    ]
    assert any(
        "20\u00a0550" in cell.text for table in opened.tables for row in table.rows for cell in row.cells
    )
