"""High-productivity jobs: stated, else all jobs of a firm whose wage reaches its threshold, or none."""

from math import isclose

from .flows import account_of
from .question import Question
from .rows import Row, number, of_year, text
from .verdicts import TOLERANCE, Item


def jobs_of(question: Question, organisation: str) -> Item:
    account = account_of(question.tables, organisation, question.year)
    jobs = number(account, "jobs")
    stated = number(account, "high_productivity_jobs")
    if stated is not None:
        return Item(stated, jobs)
    wage = number(account, "average_wage_rub")
    threshold = wage_threshold(question, question.organisation(organisation))
    if wage is None or threshold is None:
        return Item(None, jobs)
    at_threshold_counts = bool(question.readings["wage_at_threshold_counts"])
    at_threshold = isclose(wage, threshold, rel_tol=TOLERANCE)
    reached = at_threshold_counts if at_threshold else wage > threshold
    return Item(jobs if reached else 0.0, jobs)


def wage_threshold(question: Question, organisation: Row) -> float | None:
    """Of the matching rows: one with a region, then one with a size, then the longest prefix."""
    best: tuple[bool, bool, int] | None = None
    found = None
    for row in of_year(question.tables.get("wage_thresholds", []), question.year):
        region, size, prefix = text(row, "region"), text(row, "size"), text(row, "okved") or ""
        if region not in (None, text(organisation, "region")) or size not in (
            None,
            text(organisation, "size"),
        ):
            continue
        if not (text(organisation, "okved") or "").startswith(prefix):
            continue
        rank = (region is not None, size is not None, len(prefix))
        if best is None or rank > best:
            best, found = rank, number(row, "threshold_rub")
    return found
