"""The demonstration of the forest: a made-up one written into a folder, then every step on it."""

from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from kust.documents.figures import write_day
from kust.documents.harvest.figures import DASH, Teller
from kust.documents.harvest.season import Season
from kust.errors import UsageError
from kust.i18n import percent, say

NAME = "harvest"
FOLDER = "kust-harvest"
ON, YEAR = date(2020, 6, 15), 2020
_FOREST = "forest"
_FILES = ("map.html", "report.html", "report.xlsx")
# Of the reports of the other examples, which are files.
_SUFFIXES = (".html", ".xlsx", ".docx")


def run_demo(output: Path | None, lang: str, *, as_json: bool = False) -> None:
    """Write the forest, work everything out, write map and report, tell where they lie.

    Parameters
    ----------
    output
        A folder; it may hold an older demonstration, nothing else.

    Raises
    ------
    UsageError
        The folder holds something else, or bears the name of a file.
    """
    from kust.cli.terminal import note, out, progress, read_sound, write_json
    from kust.documents.harvest.season import calc_season
    from kust.documents.harvest.write import write_season_map, write_season_report
    from kust.harvest.made_up.synthetic import write_forest

    folder = output or Path(FOLDER)
    _check(folder)
    forest = folder / _FOREST
    with progress(lang):
        write_forest(forest)
    data = read_sound(forest, "polars", lang)
    with progress(lang):
        season = calc_season(data, on=ON, year=YEAR, with_money=True)
        write_season_map(season, folder / _FILES[0], lang=lang)
        for name in _FILES[1:]:
            write_season_report(season, folder / name, lang=lang)
    if as_json:
        write_json(_tell(season, folder))
    else:
        present(season, out(), lang)
    for name in _FILES:
        note(say("harvest_report.written", lang, path=(folder / name).resolve()))
    note(say("harvest_report.demo.next", lang, forest=forest, on=ON.isoformat()))


def _check(folder: Path) -> None:
    """Refuse a folder that holds anything but an older demonstration."""
    from kust.harvest.made_up.synthetic import TRUTH_FILE

    if folder.suffix.lower() in _SUFFIXES:
        raise UsageError("harvest_demo_file", path=folder)
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not (folder.is_dir() and (folder / _FOREST / TRUTH_FILE).is_file()):
        raise UsageError("harvest_demo_folder", path=folder)


def _tell(season: Season, folder: Path) -> dict[str, Any]:
    """Bring what the steps answered into one document, each as its own command does."""
    from kust.harvest.forecasts import forecasted
    from kust.harvest.purchase import procured_as_json
    from kust.harvest.stocks import stocked

    return {
        "made_up": True,
        "forest": str(folder / _FOREST),
        "files": [str(folder / name) for name in _FILES],
        "stock": stocked.as_json(season.stock) if season.stock else None,
        "forecast": forecasted.as_json(season.forecast),
        "procure": procured_as_json.as_json(season.procurement) if season.procurement else None,
    }


def present(season: Season, console: Console, lang: str) -> None:
    """Print the summary: crops with their intervals and what such forecasts were worth, then the main points."""
    from kust.cli.terminal import new_table
    from kust.documents.harvest.report import list_glances

    tell = Teller(lang)
    console.print(
        tell.t("demo.title", year=season.year, on=write_day(season.on, lang)), style="bold", markup=False
    )
    console.print(tell.t("notice.made_up"), markup=False)
    columns = ("species", "kg_ha", "between", "usual", "skill_usual", "cover", "stock_t", "opens_from")
    table = new_table(*(tell.t(f"column.{column}") for column in columns))
    for place in range(1, 7):
        table.columns[place].justify = "right"
    for row in _list_species(season, tell):
        table.add_row(*(escape(cell) for cell in row))
    console.print(table)
    for words in list_glances(season, tell):
        console.print(f"• {words}", markup=False)


def _list_species(season: Season, tell: Teller) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for one in season.forecast.species:
        score = one.backtest.score("hierarchical") if one.backtest else None
        skill = one.backtest.skill_climatology if one.backtest else None
        tonnes = sum(
            row.stock_kg.value / 1000
            for row in (season.stock.rows if season.stock else ())
            if row.species_id == one.species_id and row.stock_kg.value is not None
        )
        opens = min((opening.when.day for opening in one.calendar.openings), default=None)
        rows.append(
            (
                one.name,
                tell.figure(one.kg_ha["p50"]),
                tell.span(one.low_kg_ha, one.high_kg_ha),
                tell.figure(one.usual_kg_ha),
                percent(skill, tell.lang).replace("-", "−"),
                percent(score.cover, tell.lang, 0) if score else DASH,
                tell.figure(tonnes or None),
                tell.day(opens) if opens else DASH,
            )
        )
    return rows
