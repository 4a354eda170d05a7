"""Shares of participants of whom something is true."""

import narwhals as nw

from kust.checks.judge import judge_each, judge_shares
from kust.checks.rule import Outcome, Subject, yes_no
from kust.law import Requirement


def check_flag_share(subject: Subject, rule: Requirement, flag: str) -> Outcome:
    """Judge the share of participants with a flag; each of them is shown with 1, 0 or nothing."""
    said = yes_no(subject.participants, flag)
    judged = judge_shares(subject.clusters, said, rule.threshold or 0)
    each = judge_each(said, rule.threshold or 0).select("cluster_id", "organisation_id", "value", "verdict")
    unsaid = subject.participants.filter(nw.col(flag).is_null())
    return Outcome(judged, members=((None, each),), missing=(subject.gaps(unsaid, "memberships", flag),))
