"""Tables of regulations: their printed totals are held against their rows, and they become permits."""

from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from kust.data.read import read_dataset
from kust.errors import UsageError
from kust.harvest.stocks.regulation import read_regulation
from kust.harvest.stocks.regulation_permits import make_permits

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


# A table of regulations as it is printed (docs.cntd.ru 550221159, shortened; 943048059 for the mushrooms, whose
# total stands above them): no column of the forestry or of groups, numbers, dashes, sections and totals among the rows.
AS_PRINTED = """Таблица 2.4.1.1
N п/п;Вид пищевых лесных ресурсов, лекарственных растений;Единица измерения;Ежегодный допустимый объем заготовки
1;2;3;4
;Пищевые ресурсы;;
1.;Ягоды по видам:;;
;клюква;тонн;346
;брусника;тонн;123
;черника;тонн;199
;ИТОГО:;тонн;668
2.;Грибы, всего в том числе:;;145
;- белый гриб;т;31
;- подберезовик;т;63
;- подосиновик;т;27
;- масленок;т;6
;- груздь;т;18
3.;Березовый сок;тыс. тонн;6.1
;Лекарственное сырье по видам;;
1.;Вахта трехлистная;тонн;10
;Лабазник;тонн;5
;Багульник;тонн;58
;Гриб чага;тонн;52
;ИТОГО:;;73
;ВСЕГО:;;7038
"""


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_table_as_regulations_print_it_is_checked_group_by_group(tmp_path: Path, form: str) -> None:
    path = table(tmp_path, AS_PRINTED)
    if form == "xlsx":
        path = tmp_path / "регламент.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("Лист1")
            for row, line in enumerate(AS_PRINTED.splitlines()):
                sheet.write_row(row, 0, line.split(";"))
    found = read_regulation(path, "Верховажское")
    # 346 + 123 + 199 = 668; 31 + 63 + 27 + 6 + 18 = 145; 10 + 5 + 58 + 52 = 125; 668 + 145 + 6100 + 125 = 7038.
    assert [(t.group, t.sum_t, t.printed_t, t.status) for t in found.totals] == [
        ("Ягоды по видам", 668, 668, "agrees"),
        ("Грибы, всего в том числе", 145, 145, "agrees"),
        ("Лекарственное сырье по видам", 125, 73, "differs"),
        ("", 7038, 7038, "agrees"),
    ]
    assert {(line.species, line.tonnes) for line in found.lines} >= {
        ("белый гриб", 31),
        ("Березовый сок", 6100),
    }
    assert len(found.lines) == 3 + 5 + 1 + 4
    assert {line.forestry for line in found.lines} == {"Верховажское"}
    assert [finding.row for finding in found.findings] == [22]


def test_the_second_regulation_s_groups_without_a_heading_end_with_their_total(tmp_path: Path) -> None:
    text = "Лесничество;Вид;Объём, т\nА;x;1\n;y;2\n;Итого;3\n;z;4\n;Итого;5\n;Всего;7\nБ;x;9\n;Всего;9\n"
    totals = read_regulation(table(tmp_path, text)).totals
    # 1 + 2 = 3; 4 is not 5; 1 + 2 + 4 = 7; 9 alone, for another forestry has begun.
    assert [(t.sum_t, t.status) for t in totals] == [
        (3, "agrees"),
        (4, "differs"),
        (7, "agrees"),
        (9, "agrees"),
    ]


@pytest.mark.parametrize("head", ["Лесничество;Вид;Объём, т", "Лесничество;Группа;Вид;Объём, т"])
def test_a_total_of_all_forestries_is_that_of_none_of_them(tmp_path: Path, head: str) -> None:
    more = ";" if "Группа" in head else ""
    rows = ["А;{};x;1", "А;{};Итого;1", "Б;{};x;2", ";{};Итого;3", "Всего;{};;3"]
    text = "\n".join([head, *(row.replace("{};", more) for row in rows)])
    totals = read_regulation(table(tmp_path, text)).totals
    # «Итого» below Б may be that of both: 1 + 2.
    assert [(t.forestry, t.status, t.sum_t) for t in totals] == [
        ("А", "agrees", 1), ("", "agrees", 3), ("", "agrees", 3),
    ]  # fmt: skip


