"""Share of high-productivity jobs in all jobs of the enterprises: Σ high-productivity jobs / Σ jobs."""

import narwhals as nw

from kust.chain.accounts import count_high_productivity_jobs
from kust.checks.forms import Figures, Share
from kust.checks.judge import judge_each, judge_shares
from kust.checks.rule import Outcome, Readings, Subject
from kust.law import Requirement

READINGS = ("participants", "wage_at_threshold_counts")
TABLES = ("memberships",)


def form(rule: Requirement, _readings: Readings) -> Share:
    """Say what is a share of what."""
    return Share(Figures("high_productivity_jobs", "jobs"), rule.threshold or 0)


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Judge the share of all jobs; who pays the wage of the threshold has all its jobs counted."""
    participants = count_high_productivity_jobs(
        subject.participants, subject.readings.wage_at_threshold_counts
    )
    asked = form(rule, subject.readings)
    jobs = asked.figures.of(participants)
    judged = judge_shares(subject.clusters, jobs, asked.at_least)
    each = judge_each(jobs, asked.at_least).select("cluster_id", "organisation_id", "value", "verdict")
    unstated = participants.filter(nw.col("high_productivity_jobs").is_null())
    gaps = [("jobs", participants.filter(nw.col("jobs").is_null())), ("high_productivity_jobs", unstated)]
    missing = tuple(subject.gaps(rows, "accounts", column, yearly=True) for column, rows in gaps)
    return Outcome(judged, members=((None, each),), missing=missing)
