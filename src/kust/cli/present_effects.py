"""Effects on a terminal: plan, fact and deviation by level, taxes for a rouble of subsidy, budgets, economics."""

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.markup import escape

from kust.cli.terminal import new_table
from kust.i18n import has_words, number, percent, plain_number, say
from kust.projects.result import (
    LEVELS,
    BudgetEffect,
    Caution,
    Economics,
    Effect,
    Effects,
    Reference,
    SecondRound,
    Sum,
    TaxReturn,
)

_MOST_SHOWN = 5
_HEADINGS = {"year": "year"}


def present(effects: Effects, console: Console, lang: str, products: Mapping[str, str]) -> None:
    """Print what the projects promise and reach; products are told by their names."""
    console.print(say("effects.title", lang, on=effects.on.isoformat()), style="bold", markup=False)
    console.print(say("effects.notice", lang), markup=False)
    titles = dict(effects.projects)
    if not effects.effects:
        console.print(say("effects.nothing", lang), markup=False)
    for level in _levels(effects):
        _print_level(level, [one for one in effects.effects if one.level == level], titles, console, lang)
    for caution in effects.cautions:
        console.print(f"! {_word_caution(caution, titles, lang)}", markup=False)
    _print_taxes(effects.taxes, titles, console, lang)
    _print_budgets(effects.budgets, titles, console, lang)
    for one in effects.economics:
        if not one.missing:
            _print_economics(one, titles[one.project_id], console, lang)
    _print_no_economics(effects.economics, console, lang)
    _print_second_rounds(effects.second_rounds, titles, products, console, lang)
    _print_references(effects.references, console, lang)


def _levels(effects: Effects) -> list[str]:
    """Leave out levels that would repeat the total: those of one cluster, one region or one project alone."""
    found = []
    for level in LEVELS:
        keys = {one.key for one in effects.effects if one.level == level}
        if keys and (level == "total" or len(keys) > 1):
            found.append(level)
    return found


def _print_level(level: str, own: list[Effect], titles: dict[str, str], console: Console, lang: str) -> None:
    console.print(f"\n{say(f'effects.level.{level}', lang)}", style="bold")
    names = ("indicator", "plan", "fact", "compared", "deviation")
    first = () if level == "total" else (say(f"effects.column.{_HEADINGS.get(level, 'of')}", lang),)
    table = new_table(*first, *(say(f"effects.column.{name}", lang) for name in names))
    before: str | None = ""
    for one in own:
        key = titles.get(one.key or "", one.key) or say("effects.no_key", lang)
        label = () if level == "total" else (escape(key) if one.key != before else "",)
        before = one.key
        table.add_row(
            *label,
            word_indicator(one, lang),
            _word_sum(one.plan, one.unit, lang),
            _word_sum(one.fact, one.unit, lang),
            _word_compared(one, lang),
            _word_deviation(one, lang),
        )
    console.print(table)


def word_indicator(one: Effect | Reference, lang: str) -> str:
    """Name an indicator with its unit; one of the user's own keeps its code."""
    code = f"effects.indicator.{one.indicator}"
    name = say(code, lang) if has_words(code) else escape(one.indicator)
    unit = say(f"effects.unit.{one.unit}", lang) if one.unit else ""
    return f"{name}, {unit}" if unit else name


def _word(value: float | None, unit: str | None, lang: str) -> str:
    if value is None:
        return "–"
    return percent(value, lang) if unit == "share" else plain_number(value, lang)


def _word_sum(one: Sum, unit: str | None, lang: str) -> str:
    if one.value is not None or not one.cells:
        return _word(one.value, unit, lang)
    if not one.missing and one.why:
        return say(f"effects.why.{one.why}", lang)
    known = "" if one.known is None else say("effects.known", lang, known=_word(one.known, unit, lang))
    return say("effects.missing", lang, count=one.missing) + known


def _word_compared(one: Effect, lang: str) -> str:
    if not one.compared:
        return "–"
    fact, plan = _word(one.compared_fact, one.unit, lang), _word(one.compared_plan, one.unit, lang)
    return say("effects.fact_of_plan", lang, fact=fact, plan=plan)


