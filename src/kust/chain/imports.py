"""Where what is bought was made: the product's country of origin, else the supplier's country."""

from collections.abc import Iterable

import narwhals as nw
import polars as pl

from kust.data.dataset import Dataset

HOME = "RU"
_FLOW = ("supplier_id", "buyer_id", "product_id")
# Whose rows tell the origin, as they tell what was bought: the buyer's first, then the supplier's, then the ledger's.
_TELLS = {"buyer": 0, "supplier": 1, "ledger": 2}


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
    on_engine = dataset.engine.open_frame(flows.select(_FLOW))
    rows = dataset.table("supplies").filter(nw.col("year") == year, nw.col("amount_krub") > 0)
    rows = rows.join(on_engine, on=list(_FLOW), how="semi")
    sums = rows.group_by(*_FLOW, "origin_country", "reported_by").agg(nw.col("amount_krub").sum())
    told = pl.DataFrame(dataset.collect(sums).to_native())
    tells = pl.col("reported_by").fill_null("ledger").replace_strict(_TELLS, return_dtype=pl.Int64)
    told = told.with_columns(tells=tells)
    # A report without any origin leaves the word to the other side, which may know it.
    knows = pl.col("origin_country").is_not_null().any().over(*_FLOW, "tells")
    told = told.with_columns(tells=pl.col("tells") + pl.when(knows).then(0).otherwise(len(_TELLS)))
    told = told.filter(pl.col("tells") == pl.col("tells").min().over(_FLOW))
    told = told.with_columns(share=pl.col("amount_krub") / pl.col("amount_krub").sum().over(_FLOW))
    split = flows.join(told.select(*_FLOW, "origin_country", "share"), on=list(_FLOW))
    home = dataset.rows("organisations").select(supplier_id="organisation_id", _country="country").collect()
    split = split.join(home.unique("supplier_id"), on="supplier_id", how="left")
    country = pl.coalesce("origin_country", "_country").alias("country")
    amount = (pl.col("bought_krub") * pl.col("share")).sum().alias("bought_krub")
    return split.group_by("product_id", country).agg(amount).sort("product_id", "country")
