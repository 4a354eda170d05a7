"""All that a forecast says on a terminal: tonnes, years, reasons with figures, days by forestry, trials."""

from collections.abc import Iterator
from math import exp

from rich.console import Console
from rich.markup import escape

from kust.cli.present_harvest_backtest import say_misses, table_of, write_skill
from kust.cli.terminal import new_table
from kust.documents.figures import write_short_day
from kust.harvest.forecasts.backtested import Backtest
from kust.harvest.forecasts.balls import FEWEST_BALLS, FEWEST_YEARS
from kust.harvest.forecasts.forecasted import Forecast, SpeciesForecast
from kust.harvest.forecasts.openings import DayRange
from kust.i18n import number, percent, say

_EXACT_BELOW = 100
_SEEN = 0.05


def present_details(forecast: Forecast, console: Console, lang: str) -> None:
    """Print all of it: crops, what to know of them, days, trials on past years."""
    console.print(f"\n{_say('meant', lang)}\n", markup=False)
    _print_crops(forecast, console, lang)
    _print_notes(forecast, console, lang)
    _print_terms(forecast, console, lang)
    _print_calendar(forecast, console, lang)
    tried = [(one.name, [one.backtest]) for one in forecast.species if one.backtest]
    if tried:
        console.print(f"\n[bold]{_say('backtest', lang)}[/]\n{_say('backtest_meant', lang)}")
        console.print(table_of(tried, lang, with_way=False))


def _say(code: str, lang: str, **values: object) -> str:
    return say(f"harvest_forecast.{code}", lang, **values)


def _print_crops(forecast: Forecast, console: Console, lang: str) -> None:
    columns = ("species", "median", "interval", "promised", "usual", "total", "method", "years")
    table = new_table(*(_say(f"column.{column}", lang) for column in columns))
    for place in (1, 2, 3, 4, 5, 7):
        table.columns[place].justify = "right"
    for one in forecast.species:
        table.add_row(
            escape(one.name),
            write_kg(one.kg_ha["p50"], lang),
            write_range(one.low_kg_ha, one.high_kg_ha, lang),
            percent(one.level, lang, 0) if one.low_kg_ha is not None else "–",
            write_kg(one.usual_kg_ha, lang),
            write_range(one.low_t, one.high_t, lang),
            _say(f"method.{one.method}", lang),
            str(len(one.years)),
        )
    console.print(table)


def write_kg(value: float | None, lang: str) -> str:
    if value is None:
        return "–"
    return number(value, lang, 1 if abs(value) < _EXACT_BELOW else 0)


def write_range(low: float | None, high: float | None, lang: str) -> str:
    return "–" if low is None or high is None else f"{write_kg(low, lang)} – {write_kg(high, lang)}"


def _print_notes(forecast: Forecast, console: Console, lang: str) -> None:
    names: dict[str, list[str]] = {}
    for one in forecast.species:
        for note in _notes_of(one, lang):
            names.setdefault(note, []).append(one.name)
    notes = [f"{', '.join(own)}: {note}" for note, own in names.items()]
    if notes:
        console.print(f"[bold]{_say('notes', lang)}[/]")
        for note in notes:
            console.print(note, markup=False)


def _notes_of(one: SpeciesForecast, lang: str) -> list[str]:
    notes = []
    if one.reason:
        tried = one.backtest
        notes.append(
            _say(
                f"reason.{one.reason}",
                lang,
                years=len(one.years),
                needed=FEWEST_YEARS,
                climatology=_skill_of(tried, "climatology", lang),
                last_year=_skill_of(tried, "last_year", lang),
            )
        )
    if one.balls and (one.balls_used or one.balls_reason) and one.method != "none":
        code = "used" if one.balls_used else one.balls_reason
        needed = FEWEST_BALLS if code == "few_balls" else FEWEST_YEARS
        notes.append(_say(f"balls.{code}", lang, count=one.balls, needed=needed) + ".")
    if one.plots_without_area and one.method != "none":
        notes.append(_say("without_area", lang, count=one.plots_without_area))
    if one.overconfident and one.method == "hierarchical":
        notes.append(say_misses(one.overconfident, lang))
    return notes


def _skill_of(tried: Backtest | None, reference: str, lang: str) -> str:
    """Write a skill with its interval."""
    skill, interval = (getattr(tried, f"skill_{reference}{end}", None) for end in ("", "_interval"))
    return write_skill(skill, lang, interval)


def _print_terms(forecast: Forecast, console: Console, lang: str) -> None:
    """Print how the season differs, of the species that a model tells of."""
    if not any(one.terms for one in forecast.species):
        return
    console.print(f"\n[bold]{_say('terms', lang)}[/]")
    table = new_table(*(_say(f"column.{column}", lang) for column in ("species", "term", "season", "factor")))
    for place in (2, 3):
        table.columns[place].justify = "right"
    for one in forecast.species:
        head = one.name
        for term in one.terms:
            season = number(round(term.season, 1) + 0.0, lang, 1).replace("-", "−")
            if term.season_sd > _SEEN:
                season = _say("open", lang, season=season, sd=number(term.season_sd, lang, 1))
            factor = f"× {number(exp(term.effect * term.season), lang, 2)}"
            table.add_row(escape(head), _say(f"term.{term.name}", lang), season, factor)
            head = ""
        if one.terms:
            table.add_section()
    console.print(table)


def _print_calendar(forecast: Forecast, console: Console, lang: str) -> None:
    columns = ("species", "stage", "day", "between", "basis", "rmse")
    table = new_table(*(_say(f"column.{column}", lang) for column in columns))
    for one in forecast.species:
        head = one.name
        for row in _days_of(one, lang):
            table.add_row(escape(head), *row)
            head = ""
        if not head:
            table.add_section()
    if table.row_count:
        console.print(f"\n[bold]{_say('calendar', lang)}[/]")
        console.print(table)


def _days_of(one: SpeciesForecast, lang: str) -> Iterator[tuple[str, ...]]:
    for stage in ("flowering", "ripening"):
        when: DayRange | None = getattr(one.calendar, stage)
        if when:
            yield _say(f"column.{stage}", lang), write_short_day(when.day, lang), _between(when, lang), "", ""
    for opening in one.calendar.openings:
        errors = [number(error, lang, 1) for error in (opening.rmse_days, opening.mean_day_rmse_days)]
        yield (
            escape(_say("opening", lang, forestry=opening.forestry)),
            write_short_day(opening.when.day, lang),
            _between(opening.when, lang),
            _say(f"basis.{opening.basis}", lang),
            _say("rmse", lang, rmse=errors[0], mean=errors[1]) if opening.rmse_days is not None else "",
        )


def _between(when: DayRange, lang: str) -> str:
    if when.low is None or when.high is None or when.low == when.high:
        return ""
    return f"{write_short_day(when.low, lang)} – {write_short_day(when.high, lang)}"
