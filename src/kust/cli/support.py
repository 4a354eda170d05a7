"""The command that tells what a project could get from each support measure."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kust.cli.options import (
    HELP_LANGUAGE,
    DatasetPath,
    Day,
    EngineName,
    Format,
    Lang,
    Output,
    Settings,
    read_question,
)
from kust.i18n import say

if TYPE_CHECKING:
    from datetime import date

    from kust.checks import Readings
    from kust.data.dataset import Dataset
    from kust.law.measures import Measure
    from kust.settings import Settings as UserSettings
    from kust.support import Support

_OPTIONS = ("project", "measure", "calendar", "questions", "answers")
_HELP = {name: say(f"support.option.{name}", HELP_LANGUAGE) for name in _OPTIONS}


def support(
    dataset: DatasetPath,
    project: Annotated[
        str | None, typer.Option("--project", help=_HELP["project"], show_default=False)
    ] = None,
    measure: Annotated[
        str | None, typer.Option("--measure", help=_HELP["measure"], show_default=False)
    ] = None,
    calendar: Annotated[
        Path | None, typer.Option("--calendar", help=_HELP["calendar"], show_default=False)
    ] = None,
    questions: Annotated[
        Path | None, typer.Option("--questions", help=_HELP["questions"], show_default=False)
    ] = None,
    answers: Annotated[
        Path | None, typer.Option("--answers", help=_HELP["answers"], show_default=False)
    ] = None,
    on: Day = None,
    document: Output = None,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Estimate what a project could get from each support measure."""
    question = read_question(on, None, lang, form)
    from kust.checks import Readings
    from kust.cli.present_support import present, present_one
    from kust.cli.support_answers import read_with_answers, settings_file
    from kust.cli.terminal import note, out, progress, read_sound, write_json
    from kust.law.measures import shipped_measures
    from kust.settings import read_settings
    from kust.support import calc_support
    from kust.support.answers import check_answers
    from kust.support.as_json import support_as_json

    read = read_settings(dataset, settings)
    own = read_own(dataset, settings, read)
    if questions is not None:
        _check_alone({"calendar": calendar, "output": document, "measure": measure})
    for target, suffix in ((calendar, ".ics"), (questions, ".xlsx")):
        if target is not None:
            _check_target(target, suffix)
    if document is not None:
        from kust.documents.projects.write import check_document_target

        check_document_target(document)
    data = read_sound(dataset, engine, question.lang, as_json=question.as_json)
    check_answers(data, read.support, (*shipped_measures(), *own), settings_file(dataset, settings))
    read, rows = read_with_answers(data, dataset, settings, read, own, answers, question.lang)
    if questions is not None:
        from kust.cli.support_questions import ask

        ask(data, questions, project, question, read, own, rows)
        return
    chosen = project if project is not None else _only_project(data)
    with progress(question.lang):
        result = calc_support(
            data,
            chosen,
            on=question.on,
            conforms=conforms_of(data, chosen, question.on, Readings(**read.readings.model_dump())),
            settings=read.support,
            own=own,
            everybody=read.readings.participants == "all",
        )
    _check_measure(result, measure)
    if calendar is not None:
        _write_calendar(result, calendar, question.lang)
    if document is not None:
        from kust.documents.projects.write import make_support_document, write_document

        write_document(make_support_document(data, result, question.lang), document)
        note(say("cli.written", question.lang, path=document))
    if question.as_json:
        write_json(support_as_json(result))
    elif measure is not None:
        present_one(result, measure, out(), question.lang)
    else:
        present(result, out(), question.lang)


def read_own(dataset: Path, settings: Path | None, read: "UserSettings") -> "tuple[Measure, ...]":
    """Read the user's own measures, which lie beside the settings."""
    from kust.cli.support_answers import settings_file
    from kust.law.measures import read_measures

    beside = settings_file(dataset, settings).parent
    return read_measures(beside / name for name in read.support.measures)


def with_answers(
    data: "Dataset",
    dataset: Path,
    settings: Path | None,
    read: "UserSettings",
    own: "tuple[Measure, ...]",
    lang: str | None = None,
) -> "UserSettings":
    """Join the settings with the workbook of answers that lies beside them or beside the dataset."""
    from kust.cli.support_answers import read_with_answers

    return read_with_answers(data, dataset, settings, read, own, None, lang or HELP_LANGUAGE)[0]


def _check_alone(others: "dict[str, object]") -> None:
    """Refuse what would be left undone beside the questions, which come before every estimate."""
    from kust.errors import UsageError

    told = [f"--{name}" for name, value in others.items() if value is not None]
    if told:
        raise UsageError("questions_alone", others=", ".join(told))


def _only_project(data: "Dataset") -> str:
    """Take the one project there is; of several one has to be named."""
    from kust.errors import UsageError

    known = sorted(data.rows("projects").select("project_id").collect().to_series().to_list())
    if len(known) != 1:
        raise UsageError("project_needed", known=", ".join(known[:20]) or "–")
    return str(known[0])


def conforms_of(data: "Dataset", project: str, on: "date", readings: "Readings") -> dict[str, str]:
    """Check the project's cluster by the industrial edition of the day."""
    import polars as pl

    from kust.checks import check
    from kust.checks.conforming import tell_conforming
    from kust.checks.run import latest_year

    found = data.rows("projects").filter(pl.col("project_id") == project).select("cluster_id").collect()
    if found.is_empty():
        return {}
    result = check(
        data,
        on=on,
        year=latest_year(data, on),
        clusters=[found.item(0, 0)],
        readings=readings,
        alternatives=False,
    )
    return tell_conforming(result.clusters)


def _check_measure(result: "Support", measure: str | None) -> None:
    from kust.errors import UsageError

    known = [offer.measure.code for offer in result.offers]
    if measure is not None and measure not in known:
        raise UsageError("choice", option="measure", value=measure, known=", ".join(known))


def _check_target(path: Path, suffix: str) -> None:
    """Refuse a file that could not be written before anything is computed."""
    from kust.errors import UsageError

    if path.suffix.lower() != suffix:
        option = "calendar" if suffix == ".ics" else "questions"
        raise UsageError("choice", option=option, value=path, known=f"*{suffix}")
    if path.exists():
        raise UsageError("target_exists", path=path)


def _write_calendar(result: "Support", path: Path, lang: str) -> None:
    from kust.cli.present_support import word_due
    from kust.cli.terminal import note
    from kust.errors import UsageError
    from kust.support.intakes import find_due, write_calendar

    due = find_due(result)
    text = write_calendar(result, [(one, *word_due(one, result, lang)) for one in due])
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise UsageError("not_writable", path=path, reason=error) from error
    note(say("cli.written", lang, path=path))
    if not due:
        note(say("support.calendar.empty", lang))


COMMANDS: tuple[Any, ...] = (support,)
