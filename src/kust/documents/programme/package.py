"""The package for an application: participants, functional map, passports of projects, jobs, list of documents."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from kust.checks.result import ClusterVerdicts, Verdict
from kust.checks.rule import Readings
from kust.checks.run import check, latest_year
from kust.data.dataset import Dataset
from kust.documents.annexes import list_members, state_jobs
from kust.documents.cluster import Cluster, find_row, gather
from kust.documents.content import (
    Block,
    Cell,
    Column,
    Document,
    Fact,
    Facts,
    Judged,
    Notice,
    Said,
    Section,
    Table,
)
from kust.documents.figures import write, write_day
from kust.documents.functional_map import tabulate_functions
from kust.documents.passport import describe_cluster, list_remarks
from kust.documents.plans.words import title_of
from kust.documents.projects.details import tabulate_missing
from kust.documents.projects.file import Portfolio, ProjectFile, gather_portfolio, tell_conforming
from kust.documents.projects.returns import list_effect_sheets, tell_effects
from kust.documents.projects.section import list_support_sheets, tell_project
from kust.i18n import say
from kust.law.measures import Measure
from kust.projects import calc_effects
from kust.settings import Settings


@dataclass(frozen=True)
class Part:
    """A document of the package: the name of its files without an ending, and how much is missing in it."""

    name: str
    document: Document
    missing: int


@dataclass(frozen=True)
class _Asked:
    """What the package is about."""

    dataset: Dataset
    cluster: Cluster
    entries: tuple[ClusterVerdicts, ...]
    portfolio: Portfolio | None
    settings: Settings
    lang: str

    @property
    def on(self) -> date:
        return self.cluster.on

    def t(self, code: str, **values: object) -> str:
        return say(f"programme_document.{code}", self.lang, **values)


def make_package(
    dataset: Dataset,
    *,
    cluster: str,
    on: date,
    year: int | None = None,
    edition: str | None = None,
    lang: str = "ru",
    settings: Settings | None = None,
    own: tuple[Measure, ...] = (),
) -> tuple[Part, ...]:
    """Put the documents of an application together, the index first.

    Parameters
    ----------
    dataset
        Uses what the report on a cluster uses.
    cluster
        Id of a cluster.

    Returns
    -------
    tuple of Part
        Numbered in their order; what is missing is counted, and named in the list of documents.

    Raises
    ------
    UsageError
        No such cluster or edition.
    """
    chosen = settings or Settings()
    asked = _ask(dataset, cluster, on, year, edition, lang, chosen, own)
    parts = [_participants(asked), _functions(asked), _jobs(asked)]
    for place, file in enumerate(asked.portfolio.files if asked.portfolio else (), 4):
        parts.append(_passport(asked, file, place))
    parts.append(_papers(asked, len(parts) + 1))
    return (_index(asked, parts), *parts)


def _ask(
    dataset: Dataset,
    cluster: str,
    on: date,
    year: int | None,
    edition: str | None,
    lang: str,
    settings: Settings,
    own: tuple[Measure, ...],
) -> _Asked:
    of_year = year if year is not None else latest_year(dataset, on)
    readings = Readings(**settings.readings.model_dump())
    result = check(
        dataset,
        on=on,
        year=of_year,
        edition=edition,
        clusters=[cluster],
        readings=readings,
        alternatives=False,
    )
    entries = result.clusters
    kind = next((one.edition.kind for one in entries if one.edition), "industrial")
    told = gather(dataset, find_row(dataset, cluster), kind, on, of_year, readings, lang)
    conforms = tell_conforming(entries)
    portfolio = gather_portfolio(
        dataset, cluster, on=on, year=of_year, conforms=conforms, settings=settings, own=own, lang=lang
    )
    return _Asked(dataset, told, tuple(entries), portfolio, settings, lang)


def _document(asked: _Asked, title: str, *sections: Section) -> Document:
    lang = asked.lang
    sources = (
        Fact(say("report.dataset", lang), asked.dataset.path.name),
        Fact(say("report.day", lang), write_day(asked.on, lang)),
        Fact(say("report.year", lang), str(asked.cluster.year)),
        Fact(say("report.digest", lang), asked.dataset.digest),
        *list_remarks(asked.dataset, lang),
    )
    return Document(
        lang=lang,
        kind=title,
        title=asked.cluster.name,
        subtitle=asked.t("subtitle", day=write_day(asked.on, lang), year=asked.cluster.year),
        day=asked.on,
        sections=sections,
        sources=sources,
    )


def _part(
    asked: _Asked, place: int, code: str, blocks: tuple[Block, ...], *tables: Table, across: bool = False
) -> Part:
    title = asked.t(f"package.{code}")
    section = Section(code, title, blocks, tables, across)
    missing = sum(_count_missing(table) for table in tables)
    return Part(f"{place:02d} {title}", _document(asked, title, section), missing)


def _count_missing(table: Table) -> int:
    return sum(value is None for row in table.rows for value in row)


def _participants(asked: _Asked) -> Part:
    passport, members = describe_cluster(asked.cluster), list_members(asked.cluster)
    blocks = (Facts(passport.facts), passport.roles, members)
    return _part(asked, 1, "participants", blocks, members, across=True)


def _functions(asked: _Asked) -> Part:
    table = tabulate_functions(asked.cluster)
    blocks = (Said(asked.t("package.functions_about")), table)
    return _part(asked, 2, "functions", blocks, table, across=True)


def _jobs(asked: _Asked) -> Part:
    table = state_jobs(asked.cluster)
    return _part(asked, 3, "jobs", (table,), table)


def _passport(asked: _Asked, file: ProjectFile, place: int) -> Part:
    assert asked.portfolio is not None  # noqa: S101
    lang = asked.lang
    effects = calc_effects(
        asked.dataset, on=asked.on, year=asked.cluster.year, project=file.id, settings=asked.settings
    )
    alone = replace(asked.portfolio, files=(file,), effects=effects)
    blocks: tuple[Block, ...] = (
        Notice(say("project.notice", lang), (say("support.notice", lang),)),
        *tell_project(file, alone, "project"),
        *tell_effects(alone, file.id, "project", asked.settings),
    )
    sheets = (*list_support_sheets(alone), *list_effect_sheets(alone))
    title = asked.t("package.passport")
    document = _document(asked, f"{title}: {file.title}", Section("project", file.title, blocks, sheets))
    missing = len(tabulate_missing([file], lang, named=False).rows)
    return Part(f"{place:02d} {title} {file.id}", document, missing)


def _papers(asked: _Asked, place: int) -> Part:
    """List what each requirement is confirmed by, and what is lacking for it."""
    rows = tuple(row for entry in asked.entries for row in _papers_of(entry, asked))
    heads = (
        ("requirement", "long", 36),
        ("verdict", "long", 20),
        ("paper", "long", 44),
        ("lacking", "long", 44),
    )
    columns = tuple(Column(asked.t(f"column.{name}"), kind, width) for name, kind, width in heads)
    table = Table("programme_document.papers", asked.t("table.papers"), columns, rows)
    files = asked.portfolio.files if asked.portfolio else ()
    of_projects = tabulate_missing(files, asked.lang, named=True)
    tables = (table, of_projects) if of_projects.rows else (table,)
    title = asked.t("package.papers")
    section = Section("papers", title, tables, tables, across=True)
    lacking = sum(row[-1] != "" for row in rows) + len(of_projects.rows)
    return Part(f"{place:02d} {title}", _document(asked, title, section), lacking)


def _papers_of(entry: ClusterVerdicts, asked: _Asked) -> Iterator[tuple[Cell, ...]]:
    if entry.edition is None:
        return
    found: dict[str, list[str]] = {}
    for row in asked.cluster.rows("documents"):
        day = row["dated_on"]
        if day is not None and day > asked.on:
            continue
        told = f"{row['title']} ({write_day(day, asked.lang)})" if day else str(row["title"])
        found.setdefault(row["requirement"], []).append(told)
    for verdict in entry.verdicts:
        code = verdict.requirement.code
        answer = Judged(write(verdict.verdict, "verdict", asked.lang), verdict.verdict)
        papers = "; ".join(found.get(code, ())) or (
            asked.t("package.no_paper") if _wants_paper(verdict) else asked.t("package.by_figures")
        )
        yield title_of(code, asked.lang), answer, papers, _lacking(verdict, found, asked)


def _wants_paper(verdict: Verdict) -> bool:
    return verdict.requirement.comparison is None


def _lacking(verdict: Verdict, found: dict[str, list[str]], asked: _Asked) -> str:
    """Say what is missing: a document, or cells of the data."""
    from kust.data.schema import tables

    told: dict[str, int] = {}
    for gap in verdict.missing:
        cell = f"{tables()[gap.table].title(asked.lang)}: {tables()[gap.table].column(gap.column).title(asked.lang)}"
        told[cell] = told.get(cell, 0) + 1
    words = [f"{cell} ({count})" if count > 1 else cell for cell, count in told.items()]
    if _wants_paper(verdict) and not found.get(verdict.requirement.code) and not words:
        words.append(asked.t("package.paper_needed"))
    if verdict.verdict == "not_met" and not words:
        words.append(asked.t("package.not_met"))
    return "; ".join(words)


def _index(asked: _Asked, parts: list[Part]) -> Part:
    heads = (("number", "count", 6), ("paper", "long", 60), ("file", "long", 46), ("missing", "long", 30))
    columns = tuple(Column(asked.t(f"column.{name}"), kind, width) for name, kind, width in heads)
    rows = tuple(
        (
            place,
            part.document.kind,
            f"{part.name}.docx, .xlsx",
            Judged(asked.t("package.missing", count=part.missing), "unknown")
            if part.missing
            else Judged(asked.t("package.whole"), "met"),
        )
        for place, part in enumerate(parts, 1)
    )
    table = Table("programme_document.index", asked.t("table.index"), columns, rows)
    title = asked.t("package.index")
    section = Section("index", title, (Said(asked.t("package.index_about")), table), (table,))
    return Part(f"00 {title}", _document(asked, title, section), sum(part.missing for part in parts))
