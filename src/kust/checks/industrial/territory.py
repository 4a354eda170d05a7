"""Regions on whose territory the cluster lies."""

import narwhals as nw

from kust.checks.forms import Count
from kust.checks.judge import count_known, judge_counts
from kust.checks.rule import Outcome, Readings, Subject
from kust.law import Requirement

READINGS = ()
TABLES = ("cluster_regions",)


def form(rule: Requirement, _readings: Readings) -> Count:
    """Say what is counted."""
    return Count("regions", str(rule.comparison), rule.threshold or 0)


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Count the regions of the cluster."""
    counts = count_known(subject.clusters, subject.regions.unique(["cluster_id", "region"]), nw.lit(True))
    judged = judge_counts(counts, str(rule.comparison), rule.threshold or 0)
    return Outcome(judged)