def _word_deviation(one: Effect, lang: str) -> str:
    if one.deviation is None:
        return "–"
    sign = "+" if one.deviation > 0 else ""
    if one.unit == "share":
        return sign + say("effects.points", lang, points=number(100 * one.deviation, lang))
    share = f" ({sign}{percent(one.deviation_share, lang)})" if one.deviation_share is not None else ""
    return f"{sign}{plain_number(one.deviation, lang)}{share}"


def _word_caution(one: Caution, titles: dict[str, str], lang: str) -> str:
    code = f"effects.indicator.{one.indicator}"
    name = (say(code, lang) if has_words(code) else one.indicator) if one.indicator else ""
    return say(
        f"effects.caution.{one.code}",
        lang,
        project=titles[one.project_id],
        indicator=name,
        year=one.year or "",
        basis=say(f"effects.basis.{one.basis}", lang),
        said=number(one.said_krub, lang),
        expected=number(one.expected_krub, lang),
    )


def _print_taxes(taxes: Iterable[TaxReturn], titles: dict[str, str], console: Console, lang: str) -> None:
    told = [one for one in taxes if one.level in ("total", "project") and one.taxes_per_rouble is not None]
    console.print(f"\n{say('effects.taxes', lang)}", style="bold")
    if not told:
        console.print(say("effects.taxes.none", lang), markup=False)
    for one in told:
        if one.level == "project" and len(titles) == 1:
            continue
        whose = titles[one.key] if one.key else say("effects.level.total", lang)
        words = say(
            f"effects.taxes.{one.basis}",
            lang,
            whose=whose,
            ratio=number(one.taxes_per_rouble, lang, 2),
            taxes=number(one.taxes_krub, lang),
            subsidy=number(one.subsidy_krub, lang),
        )
        left = say("effects.taxes.left_out", lang, count=one.left_out) if one.left_out else ""
        console.print(f"– {words}{left}", markup=False)


def _print_budgets(
    budgets: Iterable[BudgetEffect], titles: dict[str, str], console: Console, lang: str
) -> None:
    rows = list(budgets)
    if not rows:
        return
    console.print(f"\n{say('effects.budgets', lang)}", style="bold")
    names = ("of", "budget", "taxes", "support", "net", "npv", "payback")
    table = new_table(*(say(f"effects.column.{name}", lang) for name in names))
    for one in rows:
        basis = say(f"effects.basis.{one.basis}", lang)
        years = sorted({one.years[0].year, one.years[-1].year})
        budget = say(f"effects.budget.{one.budget}", lang)
        hoped = sum(year.hoped_krub for year in one.years)
        only = f"\n[dim]{say('effects.hoped', lang)}\n{number(hoped, lang)}[/]" if hoped else ""
        table.add_row(
            escape(titles[one.project_id]),
            f"{budget}, {basis}\n[dim]{'–'.join(map(str, years))}[/]",
            _add([year.taxes_krub for year in one.years], lang),
            _add([year.support_krub for year in one.years], lang) + only,
            number(one.net_krub, lang),
            number(one.npv_krub, lang),
            number(one.payback_years, lang),
        )
    console.print(table)
    _print_gaps(rows, titles, console, lang)


def _add(years: list[float | None], lang: str) -> str:
    """Add up money by year; of one year that is not known the sum is not."""
    told = [krub for krub in years if krub is not None]
    return number(sum(told) if len(told) == len(years) else None, lang)


def _print_gaps(budgets: Iterable[BudgetEffect], titles: dict[str, str], console: Console, lang: str) -> None:
    """Say of each thing that is missing for the budgets what it is, where it goes, and whose."""
    waiting: dict[str, dict[str, None]] = {}
    for one in budgets:
        for gap in one.missing:
            basis = say(f"effects.basis.{one.basis}", lang)
            code = gap if gap == "regional_taxes" else f"{gap}.{one.budget}"
            waiting.setdefault(code, {})[f"{titles[one.project_id]} ({basis})"] = None
    for code, whose in waiting.items():
        words = say(f"effects.gap.{code}", lang, projects="; ".join(whose))
        console.print(f"– {words}", markup=False)


