"""When the money of a measure would come, as an estimate: equal yearly parts, never ahead of the costs they pay for."""

from datetime import date

from kust.law.measures import Measure
from kust.support.result import Claim, Instalment


def plan_instalments(
    measure: Measure, amount: float | None, claims: tuple[Claim, ...], starts: date
) -> tuple[tuple[Instalment, ...], float]:
    """Spread an amount over the years of a measure, and tell what its years do not reach.

    By the end of year k of n at most k/n of the amount is paid, and at most what had been claimed of the costs of the
    years so far. Without years of its own a measure pays in the year of the cost.

    Parameters
    ----------
    amount
        Thousand roubles; where it is not known there is no schedule.
    starts
        The day of selection, or the day asked about where that is not known.
    """
    if not amount:
        return (), 0.0
    by_year: dict[int, float] = {}
    for claim in claims:
        if claim.claimed.least > 0:
            by_year[claim.row.year] = by_year.get(claim.row.year, 0.0) + claim.claimed.least
    total = sum(by_year.values())
    if not total:
        return (), amount
    if measure.instalments is None:
        return tuple(Instalment(year, amount * by_year[year] / total) for year in sorted(by_year)), 0.0
    years, first = measure.instalments.years, max(starts.year, min(by_year))
    paid, found = 0.0, []
    for number in range(1, years + 1):
        year = first + number - 1
        incurred = sum(krub for of_year, krub in by_year.items() if of_year <= year) / total
        due = amount * min(number / years, incurred)
        if due > paid:
            found.append(Instalment(year, due - paid))
            paid = due
    return tuple(found), max(amount - paid, 0.0)
