"""Projects of kind core."""

import narwhals as nw

from kust.checks.judge import count_known, judge_counts
from kust.checks.rule import Outcome, Subject
from kust.law import Requirement

READINGS = ()
TABLES = ("projects",)


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Count the core projects of the cluster."""
    core = subject.rows("projects").filter(nw.col("kind") == "core")
    judged = judge_counts(
        count_known(subject.clusters, core, nw.lit(True)), str(rule.comparison), rule.threshold or 0
    )
    return Outcome(judged)
