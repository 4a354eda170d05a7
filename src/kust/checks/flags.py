"""Shares of participants of whom something is true."""

import narwhals as nw

from kust.checks.forms import Share
from kust.checks.judge import judge_each, judge_shares
from kust.checks.rule import Outcome, Subject


def check_flag_share(subject: Subject, asked: Share) -> Outcome:
    """Judge the share of participants with a flag; each of them is shown with 1, 0 or nothing."""
    flag, said = asked.figures.x, asked.figures.of(subject.participants)
    judged = judge_shares(subject.clusters, said, asked.at_least)
    each = judge_each(said, asked.at_least).select("cluster_id", "organisation_id", "value", "verdict")
    unsaid = subject.participants.filter(nw.col(flag).is_null())
    return Outcome(judged, members=((None, each),), missing=(subject.gaps(unsaid, "memberships", flag),))
