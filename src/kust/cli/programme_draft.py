"""The command that proposes a programme from data."""

from functools import partial
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
    OneEdition,
    OneYear,
    Settings,
    help_words,
    read_question,
    tell,
)
from kust.i18n import say

if TYPE_CHECKING:
    from kust.data.dataset import Dataset
    from kust.programme.drafting.draft import Draft

_HELP = help_words("programme_draft")
Target = Annotated[Path | None, typer.Option("--output", "-o", help=_HELP("output"), show_default=False)]


def draft(
    dataset: DatasetPath,
    cluster: OneCluster = None,
    on: Day = None,
    year: OneYear = None,
    edition: OneEdition = None,
    output: Target = None,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Propose goals, problems and measures from what the data ask for."""
    question = read_question(on, year, lang, form)
    if output is not None:
        _check_target(output)
    from kust.cli.present_programme_draft import present
    from kust.cli.programme_reading import open_programme, year_of
    from kust.cli.terminal import progress
    from kust.programme.drafting.draft import make_draft
    from kust.programme.keeping.as_json import draft_as_json

    opened = open_programme(dataset, cluster, settings, engine, question)
    with progress(question.lang):
        result = make_draft(
            opened.data,
            **opened.head(question, edition),
            year=year_of(opened.data, question),
            lang=lang or "ru",
        )
    if output is not None:
        _write(opened.data, result, output, question.lang)
    tell(question, result, draft_as_json, partial(present, standing=opened.programme))


def _check_target(target: Path) -> None:
    """Refuse what could not be written before anything is computed."""
    from kust.errors import UsageError

    if target.suffix and target.suffix.lower() != ".xlsx":
        raise UsageError("programme_target", path=target)
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise UsageError("target_exists", path=target)


def _write(data: "Dataset", result: "Draft", target: Path, lang: str) -> None:
    from kust.cli.terminal import note
    from kust.programme.keeping.write import write_draft

    write_draft(data, result, target, lang)
    note(say("programme_draft.written", lang, path=target))


COMMANDS: tuple[tuple[Any, str], ...] = ((draft, _HELP("draft")),)
