"""Every support measure for one project, side by side, and the best of them together."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from kust.data.dataset import Dataset
from kust.data.project_funding import NO_MONEY, Money
from kust.law.measures import Measure, not_adopted, shipped_measures
from kust.quantities import TOLERANCE
from kust.settings import SupportSettings
from kust.support.amounts import ceiling_base, group_claims, limit_costs
from kust.support.answers import check_answers
from kust.support.claims import claim_costs
from kust.support.combine import Choice, Group, combine
from kust.support.conditions import join, judge
from kust.support.formulas import Relief, relieve_contributions, relieve_interest
from kust.support.intakes import tell_intakes
from kust.support.project import Project, read_project
from kust.support.result import (
    Alternative,
    Between,
    ByCategory,
    Claim,
    Combination,
    Limit,
    Offer,
    Support,
)
from kust.support.schedule import plan_instalments
from kust.support.terms import spread_relief, tell_term


def calc_support(
    dataset: Dataset,
    project_id: str,
    *,
    on: date,
    conforms: Mapping[str, str] | None = None,
    settings: SupportSettings | None = None,
    own: tuple[Measure, ...] = (),
    everybody: bool = False,
) -> Support:
    """Work out what a project could get from each support measure. An estimate, never a ministry's decision.

    Parameters
    ----------
    dataset
        Uses ``projects``, ``project_participants``, ``project_costs``, ``project_funding``, ``clusters``,
        ``cluster_regions``, ``memberships``, ``products``, ``accounts`` and ``rates``; any but the first may be absent.
    project_id
        The project.
    on
        The day asked about: which measures and figures hold, who is a member, which rates apply.
    conforms
        By cluster id whether it conforms to the rules of clusters (``met``, ``not_met``, ``unknown``), from a check.
    settings
        Answers to conditions that no table holds; how ceilings are read.
    own
        Measures of the user's own (``kust.law.measures.read_measures``), beside those that come with kust.
    everybody
        Whether members of every role are participants, not enterprises alone (reading ``participants``).

    Returns
    -------
    Support
        An offer a measure, thousand roubles, and the best combinations; codes and figures.

    Raises
    ------
    UsageError
        There is no such project, or the settings answer what nobody asks.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> dataset = read_dataset(load("machine-building")).dataset
    >>> support = calc_support(dataset, "joint-hydraulics", on=date(2019, 3, 1))
    >>> [(offer.measure.code, offer.eligible) for offer in support.offers if offer.eligible != "not_met"]
    [('p41', 'unknown')]
    """
    settings = settings or SupportSettings()
    measures = (*shipped_measures(), *own)
    check_answers(dataset, settings, measures)
    project = read_project(
        dataset, project_id, on, conforms=conforms or {}, settings=settings, everybody=everybody
    )
    offers = tuple(_offer(measure, project, settings, measures) for measure in measures)
    sure, possible = (_usable(offers, wanted) for wanted in (("met",), ("met", "unknown")))
    best = _combine(sure, project, settings)
    return Support(
        path=str(dataset.path),
        digest=dataset.digest,
        on=on,
        project_id=project_id,
        title=str(project.row["title"]),
        cluster_id=str(project.row["cluster_id"]),
        ends_on=project.row["ends_on"],
        costs=project.costs,
        offers=offers,
        sure=best,
        possible=best if possible == sure else _combine(possible, project, settings),
        not_adopted=not_adopted(),
    )


def _offer(
    measure: Measure, project: Project, settings: SupportSettings, measures: tuple[Measure, ...]
) -> Offer:
    conditions = judge(measure, project)
    relief, limits, alternatives = _work_out(measure, project, settings)
    amount = None if measure.form == "none" else relief.amount
    award = project.awards.get(measure.code, NO_MONEY)
    starts = project.row["selected_on"] or project.on
    once = amount.value if amount and measure.form != "contributions" else None
    instalments, unpaid = plan_instalments(measure, once, relief.claims, starts)
    if (term := tell_term(measure, project)) is not None:
        instalments = spread_relief(relief.amount.value, term, project.on)
    gaps = [gap for one in conditions if one.verdict == "unknown" for gap in one.missing]
    gaps += [gap for claim in relief.claims for gap in claim.missing]
    gaps += [gap for limit in limits if amount and amount.value is None for gap in limit.missing]
    return Offer(
        measure=measure,
        status=measure.status_on(project.on).status,
        scenario=measure.is_scenario(project.on),
        eligible=join(conditions),
        conditions=conditions,
        claims=relief.claims,
        by_category=_by_category(relief.claims),
        limits=limits,
        amount=amount,
        per="year" if measure.form == "contributions" else "project",
        rate=relief.rate,
        instalments=instalments,
        unpaid_krub=unpaid,
        intakes=tell_intakes(measure, project.on),
        not_together=tuple(_not_together(measure, measures)),
        alternatives=alternatives,
        missing=tuple(dict.fromkeys((*gaps, *relief.missing))),
        granted_krub=award.granted,
        paid_krub=award.paid,
        cautions=_cautions(measure, project, relief, award),
        costs_told=project.costs_told,
        term=term,
    )


def _work_out(
    measure: Measure, project: Project, settings: SupportSettings
) -> tuple[Relief, tuple[Limit, ...], tuple[Alternative, ...]]:
    if measure.form == "contributions":
        return relieve_contributions(measure, project), (), ()
    if measure.form == "loan_rate":
        return relieve_interest(measure, project), (), ()
    claims = claim_costs(measure, project) if measure.form == "costs" else ()
    amount, limits, alternatives = limit_costs(measure, project, claims, settings)
    return Relief(claims, amount), limits, alternatives


def _by_category(claims: tuple[Claim, ...]) -> tuple[ByCategory, ...]:
    sums: dict[tuple[str, int], tuple[Between, Between]] = {}
    nothing = Between(0.0, 0.0)
    for claim in claims:
        if claim.counted.most > 0:
            key = (claim.row.category, claim.row.year)
            counted, claimed = sums.get(key, (nothing, nothing))
            sums[key] = (counted + claim.counted, claimed + claim.claimed)
    return tuple(
        ByCategory(*key, counted.value, claimed.value) for key, (counted, claimed) in sorted(sums.items())
    )


def _not_together(measure: Measure, measures: tuple[Measure, ...]) -> list[tuple[str, str]]:
    """Name the measures that exclude this one, and those that would pay for the same costs."""
    found = []
    for other in measures:
        if other.code == measure.code:
            continue
        if other.code in measure.not_with or measure.code in other.not_with:
            found.append((other.code, "excluded"))
        elif _kinds(measure) & _kinds(other) or (
            (_kinds(measure) and "any" in _kinds(other)) or (_kinds(other) and "any" in _kinds(measure))
        ):
            found.append((other.code, "same_costs"))
    return found


def _kinds(measure: Measure) -> set[str]:
    return {"loan_interest"} if measure.form == "loan_rate" else set(measure.categories)


def _cautions(measure: Measure, project: Project, relief: Relief, award: Money) -> tuple[str, ...]:
    found = []
    counted = [one.row for one in relief.claims if one.counted.most > 0]
    elsewhere = any((project.recipient(row) or "", row.category) in project.elsewhere for row in counted)
    if measure.recipient == "applicant" and elsewhere:
        found.append("other_projects")
    if measure.form == "costs" and any(row.basis == "plan" for row in counted):
        found.append("planned_costs")
    if measure.instalments is not None and counted and project.row["selected_on"] is None:
        found.append("start_assumed")
    if measure.form == "contributions" and any(one.year < project.on.year - 1 for one in project.payrolls):
        found.append("old_payroll")
    term = tell_term(measure, project)
    if term is not None and term.basis == "assumed" and relief.amount.most > 0:
        found.append("term_assumed")
    if award.promised is not None and award.promised > relief.amount.most * (1 + TOLERANCE):
        found.append("granted_more")
    return tuple(found)


def _usable(offers: tuple[Offer, ...], wanted: tuple[str, ...]) -> tuple[Offer, ...]:
    """Choose the offers that can bring money for certain: of the verdicts wanted, and no scenario."""
    return tuple(
        one
        for one in offers
        if one.eligible in wanted and not one.scenario and one.amount is not None and one.amount.least > 0
    )


def _combine(usable: tuple[Offer, ...], project: Project, settings: SupportSettings) -> Combination:
    return combine([_choice(one, project, settings) for one in usable])


def _choice(offer: Offer, project: Project, settings: SupportSettings) -> Choice:
    """Bring an offer into the form of the programme, with the amounts that are certain."""
    measure = offer.measure
    excluded = frozenset(code for code, why in offer.not_together if why == "excluded")
    if offer.per == "year":
        return Choice(measure.code, relief=offer.amount.least if offer.amount else 0.0, not_with=excluded)
    shares = [one.share for one in measure.ceilings if one.holds(project.on)]
    caps: dict[str | None, float] = defaultdict(lambda: float("inf"))
    for limit in offer.limits:
        if limit.code.startswith("cap"):
            caps[limit.recipient_id] = min(caps[limit.recipient_id], limit.krub.least)
    groups = tuple(
        Group(
            {one.row.cost_id: one.claimed.least for one in own},
            {one.row.cost_id: one.counted.least for one in own},
            caps[recipient],
            tuple((share, _base(project, recipient, settings)) for share in shares),
        )
        for recipient, own in group_claims(measure, project, offer.claims)
    )
    return Choice(measure.code, groups, not_with=excluded)


def _base(project: Project, recipient: str | None, settings: SupportSettings) -> float | None:
    """Return what a ceiling is a share of; null for the counted rows that go to the measure."""
    return None if settings.ceiling_of == "eligible" else ceiling_base(project, recipient)
