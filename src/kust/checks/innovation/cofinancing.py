"""Share of participants committed to co-finance the priority project of the region."""

from kust.checks.flags import check_flag_share
from kust.checks.rule import Outcome, Subject
from kust.law import Requirement

READINGS = ()
TABLES = ("memberships",)


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Judge the share; an empty answer is unknown."""
    return check_flag_share(subject, rule, "cofinances")
