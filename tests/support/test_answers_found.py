"""Which workbook of answers is read, which is not and why; a new workbook holds all that the earlier one said."""

import shutil
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from kust.data import read_dataset
from kust.data.dataset import Dataset
from kust.errors import UnreadableError, UsageError
from kust.examples import load
from kust.law.measures import shipped_measures
from kust.settings import SupportSettings
from kust.support import calc_support
from kust.support.answer_book import WrongAnswersError
from kust.support.carry_over import carry_over
from kust.support.find_answers import FoundAnswers, find_answers, list_projects
from kust.support.join_answers import take_answers
from kust.support.question_book import write_questions
from kust.support.questions import list_questions

from .test_answers_in_excel import CODE, HEADING, ON, PROJECT, TODAY, fill

OTHER = "joint-axle"


@pytest.fixture(scope="module")
def data() -> Dataset:
    return read_dataset(load("machine-building")).dataset


def ask(data: Dataset, path: Path, projects=None, settings: SupportSettings | None = None) -> Path:
    """Write the questions about one project as the command does."""
    chosen = settings or SupportSettings()
    support = calc_support(data, PROJECT, on=ON, settings=chosen, conforms={"VB": "not_met"})
    known = list_projects(data) if projects is None else projects
    write_questions(list_questions([support], chosen), path, "ru", projects=known)
    return path


def strip_mark(path: Path) -> None:
    """Save a workbook as a program does that keeps no properties."""
    book = openpyxl.load_workbook(path)
    book.properties.category = None
    book.save(path)


def read_rows(path: Path) -> dict[tuple[str, str], tuple[object, ...]]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return {row[6:8]: row[3:6] for row in sheet.iter_rows(min_row=HEADING + 1, values_only=True)}


def test_the_workbook_is_known_by_its_hidden_sheet_however_its_name_is_written(data, tmp_path) -> None:
    path = ask(data, tmp_path / "Answers.xlsx")
    strip_mark(path)
    assert find_answers(data, (tmp_path, tmp_path)) == FoundAnswers(path=path)


def test_it_is_looked_for_beside_the_dataset_and_beside_the_settings_and_two_are_refused(
    data, tmp_path
) -> None:
    settings, beside = tmp_path / "settings", tmp_path / "data"
    settings.mkdir()
    beside.mkdir()
    path = ask(data, beside / "answers.xlsx")
    assert find_answers(data, (settings, beside)).path == path
    shutil.copy(path, settings)
    with pytest.raises(UsageError) as error:
        find_answers(data, (settings, beside))
    assert error.value.code == "answers_twice"


def test_another_file_of_that_name_is_refused_and_another_name_is_told(data, tmp_path) -> None:
    other = ask(data, tmp_path / "q.xlsx")
    assert find_answers(data, (tmp_path,)) == FoundAnswers(unread=(other,))
    openpyxl.Workbook().save(tmp_path / "answers.xlsx")
    with pytest.raises(UnreadableError) as error:
        find_answers(data, (tmp_path,))
    assert error.value.code == "not_answers"


def test_a_workbook_about_another_dataset_is_left_alone(data, tmp_path) -> None:
    """The same code of a project in another cluster is another project."""
    path = ask(data, tmp_path / "answers.xlsx", projects=[("another", PROJECT), ("VB", "another")])
    assert find_answers(data, (tmp_path,)) == FoundAnswers(strangers=(path,))


def test_an_answer_of_the_settings_without_a_source_comes_back_without_one(data, tmp_path) -> None:
    settings = SupportSettings(answers={PROJECT: {CODE: True}})
    path = ask(data, tmp_path / "answers.xlsx", settings=settings)
    assert read_rows(path)[PROJECT, CODE] == ("да", None, None)
    joined, _ = take_answers(data, settings, shipped_measures(), path, today=TODAY)
    assert (joined.answers, joined.answer_sources) == (settings.answers, {})
    # Without the settings nobody has said it.
    with pytest.raises(WrongAnswersError):
        take_answers(data, SupportSettings(), shipped_measures(), path, today=TODAY)


