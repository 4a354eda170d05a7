"""Projects of kind core."""

import narwhals as nw

from kust.checks.forms import Count
from kust.checks.judge import count_known, judge_counts
from kust.checks.rule import Outcome, Readings, Subject
from kust.law import Requirement

READINGS = ()
TABLES = ("projects",)


def form(rule: Requirement, _readings: Readings) -> Count:
    """Say what is counted."""
    return Count("core_projects", str(rule.comparison), rule.threshold or 0)


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Count the core projects of the cluster."""
    core = subject.rows("projects").filter(nw.col("kind") == "core")
    judged = judge_counts(
        count_known(subject.clusters, core, nw.lit(True)), str(rule.comparison), rule.threshold or 0
    )
    return Outcome(judged)
