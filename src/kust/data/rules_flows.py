"""Supplies: self-supply, two reports that differ, more sold than made, more bought inside than bought at all."""

from collections.abc import Iterator

import narwhals as nw
import polars as pl

from kust.data.dataset import Dataset
from kust.data.findings import Finding
from kust.data.flows import match_flows
from kust.data.rules_keys import SHOWN, more, report

_FLOW = ["supplier_id", "buyer_id", "product_id"]
# Reports closer than this share of the larger amount are rounding, not disagreement.
_SAME = 1e-9


def check_flows(dataset: Dataset) -> Iterator[Finding]:
    """Find what two truthful people could both have reported and what still cannot be true together: warnings."""
    if not dataset.has("supplies"):
        return
    rows = dataset.rows("supplies")
    own = rows.filter(pl.col("supplier_id") == pl.col("buyer_id"))
    yield from report(own, "supply.self", "warning", "supplies", "buyer_id")
    # What is no number is an error elsewhere; here it would be larger than any.
    rows = rows.filter(pl.col("amount_krub").is_finite())
    years = dataset.ask(
        "supplies", [pl.col("year").filter(pl.col("amount_krub").is_finite()).unique().sort()]
    )
    # A year at a time: no flow spans two, and memory stays that of one year.
    for year in years.to_series().drop_nulls():
        of_year = rows.filter(pl.col("year") == year)
        flows = (
            match_flows(nw.from_native(of_year.select(*_FLOW, "amount_krub", "reported_by")))
            .to_native()
            .collect()
        )
        yield from _differing(of_year, flows)
        flows = flows.filter(pl.col("supplier_id") != pl.col("buyer_id"))
        yield from _above_output(dataset, flows, int(year))
        yield from _above_purchases(dataset, flows, int(year))


def _differing(rows: pl.LazyFrame, flows: pl.DataFrame) -> Iterator[Finding]:
    gap = (pl.col("sold_krub") - pl.col("bought_krub")).abs()
    largest = pl.max_horizontal("sold_krub", "bought_krub")
    differing = flows.filter(pl.col("differs") & (gap > _SAME * largest)).sort(_FLOW)
    if differing.is_empty():
        return
    shown = differing.head(SHOWN).lazy()
    places = rows.filter(pl.col("reported_by") == "buyer").join(shown, on=_FLOW, how="inner")
    first = places.sort("_file", "_row").unique(_FLOW, keep="first", maintain_order=True).collect()
    for row in first.iter_rows(named=True):
        values = {"sold": row["sold_krub"], "bought": row["bought_krub"], **{key: row[key] for key in _FLOW}}
        yield Finding(
            "supply.reports_differ", "warning", "supplies", row["_file"], row["_sheet"], row["_row"],
            "amount_krub", str(round(row["bought_krub"], 6)), values,
        )  # fmt: skip
    if differing.height > SHOWN:
        yield more(differing.height, "supply.reports_differ", "warning", "supplies", "amount_krub")


def _above_output(dataset: Dataset, flows: pl.DataFrame, year: int) -> Iterator[Finding]:
    sold = flows.group_by(pl.col("supplier_id").alias("organisation_id")).agg(
        pl.col("sold_krub").sum().alias("_sum")
    )
    stated = _stated(dataset, year, "output_krub")
    yield from _above(stated, sold, year, "accounts", "output_krub", "supply.above_output")
    # Where the annual figures are silent, output is what was made of each product, if all of it is known.
    made = dataset.rows("outputs").filter(pl.col("year") == year)
    whole = (
        made.group_by("organisation_id", maintain_order=True)
        .agg(
            pl.col("_file", "_sheet", "_row").first(),
            pl.col("amount_krub").sum().alias("_stated"),
            (~pl.col("amount_krub").is_finite().fill_null(False)).any().alias("_unknown"),
        )
        .filter(~pl.col("_unknown"))
        .join(stated, on="organisation_id", how="anti", maintain_order="left")
    )
    yield from _above(whole, sold, year, "outputs", "amount_krub", "supply.above_output")


def _above_purchases(dataset: Dataset, flows: pl.DataFrame, year: int) -> Iterator[Finding]:
    """Sum what each buyer bought from those who are ever in one cluster with it."""
    stated = _stated(dataset, year, "purchases_krub").collect()
    # Only who bought more than it stated from all can have bought more than that inside.
    bought = flows.group_by(pl.col("buyer_id").alias("organisation_id")).agg(pl.col("bought_krub").sum())
    above = bought.join(stated, on="organisation_id").filter(pl.col("bought_krub") > pl.col("_stated"))
    if above.is_empty():
        return
    flows = flows.filter(pl.col("buyer_id").is_in(above["organisation_id"].implode()))
    places = dataset.rows("memberships").select("cluster_id", "organisation_id").unique().collect()
    suppliers = places.rename({"organisation_id": "supplier_id"})
    buyers = places.rename({"organisation_id": "buyer_id"})
    inside = flows.join(suppliers, on="supplier_id").join(buyers, on=["cluster_id", "buyer_id"], how="semi")
    largest = (
        inside.group_by("cluster_id", pl.col("buyer_id").alias("organisation_id"))
        .agg(pl.col("bought_krub").sum())
        .group_by("organisation_id")
        .agg(pl.col("bought_krub").max().alias("_sum"))
    )
    yield from _above(
        stated.lazy(), largest, year, "accounts", "purchases_krub", "supply.inside_above_purchases"
    )


def _stated(dataset: Dataset, year: int, column: str) -> pl.LazyFrame:
    """Return a figure of the accounts of a year as ``_stated``, where it is known, with its place."""
    rows = dataset.rows("accounts").filter((pl.col("year") == year) & pl.col(column).is_finite())
    return rows.select("organisation_id", "_file", "_sheet", "_row", pl.col(column).alias("_stated"))


def _above(
    stated: pl.LazyFrame, sums: pl.DataFrame, year: int, table: str, column: str, code: str
) -> Iterator[Finding]:
    larger = pl.col("_sum") > pl.col("_stated") * (1 + _SAME)
    found = stated.join(sums.lazy(), on="organisation_id", maintain_order="left").filter(larger).collect()
    for row in found.head(SHOWN).iter_rows(named=True):
        values = {"organisation_id": row["organisation_id"], "year": year}
        yield Finding(
            code, "warning", table, row["_file"], row["_sheet"], row["_row"], column, str(round(row["_stated"], 6)),
            {**values, "sum": row["_sum"], "stated": row["_stated"]},
        )  # fmt: skip
    if found.height > SHOWN:
        yield more(found.height, code, "warning", table, column)
