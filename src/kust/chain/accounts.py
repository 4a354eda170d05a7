"""Figures of the members in a year: output, purchases, exports, jobs; what is not stated is worked out or missing."""

from typing import Any

import narwhals as nw
import polars as pl

from kust.data.dataset import Dataset
from kust.data.engines import Frame
from kust.quantities import TOLERANCE

_STATED = (
    "output_krub",
    "purchases_krub",
    "exports_krub",
    "jobs",
    "high_productivity_jobs",
    "average_wage_rub",
)
_FITTING = ("region", "size", "okved")


def calc_accounts(dataset: Dataset, members: Frame, year: int) -> Frame:
    """Put together the figures of each member in a year.

    Parameters
    ----------
    dataset
        Uses ``accounts``, ``outputs``, ``products``, ``organisations``, ``wage_thresholds``.
    members
        ``organisation_id`` of everyone who is a member on the day.
    year
        Calendar year.

    Returns
    -------
    nw.DataFrame
        ``organisation_id``; ``output_krub`` (stated, else the sum of its outputs, null where one has no amount);
        ``purchases_krub`` and ``exports_krub`` as stated, thousand roubles; ``jobs``, ``high_productivity_jobs`` as
        stated; ``average_wage_rub``, ``wage_threshold_rub``, roubles a month; ``makes_final`` by its outputs;
        ``region`` of the organisation.
    """
    member = members.select("organisation_id").unique()
    on_engine = dataset.engine.open_frame(member.to_native())
    in_year = dataset.table("accounts").filter(nw.col("year") == year).select("organisation_id", *_STATED)
    stated = dataset.collect(in_year.join(on_engine, "organisation_id", "semi")).unique("organisation_id")
    outputs = dataset.collect(_sum_outputs(dataset, year).join(on_engine, "organisation_id", "semi"))
    everywhere = dataset.table("organisations").select("organisation_id", "region", "size", "okved")
    places = dataset.collect(everywhere.join(on_engine, "organisation_id", "semi")).unique("organisation_id")
    # An empty key matches nothing in a join, so what is not stated gets a key of its own.
    places = places.with_columns(
        _key=nw.concat_str(*(nw.coalesce(c, nw.lit("–")) for c in _FITTING), separator="|")
    )
    figures = member.join(stated, "organisation_id", "left").join(outputs, "organisation_id", "left")
    figures = figures.join(places, "organisation_id", "left").join(
        _wage_thresholds(dataset, places, year), "_key", "left"
    )
    summed = nw.when(nw.col("_amounts") == nw.col("_rows")).then(nw.col("_sum"))
    return figures.with_columns(output_krub=nw.coalesce(nw.col("output_krub"), summed)).drop(
        "_amounts", "_rows", "_sum", "size", "okved", "_key"
    )


def _sum_outputs(dataset: Dataset, year: int) -> nw.LazyFrame[Any]:
    """Sum the outputs of each organisation, with the counts that tell a sum from a gap."""
    final = dataset.table("products").select("product_id", "is_final")
    rows = dataset.table("outputs").filter(nw.col("year") == year)
    rows = rows.select("organisation_id", "product_id", "amount_krub", "quantity").join(
        final, "product_id", "left"
    )
    amount, quantity, is_final = nw.col("amount_krub"), nw.col("quantity"), nw.col("is_final")
    # A row that states 0 made nothing; one without any figure may have made something.
    made = nw.coalesce(amount > 0, nw.lit(False)) | nw.coalesce(quantity > 0, nw.lit(False))
    may_be = made | (amount.is_null() & quantity.is_null())
    marks = {"_made": made, "_final": made & is_final, "_other": may_be & nw.coalesce(is_final, nw.lit(True))}
    totals = rows.group_by("organisation_id").agg(
        amount.sum().alias("_sum"),
        amount.count().alias("_amounts"),
        nw.len().alias("_rows"),
        *(nw.when(mark).then(1).otherwise(0).sum().alias(name) for name, mark in marks.items()),
    )
    makes_none = (nw.col("_made") > 0) & (nw.col("_other") == 0)
    makes_final = (
        nw.when(nw.col("_final") > 0)
        .then(nw.lit(True))
        .otherwise(nw.when(makes_none).then(nw.lit(False)).otherwise(None))
    )
    return totals.select("organisation_id", "_sum", "_amounts", "_rows", makes_final.alias("makes_final"))


def _wage_thresholds(dataset: Dataset, places: Frame, year: int) -> Frame:
    """Find for each region, size and activity the threshold row that fits best.

    Of the matching rows the one with a region wins, then the one with a size, then the longest prefix of the activity.
    """
    rows = dataset.collect(dataset.table("wage_thresholds").filter(nw.col("year") == year))
    known = {
        (r["region"], r["size"], r["okved"] or ""): r["threshold_rub"] for r in rows.iter_rows(named=True)
    }
    found = []
    for key, region, size, okved in places.select("_key", *_FITTING).unique("_key").iter_rows():
        prefixes = [(okved or "")[:length] for length in range(len(okved or ""), -1, -1)]
        regions = (region, None) if region is not None else (None,)
        sizes = (size, None) if size is not None else (None,)
        candidates = ((r, s, prefix) for r in regions for s in sizes for prefix in prefixes)
        threshold = next((known[key] for key in candidates if key in known), None)
        if threshold is not None:
            found.append((key, threshold))
    schema = {"_key": pl.String, "wage_threshold_rub": pl.Float64}
    thresholds = pl.DataFrame(found, schema=schema, orient="row")
    return nw.from_native(thresholds, eager_only=True)


def count_high_productivity_jobs(figures: Frame, wage_at_threshold_counts: bool) -> Frame:
    """Fill in the high-productivity jobs that are not stated: all jobs of who pays the threshold, else none.

    Parameters
    ----------
    figures
        As :func:`calc_accounts` gives them.
    wage_at_threshold_counts
        Whether a wage equal to the threshold (within 1e-9 of it) counts as reaching it.
    """
    wage, threshold = nw.col("average_wage_rub"), nw.col("wage_threshold_rub")
    edge = -TOLERANCE if wage_at_threshold_counts else TOLERANCE
    reaches = (
        wage - threshold >= edge * threshold
        if wage_at_threshold_counts
        else wage - threshold > edge * threshold
    )
    by_wage = (
        nw.when(reaches).then(nw.col("jobs")).otherwise(nw.when(~reaches).then(nw.lit(0.0)).otherwise(None))
    )
    return figures.with_columns(high_productivity_jobs=nw.coalesce(nw.col("high_productivity_jobs"), by_wage))
