"""The command that lays a cluster out in stages."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
from kust.errors import UsageError
from kust.i18n import say

if TYPE_CHECKING:
    from kust.chain.staged import Stages
    from kust.data.dataset import Dataset

_FORMS = ".svg, .html, .pdf"


def stages(
    dataset: DatasetPath,
    cluster: Cluster = None,
    on: Day = None,
    year: OneYear = None,
    count: Annotated[
        int | None, typer.Option("--stages", help=words("stages_count"), show_default=False, min=1)
    ] = None,
    why: Annotated[str | None, typer.Option("--why", help=words("stages_why"), show_default=False)] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=words("stages_output"), show_default=False)
    ] = None,
    sankey: Annotated[
        Path | None, typer.Option("--sankey", help=words("stages_sankey"), show_default=False)
    ] = None,
    focus: Annotated[
        str | None, typer.Option("--focus", help=words("stages_focus"), show_default=False)
    ] = None,
    at_least: Annotated[float, typer.Option("--at-least", help=words("stages_at_least"), min=0)] = 0,
    fold: Annotated[str, typer.Option("--fold", help=words("stages_fold"))] = "auto",
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
) -> None:
    """Lay the products of a cluster out in stages."""
    question = read_question(on, year, lang, form)
    asked = question.year
    targets = _check_targets(output, sankey, drawn=focus is not None or at_least > 0 or fold != "auto")
    from kust.chain.staged import as_json
    from kust.chain.stages import calc_stages
    from kust.checks.run import latest_year
    from kust.cli.present_stages import check_product, present, present_inputs
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
    if why is not None:
        check_product(result, why)
    if targets:
        _draw(data, result, output, sankey, (focus, at_least, fold), question.lang)
    if question.as_json:
        write_json(as_json(result))
    elif why is not None:
        present_inputs(data, result, why, out(), question.lang)
    elif not targets:
        present(result, out(), question.lang)


def _check_targets(output: Path | None, sankey: Path | None, *, drawn: bool) -> bool:
    """Refuse a file that cannot be written before anything is computed; tell whether anything is drawn."""
    if output is None and sankey is None:
        if drawn:
            raise UsageError("choice", option="output", value="", known=_FORMS)
        return False
    from kust.documents.chain.write import check_target

    if output is not None:
        check_target(output, "output")
    if sankey is not None:
        check_target(sankey, "sankey", (".html",))
    return True


def _draw(
    data: "Dataset",
    result: "Stages",
    output: Path | None,
    sankey: Path | None,
    asked: tuple[str | None, float, str],
    lang: str,
) -> None:
    """Write the drawings asked for."""
    from kust.cli.terminal import note, progress
    from kust.documents.chain.content import View, make_chain
    from kust.documents.chain.write import write_chain, write_sankey

    with progress(lang):
        page = make_chain(data, result, View(*asked), lang)
        if output is not None:
            write_chain(page, output)
        if sankey is not None:
            write_sankey(page, sankey)
    for path in (output, sankey):
        if path is not None:
            note(say("cli.written", lang, path=path))


COMMANDS: tuple[Any, ...] = (stages,)
