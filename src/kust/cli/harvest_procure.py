"""The commands that plan the money of a season: buying from pickers, and expeditions to hard-to-reach land."""

from pathlib import Path
from typing import Annotated, Any

import typer

from kust.cli.options import (
    HELP_LANGUAGE,
    DatasetPath,
    Day,
    EngineName,
    Format,
    Lang,
    Question,
    Settings,
    read_question,
)
from kust.errors import UsageError
from kust.i18n import say


def _words(code: str) -> str:
    return say(f"harvest_procurement.help.{code}", HELP_LANGUAGE)


def _expedition(code: str) -> str:
    return say(f"harvest_expedition.help.{code}", HELP_LANGUAGE)


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
    from kust.cli.harvest_reading import read_forest
    from kust.cli.present_harvest_procure import present
    from kust.cli.terminal import out, progress, write_json
    from kust.harvest.purchase.procured import as_json
    from kust.harvest.purchase.procurement import calc_procurement
    from kust.settings import read_settings

    chosen = read_settings(dataset, settings).harvest
    data = read_forest(dataset, engine, question.lang, as_json=question.as_json)
    with progress(question.lang):
        result = calc_procurement(
            data,
            on=question.on,
            year=_season_of(question),
            settings=chosen.procurement,
            forecast_settings=chosen.forecast,
            species=species,
            certainty=certainty,
        )
    if question.as_json:
        write_json(as_json(result))
    else:
        present(result, out(), question.lang)


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
    from kust.cli.harvest_reading import read_forest
    from kust.cli.present_harvest_expedition import present
    from kust.cli.terminal import out, progress, write_json
    from kust.harvest.journeys.expedited import as_json
    from kust.harvest.journeys.expedition_plan import read_plan
    from kust.harvest.journeys.expeditions import calc_expeditions
    from kust.settings import read_settings

    told = read_plan(plan)
    chosen = read_settings(dataset, settings).harvest
    data = read_forest(dataset, engine, question.lang, as_json=question.as_json)
    with progress(question.lang):
        result = calc_expeditions(
            data,
            told,
            on=question.on,
            year=_season_of(question),
            certainty=chosen.procurement.certainty if certainty is None else certainty,
            settings=chosen.expeditions,
            forecast_settings=chosen.forecast,
        )
    if question.as_json:
        write_json(as_json(result))
    else:
        names = data.rows("species").select("species_id", "name").collect()
        present(result, out(), question.lang, dict(names.iter_rows()))


def _check_certainty(certainty: float | None) -> None:
    """Refuse a certainty before anything is computed."""
    if certainty is not None and not 0.5 <= certainty <= 0.99:
        raise UsageError("choice", option="certainty", value=certainty, known="0.5–0.99")


def _season_of(question: Question) -> int:
    """Take the year asked for, else the next season that is not over on the day."""
    asked = question.year
    if asked is not None:
        return asked
    from kust.harvest.forecasts.seasons import is_season_over

    return question.on.year + is_season_over(question.on)


COMMANDS: tuple[tuple[Any, str], ...] = (
    (procure, _words("procure")),
    (expedition, _expedition("expedition")),
)
