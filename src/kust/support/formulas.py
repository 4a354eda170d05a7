"""Measures that are no share of costs: insurance contributions and the interest of a cheaper loan."""

from dataclasses import dataclass
from datetime import date, timedelta

from kust.data.project_costs import CostRow
from kust.law.measures import Measure
from kust.support.amounts import add_up
from kust.support.claims import in_time, widen
from kust.support.project import Payroll, Project
from kust.support.result import NOTHING, UNBOUNDED, Between, Claim, Missing
from kust.support.terms import judge_term

LIMIT, GENERAL, ABOVE = (
    "contribution_base_limit_rub",
    "contribution_rate",
    "contribution_rate_above_limit",
)


@dataclass(frozen=True)
class Relief:
    """What a formula gives: claims by row, their sum, the interest rate where it is one."""

    claims: tuple[Claim, ...]
    amount: Between
    rate: float | None = None
    missing: tuple[Missing, ...] = ()


def relieve_contributions(measure: Measure, project: Project) -> Relief:
    """Work out what lower insurance contributions leave a firm in a year.

    With w the average wage of a year, L the base limit, r and r' the general rates within and above it, a and b those
    of the measure, n the jobs:

        saving = n · ((r − a) · min(w, L) + (r' − b) · max(w − L, 0))

    r' is asked only where w is above L. A figure that is missing leaves the saving open. Beyond the years of the
    measure nothing is saved.
    """
    claims = tuple(_contributions(measure, project, payroll) for payroll in project.payrolls)
    for term in judge_term(measure, project):
        why = "term_over" if term.verdict == "not_met" else "term_unknown"
        claims = tuple(widen(one, term.verdict, why, (), measure.term) for one in claims)
    missing = tuple(dict.fromkeys(gap for claim in claims for gap in claim.missing))
    return Relief(claims, add_up(one.claimed for one in claims), missing=missing)


def _contributions(measure: Measure, project: Project, payroll: Payroll) -> Claim:
    wage = None if payroll.wage_rub is None else payroll.wage_rub * 12
    limit, general, above = (_rate(project, name) for name in (LIMIT, GENERAL, ABOVE))
    lacking = [
        Missing(f"accounts.{column}", payroll.organisation_id, payroll.year)
        for column, figure in (("jobs", payroll.jobs), ("average_wage_rub", payroll.wage_rub))
        if figure is None
    ]
    lacking += [
        Missing(f"rates.{name}") for name, rate in ((LIMIT, limit), (GENERAL, general)) if rate is None
    ]
    over = None if wage is None or limit is None else max(wage - limit, 0.0)
    if over and above is None:
        lacking.append(Missing(f"rates.{ABOVE}"))
    figures = measure.figures
    if lacking or payroll.jobs is None or wage is None or limit is None or general is None or over is None:
        unknown = Between(0.0, float("inf"))
        return Claim(payroll.place, unknown, unknown, "missing", missing=tuple(lacking))
    within = (general - figures["rate_within_limit"].value) * min(wage, limit)
    saved = within + (((above or 0.0) - figures["rate_above_limit"].value) * over if over else 0.0)
    paid = Between(payroll.place.amount_krub, payroll.place.amount_krub)
    found = max(payroll.jobs * saved / 1000, 0.0)
    rule = figures["rate_within_limit"]
    return Claim(payroll.place, paid, Between(found, found), None, rule.evidence, rule.source)


def _rate(project: Project, name: str) -> float | None:
    found = project.rates.get(name)
    return None if found is None else found.value


def loan_rate(measure: Measure, key_rate: float) -> float:
    """Work out the rate of a loan measure: share · key rate + added, a year."""
    return measure.figures["key_rate_share"].value * key_rate + measure.figures["added_rate"].value


def relieve_interest(measure: Measure, project: Project) -> Relief:
    """Work out what a lower rate takes off the interest: interest · max(0, 1 − lower rate / rate of the contract).

    Counts interest of the investment phase and of the years after it that the measure names.
    """
    key = _rate(project, "key_rate")
    rate = None if key is None else loan_rate(measure, key)
    missing = () if rate is not None else (Missing("rates.key_rate"),)
    claims = tuple(_interest(measure, project, row, rate) for row in project.costs)
    gaps = tuple(dict.fromkeys(gap for claim in claims for gap in claim.missing))
    if not any(row.category == "loan_interest" for row in project.costs):
        gaps = (Missing("project_costs.amount_krub (loan_interest)"),)
    saved = add_up(one.claimed for one in claims) if project.costs_told else UNBOUNDED
    return Relief(claims, saved, rate, (*missing, *gaps))


def _interest(measure: Measure, project: Project, row: CostRow, rate: float | None) -> Claim:
    if row.category != "loan_interest":
        return Claim(row, NOTHING, NOTHING, "category")
    rule = measure.figures["years_after"]
    sourced = (rule.evidence, rule.source)
    last = _last_year(project, int(rule.value))
    if last is not None and row.year > last:
        return Claim(row, NOTHING, NOTHING, "after_term", *sourced)
    saved, missing = _saved_share(row, rate)
    if last is None:
        saved, missing = Between(0.0, saved.most), (Missing("projects.ends_on"), *missing)
    whole = Between(row.amount_krub, row.amount_krub)
    claimed = Between(row.amount_krub * saved.least, row.amount_krub * saved.most)
    why = "missing" if missing or rate is None else None
    return widen(Claim(row, whole, claimed, why, *sourced, missing), *in_time(measure, row))


def _last_year(project: Project, years_after: int) -> int | None:
    """Return the last year that counts. The end of a project is the first day on which it is over."""
    ends: date | None = project.row["ends_on"]
    return None if ends is None else (ends - timedelta(days=1)).year + years_after


def _saved_share(row: CostRow, rate: float | None) -> tuple[Between, tuple[Missing, ...]]:
    """Work out what share of the interest is saved, and what is missing for that."""
    if row.loan_rate is None:
        gap = Missing("project_costs.loan_rate", row.organisation_id, row.year, row.cost_id)
        return Between(0.0, 1.0), (gap,)
    if row.loan_rate <= 0:
        return NOTHING, ()
    if rate is None:
        return Between(0.0, 1.0), ()
    share = max(0.0, 1 - rate / row.loan_rate)
    return Between(share, share), ()
