"""The command that tells what the participants of a cluster need."""

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated, Any

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

if TYPE_CHECKING:
    from kust.data.dataset import Dataset
    from kust.niches.need import Needs

_HELP = {name: say(f"needs.option.{name}", HELP_LANGUAGE) for name in ("product", "top", "all")}


def needs(
    dataset: DatasetPath,
    cluster: Cluster = None,
    on: Day = None,
    year: OneYear = None,
    product: Annotated[
        str | None, typer.Option("--product", help=_HELP["product"], show_default=False)
    ] = None,
    top: Annotated[int, typer.Option("--top", help=_HELP["top"], min=1)] = 20,
    everything: Annotated[bool, typer.Option("--all", help=_HELP["all"])] = False,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Tell what the participants need, what of it is imported, and why."""
    question = read_question(on, year, lang, form)
    asked = question.year
    from kust.checks.run import latest_year
    from kust.cli.present_need import present_one
    from kust.cli.present_needs import present
    from kust.cli.terminal import out, progress, read_sound, write_json
    from kust.niches.needs import calc_needs
    from kust.settings import read_settings

    chosen = read_settings(dataset, settings)
    data = read_sound(dataset, engine, question.lang, as_json=question.as_json)
    with progress(question.lang):
        found = calc_needs(
            data,
            on=question.on,
            year=asked if asked is not None else latest_year(data, question.on),
            cluster=cluster,
            settings=chosen.needs,
            everybody=chosen.readings.participants == "all",
        )
    if product is not None:
        found = _narrow_to(found, product)
    if question.as_json:
        write_json(_as_json(data, found, with_rows=product is not None))
    elif product is not None:
        present_one(data, found, out(), question.lang)
    else:
        present(data, found, out(), question.lang, top=None if everything else top)


def _narrow_to(needs: "Needs", product: str) -> "Needs":
    """Keep the needs of one product."""
    from kust.errors import UsageError

    known = dict.fromkeys(need.product_id for need in needs.needs)
    if product not in known:
        raise UsageError("choice", option="product", value=product, known=", ".join([*known][:20]) or "–")
    return replace(needs, needs=tuple(need for need in needs.needs if need.product_id == product))


def _as_json(dataset: "Dataset", needs: "Needs", *, with_rows: bool) -> dict[str, Any]:
    from kust.niches.need import as_json
    from kust.niches.need_rows import find_need_rows

    document = as_json(needs)
    if with_rows:
        for need, told in zip(needs.needs, document["needs"], strict=True):
            told["rows"] = [asdict(place) for place in find_need_rows(dataset, need)]
    return document


COMMANDS: tuple[Any, ...] = (needs,)
