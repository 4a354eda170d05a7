"""Tables of a roadmap: measures, milestones, loads, money, findings."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from kust.documents.blocks import Cell, Table
from kust.documents.roadmap.findings import Group
from kust.documents.roadmap.words import Teller
from kust.documents.table_of import Heads, table_of
from kust.i18n import number, percent
from kust.programme.programme import Measure
from kust.programme.timeline.budget import ALL, Line, Sum
from kust.programme.timeline.loads import OwnerLoad
from kust.programme.timeline.roadmap import Roadmap, Scheduled

_WORDS = "programme_roadmap"
_MONEY = (
    ("year", "text", 10),
    ("source", "text", 24),
    ("plan", "krub", 18),
    ("fact", "krub", 18),
    ("known", "krub", 18),
    ("missing", "long", 28),
)
_MEASURES = (
    ("number", "text", 5),
    ("measure", "long", 44),
    ("owner", "long", 26),
    ("stated_starts", "text", 11),
    ("stated_ends", "text", 11),
    ("starts", "text", 11),
    ("ends", "text", 11),
    ("days", "count", 7),
    ("after", "text", 10),
    ("slack", "count", 9),
    ("free_slack", "count", 10),
    ("critical", "text", 12),
    ("state", "text", 14),
    ("progress", "text", 11),
    ("timing", "long", 18),
    ("forecast", "text", 11),
    ("delay", "count", 11),
    ("delays", "long", 30),
)
# On a page these are read at once; the others stand in the workbook.
_BRIEF = ("number", "measure", "owner", "starts", "ends", "slack", "timing", "forecast", "delay")
_FINDINGS = (("severity", "text", 16), ("finding", "long", 68), ("mend", "long", 56))


def _table(tell: Teller, code: str, heads: Heads, rows: Iterable[tuple[Cell, ...]], note: str = "") -> Table:
    return table_of(_WORDS, code, tell.lang, heads, rows, note=note, look="stack")


def tabulate_measures(roadmap: Roadmap, tell: Teller) -> Table:
    """Tabulate plan, fact and forecast of the measures."""
    of = {one.measure_id: one for one in tell.programme.standing_measures}
    return _table(
        tell, "measures", _MEASURES, (_row_of(of[one.measure_id], one, tell) for one in roadmap.measures)
    )


def shorten_measures(table: Table) -> Table:
    """Keep the columns of the measures that have room on a page."""
    kept = [place for place, (name, _, _) in enumerate(_MEASURES) if name in _BRIEF]
    rows = tuple(tuple(row[place] for place in kept) for row in table.rows)
    return replace(table, columns=tuple(table.columns[place] for place in kept), rows=rows).trim()


def _row_of(measure: Measure, row: Scheduled, tell: Teller) -> tuple[Cell, ...]:
    planned = row.planned
    critical = "not_known" if planned.critical is None else "yes" if planned.critical else "no"
    return (
        tell.labels[measure.measure_id],
        measure.title,
        tell.owner(measure) or None,
        tell.day(row.stated_starts_on),
        tell.day(row.stated_ends_on),
        tell.day(planned.starts_on),
        tell.day(planned.ends_on),
        measure.days,
        tell.short(measure.depends_on),
        planned.total_slack,
        planned.free_slack,
        tell.t(critical),
        tell.t(f"state.{row.state}"),
        "" if measure.progress is None else percent(measure.progress, tell.lang, 0),
        tell.t(f"timing.{row.timing}"),
        tell.day(row.ahead.ends_on),
        row.delay_days,
        tell.delays(row.delays),
    )


def tabulate_milestones(roadmap: Roadmap, tell: Teller) -> Table:
    """Tabulate the milestones."""
    titles = {one.milestone_id: one.title for one in tell.programme.milestones}
    heads = (
        ("milestone", "long", 40),
        ("measure", "text", 12),
        ("due", "text", 11),
        ("state", "text", 22),
        ("forecast", "text", 11),
        ("delay", "count", 11),
    )
    rows = (
        (
            titles[one.milestone_id],
            tell.short([one.measure_id]) if one.measure_id else "",
            tell.day(one.due_on),
            tell.t(f"mark.{one.status}"),
            tell.day(one.expected_on) if one.expected_on else "",
            "" if one.delay_days is None else one.delay_days,
        )
        for one in roadmap.milestones
    )
    return _table(tell, "milestones", heads, rows)


def pick_busiest(loads: Iterable[OwnerLoad]) -> tuple[OwnerLoad, ...]:
    """Pick of each owner the quarter in which it has most."""
    return tuple(
        max(rows, key=lambda one: (one.over is True, one.load or 0.0, one.at_once, -one.year, -one.quarter))
        for _, rows in groupby(loads, key=lambda one: one.owner_id)
    )


def tabulate_loads(loads: Iterable[OwnerLoad], tell: Teller, most: int) -> Table:
    """Tabulate what the owners have to do at once."""
    names = {one.stakeholder_id: one.name for one in tell.programme.stakeholders}
    heads = (
        ("owner", "long", 36),
        ("quarter", "text", 12),
        ("load", "share", 10),
        ("at_once", "count", 13),
        ("unstated", "count", 13),
        ("over", "text", 12),
    )
    rows = (
        (
            names.get(one.owner_id, one.owner_id),
            tell.t("quarter", quarter=one.quarter, year=one.year),
            one.load,
            one.at_once,
            one.unstated,
            tell.t("not_known" if one.over is None else "yes" if one.over else "no"),
        )
        for one in loads
    )
    return _table(tell, "loads", heads, rows, tell.t("loads.about", most=most))


def tabulate_budget(roadmap: Roadmap, tell: Teller) -> Table:
    """Tabulate money by year and source with the sums of the years."""
    lines = sorted(
        [*roadmap.budget.lines, *roadmap.budget.by_year],
        key=lambda line: (line.year or 0, line.source == ALL, line.source is None, line.source or ""),
    )
    rows = (_money(line, tell) for line in [*lines, roadmap.budget.total])
    return _table(tell, "budget", _MONEY, rows, tell.t("budget.about"))


def tabulate_sources(roadmap: Roadmap, tell: Teller) -> Table:
    """Tabulate money by source over all years."""
    rows = (_money(line, tell) for line in [*roadmap.budget.by_source, roadmap.budget.total])
    return _table(tell, "by_source", _MONEY, rows, tell.t("budget.about"))


def _money(line: Line, tell: Teller) -> tuple[Cell, ...]:
    source = "none" if line.source is None else "all" if line.source == ALL else line.source
    missing = sorted({name for one in (line.plan, line.fact) if one for name in one.missing})
    return (
        str(line.year) if line.year else tell.t("all_years"),
        tell.t(f"source.{source}"),
        line.plan.krub if line.plan else None,
        line.fact.krub if line.fact else None,
        line.plan.known_krub if line.plan else None,
        tell.short(missing),
    )


def word_sum(told: Sum | None, tell: Teller) -> str:
    """Write a sum; one that lacks a figure is at least what is known of it."""
    if told is None:
        return "–"
    if told.krub is None and not told.known_krub:
        return tell.t("not_known")
    if told.krub is None:
        return tell.t("budget.at_least", krub=number(told.known_krub, tell.lang))
    return number(told.krub, tell.lang)


def tabulate_covered(roadmap: Roadmap, tell: Teller) -> Table:
    """Tabulate what support could cover."""
    heads = (
        ("project", "text", 24),
        ("year", "year", 8),
        ("plan", "krub", 16),
        ("public", "krub", 16),
        ("support", "krub", 18),
        ("covered", "krub", 16),
    )
    rows = (
        (
            tell.project(one.project_id),
            one.year,
            one.planned_krub,
            one.public_krub,
            one.support_krub,
            one.covered_krub,
        )
        for one in roadmap.budget.covered
    )
    return _table(tell, "covered", heads, rows, tell.t("covered.about"))


def tabulate_findings(roadmap: Roadmap, tell: Teller) -> Table:
    """Tabulate the findings."""
    rows = ((told.severity, told.words, told.mend) for told in map(tell.finding, roadmap.findings))
    return _table(tell, "findings", _FINDINGS, rows)


def tabulate_groups(groups: Iterable[Group], tell: Teller) -> Table:
    """Tabulate the findings by kind."""
    return _table(tell, "groups", _FINDINGS, ((one.severity, one.words, one.mend) for one in groups))
