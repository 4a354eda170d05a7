"""The commands that show a season: its map, and the report that a department hands to firms."""

from pathlib import Path
from typing import Annotated, Any

import typer

from kust.cli.options import (
    DatasetPath,
    Day,
    EngineName,
    Lang,
    Settings,
    help_words,
    read_question,
    read_season,
)
from kust.i18n import say

_words = help_words("harvest_report")
_Season = Annotated[str | None, typer.Option("--year", help=_words("year"), show_default=False)]
_OneSpecies = Annotated[str | None, typer.Option("--species", help=_words("species"), show_default=False)]
_Resolution = Annotated[
    int | None, typer.Option("--resolution", help=_words("resolution"), show_default=False)
]
_Problem = Annotated[str, typer.Option("--problem", help=_words("problem"))]


def map_(
    dataset: DatasetPath,
    output: Annotated[Path, typer.Option("--output", "-o", help=_words("map_output"), show_default=False)],
    on: Day = None,
    year: _Season = None,
    species: _OneSpecies = None,
    resolution: _Resolution = None,
    problem: _Problem = "median",
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Draw the map of a season."""
    question = read_question(on, year, lang, "text")
    from kust.cli.harvest_reading import open_forest
    from kust.cli.terminal import note, progress
    from kust.documents.harvest.season import calc_season
    from kust.documents.harvest.write import MAP_FORMS, check_species, check_target, write_season_map

    check_target(output, MAP_FORMS)
    data, chosen = open_forest(dataset, settings, engine, question)
    grown = data.rows("yields").select("species_id").unique().collect()
    check_species(output, species, len(grown))
    with progress(question.lang):
        season = calc_season(
            data,
            on=question.on,
            year=read_season(question),
            settings=chosen,
            species=species,
            resolution=resolution,
            problem=problem,
        )
        write_season_map(season, output, lang=question.lang, species=species)
    note(say("harvest_report.written", question.lang, path=output))
    from kust.cli.present_harvest_wants import tell_wants

    tell_wants(data, "map", question.lang, species=species)


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
    from kust.cli.harvest_reading import open_forest
    from kust.cli.terminal import note, progress
    from kust.documents.harvest.season import calc_season
    from kust.documents.harvest.write import REPORT_FORMS, check_target, write_season_report

    check_target(output, REPORT_FORMS)
    data, chosen = open_forest(dataset, settings, engine, question)
    with progress(question.lang):
        season = calc_season(
            data,
            on=question.on,
            year=read_season(question),
            settings=chosen,
            species=species,
            problem=problem,
            with_money=True,
        )
        write_season_report(season, output, lang=question.lang)
    note(say("harvest_report.written", question.lang, path=output))


COMMANDS: tuple[tuple[Any, str], ...] = ((map_, _words("map")), (report, _words("report")))
