"""Share of the cluster's regions with which the specialised organisation has signed an agreement by the day."""

import narwhals as nw

from kust.checks.forms import RegionsSigned
from kust.checks.judge import judge_shares
from kust.checks.rule import Outcome, Readings, Subject
from kust.law import Requirement

READINGS = ()
TABLES = ("cluster_regions.agreement_on",)


def form(rule: Requirement, _readings: Readings) -> RegionsSigned:
    """Say what share of the regions is asked."""
    return RegionsSigned(rule.threshold or 0)


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Judge the share of regions; no day of agreement means no agreement, a later day does not count yet."""
    signed = nw.coalesce(nw.col("agreement_on") <= subject.on, nw.lit(False))
    regions = (
        subject.regions.with_columns(_signed=signed)
        .group_by("cluster_id", "region")
        .agg(nw.col("_signed").max())
    )
    rows = regions.select(
        "cluster_id",
        nw.when(nw.col("_signed")).then(1.0).otherwise(0.0).alias("x"),
        nw.lit(1.0).alias("y"),
        nw.lit(True).alias("group"),
    )
    judged = judge_shares(subject.clusters, rows, form(rule, subject.readings).at_least)
    return Outcome(judged)
