"""Share of participants that sit in the governing bodies of the specialised organisation."""

from kust.checks.flags import check_flag_share
from kust.checks.rule import Outcome, Subject
from kust.law import Requirement

READINGS = ("participants",)
TABLES = ("memberships",)


def check(subject: Subject, rule: Requirement) -> Outcome:
    """Judge the share; an empty answer is unknown."""
    return check_flag_share(subject, rule, "in_governing_body")
