"""Where what is bought was made: the product's country of origin, else the supplier's country."""

from collections.abc import Iterable

import narwhals as nw
import polars as pl

from kust.chain.purchases import HOME, match_purchases
from kust.data.dataset import Dataset
from kust.data.flows import KEYS

__all__ = ["HOME", "calc_origins", "split_by_country"]


def calc_origins(dataset: Dataset, bought: pl.DataFrame, buyers: Iterable[str], year: int) -> pl.DataFrame:
    """Split what the buyers bought by the country where it was made.

    Parameters
    ----------
    dataset
        Uses ``supplies``, ``organisations``.
    bought
        Matched flows: ``organisation_id`` who bought, ``supplier_id``, ``product_id``, ``bought_krub``.
    buyers
        Organisations whose purchases are asked about.
    year
        Calendar year.

    Returns
    -------
    pl.DataFrame
        ``product_id``, ``country`` (null where neither origin nor supplier's country is told), ``bought_krub``,
        thousand roubles.
    """
    flows = bought.rename({"organisation_id": "buyer_id"}).filter(pl.col("buyer_id").is_in(list(buyers)))
    purchases = match_purchases(dataset, year, buyers=flows["buyer_id"].unique())
    words = pl.DataFrame(dataset.collect(purchases.select(*KEYS, "origin_by")).to_native())
    split = split_by_country(dataset, flows.join(words, on=list(KEYS)), year)
    amounts = split.group_by("product_id", "country").agg(pl.col("bought_krub").sum())
    return amounts.sort("product_id", "country")


def split_by_country(dataset: Dataset, purchases: pl.DataFrame, year: int) -> pl.DataFrame:
    """Split matched purchases by country, as the side tells whose word on the origin is taken.

    Parameters
    ----------
    dataset
        Uses ``supplies``, ``organisations``.
    purchases
        In memory, as :func:`kust.chain.purchases.match_purchases` gives them: ``supplier_id``, ``buyer_id``,
        ``product_id``, ``bought_krub``, ``origin_by``.
    year
        Their calendar year.

    Returns
    -------
    pl.DataFrame
        ``supplier_id``, ``buyer_id``, ``product_id``, ``country`` (null where not told), ``bought_krub``, a row a flow
        and country; nothing of flows that are 0.
    """
    flows = purchases.filter(pl.col("bought_krub") > 0).select(*KEYS, "bought_krub", "origin_by")
    rows = dataset.table("supplies").filter(nw.col("year") == year, nw.col("amount_krub") > 0)
    asked = dataset.engine.mark(rows, "buyer_id", "_asked", flows["buyer_id"].unique())
    sums = asked.filter(nw.col("_asked")).group_by(*KEYS, "origin_country", "reported_by")
    told = pl.DataFrame(dataset.collect(sums.agg(nw.col("amount_krub").sum())).to_native())
    told = told.with_columns(origin_by=pl.col("reported_by").fill_null("ledger"))
    home = dataset.rows("organisations").select(supplier_id="organisation_id", _country="country").collect()
    split = flows.join(told, on=[*KEYS, "origin_by"]).join(
        home.unique("supplier_id"), on="supplier_id", how="left"
    )
    whole = pl.col("amount_krub").sum().over(KEYS)
    split = split.with_columns(
        country=pl.coalesce("origin_country", "_country"),
        bought_krub=pl.col("bought_krub") * (pl.col("amount_krub") / whole),
    )
    return split.group_by(*KEYS, "country").agg(pl.col("bought_krub").sum()).sort(*KEYS, "country")
