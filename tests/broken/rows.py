"""Headings, rows of totals, empty rows."""

from pathlib import Path

from .case import broken, error, notice, warning
from .sound import as_csv, sound, supplies_text, write_folder

_AMOUNTS = {"supplies.amount_krub": [100.5, 200.0, 300.0]}
_TITLES = "Поставщик;Покупатель;Код продукции;Год;Стоимость, тыс. руб."
_ROWS = "F1;F2;P1;2018;100,5\nF2;F3;P2;2018;200\nF3;F1;P3;2018;300\n"

broken(
    "No heading at all",
    error("heading.not_found", 1),
)(supplies_text(_ROWS))
broken(
    "A heading of words that nobody knows",
    error("heading.not_found", 1),
)(supplies_text(f"Кто;Кому;Что;Когда;Почём\n{_ROWS}"))
broken(
    "A required column is missing",
    error("column.missing", 1, "amount_krub", "Стоимость, тыс. руб."),
    notice("column.extra", 1, "Стоимость, млн руб.", "Стоимость, млн руб."),
)(supplies_text(f"{_TITLES.replace('тыс.', 'млн')}\n{_ROWS}"))
broken(
    "A column stands twice, once by code and once by title",
    error("column.twice", 1, "amount_krub", "amount_krub"),
)(supplies_text(f"{_TITLES};amount_krub\n" + _ROWS.replace("\n", ";1\n")))
broken(
    "Headings in capitals, with ё and е mixed up, stars, line breaks and spaces",
    reads={**_AMOUNTS, "supplies.reported_by": ["ledger"] * 3},
)(
    supplies_text(
        ' ПОСТАВЩИК * ;"Поку\u00adпатель";"Код\nпродукции";ГОД *;стоимость,\u00a0Тыс.  Руб.;Кто сообщил\n'.replace(
            "\u00ad", ""
        )
        + _ROWS.replace("\n", ";учет\n")
    )
)
broken(
    "Titles above the heading",
    notice("heading.below_title", 4),
    reads=_AMOUNTS,
)(supplies_text(f"Поставки кластера;;;;\nза 2018 год;;;;\n;;;;\n{_TITLES}\n{_ROWS}"))
broken(
    "A heading of two rows, names above and figures below",
    notice("heading.two_rows", 1),
    reads={**_AMOUNTS, "supplies.quantity": [1.0, 2.0, 3.0]},
)(
    supplies_text(
        "Поставщик;Покупатель;Код продукции;Год;Поставлено за год;\n;;;;Количество;Стоимость, тыс. руб.\n"
        "F1;F2;P1;2018;1;100,5\nF2;F3;P2;2018;2;200\nF3;F1;P3;2018;3;300\n"
    )
)
broken(
    "A heading of two rows, most of it below",
    notice("heading.two_rows", 1),
    reads={**_AMOUNTS, "supplies.year": [2018] * 3},
)(
    supplies_text(
        "Стороны;;Код продукции;Год;Итоги;\nПоставщик;Покупатель;;;Количество;Стоимость, тыс. руб.\n"
        "F1;F2;P1;2018;1;100,5\nF2;F3;P2;2018;2;200\nF3;F1;P3;2018;3;300\n"
    )
)
broken(
    "A row of the numbers of the columns under the heading is no row of the table",
    error("key.broken", 2, "supplier_id", "1"),
    error("key.broken", 2, "buyer_id", "2"),
    error("key.broken", 2, "product_id", "3"),
    error("cell.range", 2, "year", "4"),
)(supplies_text(f"{_TITLES}\n1;2;3;4;5\n{_ROWS}"))
broken(
    "An empty row in the middle is left out; rows after it keep their numbers",
    notice("row.empty", 3, value=None),
    error("cell.number", 5, "amount_krub", "мало"),
)(supplies_text(f"{_TITLES}\nF1;F2;P1;2018;100,5\n;;;;\n\nF3;F1;P3;2018;мало\n"))
broken(
    "Empty rows at the end are no rows",
    reads=_AMOUNTS,
)(supplies_text(f"{_TITLES}\n{_ROWS}\n;;;;\n   \n\u00a0;;-;;\n"))
broken(
    "A total at the bottom in a column of text is not summed",
    warning("row.total", 5, value="Итого:"),
    reads=_AMOUNTS,
)(supplies_text(f"{_TITLES}\n{_ROWS}Итого:;;;;600,5\n"))
broken(
    "A total whose word stands in a column of its own is not summed",
    warning("row.total", 5, value="ВСЕГО за 2018 год"),
    notice("column.extra", 1, "№", "№"),
    reads=_AMOUNTS,
)(
    supplies_text(
        f"№;{_TITLES}\n1;F1;F2;P1;2018;100,5\n2;F2;F3;P2;2018;200\n"
        "3;F3;F1;P3;2018;300\nВСЕГО за 2018 год;;;;2018;600,5\n"
    )
)
broken(
    "A total without a word is refused, not summed",
    *(error("cell.required", 5, column) for column in ("supplier_id", "buyer_id", "product_id", "year")),
)(supplies_text(f"{_TITLES}\n{_ROWS};;;;600,5\n"))
broken(
    "Totals of each buyer in between are not summed",
    warning("row.total", 3, value="Итого по F1"),
    warning("row.total", 5, value="F2 Итог"),
    warning("row.total", 7, value="Общий итог"),
    reads=_AMOUNTS,
)(
    supplies_text(
        f"{_TITLES}\nF1;F2;P1;2018;100,5\nИтого по F1;;;2018;100,5\nF2;F3;P2;2018;200\nF2 Итог;;;;200\n"
        "F3;F1;P3;2018;300\nОбщий итог;;;;600,5\n"
    )
)
broken(
    "A total that fills every required cell is refused by its keys",
    warning("supply.self", 5, "buyer_id", "Всего"),
    *(error("key.broken", 5, column, "Всего") for column in ("supplier_id", "buyer_id", "product_id")),
)(supplies_text(f"{_TITLES}\n{_ROWS}Всего;Всего;Всего;2018;600,5\n"))


