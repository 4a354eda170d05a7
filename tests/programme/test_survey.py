"""The survey goes out, comes back and is joined; what is wrong in it is named with its place."""

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from kust.cli.main import run
from kust.data import read_dataset
from kust.data.collect import collect as collect_answers
from kust.data.dataset import Dataset
from kust.data.findings import Finding
from kust.errors import UsageError
from kust.programme.agreement.survey import write_survey
from kust.programme.agreement.survey_collect import CollectedSurvey, collect_survey

from .vision_data import write_vision

TODAY = date(2019, 3, 1)
ANSWERS = {"s1": {"A": [2, 3]}, "s2": {"A": [4, 3], "B": [5, 1]}}
FIRST = 8


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return read_dataset(write_vision(tmp_path / "data", asked=3, answers=ANSWERS)).dataset


@pytest.fixture
def books(dataset: Dataset, tmp_path: Path) -> Path:
    write_survey(dataset, tmp_path / "out", cluster="K", lang="ru")
    return tmp_path / "out"


def answer(book: Path, target: Path, cells: dict[str, object], saved: str | None = None) -> Path:
    """Fill cells of the first sheet and save the workbook as somebody would."""
    workbook = openpyxl.load_workbook(book)
    for address, value in cells.items():
        workbook.worksheets[0][address] = value
    target.parent.mkdir(exist_ok=True)
    workbook.save(target)
    if saved:
        _set_saved(target, saved)
    return target


def _set_saved(path: Path, day: str) -> None:
    """Say in the workbook that it was saved on a day: openpyxl writes today's."""
    import re
    import zipfile

    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = parts["docProps/core.xml"].decode()
    parts["docProps/core.xml"] = re.sub(r"(modified[^>]*>)[^<]+", rf"\g<1>{day}T10:00:00Z", core).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def collect(dataset: Dataset, *paths: Path) -> CollectedSurvey:
    return collect_survey(dataset, paths, cluster="K", today=TODAY)


def rows_of(found: CollectedSurvey) -> list[tuple[object, ...]]:
    names = ("stakeholder_id", "statement_id", "agreement", "weight", "comment", "answered_on")
    return sorted(found.dataset.rows("positions").select(names).collect().rows(), key=str)


def test_each_stakeholder_gets_a_workbook_and_no_weight_is_in_it(books: Path) -> None:
    assert sorted(path.name for path in books.iterdir()) == ["A.xlsx", "B.xlsx", "C.xlsx"]
    workbook = openpyxl.load_workbook(books / "A.xlsx")
    cells = [str(cell.value) for sheet in workbook for row in sheet for cell in row if cell.value is not None]
    assert "Сторона A" in cells
    assert not any("Вес" in cell or "weight" in cell.lower() for cell in cells)
    assert workbook["kust"].sheet_state == "hidden"
    sheet = workbook.worksheets[0]
    assert (sheet["B8"].value, sheet["C8"].value) == ("Тезис s1", None)
    (rule,) = sheet.data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ('"1,2,3,4,5"', "C8:C9")


def test_an_answer_is_joined_with_the_weight_of_earlier_ones_and_history_stays(
    dataset: Dataset, books: Path, tmp_path: Path
) -> None:
    back = answer(
        books / "A.xlsx", tmp_path / "back/A.xlsx", {"C8": 5, "D8": "Теперь за", "B5": date(2019, 2, 1)}
    )
    found = collect(dataset, back)
    assert found.findings == ()
    assert ("A", "s1", 2, 3.0, None, date(2019, 1, 10)) in rows_of(found)
    assert ("A", "s1", 5, 3.0, "Теперь за", date(2019, 2, 1)) in rows_of(found)
    # The second line was left empty: no answer, and no opinion either.
    assert len(rows_of(found)) == 4
    assert [one.stakeholder_id for one in found.silent] == ["C"]


def test_collecting_twice_changes_nothing(dataset: Dataset, books: Path, tmp_path: Path) -> None:
    back = answer(books / "C.xlsx", tmp_path / "back/C.xlsx", {"C8": 5, "C9": 1, "B5": date(2019, 2, 1)})
    once = collect(dataset, back)
    again = collect(once.dataset, back)
    assert rows_of(again) == rows_of(once)
    assert again.findings == ()


def test_without_a_day_the_workbook_was_answered_when_it_was_saved(
    dataset: Dataset, books: Path, tmp_path: Path
) -> None:
    back = answer(books / "B.xlsx", tmp_path / "back/B.xlsx", {"C8": 3}, saved="2019-02-11")
    assert collect(dataset, back).returned[0].day == date(2019, 2, 11)


