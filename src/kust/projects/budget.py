"""What a project costs and brings each budget: taxes less support, year by year.

    net_t = taxes_t − support_t        NPV = Σ net_t / (1 + r)^t, t from the first year of either

Planned: planned taxes and money granted; actual: taxes that came in and money paid. The contract has no taxes of
regions, so the effect on their budgets is not known; what they give is. Without support there is nothing to pay back.
"""

from collections.abc import Iterable, Mapping

from kust.data.project_funding import BUDGETS
from kust.finance import irr, npv, payback
from kust.projects.book import Book
from kust.projects.discount import discount_rate
from kust.projects.result import BudgetEffect, BudgetYear
from kust.settings import Settings


def calc_budgets(projects: Iterable[str], book: Book, settings: Settings) -> tuple[BudgetEffect, ...]:
    """Work out the effect of each project on each budget, planned and actual; none where nothing is told of it."""
    found = (
        _budget(project, budget, basis, book, settings)
        for project in projects
        for budget in BUDGETS
        for basis in ("plan", "fact")
    )
    return tuple(one for one in found if one is not None)


def _budget(project: str, budget: str, basis: str, book: Book, settings: Settings) -> BudgetEffect | None:
    cells = book.cells(project, "federal_taxes", basis) if budget == "federal" else []
    told = {cell.year: cell.value for cell in cells}
    grants = {one.year: one.krub(basis) for one in book.grants(project, budget)}
    support = {year: krub for year, krub in grants.items() if krub is not None}
    if not told and not support:
        return None
    rows = tuple(_year(year, told, support) for year in range(min(told | support), max(told | support) + 1))
    net = [one.net_krub for one in rows]
    known = [one for one in net if one is not None]
    rates = irr(net)
    rate, _ = discount_rate(settings)
    return BudgetEffect(
        project_id=project,
        budget=budget,
        basis=basis,
        years=rows,
        net_krub=sum(known) if len(known) == len(net) else None,
        npv_krub=npv(rate, net),
        irr=rates.rate if rates else None,
        irr_note=rates.note if rates else None,
        payback_years=payback(net) if any(support.values()) else None,
        missing=() if len(known) == len(net) else ("taxes",),
    )


def _year(year: int, told: Mapping[int, float | None], support: Mapping[int, float]) -> BudgetYear:
    """Put a year together: one without a row of taxes has none, unless nobody tells any; an empty cell is missing."""
    taxes = told.get(year, 0.0) if told else None
    given = support.get(year, 0.0)
    return BudgetYear(year, taxes, given, None if taxes is None else taxes - given)
