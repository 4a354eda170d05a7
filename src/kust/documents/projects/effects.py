"""Tables of the effects of projects: plan and fact, taxes for a rouble, budgets, economics, second round."""

from collections.abc import Iterable, Sequence

from kust.documents.blocks import Amount, Cell, Table
from kust.documents.cluster import region_name
from kust.documents.figures import MINUS, write
from kust.documents.plans.tables import columns_of
from kust.documents.projects.file import Portfolio
from kust.documents.projects.tables import Heads, make_table
from kust.i18n import has_words, number, say
from kust.projects.result import BudgetEffect, Effect, Effects, Reference, Sum, TaxReturn

KINDS = {"krub": "krub", "jobs": "count", "share": "share", None: "number"}


def word_indicator(one: Effect | Reference, lang: str) -> str:
    """Name an indicator with its unit; one of the user's own keeps its code."""
    code = f"effects.indicator.{one.indicator}"
    name = say(code, lang) if has_words(code) else one.indicator
    return f"{name}, {say(f'effects.unit.{one.unit}', lang)}" if one.unit else name


def word_key(effect: Effect, portfolio: Portfolio) -> str:
    """Say whose an effect is."""
    lang, key = portfolio.lang, effect.key
    if effect.level == "total":
        return say("effects.level.total", lang)
    if key is None:
        return say("effects.no_key", lang)
    if effect.level == "region":
        return region_name(key, lang)
    known = portfolio.titles if effect.level == "project" else portfolio.clusters
    return known.get(key, key) if effect.level != "year" else key


def of_level(effects: Effects, level: str, key: str | None = None) -> list[Effect]:
    """Return the effects of a level, or of one of its keys."""
    return [one for one in effects.effects if one.level == level and key in (None, one.key)]


def _figure(value: float | None, unit: str | None) -> Cell:
    return Amount(value, KINDS.get(unit, "number"))


def tabulate_effects(effects: Sequence[Effect], title: str, lang: str, *, by_year: bool = False) -> Table:
    """Put plan, fact and deviation of indicators side by side, in words, as a reader sees them.

    While nobody tells a fact there is nothing but the plan.
    """
    heads = [("indicator", "long", 36), ("plan", "figure", 22)]
    if by_year:
        heads.insert(0, ("year", "year", 7))
    told = any(one.fact.cells for one in effects)
    if told:
        heads += [("fact", "figure", 14), ("compared_plan", "figure", 16), ("deviation", "figure", 22)]
    rows = []
    for one in effects:
        cells: list[Cell] = [int(one.key)] if by_year and one.key else []
        cells += [word_indicator(one, lang), _word_sum(one.plan, one.unit, lang)]
        if told:
            compared = _write(one.compared_plan, one.unit, lang) if one.compared else "—"
            cells += [_word_sum(one.fact, one.unit, lang), compared, word_deviation(one, lang)]
        rows.append(tuple(cells))
    note = say("project.effects.note" if told else "project.effects.no_fact", lang)
    return Table(
        "project.effects",
        title,
        columns_of("project", lang, *heads),
        tuple(rows),
        note,
        look="folded" if by_year else "",
    )


def _write(value: float | None, unit: str | None, lang: str) -> str:
    return write(value, KINDS.get(unit, "number"), lang)


def _word_sum(one: Sum, unit: str | None, lang: str) -> str:
    """Word a sum; of one with cells missing, how many, and what is known of it."""
    if one.value is not None:
        return _write(one.value, unit, lang)
    if not one.cells:
        return "—"
    if not one.missing and one.why:
        return say(f"effects.why.{one.why}", lang)
    known = "" if one.known is None else say("effects.known", lang, known=_write(one.known, unit, lang))
    return say("effects.missing", lang, count=one.missing) + known


def word_deviation(one: Effect, lang: str) -> str:
    """Word a deviation with its sign, and of the plan of the same years; of a share in percentage points."""
    if one.deviation is None:
        return "—"
    sign = "+" if one.deviation > 0 else ""
    if one.unit == "share":
        points = number(100 * one.deviation, lang).replace("-", MINUS)
        return sign + say("effects.points", lang, points=points)
    figure = sign + _write(one.deviation, one.unit, lang)
    if one.deviation_share is None:
        return figure
    return f"{figure} ({sign}{write(one.deviation_share, 'share', lang)})"


def list_effects(portfolio: Portfolio, effects: Effects) -> Table:
    """List every indicator of every level, each figure in its own column."""
    lang = portfolio.lang
    heads: Heads = (
        ("level", "text", 16),
        ("whose", "long", 36),
        ("indicator", "long", 36),
        ("plan", "amount", 15),
        ("plan_known", "amount", 15),
        ("plan_missing", "count", 11),
        ("fact", "amount", 15),
        ("fact_missing", "count", 11),
        ("cells", "count", 11),
        ("compared_plan", "amount", 15),
        ("compared_fact", "amount", 15),
        ("deviation_plain", "amount", 15),
        ("deviation_share", "share", 12),
    )
    rows = (
        (
            say(f"effects.level.{one.level}", lang),
            word_key(one, portfolio),
            word_indicator(one, lang),
            _figure(one.plan.value, one.unit) if one.plan.cells else "",
            _figure(one.plan.known, one.unit) if one.plan.cells else "",
            one.plan.missing,
            _figure(one.fact.value, one.unit) if one.fact.cells else "",
            one.fact.missing,
            one.compared,
            "" if one.compared_plan is None else _figure(one.compared_plan, one.unit),
            "" if one.compared_fact is None else _figure(one.compared_fact, one.unit),
            "" if one.deviation is None else _figure(one.deviation, one.unit),
            "" if one.deviation_share is None else one.deviation_share,
        )
        for one in effects.effects
    )
    return make_table("effects", lang, heads, rows, named=True, note=say("effects.notice", lang))


