"""Tables of the money of projects: costs, funding, the best combination of measures, payments and days to keep."""

from collections.abc import Iterator
from datetime import date

from kust.documents.blocks import Cell, Column, Table
from kust.documents.plans.tables import columns_of
from kust.documents.projects.file import ProjectFile
from kust.documents.projects.tables import Files, Heads, active, make_table, title_of_measure, word_code
from kust.documents.projects.words import word_category
from kust.i18n import say
from kust.support.intakes import find_due
from kust.support.result import Combination, Offer


def tabulate_costs(file: ProjectFile, lang: str) -> Table:
    """Add the costs of a project up by kind and year."""
    costs = file.support.costs
    years = sorted({one.year for one in costs})
    sums = {
        category: [
            sum(one.amount_krub for one in costs if (one.category, one.year) == (category, year))
            for year in years
        ]
        for category in dict.fromkeys(one.category for one in sorted(costs, key=lambda one: one.year))
    }
    rows: list[tuple[Cell, ...]] = [
        (word_category(category, lang), *(krub or "" for krub in found), sum(found))
        for category, found in sums.items()
    ]
    together = [sum(found[place] for found in sums.values()) for place in range(len(years))]
    columns = (
        *columns_of("project", lang, ("category", "long", 30)),
        *(Column(str(year), "krub", 12) for year in years),
        *columns_of("project", lang, ("together", "krub", 13)),
    )
    total: tuple[Cell, ...] = (say("project.together", lang), *together, sum(together))
    title, note = say("project.title.costs", lang), say("project.costs.note", lang)
    return Table("project.costs", title, columns, tuple(rows), note, totals=(total,))


def list_costs(files: Files, lang: str) -> Table:
    """List every row of costs."""
    heads: Heads = (
        ("project", "long", 34),
        ("category", "long", 30),
        ("bearer", "long", 34),
        ("basis", "text", 8),
        ("year", "year", 8),
        ("cost", "krub", 14),
        ("cost_id", "text", 20),
        ("place", "text", 24),
    )
    rows = (
        (
            file.title,
            word_category(one.category, lang),
            file.name(one.organisation_id),
            say(f"effects.basis.{one.basis}", lang),
            one.year,
            one.amount_krub,
            one.cost_id,
            f"{one.file}: {one.row}" if one.row else one.file,
        )
        for file in files
        for one in file.support.costs
    )
    return make_table("costs", lang, heads, rows, named=True, note=say("project.costs.note", lang))


def tabulate_funding(files: Files, lang: str, *, named: bool) -> Table:
    """List the history of the money of projects."""
    heads: Heads = (
        ("project", "long", 34),
        ("year", "year", 8),
        ("source_of_money", "text", 18),
        ("measure", "long", 28),
        ("state", "text", 16),
        ("state_on", "day", 13),
        ("krub", "krub", 14),
    )
    rows = (
        (
            file.title,
            one.year,
            word_code("source_of_money", one.source, lang),
            title_of_measure(file, one.measure, lang),
            word_code("state", one.status, lang),
            one.status_on or "",
            one.krub,
        )
        for file in files
        for one in file.funding
    )
    return make_table("funding", lang, heads, rows, named=named, note=say("project.funding.note", lang))


def list_combinations(files: Files, lang: str, *, named: bool) -> Table:
    """List the best combinations: of measures whose conditions are met, and of those that nothing rules out."""
    heads: Heads = (
        ("project", "long", 34),
        ("combination", "long", 30),
        ("measure", "long", 34),
        ("once", "krub", 14),
        ("yearly", "krub", 14),
        ("rows_of_costs", "long", 40),
    )
    note = f"{say('support.best.rule', lang)} {say('project.combination.least', lang)}"
    rows = (
        (file.title, *row)
        for file in files
        for which, best in (("sure", file.support.sure), ("possible", file.support.possible))
        for row in _shares(file, which, best, lang)
    )
    return make_table("combination", lang, heads, rows, named=named, note=note)


def _shares(file: ProjectFile, which: str, best: Combination, lang: str) -> Iterator[tuple[Cell, ...]]:
    words = say(f"project.combination.{which}", lang)
    for one in best.shares:
        money: tuple[Cell, Cell] = (one.krub, "") if one.per == "project" else ("", one.krub)
        yield words, title_of_measure(file, one.measure, lang), *money, ", ".join(one.rows)
    if len(best.shares) != 1:
        together = say("project.together" if best.shares else "support.best.nothing", lang)
        yield words, together, best.krub, best.yearly_krub or "", ""


def paying(file: ProjectFile) -> list[Offer]:
    """Return the measures whose payments are told: nothing rules them out, and they are no scenarios."""
    return [one for one in active(file) if one.instalments and one.eligible != "not_met" and not one.scenario]


def tabulate_payments(file: ProjectFile, lang: str) -> Table:
    """Put the payments of each measure by year side by side."""
    offers = paying(file)
    years = sorted({one.year for offer in offers for one in offer.instalments})
    rows: list[tuple[Cell, ...]] = []
    for offer in offers:
        paid = {one.year: one.krub for one in offer.instalments}
        cells = [paid.get(year, "") for year in years]
        rows.append((offer.measure.title.say(lang), offer.eligible, *cells, sum(paid.values())))
    columns = (
        *columns_of("project", lang, ("measure", "long", 30), ("conditions", "verdict", 19)),
        *(Column(str(year), "krub", 11) for year in years),
        *columns_of("project", lang, ("together", "krub", 12)),
    )
    title = say("project.title.payments_by_year", lang)
    return Table("project.payments", title, columns, tuple(rows), say("project.payments.note", lang))


def list_payments(files: Files, lang: str) -> Table:
    """List when the money of each measure would come."""
    heads: Heads = (
        ("project", "long", 34),
        ("measure", "long", 40),
        ("conditions", "verdict", 19),
        ("year", "year", 8),
        ("payment", "krub", 16),
    )
    rows = (
        (file.title, offer.measure.title.say(lang), offer.eligible, one.year, one.krub)
        for file in files
        for offer in paying(file)
        for one in offer.instalments
    )
    note = say("project.payments.note", lang)
    return make_table("payments", lang, heads, rows, named=True, note=note)


def list_days(file: ProjectFile, lang: str) -> list[tuple[date, str, str]]:
    """List the days of a project from the day asked about on, with the source of each: its own and those of windows.

    A window of a measure that is not there on the day, or that conditions rule out, is no day to keep.
    """
    support = file.support
    open_to = {one.measure.code for one in active(file) if one.eligible != "not_met"}
    found = [
        (
            due.day,
            say(
                f"support.calendar.{due.kind}",
                lang,
                measure=due.measure.title.say(lang) if due.measure else "",
                title=file.title,
            ),
            due.source or say("project.days.of_project", lang),
        )
        for due in find_due(support)
        if due.measure is None or due.measure.code in open_to
    ]
    starts = file.row["starts_on"]
    if starts is not None and starts >= support.on:
        own = say("project.days.of_project", lang)
        found.append((starts, say("project.days.starts", lang, title=file.title), own))
    return sorted(found)


def tabulate_days(files: Files, lang: str, *, named: bool) -> Table:
    """List the days to keep."""
    heads: Heads = (
        ("project", "long", 34),
        ("day", "day", 14),
        ("due", "long", 56),
        ("source", "long", 44),
    )
    rows = ((file.title, *one) for file in files for one in list_days(file, lang))
    return make_table("days", lang, heads, rows, named=named)
