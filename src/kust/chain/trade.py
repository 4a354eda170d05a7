"""What the members sold and bought in a year: one pass over the supplies, everything after it is small.

The pass keeps the rows of the year that touch a member and matches flows only where both sides or the product
matter; all other rows of a member fall into one group that says no more than «it sold» or «it bought».
"""

from dataclasses import dataclass
from typing import Any

import narwhals as nw
import polars as pl

from kust.data.dataset import Dataset
from kust.data.engines import Frame
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
    marks = _mark_organisations(dataset, members, year)
    if dataset.prepared:
        return _read_prepared(dataset, marks, year)
    flows = dataset.collect(_touching_flows(dataset, marks, year))
    return _split(flows, marks)


def _mark_organisations(dataset: Dataset, members: Frame, year: int) -> Frame:
    """Mark the organisations that matter: members, buyers whose purchases are complete, foreign ones."""
    member = members.select("organisation_id").unique().with_columns(member=nw.lit(True))
    complete = dataset.table("accounts").filter(nw.col("year") == year, nw.col("purchases_complete"))
    complete = complete.filter(nw.col("purchases_krub").is_null()).select("organisation_id")
    foreign = dataset.table("organisations").filter(nw.col("country") != "RU").select("organisation_id")
    marked = member.join(
        dataset.collect(complete).unique().with_columns(complete=nw.lit(True)), "organisation_id", "left"
    )
    marked = marked.with_columns(foreign=nw.lit(None).cast(nw.Boolean()))
    abroad = dataset.collect(foreign).unique().with_columns(foreign_=nw.lit(True))
    marked = marked.join(abroad, "organisation_id", "full", suffix="_abroad")
    return marked.select(
        nw.coalesce("organisation_id", "organisation_id_abroad").alias("organisation_id"),
        *(nw.coalesce(mark, nw.lit(False)).alias(mark) for mark in ("member", "complete")),
        nw.coalesce("foreign_", nw.lit(False)).alias("foreign"),
    )


def _touching_flows(dataset: Dataset, marks: Frame, year: int) -> nw.LazyFrame[Any]:
    """Match the flows of the year that touch a member; keys that do not matter become null."""
    supplies = dataset.table("supplies").filter(nw.col("year") == year)
    supplies = supplies.select("supplier_id", "buyer_id", "product_id", "amount_krub", "reported_by")
    on_engine = dataset.engine.open_frame(marks.to_native())
    sides = {"supplier_id": ("member",), "buyer_id": ("member", "complete", "foreign")}
    for side, flags in sides.items():
        renamed = on_engine.select(
            nw.col("organisation_id").alias(side), *(nw.col(f).alias(f"{side}_{f}") for f in flags)
        )
        supplies = supplies.join(renamed, on=side, how="left")
    sells = nw.coalesce("supplier_id_member", nw.lit(False))
    buys = nw.coalesce("buyer_id_member", nw.lit(False))
    complete = nw.coalesce("buyer_id_complete", nw.lit(False))
    foreign = nw.coalesce("buyer_id_foreign", nw.lit(False))
    touching = supplies.filter(sells | buys).with_columns(
        whole=(sells & buys) | (buys & complete) | (sells & foreign), sells=sells, buys=buys
    )
    whole = nw.col("whole")
    keyed = touching.select(
        nw.when(whole | nw.col("sells")).then(nw.col("supplier_id")).alias("supplier_id"),
        nw.when(whole | nw.col("buys")).then(nw.col("buyer_id")).alias("buyer_id"),
        nw.when(whole).then(nw.col("product_id")).alias("product_id"),
        "amount_krub",
        "reported_by",
    )
    return match_flows(keyed)


def _split(flows: Frame, marks: Frame) -> Trade:
    member = marks.filter(nw.col("member")).select("organisation_id")
    complete = marks.filter(nw.col("member") & nw.col("complete")).select("organisation_id")
    foreign = marks.filter(nw.col("foreign")).select("organisation_id")
    whole = flows.filter(~nw.col("product_id").is_null())
    others = whole.filter(nw.col("supplier_id") != nw.col("buyer_id"))
    inside = others.join(member, left_on="supplier_id", right_on="organisation_id", how="semi")
    inside = inside.join(member, left_on="buyer_id", right_on="organisation_id", how="semi")
    bought = others.join(complete, left_on="buyer_id", right_on="organisation_id", how="semi")
    bought = bought.group_by("buyer_id").agg(nw.col("bought_krub").sum().alias("all_bought_krub"))
    abroad = others.filter(nw.col("sold_krub") > 0)
    abroad = abroad.join(foreign, left_on="buyer_id", right_on="organisation_id", how="semi")
    traders = (
        member.join(_named(flows, "supplier_id", "sells"), "organisation_id", "left")
        .join(_named(flows, "buyer_id", "buys"), "organisation_id", "left")
        .join(bought.rename({"buyer_id": "organisation_id"}), "organisation_id", "left")
        .join(_named(abroad, "supplier_id", "sells_abroad"), "organisation_id", "left")
    )
    return _finish(inside, traders, marks)


def _finish(inside: Frame, traders: Frame, marks: Frame) -> Trade:
    """Fill in who did not trade; the purchases of a buyer whose list is complete are 0 only if a row names it."""
    traders = traders.join(marks.select("organisation_id", "complete"), "organisation_id", "left")
    traders = traders.with_columns(
        *(nw.coalesce(m, nw.lit(False)).alias(m) for m in ("sells", "buys", "sells_abroad")),
    )
    known = nw.col("complete") & nw.col("buys")
    all_bought = nw.when(known).then(nw.coalesce("all_bought_krub", nw.lit(0.0)))
    columns = ("organisation_id", "sells", "buys", "sells_abroad")
    return Trade(
        inside.group_by("supplier_id", "buyer_id").agg(nw.col("sold_krub", "bought_krub").sum()),
        traders.select(*columns, all_bought.alias("all_bought_krub")),
    )


def _named(flows: Frame, side: str, mark: str) -> Frame:
    names = flows.filter(~nw.col(side).is_null()).select(nw.col(side).alias("organisation_id")).unique()
    return names.with_columns(nw.lit(True).alias(mark))


def _read_prepared(dataset: Dataset, marks: Frame, year: int) -> Trade:
    """Take the year's trade from the tables that were worked out when the dataset was prepared."""
    member = marks.filter(nw.col("member")).select("organisation_id")
    inside, traders = (
        nw.from_native(
            pl.scan_parquet(dataset.prepared[name]).filter(pl.col("year") == year).collect(), eager_only=True
        )
        for name in ("inside", "traders")
    )
    inside = inside.join(member, left_on="supplier_id", right_on="organisation_id", how="semi")
    inside = inside.join(member, left_on="buyer_id", right_on="organisation_id", how="semi")
    return _finish(inside, member.join(traders, "organisation_id", "left"), marks)
