"""The command that lays a cluster out in stages."""

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


def stages(
    dataset: DatasetPath,
    cluster: Cluster = None,
    on: Day = None,
    year: OneYear = None,
    count: Annotated[
        int | None, typer.Option("--stages", help=words("stages_count"), show_default=False, min=1)
    ] = None,
    why: Annotated[str | None, typer.Option("--why", help=words("stages_why"), show_default=False)] = None,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
) -> None:
    """Lay the products of a cluster out in stages."""
    question = read_question(on, year, lang, form)
    asked = question.year
    from kust.chain.staged import as_json
    from kust.chain.stages import calc_stages
    from kust.checks.run import latest_year
    from kust.cli.present_stages import present, present_inputs
    from kust.cli.terminal import out, progress, read_sound, write_json

    data = read_sound(dataset, engine, question.lang, as_json=question.as_json)
    with progress(question.lang):
        result = calc_stages(
            data,
            on=question.on,
            year=asked if asked is not None else latest_year(data, question.on),
            cluster=cluster,
            last_stage=count,
        )
    if question.as_json:
        write_json(as_json(result))
    elif why is not None:
        present_inputs(data, result, why, out(), question.lang)
    else:
        present(result, out(), question.lang)


COMMANDS: tuple[Any, ...] = (stages,)
