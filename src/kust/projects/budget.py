"""What a project costs and brings each budget: taxes less support, year by year.

    net_t = taxes_t − support_t        NPV = Σ net_t / (1 + r)^t, t from the first year of either

Planned: planned taxes, and of each line of funding what was granted, else what is planned or requested; actual: taxes
that came in and money paid. Support of which no row tells anything is missing, not 0. The contract has no taxes of
regions, so the effect on their budgets is not known; what they give is. Without support there is nothing to pay back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kust.data.project_funding import BUDGETS
from kust.finance import irr, npv, payback
from kust.projects.book import Book
from kust.projects.discount import discount_rate
from kust.projects.result import BASES, BudgetEffect, BudgetYear
from kust.settings import Settings

# Federal taxes may be told and are not; those of regions no table of the contract holds.
_MISSING = {"federal": "taxes", "regional": "regional_taxes"}
# Planned taxes are held against what is expected of the budget, those that came in against what it paid.
_MONEY = {"plan": "expected", "fact": "fact"}


@dataclass(frozen=True)
class Streams:
    """Taxes, support, and what of the support is only hoped for, by year, as far as told."""

    taxes: Mapping[int, float | None]
    support: Mapping[int, float]
    hoped: Mapping[int, float]

    def year(self, year: int) -> BudgetYear:
        """Put a year together: one without a row has none, unless nobody tells any; an empty cell is missing."""
        taxes = self.taxes.get(year, 0.0) if self.taxes else None
        given = self.support.get(year, 0.0) if self.support else None
        net = None if taxes is None or given is None else taxes - given
        return BudgetYear(year, taxes, given, net, self.hoped.get(year, 0.0))


def calc_budgets(projects: Iterable[str], book: Book, settings: Settings) -> tuple[BudgetEffect, ...]:
    """Work out the effect of each project on each budget, planned and actual; none where nothing is told of it."""
    wanted = tuple(projects)
    rate, _ = discount_rate(settings)
    found = {}
    for budget in BUDGETS:
        for basis in BASES:
            taxes = book.years("federal_taxes", basis) if budget == "federal" else {}
            grants = book.grants(_MONEY[basis], budget)
            hopes = book.grants("hoped", budget) if basis == "plan" else {}
            for project in wanted:
                streams = Streams(taxes.get(project, {}), grants.get(project, {}), hopes.get(project, {}))
                if streams.taxes or streams.support:
                    found[project, budget, basis] = _budget((project, budget, basis), streams, rate)
    order = ((project, budget, basis) for project in wanted for budget in BUDGETS for basis in BASES)
    return tuple(found[key] for key in order if key in found)


def _budget(key: tuple[str, str, str], streams: Streams, rate: float) -> BudgetEffect:
    told = streams.taxes.keys() | streams.support.keys()
    rows = tuple(streams.year(year) for year in range(min(told), max(told) + 1))
    net = [one.net_krub for one in rows]
    is_known = None not in net
    rates = irr(net) if is_known else None
    gaps = {
        _MISSING[key[1]]: any(one.taxes_krub is None for one in rows),
        "support": any(one.support_krub is None for one in rows),
    }
    return BudgetEffect(
        *key,
        years=rows,
        net_krub=sum(one for one in net if one is not None) if is_known else None,
        npv_krub=npv(rate, net),
        irr=rates.rate if rates else None,
        irr_note=rates.note if rates else None,
        payback_years=payback(net) if any(streams.support.values()) else None,
        missing=tuple(gap for gap, is_missing in gaps.items() if is_missing),
    )
