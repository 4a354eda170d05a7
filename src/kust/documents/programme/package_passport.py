"""The passport of a project for an application: who, what, when, for what money, with what result."""

from collections.abc import Iterator

from kust.documents.blocks import Block, Fact, Facts, Heading, Said, Table
from kust.documents.programme.package_asked import Asked
from kust.documents.projects.effects import of_level, tabulate_budgets, tabulate_effects
from kust.documents.projects.file import ProjectFile
from kust.documents.projects.money import tabulate_costs, tabulate_funding
from kust.documents.projects.returns import list_figures, tell_taxes
from kust.documents.projects.section import list_facts
from kust.i18n import say
from kust.projects import calc_effects
from kust.projects.result import Effects

_SHEETS = ("projects", "project_participants", "project_costs", "project_funding", "project_effects")


def tell_passport(file: ProjectFile, asked: Asked) -> tuple[Block, ...]:
    """Tell a project as its passport does: only what is stated, the rest stands on the list of what is lacking.

    What support might be had is an estimate for the manager and no part of an application; what is asked for and
    granted is among the sources of money.
    """
    assert asked.portfolio is not None  # noqa: S101
    effects = calc_effects(
        asked.dataset, on=asked.on, year=asked.cluster.year, project=file.id, settings=asked.settings
    )
    facts = tuple(
        one for one in list_facts(file, asked.portfolio) if one.value != say("report.not_stated", asked.lang)
    )
    told = (*_money(file, asked.lang), *_results(file, effects, asked))
    return (
        Facts(facts),
        *(told or (Said(asked.t("package.bare")),)),
        Said(asked.t("package.from", sheets=asked.name_sheets(*_SHEETS)), "note"),
    )


def list_tables(blocks: tuple[Block, ...]) -> tuple[Table, ...]:
    """List the tables of a passport, which are the sheets of its workbook."""
    return tuple(one for one in blocks if isinstance(one, Table))


def _money(file: ProjectFile, lang: str) -> Iterator[Block]:
    if file.support.costs or file.funding:
        yield Heading(say("project.heading.money", lang))
    if file.support.costs:
        yield tabulate_costs(file, lang)
    if file.funding:
        yield tabulate_funding([file], lang, named=False).trim()


def _results(file: ProjectFile, effects: Effects, asked: Asked) -> Iterator[Block]:
    lang = asked.lang
    assert asked.portfolio is not None  # noqa: S101
    own = of_level(effects, "project", file.id)
    if own:
        yield Heading(asked.t("package.results"))
        yield tabulate_effects(own, say("project.title.effects", lang), lang)
    returns = [one for one in effects.taxes if one.level == "project" and one.taxes_per_rouble is not None]
    taxes = tuple(tell_taxes(returns, lang))
    budgets = tabulate_budgets(asked.portfolio, effects, file.id)
    if taxes or budgets.rows:
        yield Heading(say("project.heading.budget", lang))
        if taxes:
            yield Facts(taxes)
        if budgets.rows:
            yield budgets.trim()
    for one in effects.economics:
        if one.project_id == file.id and not one.missing:
            yield Heading(say("project.heading.economics", lang))
            yield Facts(tuple(Fact(line.label, line.value) for line in list_figures(one, lang)))
