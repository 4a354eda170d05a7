"""What a returned workbook of the survey says: who answers, on which day, what about which statement."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from kust.data.findings import Finding
from kust.data.grid import Grid, read_sheets
from kust.data.parse import blank_to_null, parse_column
from kust.data.returned import read_saved
from kust.data.schema import tables
from kust.data.sources import table_of
from kust.data.tabulate import Tabulated, shorten, tabulate
from kust.errors import UnreadableError
from kust.i18n import LANGUAGES, number, say
from kust.programme.agreement.survey_inquiry import SurveyInquiry, digest_of, read_survey_inquiry
from kust.programme.agreement.voices import SCALE

_COLUMNS = ("agreement", "comment", "statement_id")
_HEAD_ROWS = 6


class SurveyFinding(Finding):
    """Something wrong in a returned workbook; its words stand in ``words/programme_vision.toml``."""

    def _say(self, lang: str, words: str) -> str:
        figures = {name: _word(name, value, lang) for name, value in self.values.items()}
        return say(f"programme_vision.finding.{self.code}", words, value=self.value, **figures)


def _word(name: str, value: object, lang: str) -> object:
    """Write a value of a finding; ``of`` is a column of the workbook, ``day`` a day."""
    if name == "of":
        return tables()["statements" if value == "text" else "positions"].column(str(value)).title(lang)
    if name == "day":
        told = date.fromisoformat(str(value))
        return f"{told:%d.%m.%Y}" if lang == "ru" else told.isoformat()
    return number(value, lang) if isinstance(value, float) else value


@dataclass(frozen=True)
class Known:
    """What the dataset knows: its cluster, ids of stakeholders, and texts of the statements by id."""

    cluster_id: str
    stakeholders: frozenset[str]
    texts: Mapping[str, str]


@dataclass(frozen=True)
class SurveyAnswer:
    """A workbook that came back; ``rows`` hold ``statement_id``, ``agreement``, ``comment``, ``_sheet``, ``_row``.

    ``stakeholder_id`` or ``day`` is None where it cannot be told; the findings say why, and nothing of it counts.
    """

    path: Path
    stakeholder_id: str | None
    day: date | None
    saved: str
    rows: tuple[dict[str, Any], ...]
    findings: tuple[Finding, ...]


def read_survey_answer(path: Path, known: Known, today: date) -> SurveyAnswer:
    """Read a returned workbook.

    Parameters
    ----------
    known
        What the answers are held against.
    today
        A day of answering after it cannot be.

    Raises
    ------
    UnreadableError
        Not a workbook, or not one of a survey of kust.
    """
    grids = read_sheets(path)
    inquiry = read_survey_inquiry(grids)
    sheet = next((grid for grid in grids if table_of(grid.sheet or "") == "positions"), None)
    if inquiry is None or sheet is None:
        raise UnreadableError("not_a_survey", path=path)
    saved = read_saved(path)
    if inquiry.cluster_id != known.cluster_id:
        found = SurveyFinding(
            "other_cluster", "error", "positions", path.name, sheet.sheet, value=inquiry.cluster_id
        )
        return SurveyAnswer(path, None, None, saved, (), (found,))
    who, of_who = _read_who(sheet, inquiry, known)
    day, of_day = _read_day(sheet, saved, today)
    rows, of_rows = _read_rows(sheet, inquiry, known)
    return SurveyAnswer(path, who, day, saved, tuple(rows), (*of_who, *of_day, *of_rows))


def _beside(grid: Grid, code: str) -> tuple[int, str | None]:
    """Find the cell beside a label of the head, in either language: its row, and what it holds."""
    labels = {say(f"programme_vision.survey.{code}", lang) for lang in LANGUAGES}
    for place, row in enumerate(grid.cells.head(_HEAD_ROWS).iter_rows()):
        if row[0] and row[0].strip() in labels:
            told = next((cell for cell in row[1:] if cell and cell.strip()), None)
            return place + grid.first_row, told.strip() if told else None
    return grid.first_row, None


def _read_who(grid: Grid, inquiry: SurveyInquiry, known: Known) -> tuple[str | None, list[Finding]]:
    row, told = _beside(grid, "who")
    who = inquiry.stakeholder_id
    if who is None and told:
        ending = (one for one in known.stakeholders if told == one or told.endswith(f"({one})"))
        who = max(ending, key=len, default=told)
    if who is None:
        return None, [SurveyFinding("no_stakeholder", "error", "positions", grid.file, grid.sheet, row)]
    if who in known.stakeholders:
        return who, []
    place = ("positions", grid.file, grid.sheet, row, "stakeholder_id", shorten(who))
    return None, [SurveyFinding("unknown_stakeholder", "error", *place)]


def _read_day(grid: Grid, saved: str, today: date) -> tuple[date | None, list[Finding]]:
    """Read the day of answering: as typed, else when the workbook was saved."""
    row, told = _beside(grid, "day")
    place = ("positions", grid.file, grid.sheet, row, "answered_on")
    if told is None:
        return min(date.fromisoformat(saved[:10]), today), []
    cells = pl.select(blank_to_null(pl.lit(pl.Series([told])))).to_series()
    parsed, problems = parse_column(cells, tables()["positions"].column("answered_on"), from_sheet=True)
    day = parsed[0]
    if problems or day is None:
        return None, [SurveyFinding("bad_day", "error", *place, shorten(told))]
    if day > today:
        iso = day.isoformat()
        return None, [SurveyFinding("day_ahead", "error", *place, iso, {"day": iso})]
    return day, []


def _read_rows(
    grid: Grid, inquiry: SurveyInquiry, known: Known
) -> tuple[list[dict[str, Any]], list[Finding]]:
    """Read the lines; one with something wrong is named and left out, an empty one is no answer."""
    tabulated = tabulate(grid, tables()["positions"])
    texts = _read_texts(grid)
    gone = list(_gone_columns(grid, tabulated, texts))
    if gone:
        return [], gone
    findings = [
        one
        for one in tabulated.findings
        if one.severity == "error" and one.column in _COLUMNS and one.code != "more"
    ]
    wrong = {one.row for one in findings}
    rows: list[dict[str, Any]] = []
    seen: dict[str, int] = {}
    for row in tabulated.frame.iter_rows(named=True):
        if row["_row"] in wrong or (row["agreement"] is None and not row["comment"]):
            continue
        found = list(_judge_row(row | {"text": texts.get(row["_row"])}, inquiry, known, seen))
        findings += found
        if not found:
            rows.append(row)
            seen[row["statement_id"]] = row["_row"]
    if not rows and not findings:
        findings.append(SurveyFinding("nothing_filled", "warning", "positions", grid.file, grid.sheet))
    return rows, findings


def _read_texts(grid: Grid) -> dict[int, str | None]:
    """Read by row what stands below the heading of the texts, in either language; nothing where there is none."""
    titles = {tables()["statements"].column("text").title(lang) for lang in LANGUAGES}
    column: int | None = None
    found: dict[int, str | None] = {}
    for place, row in enumerate(grid.cells.iter_rows()):
        if column is not None:
            found[place + grid.first_row] = row[column]
        else:
            column = next((n for n, cell in enumerate(row) if cell and cell.strip() in titles), None)
    return found


def _gone_columns(grid: Grid, tabulated: Tabulated, texts: Mapping[int, str | None]) -> Iterator[Finding]:
    """Find the columns without which nobody can tell what was answered to what."""
    place = ("positions", grid.file, grid.sheet, None)
    for column in ("agreement", "statement_id"):
        if column not in tabulated.columns:
            yield SurveyFinding("column_gone", "error", *place, column, values={"of": column})
    if not texts:
        yield SurveyFinding("column_gone", "error", *place, "text", values={"of": "text"})


def _judge_row(
    row: dict[str, Any], inquiry: SurveyInquiry, known: Known, seen: dict[str, int]
) -> Iterator[Finding]:
    """Find what keeps a line from counting."""
    statement = row["statement_id"]
    place = ("positions", row["_file"], row["_sheet"], row["_row"])
    if statement not in known.texts:
        yield SurveyFinding("unknown_statement", "error", *place, "statement_id", shorten(statement or ""))
    elif inquiry.texts.get(statement) != digest_of(known.texts[statement]):
        yield SurveyFinding("statement_changed", "warning", *place, "statement_id", shorten(statement))
    elif statement in seen:
        values = {"other": seen[statement]}
        yield SurveyFinding("line_twice", "error", *place, "statement_id", shorten(statement), values)
    elif digest_of(row["text"] or "") != inquiry.texts[statement]:
        yield SurveyFinding("other_text", "error", *place, "statement_id", shorten(statement))
    elif row["agreement"] is not None and row["agreement"] not in SCALE:
        yield SurveyFinding("out_of_scale", "error", *place, "agreement", str(row["agreement"]))
