"""Answers of a workbook joined with those of the settings: where both speak of the same, they must agree."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.law.measures import Measure
from kust.settings import SETTINGS_FILE, SupportSettings, TermSettings
from kust.support.answer_book import AnswerRow, Key, read_answers
from kust.support.conditions import list_answers
from kust.support.questions import ENDS, STARTS, Said


def join_answers(
    dataset: Dataset,
    settings: SupportSettings,
    measures: Iterable[Measure],
    path: Path,
    *,
    today: date,
    toml: Path | str = SETTINGS_FILE,
) -> SupportSettings:
    """Add the answers of a workbook to those of the settings: the first part of :func:`take_answers`."""
    return take_answers(dataset, settings, measures, path, today=today, toml=toml)[0]


def take_answers(
    dataset: Dataset,
    settings: SupportSettings,
    measures: Iterable[Measure],
    path: Path,
    *,
    today: date,
    toml: Path | str = SETTINGS_FILE,
) -> tuple[SupportSettings, dict[Key, AnswerRow]]:
    """Add the answers of a workbook to those of the settings, and return its rows beside them.

    Parameters
    ----------
    dataset
        Uses ``projects``.
    measures
        Every measure: those that come with kust and the user's own.
    path
        The workbook (:func:`kust.support.question_book.write_questions`), filled in.
    today
        A day of an answer after it is refused.
    toml
        The file of the settings, for the message.

    Raises
    ------
    UnreadableError
        No workbook, or not one of questions.
    UsageError
        A cell that cannot be taken, or an answer that is another one than that of the settings; says where.
    """
    told = tuple(measures)
    ids = dataset.rows("projects").select("project_id").collect().to_series().to_list()
    codes = {code for one in told for code in list_answers(one)}
    codes |= {f"{one.code}.{name}" for one in told if one.term for name in (STARTS, ENDS)}
    answers = read_answers(path, dict.fromkeys(ids, codes), today, lambda key: _said_in(settings, key))
    for key, row in answers.items():
        before = _said_in(settings, key)
        if before is not None and before != row.said:
            raise UsageError("answers_differ", **_where(key, before, row, toml))
    return _join(settings, answers, path), answers


def _said_in(settings: SupportSettings, key: Key) -> Said | None:
    project, code = key
    measure, _, name = code.rpartition(".")
    if not measure:
        return settings.answers.get(project, {}).get(code)
    term = settings.terms.get(project, {}).get(measure, TermSettings())
    day: date | None = getattr(term, name)
    return day


def _where(key: Key, before: Said, row: AnswerRow, toml: Path | str) -> dict[str, object]:
    project, code = key
    measure, _, name = code.rpartition(".")
    section = f"support.terms.{project}.{measure}" if measure else f"support.answers.{project}"
    return {
        "toml": toml,
        "section": section,
        "key": name,
        "before": before.isoformat() if isinstance(before, date) else str(before).lower(),
        "file": row.file,
        "sheet": row.sheet,
        "row": row.row,
    }


def _join(settings: SupportSettings, answers: Mapping[Key, AnswerRow], path: Path) -> SupportSettings:
    said = {project: dict(own) for project, own in settings.answers.items()}
    sources = {project: dict(own) for project, own in settings.answer_sources.items()}
    days: dict[Key, dict[str, date]] = {}
    for (project, code), row in answers.items():
        if row.said is None:
            continue
        if row.source is not None:
            sources.setdefault(project, {})[code] = row.source
        measure, _, name = code.rpartition(".")
        if isinstance(row.said, bool):
            said.setdefault(project, {})[code] = row.said
        else:
            days.setdefault((project, measure), {})[name] = row.said
    terms = {project: dict(own) for project, own in settings.terms.items()}
    for (project, measure), told in days.items():
        own = terms.setdefault(project, {})
        own[measure] = _term(
            own.get(measure, TermSettings()), told, answers[project, _last(measure, told)].row, path
        )
    return settings.model_copy(update={"answers": said, "answer_sources": sources, "terms": terms})


def _last(measure: str, told: Mapping[str, date]) -> str:
    return f"{measure}.{max(told)}"


def _term(before: TermSettings, told: Mapping[str, date], row: int, path: Path) -> TermSettings:
    joined = {STARTS: before.starts_on, ENDS: before.ends_on} | dict(told)
    starts, ends = joined[STARTS], joined[ENDS]
    if starts and ends and ends <= starts:
        raise UsageError("answers_term", path=path, row=row, starts=starts, ends=ends)
    return TermSettings(starts_on=starts, ends_on=ends)
