"""Functional dependence: share of the purchases of makers of final products that comes from other participants.

In the edition of 2023 the threshold is lower where enough participants work in preferential territories.
"""

import narwhals as nw

from kust.checks.forms import AllOf, AnyOf, Figures, Form, Share
from kust.checks.judge import MET, NOT_MET, UNKNOWN, judge_each, judge_shares
from kust.checks.rule import Outcome, Readings, Subject
from kust.checks.sides import PURCHASE_SIDE, purchase_gaps
from kust.data.engines import Frame
from kust.law import Requirement

READINGS = ("participants",)
TABLES = ("memberships",)


_PREFERENTIAL = Figures("special_territory")


def form(rule: Requirement, _readings: Readings) -> Form:
    """Say what is met: the full threshold, or the lower one together with the share of preferential territories."""
    full = Share(PURCHASE_SIDE, rule.threshold or 0)
    if "preferential_threshold" not in rule.figures:
        return full
    lower = Share(PURCHASE_SIDE, rule.figure("preferential_threshold"))
    return AnyOf((full, AllOf((lower, Share(_PREFERENTIAL, rule.figure("preferential_share"))))))


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Judge the aggregate purchase share against the threshold that holds for the cluster."""
    side, full = PURCHASE_SIDE.of(subject.participants), rule.threshold or 0
    judged, missing = judge_shares(subject.clusters, side, full), purchase_gaps(subject)
    if "preferential_threshold" in rule.figures:
        territory = judge_shares(
            subject.clusters,
            _PREFERENTIAL.of(subject.participants),
            rule.figure("preferential_share"),
        )
        lower = judge_shares(subject.clusters, side, rule.figure("preferential_threshold"))
        judged = _choose(judged, lower, territory)
        if not subject.dataset.has("memberships"):
            judged = judged.with_columns(threshold=nw.lit(None).cast(nw.Float64()))
        unsaid = subject.participants.filter(nw.col("special_territory").is_null())
        missing = (*missing, subject.gaps(unsaid, "memberships", "special_territory"))
    members = _judge_members(side, full, rule, judged)
    return Outcome(judged, members=((None, members),), missing=missing)


def _choose(full: Frame, lower: Frame, territory: Frame) -> Frame:
    """Take the threshold that holds; where that is unknown, only what both thresholds agree on is certain."""
    joined = full.join(
        lower.select("cluster_id", nw.col("verdict", "threshold").name.suffix("_lower")), "cluster_id"
    )
    joined = joined.join(territory.select("cluster_id", nw.col("verdict").alias("territory")), "cluster_id")
    is_lower = (nw.col("territory") == MET) | (
        (nw.col("territory") == UNKNOWN) & (nw.col("verdict") != MET) & (nw.col("verdict_lower") == NOT_MET)
    )
    is_full = (nw.col("territory") == NOT_MET) | (
        (nw.col("territory") == UNKNOWN) & (nw.col("verdict") == MET)
    )
    return joined.select(
        "cluster_id",
        nw.when(is_full)
        .then(nw.col("verdict"))
        .otherwise(nw.when(is_lower).then(nw.col("verdict_lower")).otherwise(UNKNOWN))
        .alias("verdict"),
        "value",
        nw.when(is_full)
        .then(nw.col("threshold"))
        .otherwise(nw.when(is_lower).then(nw.col("threshold_lower")).otherwise(None))
        .alias("threshold"),
    )


def _judge_members(side: Frame, full: float, rule: Requirement, judged: Frame) -> Frame:
    """Hold each maker's own share against the cluster's threshold: for information, no rule asks it.

    Where it is unknown which threshold holds, a maker's verdict is what both say, else unknown.
    """
    lower = rule.figure("preferential_threshold") if "preferential_threshold" in rule.figures else full
    each = judge_each(side, full).filter(nw.coalesce("group", nw.lit(True)))
    other = judge_each(side, lower).select(
        "cluster_id", "organisation_id", nw.col("verdict").alias("verdict_lower")
    )
    each = each.join(other, ["cluster_id", "organisation_id"], "left")
    each = each.join(judged.select("cluster_id", "threshold"), "cluster_id", "left")
    agreed = nw.when(nw.col("verdict") == nw.col("verdict_lower")).then(nw.col("verdict")).otherwise(UNKNOWN)
    by_limit = nw.when(nw.col("threshold") == full).then(nw.col("verdict")).otherwise(nw.col("verdict_lower"))
    own = nw.when(nw.col("threshold").is_null()).then(agreed).otherwise(by_limit)
    return each.select("cluster_id", "organisation_id", "value", own.alias("verdict"))
