"""The command that tells what joint projects promise and reach."""

from typing import Annotated, Any

import typer

from kust.cli.options import (
    HELP_LANGUAGE,
    Cluster,
    DatasetPath,
    Day,
    EngineName,
    Format,
    Lang,
    OneYear,
    Output,
    Settings,
    read_question,
)
from kust.i18n import say

_HELP = say("effects.option.project", HELP_LANGUAGE)


def effects(
    dataset: DatasetPath,
    cluster: Cluster = None,
    project: Annotated[str | None, typer.Option("--project", help=_HELP, show_default=False)] = None,
    on: Day = None,
    year: OneYear = None,
    document: Output = None,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Tell what joint projects promise and reach, and what they give for a rouble of subsidy."""
    question = read_question(on, year, lang, form)
    asked = question.year
    if document is not None:
        from kust.documents.projects.write import check_document_target

        check_document_target(document)
    from kust.checks.run import latest_year
    from kust.cli.present_effects import present
    from kust.cli.terminal import note, out, progress, read_sound, write_json
    from kust.projects import calc_effects
    from kust.projects.as_json import effects_as_json
    from kust.settings import read_settings

    read = read_settings(dataset, settings)
    data = read_sound(dataset, engine, question.lang, as_json=question.as_json)
    with progress(question.lang):
        found = calc_effects(
            data,
            on=question.on,
            year=asked if asked is not None else latest_year(data, question.on),
            cluster=cluster,
            project=project,
            settings=read,
        )
    if document is not None:
        from kust.documents.projects.write import make_effects_document, write_document

        write_document(make_effects_document(data, found, read, question.lang, cluster), document)
        note(say("cli.written", question.lang, path=document))
    if question.as_json:
        write_json(effects_as_json(found))
    else:
        names = data.rows("products").select("product_id", "name").collect()
        present(found, out(), question.lang, dict(names.iter_rows()))


COMMANDS: tuple[Any, ...] = (effects,)
