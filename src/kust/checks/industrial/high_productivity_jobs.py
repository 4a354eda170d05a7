"""Share of high-productivity jobs in all jobs of the enterprises: Σ high-productivity jobs / Σ jobs."""

import narwhals as nw

from kust.chain.accounts import count_high_productivity_jobs
from kust.checks.judge import judge_each, judge_shares
from kust.checks.rule import Outcome, Subject, shares_of
from kust.law import Requirement

READINGS = ("participants", "wage_at_threshold_counts")
TABLES = ("memberships",)


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Judge the share of all jobs; who pays the wage of the threshold has all its jobs counted."""
    participants = count_high_productivity_jobs(
        subject.participants, subject.readings.wage_at_threshold_counts
    )
    jobs = shares_of(participants, "high_productivity_jobs", "jobs")
    judged = judge_shares(subject.clusters, jobs, rule.threshold or 0)
    each = judge_each(jobs, rule.threshold or 0).select("cluster_id", "organisation_id", "value", "verdict")
    unstated = participants.filter(nw.col("high_productivity_jobs").is_null())
    gaps = [("jobs", participants.filter(nw.col("jobs").is_null())), ("high_productivity_jobs", unstated)]
    missing = tuple(subject.gaps(rows, "accounts", column, yearly=True) for column, rows in gaps)
    return Outcome(judged, members=((None, each),), missing=missing)
