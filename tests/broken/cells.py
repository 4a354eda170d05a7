"""Days, yes and no, coded values, registration numbers: read in any usual form, refused otherwise."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from .case import Found, broken, error, notice, warning
from .sound import Tables, sound, write_folder, write_workbook


def _column(table: str, column: str, *cells: Any, **others: Any) -> Callable[[Path], Path]:
    """Put these cells into a column of the sound dataset, a row a cell."""

    def make(folder: Path) -> Path:
        made = sound()
        first = made[table][0]
        key = next(iter(first))
        made[table] = [
            {
                **first,
                **({key: f"{first[key][0]}{n}"} if table != "memberships" else {}),
                **others,
                column: cell,
            }
            for n, cell in enumerate(cells, start=1)
        ]
        return write_folder(folder / "data", made)

    return make


def _in(table: str, column: str, code: str, *cells: tuple[int, str | None]) -> list[Found]:
    return [error(code, row, column, value, table=table, file=f"{table}.csv") for row, value in cells]


broken(
    "Days in three usual forms",
    reads={
        "clusters.confirmed_on": [
            date(2018, 12, 31),
            date(2018, 2, 1),
            date(2018, 12, 31),
            date(2016, 2, 29),
            None,
        ]
    },
)(_column("clusters", "confirmed_on", "31.12.2018", "1.2.2018", "2018-12-31", "29.02.2016", "н/д"))
broken(
    "Days that are not in the calendar, or may be read in two ways",
    *_in(
        "clusters", "confirmed_on", "cell.date",
        (2, "31.02.2018"), (3, "31.12.18"), (4, "12/31/2018"), (5, "2018-13-01"), (6, "29.02.2018"),
        (7, "2018"), (8, "31 декабря 2018"), (9, "31.12.20018"), (10, "2018-12-31 23:00:00"), (11, "31.12.2018 г."),
    ),
    reads={"clusters.confirmed_on": [None] * 10},
)(
    _column(
        "clusters", "confirmed_on", "31.02.2018", "31.12.18", "12/31/2018", "2018-13-01", "29.02.2018",
        "2018", "31 декабря 2018", "31.12.20018", "2018-12-31 23:00:00", "31.12.2018 г.",
    )
)  # fmt: skip
broken(
    "The number of a day, as a spreadsheet keeps it",
    *_in("clusters", "confirmed_on", "cell.date_serial", (2, "43465")),
)(_column("clusters", "confirmed_on", "43465"))
broken(
    "Days of another century",
    *_in("clusters", "confirmed_on", "cell.range", (2, "0018-12-31"), (3, "2218-12-31")),
)(_column("clusters", "confirmed_on", "31.12.0018", "31.12.2218"))
broken(
    "Yes and no in every usual form",
    reads={"products.is_final": [True, False, True, False, True, False, True, False, None, None]},
)(_column("products", "is_final", "да", "НЕТ", "Yes", "no", "TRUE", "False", "1", "0", "", "–"))
broken(
    "Neither yes nor no",
    *_in("products", "is_final", "cell.boolean", (2, "возможно"), (3, "+"), (4, "2"), (5, "да?")),
    reads={"products.is_final": [None] * 4},
)(_column("products", "is_final", "возможно", "+", "2", "да?"))
broken(
    "Coded values by code, by Russian and by English label, in any letter case, with ё or without",
    warning("supply.reports_differ", 3, "amount_krub", "100.5"),
    warning("row.equal", 5),
    reads={"supplies.reported_by": ["supplier", "buyer", "ledger", "ledger", "supplier", None]},
)(
    _column(
        "supplies", "reported_by", "Supplier", "ПОКУПАТЕЛЬ", "учет", "Учёт", "поставщик", "", supplier_id="F1"
    )
)
broken(
    "A coded value that is none",
    *_in("memberships", "role", "cell.code", (2, "участник"), (3, "enterprises")),
    *_in("memberships", "education_level", "cell.code", (2, "высшая")),
)(
    lambda folder: write_folder(
        folder / "data", {**sound(), "memberships": _members(("участник", "высшая"), ("enterprises", ""))}
    )
)
broken(
    "Several causes, one of them unknown",
    *_in("needs", "cause", "cell.code", (4, "import_dependence; погода"), (5, ";")),
    reads={"needs.cause": ["import_dependence", "high_cost;long_haul", None, None]},
)(
    lambda folder: write_folder(
        folder / "data",
        {
            **sound(),
            "needs": [
                {"need_id": f"N{n}", "product_id": "P1", "cause": cause}
                for n, cause in enumerate(
                    ("Зависимость от импорта", "high_cost; дальнее плечо", "import_dependence; погода", ";")
                )
            ],
        },
    )
)


def _members(*roles: tuple[str, str]) -> list[dict[str, Any]]:
    return [
        {"cluster_id": "C1", "organisation_id": "F1", "role": role, "education_level": level}
        for role, level in roles
    ]


# INN 0000000001 + two digits by hand: weight 8 gives 8; then 1·6 + 8·8 = 70, 70 mod 11 = 4.
# Twelve digits and a wrong last one; ten digits of Sberbank's well-known INN without its first zero would be nine.
broken(
    "Tax numbers of firms and of persons with right check digits",
    reads={"organisations.inn": ["0000000018", "000000000184", None]},
)(_column("organisations", "inn", "0000000018", "000000000184", ""))
broken(
    "Tax numbers that cannot be",
    *_in(
        "organisations", "inn", "id.inn",
        (2, "0000000019"), (3, "000000018"), (4, "0000000000"), (5, "000000000000"), (6, "000000000185"),
        (7, "000000000174"), (8, "00000000018"), (9, "'0000000018"), (10, "0000000018.0"), (11, "٠٠٠٠٠٠٠٠١٨"),
        (12, "ИНН 0000000018"),
    ),
)(
    _column(
        "organisations", "inn", "0000000019", "000000018", "0000000000", "000000000000", "000000000185",
        "000000000174", "00000000018", "'0000000018", "0000000018.0", "٠٠٠٠٠٠٠٠١٨", "ИНН 0000000018",
    )
)  # fmt: skip
# 10^13 is 10 modulo 13, so 3·10^13 is 4, and 3·10^13 + 6, 7, 8 leave 10, 11, 12: check digits 0, 1, 2.
broken(
    "Registration numbers of sole proprietors whose remainder is 10, 11 or 12, which a known library refuses",
    reads={"organisations.ogrn": ["300000000000060", "300000000000071", "300000000000082", "1000000000010"]},
)(_column("organisations", "ogrn", "300000000000060", "300000000000071", "300000000000082", "1000000000010"))
broken(
    "Registration numbers that cannot be",
    *_in(
        "organisations", "ogrn", "id.ogrn",
        (2, "1000000000011"), (3, "300000000000061"), (4, "0000000000000"), (5, "100000000001"),
        (6, "1,00000E+12"), (7, "1000000000010 от 01.01.2010"),
    ),
)(
    _column(
        "organisations", "ogrn", "1000000000011", "300000000000061", "0000000000000", "100000000001",
        "1,00000E+12", "1000000000010 от 01.01.2010",
    )
)  # fmt: skip
broken(
    "Regions with the zero that a spreadsheet dropped",
    reads={"organisations.region": ["01", "02", "16", "00", None]},
)(_column("organisations", "region", "1", "2", "16", "00", ""))
broken(
    "Regions that are none",
    *_in(
        "organisations",
        "region",
        "code.region",
        (2, "99"),
        (3, "Татарстан"),
        (4, "016"),
        (5, "16.0"),
        (6, "-1"),
    ),
)(_column("organisations", "region", "99", "Татарстан", "016", "16.0", "-1"))
broken(
    "Countries in small letters",
    reads={"organisations.country": ["RU", "CN", "DE"]},
)(_column("organisations", "country", "ru", "Cn", "DE"))
broken(
    "Countries that are none",
    *_in(
        "organisations", "country", "code.country", (2, "РФ"), (3, "РОССИЯ"), (4, "RUS"), (5, "СN"), (6, "ZZ")
    ),
)(_column("organisations", "country", "РФ", "Россия", "RUS", "СN", "ZZ"))
broken(
    "Codes of classifiers that do not look like ones",
    *(
        warning("code.okpd2", row, "okpd2", value, table="products", file="products.csv")
        for row, value in ((3, "28.112"), (4, "сталь"), (5, "2018-10-12 00:00:00"))
    ),
)(_column("products", "okpd2", "28.11.21.110", "28.112", "сталь", "2018-10-12 00:00:00", "28", "28.1"))
broken(
    "A document for a requirement that is none",
    error("code.requirement", 2, "requirement", "план", table="documents", file="documents.csv"),
)(
    lambda folder: write_folder(
        folder / "data",
        {
            **sound(),
            "documents": [{"document_id": "D1", "cluster_id": "C1", "requirement": "план", "title": "Схема"}],
        },
    )
)


def _as_numbers() -> Tables:
    made = sound()
    for row in made["organisations"]:
        row |= {"inn": int(row["inn"]), "ogrn": int(row["ogrn"]), "region": 2}
    return made


@broken(
    "A workbook that keeps registration numbers as numbers loses the zeros in front",
    *(
        error("id.inn", row, "inn", value, table="organisations", file="book.xlsx", sheet="organisations")
        for row, value in ((2, "18"), (3, "25"), (4, "32"))
    ),
    reads={
        "organisations.ogrn": ["1000000000010", "1000000000021", "1000000000032"],
        "organisations.region": ["02"] * 3,
    },
)
def _(folder: Path) -> Path:
    return write_workbook(folder / "book.xlsx", _as_numbers())


@broken(
    "An empty cell in each required column",
    *(
        error("cell.required", 3, column, table="memberships", file="memberships.csv")
        for column in ("cluster_id", "organisation_id", "role")
    ),
    notice("column.extra", 1, "Кто", "Кто", table="memberships", file="memberships.csv"),
)
def _(folder: Path) -> Path:
    made = sound()
    empty = {"cluster_id": None, "organisation_id": "-", "role": "н/д", "Кто": "забыли"}
    made["memberships"].insert(1, empty)
    return write_folder(folder / "data", made)
