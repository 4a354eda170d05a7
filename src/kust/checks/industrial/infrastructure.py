"""Objects of technological or industrial infrastructure; one membership row is one object."""

import narwhals as nw

from kust.checks.forms import Count
from kust.checks.judge import count_known, judge_counts
from kust.checks.rule import Outcome, Readings, Subject
from kust.law import Requirement

READINGS = ()
TABLES = ("memberships",)


def form(rule: Requirement, _readings: Readings) -> Count:
    """Say what is counted."""
    return Count("infrastructure", str(rule.comparison), rule.threshold or 0)


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Count the objects whose kind is known; an empty kind is unknown."""
    objects = subject.members.filter(nw.col("role") == "infrastructure")
    known = nw.when(~nw.col("infrastructure_kind").is_null()).then(nw.lit(True)).otherwise(None)
    counts = count_known(subject.clusters, objects, known)
    unsaid = subject.gaps(
        objects.filter(nw.col("infrastructure_kind").is_null()), "memberships", "infrastructure_kind"
    )
    return Outcome(judge_counts(counts, str(rule.comparison), rule.threshold or 0), missing=(unsaid,))
