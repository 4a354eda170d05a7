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
from kust.projects.result import BASES, BudgetEffect, BudgetYear
from kust.settings import Settings

# Federal taxes may be told and are not; those of regions no table of the contract holds.
_MISSING = {"federal": "taxes", "regional": "regional_taxes"}


def calc_budgets(projects: Iterable[str], book: Book, settings: Settings) -> tuple[BudgetEffect, ...]:
    """Work out the effect of each project on each budget, planned and actual; none where nothing is told of it."""
    wanted = tuple(projects)
    rate, _ = discount_rate(settings)
    found = {}
    for budget in BUDGETS:
        for basis in BASES:
            taxes = book.years("federal_taxes", basis) if budget == "federal" else {}
            grants = book.grants(basis, budget)
            for project in wanted:
                told, support = taxes.get(project, {}), grants.get(project, {})
                if told or support:
                    found[project, budget, basis] = _budget((project, budget, basis), told, support, rate)
    order = ((project, budget, basis) for project in wanted for budget in BUDGETS for basis in BASES)
    return tuple(found[key] for key in order if key in found)


def _budget(
    key: tuple[str, str, str], told: Mapping[int, float | None], support: Mapping[int, float], rate: float
) -> BudgetEffect:
    budget = key[1]
    years = told.keys() | support.keys()
    rows = tuple(_year(year, told, support) for year in range(min(years), max(years) + 1))
    net = [one.net_krub for one in rows]
    is_known = None not in net
    rates = irr(net) if is_known else None
    return BudgetEffect(
        *key,
        years=rows,
        net_krub=sum(one for one in net if one is not None) if is_known else None,
        npv_krub=npv(rate, net),
        irr=rates.rate if rates else None,
        irr_note=rates.note if rates else None,
        payback_years=payback(net) if any(support.values()) else None,
        missing=() if is_known else (_MISSING[budget],),
    )


def _year(year: int, told: Mapping[int, float | None], support: Mapping[int, float]) -> BudgetYear:
    """Put a year together: one without a row of taxes has none, unless nobody tells any; an empty cell is missing."""
    taxes = told.get(year, 0.0) if told else None
    given = support.get(year, 0.0)
    return BudgetYear(year, taxes, given, None if taxes is None else taxes - given)
