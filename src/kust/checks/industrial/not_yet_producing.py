"""Participants that do not produce yet: at most so many."""

import narwhals as nw

from kust.checks.forms import Count
from kust.checks.judge import count_known, judge_counts
from kust.checks.rule import Outcome, Readings, Subject
from kust.law import Requirement

READINGS = ("participants",)
TABLES = ("memberships",)


def form(rule: Requirement, _readings: Readings) -> Count:
    """Say what is counted."""
    return Count("participants", str(rule.comparison), rule.threshold or 0, ("not_yet_producing",))


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Count the participants known not to produce, and those that may not."""
    counts = count_known(subject.clusters, subject.participants, nw.col("not_yet_producing"))
    unsaid = subject.participants.filter(nw.col("not_yet_producing").is_null())
    gaps = subject.gaps(unsaid, "memberships", "not_yet_producing")
    return Outcome(judge_counts(counts, str(rule.comparison), rule.threshold or 0), missing=(gaps,))
