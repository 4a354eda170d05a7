"""A report as a text document: A4, headings that repeat, rows that do not split, annexes, wide tables across."""

from collections.abc import Iterable
from pathlib import Path

from kust.documents.asks import group_letters
from kust.documents.blocks import Column, Fact, Table
from kust.documents.content import Answer, Glance, Group, Overview, Report, Sources
from kust.documents.figures import SYMBOLS, write, write_margin, write_threshold, write_value
from kust.documents.glances import tabulate_answers, tabulate_editions, tabulate_parts
from kust.documents.paper import Paper
from kust.documents.projects.docx import write_section
from kust.documents.tables import tabulate_asks, word_otherwise
from kust.i18n import say

MOST_COLUMNS = 22
# Longer lists of names go on in the workbook.
MOST_ROWS = 60
_WIDE_FROM = 9


def write_report(report: Report, path: Path) -> None:
    """Write a report on one cluster as a text document."""
    lang = report.lang
    paper = Paper(lang, report.title, report.sources.day)
    paper.title(say("report.kind_of_document", lang), report.title, report.subtitle)
    _write_glance(paper, report)
    paper.heading(say("report.section.passport", lang))
    paper.facts(report.passport.facts)
    paper.table(report.passport.roles)
    _write_answers(paper, report)
    if report.plan:
        write_section(paper, report.plan)
    _write_supplies(paper, report)
    _write_asks(paper, report)
    paper.heading(say("report.section.comparison", lang))
    paper.text(say("report.comparison_lead", lang))
    paper.table(tabulate_editions(report))
    _write_declared(paper, report)
    if report.projects:
        write_section(paper, report.projects)
    _write_sources(paper, report.sources, lang)
    _write_annexes(paper, report.annexes, lang)
    paper.save(path)


def write_overview(overview: Overview, path: Path) -> None:
    """Write the report on all clusters as a text document."""
    lang = overview.lang
    paper = Paper(lang, overview.title, overview.sources.day)
    paper.title(say("report.overview.kicker", lang), overview.title, overview.subtitle)
    counts = [
        Fact(f"{SYMBOLS[code]} {say(f'report.overview.conforms.{code}', lang)}", str(count))
        for code, count in overview.counts.items()
    ]
    paper.facts([*overview.facts, *counts])
    paper.facts(overview.sources.remarks)
    for table in (overview.requirements, overview.regions):
        paper.heading(table.title)
        paper.table(table, titled=False)
    _write_sources(paper, overview.sources, lang)
    paper.across()
    paper.heading(overview.clusters.title)
    paper.table(overview.clusters, titled=False)
    paper.save(path)


def _write_glance(paper: Paper, report: Report) -> None:
    lang = report.lang
    paper.heading(say("report.section.glance", lang))
    for edition in report.editions:
        paper.headline(edition.glance.conforms, edition.glance.sentence)
        paper.note(" — ".join(filter(None, (edition.title, edition.period))))
    paper.facts(report.sources.remarks)
    for edition in report.editions:
        if edition.answers:
            paper.table(tabulate_answers(edition, lang))
        _write_coverage(paper, edition.glance, lang)


def _write_coverage(paper: Paper, glance: Glance, lang: str) -> None:
    if glance.coverage:
        paper.text(glance.coverage)
    if glance.not_found:
        paper.text(say("report.not_found_title", lang), bold=True)
        paper.bullets(glance.not_found)


def _write_answers(paper: Paper, report: Report) -> None:
    paper.heading(say("report.section.requirements", report.lang))
    for edition in report.editions:
        if len(report.editions) > 1:
            paper.heading(edition.title, 2)
        for answer in edition.answers:
            _write_answer(paper, answer, report.lang)


def _write_answer(paper: Paper, answer: Answer, lang: str) -> None:
    figure = answer.figure
    paper.heading(answer.title, 3)
    paper.verdict(figure.verdict, write(figure.verdict, "verdict", lang), _held_words(answer, lang))
    paper.text(answer.rule)
    if answer.remark:
        paper.text(answer.remark)
    if answer.missing:
        paper.text(say("report.missing_count", lang, count=answer.missing))
    if answer.parts:
        paper.table(tabulate_parts(answer, lang), titled=False)
    for group in answer.groups:
        _write_group(paper, group, lang)
    otherwise = word_otherwise(answer, lang)
    if otherwise:
        paper.text(say("report.otherwise", lang), bold=True)
        paper.bullets(otherwise)
    basis = answer.basis
    clause = basis.clause or say("report.clause_unknown", lang)
    words = say("report.evidence_class", lang)
    where = (
        f"{say('report.basis', lang)}: {basis.act}, {clause}. {say('report.source', lang)}: {basis.source}"
    )
    paper.note(f"{where} ({words}: {basis.evidence_words}).")


