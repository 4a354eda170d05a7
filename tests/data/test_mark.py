"""The marked copy: the faulty cells and no others, the words beside them, everything else as it was."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kust.data import Finding, read_dataset
from kust.data.mark import mark_workbook
from kust.data.template import write_template
from kust.data.validate import validate
from kust.errors import UsageError
from tests.data.firms import write_base
from tests.data.office import needs_office, save_again
from tests.data.sheets import fill

RED, YELLOW = "FFFF9C9C", "FFFFE699"


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A template with three faults of supplies in known cells: A3, B4 and G5."""
    path = tmp_path / "data.xlsx"
    write_template(path, "ru")
    firms = [
        {"Код организации": code, "Наименование": f"{code} (вымышленные данные)", "Страна": "RU"}
        for code in "AB"
    ]
    row = {"Поставщик": "A", "Покупатель": "B", "Код продукции": "P", "Год": 2018, "Стоимость, тыс. руб.": 5}
    supplies = [
        row,
        row | {"Поставщик": "X"},
        row | {"Покупатель": "A"},
        row | {"Стоимость, тыс. руб.": "пять"},
    ]
    products = [{"Код продукции": "P", "Наименование": "Отливки"}]
    keep_only(path, "Порядок заполнения", "Организации", "Продукция", "Поставки", "kust")
    fill(path, {"Организации": firms, "Продукция": products, "Поставки": supplies})
    return path


def keep_only(path: Path, *sheets: str) -> None:
    """Take the other sheets out of a template, for speed."""
    book = openpyxl.load_workbook(path)
    for name in set(book.sheetnames) - set(sheets):
        del book[name]
    book.save(path)


def findings_of(path: Path) -> tuple[Finding, ...]:
    reading = read_dataset(path)
    return validate(reading.dataset, reading.findings)


def marked_cells(path: Path) -> dict[str, str]:
    """Return the colour of each cell that is red or yellow, by sheet and address."""
    book = openpyxl.load_workbook(path)
    return {
        f"{sheet.title}!{cell.coordinate}": cell.fill.fgColor.rgb
        for sheet in book.worksheets[1:]
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb in (RED, YELLOW)
    }


def test_errors_are_red_warnings_yellow_and_nothing_else_is_touched(tmp_path: Path, faulty: Path) -> None:
    mark_workbook(faulty, findings_of(faulty), tmp_path / "marked.xlsx", "ru")
    # X is no organisation; A supplies itself; «пять» is no number.
    assert marked_cells(tmp_path / "marked.xlsx") == {
        "Поставки!A3": RED,
        "Поставки!B4": YELLOW,
        "Поставки!G5": RED,
    }


@pytest.mark.parametrize(("lang", "word"), [("ru", "ошибка"), ("en", "error")])
def test_a_note_says_what_is_wrong_and_how_to_mend_it(
    tmp_path: Path, faulty: Path, lang: str, word: str
) -> None:
    findings = findings_of(faulty)
    (number,) = [finding for finding in findings if finding.code == "cell.number"]
    mark_workbook(faulty, findings, tmp_path / "marked.xlsx", lang)
    note = openpyxl.load_workbook(tmp_path / "marked.xlsx")["Поставки"]["G5"].comment.text
    assert note == f"{word}: {number.message(lang)} {number.mend(lang)}"


def test_the_first_sheet_lists_all_findings_with_links(tmp_path: Path, faulty: Path) -> None:
    findings = findings_of(faulty)
    mark_workbook(faulty, findings, tmp_path / "marked.xlsx", "ru")
    book = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    sheet = book.worksheets[0]
    assert sheet.title == "Замечания"
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]
    assert len(rows) == len(findings) == 3
    assert {(row[1], row[2], row[3]) for row in rows} == {
        ("ошибка", "Поставки!A3", "Поставщик"),
        ("ошибка", "Поставки!G5", "Стоимость, тыс. руб."),
        ("предупреждение", "Поставки!B4", "Покупатель"),
    }
    links = {sheet.cell(row, 3).hyperlink.location for row in (6, 7, 8)}
    assert links == {"'Поставки'!A3", "'Поставки'!G5", "'Поставки'!B4"}


