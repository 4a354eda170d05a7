"""Number of participants of the cluster on the day."""

import narwhals as nw

from kust.checks.forms import Count
from kust.checks.judge import count_known, judge_counts
from kust.checks.rule import Outcome, Readings, Subject
from kust.law import Requirement

READINGS = ("participants",)
TABLES = ("memberships",)


def form(rule: Requirement, _readings: Readings) -> Count:
    """Say what is counted."""
    return Count("participants", str(rule.comparison), rule.threshold or 0)


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Count the participants; the roll of members says all there is to know, so nothing is unknown."""
    counts = count_known(subject.clusters, subject.participants, nw.lit(True))
    return Outcome(judge_counts(counts, str(rule.comparison), rule.threshold or 0))
