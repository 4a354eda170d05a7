"""Participants that make final products; in the editions of 2015 and 2016 of products of other participants."""

import narwhals as nw

from kust.checks.forms import Count
from kust.checks.judge import count_known, judge_counts
from kust.checks.rule import Outcome, Readings, Subject
from kust.law import Requirement

READINGS = ("participants",)
TABLES = ("memberships",)


def form(rule: Requirement, _readings: Readings) -> Count:
    """Say what is counted."""
    flags = ("makes_final_products", "uses_cluster_inputs") if rule.is_so("uses_cluster_inputs") else None
    return Count(
        "participants", str(rule.comparison), rule.threshold or 0, flags or ("makes_final_products",)
    )


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Count the makers of final products that are known, and those that may be."""
    makes, uses = nw.col("makes_final_products"), nw.col("uses_cluster_inputs")
    counted, gaps = makes, [("makes_final_products", makes.is_null())]
    if rule.is_so("uses_cluster_inputs"):
        counted = makes & uses
        gaps = [
            ("makes_final_products", makes.is_null() & nw.coalesce(uses, nw.lit(True))),
            ("uses_cluster_inputs", uses.is_null() & nw.coalesce(makes, nw.lit(True))),
        ]
    counts = count_known(subject.clusters, subject.participants, counted)
    missing = [subject.gaps(subject.participants.filter(gap), "memberships", column) for column, gap in gaps]
    return Outcome(judge_counts(counts, str(rule.comparison), rule.threshold or 0), missing=tuple(missing))
