"""Projects of kind joint that run on the day and have at least two participants of the cluster."""

import narwhals as nw

from kust.checks.forms import JointProjects
from kust.checks.judge import count_known, judge_counts
from kust.checks.rule import Outcome, Readings, Subject
from kust.law import Requirement

READINGS = ("participants",)
TABLES = ("projects",)


def form(rule: Requirement, _readings: Readings) -> JointProjects:
    """Say how many projects are asked, and of how many participants each."""
    return JointProjects(rule.threshold or 0, rule.figure("participants_at_least"))


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Count the joint projects; without a list of their participants they may or may not have enough."""
    starts, ends = nw.col("starts_on"), nw.col("ends_on")
    runs = (starts.is_null() | (starts <= subject.on)) & (ends.is_null() | (ends > subject.on))
    projects = subject.rows("projects").filter(nw.col("kind") == "joint").filter(runs)
    named = subject.rows("project_participants").select("project_id", "organisation_id").unique()
    taking_part = named.join(projects.select("project_id", "cluster_id"), "project_id", "inner")
    taking_part = taking_part.join(subject.participants, ["cluster_id", "organisation_id"], "semi")
    counts = taking_part.group_by("project_id").agg(nw.len().alias("_count"))
    projects = projects.join(counts, "project_id", "left").with_columns(
        _count=nw.coalesce(nw.col("_count"), nw.lit(0))
    )
    enough = nw.col("_count") >= form(rule, subject.readings).participants
    absent = [table for table in ("project_participants", "memberships") if not subject.dataset.has(table)]
    missing = tuple(subject.gaps(projects, table, "organisation_id") for table in absent)
    if absent:
        enough = nw.lit(None).cast(nw.Boolean())
    judged = judge_counts(
        count_known(subject.clusters, projects, enough), str(rule.comparison), rule.threshold or 0
    )
    return Outcome(judged, missing=missing)
