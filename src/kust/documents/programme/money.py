"""Money in the document: sources by year, plan and fact, what support could cover."""

from collections.abc import Iterator

from kust.documents.blocks import Amount
from kust.documents.programme.table_lines import BudgetLine, CoverLine, MoneyYear
from kust.documents.programme.tell import DASH, ProgrammeTeller
from kust.programme.timeline.budget import Line, Sum

# As in the contract; what nobody has named comes last.
_ORDER = ("own", "loan", "investor", "federal", "regional", None)


def tell_budget(tell: ProgrammeTeller) -> tuple[tuple[int, ...], tuple[BudgetLine, ...], BudgetLine]:
    """Tell the years, a line a source, and the line of all sources."""
    budget = tell.file.roadmap.budget
    years = tuple(one.year for one in budget.by_year if one.year is not None)
    by_pair = {(one.year, one.source): one for one in budget.lines}
    lines = tuple(
        BudgetLine(
            tell.roadmap.t(f"source.{one.source or 'none'}"),
            tuple(_year(year, by_pair.get((year, one.source)), tell) for year in years),
            _year(None, one, tell),
        )
        for one in sorted(budget.by_source, key=lambda one: _ORDER.index(one.source))
    )
    of_year = {one.year: one for one in budget.by_year}
    total = BudgetLine(
        tell.roadmap.t("source.all"),
        tuple(_year(year, of_year[year], tell) for year in years),
        _year(None, budget.total, tell),
    )
    return years, lines, total


def _year(year: int | None, line: Line | None, tell: ProgrammeTeller) -> MoneyYear:
    """Tell plan and fact; where no row states any there is no figure, which is not zero."""
    if line is None:
        return MoneyYear(year, None, None, DASH)
    words = [_sum(line.plan, tell)] if line.plan else []
    if line.fact and line.fact.krub is None and not line.fact.known_krub:
        words.append(tell.roadmap.t("budget.fact_untold"))
    elif line.fact:
        words.append(tell.t("money.fact", krub=_sum(line.fact, tell)))
    return MoneyYear(year, _amount(line.plan), _amount(line.fact), "\n".join(words) or DASH)


def _amount(found: Sum | None) -> Amount | None:
    return None if found is None or found.krub is None else Amount(found.krub, "krub")


def _sum(found: Sum, tell: ProgrammeTeller) -> str:
    if found.krub is not None:
        return tell.figure(found.krub, "krub")
    if not found.known_krub:
        return tell.roadmap.t("not_known")
    return tell.roadmap.t("budget.at_least", krub=tell.figure(found.known_krub, "krub"))


def tell_money_words(tell: ProgrammeTeller) -> str:
    """Say what the whole costs and what is not known of it."""
    budget = tell.file.roadmap.budget
    if budget.total.plan is None:
        return tell.roadmap.t("budget.none")
    words = [tell.t("money.total", krub=_sum(budget.total.plan, tell))]
    nameless = next((one for one in budget.by_source if one.source is None), None)
    if nameless is not None and nameless.plan is not None:
        words.append(tell.t("money.nameless", krub=_sum(nameless.plan, tell)))
    if budget.without_costs:
        words.append(tell.roadmap.t("budget.without", names=tell.roadmap.short(budget.without_costs)))
    return " ".join(words)


def tell_cover(tell: ProgrammeTeller) -> Iterator[CoverLine]:
    """Tell what support could cover, by project and year."""
    for one in tell.file.roadmap.budget.covered:
        if not one.support_krub:
            continue
        yield CoverLine(
            project=tell.file.name(one.project_id),
            year=one.year,
            planned=tell.amount(one.planned_krub, "krub"),
            public=tell.amount(one.public_krub, "krub"),
            support=tell.amount(one.support_krub, "krub"),
            covered=tell.amount(one.covered_krub, "krub"),
        )
