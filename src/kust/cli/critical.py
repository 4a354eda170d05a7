"""The command that finds the critical places of a supply chain."""

from typing import Annotated, Any

import typer

from kust.cli.options import (
    Cluster,
    DatasetPath,
    Day,
    EngineName,
    Format,
    Lang,
    OneYear,
    read_question,
    words,
)


def critical(
    dataset: DatasetPath,
    cluster: Cluster = None,
    on: Day = None,
    year: OneYear = None,
    top: Annotated[int, typer.Option("--top", help=words("critical_top"), min=1)] = 10,
    why: Annotated[str | None, typer.Option("--why", help=words("critical_why"), show_default=False)] = None,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
) -> None:
    """Find what hangs on one supplier, buyer, firm or country, and what a stop would cost."""
    question = read_question(on, year, lang, form)
    asked = question.year
    from kust.chain.critical_rows import as_json, find_place_rows
    from kust.chain.criticality import calc_criticality
    from kust.checks.run import latest_year
    from kust.cli.present_critical import present
    from kust.cli.present_critical_why import present_why
    from kust.cli.terminal import out, progress, read_sound, write_json

    data = read_sound(dataset, engine, question.lang, as_json=question.as_json)
    with progress(question.lang):
        found = calc_criticality(
            data,
            on=question.on,
            year=asked if asked is not None else latest_year(data, question.on),
            cluster=cluster,
        )
    if question.as_json:
        write_json(as_json(found, find_place_rows(data, found, range(len(found.places)))))
    elif why is not None:
        present_why(data, found, why, out(), question.lang)
    else:
        present(found, top, out(), question.lang)


COMMANDS: tuple[Any, ...] = (critical,)
