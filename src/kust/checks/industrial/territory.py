"""Regions on whose territory the cluster lies."""

import narwhals as nw

from kust.checks.judge import count_known, judge_counts
from kust.checks.rule import Outcome, Subject
from kust.law import Requirement

READINGS = ()
TABLES = ("cluster_regions",)


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Count the regions of the cluster."""
    counts = count_known(subject.clusters, subject.regions.unique(["cluster_id", "region"]), nw.lit(True))
    judged = judge_counts(counts, str(rule.comparison), rule.threshold or 0)
    return Outcome(judged)