_TAXES: Heads = (
    ("whose", "long", 40),
    ("basis", "text", 9),
    ("federal_taxes", "krub", 16),
    ("subsidy", "krub", 18),
    ("ratio", "number", 13),
    ("left_out", "count", 13),
)


def list_taxes(portfolio: Portfolio, effects: Effects) -> Table:
    """List federal taxes for a rouble of federal subsidy, of all levels."""
    rows = tuple(_tax(one, portfolio) for one in effects.taxes)
    lang = portfolio.lang
    return make_table("taxes", lang, _TAXES, rows, named=True, note=say("project.taxes.note", lang))


def tabulate_taxes(portfolio: Portfolio, effects: Effects) -> Table:
    """Put federal taxes for a rouble of all projects and of each side by side, as a reader sees them."""
    lang = portfolio.lang
    heads = tuple((name, "figure" if name == "ratio" else kind, width) for name, kind, width in _TAXES)
    rows = []
    for one in effects.taxes:
        if one.level in ("total", "project"):
            *start, ratio, left_out = _tax(one, portfolio)
            words = number(one.taxes_per_rouble, lang, 2) if ratio is not None else None
            rows.append((*start, words, left_out))
    return make_table("taxes", lang, heads, rows, named=True, note=say("project.taxes.note", lang))


def _tax(one: TaxReturn, portfolio: Portfolio) -> tuple[Cell, ...]:
    lang = portfolio.lang
    named = portfolio.titles | dict(portfolio.clusters)
    return (
        named.get(one.key, one.key) if one.key else say("effects.level.total", lang),
        say(f"effects.basis.{one.basis}", lang),
        one.taxes_krub,
        one.subsidy_krub,
        one.taxes_per_rouble,
        one.left_out,
    )


def tabulate_budgets(portfolio: Portfolio, effects: Effects, project: str) -> Table:
    """Tell what a project gives and takes of each budget, as a reader sees it."""
    lang = portfolio.lang
    heads: Heads = (
        ("budget", "long", 34),
        ("short_taxes", "krub", 13),
        ("short_support", "krub", 13),
        ("short_net", "krub", 13),
        ("short_npv", "krub", 18),
        ("payback", "number", 15),
    )
    rows = []
    for one in effects.budgets:
        if one.project_id == project:
            _, budget, basis, first, last, taxes, support, net, npv, _, payback = _budget(one, portfolio)
            years = str(first) if first == last else f"{first}–{last}"
            rows.append((f"{budget}, {basis}, {years}", taxes, support, net, npv, payback))
    title, note = say("project.title.budgets", lang), say("project.budgets.note", lang)
    return Table("project.budgets", title, columns_of("project", lang, *heads), tuple(rows), note)


def list_budgets(portfolio: Portfolio, effects: Effects) -> Table:
    """Tell what each project gives and takes of each budget over all years."""
    lang = portfolio.lang
    heads: Heads = (
        ("project", "long", 36),
        ("budget", "text", 16),
        ("basis", "text", 9),
        ("first_year", "year", 9),
        ("last_year", "year", 9),
        ("taxes", "krub", 15),
        ("support", "krub", 15),
        ("net", "krub", 15),
        ("npv", "krub", 15),
        ("irr", "share", 10),
        ("payback", "number", 11),
    )
    rows = (_budget(one, portfolio) for one in effects.budgets)
    return make_table("budgets", lang, heads, rows, named=True, note=say("project.budgets.note", lang))


def _budget(one: BudgetEffect, portfolio: Portfolio) -> tuple[Cell, ...]:
    lang = portfolio.lang
    return (
        portfolio.titles[one.project_id],
        say(f"effects.budget.{one.budget}", lang),
        say(f"effects.basis.{one.basis}", lang),
        one.years[0].year,
        one.years[-1].year,
        _add(year.taxes_krub for year in one.years),
        _add(year.support_krub for year in one.years),
        one.net_krub,
        one.npv_krub,
        one.irr if one.irr is not None else "—",
        one.payback_years if one.payback_years is not None else "—",
    )


def _add(years: Iterable[float | None]) -> float | None:
    """Add up money by year; of one year that is not known the sum is not."""
    told = tuple(years)
    return None if None in told else sum(krub for krub in told if krub is not None)


def list_budget_years(portfolio: Portfolio, effects: Effects) -> Table:
    """List taxes and support of each budget year by year."""
    lang = portfolio.lang
    heads: Heads = (
        ("project", "long", 36),
        ("budget", "text", 16),
        ("basis", "text", 9),
        ("year", "year", 8),
        ("taxes", "krub", 15),
        ("support", "krub", 15),
        ("net", "krub", 15),
    )
    rows = (
        (
            portfolio.titles[one.project_id],
            say(f"effects.budget.{one.budget}", lang),
            say(f"effects.basis.{one.basis}", lang),
            year.year,
            year.taxes_krub,
            year.support_krub,
            year.net_krub,
        )
        for one in effects.budgets
        for year in one.years
    )
    return make_table("budget_years", lang, heads, rows, named=True)
