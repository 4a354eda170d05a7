"""What projects promise, reach and give back, for a reader: of all together and of each."""

from collections.abc import Iterable, Iterator

from kust.documents.blocks import Block, Bullets, Fact, Facts, Heading, Said, Table
from kust.documents.figures import write
from kust.documents.projects.economics import (
    list_cash,
    list_economics,
    list_second_rounds,
    list_sensitivity,
    pays,
    tabulate_references,
    word_gap,
    word_irr,
)
from kust.documents.projects.effects import (
    list_budget_years,
    list_budgets,
    list_effects,
    list_taxes,
    of_level,
    tabulate_budgets,
    tabulate_effects,
    tabulate_taxes,
)
from kust.documents.projects.file import Portfolio
from kust.documents.projects.pictures import picture_plan_fact, picture_tornado
from kust.i18n import has_words, number, say
from kust.projects.result import Caution, Economics, Effects, SecondRound, TaxReturn
from kust.settings import Settings

_MOST = 5


def list_effect_sheets(portfolio: Portfolio) -> tuple[Table, ...]:
    """Make the sheets of a workbook on effects; those with nothing to say are left out."""
    effects = portfolio.effects
    if effects is None:
        return ()
    made = (
        list_effects(portfolio, effects),
        list_taxes(portfolio, effects),
        list_budgets(portfolio, effects),
        list_budget_years(portfolio, effects),
        list_economics(portfolio, effects),
        list_cash(portfolio, effects),
        list_sensitivity(portfolio, effects),
        list_second_rounds(portfolio, effects),
        tabulate_references(effects, portfolio.lang),
    )
    return tuple(one for one in made if one.rows)


def tell_effects_of_all(portfolio: Portfolio) -> Iterator[Block]:
    """Say what all projects together promise and reach, year by year, beside a slide's totals."""
    effects, lang = portfolio.effects, portfolio.lang
    if effects is None:
        return
    if not effects.effects:
        yield Said(say("effects.nothing", lang))
        return
    yield Heading(say("project.heading.all", lang))
    total = of_level(effects, "total")
    yield tabulate_effects(total, say("project.title.effects", lang), lang)
    picture = picture_plan_fact(total, "effects-all", lang)
    if picture is not None:
        yield picture
    yield from _cautions(effects.cautions, portfolio)
    by_year = of_level(effects, "year")
    yield tabulate_effects(by_year, say("project.title.effects_by_year", lang), lang, by_year=True)
    taxes = tabulate_taxes(portfolio, effects)
    if taxes.rows:
        yield taxes
    if effects.references:
        yield tabulate_references(effects, lang)


def _cautions(cautions: Iterable[Caution], portfolio: Portfolio) -> Iterator[Block]:
    told = tuple(_word_caution(one, portfolio) for one in cautions)
    if told:
        yield Bullets(told)


def _word_caution(one: Caution, portfolio: Portfolio) -> str:
    lang, code = portfolio.lang, f"effects.indicator.{one.indicator}"
    name = (say(code, lang) if has_words(code) else one.indicator) if one.indicator else ""
    return say(
        f"effects.caution.{one.code}",
        lang,
        project=portfolio.titles[one.project_id],
        indicator=name,
        year=one.year or "",
        basis=say(f"effects.basis.{one.basis}", lang),
        said=number(one.said_krub, lang),
        expected=number(one.expected_krub, lang),
    )


def tell_effects(portfolio: Portfolio, project: str, key: str, settings: Settings) -> Iterator[Block]:
    """Say what a project promises and reaches, what it gives back to budgets, whether it pays."""
    effects, lang = portfolio.effects, portfolio.lang
    if effects is None:
        return
    yield Heading(say("project.heading.effects", lang), 4)
    own = of_level(effects, "project", project)
    if own:
        yield tabulate_effects(own, say("project.title.effects", lang), lang)
        picture = picture_plan_fact(own, f"{key}-effects", lang)
        if picture is not None:
            yield picture
    else:
        yield Said(say("project.no_effects", lang))
    yield from _cautions((one for one in effects.cautions if one.project_id == project), portfolio)
    yield from _returns(effects, portfolio, project)
    for one in effects.economics:
        if one.project_id == project:
            yield from _economics(one, portfolio, key, settings)
    rounds = [one for one in effects.second_rounds if one.project_id == project]
    if rounds:
        yield Heading(say("project.heading.second_round", lang), 4)
        yield from (Facts(tuple(_second_round(one, portfolio))) for one in rounds)
        yield Said(say("project.second.note", lang), "note")


