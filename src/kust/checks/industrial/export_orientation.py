"""Participants that export."""

import narwhals as nw

from kust.checks.forms import Count
from kust.checks.judge import count_known, judge_counts
from kust.checks.rule import Outcome, Readings, Subject
from kust.law import Requirement

READINGS = ("participants",)
TABLES = ("memberships",)


def form(rule: Requirement, _readings: Readings) -> Count:
    """Say what is counted."""
    return Count("participants", str(rule.comparison), rule.threshold or 0, ("exports",))


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Count the participants that export, by their own word, their accounts or a flow to a foreign buyer."""
    counts = count_known(subject.clusters, subject.participants, nw.col("exports"))
    unsaid = subject.gaps(subject.participants.filter(nw.col("exports").is_null()), "memberships", "exports")
    return Outcome(judge_counts(counts, str(rule.comparison), rule.threshold or 0), missing=(unsaid,))
