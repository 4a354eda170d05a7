"""What a measure takes of each row of costs, before any limit of the whole.

    claimed = share of the category · amount
    leasing: over all payments for one piece of equipment at most its share of the equipment's price

A row that may or may not count lies between nothing and its whole: nothing is guessed.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from kust.data.project_costs import CostRow
from kust.law.measures import CategoryRule, Measure, Sourced
from kust.support.project import Project
from kust.support.result import NOTHING, Between, Claim, Missing


def claim_costs(measure: Measure, project: Project) -> tuple[Claim, ...]:
    """Say of each row of costs what the measure takes of it, and why not the rest."""
    claims = [_claim(measure, project, row) for row in project.costs]
    claims = _limit_leasing(measure, claims, project.on)
    replaced = (Claim(row, NOTHING, NOTHING, "fact_known") for row in project.superseded)
    return (*claims, *replaced)


def _claim(measure: Measure, project: Project, row: CostRow) -> Claim:
    rule = find_rule(measure, row.category, project.on)
    if rule is None:
        return Claim(row, NOTHING, NOTHING, "category")
    claim = _of_share(row, rule)
    doubts = (
        in_time(measure, row),
        _from_participant(measure, project, row),
        _by_participant(measure, project, row),
    )
    for doubt in doubts:
        claim = widen(claim, *doubt)
    return claim


def find_rule(measure: Measure, category: str, on: date) -> CategoryRule | None:
    """Find what a measure says of a category on a day; `any` speaks of those not named."""
    rules = {name: rule for name, rule in measure.categories.items() if rule.holds(on)}
    return next((rule for name, rule in rules.items() if name == category), rules.get("any"))


def _of_share(row: CostRow, rule: CategoryRule) -> Claim:
    whole = Between(row.amount_krub, row.amount_krub)
    if rule.share is None:
        unsure = Between(0.0, row.amount_krub)
        return Claim(row, unsure, unsure, "share_not_stated", rule.evidence, rule.source)
    return Claim(row, whole, whole * rule.share, None, rule.evidence, rule.source)


def widen(
    claim: Claim, verdict: str, why: str, missing: tuple[Missing, ...], sourced: Sourced | None
) -> Claim:
    """Leave a row out where it surely does not count; widen it where nobody knows."""
    if verdict == "met" or claim.counted.most == 0:
        return claim
    evidence = (sourced.evidence, sourced.source) if sourced else (claim.evidence, claim.source)
    if verdict == "not_met":
        return Claim(claim.row, NOTHING, NOTHING, why, *evidence)
    return Claim(
        claim.row,
        Between(0.0, claim.counted.most),
        Between(0.0, claim.claimed.most),
        why,
        *evidence,
        (*claim.missing, *missing),
    )


Doubt = tuple[str, str, tuple[Missing, ...], Sourced | None]


def in_time(measure: Measure, row: CostRow) -> Doubt:
    """Tell whether a row is of the time from which costs count; by its year where the day of payment is not told."""
    start = measure.costs_from
    if start is None:
        return "met", "", (), None
    if row.paid_on is not None:
        return ("met" if row.paid_on >= start.day else "not_met"), "too_early", (), start
    if row.year != start.day.year or start.day == date(start.day.year, 1, 1):
        return ("met" if row.year >= start.day.year else "not_met"), "too_early", (), start
    return "unknown", "paid_on_missing", (_missing(row, "paid_on"),), start


def _from_participant(measure: Measure, project: Project, row: CostRow) -> Doubt:
    rule = measure.supplier_is_participant
    if rule is None:
        return "met", "", (), None
    if row.supplier_id is None:
        return "unknown", "supplier_missing", (_missing(row, "supplier_id"),), rule
    if row.supplier_id == project.recipient(row):
        return "not_met", "supplier_is_buyer", (), rule
    inside = row.supplier_id in project.members
    return ("met" if inside else "not_met"), "supplier_not_participant", (), rule


def asks_each_applicant(measure: Measure, on: date) -> Sourced | None:
    """Return the condition that each applicant must be a participant, where each gets its own money."""
    if measure.recipient != "applicant":
        return None
    kind = "applicants_are_participants"
    return next((one for one in measure.conditions if one.kind == kind and one.holds(on)), None)


def _by_participant(measure: Measure, project: Project, row: CostRow) -> Doubt:
    """Leave out what an applicant from outside the cluster bears; the others keep theirs."""
    rule = asks_each_applicant(measure, project.on)
    if rule is None:
        return "met", "", (), None
    bearer = project.recipient(row)
    if bearer is None:
        return "unknown", "applicant_missing", (_missing(row, "organisation_id"),), rule
    return ("met" if bearer in project.members else "not_met"), "applicant_not_participant", (), rule


def _missing(row: CostRow, column: str) -> Missing:
    return Missing(f"project_costs.{column}", row.organisation_id, row.year, row.cost_id)


def _limit_leasing(measure: Measure, claims: list[Claim], on: date) -> list[Claim]:
    """Cut leasing payments at a share of the price of what is leased, the earliest payments first.

    Payments of one bearer under one document for equipment of one price are for one piece of it.
    """
    pieces: dict[tuple[object, ...], list[int]] = defaultdict(list)
    limits: dict[tuple[object, ...], CategoryRule] = {}
    for place, claim in enumerate(claims):
        rule = find_rule(measure, claim.row.category, on)
        if rule is None or rule.of_equipment_price is None or claim.claimed.most == 0:
            continue
        row = claim.row
        piece = (row.organisation_id, row.document, row.equipment_price_krub)
        if row.equipment_price_krub is None:
            claims[place] = _unpriced(claim)
            continue
        pieces[piece].append(place)
        limits[piece] = rule
    for leased, places in pieces.items():
        _cut(claims, places, limits[leased])
    return claims


def _unpriced(claim: Claim) -> Claim:
    missing = (*claim.missing, _missing(claim.row, "equipment_price_krub"))
    return replace(
        claim, claimed=Between(0.0, claim.claimed.most), why="equipment_price_missing", missing=missing
    )


def _cut(claims: list[Claim], places: Iterable[int], rule: CategoryRule) -> None:
    ordered = sorted(places, key=lambda place: (claims[place].row.year, claims[place].row.cost_id))
    price = claims[ordered[0]].row.equipment_price_krub or 0.0
    least_left = most_left = (rule.of_equipment_price or 0.0) * price
    for place in ordered:
        claim = claims[place]
        # What an unsure earlier payment may have used up is not promised to a later one.
        cut = Between(min(claim.claimed.least, least_left), min(claim.claimed.most, most_left))
        least_left = max(least_left - claim.claimed.most, 0.0)
        most_left = max(most_left - claim.claimed.least, 0.0)
        if cut != claim.claimed:
            claims[place] = replace(claim, claimed=cut, why="equipment_limit")
