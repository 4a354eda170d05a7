"""Supplies of which the two sides tell different amounts, each with the rows that say so."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from kust.quantities import TOLERANCE

_FLOW = ("supplier_id", "buyer_id", "product_id", "year")


@dataclass(frozen=True)
class Place:
    """A row of a file."""

    file: str
    sheet: str | None
    row: int


@dataclass(frozen=True)
class Difference:
    """A flow and what each side says of it, in thousand roubles without VAT; rows of one side add up."""

    supplier_id: str
    buyer_id: str
    product_id: str
    year: int
    supplier_krub: float
    buyer_krub: float
    supplier_rows: tuple[Place, ...]
    buyer_rows: tuple[Place, ...]


def find_differences(supplies: pl.DataFrame, years: Iterable[int]) -> tuple[Difference, ...]:
    """List the flows of the years that both sides have reported and that differ, the largest gap first.

    A side with an empty amount in one of its rows has told no amount.
    """
    told = supplies.filter(
        pl.col("year").is_in(list(years))
        & (pl.col("supplier_id") != pl.col("buyer_id"))
        & pl.col("reported_by").is_in(["supplier", "buyer"])
    )
    sides = told.group_by(*_FLOW, "reported_by").agg(
        pl.col("amount_krub").sum().alias("krub"),
        pl.col("amount_krub").is_not_null().all().alias("whole"),
        pl.struct("_file", "_sheet", "_row").alias("places"),
    )
    sides = sides.filter("whole")
    seller = sides.filter(pl.col("reported_by") == "supplier")
    both = seller.join(sides.filter(pl.col("reported_by") == "buyer"), on=_FLOW, suffix="_buyer")
    gap = (pl.col("krub") - pl.col("krub_buyer")).abs()
    larger = pl.max_horizontal(pl.col("krub").abs(), pl.col("krub_buyer").abs())
    apart = both.filter(gap > TOLERANCE * larger).with_columns(gap.alias("gap"))
    rows = apart.sort("gap", *_FLOW, descending=[True, False, False, False, False]).iter_rows(named=True)
    return tuple(
        Difference(
            row["supplier_id"],
            row["buyer_id"],
            row["product_id"],
            row["year"],
            row["krub"],
            row["krub_buyer"],
            _places(row["places"]),
            _places(row["places_buyer"]),
        )
        for row in rows
    )


def _places(rows: list[dict[str, Any]]) -> tuple[Place, ...]:
    places = [Place(row["_file"], row["_sheet"], row["_row"]) for row in rows]
    return tuple(sorted(places, key=lambda place: (place.file, place.sheet or "", place.row)))
