"""The command that finds investment niches and writes their cards."""

from dataclasses import replace
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
    Settings,
    read_question,
    words,
)

if TYPE_CHECKING:
    from kust.niches.niche import Niches

Product = Annotated[str | None, typer.Option("--product", help=words("niche_product"), show_default=False)]


def niches(
    dataset: DatasetPath,
    cluster: Cluster = None,
    on: Day = None,
    year: OneYear = None,
    product: Product = None,
    cards: Annotated[
        Path | None, typer.Option("--output", "-o", help=words("niche_output"), show_default=False)
    ] = None,
    model: Annotated[
        Path | None, typer.Option("--model", help=words("niche_model"), show_default=False)
    ] = None,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Find the investment niches of a cluster, ranked, with their economics and what speaks against them."""
    question = read_question(on, year, lang, form)
    asked = question.year
    _check_targets(cards, model, product)
    from kust.checks.run import latest_year
    from kust.cli.present_niche import present_one
    from kust.cli.present_niches import present
    from kust.cli.terminal import note, out, progress, read_sound, write_json
    from kust.errors import UsageError
    from kust.i18n import say
    from kust.niches.as_json import niches_as_json
    from kust.niches.find import find_niches
    from kust.settings import read_settings

    read = read_settings(dataset, settings)
    data = read_sound(dataset, engine, question.lang, as_json=question.as_json)
    with progress(question.lang):
        found = find_niches(
            data,
            on=question.on,
            year=asked if asked is not None else latest_year(data, question.on),
            cluster=cluster,
            settings=read,
        )
    one = next((niche for niche in found.niches if niche.product_id == product), None)
    if product is not None and one is None:
        rejected = any(need.product_id == product for need in found.rejected)
        if model is not None or cards is not None or not rejected:
            known = ", ".join(niche.product_id for niche in found.niches)
            raise UsageError("no_such_niche", product=product, known=known or "–")
    if cards is not None:
        from kust.cli.ask import names_of
        from kust.documents.niches.write import write_niches

        write_niches(found, cards, lang=question.lang, only=product, cluster_names=names_of(data))
        note(say("cli.written", question.lang, path=cards))
    if model is not None and one is not None:
        from kust.documents.niches.model import write_niche_model

        write_niche_model(one, model, question.lang, question.on)
        note(say("cli.written", question.lang, path=model))
    if question.as_json:
        write_json(niches_as_json(found if product is None else _narrow_to(found, product)))
    elif product is not None:
        present_one(found, product, out(), question.lang)
    else:
        present(found, out(), question.lang)


def _check_targets(cards: Path | None, model: Path | None, product: str | None) -> None:
    """Refuse files that cannot be written before anything is read or computed."""
    if cards is None and model is None:
        return
    from kust.errors import UsageError

    if model is not None:
        from kust.documents.niches.model import check_model_target

        if product is None:
            raise UsageError("model_needs_product")
        check_model_target(model)
    if cards is not None:
        from kust.documents.niches.write import check_cards_target

        check_cards_target(cards)
        if model is not None and cards.resolve() == model.resolve():
            raise UsageError("same_target", path=cards)


def _narrow_to(found: "Niches", product: str) -> "Niches":
    """Keep what is said of one product."""
    return replace(
        found,
        niches=tuple(niche for niche in found.niches if niche.product_id == product),
        rejected=tuple(one for one in found.rejected if one.product_id == product),
    )


COMMANDS: tuple[Any, ...] = (niches,)