def test_whoever_answers_chooses_its_name_in_the_workbook_for_all(dataset: Dataset, tmp_path: Path) -> None:
    write_survey(dataset, tmp_path / "all.xlsx", cluster="K", lang="en")
    back = answer(
        tmp_path / "all.xlsx",
        tmp_path / "back/x.xlsx",
        {"B4": "Сторона C (C)", "C8": 4, "B5": date(2019, 2, 1)},
    )
    found = collect(dataset, back)
    assert [(one.stakeholder_id, one.answers) for one in found.returned] == [("C", 1)]


@pytest.mark.parametrize(
    ("cells", "code", "row", "column"),
    [
        ({"C8": "пять"}, "cell.number", 8, "agreement"),
        ({"C8": 7}, "out_of_scale", 8, "agreement"),
        ({"C8": 4, "E8": "s9"}, "unknown_statement", 8, "statement_id"),
        ({"C8": 4, "C9": 4, "E9": "s1"}, "line_twice", 9, "statement_id"),
        ({"C8": 4, "B5": "вчера"}, "bad_day", 5, "answered_on"),
        ({"C8": 4, "B5": date(2019, 3, 2)}, "day_ahead", 5, "answered_on"),
    ],
)
def test_what_is_wrong_is_named_with_its_place_and_does_not_count(
    dataset: Dataset, books: Path, tmp_path: Path, cells: dict[str, object], code: str, row: int, column: str
) -> None:
    back = answer(books / "B.xlsx", tmp_path / "back/B.xlsx", {"B5": date(2019, 2, 1), **cells})
    found = collect(dataset, back)
    (finding,) = found.findings
    assert (finding.code, finding.severity) == (code, "error")
    assert (finding.file, finding.sheet, finding.row, finding.column) == (
        "B.xlsx",
        "Ответы сторон",
        row,
        column,
    )
    assert finding.message("ru")
    assert finding.mend("en")
    good = 1 if code == "line_twice" else 0
    assert len(rows_of(found)) == 3 + good


def test_answers_whose_ids_were_moved_to_other_texts_go_to_no_statement(
    dataset: Dataset, books: Path, tmp_path: Path
) -> None:
    cells = {"C8": 4, "C9": 1, "E8": "s2", "E9": "s1", "B5": date(2019, 2, 1)}
    found = collect(dataset, answer(books / "B.xlsx", tmp_path / "back/B.xlsx", cells))
    assert [(one.code, one.row) for one in found.findings] == [("other_text", 8), ("other_text", 9)]
    assert len(rows_of(found)) == 3


@pytest.mark.parametrize(("place", "column"), [(2, "text"), (3, "agreement"), (5, "statement_id")])
def test_a_column_that_was_taken_out_is_named_and_nothing_is_taken(
    dataset: Dataset, books: Path, tmp_path: Path, place: int, column: str
) -> None:
    workbook = openpyxl.load_workbook(answer(books / "B.xlsx", tmp_path / "b.xlsx", {"C8": 4, "D8": "Да"}))
    workbook.worksheets[0].delete_cols(place)
    workbook.save(tmp_path / "b.xlsx")
    found = collect(dataset, tmp_path / "b.xlsx")
    gone = [(one.code, one.column) for one in found.findings if one.severity == "error"]
    assert ("column_gone", column) in gone
    assert all(one.message("ru") and one.mend("en") for one in found.findings)
    assert len(rows_of(found)) == 3


def test_a_workbook_that_came_back_empty_is_told(dataset: Dataset, books: Path) -> None:
    found = collect(dataset, books / "B.xlsx")
    assert [(one.code, one.severity) for one in found.findings] == [("nothing_filled", "warning")]
    assert len(rows_of(found)) == 3


def test_an_unknown_stakeholder_and_one_not_chosen_are_named(dataset: Dataset, tmp_path: Path) -> None:
    write_survey(dataset, tmp_path / "all.xlsx", cluster="K", lang="ru")
    back = tmp_path / "back"
    answer(tmp_path / "all.xlsx", back / "1.xlsx", {"C8": 4})
    answer(tmp_path / "all.xlsx", back / "2.xlsx", {"C8": 4, "B4": "Чужая (Z)"})
    found = collect(dataset, back)
    assert [(one.code, one.row) for one in found.findings] == [
        ("no_stakeholder", 4),
        ("unknown_stakeholder", 4),
    ]
    assert found.returned == ()


def test_an_answer_about_a_text_that_was_changed_since_is_left_out(
    dataset: Dataset, books: Path, tmp_path: Path
) -> None:
    changed = write_vision(tmp_path / "changed", asked=3, answers=ANSWERS)
    table = changed / "statements.csv"
    table.write_text(table.read_text("utf-8").replace("Тезис s1", "Тезис s1 иначе"), "utf-8")
    back = answer(books / "B.xlsx", tmp_path / "back/B.xlsx", {"C8": 4, "C9": 2, "B5": date(2019, 2, 1)})
    found = collect(read_dataset(changed).dataset, back)
    assert [(one.code, one.row, one.value) for one in found.findings] == [("statement_changed", 8, "s1")]
    assert ("B", "s2", 2, 1.0, None, date(2019, 2, 1)) in rows_of(found)
    assert found.returned[0].answers == 1


