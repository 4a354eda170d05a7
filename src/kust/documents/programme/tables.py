"""Which fields stand in which table of the document: said once for the template, the page, paper and the workbook."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from kust.documents.blocks import Amount, Cell, Column, Judged, Link, Place, Table
from kust.i18n import say

# Words in a column as narrow as this are not broken.
_NARROW = 18
# A field of a year is told once a year: its column is repeated.
PER_YEAR = "*"


@dataclass(frozen=True)
class Field:
    """A column: the code of its heading, the path of its field from a row, how wide it is in millimetres."""

    name: str
    path: str
    width: int

    @property
    def per_year(self) -> bool:
        return self.path.startswith(PER_YEAR)


@dataclass(frozen=True)
class Fields:
    """A table: where its rows come from, the name of a row in the template, and its columns."""

    code: str
    rows: str
    row: str
    columns: tuple[Field, ...]
    years: str = ""


def _table(code: str, rows: str, row: str, *columns: tuple[str, str, int], years: str = "") -> Fields:
    return Fields(code, rows, row, tuple(Field(*one) for one in columns), years)


STATEMENTS = _table(
    "statements",
    "statements",
    "s",
    ("number", "number", 9),
    ("statement", "text", 58),
    ("answers", "answers", 18),
    ("median", "median", 18),
    ("for", "share_for", 14),
    ("against", "share_against", 14),
    ("verdict", "verdict", 27),
    ("goals", "goals", 14),
)
REQUIREMENTS = _table(
    "requirements",
    "requirements",
    "q",
    ("requirement", "title", 60),
    ("verdict", "verdict", 32),
    ("value", "value", 22),
    ("threshold", "threshold", 26),
    ("margin", "margin", 20),
    ("figure", "figure", 14),
)
MEASURES = _table(
    "measures",
    "p.measures",
    "m",
    ("number", "number", 9),
    ("measure", "title", 42),
    ("owner", "owner", 30),
    ("starts", "starts", 20),
    ("ends", "ends", 21),
    ("money", "money_words", 17),
    ("indicators", "indicators", 30),
    ("why", "why", 13),
)
INDICATORS = _table(
    "indicators",
    "indicators",
    "i",
    ("number", "number", 9),
    ("indicator", "title", 52),
    ("unit", "unit", 16),
    ("base", "base", 24),
    ("year", "*y.words", 27),
    ("forecast", "forecast_words", 40),
    ("state", "state", 26),
    years="years",
)
ROADMAP = _table(
    "roadmap",
    "roadmap",
    "r",
    ("number", "number", 10),
    ("measure", "title", 64),
    ("owner", "owner", 48),
    ("starts", "starts_words", 24),
    ("ends", "ends_words", 24),
    ("slack", "slack", 16),
    ("state", "state", 32),
    ("forecast", "forecast_words", 26),
    ("delay", "delay", 17),
)
MILESTONES = _table(
    "milestones",
    "milestones",
    "k",
    ("milestone", "title", 82),
    ("measure_number", "measure", 30),
    ("due", "due", 22),
    ("expected", "expected", 24),
    ("state", "state", 40),
)
LOADS = _table(
    "loads",
    "loads",
    "o",
    ("owner", "owner", 74),
    ("busiest", "quarter", 26),
    ("load", "load", 20),
    ("at_once", "at_once", 26),
    ("too_much", "state", 28),
)
BUDGET = _table(
    "budget",
    "budget",
    "b",
    ("source", "source", 46),
    ("year", "*y.words", 26),
    ("total", "total.words", 28),
    years="budget_years",
)
COVERED = _table(
    "covered",
    "covered",
    "c",
    ("project", "project", 72),
    ("year", "year", 14),
    ("planned", "planned", 30),
    ("support", "support", 30),
    ("covered", "covered", 28),
)
RISKS = _table(
    "risks",
    "risks",
    "f",
    ("severity", "severity", 28),
    ("finding", "words", 86),
    ("mend", "mend", 60),
)
CHANGES = _table(
    "changes",
    "changes",
    "h",
    ("where", "where", 52),
    ("change", "change", 36),
    ("before", "before", 26),
    ("became", "after", 26),
    ("reason", "reason", 34),
)
EVIDENCE_FIGURES = _table(
    "evidence_figures",
    "e.figures",
    "x",
    ("label", "label", 96),
    ("value", "value", 44),
    ("held_against", "threshold", 34),
)
PROPOSALS = _table(
    "proposals",
    "proposals",
    "u",
    ("kind", "kind", 28),
    ("title", "title", 110),
    ("why", "why", 36),
)
DROPPED = _table(
    "dropped",
    "dropped",
    "u",
    ("kind", "kind", 28),
    ("title", "title", 66),
    ("reason", "reason", 60),
    ("why", "why", 20),
)
# A table of the workbook only: every measure with all that is told of it.
EVERY_MEASURE = _table(
    "measures",
    "measures",
    "m",
    ("number", "number", 7),
    ("goal", "goal_title", 34),
    ("problem", "problem_title", 40),
    ("measure", "title", 50),
    ("owner", "owner", 34),
    ("starts", "starts", 12),
    ("ends", "ends", 12),
    ("days", "days", 8),
    ("money", "money", 14),
    ("sources", "sources", 24),
    ("after", "after", 12),
    ("indicators", "indicators", 40),
    ("state", "state", 16),
    ("progress", "progress", 12),
    ("blocked", "blocked", 34),
    ("reason", "reason", 40),
    ("project", "project", 34),
    ("why", "why", 16),
)
PROBLEMS = _table(
    "problems",
    "problems",
    "p",
    ("number", "number", 8),
    ("problem", "title", 50),
    ("kind", "seen.kind", 18),
    ("what", "seen.what", 50),
    ("found", "seen.found", 14),
    ("found_on", "seen.found_on", 13),
    ("now", "seen.now", 14),
    ("threshold", "seen.limit", 26),
    ("state", "seen.state", 30),
    ("figure", "seen.figure", 14),
)
EVIDENCE = _table(
    "evidence",
    "evidence",
    "e",
    ("number", "number", 8),
    ("kind", "kind", 18),
    ("title", "title", 44),
    ("what", "what", 36),
    ("value", "value", 14),
    ("threshold", "threshold", 24),
    ("state", "state", 28),
    ("because", "why", 30),
    ("organisations", "organisations", 50),
    ("lacking", "lacking", 40),
    ("asked_by", "asked_by", 12),
    ("rows", "rows", 40),
)


def title_of(column: Field, lang: str) -> str:
    """Return the heading of a column."""
    return say(f"programme_document.column.{column.name}", lang)


def value_of(row: Any, path: str) -> Any:
    """Follow a path from a row; a mapping stands for a row with more told of it."""
    found = row
    for name in path.split("."):
        found = found[name] if isinstance(found, dict) else getattr(found, name)
    return found


def tabulate(
    fields: Fields,
    rows: Iterable[Any],
    lang: str,
    *,
    years: Iterable[int] = (),
    totals: Iterable[Any] = (),
    note: str = "",
    title: str = "",
) -> Table:
    """Make a table for a page, paper or a workbook from the rows of the content."""
    listed, years = list(rows), tuple(years)
    columns: list[Column] = []
    for one in fields.columns:
        if one.per_year:
            columns += [Column(str(year), "text", max(one.width // 2, 16)) for year in years]
        else:
            columns.append(Column(title_of(one, lang), _kind(one, listed), max(one.width // 2, 5)))
    title = title or say(f"programme_document.table.{fields.code}", lang)
    return Table(
        f"programme_document.{fields.code}",
        title,
        tuple(columns),
        tuple(_cells(fields, row) for row in listed),
        note,
        totals=tuple(_cells(fields, row) for row in totals),
        look="stack",
    ).trim()


def _cells(fields: Fields, row: Any) -> tuple[Cell, ...]:
    found: list[Cell] = []
    for one in fields.columns:
        if one.per_year:
            found += [year.words for year in row.years]
        else:
            value = value_of(row, one.path)
            is_whole = one.name == "number" and str(value).isdigit()
            found.append("" if value is None else int(value) if is_whole else value)
    return tuple(found)


def _kind(column: Field, rows: list[Any]) -> str:
    """Tell how the figures of a column are written by the first value in it."""
    told = (value_of(row, column.path) for row in rows)
    value = next((one for one in told if one is not None and one != ""), "")
    if column.name == "number":
        return "count"
    if isinstance(value, Amount):
        return "amount"
    if isinstance(value, date):
        return "day"
    if isinstance(value, int):
        return "year" if column.name == "year" else "count"
    if isinstance(value, Link) or (isinstance(value, str) and column.width <= _NARROW):
        return "text"
    if isinstance(value, Judged | Place):
        return "long"
    return "figure" if column.name in ("value", "threshold", "margin", "held_against") else "long"
