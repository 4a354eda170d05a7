"""Tables of regulations: their printed totals are held against their rows, and they become permits."""

from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from kust.data.read import read_dataset
from kust.errors import UsageError
from kust.harvest.stocks.regulation import make_permits, read_regulation

# Sums of forestry regulations as docs.cntd.ru prints them (446560374 and the Vologda ones); names of the rows of the
# medicinal plants were not noted, so they are numbered.
VOLOGDA = """Параметры использования лесов;;;;
Лесничество;Группа;Наименование;Объём;Единица измерения
Верховажское;Лекарственное сырьё;вид 1;10;т
;;вид 2;5;
;;вид 3;58;
;;вид 4;52;
;;Итого;73;
"""


def table(folder: Path, text: str, name: str = "regulation.csv") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_the_wrong_total_of_verkhovazhskoye_is_flagged(tmp_path: Path) -> None:
    found = read_regulation(table(tmp_path, VOLOGDA))
    (total,) = found.totals
    assert (total.status, total.sum_t, total.printed_t) == ("differs", 125, 73)
    (finding,) = found.findings
    assert (finding.severity, finding.row, finding.value) == ("warning", 7, "73")
    words = finding.message("ru")
    assert "10 + 5 + 58 + 52" in words and "125" in words and "73" in words


def test_right_totals_agree_in_kilograms_and_tonnes(tmp_path: Path) -> None:
    # 98 800 + 72 800 + 800 = 172 400 kg of berries.
    text = (
        'forestry,group,species,amount_kg\nТарногское,Ягоды,a,98800\n,,b,72800\n,,c,800\n,,Всего,"172 400"\n'
    )
    found = read_regulation(table(tmp_path, text))
    assert [total.status for total in found.totals] == ["agrees"]
    assert found.totals[0].sum_t == pytest.approx(172.4)
    assert found.findings == ()


def test_totals_of_groups_and_of_the_whole_forestry_are_told_apart(tmp_path: Path) -> None:
    text = (
        "Лесничество;Группа;Вид;Объём, т;Год\n"
        "А;Ягоды;клюква;3,5;2019\nА;Ягоды;брусника;1,5;2019\nА;Ягоды;Итого;5;2019\n"
        "А;Грибы;белый;2;2019\nА;Грибы;Итого;3;2019\nА;Всего;;7;2019\n"
        "Б;Ягоды;клюква;;2019\nБ;Ягоды;брусника;1;2019\nБ;Ягоды;Итого;1;2019\n"
    )
    found = read_regulation(table(tmp_path, text))
    assert [(t.forestry, t.group, t.sum_t, t.status) for t in found.totals] == [
        ("А", "Ягоды", 5, "agrees"),
        ("А", "Грибы", 2, "differs"),
        ("А", "", 7, "agrees"),
        ("Б", "Ягоды", None, "unchecked"),  # a row without an amount is unknown, not zero
    ]


def test_a_column_of_printed_totals_is_read(tmp_path: Path) -> None:
    text = "forestry,group,species,amount_t,total\nА,g,x,1,\nА,g,y,2,4\n"
    (total,) = read_regulation(table(tmp_path, text)).totals
    assert (total.row, total.sum_t, total.printed_t, total.status) == (3, 3, 4, "differs")


def test_a_workbook_reads_as_the_csv_does(tmp_path: Path) -> None:
    path = tmp_path / "regulation.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Титул").write(0, 0, "Регламент")
        sheet = book.add_worksheet("Таблица 14")
        for row, line in enumerate(VOLOGDA.splitlines()):
            for column, cell in enumerate(line.split(";")):
                sheet.write(row, column, float(cell) if cell.isdigit() else cell)
    found = read_regulation(path)
    assert [(t.sum_t, t.printed_t) for t in found.totals] == [(125, 73)]
    assert found.findings[0].sheet == "Таблица 14"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a,b\n1,2\n", "regulation_no_heading"),
        ("forestry,species,amount\nА,x,1\n", "regulation_no_unit"),
    ],
)
def test_a_table_that_says_too_little_is_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_regulation(table(tmp_path, text))
    assert refused.value.code == code
    assert "docs" in refused.value.words("ru") or "графу" in refused.value.words("ru")


def test_cells_that_cannot_be_read_are_errors_with_their_row(tmp_path: Path) -> None:
    text = "forestry,species,amount,unit,year\nА,x,1,бочка,2019\nА,y,много,т,2019\nА,z,3,т,19\n"
    found = read_regulation(table(tmp_path, text))
    assert [(f.code.rpartition(".")[2], f.severity, f.row, f.value) for f in found.findings] == [
        ("unit", "error", 2, "бочка"), ("amount", "error", 3, "много"), ("year", "error", 4, "19"),
    ]  # fmt: skip


def test_rows_that_are_species_become_permits_and_groups_are_left_out(tmp_path: Path) -> None:
    text = "forestry,species,amount_kg\nА,Клюква болотная,2500\nА,cep,\nА,Грибы,900\n"
    found = read_regulation(table(tmp_path, text))
    permits, left_out = make_permits(found, {"cranberry": "Клюква болотная", "cep": "Белый гриб"}, 2019)
    assert permits.rows() == [("А", "cep", 2019, None), ("А", "cranberry", 2019, 2.5)]
    assert [(finding.row, finding.value) for finding in left_out] == [(4, "Грибы")]
    with pytest.raises(UsageError):
        make_permits(found, {}, None)


def test_the_command_writes_permits_that_kust_reads(kust, tmp_path: Path) -> None:
    from kust.examples import load

    text = "Лесничество;Вид;Объём, т\nСевер;Брусника;30\nСевер;Черника;12,5\nСевер;Итого;40\n"
    out = tmp_path / "out"
    asked = (
        "harvest",
        "regulation",
        table(tmp_path, text),
        "--dataset",
        load("wild-harvest"),
        "--year",
        2019,
    )
    code, shown, said = kust(*asked, "-o", out, "--lang", "ru")
    assert code == 0
    assert "не сходится" in shown and "42,5" in shown
    assert "строк 2" in said
    read = read_dataset(out)
    permits = read.dataset.rows("permits").collect()
    assert permits.select("species_id", "admissible_t").sort("species_id").rows() == [
        ("bilberry", 12.5),
        ("cowberry", 30),
    ]
    assert permits["year"].to_list() == [2019, 2019]
    assert kust(*asked, "-o", out)[0] == 2  # never over what is there


def test_the_command_answers_one_json_document(kust, tmp_path: Path) -> None:
    import json

    code, out, _ = kust("harvest", "regulation", table(tmp_path, VOLOGDA), "--format", "json")
    document = json.loads(out)
    assert code == 0
    assert document["totals"][0]["status"] == "differs"
    assert len(document["rows"]) == 4
    assert pl.DataFrame(document["rows"])["tonnes"].sum() == 125