def test_of_two_workbooks_of_a_day_the_one_saved_last_counts(
    dataset: Dataset, books: Path, tmp_path: Path
) -> None:
    back = tmp_path / "back"
    answer(books / "B.xlsx", back / "old.xlsx", {"C8": 1, "B5": date(2019, 2, 1)}, saved="2019-02-01")
    answer(books / "B.xlsx", back / "new.xlsx", {"C8": 5, "B5": date(2019, 2, 1)}, saved="2019-02-02")
    found = collect(dataset, back)
    (finding,) = found.findings
    assert (finding.code, finding.file, finding.values["counted"]) == (
        "answered_twice",
        "old.xlsx",
        "new.xlsx",
    )
    assert ("B", "s1", 5, 1.0, None, date(2019, 2, 1)) in rows_of(found)


def test_another_answer_of_a_day_that_the_dataset_has_is_replaced_and_told(
    dataset: Dataset, books: Path, tmp_path: Path
) -> None:
    back = answer(books / "A.xlsx", tmp_path / "back/A.xlsx", {"C8": 5, "B5": date(2019, 1, 10)})
    found = collect(dataset, back)
    (finding,) = found.findings
    assert (finding.code, finding.values) == ("replaced", {"before": 2, "after": 5})
    assert len(rows_of(found)) == 3


def test_a_file_that_is_no_survey_is_named(dataset: Dataset, tmp_path: Path) -> None:
    back = tmp_path / "back"
    back.mkdir()
    openpyxl.Workbook().save(back / "notes.xlsx")
    (back / "broken.xlsx").write_text("no workbook", "utf-8")
    assert {one.file for one in collect(dataset, back).unreadable} == {"notes.xlsx", "broken.xlsx"}


def test_nobody_asked_an_unknown_one_and_a_target_that_is_there_are_refused(
    dataset: Dataset, tmp_path: Path
) -> None:
    empty = read_dataset(write_vision(tmp_path / "empty", asked=0, answers=ANSWERS)).dataset
    with pytest.raises(UsageError, match="«Стороны»"):
        write_survey(empty, tmp_path / "x", cluster="K", lang="ru")
    with pytest.raises(UsageError, match="ZZ"):
        write_survey(dataset, tmp_path / "x.xlsx", cluster="K", stakeholder="ZZ", lang="ru")
    (tmp_path / "there.xlsx").write_text("mine", "utf-8")
    with pytest.raises(UsageError):
        write_survey(dataset, tmp_path / "there.xlsx", cluster="K", lang="ru")
    assert (tmp_path / "there.xlsx").read_text("utf-8") == "mine"


def test_a_bad_cell_is_told_with_the_values_that_its_column_allows() -> None:
    place = {"table": "positions", "row": 2}
    bad = Finding("cell.integer", "error", column="agreement", value="4.5", **place)
    assert "от 1" in bad.mend("ru") and "до 5" in bad.mend("ru")
    assert "0 (the answer does not count)" in Finding(
        "cell.negative", "error", column="weight", value="-1.0", **place
    ).mend("en")
    # Of other columns the general words hold.
    assert "2018" in Finding("cell.integer", "error", column="year", value="4.5", **place).mend("ru")


def test_the_commands_send_out_and_collect_into_a_new_dataset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = write_vision(tmp_path / "data", asked=3, answers=ANSWERS)

    def call(*words: object) -> int:
        monkeypatch.setattr("sys.argv", ["kust", "programme", *map(str, words)])
        capsys.readouterr()
        try:
            run()
        except SystemExit as stop:
            return int(stop.code or 0)
        return 0

    assert call("survey", data, "-o", tmp_path / "C.xlsx", "--stakeholder", "C") == 0
    back = answer(tmp_path / "C.xlsx", tmp_path / "back/C.xlsx", {"C8": 5, "B5": date(2019, 2, 1)})
    before = (data / "positions.csv").read_bytes()
    assert call("collect", data, back, "-o", tmp_path / "new", "--format", "json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["returned"][0]["stakeholder_id"] == "C"
    assert (data / "positions.csv").read_bytes() == before
    assert read_dataset(tmp_path / "new").dataset.rows("positions").collect().height == 4
    assert call("collect", data, back, "-o", tmp_path / "new") == 2


def test_a_survey_among_the_answers_of_firms_is_told_what_it_is_and_nothing_is_written(
    dataset: Dataset, books: Path, tmp_path: Path
) -> None:
    found = collect_answers(books, dataset, tmp_path / "joined.xlsx")
    assert {one.reason.code for one in found.unreadable} == {"answer_to_survey"}
    assert found.output is None and not (tmp_path / "joined.xlsx").exists()
