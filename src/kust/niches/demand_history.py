"""The history of purchases of one group of buyers, by product and year, with the years of which nothing is known."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw
import polars as pl

from kust.chain.purchases import match_purchases
from kust.data.dataset import Dataset

DIMENSIONS = ("quantity", "krub")
_COLUMNS = {"quantity": "quantity", "krub": "bought_krub"}


@dataclass(frozen=True)
class Purchases:
    """What everybody bought, matched from both sides: in memory, so that each cluster asks its own of it.

    ``bought``: ``product_id``, ``buyer_id``, ``year``, ``quantity`` (null where a flow does not tell it),
    ``bought_krub``; 0 where a buyer states that it bought nothing. ``known``: ``buyer_id``, ``year`` of whose purchases
    anything is known.
    """

    year: int
    bought: pl.DataFrame
    known: pl.DataFrame


@dataclass(frozen=True)
class History:
    """Purchases of one product by a group of buyers, by dimension (``quantity``, ``krub``).

    ``past``: by year, null where a purchase does not tell the figure; a year is absent where a buyer's purchases
    are not known. ``of_buyers``: what each bought in the last year.
    """

    past: Mapping[str, Mapping[int, float | None]] = field(
        default_factory=lambda: {m: {} for m in DIMENSIONS}
    )
    of_buyers: Mapping[str, Mapping[str, float | None]] = field(
        default_factory=lambda: {m: {} for m in DIMENSIONS}
    )


def read_purchases(
    dataset: Dataset, year: int, history_years: int, products: Collection[str] | None = None
) -> Purchases:
    """Read so many years of purchases up to a year.

    Parameters
    ----------
    dataset
        Uses ``supplies``, ``organisations``.
    year, history_years
        The last year, and how many years to look back.
    products
        Products asked about; all of them by default.
    """
    years = range(year - history_years + 1, year + 1)
    asked = None if products is None else pl.Series(sorted(products), dtype=pl.String)
    flows = match_purchases(dataset, *years, products=asked).filter(nw.col("bought_krub") >= 0)
    # What was stated to cost nothing adds no units, and hides none.
    units = nw.when(nw.col("bought_krub") > 0).then(nw.col("quantity")).otherwise(0.0)
    flows = flows.with_columns(quantity=units)
    sums = flows.group_by("product_id", "buyer_id", "year").agg(
        nw.col("bought_krub").sum(),
        nw.col("quantity").sum(),
        nw.col("quantity").count().alias("_told"),
        nw.col("bought_krub").count().alias("_flows"),
    )
    bought = pl.DataFrame(dataset.collect(sums).to_native())
    quantity = pl.when(pl.col("_told") == pl.col("_flows")).then("quantity")
    # Who has any row as a buyer is known in that year, whatever it bought.
    rows = dataset.table("supplies").filter(nw.col("year").is_in(years)).select("buyer_id", "year")
    rows = dataset.engine.mark(rows, "buyer_id", "_asked", bought["buyer_id"].unique())
    rows = rows.filter(nw.col("_asked")).select("buyer_id", "year").unique()
    return Purchases(
        year,
        bought.with_columns(quantity.alias("quantity"), pl.col("year").cast(pl.Int64)).drop(
            "_told", "_flows"
        ),
        pl.DataFrame(dataset.collect(rows).to_native()).with_columns(pl.col("year").cast(pl.Int64)),
    )


def sum_histories(purchases: Purchases, bought: pl.DataFrame) -> dict[str, History]:
    """Sum the purchases of a group of buyers over them.

    The history of a product begins with the first year in which one of them bought it. A year counts where the
    purchases of each of them that ever bought the product are known; who has a row as a buyer, but none of this
    product, bought nothing of it. Of a product
    that none of them ever bought, the last year counts where they state it as 0.

    Parameters
    ----------
    purchases
        Who is known when.
    bought
        Rows of ``purchases.bought`` of the group.
    """
    ever = (pl.col("bought_krub") > 0).any().over("product_id")
    in_last = pl.col("year") == purchases.year
    bought = bought.filter((pl.col("bought_krub") > 0) | (~ever & in_last))
    if bought.is_empty():
        return {}
    first = pl.col("year").min().over("product_id")
    pairs = bought.select("product_id", "buyer_id", first=first).unique()
    years = pl.DataFrame({"year": range(int(bought["year"].min()), purchases.year + 1)})  # type: ignore[arg-type]
    grid = pairs.join(years, how="cross").filter(pl.col("year") >= pl.col("first"))
    unknown = grid.join(purchases.known, on=["buyer_id", "year"], how="anti")
    whole = pl.col("quantity").null_count() == 0
    sums = bought.group_by("product_id", "year").agg(
        pl.when(whole).then(pl.col("quantity").sum()), pl.col("bought_krub").sum(), there=pl.lit(True)
    )
    counted = grid.select("product_id", "year").unique().join(unknown, on=["product_id", "year"], how="anti")
    joined = counted.join(sums, on=["product_id", "year"], how="left").sort("product_id", "year")
    absent = pl.col("there").is_null()
    filled = joined.with_columns(
        *(pl.when(absent).then(0.0).otherwise(pl.col(one)).alias(one) for one in _COLUMNS.values())
    )
    last = bought.filter(pl.col("year") == purchases.year).sort("product_id", "buyer_id")
    return _by_product(set(pairs["product_id"]), filled, last)


def _by_product(products: set[str], filled: pl.DataFrame, last: pl.DataFrame) -> dict[str, History]:
    by_year = filled.partition_by("product_id", as_dict=True)
    by_buyer = last.partition_by("product_id", as_dict=True)
    return {
        product: History(
            {name: _as_dict(by_year.get((product,)), "year", column) for name, column in _COLUMNS.items()},
            {
                name: _as_dict(by_buyer.get((product,)), "buyer_id", column)
                for name, column in _COLUMNS.items()
            },
        )
        for product in products
    }


def _as_dict(rows: pl.DataFrame | None, key: str, column: str) -> dict[Any, float | None]:
    return {} if rows is None else dict(rows.select(key, column).iter_rows())