def test_values_formats_widths_and_notes_of_the_source_are_kept(tmp_path: Path, faulty: Path) -> None:
    before_bytes = faulty.read_bytes()
    mark_workbook(faulty, findings_of(faulty), tmp_path / "marked.xlsx", "ru")
    assert faulty.read_bytes() == before_bytes
    before, after = openpyxl.load_workbook(faulty), openpyxl.load_workbook(tmp_path / "marked.xlsx")
    assert after.sheetnames == ["Замечания", *before.sheetnames]
    for sheet in before.worksheets:
        copy = after[sheet.title]
        assert [[c.value for c in row] for row in copy.iter_rows()] == [
            [c.value for c in row] for row in sheet.iter_rows()
        ]
        assert [c.number_format for c in copy[2]] == [c.number_format for c in sheet[2]]
        assert len(copy.data_validations.dataValidation) == len(sheet.data_validations.dataValidation)
        assert copy.freeze_panes == sheet.freeze_panes
    assert after["Поставки"]["A1"].comment.text == before["Поставки"]["A1"].comment.text


def test_the_marked_copy_reads_as_the_source_does(tmp_path: Path, faulty: Path) -> None:
    mark_workbook(faulty, findings_of(faulty), tmp_path / "marked.xlsx", "ru")
    reading = read_dataset(tmp_path / "marked.xlsx")
    expected = read_dataset(faulty)
    for name in expected.dataset.origins:
        bare = [part.dataset.rows(name).drop("_file").collect() for part in (reading, expected)]
        assert bare[0].equals(bare[1])


@needs_office
@pytest.mark.office
def test_libreoffice_opens_the_marked_copy(tmp_path: Path, faulty: Path) -> None:
    mark_workbook(faulty, findings_of(faulty), tmp_path / "marked.xlsx", "ru")
    saved = save_again(tmp_path / "marked.xlsx", tmp_path / "office")
    assert set(marked_cells(saved)) == {"Поставки!A3", "Поставки!B4", "Поставки!G5"}
    assert "пять" in openpyxl.load_workbook(saved)["Поставки"]["G5"].comment.text


def test_several_findings_of_one_cell_share_a_note_and_the_worst_colour(tmp_path: Path, faulty: Path) -> None:
    place: dict[str, Any] = {
        "table": "supplies",
        "file": faulty.name,
        "sheet": "Поставки",
        "row": 2,
        "column": "year",
    }
    findings = [
        Finding("year.far", "warning", values={"now": 1.0, "before": 2.0, "year": 2018}, **place),
        Finding("cell.integer", "error", value="2018,5", **place),
    ]
    mark_workbook(faulty, findings, tmp_path / "marked.xlsx", "en")
    assert marked_cells(tmp_path / "marked.xlsx") == {"Поставки!E2": RED}
    note = openpyxl.load_workbook(tmp_path / "marked.xlsx")["Поставки"]["E2"].comment.text
    assert [line.split(":")[0] for line in note.split("\n")] == ["error", "warning"]


