"""The commands that forecast a season's crops, and try such forecasts on past years."""

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
from kust.i18n import say


def _words(code: str) -> str:
    return say(f"harvest_forecast.help.{code}", HELP_LANGUAGE)


_Season = Annotated[str | None, typer.Option("--year", help=_words("year"), show_default=False)]
_OneSpecies = Annotated[str | None, typer.Option("--species", help=_words("species"), show_default=False)]


def forecast(
    dataset: DatasetPath,
    on: Day = None,
    year: _Season = None,
    species: _OneSpecies = None,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Forecast the crops of a season."""
    question = read_question(on, year, lang, form)
    season = _season_of(question)
    from kust.cli.harvest_reading import read_forest
    from kust.cli.present_harvest_forecast import present
    from kust.cli.terminal import out, progress, write_json
    from kust.harvest.forecasts.forecast import calc_forecast
    from kust.harvest.forecasts.forecasted import as_json
    from kust.settings import read_settings

    chosen = read_settings(dataset, settings).harvest.forecast
    data = read_forest(dataset, engine, question.lang, as_json=question.as_json)
    with progress(question.lang):
        result = calc_forecast(data, on=question.on, year=season, settings=chosen, species=species)
    if question.as_json:
        write_json(as_json(result))
    else:
        present(result, out(), question.lang)


def backtest(
    dataset: DatasetPath,
    on: Day = None,
    year: _Season = None,
    species: _OneSpecies = None,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Try the forecast on past years."""
    question = read_question(on, year, lang, form)
    season = _season_of(question)
    from kust.cli.harvest_reading import read_forest
    from kust.cli.present_harvest_backtest import present
    from kust.cli.terminal import out, progress, write_json
    from kust.harvest.forecasts.backtest import calc_backtests
    from kust.harvest.forecasts.forecasted import backtests_as_json
    from kust.settings import read_settings

    chosen = read_settings(dataset, settings).harvest.forecast
    data = read_forest(dataset, engine, question.lang, as_json=question.as_json)
    with progress(question.lang):
        result = calc_backtests(data, on=question.on, year=season, settings=chosen, species=species)
    if question.as_json:
        write_json(backtests_as_json(result))
    else:
        present(result, out(), question.lang)


def _season_of(question: Question) -> int:
    """Take the year asked for, else the next season that is not over on the day."""
    asked = question.year
    if asked is not None:
        return asked
    from kust.harvest.forecasts.seasons import is_season_over

    return question.on.year + is_season_over(question.on)


COMMANDS: tuple[tuple[Any, str], ...] = ((forecast, _words("forecast")), (backtest, _words("backtest")))
