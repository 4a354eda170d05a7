"""What the commands have in common: their options, and the reading of days, years and settings."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kust.errors import UsageError
from kust.i18n import LANGUAGES, default_language, say

if TYPE_CHECKING:
    from rich.console import Console

    from kust.checks import Readings


def asked_language() -> str:
    """Take the language that the words of the command ask for, else that of the environment.

    Help and complaints are worded before any option is read, so it is looked for among the words themselves.
    """
    arguments = sys.argv
    for place, word in enumerate(arguments):
        value = word.removeprefix("--lang=") if word.startswith("--lang=") else None
        if word == "--lang" and place + 1 < len(arguments):
            value = arguments[place + 1]
        if value in LANGUAGES:
            return value
    return default_language()


HELP_LANGUAGE = asked_language()


def words(code: str) -> str:
    """Word a help text in the language asked for."""
    return say(f"cli.{code}", HELP_LANGUAGE)


def help_words(file: str) -> Callable[[str], str]:
    """Return what words the help texts of a file of words, in the language asked for."""
    return lambda code: say(f"{file}.help.{code}", HELP_LANGUAGE)


DatasetPath = Annotated[Path, typer.Argument(help=words("dataset"), show_default=False)]
Cluster = Annotated[str | None, typer.Option("--cluster", help=words("cluster"), show_default=False)]
OneCluster = Annotated[str | None, typer.Option("--cluster", help=words("one_cluster"), show_default=False)]
Day = Annotated[str | None, typer.Option("--on", help=words("on"), show_default=False)]
Year = Annotated[str | None, typer.Option("--year", help=words("year"), show_default=False)]
EditionCode = Annotated[str | None, typer.Option("--edition", help=words("edition"), show_default=False)]
OneYear = Annotated[str | None, typer.Option("--year", help=words("one_year"), show_default=False)]
OneEdition = Annotated[str | None, typer.Option("--edition", help=words("one_edition"), show_default=False)]
Format = Annotated[str, typer.Option("--format", help=words("format"))]
Lang = Annotated[str | None, typer.Option("--lang", help=words("lang"), show_default=False)]
EngineName = Annotated[str, typer.Option("--engine", help=words("engine"))]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help=words("document_output"), show_default=False)
]
Settings = Annotated[Path | None, typer.Option("--settings", help=words("settings"), show_default=False)]


@dataclass(frozen=True)
class Question:
    """What was asked, read and checked."""

    on: date
    years: tuple[int, ...] | None
    lang: str
    as_json: bool

    @property
    def year(self) -> int | None:
        """The one year asked for, where one is needed."""
        if self.years is not None and len(self.years) > 1:
            raise UsageError("one_year_needed")
        return self.years[0] if self.years else None


def read_question(on: str | None, year: str | None, lang: str | None, form: str) -> Question:
    """Read the options; today is read here, once, and nowhere else."""
    check_choice("format", form, ("text", "json"))
    day = read_day(on) if on else today()
    return Question(day, read_years(year), read_lang(lang), form == "json")


def read_season(question: Question) -> int:
    """Take the season asked for, else the next one that is not over on the day."""
    asked = question.year
    if asked is not None:
        return asked
    from kust.harvest.forecasts.seasons import is_season_over

    return question.on.year + is_season_over(question.on)


def tell(
    question: Question,
    result: Any,
    as_json: Callable[[Any], Any],
    present: "Callable[[Any, Console, str], None]",
) -> None:
    """Write a result to stdout: as JSON where that is asked for, else in words."""
    from kust.cli.terminal import out, write_json

    if question.as_json:
        write_json(as_json(result))
    else:
        present(result, out(), question.lang)


def today() -> date:
    """Read what day it is: the only place that does."""
    return date.today()


def check_choice(option: str, value: str, known: tuple[str, ...]) -> None:
    """Refuse a value that is not among the known."""
    if value not in known:
        raise UsageError("choice", option=option, value=value, known=", ".join(known))


def read_lang(lang: str | None) -> str:
    """Take the language asked for, else that of the environment."""
    if lang is None:
        return default_language()
    check_choice("lang", lang, LANGUAGES)
    return lang


def read_day(text: str) -> date:
    """Read a day as ISO or as it is written in Russia."""
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    raise UsageError("bad_day", value=text)


def read_years(text: str | None) -> tuple[int, ...] | None:
    """Read a year, or several joined by commas."""
    if text is None:
        return None
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts or not all(part.isdigit() and len(part) == 4 for part in parts):
        raise UsageError("bad_year", value=text)
    return tuple(dict.fromkeys(int(part) for part in parts))


def read_readings(dataset: Path, settings: Path | None) -> "Readings":
    """Take the readings from ``kust.toml`` beside the dataset, or from the file named."""
    from kust.checks import Readings
    from kust.settings import read_settings

    return Readings(**read_settings(dataset, settings).readings.model_dump())