def test_a_column_is_found_below_a_title_and_a_formula_by_its_address(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Поставки"
    sheet.append(["Отчёт о поставках"])
    sheet.append([])
    sheet.append(["СТОИМОСТЬ, тыс. руб. *", "поставщик", "Заметки"])
    sheet.append([1, "A", "x"])
    sheet.append(["=1/0", "A", "x"])
    sheet.merge_cells("B4:C4")
    book.save(tmp_path / "d.xlsx")
    place: dict[str, Any] = {"table": "supplies", "file": "d.xlsx", "sheet": "Поставки"}
    findings = [
        Finding("cell.number", "error", row=5, column="amount_krub", value="x", **place),
        Finding(
            "cell.formula_uncounted", "error", file="d.xlsx", sheet="Поставки", row=5, column="A", value="A5"
        ),
        Finding("cell.required", "error", row=4, column="supplier_id", **place),
        Finding("column.missing", "error", row=3, column="buyer_id", value="Покупатель", **place),
        Finding("column.extra", "notice", row=3, column="Заметки", value="Заметки", **place),
    ]
    mark_workbook(tmp_path / "d.xlsx", findings, tmp_path / "m.xlsx", "ru")
    # The missing column has no cell: the first one of the heading bears the mark.
    assert set(marked_cells(tmp_path / "m.xlsx")) == {"Поставки!A5", "Поставки!B4", "Поставки!A3"}


def test_a_finding_without_a_place_is_listed_without_a_link(tmp_path: Path, faulty: Path) -> None:
    mark_workbook(
        faulty,
        [Finding("row.repeated", "notice", table="supplies", values={"count": 2})],
        tmp_path / "m.xlsx",
        "ru",
    )
    sheet = openpyxl.load_workbook(tmp_path / "m.xlsx").worksheets[0]
    assert (sheet["B6"].value, sheet["C6"].value, sheet["C6"].hyperlink) == ("замечание", "Поставки", None)
    assert marked_cells(tmp_path / "m.xlsx") == {}


def test_text_of_the_data_never_becomes_a_formula_of_the_list(tmp_path: Path, faulty: Path) -> None:
    finding = Finding(
        "cell.number", "error", "supplies", faulty.name, "Поставки", 2, "amount_krub", '=HYPERLINK("x")\x07'
    )
    mark_workbook(faulty, [finding], tmp_path / "m.xlsx", "ru")
    cell = openpyxl.load_workbook(tmp_path / "m.xlsx").worksheets[0]["E6"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("x") ', "s")


def test_a_folder_becomes_a_workbook_of_the_tables_with_findings(tmp_path: Path) -> None:
    folder = write_base(tmp_path / "base")
    text = (folder / "supplies.csv").read_text(encoding="utf-8")
    (folder / "supplies.csv").write_text(
        text.replace("C,B,P1,,2018,1,40", "X,B,P1,,2018,1,40"), encoding="utf-8"
    )
    findings = [finding for finding in findings_of(folder) if finding.code == "key.broken"]
    assert [finding.row for finding in findings] == [4]
    mark_workbook(folder, findings, tmp_path / "m.xlsx", "ru")
    book = openpyxl.load_workbook(tmp_path / "m.xlsx")
    assert book.sheetnames == ["Замечания", "Поставки"]
    # The first column numbers the rows of the file, so that A of the file is B here.
    assert marked_cells(tmp_path / "m.xlsx") == {"Поставки!B4": RED}
    assert [book["Поставки"].cell(4, column).value for column in (1, 2, 3)] == [4, "X", "B"]
    assert book.worksheets[0]["C6"].value == "supplies.csv"


def test_of_a_long_table_only_the_first_and_the_faulty_rows_are_copied(tmp_path: Path) -> None:
    folder = write_base(tmp_path / "base")
    lines = [f"A,B,P1,,2018,,{number},ledger," for number in range(25_000)]
    lines[20_000] = "A,B,P1,,2018,,много,ledger,"
    with (folder / "supplies.csv").open("a", encoding="utf-8") as file:
        file.write("\n".join(lines))
    findings = [finding for finding in read_dataset(folder).findings if finding.code == "cell.number"]
    # Six rows and the heading stand before the added ones.
    assert [finding.row for finding in findings] == [20_008]
    mark_workbook(folder, findings, tmp_path / "m.xlsx", "ru")
    sheet = openpyxl.load_workbook(tmp_path / "m.xlsx")["Поставки"]
    assert sheet.max_row == 16
    assert [sheet.cell(16, column).value for column in (1, 8)] == [20_008, "много"]
    assert marked_cells(tmp_path / "m.xlsx") == {"Поставки!H16": RED}


def test_a_folder_of_workbooks_has_a_sheet_for_each_faulty_file(tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for name in ("a", "b"):
        write_template(folder / f"{name}.xlsx", "ru")
        keep_only(folder / f"{name}.xlsx", "Поставки")
        row = {
            "Поставщик": name,
            "Покупатель": "B",
            "Код продукции": "P",
            "Год": 2018,
            "Стоимость, тыс. руб.": "?",
        }
        fill(folder / f"{name}.xlsx", {"Поставки": [row]})
    findings = [finding for finding in read_dataset(folder).findings if finding.code == "cell.number"]
    mark_workbook(folder, findings, tmp_path / "m.xlsx", "ru")
    assert marked_cells(tmp_path / "m.xlsx") == {"Поставки a!H2": RED, "Поставки b!H2": RED}


def test_what_cannot_be_marked_is_refused_and_nothing_is_overwritten(tmp_path: Path, faulty: Path) -> None:
    (tmp_path / "m.xlsx").write_bytes(b"mine")
    for source, output, code in (
        (faulty, tmp_path / "m.xlsx", "target_exists"),
        (faulty, tmp_path / "m.csv", "not_a_workbook_to_mark"),
        (tmp_path / "m.csv", tmp_path / "n.xlsx", "not_a_workbook_to_mark"),
    ):
        with pytest.raises(UsageError) as raised:
            mark_workbook(source, [], output, "ru")
        assert raised.value.code == code
    assert (tmp_path / "m.xlsx").read_bytes() == b"mine"
