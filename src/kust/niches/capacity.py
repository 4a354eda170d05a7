"""Who in a cluster makes a product, and how much more of it they could make."""

import narwhals as nw
import polars as pl

from kust.chain.purchases import HOME
from kust.data.dataset import Dataset
from kust.niches.need import Maker
from kust.niches.purchased import Purchased

_KEYS = ("cluster_id", "product_id", "organisation_id")


def find_makers(dataset: Dataset, purchased: Purchased, year: int) -> pl.DataFrame:
    """List the members that make each product, with output and capacity.

    A row of ``outputs`` of the year names a maker, unless it states 0 and tells no capacity. A participant that told no
    outputs of the year at all makes what it sells, unless it was made abroad or it buys it as well.

    Parameters
    ----------
    dataset
        Uses ``outputs``, ``supplies``.
    purchased
        Members, participants and what they bought.
    year
        Calendar year.

    Returns
    -------
    pl.DataFrame
        ``cluster_id``, ``product_id``, ``organisation_id``, ``output``, ``capacity``: units of the product, null where
        not told; sorted.
    """
    told = _told_outputs(dataset, purchased, year)
    states_none = (pl.col("quantity") == 0) | (pl.col("quantity").is_null() & (pl.col("amount_krub") == 0))
    idle = states_none.fill_null(False) & (pl.col("capacity").fill_null(0.0) == 0)
    makers = told.filter(~idle).select(*_KEYS, pl.col("quantity").alias("output"), "capacity")
    silent = purchased.participants.join(told, on=list(_KEYS[::2]), how="anti")
    return pl.concat([makers, _sellers(dataset, purchased, silent, year)]).sort(_KEYS)


def _told_outputs(dataset: Dataset, purchased: Purchased, year: int) -> pl.DataFrame:
    members = purchased.members.select("cluster_id", "organisation_id").unique()
    rows = dataset.table("outputs").filter(nw.col("year") == year)
    ids = members["organisation_id"].unique()
    rows = dataset.engine.mark(rows, "organisation_id", "_own", ids).filter(nw.col("_own"))
    columns = ("organisation_id", "product_id", "quantity", "amount_krub", "capacity")
    told = pl.DataFrame(dataset.collect(rows.select(*columns)).to_native())
    return members.join(told, on="organisation_id")


def _sellers(dataset: Dataset, purchased: Purchased, silent: pl.DataFrame, year: int) -> pl.DataFrame:
    """List what those sell who told no outputs; how much they made and could make is not known."""
    rows = dataset.table("supplies").filter(
        nw.col("year") == year,
        nw.col("amount_krub") > 0,
        nw.col("supplier_id") != nw.col("buyer_id"),
        nw.col("origin_country").is_null() | (nw.col("origin_country") == HOME),
    )
    ids = silent["organisation_id"].unique()
    rows = dataset.engine.mark(rows, "supplier_id", "_silent", ids).filter(nw.col("_silent"))
    sold = rows.select(nw.col("supplier_id").alias("organisation_id"), "product_id").unique()
    listed = silent.join(pl.DataFrame(dataset.collect(sold).to_native()), on="organisation_id")
    bought = purchased.of(year).filter(pl.col("bought_krub") > 0)
    bought = bought.select("product_id", pl.col("buyer_id").alias("organisation_id")).unique()
    own = listed.join(bought, on=["product_id", "organisation_id"], how="anti")
    unknown = pl.lit(None, pl.Float64)
    return own.select(*_KEYS, output=unknown, capacity=unknown)


def calc_free_capacity(makers: tuple[Maker, ...]) -> float | None:
    """Work out how much more the makers could make: the sum of capacity − output, of those at full work 0.

    Null where one of them does not tell both; 0 where nobody makes it.
    """
    free = 0.0
    for maker in makers:
        if maker.capacity is None or maker.output is None:
            return None
        free += max(0.0, maker.capacity - maker.output)
    return free
