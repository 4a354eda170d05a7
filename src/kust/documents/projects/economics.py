"""Tables of the economics of projects: results, cash, sensitivity, second round; and a slide's totals beside them."""

from kust.documents.blocks import Amount, Cell, Table
from kust.documents.projects.effects import KINDS, word_indicator
from kust.documents.projects.file import Portfolio
from kust.documents.projects.tables import Heads, make_table
from kust.i18n import percent, say
from kust.projects.result import Economics, Effects, SecondRound


def word_irr(one: Economics, lang: str) -> Cell:
    """Tell the internal rate: a figure, or in words that there is none or that there are several."""
    if one.irr is not None:
        return one.irr
    if one.irr_note == "several":
        return say("effects.irr.several", lang, rates=", ".join(percent(rate, lang) for rate in one.irrs))
    return None if one.irr_note is None else say("effects.irr.none", lang)


def list_economics(portfolio: Portfolio, effects: Effects) -> Table:
    """List what is worked out of the economics of each project, and what is missing for it."""
    lang = portfolio.lang
    heads: Heads = (
        ("project", "long", 36),
        ("discount_rate", "share", 13),
        ("rate_basis", "text", 16),
        ("costs", "krub", 15),
        ("support", "krub", 15),
        ("npv_of_project", "krub", 15),
        ("npv_without", "krub", 15),
        ("irr", "share", 12),
        ("payback", "number", 11),
        ("payback_discounted", "number", 14),
        ("runs", "count", 11),
        ("seed", "count", 11),
        ("low", "krub", 15),
        ("middle", "krub", 15),
        ("high", "krub", 15),
        ("share_positive", "share", 11),
        ("what_is_missing", "long", 44),
    )
    rows = (_economics(one, portfolio) for one in effects.economics)
    return make_table("economics", lang, heads, rows, named=True, note=say("effects.notice", lang))


def _economics(one: Economics, portfolio: Portfolio) -> tuple[Cell, ...]:
    lang, runs = portfolio.lang, one.runs
    return (
        portfolio.titles[one.project_id],
        one.discount_rate,
        say(f"effects.rate.{one.discount_basis}", lang),
        sum(one.costs_krub),
        None if "project_funding" in one.missing else sum(one.support_krub),
        one.npv_krub,
        one.npv_without_support_krub,
        word_irr(one, lang),
        pays(one.payback_years, one, lang),
        pays(one.discounted_payback_years, one, lang),
        *((runs.runs, runs.seed, runs.low_krub, runs.middle_krub) if runs else (None,) * 4),
        *((runs.high_krub, runs.share_positive) if runs else (None,) * 2),
        "; ".join(word_gap(gap, one, lang) for gap in one.missing),
    )


def pays(years: float | None, one: Economics, lang: str) -> Cell:
    """Tell in how many years a project pays; where that is known not to happen, in words."""
    return say("project.never", lang) if years is None and not one.missing else years


def word_gap(gap: str, one: Economics, lang: str) -> str:
    """Say what is missing for the economics of a project."""
    code = "no_inflows" if gap.startswith("effects") else "no_funding"
    return say(f"project.{code}", lang, project=one.project_id)


def list_cash(portfolio: Portfolio, effects: Effects) -> Table:
    """List costs, support and inflows of each project year by year."""
    lang = portfolio.lang
    heads: Heads = (
        ("project", "long", 36),
        ("year", "year", 8),
        ("costs", "krub", 15),
        ("support", "krub", 15),
        ("inflows", "krub", 15),
        ("cash", "krub", 15),
    )
    rows = (
        (
            portfolio.titles[one.project_id],
            year,
            cost,
            support,
            inflow,
            None if inflow is None or support is None else inflow + support - cost,
        )
        for one in effects.economics
        for year, cost, support, inflow in zip(
            one.years,
            one.costs_krub,
            one.support_krub if "project_funding" not in one.missing else (None,) * len(one.years),
            one.inflows_krub,
            strict=True,
        )
    )
    return make_table("cash", lang, heads, rows, named=True)


def list_sensitivity(portfolio: Portfolio, effects: Effects, project: str | None = None) -> Table:
    """List what NPV becomes where one figure is lower and higher."""
    lang = portfolio.lang
    heads: Heads = (
        ("project", "long", 36),
        ("figure", "text", 26),
        ("npv_lower", "krub", 17),
        ("npv_higher", "krub", 17),
    )
    rows = (
        (
            portfolio.titles[one.project_id],
            say(f"effects.figure.{swing.figure}", lang),
            swing.lower_krub,
            swing.higher_krub,
        )
        for one in effects.economics
        if project in (None, one.project_id)
        for swing in one.sensitivity
    )
    return make_table("sensitivity", lang, heads, rows, named=project is None)


def list_second_rounds(portfolio: Portfolio, effects: Effects) -> Table:
    """List what planned exports call forth, and by product."""
    lang = portfolio.lang
    heads: Heads = (
        ("project", "long", 36),
        ("product", "long", 30),
        ("called_product", "long", 30),
        ("year", "year", 8),
        ("demand", "krub", 15),
        ("called", "krub", 15),
        ("inside", "krub", 15),
        ("what_is_missing", "long", 44),
    )
    rows = (row for one in effects.second_rounds for row in _rounds(one, portfolio))
    return make_table("second_round", lang, heads, rows, named=True, note=say("project.second.note", lang))


def _rounds(one: SecondRound, portfolio: Portfolio) -> list[tuple[Cell, ...]]:
    """Give the whole of a project, then each product that is called forth."""
    lang, names = portfolio.lang, portfolio.products
    title = portfolio.titles[one.project_id]
    product = names.get(one.product_id, one.product_id) if one.product_id else ""
    every = say("project.second.all", lang)
    gaps = "; ".join((*one.missing, *(names.get(code, code) for code in one.unknown)))
    whole = (title, product, every, one.year, one.demand_krub, one.called_krub, one.inside_krub, gaps)
    return [
        whole,
        *((title, product, names.get(code, code), one.year, "", krub, "", "") for code, krub in one.products),
    ]


def tabulate_references(effects: Effects, lang: str) -> Table:
    """List the planned totals of a slide, for comparison only."""
    heads: Heads = (
        ("project", "text", 1),
        ("indicator", "long", 44),
        ("planned_total", "amount", 17),
        ("certainty", "text", 14),
        ("rival", "amount", 17),
    )
    rows = (
        (
            "",
            word_indicator(one, lang),
            Amount(one.value, KINDS.get(one.unit, "number")),
            one.certainty,
            "" if one.rival is None else Amount(one.rival, KINDS.get(one.unit, "number")),
        )
        for one in effects.references
    )
    source = effects.references[0].source if effects.references else ""
    note = say("effects.source", lang, source=source) if source else ""
    return make_table("references", lang, heads, rows, named=False, note=note)
