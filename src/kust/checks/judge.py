"""Three-valued judging of counts and shares, for all clusters at once.

A missing figure is neither zero nor «no»: it may take any value it could have. A verdict is unknown exactly
if the smallest attainable value says no and the largest says yes. Verdicts are numbers here, so that «and» is
the smallest and «or» the largest of them (Kleene).
"""

from typing import Any

import narwhals as nw

from kust.data.engines import Frame
from kust.quantities import TOLERANCE, divide

NOT_MET, UNKNOWN, MET = 0, 1, 2
VERDICTS = ("not_met", "unknown", "met")

CLUSTER = "cluster_id"
_INFINITE = float("inf")


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
    least, most = nw.col("yes"), nw.col("yes") + nw.col("unknown")
    if comparison == ">=":
        verdict = verdict_of(least >= threshold, most >= threshold)
    else:
        verdict = verdict_of(most <= threshold, least <= threshold)
    return counts.select(
        CLUSTER,
        verdict.alias("verdict"),
        nw.col("yes").cast(nw.Float64()).alias("value"),
        nw.lit(threshold).alias("threshold"),
    )


def count_known(clusters: Frame, rows: Frame, known: nw.Expr) -> Frame:
    """Count, in each cluster, the rows that say yes and those that say nothing."""
    said = rows.with_columns(_said=known)
    counts = said.group_by(CLUSTER).agg(
        nw.when(nw.col("_said")).then(1).otherwise(0).sum().alias("yes"),
        nw.col("_said").is_null().sum().alias("unknown"),
    )
    counts = clusters.select(CLUSTER).join(counts, CLUSTER, "left")
    return counts.with_columns(
        *(nw.coalesce(nw.col(c).cast(nw.Int64()), nw.lit(0)).alias(c) for c in ("yes", "unknown"))
    )


def bound_shares(members: Frame, threshold: nw.Expr) -> Frame:
    """Give the ends between which each member's x − t·y lies, with 0 ≤ x ≤ y.

    A missing x lies in [0, y], a missing y in [x or 0, ∞); a member whose group is unknown counts or not.

    Parameters
    ----------
    members
        ``x``, ``y`` (null where missing) and ``group`` (false, true or null); those of group false are left out.

    Returns
    -------
    nw.DataFrame
        With ``low``, ``high`` (x − t·y), ``low_scale``, ``high_scale`` (t·y, for the relative tolerance), ``sure``
        (it is in the group) and ``alone`` (a group of nobody else could meet the share).
    """
    x, y, t = nw.col("x"), nw.col("y"), nw.col("_t")
    neither = x.is_null() & y.is_null()
    low = (
        nw.when(y.is_null())
        .then(-_INFINITE)
        .otherwise(nw.when(x.is_null()).then(-t * y).otherwise(x - t * y))
    )
    most = (
        nw.when(y.is_null())
        .then(x - t * x)
        .otherwise(nw.when(x.is_null()).then(y - t * y).otherwise(x - t * y))
    )
    high = nw.when(neither).then(nw.when(t < 1).then(_INFINITE).otherwise(0.0)).otherwise(most)
    scale = nw.when(neither).then(0.0).otherwise(nw.when(y.is_null()).then(t * x).otherwise(t * y))
    bounded = members.filter(nw.coalesce("group", nw.lit(True))).with_columns(_t=threshold)
    bounded = bounded.with_columns(
        low=low, high=high, low_scale=scale, high_scale=scale, sure=~nw.col("group").is_null()
    )
    optional = ~nw.col("sure")
    bounded = bounded.with_columns(alone=nw.col("high") >= -TOLERANCE * nw.col("high_scale"))
    left_out = [
        ("low", "low_scale", optional & (nw.col("low") > 0)),
        ("high", "high_scale", optional & (nw.col("high") < 0)),
    ]
    columns: dict[str, Any] = {}
    for end, size, out in left_out:
        columns |= {
            end: nw.when(out).then(0.0).otherwise(nw.col(end)),
            size: nw.when(out).then(0.0).otherwise(nw.col(size)),
        }
    return bounded.with_columns(**columns)


