"""What the filled-in workbook of questions says: each answer with its source and day, each mistake with its cell."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from kust.data.grid import Grid, read_sheets
from kust.data.inquiry import read_facts
from kust.data.parse import blank_to_null, parse_column
from kust.data.schema import tables
from kust.data.tabulate import shorten
from kust.errors import UnreadableError, UsageError
from kust.i18n import LANGUAGES, say
from kust.settings import AnswerSource
from kust.support.question_book import ANSWER, BOOK, CODE, DAY, PROJECT_ID, SOURCE, title_of
from kust.support.questions import ENDS, STARTS, Said

_COLUMNS = (ANSWER, SOURCE, DAY, PROJECT_ID, CODE)
Key = tuple[str, str]


@dataclass(frozen=True)
class AnswerProblem:
    """What is wrong in a cell; ``column`` is one of the workbook, empty for the row as a whole."""

    code: str
    sheet: str
    row: int
    column: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    def words(self, lang: str) -> str:
        """Say where it is and what."""
        where = {
            "sheet": self.sheet,
            "row": self.row,
            "column": title_of(self.column, lang) if self.column else "",
        }
        place = say(f"support_questions.place.{'cell' if self.column else 'row'}", lang, **where)
        return f"{place}: {say(f'support_questions.problem.{self.code}', lang, **self.values)}"


class WrongAnswersError(UsageError):
    """A workbook of answers with mistakes, all of them named."""

    def __init__(self, path: Path, problems: Collection[AnswerProblem]) -> None:
        super().__init__("wrong_answers", path=path)
        self.path, self.problems = path, tuple(problems)

    def words(self, lang: str) -> str:
        """List the mistakes, a line each."""
        lines = "\n".join(f"– {one.words(lang)}" for one in self.problems)
        return say("error.wrong_answers", lang, path=self.path, problems=lines)


@dataclass(frozen=True)
class AnswerRow:
    """An answer: ``said`` is None where the one who answers does not know; ``text`` and ``day``: by whose word."""

    said: Said | None
    text: str | None
    day: date | None
    file: str
    sheet: str
    row: int

    @property
    def source(self) -> AnswerSource | None:
        """Return by whose word it is; None where that is not told, as of what the settings say anyway."""
        if self.text is None or self.day is None:
            return None
        return AnswerSource(source=self.text, day=self.day, file=self.file, sheet=self.sheet, row=self.row)


def read_answers(
    path: Path,
    known: Mapping[str, Collection[str]],
    today: date,
    said_before: Callable[[Key], Said | None] = lambda _: None,
) -> dict[Key, AnswerRow]:
    """Read the filled-in workbook.

    Parameters
    ----------
    known
        The projects, and the codes that may be answered of each.
    today
        A day of an answer after it cannot be.
    said_before
        What the settings say: a row that says the same needs neither source nor day.

    Returns
    -------
    dict
        By project and code of the question; an empty cell is no answer.

    Raises
    ------
    UnreadableError
        No workbook, or not one of questions.
    WrongAnswersError
        With every cell that cannot be taken; nothing of such a workbook counts.
    """
    if not path.is_file():
        raise UnreadableError("no_such_file", path=path)
    grids = read_sheets(path, whole=True)
    if read_facts(grids).get("kust") != BOOK:
        raise UnreadableError("not_answers", path=path)
    reader = _Reader(known, today, said_before)
    for grid in grids:
        if not grid.hidden:
            reader.read(grid)
    if not reader.found_heading:
        raise UnreadableError("not_answers", path=path)
    if reader.problems:
        raise WrongAnswersError(path, reader.problems)
    return reader.answers


class _Reader:
    """Reads sheet after sheet."""

    def __init__(
        self, known: Mapping[str, Collection[str]], today: date, said_before: Callable[[Key], Said | None]
    ) -> None:
        self._known, self._today, self._said_before = known, today, said_before
        self.answers: dict[Key, AnswerRow] = {}
        self.problems: list[AnswerProblem] = []
        self.found_heading = False
        self._sheet, self._row = "", 0

    def read(self, grid: Grid) -> None:
        """Read the rows below the heading of a sheet; a sheet without one is none of questions."""
        places: dict[str, int] = {}
        self._sheet = grid.sheet or ""
        for number, cells in enumerate(grid.cells.iter_rows(), start=grid.first_row):
            if not places:
                places = _find_columns(cells)
                continue
            self.found_heading, self._row = True, number
            told = {name: (cells[place] or "").strip() for name, place in places.items()}
            if told[ANSWER] or told[SOURCE] or told[DAY]:
                self._take(told, grid.file)

    def _take(self, told: Mapping[str, str], file: str) -> None:
        before = len(self.problems)
        key = (told[PROJECT_ID], told[CODE])
        self._check_key(*key)
        if not told[ANSWER]:
            self._refuse("no_answer", ANSWER)
        said = self._read_said(told[ANSWER], key[1])
        bare = not (told[SOURCE] or told[DAY]) and said == self._said_before(key)
        day = self._read_source(told, is_needed=said is not None and not bare)
        if len(self.problems) > before:
            return
        row = AnswerRow(said, told[SOURCE] or None, day, file, self._sheet, self._row)
        earlier = self.answers.setdefault(key, row)
        if earlier.said != said:
            self._refuse("twice", ANSWER, row=earlier.row, sheet=earlier.sheet)

    def _check_key(self, project: str, code: str) -> None:
        if project not in self._known:
            self._refuse("project", PROJECT_ID, value=shorten(project))
        elif code not in self._known[project]:
            self._refuse("code", CODE, value=shorten(code))

    def _read_said(self, words: str, code: str) -> Said | None:
        if not words or _fold(words) in _words_of("not_known"):
            return None
        if code.rpartition(".")[2] in (STARTS, ENDS) and "." in code:
            return self._read_day(words, ANSWER)
        for answer in ("yes", "no"):
            if _fold(words) in _words_of(answer):
                return answer == "yes"
        self._refuse("answer", ANSWER, value=shorten(words))
        return None

    def _read_source(self, told: Mapping[str, str], *, is_needed: bool) -> date | None:
        """Read by whose word it is and of which day; who does not know need not say."""
        if is_needed and not told[SOURCE]:
            self._refuse("no_source", SOURCE)
        if not told[DAY]:
            if is_needed:
                self._refuse("no_day", DAY)
            return None
        day = self._read_day(told[DAY], DAY)
        if day is not None and day > self._today:
            self._refuse("day_ahead", DAY, value=told[DAY])
        return day

    def _read_day(self, words: str, column: str) -> date | None:
        day = _parse_day(words)
        if day is None:
            self._refuse("day", column, value=shorten(words))
        return day

    def _refuse(self, code: str, column: str, **values: Any) -> None:
        self.problems.append(AnswerProblem(code, self._sheet, self._row, column, values))


def _find_columns(cells: tuple[str | None, ...]) -> dict[str, int]:
    """Find the columns by their headings, in either language; nothing where one is not there."""
    named = {_fold(cell): place for place, cell in enumerate(cells) if cell}
    found: dict[str, int] = {}
    for name in _COLUMNS:
        titles = (_fold(title_of(name, lang)) for lang in LANGUAGES)
        place = next((named[title] for title in titles if title in named), None)
        if place is None:
            return {}
        found[name] = place
    return found


def _words_of(answer: str) -> tuple[str, ...]:
    return tuple(_fold(say(f"support_questions.answer.{answer}", lang)) for lang in LANGUAGES)


def _fold(words: str) -> str:
    return " ".join(words.split()).casefold()


def _parse_day(words: str) -> date | None:
    cells = pl.select(blank_to_null(pl.lit(pl.Series([words])))).to_series()
    parsed, problems = parse_column(cells, tables()["positions"].column("answered_on"), from_sheet=True)
    day: date | None = None if problems else parsed[0]
    return day