def _print_economics(one: Economics, title: str, console: Console, lang: str) -> None:
    console.print(f"\n{say('effects.economics', lang, title=title)}", style="bold", markup=False)
    basis = say(f"effects.rate.{one.discount_basis}", lang)
    console.print(say("effects.rate", lang, rate=percent(one.discount_rate, lang), basis=basis), markup=False)
    total, given = number(sum(one.costs_krub), lang), number(sum(one.support_krub), lang)
    console.print(say("effects.spent", lang, costs=total, support=given), markup=False)
    figures = {
        "npv": number(one.npv_krub, lang),
        "without": number(one.npv_without_support_krub, lang),
        "irr": _word_irr(one, lang),
        "payback": number(one.payback_years, lang),
        "discounted": number(one.discounted_payback_years, lang),
    }
    console.print(say("effects.results", lang, **figures), markup=False)
    if one.runs is not None:
        words = say(
            "effects.runs",
            lang,
            runs=number(one.runs.runs, lang, 0),
            seed=one.runs.seed,
            low=number(one.runs.low_krub, lang),
            middle=number(one.runs.middle_krub, lang),
            high=number(one.runs.high_krub, lang),
            share=percent(one.runs.share_positive, lang, 0),
        )
        console.print(words, markup=False)
    for swing in one.sensitivity:
        name = say(f"effects.figure.{swing.figure}", lang)
        ends = (number(swing.lower_krub, lang), number(swing.higher_krub, lang))
        console.print(
            f"– {say('effects.swing', lang, figure=name, lower=ends[0], higher=ends[1])}", markup=False
        )


def _print_no_economics(economics: Iterable[Economics], console: Console, lang: str) -> None:
    """Name the projects of which it is not known whether they pay, and what to fill in."""
    for place in ("effects.inflows_krub", "project_funding"):
        waiting = [one.project_id for one in economics if any(gap.startswith(place) for gap in one.missing)]
        if waiting:
            code = "no_inflows" if place.startswith("effects") else "no_funding"
            words = say(f"effects.{code}", lang, projects=", ".join(waiting), first=waiting[0])
            console.print(f"\n{words}", markup=False)


def _word_irr(one: Economics, lang: str) -> str:
    if one.irr is not None:
        return percent(one.irr, lang)
    if one.irr_note == "several":
        return say("effects.irr.several", lang, rates=", ".join(percent(rate, lang) for rate in one.irrs))
    return say("effects.irr.none", lang)


def _print_second_rounds(
    rounds: Iterable[SecondRound],
    titles: Mapping[str, str],
    products: Mapping[str, str],
    console: Console,
    lang: str,
) -> None:
    """Print what the planned exports of projects call forth from their suppliers."""
    told = list(rounds)
    if told:
        console.print(f"\n{say('effects.second_round', lang, year=told[0].year)}", style="bold")
    for one in told:
        words = _word_second_round(one, titles[one.project_id], products, lang)
        console.print(f"– {words}", markup=False)


def _word_second_round(one: SecondRound, project: str, products: Mapping[str, str], lang: str) -> str:
    if one.missing:
        return say("effects.second_round.unknown", lang, project=project, place=one.missing[0])
    inside = say("effects.not_told", lang) if one.inside_krub is None else number(one.inside_krub, lang)
    most = [f"{products.get(code, code)} {number(krub, lang)}" for code, krub in one.products[:_MOST_SHOWN]]
    words = say(
        "effects.second_round.called",
        lang,
        project=project,
        demand=number(one.demand_krub, lang),
        called=number(one.called_krub, lang),
        inside=inside,
        products=", ".join(most) or "–",
    )
    if one.unknown:
        names = ", ".join(products.get(code, code) for code in one.unknown[:_MOST_SHOWN])
        words += say("effects.second_round.bound", lang, products=names)
    return words


def _print_references(references: Iterable[Reference], console: Console, lang: str) -> None:
    told = list(references)
    if not told:
        return
    console.print(f"\n{say('effects.references', lang)}", style="bold")
    for one in told:
        rival = (
            say("effects.rival", lang, rival=plain_number(one.rival, lang)) if one.rival is not None else ""
        )
        words = say(
            "effects.reference",
            lang,
            indicator=word_indicator(one, lang),
            value=plain_number(one.value, lang),
            certainty=one.certainty,
        )
        console.print(f"– {words}{rival}", style="dim", markup=False)
    console.print(say("effects.source", lang, source=told[0].source), style="dim", markup=False)
