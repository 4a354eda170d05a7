"""Requirements with their figures, and the documents that confirm them."""

from collections.abc import Iterator

from kust.checks.result import ClusterVerdicts
from kust.documents.blocks import Cell, Column, Judged, Table
from kust.documents.figures import write, write_threshold, write_value
from kust.documents.programme.package_asked import Asked
from kust.documents.programme.package_lacking import list_papers, list_wanted_for, wants_paper
from kust.documents.verdicts import figure_of, short_title

_HEADS = (
    ("requirement", "long", 36),
    ("verdict", "long", 20),
    ("value", "figure", 14),
    ("threshold", "figure", 18),
    ("paper", "long", 44),
    ("lacking", "long", 40),
)


def tabulate_papers(asked: Asked, *entries: ClusterVerdicts) -> Table:
    """Make a row a requirement of editions: the answer, its figure, what confirms it, what is lacking for it."""
    columns = tuple(Column(asked.t(f"column.{name}"), kind, width) for name, kind, width in _HEADS)
    rows = tuple(row for entry in entries for row in _rows(entry, asked, several=len(entries) > 1))
    return Table("programme_document.papers", asked.t("table.papers"), columns, rows).trim()


def _rows(entry: ClusterVerdicts, asked: Asked, *, several: bool) -> Iterator[tuple[Cell, ...]]:
    if entry.edition is None:
        return
    lang, papers = asked.lang, list_papers(asked)
    for verdict in entry.verdicts:
        figure = figure_of(verdict, lang)
        told = figure.kind != "none"
        title = f"{figure.title} ({short_title(entry.edition, lang)})" if several else figure.title
        confirmed = "; ".join(papers.get(verdict.requirement.code, ()))
        if not confirmed:
            confirmed = asked.t("package.no_paper" if wants_paper(verdict) else "package.by_figures")
        yield (
            title,
            Judged(write(verdict.verdict, "verdict", lang), verdict.verdict),
            write_value(figure, lang) if told else "",
            write_threshold(figure, lang) if told else "",
            confirmed,
            "; ".join(dict.fromkeys(one.what for one in list_wanted_for(verdict, asked))),
        )