def _returns(effects: Effects, portfolio: Portfolio, project: str) -> Iterator[Block]:
    """Say what a project gives back to budgets: taxes for a rouble, and by budget."""
    lang = portfolio.lang
    taxes = [one for one in effects.taxes if one.level == "project" and one.key == project]
    budgets = tabulate_budgets(portfolio, effects, project)
    if not taxes and not budgets.rows:
        return
    yield Heading(say("project.heading.budget", lang), 4)
    if taxes:
        yield Facts(tuple(tell_taxes(taxes, lang)))
    if budgets.rows:
        yield budgets


def tell_taxes(taxes: Iterable[TaxReturn], lang: str) -> Iterator[Fact]:
    """Say what each rouble of subsidy brings in federal taxes."""
    for one in taxes:
        words = say("project.taxes.unknown", lang)
        if one.taxes_per_rouble is not None:
            ratio = number(one.taxes_per_rouble, lang, 2)
            sums = {"taxes": number(one.taxes_krub, lang), "subsidy": number(one.subsidy_krub, lang)}
            words = say(f"project.taxes.{one.basis}", lang, ratio=ratio, **sums)
        basis = say(f"effects.basis.{one.basis}", lang)
        yield Fact(say("project.taxes.label", lang, basis=basis), words)


def _economics(one: Economics, portfolio: Portfolio, key: str, settings: Settings) -> Iterator[Block]:
    lang = portfolio.lang
    yield Heading(say("project.heading.economics", lang), 4)
    yield Facts(tuple(list_figures(one, lang)))
    for gap in one.missing:
        yield Said(word_gap(gap, one, lang))
    picture = picture_tornado(one, f"{key}-tornado", settings.effects.spread, lang)
    if picture is not None and portfolio.effects is not None:
        yield picture
        yield list_sensitivity(portfolio, portfolio.effects, one.project_id)


def list_figures(one: Economics, lang: str) -> Iterator[Fact]:
    """List what is worked out of the economics of a project."""
    unit = say("project.unit.thousand", lang)

    def krub(value: float | None) -> str:
        return write(value, "krub", lang) + (f" {unit}" if value is not None else "")

    basis = say(f"effects.rate.{one.discount_basis}", lang)
    rate = f"{write(one.discount_rate, 'share', lang)} ({basis})"
    support = None if "project_funding" in one.missing else sum(one.support_krub)
    told = [
        ("discount_rate", rate),
        ("costs", krub(sum(one.costs_krub))),
        ("support", krub(support)),
    ]
    if any(figure is not None for figure in (one.npv_krub, one.npv_without_support_krub)):
        told += [
            ("npv_of_project", krub(one.npv_krub)),
            ("npv_without", krub(one.npv_without_support_krub)),
            ("irr", write(word_irr(one, lang), "share", lang)),
            ("payback", write(pays(one.payback_years, one, lang), "number", lang)),
            ("payback_discounted", write(pays(one.discounted_payback_years, one, lang), "number", lang)),
        ]
    else:
        told.append(("unknown", say("support.amount.unknown", lang)))
    for code, words in told:
        yield Fact(say(f"project.economics.{code}", lang), words)
    if one.runs is not None:
        runs = one.runs
        words = say(
            "project.economics.range_words",
            lang,
            low=krub(runs.low_krub),
            high=krub(runs.high_krub),
            share=write(runs.share_positive, "share", lang, 0),
            runs=number(runs.runs, lang, 0),
            seed=runs.seed,
        )
        yield Fact(say("project.economics.range", lang), words)


def _second_round(one: SecondRound, portfolio: Portfolio) -> Iterator[Fact]:
    lang, names = portfolio.lang, portfolio.products
    unit = say("project.unit.thousand", lang)

    def krub(value: float | None) -> str:
        return write(value, "krub", lang) + (f" {unit}" if value is not None else "")

    yield Fact(say("project.second.demand", lang), krub(one.demand_krub))
    yield Fact(say("project.second.called", lang, year=one.year), krub(one.called_krub))
    yield Fact(say("project.second.inside", lang), krub(one.inside_krub))
    if one.missing:
        gaps = say("project.second.missing", lang, places=", ".join(one.missing))
        yield Fact(say("project.second.unknown", lang), gaps)
    if one.products:
        most = [f"{names.get(code, code)} – {krub(amount)}" for code, amount in one.products[:_MOST]]
        yield Fact(say("project.second.most", lang), "; ".join(most))
    if one.unknown:
        listed = ", ".join(names.get(code, code) for code in one.unknown)
        yield Fact(say("project.second.unknown", lang), say("project.second.bound", lang, products=listed))
