"""A roadmap as a document: the answer, what is late, measures, milestones, loads, money, findings."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kust.documents.blocks import Answered, Block, Bullets, Document, Fact, Notice, Said, Section, Table
from kust.documents.roadmap.findings import group_findings, shorten
from kust.documents.roadmap.tables import (
    pick_busiest,
    shorten_measures,
    tabulate_budget,
    tabulate_covered,
    tabulate_findings,
    tabulate_groups,
    tabulate_loads,
    tabulate_measures,
    tabulate_milestones,
    tabulate_sources,
)
from kust.documents.roadmap.words import Teller, count_states, tell_answer, tell_paths, tell_subtitle
from kust.i18n import say
from kust.programme.programme import Programme
from kust.programme.timeline.finding import MEASURE
from kust.programme.timeline.roadmap import Roadmap, Scheduled
from kust.settings.programme import ProgrammeSettings

_MOST_SAID = 12


def make_roadmap_document(
    programme: Programme,
    roadmap: Roadmap,
    lang: str,
    *,
    settings: ProgrammeSettings | None = None,
    sources: Sequence[Fact] = (),
    projects: Mapping[str, str] | None = None,
) -> Document:
    """Put the document together; a section that has nothing to say is left out.

    Parameters
    ----------
    sources
        Where the data come from, before what is said of the method.
    projects
        Titles of projects by id.
    """
    tell = Teller(programme, lang, projects or {})
    most = (settings or ProgrammeSettings()).measures_at_once
    measures, milestones = tabulate_measures(roadmap, tell), tabulate_milestones(roadmap, tell)
    loads = tabulate_loads(roadmap.loads, tell, most)
    busiest = tabulate_loads(pick_busiest(roadmap.loads), tell, most)
    sections = (
        _make_answer(roadmap, tell),
        _make_late(roadmap, tell),
        _simple("measures", shorten_measures(measures), measures, tell),
        _simple("milestones", milestones.trim(), milestones, tell),
        _simple("loads", replace(busiest, title=tell.t("table.busiest")), loads, tell),
        _make_money(roadmap, tell),
        _make_findings(roadmap, tell),
    )
    return Document(
        lang=lang,
        kind=tell.t("kind"),
        title=tell.title(),
        subtitle=tell_subtitle(roadmap, tell),
        day=roadmap.on,
        sections=tuple(one for one in sections if one is not None),
        sources=(
            *sources,
            Fact(tell.t("facts.on"), tell.day(roadmap.on)),
            Fact(tell.t("facts.method"), tell.t("facts.method.words")),
        ),
        sources_title=say("programme_document.template.sources", lang),
    )


def _make_answer(roadmap: Roadmap, tell: Teller) -> Section:
    verdict, words = tell_answer(roadmap, tell)
    blocks = [Answered(verdict, words, count_states(roadmap, tell)), *_tell_path(roadmap, tell)]
    return Section("answer", tell.t("section.answer"), tuple(blocks), ())


def _tell_path(roadmap: Roadmap, tell: Teller) -> Iterator[Block]:
    if not roadmap.path:
        yield Said(tell.t("path.none"))
        return
    title = tell.t("section.path" if len(roadmap.paths) == 1 else "section.paths", count=len(roadmap.paths))
    yield Notice(f"{title}. {tell.t('path.about')}", tell_paths(roadmap, tell))
    if roadmap.open_ids:
        yield Said(tell.t("path.open", names=tell.short(roadmap.open_ids)), "note")


def _make_late(roadmap: Roadmap, tell: Teller) -> Section:
    late = sorted((one for one in roadmap.measures if one.is_late), key=lambda one: -(one.delay_days or 0))
    lines = tuple(tell_late(one, tell) for one in late[:_MOST_SAID])
    blocks: tuple[Block, ...] = (Bullets(lines),) if lines else (Said(tell.t("no_late")),)
    return Section("late", tell.t("section.late"), blocks, ())


def tell_late(one: Scheduled, tell: Teller) -> str:
    """Say of a measure how late it is and what it alone delays."""
    days = tell.days(one.delay_days) if one.delay_days is not None else ""
    if days and one.ahead.at_least:
        days = tell.t("days_at_least", days=days)
    words = f"{tell.name(MEASURE, one.measure_id)} – {tell.forecast(one, days)}"
    return f"{words}; {tell.t('delays', names=tell.delays(one.delays))}" if one.delays else words


def _simple(code: str, shown: Table, sheet: Table, tell: Teller) -> Section | None:
    """Make a section of a table, for a reader and for a workbook; none where it has no row."""
    return Section(code, tell.t(f"section.{code}"), (shown,), (sheet,)) if sheet.rows else None


def _make_money(roadmap: Roadmap, tell: Teller) -> Section:
    budget = roadmap.budget
    told: list[Table] = []
    if budget.lines:
        told += [tabulate_budget(roadmap, tell), tabulate_sources(roadmap, tell)]
    if budget.covered:
        told.append(tabulate_covered(roadmap, tell))
    blocks: list[Block] = [*told] or [Said(tell.t("budget.none"))]
    if budget.without_costs and budget.lines:
        blocks.append(Said(tell.t("budget.without", names=tell.short(budget.without_costs)), "note"))
    return Section("budget", tell.t("section.budget"), tuple(blocks), tuple(told))


def _make_findings(roadmap: Roadmap, tell: Teller) -> Section:
    every = tabulate_findings(roadmap, tell)
    if not every.rows:
        return Section("findings", tell.t("section.findings"), (Said(tell.t("no_findings")),), ())
    groups = shorten(group_findings(roadmap.findings, tell), tell)
    blocks: list[Block] = [tabulate_groups(groups, tell)]
    if len(groups) < len(every.rows):
        blocks.append(replace(every, look="folded"))
    return Section("findings", tell.t("section.findings"), tuple(blocks), (every,))
