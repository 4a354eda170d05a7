"""A report as a workbook: real numbers, frozen headings, a sheet a section; text is never a formula."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter

from kust.documents.blocks import (
    MARK,
    Amount,
    Answered,
    Cell,
    Column,
    Document,
    Fact,
    Facts,
    Heading,
    Judged,
    Link,
    Notice,
    Place,
    Said,
    Section,
    Table,
)
from kust.documents.content import EditionAnswers, Overview, Report, Sources
from kust.documents.figures import write
from kust.documents.tables import list_answers, list_below, tabulate_asks, tabulate_comparison
from kust.i18n import say

_WIDEST = 70
# A cell of a workbook holds no more letters.
_LONGEST = 32_767
_LINE, _TALLEST = 13.0, 400.0
_FORMATS = {
    "share": "0.0%",
    "count": "#,##0",
    "krub": "#,##0.0",
    "rub": "#,##0",
    "number": "#,##0.0##",
    "year": "0",
}
# More columns than these are printed on a larger sheet.
_ON_A4, _A3 = 12, 8
_SHADES = {"met": "#E4F2EA", "not_met": "#FAE9E7", "unknown": "#FBF2DA"}
_SOFT = "#4F5D62"


def write_report(report: Report, path: Path) -> None:
    """Write a report on one cluster as a workbook."""
    lang = report.lang
    with Book(path, lang, report.title, report.sources.day) as book:
        book.add_facts("summary", report.title, _summary(report))
        asks = tabulate_asks(report, with_letters=True)
        for table in (list_answers(report), list_below(report), asks, tabulate_comparison(report)):
            book.add_table(table)
        supplies = (report.supplies.largest, report.supplies.differences) if report.supplies else ()
        extra = [table for section in report.extra for table in section.sheets]
        for table in (*supplies, *report.declared, *extra, *report.annexes):
            book.add_table(table)
        book.add_facts("sources", say("report.section.sources", lang), _sources(report.sources, lang))
        book.add_table(report.sources.tables)


def write_document(document: Document, path: Path) -> None:
    """Write sections as a workbook: what is said first, then a sheet a table."""
    lang = document.lang
    with Book(path, lang, document.title, document.day) as book:
        facts = [Fact(document.kind, document.subtitle)]
        alone = len(document.sections) == 1
        facts += [fact for section in document.sections for fact in _said(section, alone=alone)]
        book.add_facts("summary", document.title, facts)
        for table in (table for section in document.sections for table in section.sheets):
            book.add_table(table)
        if document.sources:
            title = document.sources_title or say("report.section.sources", lang)
            book.add_facts("sources", title, document.sources)


def _said(section: Section, *, alone: bool) -> Iterator[Fact]:
    """Tell the answers and what has to be seen before the figures; the rest stands in the tables.

    ``alone``: it is the whole document, whose lines and paragraphs stand in no other place of the workbook.
    """
    heading = ""
    for block in section.blocks:
        if heading and isinstance(block, Facts | Said):
            yield Fact(heading, "")
        heading = block.words if alone and isinstance(block, Heading) else ""
        if isinstance(block, Answered):
            yield Fact(section.title, " ".join(filter(None, (block.words, block.caption))))
        elif isinstance(block, Notice):
            yield Fact(block.title, "\n".join(block.items))
        elif alone and isinstance(block, Facts):
            yield from block.facts
        elif alone and isinstance(block, Said):
            yield Fact("", block.words)


def write_overview(overview: Overview, path: Path) -> None:
    """Write the report on all clusters as a workbook."""
    lang = overview.lang
    with Book(path, lang, overview.title, overview.sources.day) as book:
        counts = [
            Fact(say(f"report.overview.conforms.{code}", lang), str(count))
            for code, count in overview.counts.items()
        ]
        facts = [Fact("", overview.subtitle), *overview.facts, *counts, *overview.sources.remarks]
        book.add_facts("summary", overview.title, facts)
        for table in (overview.clusters, overview.requirements, overview.regions):
            book.add_table(table)
        book.add_facts("sources", say("report.section.sources", lang), _sources(overview.sources, lang))
        book.add_table(overview.sources.tables)


def _summary(report: Report) -> list[Fact]:
    facts = [Fact(say("report.kind_of_document", report.lang), report.subtitle)]
    for edition in report.editions:
        facts += _glance(edition, report.lang)
    roles = [Fact(str(role), str(count)) for role, count in report.passport.roles.rows]
    return [*facts, *report.sources.remarks, *report.passport.facts, *roles]


def _glance(edition: EditionAnswers, lang: str) -> list[Fact]:
    glance = edition.glance
    counts = {"met": glance.met, "not_met": glance.not_met, "unknown": glance.unknown}
    counted = "; ".join(f"{write(code, 'verdict', lang)}: {count}" for code, count in counts.items())
    said = [glance.sentence, counted if edition.answers else "", edition.period, glance.coverage]
    facts = [Fact("", words) for words in said if words]
    not_found = [Fact(say("report.not_found_title", lang), item) for item in glance.not_found]
    return [Fact(edition.title, facts[0].value), *facts[1:], *not_found]


def _sources(sources: Sources, lang: str) -> list[Fact]:
    named = (
        ("dataset", sources.dataset),
        ("day", write(sources.day, "day", lang)),
        ("year", str(sources.year)),
        ("edition", sources.edition),
        ("digest", sources.digest),
    )
    facts = [Fact(say(f"report.{code}", lang), words) for code, words in named]
    return [*facts, *sources.remarks, *sources.readings, *sources.evidence]


class Book:
    """A workbook in the making; its sheets are named by the catalogue ``words``."""

    def __init__(self, path: Path, lang: str, title: str, day: date, words: str = "report") -> None:
        self.lang, self._words = lang, words
        plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = xlsxwriter.Workbook(str(path), plain)
        # Created on the day asked about, so that the same report is the same file.
        created = datetime.combine(day, time(), UTC)
        self._book.set_properties({"title": title, "author": "kust", "category": MARK, "created": created})
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, *error: object) -> None:
        self._book.close()

    def _format(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            plain = {"font_name": "Arial", "font_size": 10, "valign": "top"}
            self._formats[key] = self._book.add_format(plain | properties)
        return self._formats[key]

    def _sheet(self, code: str, title: str) -> Any:
        # A code with a point names its own catalogue.
        words, _, entry = code.rpartition(".")
        sheet = self._book.add_worksheet(say(f"{words or self._words}.workbook.{entry}", self.lang))
        sheet.write_string(0, 0, title, self._format(bold=True, font_size=13))
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        return sheet

    def add_facts(self, code: str, title: str, facts: Iterable[Fact]) -> None:
        """Add a sheet of lines: heading left, words right."""
        sheet = self._sheet(code, title)
        sheet.set_column(0, 0, 42)
        sheet.set_column(1, 1, 90)
        for row, fact in enumerate(facts, 2):
            sheet.write_string(row, 0, fact.label, self._format(text_wrap=True, font_color=_SOFT))
            sheet.write_string(row, 1, fact.value, self._format(text_wrap=True))
            sheet.set_row(row, _height([(fact.label, 42), (fact.value, 90)]))
        sheet.freeze_panes(1, 1)

    def add_table(self, table: Table) -> None:
        """Add a sheet with a table: heading in the second row, figures as numbers, totals in bold below."""
        sheet = self._sheet(table.code, table.title)
        heading = self._format(
            bold=True, text_wrap=True, bottom=2, bottom_color="#14555F", bg_color="#F0F4F4"
        )
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, min(column.width, _WIDEST) + 2)
            sheet.write_string(1, place, column.title, heading)
        sheet.set_row(1, _height([(column.title, column.width - 1) for column in table.columns]))
        for row, values in enumerate(table.rows, 2):
            self._write_row(sheet, row, values, table.columns)
        after = 2 + len(table.rows)
        for row, values in enumerate(table.totals, after):
            self._write_row(sheet, row, values, table.columns, bold=True, top=1)
        if table.note:
            self._write_note(sheet, after + len(table.totals) + 1, table)
        _finish(sheet, table)

    def _write_note(self, sheet: Any, row: int, table: Table) -> None:
        """Write the note as wide as the table: a longer line would make the printed table small."""
        words = self._format(font_color=_SOFT, text_wrap=True, valign="top")
        if len(table.columns) > 1:
            sheet.merge_range(row, 0, row, len(table.columns) - 1, "", words)
        sheet.write_string(row, 0, table.note, words)
        wide = sum(min(column.width, _WIDEST) + 2 for column in table.columns)
        sheet.set_row(row, _LINE * -(-len(table.note) // wide) + 2)

    def _write_row(
        self, sheet: Any, row: int, values: Sequence[Cell], columns: Sequence[Column], **more: Any
    ) -> None:
        for place, (value, column) in enumerate(zip(values, columns, strict=True)):
            kind = value.kind if isinstance(value, Amount) else column.kind
            plain = value.value if isinstance(value, Amount) else value
            self._write_cell(sheet, (row, place), plain, kind, more)
        wrapped = [
            (v.words if isinstance(v, Judged | Link | Place) else str(v), c.width)
            for v, c in zip(values, columns, strict=True)
            if c.kind == "long" or more
        ]
        sheet.set_row(row, _height(wrapped))

    def _write_cell(
        self, sheet: Any, at: tuple[int, int], value: Cell, kind: str, more: dict[str, Any]
    ) -> None:
        if value is None:
            absent = self._format(font_color=_SOFT, italic=True, **more)
            sheet.write_string(*at, say("report.missing", self.lang), absent)
        elif isinstance(value, Judged):
            shade = {"bg_color": _SHADES[value.code]} if value.code else {}
            wrapped = self._format(text_wrap=True, **shade, **more)
            sheet.write_string(*at, write(value, kind, self.lang), wrapped)
        elif kind in ("verdict", "flag") and value != "":
            shade = {"bg_color": _SHADES[str(value)]} if kind == "verdict" else {}
            sheet.write_string(*at, write(value, kind, self.lang), self._format(**shade, **more))
        elif isinstance(value, int | float):
            number = self._format(num_format=_number_format(float(value), kind), **more)
            sheet.write_number(*at, value, number)
        else:
            wrap = kind == "long" or bool(more)
            words = write(value, kind, self.lang)[:_LONGEST]
            sheet.write_string(*at, words, self._format(text_wrap=wrap, **more))


def _height(cells: Iterable[tuple[str, int]]) -> float:
    """Estimate the height of a row whose words wrap: not every program works it out on opening."""
    lines = [
        sum(max(1, -(-len(line) // min(width, _WIDEST))) for line in words.split("\n"))
        for words, width in cells
    ]
    return min(_LINE * max(lines, default=1) + 2, _TALLEST)


def _finish(sheet: Any, table: Table) -> None:
    """Freeze and repeat the heading, let the rows be filtered, turn wide sheets."""
    last, columns = 1 + len(table.rows), len(table.columns) - 1
    sheet.freeze_panes(2, 1)
    sheet.repeat_rows(1)
    if columns > 4:
        sheet.set_landscape()
    if columns > _ON_A4:
        sheet.set_paper(_A3)
    if table.rows:
        sheet.autofilter(1, 0, last, columns)
    if table.code == "matrix" and table.rows:
        colours = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#5F9EA0"}
        sheet.conditional_format(2, 1, last, columns, colours)


def _number_format(value: float, kind: str) -> str:
    """Choose the format; a whole amount has no decimal sign that nothing follows."""
    if kind in ("krub", "number") and value == round(value):
        return _FORMATS["count"]
    if kind == "count" and value != round(value):
        return _FORMATS["number"]
    return _FORMATS.get(kind, "General")
