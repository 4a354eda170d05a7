"""The command that says whether the data still ask for what a programme does."""

from typing import Any

from kust.cli.options import (
    DatasetPath,
    Day,
    EngineName,
    Format,
    Lang,
    OneCluster,
    OneEdition,
    OneYear,
    Settings,
    help_words,
    read_question,
    tell,
)

_HELP = help_words("programme_draft")


def needed(
    dataset: DatasetPath,
    cluster: OneCluster = None,
    on: Day = None,
    year: OneYear = None,
    edition: OneEdition = None,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Say of every problem and measure whether the data still ask for it."""
    question = read_question(on, year, lang, form)
    from kust.cli.present_programme_needed import present
    from kust.cli.programme_reading import open_programme, year_of
    from kust.cli.terminal import progress
    from kust.programme.asking.needed import calc_needed, editions_of
    from kust.programme.asking.signs import find_signs
    from kust.programme.keeping.as_json import needed_as_json

    opened = open_programme(dataset, cluster, settings, engine, question)
    with progress(question.lang):
        signs = find_signs(
            opened.data,
            **opened.head(question, edition),
            year=year_of(opened.data, question),
            also_editions=editions_of(opened.programme),
        )
    tell(question, calc_needed(opened.programme, signs), needed_as_json, present)


COMMANDS: tuple[tuple[Any, str], ...] = ((needed, _HELP("needed")),)
