"""What buyers outside a cluster pay for a product."""

import narwhals as nw
import polars as pl

from kust.chain.purchases import match_purchases
from kust.data.dataset import Dataset
from kust.niches.purchased import Purchased

_SUMS = ("bought_krub", "quantity")


def calc_others_prices(dataset: Dataset, purchased: Purchased, year: int) -> pl.DataFrame:
    """Price each product as everybody outside the cluster buys it: Σ amount / Σ quantity of the flows that tell both.

    Buyers outside are all organisations of the dataset that are no participants of this cluster, those of other
    clusters among them.

    Parameters
    ----------
    dataset
        Uses ``supplies``, ``organisations``.
    purchased
        What the participants bought.
    year
        Calendar year.

    Returns
    -------
    pl.DataFrame
        ``cluster_id``, ``product_id``, ``others_price_krub``, thousand roubles a unit; a row only where there is one.
    """
    own = purchased.of(year).filter(pl.col("bought_krub") > 0, pl.col("quantity") > 0)
    products = purchased.of(year)["product_id"].unique()
    nowhere = _sum_outside(dataset, purchased, products, year)
    keys = ["cluster_id", "product_id"]
    of_cluster = own.group_by(keys).agg(pl.col(*_SUMS).sum(), flows=pl.len())
    of_all = own.unique(("supplier_id", "buyer_id", "product_id")).group_by("product_id")
    elsewhere = of_all.agg(pl.col(*_SUMS).sum(), flows=pl.len())
    asked = purchased.of(year).select(keys).unique()
    joined = asked.join(of_cluster, on=keys, how="left").join(
        elsewhere, on="product_id", how="left", suffix="_all"
    )
    joined = joined.join(nowhere, on="product_id", how="left", suffix="_outside")
    # Where no other cluster buys it, the difference of sums may not be exactly 0, so that their rows are counted.
    others = pl.col("flows_all").fill_null(0).cast(pl.Int64) - pl.col("flows").fill_null(0).cast(pl.Int64)
    amount, quantity = (
        pl.when(others > 0).then(pl.col(f"{s}_all") - pl.col(s).fill_null(0.0)).otherwise(0.0)
        + pl.col(f"{s}_outside").fill_null(0.0)
        for s in _SUMS
    )
    priced = joined.select(*keys, others_price_krub=pl.when(quantity > 0).then(amount / quantity))
    return priced.drop_nulls().sort(keys)


def _sum_outside(dataset: Dataset, purchased: Purchased, products: pl.Series, year: int) -> pl.DataFrame:
    """Sum what those bought who are participants of none of the clusters."""
    everyone = match_purchases(dataset, year, products=products)
    everyone = everyone.filter(nw.col("bought_krub") > 0, nw.col("quantity") > 0)
    participants = purchased.participants["organisation_id"].unique()
    outside = dataset.engine.mark(everyone, "buyer_id", "_own", participants).filter(~nw.col("_own"))
    sums = outside.group_by("product_id").agg(nw.col(*_SUMS).sum())
    return pl.DataFrame(dataset.collect(sums).to_native())
