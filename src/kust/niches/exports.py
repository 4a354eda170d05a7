"""What the country sells of a product abroad: a hint that others want it too."""

from collections.abc import Iterable

import narwhals as nw
import polars as pl

from kust.chain.purchases import HOME
from kust.data.dataset import Dataset
from kust.data.flows import match_flows


def calc_exports(dataset: Dataset, products: Iterable[str], year: int) -> dict[str, float]:
    """Sum what domestic organisations sold abroad of each product, thousand roubles; a product without a row is absent.

    Parameters
    ----------
    dataset
        Uses ``supplies`` and the countries of ``organisations``.
    products
        Ids of the products asked for.
    year
        Calendar year.
    """
    known = dataset.rows("organisations").select("organisation_id", "country").collect()
    foreign = known.filter(pl.col("country") != HOME)["organisation_id"]
    home = known.filter(pl.col("country") == HOME)["organisation_id"]
    rows = dataset.table("supplies").filter(
        nw.col("year") == year, nw.col("product_id").is_in(sorted(set(products)))
    )
    rows = dataset.engine.mark(rows, "buyer_id", "_abroad", foreign)
    rows = dataset.engine.mark(rows, "supplier_id", "_home", home)
    flows = match_flows(rows.filter(nw.col("_abroad"), nw.col("_home")))
    sums = pl.DataFrame(
        dataset.collect(flows.group_by("product_id").agg(nw.col("sold_krub").sum())).to_native()
    )
    return dict(sums.sort("product_id").iter_rows())