def test_no_row_of_a_long_sheet_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Все лесничества")
        sheet.write_row(0, 0, ["Лесничество", "Вид", "Объём, т"])
        for row in range(1, 251):
            sheet.write_row(row, 0, [f"Л{row}", "клюква", row])
    # 1 + 2 + … + 250 = 250 · 251 / 2
    assert sum(line.tonnes or 0 for line in read_regulation(path).lines) == 31375


def test_every_sheet_of_a_book_is_read_and_names_its_forestry(tmp_path: Path) -> None:
    path = tmp_path / "область.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, amount in (("Северное", 1), ("Южное", 2)):
            sheet = book.add_worksheet(name)
            for row, cells in enumerate([["Вид", "Объём, т"], ["клюква", amount], ["Итого", 1]]):
                sheet.write_row(row, 0, cells)
    found = read_regulation(path)
    assert [(line.forestry, line.tonnes) for line in found.lines] == [("Северное", 1), ("Южное", 2)]
    assert [total.status for total in found.totals] == ["agrees", "differs"]
    assert [(finding.sheet, finding.row) for finding in found.findings] == [("Южное", 3)]


def test_a_unit_that_is_no_mass_leaves_its_row_unknown_and_stops_nothing(tmp_path: Path) -> None:
    found = read_regulation(table(tmp_path, "Лесничество;Вид;Объём;Ед. изм.\nА;сок;3;тыс. л\nА;клюква;2;ц\n"))
    assert [(finding.severity, finding.row) for finding in found.findings] == [("warning", 2)]
    assert [line.tonnes for line in found.lines] == [None, pytest.approx(0.2)]


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
    with pytest.raises(UsageError, match="forestry"):
        make_permits(read_regulation(table(tmp_path, AS_PRINTED)), {}, 2019)


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
    # Another forestry's regulation comes beside it, with its own word for a species.
    other = table(tmp_path, AS_PRINTED, "другой.csv")
    named = ("--forestry", "Юг", "--species", "cranberry=клюква", "-o", out, "--lang", "ru")
    code, _, said = kust("harvest", "regulation", other, *asked[3:], *named)
    assert code == 0 and "КОД=Лабазник" in said
    permits = read_dataset(out).dataset.rows("permits").select("forestry", "species_id", "admissible_t")
    assert permits.collect().rows() == [
        ("Север", "bilberry", 12.5), ("Север", "cowberry", 30),
        ("Юг", "bilberry", 199), ("Юг", "cep", 31), ("Юг", "cowberry", 123), ("Юг", "cranberry", 346),
    ]  # fmt: skip


def test_the_command_answers_one_json_document(kust, tmp_path: Path) -> None:
    import json

    code, out, _ = kust("harvest", "regulation", table(tmp_path, VOLOGDA), "--format", "json")
    document = json.loads(out)
    assert code == 0
    assert document["totals"][0]["status"] == "differs"
    assert len(document["rows"]) == 4
    assert pl.DataFrame(document["rows"])["tonnes"].sum() == 125


@pytest.mark.parametrize("unit", ["тыс. т", "тыс. кг", "млн т"])
def test_a_heading_in_thousands_is_not_taken_for_tonnes_or_kilograms(tmp_path: Path, unit: str) -> None:
    path = tmp_path / "caps.csv"
    path.write_text(f'Лесничество;Вид;"Ежегодный допустимый объём заготовки, {unit}"\nТарское;Черника;1,2\n')
    with pytest.raises(UsageError) as caught:
        read_regulation(path)
    assert caught.value.code == "regulation_no_unit"


def test_a_species_named_twice_makes_no_permits_that_nobody_could_read(tmp_path: Path) -> None:
    path = tmp_path / "caps.csv"
    path.write_text(
        "forestry,species,amount_t,year\nТарское,V4,10,2021\nТарское,V1,2,2021\nТарское,V4,3,2021\n"
    )
    with pytest.raises(UsageError) as caught:
        make_permits(read_regulation(path), {"V1": "Белый гриб", "V4": "Брусника"}, None)
    assert caught.value.code == "regulation_twice"
    assert caught.value.values["rows"] == "2, 4"
