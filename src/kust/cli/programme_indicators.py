"""The command that tells the indicators of programmes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kust.cli.options import (
    DatasetPath,
    Day,
    EngineName,
    Format,
    Lang,
    OneYear,
    Settings,
    help_words,
    read_question,
)
from kust.errors import UsageError
from kust.i18n import say

if TYPE_CHECKING:
    from kust.data.dataset import Dataset
    from kust.programme.measuring.indicator_figures import Indicators
    from kust.programme.measuring.indicator_sums import RolledUp

_HELP = help_words("programme_indicators")
_ALL = "all"
_Clusters = Annotated[str | None, typer.Option("--cluster", help=_HELP("cluster"), show_default=False)]
_Target = Annotated[Path | None, typer.Option("--output", "-o", help=_HELP("output"), show_default=False)]


def indicators(
    dataset: DatasetPath,
    cluster: _Clusters = None,
    on: Day = None,
    year: OneYear = None,
    output: _Target = None,
    form: Format = "text",
    lang: Lang = None,
    engine: EngineName = "polars",
    settings: Settings = None,
) -> None:
    """Tell base, target, actual figure and forecast of each indicator."""
    question = read_question(on, year, lang, form)
    asked = question.year
    if output is not None:
        from kust.documents.vision.write import INDICATOR_FORMS, check_target

        check_target(output, INDICATOR_FORMS)
    from kust.checks.run import latest_year
    from kust.cli.present_indicators import present
    from kust.cli.terminal import out, progress, read_sound, write_json
    from kust.programme.measuring.indicator_sums import roll_up
    from kust.programme.measuring.indicators import calc_indicators
    from kust.programme.measuring.indicators_json import indicators_as_json
    from kust.programme.read import read_programme
    from kust.settings import read_settings

    chosen = read_settings(dataset, settings)
    data = read_sound(dataset, engine, question.lang, as_json=question.as_json)
    ids = _choose(data, cluster)
    of_year = latest_year(data, question.on) if asked is None else asked
    with progress(question.lang):
        found = [
            calc_indicators(read_programme(data, one), data, on=question.on, year=of_year, settings=chosen)
            for one in ids
        ]
    rolled = roll_up(found) if cluster == _ALL else None
    if output is not None:
        _write(data, found, rolled, output, question.lang)
    if question.as_json:
        write_json(indicators_as_json(found, rolled, data))
    elif output is None:
        present(found, rolled, _names(data), out(), question.lang)


def _write(
    data: "Dataset", found: "list[Indicators]", rolled: "RolledUp | None", output: Path, lang: str
) -> None:
    from kust.cli.terminal import note
    from kust.documents.programme.indicator_document import make_indicator_document
    from kust.documents.vision.document import name_sources
    from kust.documents.vision.write import write_page

    sources = name_sources(data.path.name, data.digest, lang)
    write_page(make_indicator_document(found, rolled, _names(data), lang, sources), output)
    note(say("cli.written", lang, path=output))


def _choose(data: "Dataset", cluster: str | None) -> list[str]:
    """Take the cluster asked for; for all those that have indicators of a programme."""
    from kust.cli.programme_reading import choose_cluster

    if cluster != _ALL:
        return [choose_cluster(data, cluster)]
    rows = data.rows("indicators").select("cluster_id").unique().collect()
    found = sorted(rows.to_series().drop_nulls().to_list())
    if not found:
        raise UsageError("no_indicators")
    return found


def _names(data: "Dataset") -> dict[str, str]:
    """Name organisations and projects by id."""
    found: dict[str, str] = {}
    for table, key, title in (
        ("organisations", "organisation_id", "name"),
        ("projects", "project_id", "title"),
    ):
        rows = data.rows(table).select(key, title).drop_nulls().collect()
        found |= dict(rows.iter_rows())
    return found


COMMANDS: tuple[tuple[Any, str], ...] = ((indicators, _HELP("indicators")),)
