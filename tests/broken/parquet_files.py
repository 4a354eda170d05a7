"""Parquet files of other types, other names, other contents than the contract's."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from .case import broken, error, notice, warning
from .sound import sound, typed, write_parquet

_FILE: dict[str, Any] = {"file": "supplies.parquet"}
_AMOUNTS = {"supplies.amount_krub": [100.5, 200.0, 300.0]}


def _supplies(**columns: Any) -> Callable[[Path], Path]:
    """Put these columns, as values or as a Polars series, into the typed supplies."""

    def make(folder: Path) -> Path:
        made = sound()
        frame = typed("supplies", made["supplies"]).with_columns(
            (cells if isinstance(cells, pl.Series) else pl.Series(cells)).alias(name)
            for name, cells in columns.items()
        )
        return write_parquet(folder / "data", made, supplies=frame)

    return make


broken("The contract's own types stay on disk", reads=_AMOUNTS)(_supplies())
broken(
    "Whole numbers of fewer bits and amounts without fractions",
    reads={"supplies.amount_krub": [1.0, 2.0, 3.0]},
)(_supplies(year=pl.Series([2018] * 3, dtype=pl.Int16), amount_krub=pl.Series([1, 2, 3], dtype=pl.UInt32)))
broken(
    "Amounts as fractions of 32 bits are the decimals that were meant",
    reads={"supplies.amount_krub": [0.1, 100.7, 300.0]},
)(_supplies(amount_krub=pl.Series([0.1, 100.7, 300], dtype=pl.Float32)))
broken("Amounts as decimals", reads=_AMOUNTS)(
    _supplies(amount_krub=pl.Series([Decimal("100.50"), Decimal("200.00"), Decimal("300.00")]))
)
broken(
    "Years as fractions, as a missing one beside them makes them",
    error("cell.required", 2, "year", **_FILE),
    error("cell.required", 3, "amount_krub", **_FILE),
    reads={"supplies.year": [2018, None, 2018], "supplies.amount_krub": [100.5, 200.0, None]},
)(_supplies(year=[2018.0, None, 2018.0], amount_krub=[100.5, 200.0, None]))
broken(
    "A year with a fraction is not cut down to a year",
    error("cell.integer", 2, "year", "2018.5", **_FILE),
    reads={"supplies.year": [2018, None, 2018]},
)(_supplies(year=[2018.0, 2018.5, 2018.0]))
broken(
    "What is no number among numbers, in a file left on disk",
    error("cell.not_finite", 1, "amount_krub", "NaN", **_FILE),
    error("cell.not_finite", 2, "amount_krub", "inf", **_FILE),
)(_supplies(amount_krub=[float("nan"), float("inf"), 300.0]))
broken(
    "What is no number among numbers, in a file that had to be read",
    error("cell.not_finite", 1, "amount_krub", "NaN", **_FILE),
    notice("column.extra", None, "note", "note", **_FILE),
)(_supplies(amount_krub=[float("nan"), 200.0, 300.0], year=[2018.0] * 3, note=["x"] * 3))
broken(
    "Amounts as text, one of them none",
    error("cell.number", 3, "amount_krub", "12 34", **_FILE),
    reads={"supplies.amount_krub": [100.5, 200.0, None], "supplies.year": [2018, 2018, 2018]},
)(_supplies(amount_krub=["100,5", "200", "12 34"], year=["2018", "2018.0", " 2018 "]))
broken(
    "Codes as labels and blanks, in a file of the contract's types",
    reads={"supplies.reported_by": ["supplier", None, "ledger"]},
)(_supplies(reported_by=["поставщик", "", "ledger"]))
broken(
    "Blank and empty cells in required columns, in a file left on disk",
    error("cell.required", 1, "supplier_id", "", **_FILE),
    error("key.broken", 1, "supplier_id", "", **_FILE),
    error("cell.required", 2, "supplier_id", **_FILE),
    error("cell.required", 3, "amount_krub", **_FILE),
)(_supplies(supplier_id=["", None, "F3"], amount_krub=[1.0, 2.0, None]))
broken(
    "Amounts below zero and ids of nobody, in a file left on disk",
    error("cell.negative", 2, "amount_krub", "-2.0", **_FILE),
    error("key.broken_near", 3, "supplier_id", "F3 ", **_FILE),
)(_supplies(supplier_id=["F1", "F2", "F3 "], amount_krub=[1.0, -2.0, 3.0]))
broken(
    "Yes and no where an amount is asked for",
    *(error("cell.number", row, "amount_krub", value, **_FILE) for row, value in ((1, "true"), (2, "false"))),
    error("cell.required", 3, "amount_krub", **_FILE),
)(_supplies(amount_krub=[True, False, None]))
broken(
    "Lists, records and bytes in cells",
    error("column.type", None, "amount_krub", "List(Int64)", **_FILE),
    error("column.type", None, "contract", "Binary", **_FILE),
)(_supplies(amount_krub=[[1], [2], [3]], contract=[b"x", b"y", b"z"]))
broken(
    "Categories for texts, and a column without any value",
    reads={"supplies.reported_by": ["supplier", "buyer", "ledger"]},
)(
    _supplies(
        reported_by=pl.Series(["supplier", "buyer", "ledger"], dtype=pl.Categorical),
        contract=pl.Series([None] * 3, dtype=pl.Null),
    )
)
broken(
    "A required column is missing, another stands in its place",
    error("column.missing", None, "year", "Год", **_FILE),
    notice("column.extra", None, "god", "god", **_FILE),
)(
    lambda folder: write_parquet(
        folder / "data", sound(), supplies=typed("supplies", sound()["supplies"]).rename({"year": "god"})
    )
)
broken("No column of the contract at all", error("heading.not_found", **_FILE))(
    lambda folder: write_parquet(folder / "data", sound(), supplies=pl.DataFrame({"a": [1], "b": ["x"]}))
)
broken("Columns by Russian and English titles", reads=_AMOUNTS)(
    lambda folder: write_parquet(
        folder / "data",
        sound(),
        supplies=typed("supplies", sound()["supplies"]).rename(
            {"supplier_id": "Поставщик", "amount_krub": "Стоимость, тыс. руб.", "year": "YEAR"}
        ),
    )
)
broken("One column by code and by title", error("column.twice", None, "year", "Год", **_FILE))(
    _supplies(**{"Год": [2017, 2017, 2017]})
)


def _clusters(**columns: Any) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        rows = [{**sound()["clusters"][0], "cluster_id": cluster} for cluster in ("C1", "C2")]
        frame = pl.DataFrame(rows).with_columns(
            pl.Series(cells).alias(name) for name, cells in columns.items()
        )
        return write_parquet(folder / "data", sound(), clusters=frame)

    return make


_DAY: dict[str, Any] = {"table": "clusters", "file": "clusters.parquet"}
broken("Midnights for days", reads={"clusters.confirmed_on": [date(2018, 12, 31), None]})(
    _clusters(confirmed_on=[datetime(2018, 12, 31), None])
)
broken(
    "A moment of a day, which may be another day elsewhere, is not cut down to its day",
    error("cell.date", 1, "confirmed_on", "2018-12-31 21:00:00.000000", **_DAY),
    reads={"clusters.confirmed_on": [None, date(2019, 1, 1)]},
)(_clusters(confirmed_on=[datetime(2018, 12, 31, 21), datetime(2019, 1, 1)]))
broken(
    "Numbers for days are not taken for days since 1970",
    error("cell.date", 1, "confirmed_on", "20181231", **_DAY),
    error("cell.date_serial", 2, "confirmed_on", "43465", **_DAY),
)(_clusters(confirmed_on=[20181231, 43465]))
broken(
    "Days of another century, in a file left on disk",
    error("cell.range", 1, "confirmed_on", "0018-12-31", **_DAY),
)(_clusters(confirmed_on=[date(18, 12, 31), None]))
broken(
    "Numbers for yes and no",
    error("cell.boolean", 3, "is_final", "2", table="products", file="products.parquet"),
    reads={"products.is_final": [True, False, None]},
)(
    lambda folder: write_parquet(
        folder / "data",
        sound(),
        products=pl.DataFrame(sound()["products"]).with_columns(is_final=pl.Series([1, 0, 2])),
    )
)
broken(
    "Numbers for ids, regions and registration numbers",
    error("id.inn", 1, "inn", "18", table="organisations", file="organisations.parquet"),
    warning("code.okpd2", 1, "okpd2", "28.112", table="products", file="products.parquet"),
    reads={"organisations.region": ["02", "16", "00"], "organisations.ogrn": ["1000000000010", None, None]},
)(
    lambda folder: write_parquet(
        folder / "data",
        sound(),
        organisations=pl.DataFrame(sound()["organisations"]).with_columns(
            region=pl.Series([2, 16, 0]),
            inn=pl.Series([18, None, None]),
            ogrn=pl.Series([1000000000010.0, None, None]),
        ),
        products=pl.DataFrame(sound()["products"]).with_columns(okpd2=pl.Series([28.112, 28.0, None])),
    )
)
