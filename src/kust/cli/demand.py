"""The command that tells the demand of the coming years."""

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
    Settings,
    read_question,
)
from kust.i18n import say

_HELP = {name: say(f"demand.option.{name}", HELP_LANGUAGE) for name in ("years", "product")}


def demand(
    dataset: DatasetPath,
    cluster: Cluster = None,
    on: Day = None,
    year: OneYear = None,
    years: Annotated[int, typer.Option("--years", help=_HELP["years"], min=1, max=20)] = 3,
    product: Annotated[
        str | None, typer.Option("--product", help=_HELP["product"], show_default=False)
    ] = None,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Tell the existing and potential demand of the coming years, from … to."""
    question = read_question(on, year, lang, form)
    asked = question.year
    from kust.checks.run import latest_year
    from kust.cli.ask import names_of
    from kust.cli.present_demand import present
    from kust.cli.terminal import out, progress, read_sound, write_json
    from kust.niches.demand import calc_demand
    from kust.niches.demanded import as_json
    from kust.settings import read_settings

    chosen = read_settings(dataset, settings).demand
    data = read_sound(dataset, engine, question.lang, as_json=question.as_json)
    with progress(question.lang):
        result = calc_demand(
            data,
            on=question.on,
            year=asked if asked is not None else latest_year(data, question.on),
            cluster=cluster,
            years=years,
            product=product,
            settings=chosen,
        )
    if question.as_json:
        write_json(as_json(result))
    else:
        present(result, names_of(data), out(), question.lang, in_full=product is not None)


COMMANDS: tuple[Any, ...] = (demand,)
