"""Three-valued judging of counts and shares, for all clusters at once.

A missing figure is neither zero nor «no»: it may take any value it could have. A verdict is unknown exactly
if the smallest attainable value says no and the largest says yes. Verdicts are numbers here, so that «and» is
the smallest and «or» the largest of them (Kleene).
"""

from typing import Any

import narwhals as nw
import polars as pl

from kust.checks.bounds import LEAST_IS_MET, MAY_BELONG, MOST_IS_MET, bound_shares
from kust.data.engines import Frame
from kust.quantities import TOLERANCE

NOT_MET, UNKNOWN, MET = 0, 1, 2
VERDICTS = ("not_met", "unknown", "met")

CLUSTER = "cluster_id"


def verdict_of(yes_surely: nw.Expr, yes_possibly: nw.Expr) -> nw.Expr:
    """Make a verdict of what the smallest and the largest attainable value say."""
    return nw.when(yes_surely).then(MET).otherwise(nw.when(yes_possibly).then(UNKNOWN).otherwise(NOT_MET))


def judge_counts(counts: Frame, comparison: str, threshold: float) -> Frame:
    """Judge a count that lies between the known yes and the known yes plus the unknown.

    Parameters
    ----------
    counts
        ``cluster_id``, ``yes``, ``unknown``.

    Returns
    -------
    nw.DataFrame
        ``cluster_id``, ``verdict``, ``value`` (the known yes), ``threshold``.
    """
    least, most = pl.col("yes"), pl.col("yes") + pl.col("unknown")
    if comparison == ">=":
        verdict = _verdict(least >= threshold, most >= threshold)
    else:
        verdict = _verdict(most <= threshold, least <= threshold)
    native: pl.DataFrame = counts.to_native()
    judged = native.select(
        CLUSTER,
        verdict.alias("verdict"),
        least.cast(pl.Float64).alias("value"),
        pl.lit(threshold).alias("threshold"),
    )
    return _in_memory(judged)


def count_known(clusters: Frame, rows: Frame, known: nw.Expr) -> Frame:
    """Count, in each cluster, the rows that say yes and those that say nothing."""
    said: pl.DataFrame = rows.with_columns(_said=known).to_native()
    counts = said.group_by(CLUSTER).agg(_COUNTS)
    joined: pl.DataFrame = clusters.to_native().select(CLUSTER).join(counts, on=CLUSTER, how="left")
    return _in_memory(joined.with_columns(pl.col("yes", "unknown").fill_null(0)))


def judge_shares(clusters: Frame, members: Frame, threshold: float) -> Frame:
    """Judge Σx/Σy ≥ t over the group of each cluster.

    Parameters
    ----------
    clusters
        ``cluster_id``.
    members
        ``cluster_id``, ``x``, ``y``, ``group``.
    threshold
        t, a share.

    Returns
    -------
    nw.DataFrame
        ``cluster_id``, ``verdict``, ``value`` (null if a needed figure is missing or there is nothing to divide by),
        ``threshold``. An empty group is not met, with value null.
    """
    sums = bound_shares(members.to_native(), threshold).group_by(CLUSTER).agg(_SUMS)
    judged: pl.DataFrame = clusters.to_native().select(CLUSTER).join(sums, on=CLUSTER, how="left")
    return _in_memory(judged.select(CLUSTER, *_SHARE, pl.lit(float(threshold)).alias("threshold")))


def judge_each(members: Frame, threshold: float) -> Frame:
    """Judge each member's own share x/y ≥ t, with ``value`` and ``verdict``; an output of 0 is met without a share."""
    native: pl.DataFrame = members.to_native()
    bounded = bound_shares(native.with_columns(_ALL_BELONG), threshold)
    return _in_memory(bounded.with_columns(_EACH).drop("_own_group"))


def all_of_each(clusters: Frame, judged: Frame, threshold: float) -> Frame:
    """Join the members' own verdicts by «and»; a member that may be outside the group cannot fail it.

    The value is the lowest known figure of the group; an empty group is met.
    """
    within: pl.DataFrame = judged.to_native().filter(MAY_BELONG)
    lowest = within.group_by(CLUSTER).agg(_OWN_VERDICT.min().alias("verdict"), pl.col("value").min())
    joined: pl.DataFrame = clusters.to_native().select(CLUSTER).join(lowest, on=CLUSTER, how="left")
    verdict = pl.coalesce("verdict", pl.lit(MET)).alias("verdict")
    return _in_memory(joined.select(CLUSTER, verdict, "value", pl.lit(float(threshold)).alias("threshold")))


