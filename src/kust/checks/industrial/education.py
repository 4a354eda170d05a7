"""Institutions of higher or vocational education in the infrastructure of the cluster."""

from kust.checks.forms import Count
from kust.checks.institutions import count_institutions
from kust.checks.judge import judge_counts
from kust.checks.rule import Outcome, Readings, Subject
from kust.law import Requirement

READINGS = ()
TABLES = ("memberships",)


def form(rule: Requirement, _readings: Readings) -> Count:
    """Say what is counted."""
    return Count("education", str(rule.comparison), rule.threshold or 0)


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Count the educational organisations whose level is known; an empty level is unknown."""
    counts, unsaid = count_institutions(subject)
    return Outcome(judge_counts(counts, str(rule.comparison), rule.threshold or 0), missing=(unsaid,))
