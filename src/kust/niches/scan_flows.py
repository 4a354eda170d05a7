"""Purchases of a year by product and region of the buyer: the heavy part, lazy on the dataset's engine."""

from dataclasses import dataclass

import narwhals as nw
import polars as pl

from kust.chain.purchases import match_rows, tell_purchases
from kust.data.dataset import Dataset
from kust.data.engines import LazyFrame
from kust.niches.scan_codes import Codes

CELL = ("_product", "_region")
LARGEST = 3
# Sums that differ later than this are equal: the order of a sum must not decide who is larger.
_DIGITS = 6


@dataclass(frozen=True)
class Purchases:
    """What was bought, in memory, everything by number.

    ``sums``: a row a product and region: ``amount_krub``, ``imported_krub``, ``unplaced_krub``, ``_quantity`` (of what
    is told), ``_untold`` (some of it is not). ``buyers``: the largest ones of a cell with their ``amount_krub``, and
    ``buyers``, how many the cell has. ``sources`` of a cell and ``sources_of_country`` of a product: ``sources``,
    ``foreign_sources``, ``_squares`` (of what each supplier's import is worth).
    """

    sums: pl.DataFrame
    buyers: pl.DataFrame
    sources: pl.DataFrame
    sources_of_country: pl.DataFrame


def sum_purchases(dataset: Dataset, codes: Codes, year: int) -> Purchases:
    """Match the supplies of the year and sum them up in one go."""
    sums, buyers, sources, of_country = dataset.engine.collect_all(
        _match(dataset, codes, year),
        _sum_cells,
        lambda flows: _find_largest_buyers(flows, codes),
        lambda flows: _count_sources(flows, *CELL),
        lambda flows: _count_sources(flows, "_product"),
    )
    return Purchases(*(pl.DataFrame(frame.to_native()) for frame in (sums, buyers, sources, of_country)))


def _match(dataset: Dataset, codes: Codes, year: int) -> LazyFrame:
    """Match the flows that buyers at home bought something in."""
    rows = dataset.table("supplies").filter(
        nw.col("year") == year, nw.col("supplier_id") != nw.col("buyer_id")
    )
    rows = rows.select(
        "supplier_id",
        "buyer_id",
        "product_id",
        "origin_country",
        "quantity",
        "amount_krub",
        "reported_by",
    )
    flows = match_rows(codes.put_in(dataset, rows), codes.keys)
    supplier = codes.take_apart()["_supplier"]
    told = tell_purchases(flows, codes.keys, supplier < codes.abroad, supplier < codes.told)
    return told.filter(nw.col("bought_krub") > 0).select(
        "_product",
        "imported_krub",
        "unplaced_krub",
        amount_krub="bought_krub",
        _quantity=nw.coalesce("quantity", nw.lit(0.0)),
        _untold=nw.when(nw.col("quantity").is_null()).then(1).otherwise(0),
        **codes.take_apart(),
    )


def _sum_cells(flows: LazyFrame) -> LazyFrame:
    return flows.group_by(*CELL).agg(
        nw.col("amount_krub", "imported_krub", "unplaced_krub", "_quantity").sum(), nw.col("_untold").max()
    )


def _find_largest_buyers(flows: LazyFrame, codes: Codes) -> LazyFrame:
    """Keep the largest buyers of each cell, and who buys as much as the last of them."""
    buyers = flows.group_by("_product", "_buyer").agg(nw.col("amount_krub").sum().round(_DIGITS))
    ranked = buyers.with_columns(_region=codes.region_of(nw.col("_buyer"))).with_columns(
        buyers=nw.len().over(*CELL),
        _place=nw.col("amount_krub").rank("min", descending=True).over(*CELL),
    )
    return ranked.filter(nw.col("_place") <= LARGEST).drop("_place")


def _count_sources(flows: LazyFrame, *cell: str) -> LazyFrame:
    imported = nw.col("imported_krub")
    suppliers = flows.group_by(*cell, "_supplier").agg(imported.sum())
    return suppliers.group_by(*cell).agg(
        nw.len().alias("sources"),
        nw.when(imported > 0).then(1).otherwise(0).sum().alias("foreign_sources"),
        (imported * imported).sum().alias("_squares"),
    )
