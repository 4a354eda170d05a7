"""From claims to an amount: the least of what is claimed, a share of the costs and a cap, for each recipient.

    amount = Σ over recipients min(Σ claimed, ceiling · Σ counted, cap)

A figure that is missing makes the limit lie between two ends, and so the amount; an amount is known where they meet.
"""

from collections.abc import Iterable
from dataclasses import replace

from kust.law.measures import Cap, Measure
from kust.settings import SupportSettings
from kust.support.claims import asks_each_applicant
from kust.support.project import Project
from kust.support.result import NOTHING, UNBOUNDED, Alternative, Between, Claim, Limit, Missing

Found = tuple[Between, tuple[Limit, ...]]


def add_up(parts: Iterable[Between]) -> Between:
    """Add figures up."""
    return sum(parts, NOTHING)


def limit_costs(
    measure: Measure, project: Project, claims: tuple[Claim, ...], settings: SupportSettings
) -> tuple[Between, tuple[Limit, ...], tuple[Alternative, ...]]:
    """Work out the amount with its limits, and what other readings would make of it."""
    amount, limits = _amount(measure, project, claims, settings.ceiling_of, rivals=False)
    alternatives: list[Alternative] = []
    other = "project" if settings.ceiling_of == "eligible" else "eligible"
    if any(one.holds(project.on) for one in measure.ceilings):
        instead, _ = _amount(measure, project, claims, other, rivals=False)
        if instead != amount:
            alternatives.append(Alternative(f"ceiling_of_{other}", instead))
    if any(cap.rival and cap.holds(project.on) for cap in measure.caps):
        instead, told = _amount(measure, project, claims, settings.ceiling_of, rivals=True)
        missing = tuple(dict.fromkeys(gap for limit in told for gap in limit.missing))
        if instead != amount:
            alternatives.append(Alternative("rival_cap", instead, missing))
    return amount, limits, tuple(alternatives)


def _amount(
    measure: Measure, project: Project, claims: tuple[Claim, ...], ceiling_of: str, *, rivals: bool
) -> Found:
    amounts, limits = [], []
    for recipient, own in group_claims(measure, project, claims):
        found = [
            _claimed(measure, project, own, recipient),
            *_ceilings(measure, project, own, recipient, ceiling_of),
            *_caps(measure, project, recipient, rivals),
        ]
        amount = Between(min(one.krub.least for one in found), min(one.krub.most for one in found))
        binding = _find_binding(found, amount)
        amounts.append(amount)
        limits += [replace(one, binding=one is binding) for one in found]
    return add_up(amounts), tuple(limits)


def _claimed(measure: Measure, project: Project, own: list[Claim], recipient: str | None) -> Limit:
    """Add up what is claimed; without a table of costs nobody knows what that is."""
    if measure.form == "costs" and not project.costs_told:
        missing = (Missing("project_costs.amount_krub"),)
        return Limit("costs", recipient, UNBOUNDED, False, "", "", missing=missing)
    return Limit("costs", recipient, add_up(one.claimed for one in own), False, "", "")


def ceiling_base(project: Project, recipient: str | None) -> float:
    """Add up all costs of a recipient, whether the measure counts them or not: the project's, or an applicant's."""
    return sum(
        one.amount_krub for one in project.costs if recipient is None or project.recipient(one) == recipient
    )


def group_claims(
    measure: Measure, project: Project, claims: Iterable[Claim]
) -> list[tuple[str | None, list[Claim]]]:
    """Put claims together by whom the limits are of: the project as a whole, or each applicant."""
    counted = [one for one in claims if one.counted.most > 0]
    if measure.recipient == "project":
        return [(None, counted)]
    if not project.costs_told:
        asking = {*project.participants, *project.applicants()}
        kept = asking & project.members if asks_each_applicant(measure, project.on) else asking
        return [(one, []) for one in sorted(kept)]
    who = sorted({project.recipient(one.row) or "" for one in counted})
    return [(one or None, [c for c in counted if (project.recipient(c.row) or "") == one]) for one in who]


def _ceilings(
    measure: Measure, project: Project, own: list[Claim], recipient: str | None, ceiling_of: str
) -> list[Limit]:
    whole = ceiling_base(project, recipient)
    base = add_up(one.counted for one in own) if ceiling_of == "eligible" else Between(whole, whole)
    base = base if project.costs_told else UNBOUNDED
    return [
        Limit(
            "ceiling",
            recipient,
            base * one.share,
            False,
            one.evidence,
            one.source,
            one.certainty,
            one.share,
        )
        for one in measure.ceilings
        if one.holds(project.on)
    ]


def _caps(measure: Measure, project: Project, recipient: str | None, rivals: bool) -> list[Limit]:
    return [
        _cap(cap, project, recipient) for cap in measure.caps if cap.holds(project.on) and cap.rival == rivals
    ]


def _cap(cap: Cap, project: Project, recipient: str | None) -> Limit:
    """Bring a cap into thousand roubles; a foreign one by the rate of the day, unknown without it."""
    missing: tuple[Missing, ...] = ()
    if cap.currency == "RUB":
        krub = Between(cap.amount, cap.amount)
    elif (rate := project.rates.get(cap.currency)) is not None:
        amount = cap.amount * rate.value / 1000
        krub = Between(amount, amount)
    else:
        krub, missing = UNBOUNDED, (Missing(f"rates.{cap.currency}"),)
    return Limit(cap.name, recipient, krub, False, cap.evidence, cap.source, cap.certainty, missing=missing)


def _find_binding(limits: list[Limit], amount: Between) -> Limit | None:
    """Find the limit that makes the amount; what is claimed goes first, since then nothing is cut."""
    if amount.value is None:
        return None
    return next((one for one in limits if one.krub.most == amount.most), None)
