"""The commands that forecast a season's crops, and try such forecasts on past years."""

from collections.abc import Callable
from functools import partial
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

_words = help_words("harvest_forecast")
_Season = Annotated[str | None, typer.Option("--year", help=_words("year"), show_default=False)]
_OneSpecies = Annotated[str | None, typer.Option("--species", help=_words("species"), show_default=False)]


def _make_command(name: str, doc: str) -> Callable[..., None]:
    """Make a command: what can be asked of a forecast can be asked of its trial, too."""

    def command(
        dataset: DatasetPath,
        on: Day = None,
        year: _Season = None,
        species: _OneSpecies = None,
        form: Format = "text",
        lang: Lang = None,
        engine: EngineName = "polars",
        settings: Settings = None,
        verbose: Annotated[bool, typer.Option("--verbose", "-v", help=_words("verbose"))] = False,
    ) -> None:
        question = read_question(on, year, lang, form)
        season = read_season(question)
        from kust.cli.harvest_reading import open_forest
        from kust.cli.present_harvest_assumed import tell_with_assumed
        from kust.cli.terminal import progress

        data, chosen = open_forest(dataset, settings, engine, question)
        calc, as_json, present = _PARTS[name]()
        with progress(question.lang):
            result = calc(data, on=question.on, year=season, settings=chosen.forecast, species=species)
        shown = partial(present, verbose=verbose)
        tell_with_assumed(question, result, as_json, shown, name, chosen, in_words=verbose)
        if not question.as_json:
            from kust.cli.present_harvest_wants import tell_wants

            tell_wants(data, name, question.lang, species=species)

    command.__name__, command.__doc__ = name, doc
    return command


def _take_forecast() -> tuple[Any, Any, Any]:
    from kust.cli.present_harvest_forecast import present
    from kust.harvest.forecasts.forecast import calc_forecast
    from kust.harvest.forecasts.forecasted import as_json

    return calc_forecast, as_json, present


def _take_backtest() -> tuple[Any, Any, Any]:
    from kust.cli.present_harvest_backtest import present
    from kust.harvest.forecasts.backtest import calc_backtests
    from kust.harvest.forecasts.forecasted import backtests_as_json

    return calc_backtests, backtests_as_json, present


_PARTS = {"forecast": _take_forecast, "backtest": _take_backtest}
forecast = _make_command("forecast", "Forecast the crops of a season.")
backtest = _make_command("backtest", "Try the forecast on past years.")
COMMANDS: tuple[tuple[Any, str], ...] = ((forecast, _words("forecast")), (backtest, _words("backtest")))
