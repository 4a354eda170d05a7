"""Organisations that are participants, of whatever role."""

import narwhals as nw

from kust.checks.judge import count_known, judge_counts
from kust.checks.rule import Outcome, Subject
from kust.law import Requirement

READINGS = ()
TABLES = ("memberships",)


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Count each organisation once."""
    counts = count_known(subject.clusters, subject.participants, nw.lit(True))
    return Outcome(judge_counts(counts, str(rule.comparison), rule.threshold or 0))
