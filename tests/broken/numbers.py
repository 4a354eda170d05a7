"""Numbers as people type them: read right, or refused; never wrong."""

from pathlib import Path
from typing import Any

from .case import Found, broken, error, warning
from .sound import Tables, as_csv, sound, with_amounts, write_folder, write_workbook

_COLUMN = "amount_krub"


def _amounts(*cells: str) -> Any:
    return lambda folder: write_folder(folder / "data", with_amounts(*cells))


def _bad(code: str, *cells: str) -> list[Found]:
    return [error(code, row, _COLUMN, cell) for row, cell in enumerate(cells, start=2)]


def read(name: str, cells: list[str], figures: list[float | None], *found: Found) -> None:
    broken(name, *found, reads={f"supplies.{_COLUMN}": figures})(_amounts(*cells))


def _shares(*cells: str) -> Tables:
    made = sound()
    made["needs"] = [
        {"need_id": f"N{n}", "product_id": "P1", "import_share": cell} for n, cell in enumerate(cells)
    ]
    return made


read("A comma for the decimal sign", ["1234,5", "0,25", "7"], [1234.5, 0.25, 7.0])
read(
    "Thousands by spaces of four kinds",
    ["1 234,5", "1\u00a0234,5", "1\u202f234\u2009567", "12 345"],
    [1234.5, 1234.5, 1234567.0, 12345.0],
)
read("Both signs, the last is decimal", ["1.234,5", "12.345.678,9"], [1234.5, 12345678.9])
read("Both signs, as in English", ["1,234.5", "12,345,678.9"], [1234.5, 12345678.9])
read("A repeated sign groups", ["1.234.567", "89.012.345"], [1234567.0, 89012345.0])
read(
    "Powers of ten, as spreadsheets write large numbers", ["1e5", "2,5E+3", "1E-2"], [100000.0, 2500.0, 0.01]
)
read("A sign in front, a bare fraction, zeros in front", ["+5", ".5", "007", ",25"], [5.0, 0.5, 7.0, 0.25])
read(
    "The rounding of binary fractions",
    ["0.30000000000000004", "1234.5600000000001"],
    [0.30000000000000004, 1234.5600000000001],
)
read(
    "Words and dashes for what is not there, in a column that must be filled",
    ["-", "н/д", "Нет данных", "–", "−", "0"],
    [None, None, None, None, None, 0.0],
    *(error("cell.required", row, _COLUMN) for row in (2, 3, 4, 5, 6)),
)
read(
    "One point beside a point that groups may group as well",
    ["1.234", "1.234.567", "12"],
    [None, 1234567.0, 12.0],
    error("cell.number_ambiguous", 2, _COLUMN, "1.234"),
)
read(
    "One comma beside commas that group may group as well",
    ["1,5", "1,234.5"],
    [None, 1234.5],
    error("cell.number_ambiguous", 2, _COLUMN, "1,5"),
)
read(
    "German and English numbers in one column: neither can be trusted",
    ["1.234,5", "1,234.5", "7"],
    [None, None, 7.0],
    *_bad("cell.number_ambiguous", "1.234,5", "1,234.5"),
)
read(
    "Points and commas for fractions in one column, and one that may be thousands",
    ["12,5", "1.234", "0.125", "1234.567"],
    [12.5, 1.234, 0.125, 1234.567],
    warning("cell.number_mixed", 3, _COLUMN, "1.234"),
)
read(
    "Every fraction has three digits: read as fractions, but not in silence",
    ["1,234", "12,500", "7"],
    [1.234, 12.5, 7.0],
    warning("cell.number_thousands", 2, _COLUMN, "1,234"),
)
read(
    "Three digits after the sign are no thousands where another fraction is a fraction",
    ["1,234", "12,50"],
    [1.234, 12.5],
)
read(
    "Three digits after the sign are no thousands where four stand before it",
    ["1234,567", "12,500"],
    [1234.567, 12.5],
)
for _cells in (
    ("12 34", "1 2345", "1 23", "0 123", "1  2 3"),
    ("12 тыс.", "100 руб.", "₽ 100", "$5", "около 7", "5-7", "5/7", ">100"),
    ("NaN", "inf", "-inf", "Infinity", "nan", "1e400", "9" * 400),
    ("'123", "=100", '"5"', "5,,5", "5..5", "1,23,456", "1.2345,6", "0.123.456"),
    ("(1 234)", "5-", "--5", "+-5", "0x1F", "1_000", "1'234", "½"),
    ("١٢٣", "１２３", "१२", "O5", "l00", "З00"),
):
    read(
        f"No numbers: {', '.join(_cells)[:60]}",
        [*_cells],
        [None] * len(_cells),
        *(
            error("cell.number", row, _COLUMN, " ".join(cell.split()) if len(cell) < 200 else "9" * 200 + "…")
            for row, cell in enumerate(_cells, start=2)
        ),
    )