def judge_shares(clusters: Frame, members: Frame, threshold: nw.Expr | float) -> Frame:
    """Judge Σx/Σy ≥ t over the group of each cluster.

    Parameters
    ----------
    clusters
        ``cluster_id`` and whatever columns the threshold is made of.
    members
        ``cluster_id``, ``x``, ``y``, ``group``.
    threshold
        A number, or an expression over the columns of ``clusters``.

    Returns
    -------
    nw.DataFrame
        ``cluster_id``, ``verdict``, ``value`` (null if a needed figure is missing or there is nothing to divide by),
        ``threshold``. An empty group is not met, with value null.
    """
    limit = nw.lit(threshold) if isinstance(threshold, int | float) else threshold
    clusters = clusters.with_columns(_limit=limit.cast(nw.Float64()))
    rows = members.join(clusters.select(CLUSTER, "_limit"), CLUSTER, "inner")
    bounded = bound_shares(rows, nw.col("_limit"))
    sums = bounded.group_by(CLUSTER).agg(
        nw.col("low", "high", "low_scale", "high_scale", "x", "y").sum(),
        (nw.col("x").is_null() | nw.col("y").is_null() | ~nw.col("sure")).max().alias("_gap"),
        nw.col("sure").max().alias("_someone"),
        nw.col("alone").max().alias("_alone"),
    )
    judged = clusters.select(CLUSTER, "_limit").join(sums, CLUSTER, "left")
    # Where nobody is surely in the group it may be empty, and an empty group is not met.
    someone = nw.coalesce("_someone", nw.lit(False))
    surely = someone & (nw.col("low") >= -TOLERANCE * nw.col("low_scale"))
    highest = nw.col("high") >= -TOLERANCE * nw.col("high_scale")
    possibly = nw.when(someone).then(highest).otherwise(nw.coalesce("_alone", nw.lit(False)))
    value = nw.when(~nw.col("_gap")).then(divide(nw.col("x"), nw.col("y")))
    return judged.select(
        CLUSTER,
        verdict_of(surely, possibly).alias("verdict"),
        value.alias("value"),
        nw.col("_limit").alias("threshold"),
    )


def judge_each(members: Frame, threshold: float) -> Frame:
    """Judge each member's own share x/y ≥ t, with ``value`` and ``verdict``; an output of 0 is met without a share."""
    bounded = bound_shares(
        members.with_columns(_known_group=nw.col("group"), group=nw.lit(True)), nw.lit(threshold)
    )
    nothing = nw.coalesce(nw.col("y") == 0, nw.lit(False))
    surely = nw.col("low") >= -TOLERANCE * nw.col("low_scale")
    possibly = nw.col("high") >= -TOLERANCE * nw.col("high_scale")
    own = nw.when(nothing).then(MET).otherwise(verdict_of(surely, possibly))
    return bounded.with_columns(
        verdict=own, value=divide(nw.col("x"), nw.col("y")), nothing=nothing, group=nw.col("_known_group")
    )


def all_of_each(clusters: Frame, judged: Frame, threshold: float) -> Frame:
    """Join the members' own verdicts by «and»; a member that may be outside the group cannot fail it.

    The value is the lowest known figure of the group; an empty group is met.
    """
    own = (
        nw.when(nw.col("group").is_null() & (nw.col("verdict") == NOT_MET))
        .then(UNKNOWN)
        .otherwise(nw.col("verdict"))
    )
    within = judged.filter(nw.coalesce("group", nw.lit(True)))
    sums = (
        within.with_columns(_own=own)
        .group_by(CLUSTER)
        .agg(nw.col("_own").min().alias("verdict"), nw.col("value").min())
    )
    joined = clusters.select(CLUSTER).join(sums, CLUSTER, "left")
    return joined.select(
        CLUSTER,
        nw.coalesce("verdict", nw.lit(MET)).alias("verdict"),
        "value",
        nw.lit(threshold).alias("threshold"),
    )


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
    counted = judged.filter(nw.coalesce("group", nw.lit(True)) & ~nw.col("nothing"))
    sure, own = ~nw.col("group").is_null(), nw.col("verdict")
    least = nw.when(own == NOT_MET).then(1 - at_most).otherwise(-at_most)
    most = nw.when(own == MET).then(-at_most).otherwise(1 - at_most)
    sums = (
        counted.with_columns(
            _least=nw.when(sure | (least < 0)).then(least).otherwise(0.0),
            _most=nw.when(sure | (most > 0)).then(most).otherwise(0.0),
            _sure=sure,
            _alone=own != NOT_MET,
            _below=nw.when(own == NOT_MET).then(1.0).otherwise(0.0),
            _unsaid=(own == UNKNOWN) | ~sure,
        )
        .group_by(CLUSTER)
        .agg(
            nw.col("_least", "_most", "_below").sum(),
            nw.col("_sure", "_alone", "_unsaid").max(),
            nw.len().alias("_count"),
        )
    )
    judged_clusters = clusters.select(CLUSTER).join(sums, CLUSTER, "left")
    slack = TOLERANCE * at_most * nw.col("_count")
    someone = nw.coalesce("_sure", nw.lit(False))
    surely = someone & (nw.col("_most") <= slack)
    possibly = (
        nw.when(someone).then(nw.col("_least") <= slack).otherwise(nw.coalesce("_alone", nw.lit(False)))
    )
    value = nw.when(~nw.col("_unsaid")).then(divide(nw.col("_below"), nw.col("_count").cast(nw.Float64())))
    return judged_clusters.select(
        CLUSTER,
        verdict_of(surely, possibly).alias("verdict"),
        value.alias("value"),
        nw.lit(at_most).alias("threshold"),
    )


def margin_of(row: dict[str, Any], comparison: str | None) -> float | None:
    """Give the distance to the threshold, negative on the failing side, 0 where the figure counts as equal."""
    value, threshold = row["value"], row["threshold"]
    if value is None or threshold is None:
        return None
    margin = float(threshold - value if comparison == "<=" else value - threshold)
    return 0.0 if abs(margin) <= TOLERANCE * abs(threshold) else margin
