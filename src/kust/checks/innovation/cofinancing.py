"""Share of participants committed to co-finance the priority project of the region."""

from kust.checks.flags import check_flag_share
from kust.checks.forms import Figures, Share
from kust.checks.rule import Outcome, Readings, Subject
from kust.law import Requirement

READINGS = ()
TABLES = ("memberships",)


def form(rule: Requirement, _readings: Readings) -> Share:
    """Say of which flag the share is asked."""
    return Share(Figures("cofinances"), rule.threshold or 0)


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Judge the share; an empty answer is unknown."""
    return check_flag_share(subject, form(rule, subject.readings))