@broken(
    "A firm whose name begins like a total is a firm",
    reads={
        "organisations.name": [
            "Всего доброго (вымышленные данные)",
            "Итого и Ко",
            "Завод Третий (вымышленные данные)",
        ]
    },
)
def _(folder: Path) -> Path:
    made = sound()
    made["organisations"][0]["name"] = "Всего доброго (вымышленные данные)"
    made["organisations"][1]["name"] = "Итого и Ко"
    return write_folder(folder / "data", made)


@broken(
    "A firm whose name begins like a total and whose country is missing is not taken for a total",
    error("cell.required", 2, "country", table="organisations", file="organisations.csv"),
)
def _(folder: Path) -> Path:
    made = sound()
    made["organisations"][0] |= {"name": "Всего доброго", "country": None}
    return write_folder(folder / "data", made)


@broken(
    "A total of the organisations, a count among the names, is left out",
    warning("row.total", 5, value="Итого", table="organisations", file="organisations.csv"),
    reads={"organisations.organisation_id": ["F1", "F2", "F3"]},
)
def _(folder: Path) -> Path:
    return write_folder(
        folder / "data", sound(), organisations=as_csv(sound()["organisations"]) + "Итого,3,,,,\n"
    )


@broken(
    "A total of the annual figures is refused by its key",
    error("key.broken", 5, "organisation_id", "Итого", table="accounts", file="accounts.csv"),
)
def _(folder: Path) -> Path:
    return write_folder(
        folder / "data", sound(), accounts=as_csv(sound()["accounts"]) + "Итого,2018,6000,15000\n"
    )


@broken(
    "Columns and notes that are not of the contract are left out and named",
    notice("column.extra", 1, "Примечание", "Примечание"),
    reads=_AMOUNTS,
)
def _(folder: Path) -> Path:
    return write_folder(
        folder / "data", sound(), supplies=f"{_TITLES};Примечание\n" + _ROWS.replace("\n", ";проверить\n")
    )
