"""Workbooks: formulas, merged cells, sheets of all kinds, and what other programs write into the file."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from .case import broken, error, notice, warning
from .sound import MADE_UP, Tables, grid_of, operate, sound, write_workbook

_BOOK: dict[str, Any] = {"file": "book.xlsx", "sheet": "supplies"}
_AMOUNTS = {"supplies.amount_krub": [100.5, 200.0, 300.0]}
# Sheets stand in the order of the sound dataset: supplies is the sixth.
_XML = "xl/worksheets/sheet6.xml"


def _book(folder: Path, made: Tables | None = None, **sheets: Any) -> Path:
    return write_workbook(folder / "book.xlsx", made or sound(), **sheets)


def _touched(touch: Callable[[xlsxwriter.Workbook], None], *, without: str = "") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        made = sound()
        made.pop(without, None)
        return write_workbook(folder / "book.xlsx", made, touch)

    return make


def _sheet(book: xlsxwriter.Workbook, name: str = "supplies") -> Any:
    return book.get_worksheet_by_name(name)


def _formula_error(book: xlsxwriter.Workbook) -> None:
    _sheet(book).write_formula("F3", "=NA()", None, "#N/A")
    _sheet(book).write_formula("E4", "=1/0", None, "#DIV/0!")


broken(
    "Formula errors, in a column that must be filled and in one that need not",
    error("cell.formula_error", 3, "amount_krub", "F3", **_BOOK),
    error("cell.formula_error", 4, "quantity", "E4", **_BOOK),
    reads={"supplies.amount_krub": [100.5, None, 300.0]},
)(_touched(_formula_error))


def _counted(book: xlsxwriter.Workbook) -> None:
    _sheet(book).write_formula("F3", "=100+100", None, 200)


broken("A formula with its value is that value", reads=_AMOUNTS)(_touched(_counted))


def _zero(book: xlsxwriter.Workbook) -> None:
    _sheet(book).write_formula("F3", "=100+100")


broken(
    "A formula that a program wrote down with 0 for its value, leaving the counting to Excel",
    error("cell.formula_uncounted", 3, "amount_krub", "F3", **_BOOK),
)(_touched(_zero))


@broken(
    "A formula without any value",
    error("cell.formula_uncounted", 3, "amount_krub", "F3", **_BOOK),
)
def _(folder: Path) -> Path:
    return operate(_touched(_counted)(folder), _XML, r"(<f>100\+100</f>)<v>200</v>", r"\1<v></v>")


@broken(
    "A formula error where the tags have a prefix and the attributes another order",
    error("cell.formula_error", 3, "amount_krub", "F3", **_BOOK),
)
def _(folder: Path) -> Path:
    def one(book: xlsxwriter.Workbook) -> None:
        _sheet(book).write_formula("F3", "=NA()", None, "#N/A")

    path = operate(_touched(one)(folder), _XML, r'<c r="F3" t="e">', '<c t="e" r="F3">')
    operate(path, _XML, r"<(/?)(c|v|f|row|sheetData)\b", r"<\1x:\2")
    return operate(
        path,
        _XML,
        r"<worksheet ",
        '<worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ',
    )


def _note_with_error(book: xlsxwriter.Workbook) -> None:
    sheet = _sheet(book)
    sheet.write_formula("J3", "=NA()", None, "#N/A")
    sheet.write_string("A6", "Итого")
    sheet.write_formula("F6", "=SUM(F2:F4)", None, "#REF!")


broken(
    "Formula errors beside the table and in its row of totals hurt nobody",
    warning("row.total", 6, value="Итого", **_BOOK),
    notice("row.empty", 5, **_BOOK),
    reads=_AMOUNTS,
)(_touched(_note_with_error))


def _merged(book: xlsxwriter.Workbook) -> None:
    _sheet(book).merge_range("G2:G4", "supplier")
    _sheet(book).merge_range("A5:E5", "Итого")
    _sheet(book).write_number("F5", 600.5)


broken(
    "Cells merged down: only the first row would say who reported",
    error("cell.merged", 2, "reported_by", "G2:G4", **_BOOK),
    warning("row.total", 5, value="Итого", **_BOOK),
)(_touched(_merged))


@broken(
    "Merged titles and a merged heading of two rows above the table",
    notice("heading.two_rows", 2, **_BOOK),
    notice("heading.below_title", 2, **_BOOK),
    reads={"supplies.amount_krub": [5.0], "supplies.quantity": [1.0], "supplies.supplier_id": ["F1"]},
)
def _(folder: Path) -> Path:
    def heading(book: xlsxwriter.Workbook) -> None:
        sheet = _sheet(book)
        sheet.merge_range("B1:G1", "Поставки за 2018 год")
        for place, title in (
            ("B2:B3", "Поставщик"),
            ("C2:C3", "Покупатель"),
            ("D2:D3", "Код продукции"),
            ("E2:E3", "Год"),
        ):
            sheet.merge_range(place, title)
        sheet.merge_range("F2:G2", "Поставлено")
        sheet.write_row("F3", ["Количество", "Стоимость, тыс. руб."])
        sheet.write_row("B4", ["F1", "F2", "P1", 2018, 1, 5])

    return write_workbook(folder / "book.xlsx", {**sound(), "supplies": []}, heading)


@broken(
    "A table that does not begin in the corner keeps its rows and columns",
    error("cell.number", 6, "amount_krub", "мало", **_BOOK),
    error("cell.formula_error", 5, "quantity", "G5", **_BOOK),
)
def _(folder: Path) -> Path:
    made = sound()
    rows = [["", "", *cells] for cells in grid_of(made["supplies"])]
    rows[3][7] = "мало"
    path = _book(folder, made, supplies=[[], [], *rows])

    def shifted(book: xlsxwriter.Workbook) -> None:
        _sheet(book).write_formula("G5", "=1/0", None, "#DIV/0!")

    return write_workbook(path, {**made, "supplies": []}, shifted, supplies=[[], [], *rows])


@broken(
    "A hidden sheet is read, and named",
    notice("sheet.hidden", value="supplies", **_BOOK),
    reads=_AMOUNTS,
)
def _(folder: Path) -> Path:
    return _touched(lambda book: _sheet(book).hide())(folder)


@broken(
    "Sheets by Russian title, English title and code, in any letter case",
    reads={**_AMOUNTS, "organisations.region": ["00"] * 3},
)
def _(folder: Path) -> Path:
    made = sound()
    names = {
        "supplies": " ПОСТАВКИ ",
        "organisations": "организации",
        "accounts": "Annual Figures",
        "products": "PRODUCTS",
    }
    return write_workbook(folder / "book.xlsx", {names.get(name, name): rows for name, rows in made.items()})


@broken(
    "Two sheets of one table in one workbook",
    error("sheet.twice", value="Поставки", file="book.xlsx", sheet="Поставки"),
)
def _(folder: Path) -> Path:
    return _book(folder, Поставки=grid_of(sound()["supplies"]))


@broken("A second sheet of a table without rows is no second table", reads=_AMOUNTS)
def _(folder: Path) -> Path:
    return _book(folder, Поставки=grid_of(sound()["supplies"])[:1])


@broken(
    "Empty sheets say nothing, other sheets are named and left out",
    notice("sheet.unknown", table=None, file="book.xlsx", sheet="Черновик", value="Черновик"),
    reads=_AMOUNTS,
)
def _(folder: Path) -> Path:
    return _book(folder, Лист1=[], Черновик=[["Поставщик"], ["F1"]], outputs=[])


@broken(
    "A chart among the sheets shifts nothing", error("cell.formula_error", 3, "amount_krub", "F3", **_BOOK)
)
def _(folder: Path) -> Path:
    made = sound()
    path = folder / "book.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name in made:
        if name == "supplies":
            chart = book.add_chart({"type": "line"})
            chart.add_series({"values": "=accounts!$C$2:$C$4"})
            book.add_chartsheet("Диаграмма").set_chart(chart)
        sheet = book.add_worksheet(name)
        for number, row in enumerate(grid_of(made[name])):
            sheet.write_row(number, 0, row)
    _sheet(book).write_formula("F3", "=NA()", None, "#N/A")
    _sheet(book, "accounts").write_row("A1", ["organisation_id", "year", "output_krub", "purchases_krub"])
    book.close()
    return path


@broken(
    "A sheet with a million rows that somebody formatted and nobody filled",
    refused="empty_rows",
)
def _(folder: Path) -> Path:
    path = _book(folder)
    rows = "".join(f'<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="1"/></row>' for n in range(5, 2**20))
    return operate(path, _XML, r"</sheetData>", rows + "</sheetData>")


@broken("A sheet with something in its last row, a million rows down", refused="empty_rows")
def _(folder: Path) -> Path:
    return _touched(lambda book: _sheet(book).write_string(2**20 - 1, 0, "конец"))(folder)


@broken(
    "The last row of the sheet alone, which LibreOffice lists for its height, is no desert", reads=_AMOUNTS
)
def _(folder: Path) -> Path:
    last = f'<row r="{2**20}" customFormat="false" ht="12.8" hidden="false" customHeight="true"/>'
    return operate(_book(folder), _XML, r"</sheetData>", last + "</sheetData>")


@broken("A hundred formatted rows below the table are no rows", reads=_AMOUNTS)
def _(folder: Path) -> Path:
    rows = "".join(f'<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="1"/></row>' for n in range(5, 105))
    return operate(_book(folder), _XML, r"</sheetData>", rows + "</sheetData>")


def _days(book: xlsxwriter.Workbook) -> None:
    sheet, day = _sheet(book, "clusters"), book.add_format({"num_format": "dd.mm.yyyy"})
    sheet.write_row("A1", ["cluster_id", "name", "kind", "confirmed_on"])
    for row, moment in enumerate((datetime(2018, 12, 31), datetime(2018, 12, 31, 10, 30)), start=1):
        sheet.write_row(row, 0, [f"C{row}", f"Кластер {MADE_UP}", "industrial"])
        sheet.write_datetime(row, 3, moment, day)
    sheet.write_row(3, 0, ["C3", f"Кластер {MADE_UP}", "industrial", 43465])


_CLUSTERS: dict[str, Any] = {"table": "clusters", "file": "book.xlsx", "sheet": "clusters"}
broken(
    "Days of a workbook: a day, a moment of a day, a number without a format",
    error("cell.date", 3, "confirmed_on", "2018-12-31 10:30:00", **_CLUSTERS),
    error("cell.date_serial", 4, "confirmed_on", "43465", **_CLUSTERS),
    reads={"clusters.confirmed_on": [date(2018, 12, 31), None, None]},
)(_touched(_days))


# 43465 days after the beginning of 1904 are 1462 days later than after that of 1900: 1 January 2023.
@broken(
    "A workbook that counts its days from 1904",
    reads={"clusters.confirmed_on": [date(2023, 1, 1)]},
)
def _(folder: Path) -> Path:
    def one(book: xlsxwriter.Workbook) -> None:
        _sheet(book, "clusters").write_row("A1", ["cluster_id", "name", "kind", "confirmed_on"])
        _sheet(book, "clusters").write_number("D2", 43465, book.add_format({"num_format": "dd.mm.yyyy"}))

    return operate(_touched(one)(folder), "xl/workbook.xml", r"<workbookPr ", '<workbookPr date1904="1" ')


@broken("Shares kept as numbers and shown as percentages", reads={"needs.import_share": [0.2, 1.0]})
def _(folder: Path) -> Path:
    def percent(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("needs")
        sheet.write_row("A1", ["need_id", "product_id", "import_share"])
        sheet.write_row("A2", ["N1", "P1", 0.2], book.add_format({"num_format": "0%"}))
        sheet.write_row("A3", ["N2", "P1", 1], book.add_format({"num_format": "0%"}))

    return _touched(percent)(folder)


@broken(
    "Yes and no as a workbook keeps them, and one of them among numbers",
    error("cell.number", 2, "amount_krub", "true", **_BOOK),
    reads={"products.is_final": [True, False, None]},
)
def _(folder: Path) -> Path:
    made = sound()
    for row, cell in zip(made["products"], (True, False, None), strict=True):
        row["is_final"] = cell
    made["supplies"][0]["amount_krub"] = True
    return _book(folder, made)


def _text_cells(*cells: str) -> Tables:
    made = sound()
    for row, cell in zip(made["supplies"], cells, strict=True):
        row["amount_krub"] = cell
    return made


@broken("Numbers written as text in a workbook", reads={"supplies.amount_krub": [100.5, 1200.0, 300.0]})
def _(folder: Path) -> Path:
    made = _text_cells("100,5", "1\u00a0200", "300")
    del made["accounts"]
    return _book(folder, made)


@broken(
    "A note beside the table is left out and named",
    notice("column.unnamed", 3, value="проверить", **_BOOK),
    reads=_AMOUNTS,
)
def _(folder: Path) -> Path:
    return _touched(lambda book: _sheet(book).write_string("K3", "проверить"))(folder)


@broken(
    "A workbook of other things than tables holds nothing to check",
    *(
        notice("sheet.unknown", table=None, file="book.xlsx", sheet=name, value=name)
        for name in ("Отчёт", "Смета")
    ),
)
def _(folder: Path) -> Path:
    return write_workbook(folder / "book.xlsx", {}, Отчёт=[["Итого", 5]], Смета=[["Итого", 6]])