def _held_words(answer: Answer, lang: str) -> str:
    figure = answer.figure
    if figure.kind == "none":
        return ""
    parts = [
        f"{say('report.value', lang).lower()} {write_value(figure, lang)}",
        f"{say('report.threshold', lang).lower()} {write_threshold(figure, lang)}",
    ]
    if figure.margin is not None and figure.verdict != "unknown":
        parts.append(f"{say('report.margin', lang).lower()} {write_margin(figure, lang)}")
    return "; ".join(parts)


def _write_group(paper: Paper, group: Group, lang: str) -> None:
    """Write a table of those below, and name those without data."""
    if group.below:
        columns = (
            Column(say("report.column.participant", lang), "long", 60),
            Column(say("report.own_value", lang), "figure", 20),
        )
        rows = tuple((one.name, write(one.value, group.kind, lang)) for one in group.below[:MOST_ROWS])
        paper.table(Table("group", group.title, columns, rows))
        if len(group.below) > MOST_ROWS:
            paper.note(say("report.and_more", lang, count=len(group.below) - MOST_ROWS))
    if group.unknown:
        title = say("report.unknown_members", lang) if group.below else group.title_unknown
        paper.text(f"{title}: {'; '.join(one.name for one in group.unknown[:MOST_ROWS])}.")
        if len(group.unknown) > MOST_ROWS:
            paper.note(say("report.and_more", lang, count=len(group.unknown) - MOST_ROWS))


def _write_supplies(paper: Paper, report: Report) -> None:
    lang, supplies = report.lang, report.supplies
    paper.heading(say("report.section.supplies", lang))
    if supplies is None or not supplies.total:
        section = say("report.section.missing", lang)
        paper.text(say("report.no_supplies", lang, year=report.sources.year, section=section))
        return
    amount = f"{write(supplies.total, 'krub', lang)} {say('report.unit.thousand', lang)}"
    paper.text(say("report.supplies_total", lang, amount=amount))
    paper.table(supplies.largest)
    if supplies.differences.rows:
        paper.table(supplies.differences)
    else:
        paper.text(say("report.differences_none", lang))
    if supplies.one_sided:
        paper.note(say("report.one_sided", lang, count=supplies.one_sided))


def _write_asks(paper: Paper, report: Report) -> None:
    lang = report.lang
    paper.heading(say("report.section.missing", lang))
    if not report.asks:
        paper.text(say("report.missing_none", lang))
        return
    paper.table(tabulate_asks(report, with_letters=False), titled=False)
    paper.heading(say("report.letters", lang), 2)
    for group in group_letters(report.asks):
        names = "; ".join(ask.name for ask in group.asks)
        paper.text(f"{say('report.letter_to', lang)}: {names}", bold=True)
        paper.letter(group.letter)


def _write_declared(paper: Paper, report: Report) -> None:
    if not report.declared:
        return
    paper.heading(say("report.section.declared", report.lang))
    paper.text(say("report.declared_lead", report.lang))
    for table in report.declared:
        if not table.cards:
            paper.table(table)
            continue
        paper.heading(table.title, 2)
        for card in table.cards:
            paper.heading(card.title, 3)
            paper.facts(card.facts)
        if table.note:
            paper.note(table.note)


def _write_sources(paper: Paper, sources: Sources, lang: str) -> None:
    paper.heading(say("report.section.sources", lang))
    named = (
        ("dataset", sources.dataset),
        ("day", write(sources.day, "day", lang)),
        ("year", str(sources.year)),
        ("edition", sources.edition or "—"),
        ("digest", sources.digest),
    )
    paper.facts([Fact(say(f"report.{code}", lang), words) for code, words in named])
    paper.heading(say("report.readings", lang), 2)
    paper.facts(sources.readings)
    paper.heading(say("report.evidence", lang), 2)
    paper.facts(sources.evidence)
    paper.table(sources.tables)


def _write_annexes(paper: Paper, annexes: Iterable[Table], lang: str) -> None:
    """Write each annex from a new page, the wide ones across."""
    for number, table in enumerate(annexes, 1):
        if len(table.columns) >= _WIDE_FROM and not table.is_blank:
            paper.across()
        elif number == 1 or not table.is_blank:
            paper.upright()
        paper.heading(f"{say('report.annex', lang, number=number)}. {table.title}")
        if table.is_blank:
            paper.text(say("report.annex_blank", lang, section=say("report.section.missing", lang)))
        elif len(table.columns) > MOST_COLUMNS:
            paper.text(say("report.matrix.too_large", lang))
        else:
            paper.table(table, titled=False)