read(
    "A percentage where thousands of roubles are asked for",
    ["20 %", "5%"],
    [None, None],
    *_bad("cell.percent", "20 %", "5%"),
)
read(
    "Amounts below zero, with two kinds of minus",
    ["-5", "\u22125,5", "0"],
    [-5.0, -5.5, 0.0],
    error("cell.negative", 2, _COLUMN, "-5.0"),
    error("cell.negative", 3, _COLUMN, "-5.5"),
)


@broken(
    "Shares as fractions and as percentages",
    reads={"needs.import_share": [0.2, 0.2, 0.07, 0.125, 1.0, 0.005, None]},
)
def _(folder: Path) -> Path:
    return write_folder(folder / "data", _shares("0,2", "20 %", "7%", "12,5\u00a0%", "1", "0.5 %", "н/д"))


@broken(
    "A share of 20 without the sign of percent, and others out of range",
    *(
        error("cell.share_range", row, "import_share", value, table="needs", file="needs.csv")
        for row, value in ((2, "20.0"), (3, "1.01"), (4, "-0.05"))
    ),
    error("cell.percent", 5, "import_share", "20 %%", table="needs", file="needs.csv"),
)
def _(folder: Path) -> Path:
    return write_folder(folder / "data", _shares("20", "101 %", "-5 %", "20 %%"))


@broken(
    "Years that are none",
    error("cell.range", 2, "year", "20018"),
    error("cell.range", 3, "year", "18"),
    error("cell.integer", 4, "year", "2018.5"),
    error("cell.number", 5, "year", "2018 г."),
    error("cell.integer_ambiguous", 6, "year", "2.018"),
    error("cell.integer", 7, "year", "1e30"),
    error("cell.required", 8, "year"),
    reads={"supplies.year": [20018, 18, None, None, None, None, None, 2018, 2018]},
)
def _(folder: Path) -> Path:
    made = with_amounts(*range(1, 10))
    years = ("20018", "18", "2018.5", "2018 г.", "2.018", "1e30", None, "2018.0", "2 018")
    for row, year in zip(made["supplies"], years, strict=True):
        row["year"] = year
    return write_folder(folder / "data", made)


@broken(
    "A whole number with a sign that may group",
    error("cell.integer_ambiguous", 2, "population", "12.000", table="settlements", file="settlements.csv"),
    reads={"settlements.population": [None, 900]},
)
def _(folder: Path) -> Path:
    made = sound()
    place = {"latitude": "56,5", "longitude": "85.0"}
    made["settlements"] = [
        {"settlement_id": f"S{n}", "name": "Посёлок (вымышленные данные)", **place, "population": people}
        for n, people in enumerate(("12.000", "900"))
    ]
    return write_folder(folder / "data", made)


@broken(
    "Numbers of a workbook, typed and written as text, with what a spreadsheet adds to fractions",
    reads={f"supplies.{_COLUMN}": [1 / 3, 100.0, 1234.5, 1.2345678e-05, 1234567.25, 0.3]},
)
def _(folder: Path) -> Path:
    made = with_amounts(1 / 3, 100, "1 234,5", 1.2345678e-05, 1234567.25, 0.1 + 0.2)
    return write_workbook(folder / "book.xlsx", made)


@broken(
    "A column hopeless from top to bottom is told in a thousand findings and a count",
    *(error("cell.number", row, _COLUMN, "много") for row in range(2, 1002)),
    error("more", None, _COLUMN),
)
def _(folder: Path) -> Path:
    return write_folder(folder / "data", with_amounts(*["много"] * 1500))


@broken(
    "A number in the title of a table is no row of it",
    reads={"accounts.output_krub": [1000.0, 2000.0, 3000.0]},
)
def _(folder: Path) -> Path:
    return write_folder(folder / "data", sound(), accounts="Год,2018,,\n" + as_csv(sound()["accounts"]))