def judge_share_below(clusters: Frame, judged: Frame, at_most: float) -> Frame:
    """Judge «at most so many of the group are below»: Σ(b − limit) ≤ 0, b unknown where the own verdict is.

    Parameters
    ----------
    judged
        Members as :func:`judge_each` gives them; those with nothing to divide by are left out.

    Returns
    -------
    nw.DataFrame
        ``cluster_id``, ``verdict``, ``value`` (share of the group below), ``threshold``.
    """
    counted: pl.DataFrame = judged.to_native().filter(MAY_BELONG & ~pl.col("nothing"))
    least = pl.when(_OWN == NOT_MET).then(1 - at_most).otherwise(-at_most)
    most = pl.when(_OWN == MET).then(-at_most).otherwise(1 - at_most)
    sums = counted.group_by(CLUSTER).agg(
        pl.when(_BELONGS | (least < 0)).then(least).otherwise(0.0).sum().alias("_least"),
        pl.when(_BELONGS | (most > 0)).then(most).otherwise(0.0).sum().alias("_most"),
        *_BELOW,
    )
    joined: pl.DataFrame = clusters.to_native().select(CLUSTER).join(sums, on=CLUSTER, how="left")
    slack = TOLERANCE * at_most * pl.col("_count")
    possibly = pl.when(_SOMEONE).then(pl.col("_least") <= slack).otherwise(_ALONE)
    verdict = _verdict(_SOMEONE & (pl.col("_most") <= slack), possibly)
    return _in_memory(
        joined.select(
            CLUSTER,
            verdict.alias("verdict"),
            pl.when(~pl.col("_gap")).then(pl.col("_below") / pl.col("_count")).alias("value"),
            pl.lit(float(at_most)).alias("threshold"),
        )
    )


def _in_memory(frame: pl.DataFrame) -> Frame:
    return nw.from_native(frame, eager_only=True)


def _verdict(surely: pl.Expr, possibly: pl.Expr) -> pl.Expr:
    return pl.when(surely).then(MET).when(possibly).then(UNKNOWN).otherwise(NOT_MET)


def _share() -> pl.Expr:
    return pl.when(pl.col("y") != 0).then(pl.col("x") / pl.col("y"))


# Made once: making an expression costs as much as asking it of a small table.
_COUNTS = (
    pl.col("_said").sum().cast(pl.Int64).alias("yes"),
    pl.col("_said").is_null().sum().cast(pl.Int64).alias("unknown"),
)
_OWN, _BELONGS = pl.col("verdict"), pl.col("group").is_not_null()
# Where nobody is surely in the group it may be empty, and an empty group is not met.
_SOMEONE = pl.coalesce("_someone", pl.lit(False))
_ALONE = pl.coalesce("_alone", pl.lit(False))
_SUMS = (
    pl.col("low", "high", "low_scale", "high_scale", "x", "y").sum(),
    (pl.col("x").is_null() | pl.col("y").is_null() | ~pl.col("sure")).any().alias("_gap"),
    pl.col("sure").any().alias("_someone"),
    pl.col("alone").any().alias("_alone"),
)
_SHARE = (
    _verdict(_SOMEONE & LEAST_IS_MET, pl.when(_SOMEONE).then(MOST_IS_MET).otherwise(_ALONE)).alias("verdict"),
    pl.when(~pl.col("_gap")).then(_share()).alias("value"),
)
_ALL_BELONG = (pl.col("group").alias("_own_group"), pl.lit(True).alias("group"))
_NOTHING = pl.coalesce(pl.col("y") == 0, pl.lit(False))
_EACH = (
    pl.when(_NOTHING).then(MET).otherwise(_verdict(LEAST_IS_MET, MOST_IS_MET)).alias("verdict"),
    _share().alias("value"),
    _NOTHING.alias("nothing"),
    pl.col("_own_group").alias("group"),
)
_OWN_VERDICT = pl.when(~_BELONGS & (_OWN == NOT_MET)).then(UNKNOWN).otherwise(_OWN)
_BELOW = (
    (_OWN == NOT_MET).sum().cast(pl.Float64).alias("_below"),
    _BELONGS.any().alias("_someone"),
    (_OWN != NOT_MET).any().alias("_alone"),
    ((_OWN == UNKNOWN) | ~_BELONGS).any().alias("_gap"),
    pl.len().cast(pl.Float64).alias("_count"),
)


def margin_of(row: dict[str, Any], comparison: str | None) -> float | None:
    """Give the distance to the threshold, negative on the failing side, 0 where the figure counts as equal."""
    value, threshold = row["value"], row["threshold"]
    if value is None or threshold is None:
        return None
    margin = float(threshold - value if comparison == "<=" else value - threshold)
    return 0.0 if abs(margin) <= TOLERANCE * abs(threshold) else margin
