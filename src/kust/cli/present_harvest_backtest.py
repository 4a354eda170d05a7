"""Trials of a forecast on past years, on a terminal: a table with the simple forecasts beside the model."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kust.cli.terminal import new_table
from kust.documents.figures import write_day
from kust.harvest.forecasts.backtested import Backtest, Backtests, Interval, Miss, Score
from kust.i18n import number, percent, plain_number, say

_COLUMNS = (
    "species", "way", "method", "years", "crps", "plot_crps", "promised", "cover", "plot_cover",
    "skill_climatology", "skill_last_year",
)  # fmt: skip


def present(backtests: Backtests, console: Console, lang: str) -> None:
    """Print both ways of trying, a block a species."""
    if not backtests.species:
        console.print(say("harvest_forecast.no_species", lang))
        return
    title = say("harvest_forecast.backtest_title", lang, on=write_day(backtests.on, lang))
    console.print(f"{title}\n{say('harvest_forecast.backtest_meant', lang)}\n", markup=False)
    tried = [(name, ways) for _, name, ways in backtests.species if ways]
    if tried:
        console.print(table_of(tried, lang))
    untried = ", ".join(name for _, name, ways in backtests.species if not ways)
    if untried:
        console.print(say("harvest_forecast.no_backtest", lang, species=untried), markup=False)
    for _, name, ways in backtests.species:
        misses = next((way.overconfident for way in ways if way.overconfident), ())
        if misses:
            console.print(f"{name}: {say_misses(misses, lang)}", markup=False, style="yellow")


def table_of(tried: Sequence[tuple[str, Iterable[Backtest]]], lang: str, *, with_way: bool = True) -> Table:
    """Lay trials out: the model and both simple forecasts below each other."""
    names = [column for column in _COLUMNS if with_way or column != "way"]
    table = new_table(*(say(f"harvest_forecast.column.{column}", lang) for column in names))
    for name, column in zip(names, table.columns, strict=True):
        column.justify = "left" if name in ("species", "way", "method") else "right"
        column.no_wrap = name in ("method", "cover")
    for name, ways in tried:
        head = name
        for way in ways:
            for score in way.scores:
                own = score.method == "hierarchical"
                way_name = [say(f"harvest_forecast.way.{way.way}", lang) if own else ""] if with_way else []
                skills = [
                    _paint(way.skill_climatology, way.skill_climatology_interval, lang),
                    _paint(way.skill_last_year, way.skill_last_year_interval, lang),
                ]
                table.add_row(escape(head), *way_name, *_row(score, lang), *(skills if own else ["", ""]))
                head = ""
        table.add_section()
    return table


def _row(score: Score, lang: str) -> list[str]:
    interval = score.cover_interval or (0.0, 1.0)
    cover = say(
        "harvest_forecast.cover",
        lang,
        cover=percent(score.cover, lang, 0),
        low=number(100 * interval[0], lang, 0),
        high=number(100 * interval[1], lang, 0),
    )
    return [
        say(f"harvest_forecast.method.{score.method}", lang),
        str(score.years),
        number(score.crps, lang, 2),
        number(score.plot_crps, lang, 2),
        percent(score.level, lang, 0),
        cover,
        percent(score.plot_cover, lang, 0),
    ]


def write_skill(skill: float | None, lang: str, interval: Interval | None = None) -> str:
    """Write a skill with its sign, and the ends of its interval in per cent."""
    if skill is None:
        return "–"
    text = _sign(percent(abs(skill), lang, 0), skill)
    if interval is None:
        return text
    low, high = (_sign(number(abs(100 * end), lang, 0), end) for end in interval)
    return say("harvest_forecast.skill", lang, skill=text, low=low, high=high)


def _sign(text: str, value: float) -> str:
    """Put a sign before a figure; one that is rounded to nothing has none."""
    return text if text.startswith("0") else f"{'+' if value > 0 else '−'}{text}"


def _paint(skill: float | None, interval: Interval | None, lang: str) -> str:
    text = write_skill(skill, lang, interval)
    if skill is None or interval is None:
        return text
    return f"[green]{text}[/]" if interval[0] > 0 else f"[red]{text}[/]" if skill <= 0 else text


def say_misses(misses: Sequence[Miss], lang: str) -> str:
    """Say that the intervals are narrower than what published forecasts missed by."""
    came = [
        say("harvest_forecast.one_miss", lang, came=plain_number(miss.came_kg_ha, lang), year=miss.year)
        for miss in misses
    ]
    expected = plain_number(misses[0].forecast_kg_ha, lang)
    return say("harvest_forecast.overconfident", lang, forecast=expected, came=", ".join(came))
