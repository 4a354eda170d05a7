"""The command that scans a whole country for niches."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kust.cli.options import (
    DatasetPath,
    Day,
    EngineName,
    Format,
    Lang,
    OneYear,
    Question,
    Settings,
    read_question,
    words,
)
from kust.errors import UsageError

if TYPE_CHECKING:
    from kust.data.dataset import Dataset

_SHOWN = 20


def scan(
    dataset: DatasetPath,
    on: Day = None,
    year: OneYear = None,
    product: Annotated[
        str | None, typer.Option("--product", help=words("scan_product"), show_default=False)
    ] = None,
    region: Annotated[
        str | None, typer.Option("--region", help=words("scan_region"), show_default=False)
    ] = None,
    top: Annotated[
        int | None, typer.Option("--top", help=words("scan_top"), show_default=False, min=1)
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=words("scan_output"), show_default=False)
    ] = None,
    relatedness: Annotated[bool, typer.Option("--relatedness", help=words("scan_relatedness"))] = False,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
    trust: Annotated[bool, typer.Option("--trust", help=words("trust"))] = False,
) -> None:
    """Scan every product in every region of a country for imports that could be made at home."""
    question = read_question(on, year, lang, form)
    asked = question.year
    from kust.checks.run import latest_year
    from kust.cli.present_scan import book_words, present
    from kust.cli.terminal import note, out, progress, write_json
    from kust.i18n import say
    from kust.niches.scan import scan_niches
    from kust.niches.scan_told import as_json, check_form, choose, write_scan
    from kust.settings import read_settings

    if output is not None:
        check_form(output)  # before minutes of reading
    read = read_settings(dataset, settings)
    data = _read(dataset, engine, question, trust)
    with progress(question.lang):
        found = scan_niches(
            data,
            year=asked if asked is not None else latest_year(data, question.on),
            on=question.on,
            settings=read,
        )
        if relatedness:
            from kust.niches.scan_nearness import add_relatedness

            found = add_relatedness(data, found)
    chosen = choose(found, product=product, region=region, top=top)
    if output is not None:
        write_scan(chosen, output, book_words(question.lang))
        note(say("cli.written", question.lang, path=output))
    if question.as_json:
        write_json(as_json(chosen))
    else:
        shown = choose(found, product=product, region=region)
        present(data, shown, out(), question.lang, top or _SHOWN)


def _read(path: Path, engine: str, question: Question, trust: bool) -> "Dataset":
    """Read a dataset free of errors; unlike for other commands it needs no clusters."""
    from kust.cli.terminal import read_sound
    from kust.data.read import read_dataset

    try:
        return read_sound(path, engine, question.lang, as_json=question.as_json, trust=trust)
    except UsageError as error:
        if error.code != "no_clusters":
            raise
        return read_dataset(path, engine).dataset


COMMANDS: tuple[Any, ...] = (scan,)
