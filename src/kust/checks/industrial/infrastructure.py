"""Objects of technological or industrial infrastructure; one membership row is one object."""

import narwhals as nw

from kust.checks.judge import count_known, judge_counts
from kust.checks.rule import Outcome, Subject
from kust.law import Requirement

READINGS = ()
TABLES = ("memberships",)


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Count the objects whose kind is known; an empty kind is unknown."""
    objects = subject.members.filter(nw.col("role") == "infrastructure")
    known = nw.when(~nw.col("infrastructure_kind").is_null()).then(nw.lit(True)).otherwise(None)
    counts = count_known(subject.clusters, objects, known)
    unsaid = subject.gaps(
        objects.filter(nw.col("infrastructure_kind").is_null()), "memberships", "infrastructure_kind"
    )
    return Outcome(judge_counts(counts, str(rule.comparison), rule.threshold or 0), missing=(unsaid,))
