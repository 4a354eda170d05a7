"""Who makes what at home in a year, by product and region."""

import narwhals as nw
import polars as pl

from kust.chain.purchases import HOME
from kust.data.dataset import Dataset


def count_makers(dataset: Dataset, year: int) -> pl.DataFrame | None:
    """Count the makers at home and sum up what they made.

    A row of ``outputs`` makes its organisation a maker unless the figures it tells are 0.

    Returns
    -------
    DataFrame or None
        ``product_id``, ``region`` (null: not told), ``makers``, ``output_krub`` (thousand roubles), ``output`` (units),
        the last two null where a maker does not tell; in memory. None where nobody told any output of the year.
    """
    made, quantity = nw.coalesce("amount_krub", nw.lit(0.0)), nw.coalesce("quantity", nw.lit(0.0))
    untold = nw.col("amount_krub").is_null() & nw.col("quantity").is_null()
    rows = (
        dataset.table("outputs")
        .filter(nw.col("year") == year)
        .select(
            "organisation_id",
            "product_id",
            _makes=nw.when((made > 0) | (quantity > 0) | untold).then(1).otherwise(0),
            _made=made,
            _quantity=quantity,
            _no_made=nw.when(nw.col("amount_krub").is_null()).then(1).otherwise(0),
            _no_quantity=nw.when(nw.col("quantity").is_null()).then(1).otherwise(0),
        )
    )
    places = dataset.engine.open_frame(_read_places(dataset))
    known = rows.join(places, on="organisation_id", how="inner" if dataset.has("organisations") else "left")
    sums = known.group_by("product_id", "_region", "_foreign").agg(
        nw.col("_makes", "_made", "_quantity").sum(), *_most_of_makers()
    )
    found = pl.DataFrame(dataset.collect(sums).to_native())
    if not len(found):
        return None
    return found.filter(pl.col("_foreign").is_null() | ~pl.col("_foreign"), pl.col("_makes") > 0).select(
        "product_id",
        region="_region",
        makers=pl.col("_makes").cast(pl.Int64),
        output_krub=pl.when(pl.col("_no_made") == 0).then("_made"),
        output=pl.when(pl.col("_no_quantity") == 0).then("_quantity"),
    )


def _most_of_makers() -> list[nw.Expr]:
    """Say whether some maker does not tell; who states that it made nothing has told everything."""
    return [
        nw.when(nw.col("_makes") == 1).then(nw.col(name)).otherwise(0).max().alias(name)
        for name in ("_no_made", "_no_quantity")
    ]


def _read_places(dataset: Dataset) -> pl.DataFrame:
    firms = dataset.rows("organisations").select("organisation_id", "country", "region").collect()
    return firms.unique("organisation_id").select(
        "organisation_id", _foreign=pl.col("country").fill_null(HOME) != HOME, _region="region"
    )
