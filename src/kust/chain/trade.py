"""What the members sold and bought in a year: one pass over the supplies, everything after it is small.

The pass keeps the rows of the year that touch a member and matches only the flows that a share is made of;
of all others it says no more than «it sold» or «it bought».
"""

from dataclasses import dataclass

import narwhals as nw
import polars as pl

from kust.data.dataset import Dataset
from kust.data.engines import Frame, LazyFrame
from kust.data.flows import match_flows


@dataclass(frozen=True)
class Trade:
    """Trade of a year, in memory.

    ``inside``: ``supplier_id``, ``buyer_id``, ``sold_krub``, ``bought_krub`` between members, self-supply left out.
    ``traders``: ``organisation_id``, ``sells`` and ``buys`` (at least one row names it), ``all_bought_krub`` (matched
    flows from anyone but itself, where its purchases are complete), ``sells_abroad``.
    """

    inside: Frame
    traders: Frame


def calc_trade(dataset: Dataset, members: Frame, year: int) -> Trade:
    """Sum up a year's trade of the members, from the prepared figures where there are any.

    Parameters
    ----------
    dataset
        Uses ``supplies``, ``organisations``, ``accounts``.
    members
        ``organisation_id`` of everyone who is a member of some cluster on the day.
    year
        Calendar year of the supplies.
    """
    known = _find_known(dataset, members, year)
    if dataset.prepared:
        return _read_prepared(dataset, known, year)
    inside, bought, abroad, sellers, buyers = dataset.engine.collect_all(
        _touching(dataset, known, year),
        _match_inside,
        _sum_bought,
        _name_exporters,
        _name_sellers,
        _name_buyers,
    )
    traders = (
        known.members.join(sellers.with_columns(sells=nw.lit(True)), "organisation_id", "left")
        .join(buyers.with_columns(buys=nw.lit(True)), "organisation_id", "left")
        .join(bought, "organisation_id", "left")
        .join(abroad.with_columns(sells_abroad=nw.lit(True)), "organisation_id", "left")
    )
    return Trade(inside, _finish(traders, known))


@dataclass(frozen=True)
class Known:
    """Who matters, each a frame of ``organisation_id``: members, members whose list of purchases has to be summed
    because it is complete and no total is stated, and organisations abroad."""

    members: Frame
    complete: Frame
    foreign: Frame


def _find_known(dataset: Dataset, members: Frame, year: int) -> Known:
    own = members.select("organisation_id").unique()
    listed = dataset.table("accounts").filter(nw.col("year") == year, nw.col("purchases_complete"))
    listed = listed.filter(nw.col("purchases_krub").is_null()).select("organisation_id")
    foreign = dataset.table("organisations").filter(nw.col("country") != "RU").select("organisation_id")
    complete = own.join(dataset.collect(listed), "organisation_id", "semi")
    return Known(own, complete, dataset.collect(foreign))


def _touching(dataset: Dataset, known: Known, year: int) -> LazyFrame:
    """Keep the rows of the year that touch a member, with marks that say how."""
    mark = dataset.engine.mark
    members, complete, foreign = (
        frame["organisation_id"].to_native() for frame in (known.members, known.complete, known.foreign)
    )
    rows = dataset.table("supplies").filter(nw.col("year") == year)
    rows = rows.select("supplier_id", "buyer_id", "product_id", "amount_krub", "reported_by")
    rows = mark(mark(rows, "supplier_id", "sells", members), "buyer_id", "buys", members)
    touching = rows.filter(nw.col("sells") | nw.col("buys"))
    return mark(mark(touching, "buyer_id", "complete", complete), "buyer_id", "abroad", foreign)


def _others(rows: LazyFrame) -> LazyFrame:
    return rows.filter(nw.col("supplier_id") != nw.col("buyer_id"))


def _match_inside(rows: LazyFrame) -> LazyFrame:
    """Match the flows between two members and sum them over the products."""
    flows = match_flows(_others(rows.filter(nw.col("sells") & nw.col("buys"))))
    return flows.group_by("supplier_id", "buyer_id").agg(nw.col("sold_krub", "bought_krub").sum())


def _sum_bought(rows: LazyFrame) -> LazyFrame:
    """Sum what those bought whose list of purchases is complete."""
    flows = match_flows(_others(rows.filter(nw.col("complete"))))
    summed = flows.group_by("buyer_id").agg(nw.col("bought_krub").sum().alias("all_bought_krub"))
    return summed.rename({"buyer_id": "organisation_id"})


def _name_exporters(rows: LazyFrame) -> LazyFrame:
    """Name the members that sold something abroad."""
    flows = match_flows(_others(rows.filter(nw.col("sells") & nw.col("abroad"))))
    sellers = flows.filter(nw.col("sold_krub") > 0).select(nw.col("supplier_id").alias("organisation_id"))
    return sellers.unique()


def _name_sellers(rows: LazyFrame) -> LazyFrame:
    return rows.filter(nw.col("sells")).select(nw.col("supplier_id").alias("organisation_id")).unique()


def _name_buyers(rows: LazyFrame) -> LazyFrame:
    return rows.filter(nw.col("buys")).select(nw.col("buyer_id").alias("organisation_id")).unique()


def _finish(traders: Frame, known: Known) -> Frame:
    """Fill in who did not trade; the purchases of a buyer whose list is complete are 0 only if a row names it."""
    traders = traders.join(known.complete.with_columns(complete=nw.lit(True)), "organisation_id", "left")
    traders = traders.with_columns(
        *(nw.coalesce(m, nw.lit(False)).alias(m) for m in ("sells", "buys", "sells_abroad", "complete"))
    )
    listed = nw.col("complete") & nw.col("buys")
    all_bought = nw.when(listed).then(nw.coalesce("all_bought_krub", nw.lit(0.0)))
    return traders.select(
        "organisation_id", "sells", "buys", "sells_abroad", all_bought.alias("all_bought_krub")
    )


def _read_prepared(dataset: Dataset, known: Known, year: int) -> Trade:
    """Take the year's trade from the tables that were worked out when the dataset was prepared."""
    member = known.members
    inside, traders = (
        nw.from_native(
            pl.scan_parquet(dataset.prepared[name]).filter(pl.col("year") == year).collect(), eager_only=True
        )
        for name in ("inside", "traders")
    )
    inside = inside.join(member, left_on="supplier_id", right_on="organisation_id", how="semi")
    inside = inside.join(member, left_on="buyer_id", right_on="organisation_id", how="semi")
    pairs = inside.select("supplier_id", "buyer_id", "sold_krub", "bought_krub")
    return Trade(pairs, _finish(member.join(traders, "organisation_id", "left"), known))