def test_a_new_workbook_holds_every_row_of_the_earlier_one(data, tmp_path) -> None:
    path = ask(data, tmp_path / "answers.xlsx")
    told = ("директор (вымышленный)", datetime(2024, 1, 16))
    fill(
        path,
        (CODE, "нет", *told),
        ("spic_with_federation", "неизвестно", *told),
        ("contributions_64.starts_on", datetime(2023, 7, 1), *told),
        ("contributions_64.ends_on", "неизвестно", None, None),
    )
    joined, rows = take_answers(data, SupportSettings(), shipped_measures(), path, today=TODAY)
    again = carry_over((), rows, shipped_measures(), {PROJECT: "Гидравлика (вымышленные данные)"})
    write_questions(again, tmp_path / "again.xlsx", "ru")
    assert read_rows(tmp_path / "again.xlsx") == {
        (PROJECT, CODE): ("нет", *told),
        (PROJECT, "spic_with_federation"): ("неизвестно", *told),
        (PROJECT, "contributions_64.starts_on"): (datetime(2023, 7, 1), *told),
        (PROJECT, "contributions_64.ends_on"): ("неизвестно", None, None),
    }
    assert all(one.project.startswith("Гидравлика") and one.measures for one in again)
    assert [bool(one.texts) for one in again] == [one.kind == "yes" for one in again]
    once_more, _ = take_answers(
        data, SupportSettings(), shipped_measures(), tmp_path / "again.xlsx", today=TODAY
    )
    assert (once_more.answers, once_more.terms) == (joined.answers, joined.terms)


def test_the_command_says_what_it_reads_and_a_book_of_one_project_keeps_the_answers_of_another(
    kust, tmp_path
) -> None:
    folder, elsewhere = tmp_path / "data", tmp_path / "settings"
    shutil.copytree(load("machine-building"), folder)
    elsewhere.mkdir()
    (elsewhere / "other.toml").write_text("", "utf-8")
    path, again = folder / "answers.xlsx", tmp_path / "again.xlsx"
    asking = ("support", folder, "--on", ON, "--lang", "ru", "--settings", elsewhere / "other.toml")
    told = kust(*asking, "--project", OTHER)
    assert f"--questions {path}" in told.out.replace("\n", "")
    for more in (("--calendar", tmp_path / "c.ics"), ("-o", tmp_path / "d.docx"), ("--measure", "irf_dzs")):
        ran = kust(*asking, "--questions", path, *more)
        assert ran.code == 2 and "--questions" in ran.err and not path.exists()
    ran = kust(*asking, "--questions", again, "--project", PROJECT)
    assert ran.code == 0 and f"сохраните заполненную книгу как {path}" in ran.err
    again.rename(path)
    fill(path, (CODE, "неизвестно", "директор (вымышленный)", "16.01.2024"))
    ran = kust(*asking, "--questions", again, "--project", OTHER)
    assert ran.code == 0 and f"Ответы взяты из {path}: 1." in ran.err
    assert read_rows(again)[PROJECT, CODE][:2] == ("неизвестно", "директор (вымышленный)")
    assert {project for project, _ in read_rows(again)} == {PROJECT, OTHER}


def test_a_workbook_about_another_dataset_stops_nothing_unless_it_is_named(kust, data, tmp_path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(load("machine-building"), folder)
    path = ask(data, folder / "answers.xlsx", projects=[("another", "x")])
    asking = ("support", folder, "--project", OTHER, "--on", ON, "--lang", "ru")
    rows = fill(path, (CODE, "да", "письмо (вымышленное)", "15.01.2024"))
    book = openpyxl.load_workbook(path)
    book.worksheets[0].cell(rows[CODE], 7).value = "x"
    book.save(path)
    ran = kust(*asking)
    assert ran.code == 0 and f"Ответы из {path} не взяты" in ran.err
    ran = kust(*asking, "--answers", path)
    assert ran.code == 2 and "проекта «x» в данных нет" in ran.err
