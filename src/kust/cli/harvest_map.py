"""The commands that show a season: its map, and the report that a department hands to firms."""

from pathlib import Path
from typing import Annotated, Any

import typer

from kust.cli.options import (
    HELP_LANGUAGE,
    DatasetPath,
    Day,
    EngineName,
    Lang,
    Question,
    Settings,
    read_question,
)
from kust.i18n import say


def _words(code: str) -> str:
    return say(f"harvest_report.help.{code}", HELP_LANGUAGE)


_Season = Annotated[str | None, typer.Option("--year", help=_words("year"), show_default=False)]
_OneSpecies = Annotated[str | None, typer.Option("--species", help=_words("species"), show_default=False)]
_Resolution = Annotated[int, typer.Option("--resolution", help=_words("resolution"))]
_Problem = Annotated[str, typer.Option("--problem", help=_words("problem"))]


def map_(
    dataset: DatasetPath,
    output: Annotated[Path, typer.Option("--output", "-o", help=_words("map_output"), show_default=False)],
    on: Day = None,
    year: _Season = None,
    species: _OneSpecies = None,
    resolution: _Resolution = 6,
    problem: _Problem = "median",
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Draw the map of a season."""
    question = read_question(on, year, lang, "text")
    from kust.cli.harvest_reading import read_forest
    from kust.cli.terminal import note, progress
    from kust.documents.harvest_season import calc_season
    from kust.documents.harvest_write import MAP_FORMS, check_species, check_target, write_season_map
    from kust.settings import read_settings

    check_target(output, MAP_FORMS)
    chosen = read_settings(dataset, settings).harvest
    data = read_forest(dataset, engine, question.lang, as_json=False)
    grown = data.rows("yields").select("species_id").unique().collect()
    check_species(output, species, len(grown))
    with progress(question.lang):
        season = calc_season(
            data,
            on=question.on,
            year=_season_of(question),
            settings=chosen,
            species=species,
            resolution=resolution,
            problem=problem,
        )
        write_season_map(season, output, lang=question.lang, species=species)
    note(say("harvest_report.written", question.lang, path=output))


def report(
    dataset: DatasetPath,
    output: Annotated[Path, typer.Option("--output", "-o", help=_words("report_output"), show_default=False)],
    on: Day = None,
    year: _Season = None,
    species: _OneSpecies = None,
    problem: _Problem = "median",
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Write the report of a season."""
    question = read_question(on, year, lang, "text")
    from kust.cli.harvest_reading import read_forest
    from kust.cli.terminal import note, progress
    from kust.documents.harvest_season import calc_season
    from kust.documents.harvest_write import REPORT_FORMS, check_target, write_season_report
    from kust.settings import read_settings

    check_target(output, REPORT_FORMS)
    chosen = read_settings(dataset, settings).harvest
    data = read_forest(dataset, engine, question.lang, as_json=False)
    with progress(question.lang):
        season = calc_season(
            data,
            on=question.on,
            year=_season_of(question),
            settings=chosen,
            species=species,
            problem=problem,
            with_money=True,
        )
        write_season_report(season, output, lang=question.lang)
    note(say("harvest_report.written", question.lang, path=output))


def _season_of(question: Question) -> int:
    """Take the year asked for, else the next season that is not over on the day."""
    asked = question.year
    if asked is not None:
        return asked
    from kust.harvest.forecasts.seasons import is_season_over

    return question.on.year + is_season_over(question.on)


COMMANDS: tuple[tuple[Any, str], ...] = ((map_, _words("map")), (report, _words("report")))
