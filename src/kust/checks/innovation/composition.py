"""At least one each: research organisation, educational organisation, enterprise, enterprise that exports."""

import narwhals as nw

from kust.checks.forms import AllOf, Count
from kust.checks.institutions import count_institutions
from kust.checks.judge import count_known, judge_counts
from kust.checks.rule import Outcome, Readings, Subject
from kust.law import Requirement

READINGS = ()
TABLES = ("memberships",)


def form(rule: Requirement, _readings: Readings) -> AllOf:
    """Say what is counted, part by part."""
    least = rule.threshold or 0
    plain = (Count(of, ">=", least) for of in ("research", "education", "enterprises"))
    return AllOf((*plain, Count("enterprises", ">=", least, ("exports",))))


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Judge each part by its count; the value is the smallest count."""
    research = (
        subject.members.filter(nw.col("role") == "research").select("cluster_id", "organisation_id").unique()
    )
    schools, no_level = count_institutions(subject)
    enterprises = subject.enterprises
    counts = {
        "research": count_known(subject.clusters, research, nw.lit(True)),
        "education": schools,
        "enterprise": count_known(subject.clusters, enterprises, nw.lit(True)),
        "exporter": count_known(subject.clusters, enterprises, nw.col("exports")),
    }
    parts = tuple(
        (name, ">=", judge_counts(count, ">=", rule.threshold or 0)) for name, count in counts.items()
    )
    joined = nw.concat([frame for _, _, frame in parts]).group_by("cluster_id")
    smallest = subject.clusters.select("cluster_id").join(
        joined.agg(nw.col("verdict", "value", "threshold").min()), "cluster_id", "left"
    )
    unsaid = subject.gaps(enterprises.filter(nw.col("exports").is_null()), "memberships", "exports")
    return Outcome(smallest, parts, missing=(no_level, unsaid))
