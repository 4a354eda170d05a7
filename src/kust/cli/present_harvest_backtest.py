"""Trials of a forecast on past years, on a terminal: what they come to, then the scores beside simple forecasts."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kust.cli.present_harvest_tables import print_table
from kust.cli.terminal import new_table
from kust.documents.figures import write_day
from kust.harvest.forecasts.backtested import WAYS, Backtest, Backtests, Interval, Miss, Score
from kust.harvest.forecasts.judged import refuse
from kust.i18n import number, percent, plain_number, say

_COLUMNS = (
    "species", "way", "method", "years", "crps", "plot_crps", "promised", "cover", "plot_cover",
    "skill_climatology", "skill_last_year",
)  # fmt: skip


Tried = tuple[str, Sequence[Backtest]]


def present(backtests: Backtests, console: Console, lang: str, *, verbose: bool = False) -> None:
    """Print which species a forecast from weather can be trusted for, and how near it came; scores on asking."""
    if not backtests.species:
        console.print(_say("no_species", lang))
        return
    title = _say("backtest_title", lang, on=write_day(backtests.on, lang))
    console.print(title, style="bold", markup=False)
    tried = [(name, ways) for _, name, ways in backtests.species if ways]
    _print_verdicts(tried, console, lang)
    untried = ", ".join(name for _, name, ways in backtests.species if not ways)
    if untried:
        console.print(_say("no_backtest", lang, species=untried), markup=False)
    if tried:
        print_nearer(tried, console, lang, verdict=True)
    for _, name, ways in backtests.species:
        misses = next((way.overconfident for way in ways if way.overconfident), ())
        if misses:
            console.print(f"{name}: {say_misses(misses, lang)}", markup=False, style="yellow")
    if tried and verbose:
        console.print(f"\n{_say('backtest_meant', lang)}\n", markup=False)
        console.print(table_of(tried, lang))
    elif tried:
        console.print(_say("backtest_more", lang), markup=False)


def _say(code: str, lang: str, **values: object) -> str:
    return say(f"harvest_forecast.{code}", lang, **values)


def _judge(ways: Sequence[Backtest]) -> str | None:
    """Say why a model is not taken, None where it is."""
    found = {one.way: one for one in ways}
    return refuse(True, *(found.get(way) for way in WAYS))


def _print_verdicts(tried: Sequence[Tried], console: Console, lang: str) -> None:
    """Say of which species the forecast from weather was nearer than the simple ones, and of which not."""
    taken = [name for name, ways in tried if _judge(ways) is None]
    left = [name for name, ways in tried if _judge(ways) is not None]
    for code, names in (("taken", taken), ("left", left)):
        if names:
            console.print(_say(f"verdict.{code}", lang, species=", ".join(names)), markup=False)


def print_nearer(tried: Sequence[Tried], console: Console, lang: str, *, verdict: bool = False) -> None:
    """Print how near forecasts from weather came on past years: error, held against simple ones, years inside."""
    rows = []
    for name, ways in tried:
        way = next((one for one in ways if one.way == WAYS[0]), ways[0])
        skills = [write_skill(one, lang) for one in (way.skill_climatology, way.skill_last_year)]
        taken = [_say("taken" if _judge(ways) is None else "left", lang)] if verdict else []
        rows.append([name, *_word_score(way.score("hierarchical"), lang), *skills, *taken])
    names = ("species", "crps", "hits", "promised", "skill_climatology", "skill_last_year", "verdict")
    titles = [_say(f"column.{one}", lang) for one in names if verdict or one != "verdict"]
    print_table(titles, rows, console, words=(0, 6))
    console.print(_say("nearer_meant", lang), markup=False)


def _word_score(score: Score | None, lang: str) -> list[str]:
    if score is None:
        return ["–", "–", "–"]
    hits = _say("hits", lang, hits=round(score.cover * score.years), years=score.years)
    return [number(score.crps, lang, 2), hits, percent(score.level, lang, 0)]


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
