"""The commands that plan the money of a season: buying from pickers, and expeditions to hard-to-reach land."""

from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from kust.cli.options import (
    DatasetPath,
    Day,
    EngineName,
    Format,
    Lang,
    Settings,
    help_words,
    read_question,
    read_season,
)
from kust.errors import UsageError

_words = help_words("harvest_procurement")
_expedition = help_words("harvest_expedition")
_Season = Annotated[str | None, typer.Option("--year", help=_words("year"), show_default=False)]
_OneSpecies = Annotated[str | None, typer.Option("--species", help=_words("species"), show_default=False)]


def procure(
    dataset: DatasetPath,
    on: Day = None,
    year: _Season = None,
    species: _OneSpecies = None,
    certainty: Annotated[
        float | None, typer.Option("--certainty", help=_words("certainty"), show_default=False)
    ] = None,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Plan the money for buying from pickers in a season."""
    question = read_question(on, year, lang, form)
    _check_certainty(certainty)
    from kust.cli.harvest_reading import open_forest
    from kust.cli.present_harvest_assumed import tell_with_assumed
    from kust.cli.present_harvest_procure import present
    from kust.cli.present_harvest_wants import tell_wants
    from kust.cli.terminal import progress
    from kust.harvest.purchase.prices import CHOSEN
    from kust.harvest.purchase.procured_as_json import as_json
    from kust.harvest.purchase.procurement import calc_procurement

    data, chosen = open_forest(dataset, settings, engine, question)
    with progress(question.lang):
        result = calc_procurement(
            data,
            on=question.on,
            year=read_season(question),
            settings=chosen.procurement,
            forecast_settings=chosen.forecast,
            siting_settings=chosen.siting,
            species=species,
            certainty=certainty,
        )
    planned = any(one.krub[CHOSEN] is not None for one in result.species)
    tell_with_assumed(question, result, as_json, present, "procure", chosen, in_words=planned)
    if not question.as_json:
        tell_wants(data, "procure", question.lang, species=species)


def expedition(
    dataset: DatasetPath,
    plan: Annotated[Path, typer.Option("--plan", help=_expedition("plan"), show_default=False)],
    on: Day = None,
    year: _Season = None,
    certainty: Annotated[
        float | None, typer.Option("--certainty", help=_expedition("certainty"), show_default=False)
    ] = None,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Say whether expeditions to hard-to-reach land pay."""
    question = read_question(on, year, lang, form)
    _check_certainty(certainty)
    from kust.cli.harvest_reading import open_forest
    from kust.cli.present_harvest_assumed import tell_with_assumed
    from kust.cli.present_harvest_expedition import present
    from kust.cli.terminal import progress
    from kust.harvest.journeys.expedited import as_json
    from kust.harvest.journeys.expedition_plan import read_plan
    from kust.harvest.journeys.expeditions import calc_expeditions

    told = read_plan(plan)
    data, chosen = open_forest(dataset, settings, engine, question)
    with progress(question.lang):
        result = calc_expeditions(
            data,
            told,
            on=question.on,
            year=read_season(question),
            certainty=chosen.procurement.certainty if certainty is None else certainty,
            settings=chosen.expeditions,
            forecast_settings=chosen.forecast,
        )
    names = dict(data.rows("species").select("species_id", "name").collect().iter_rows())
    tell_with_assumed(question, result, as_json, partial(present, names=names), "expedition", chosen)


def _check_certainty(certainty: float | None) -> None:
    """Refuse a certainty before anything is computed."""
    if certainty is not None and not 0.5 <= certainty <= 0.99:
        raise UsageError("choice", option="certainty", value=certainty, known="0.5–0.99")


COMMANDS: tuple[tuple[Any, str], ...] = (
    (procure, _words("procure")),
    (expedition, _expedition("expedition")),
)
