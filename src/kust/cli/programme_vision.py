"""The commands about the shared vision: the survey out and back, and what is agreed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kust.cli.options import (
    DatasetPath,
    Day,
    EngineName,
    Format,
    Lang,
    OneCluster,
    Question,
    Settings,
    help_words,
    read_question,
    today,
)
from kust.errors import UsageError
from kust.i18n import say

if TYPE_CHECKING:
    from kust.data.dataset import Dataset
    from kust.programme.agreement.vision import Agreement

_HELP = help_words("programme_vision")
_SurveyOutput = Annotated[
    Path, typer.Option("--output", "-o", help=_HELP("survey_output"), show_default=False)
]
_Stakeholder = Annotated[
    str | None, typer.Option("--stakeholder", help=_HELP("stakeholder"), show_default=False)
]
_Answers = Annotated[list[Path], typer.Argument(help=_HELP("answers"), show_default=False)]
_Target = Annotated[
    Path | None, typer.Option("--output", "-o", help=_HELP("collect_output"), show_default=False)
]
_Picture = Annotated[
    Path | None, typer.Option("--output", "-o", help=_HELP("vision_output"), show_default=False)
]


def survey(
    dataset: DatasetPath,
    output: _SurveyOutput,
    cluster: OneCluster = None,
    stakeholder: _Stakeholder = None,
    lang: Lang = None,
) -> None:
    """Write the survey."""
    question = read_question(None, None, lang, "text")
    from kust.cli.programme_reading import open_cluster
    from kust.cli.terminal import note
    from kust.programme.agreement.survey import write_survey

    data, programme = open_cluster(dataset, cluster, "polars", question)
    chosen = programme.cluster_id
    for path in write_survey(data, output, cluster=chosen, stakeholder=stakeholder, lang=question.lang):
        note(say("cli.written", question.lang, path=path))


def collect_(
    dataset: DatasetPath,
    answers: _Answers,
    cluster: OneCluster = None,
    output: _Target = None,
    form: Format = "text",
    lang: Lang = None,
) -> None:
    """Join the returned workbooks; the dataset itself stays as it is."""
    question = read_question(None, None, lang, form)
    if output is not None and output.exists():
        raise UsageError("target_exists", path=output)
    from kust.cli.present_vision import collected_as_json, present_collected
    from kust.cli.programme_reading import open_cluster
    from kust.cli.terminal import out, progress, write_json
    from kust.programme.agreement.survey_collect import collect_survey
    from kust.remedies.write import write_changed

    data, programme = open_cluster(dataset, cluster, "polars", question)
    with progress(question.lang):
        found = collect_survey(data, answers, cluster=programme.cluster_id, today=today())
        if output is not None:
            write_changed(found.dataset, output, question.lang)
    if question.as_json:
        write_json(collected_as_json(found, output, question.lang))
    else:
        present_collected(found, output, out(), question.lang)


def vision(
    dataset: DatasetPath,
    cluster: OneCluster = None,
    on: Day = None,
    output: _Picture = None,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Say what is agreed."""
    question = read_question(on, None, lang, form)
    if output is not None:
        from kust.documents.vision.write import VISION_FORMS, check_target

        check_target(output, VISION_FORMS)
    from kust.cli.present_vision import present
    from kust.cli.programme_reading import open_programme
    from kust.cli.terminal import out, write_json
    from kust.programme.agreement.vision import calc_agreement
    from kust.programme.agreement.vision_json import vision_as_json

    opened = open_programme(dataset, cluster, settings, engine, question)
    data = opened.data
    result = calc_agreement(data, cluster=opened.cluster, on=question.on, settings=opened.settings)
    goals = {goal.goal_id: goal.title for goal in opened.programme.goals}
    if output is not None:
        _write(data, result, goals, output, question)
    if question.as_json:
        write_json(vision_as_json(result, data))
    elif output is None:
        present(result, goals, out(), question.lang)


def _write(
    data: "Dataset", result: "Agreement", goals: dict[str, str], output: Path, question: Question
) -> None:
    from kust.cli.terminal import note
    from kust.documents.vision.document import name_sources
    from kust.documents.vision.write import write_vision

    sources = name_sources(data.path.name, data.digest, question.lang)
    write_vision(result, goals, output, lang=question.lang, sources=sources)
    note(say("cli.written", question.lang, path=output))


COMMANDS: tuple[tuple[Any, str], ...] = (
    (vision, _HELP("vision")),
    (survey, _HELP("survey")),
    (collect_, _HELP("collect")),
)
