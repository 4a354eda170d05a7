"""The participants of each cluster with all their figures of a year: what every requirement is judged on."""

from collections.abc import Iterator
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from kust.chain.members import merge_roles
from kust.chain.trade import Trade
from kust.data.engines import Frame


@dataclass(frozen=True)
class Participants:
    """The participants of all clusters with their figures, and the flows between two of one cluster.

    ``figures``: as :func:`calc_participants` describes. ``inside``: ``cluster_id``, ``supplier_id``, ``buyer_id``,
    ``sold_krub``, ``bought_krub``.
    """

    figures: Frame
    inside: Frame


def calc_participants(
    members: Frame, roles: tuple[str, ...] | None, trade: Trade, figures: Frame, regions: Frame
) -> Participants:
    """Put together the participants of all clusters.

    Parameters
    ----------
    members
        Membership rows of the day (:func:`kust.chain.members.find_members`).
    roles
        Roles that make a participant; None for every member.
    trade, figures
        Of the year (:func:`kust.chain.trade.calc_trade`, :func:`kust.chain.accounts.calc_accounts`).
    regions
        Rows of ``cluster_regions``, for the preferential territories.

    Returns
    -------
    Participants
        ``figures`` has one row a cluster and participant: the flags, worked out where the contract says how;
        ``sold_inside_krub`` and ``bought_inside_krub`` with other participants of the cluster, null where its sales
        (purchases) are missing; ``output_krub``, ``purchases_krub``; ``sells`` and ``buys``.
    """
    participants = merge_roles(members, roles)
    inside = _inside_of_clusters(participants, trade)
    participants = participants.join(figures, "organisation_id", "left")
    participants = participants.join(trade.traders, "organisation_id", "left")
    for side in ("supplier_id", "buyer_id"):
        participants = participants.join(_sum_side(inside, side), ["cluster_id", "organisation_id"], "left")
    native: pl.DataFrame = participants.to_native().with_columns(_SUMMED)
    own: pl.DataFrame = regions.to_native().select("cluster_id", "region", "special_programme")
    native = native.join(own.unique(["cluster_id", "region"]), on=["cluster_id", "region"], how="left")
    resolved = native.with_columns(_RESOLVED).sort("cluster_id", "organisation_id")
    return Participants(nw.from_native(resolved, eager_only=True), inside)


def _inside_of_clusters(participants: Frame, trade: Trade) -> Frame:
    """Keep the flows between two participants of one cluster; a firm in two clusters counts in each."""
    places = participants.select("cluster_id", "organisation_id")
    suppliers = trade.inside.join(places, left_on="supplier_id", right_on="organisation_id", how="inner")
    buyers = places.rename({"organisation_id": "buyer_id"})
    return suppliers.join(buyers, on=["cluster_id", "buyer_id"], how="semi")


def _sum_side(inside: Frame, side: str) -> Frame:
    amount = {"supplier_id": "sold_krub", "buyer_id": "bought_krub"}[side]
    summed = inside.group_by("cluster_id", side).agg(nw.col(amount).sum())
    return summed.rename({side: "organisation_id"})


def _resolve_flags() -> Iterator[pl.Expr]:
    """Work out the empty flags as the contract's descriptions say; what stays null is unknown."""
    yes, no = pl.lit(True), pl.lit(False)
    bought, output, exports = pl.col("bought_inside_krub"), pl.col("output_krub"), pl.col("exports_krub")
    abroad = pl.coalesce("sells_abroad", no)
    worked_out = {
        "makes_final_products": pl.col("makes_final"),
        "uses_cluster_inputs": pl.when(bought > 0).then(yes).when(bought == 0).then(no),
        "exports": pl.when(abroad | (exports > 0)).then(yes).when(exports == 0).then(no),
        "not_yet_producing": pl.when(output > 0).then(no).when(output == 0).then(yes),
        "special_territory": pl.col("special_programme"),
    }
    for flag, otherwise in worked_out.items():
        yield pl.when(~pl.col(f"{flag}_disputed")).then(pl.coalesce(pl.col(flag), otherwise)).alias(flag)


# Made once: making an expression costs as much as asking it of a small table.
_SUMMED = (
    pl.when(pl.col("sells")).then(pl.coalesce("sold_krub", pl.lit(0.0))).alias("sold_inside_krub"),
    pl.when(pl.col("buys")).then(pl.coalesce("bought_krub", pl.lit(0.0))).alias("bought_inside_krub"),
    pl.coalesce("purchases_krub", "all_bought_krub").alias("purchases_krub"),
)
_RESOLVED = tuple(_resolve_flags())


def count_partners(inside: Frame) -> Frame:
    """Count each participant's partners as it sees them: what it sells by ``sold``, what it buys by ``bought``."""
    sells = inside.filter(nw.col("sold_krub") > 0)
    sells = sells.select(
        "cluster_id", nw.col("supplier_id").alias("organisation_id"), nw.col("buyer_id").alias("partner")
    )
    buys = inside.filter(nw.col("bought_krub") > 0)
    buys = buys.select(
        "cluster_id", nw.col("buyer_id").alias("organisation_id"), nw.col("supplier_id").alias("partner")
    )
    pairs = nw.concat([sells, buys]).unique()
    return pairs.group_by("cluster_id", "organisation_id").agg(nw.len().cast(nw.Int64()).alias("partners"))
