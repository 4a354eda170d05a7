"""The forecast of a season on a terminal: the answer by species, and a line of reason each; the rest on asking."""

from collections.abc import Iterator
from math import exp, log

from rich.console import Console

from kust.cli.present_harvest_backtest import print_nearer, say_misses
from kust.cli.present_harvest_forecast_details import present_details, write_kg, write_range
from kust.cli.present_harvest_tables import print_table
from kust.documents.figures import write_day, write_short_day
from kust.harvest.forecasts.balls import FEWEST_YEARS
from kust.harvest.forecasts.forecasted import Forecast, SpeciesForecast, Term
from kust.i18n import number, percent, say

# From these ratios to the usual on a crop is told as larger or smaller, and from this factor on what makes it so.
_MORE, _LESS = 1.25, 0.8
_FACTOR, _MOST_TERMS = 1.05, 2


def present(forecast: Forecast, console: Console, lang: str, *, verbose: bool = False) -> None:
    """Print what grows: expected, from and to, against the usual, by what; then why."""
    if not forecast.species:
        console.print(_say("no_species", lang))
        return
    title = _say("title", lang, year=forecast.year, on=write_day(forecast.on, lang))
    console.print(title, style="bold", markup=False)
    known = [one for one in forecast.species if one.kg_ha["p50"] is not None]
    if known:
        _print_answer(known, console, lang)
    else:
        console.print(_say("none", lang), markup=False)
    names: dict[str, list[str]] = {}
    for one in forecast.species:
        names.setdefault(_word_reason(one, lang), []).append(one.name)
    for words, own in names.items():
        console.print(f"• {', '.join(own)} – {words}", markup=False)
    if any(one.low_kg_ha is not None for one in known):
        console.print(f"\n{_say('answer.meant', lang, levels=_word_levels(known, lang))}", markup=False)
    if verbose:
        present_details(forecast, console, lang)
        return
    tried = [(one.name, [one.backtest]) for one in forecast.species if one.backtest]
    if tried:
        console.print(f"\n{_say('tried', lang)}", style="bold", markup=False)
        print_nearer(tried, console, lang)
    if known:
        console.print(_say("answer.more", lang), markup=False)


def _say(code: str, lang: str, **values: object) -> str:
    return say(f"harvest_forecast.{code}", lang, **values)


def _print_answer(known: list[SpeciesForecast], console: Console, lang: str) -> None:
    rows = []
    for one in known:
        middle, usual = one.kg_ha["p50"], one.usual_kg_ha
        against = percent(middle / usual, lang, 0) if middle is not None and usual else "–"
        opens = min((opening.when.day for opening in one.calendar.openings), default=None)
        rows.append(
            [
                one.name,
                write_kg(middle, lang),
                write_range(one.low_kg_ha, one.high_kg_ha, lang),
                against,
                _say(f"short.{one.method}", lang),
                "–" if opens is None else write_short_day(opens, lang),
            ]
        )
    titles = [
        _say(f"column.{name}", lang) for name in ("species", "median", "interval", "against", "by", "opens")
    ]
    print_table(titles, rows, console, words=(0, 4))


def _word_levels(known: list[SpeciesForecast], lang: str) -> str:
    """Write in how many seasons the crop lies between the ends, the least first where it differs."""
    levels = sorted({one.level for one in known if one.low_kg_ha is not None})
    ends = [percent(level, lang, 0) for level in (levels[0], levels[-1])]
    return ends[0] if ends[0] == ends[1] else _say("answer.levels", lang, low=ends[0], high=ends[1])


def _word_reason(one: SpeciesForecast, lang: str) -> str:
    """Say in a line what is to be expected and why."""
    if one.reason:
        words = _say(f"why.{one.reason}", lang, years=len(one.years), needed=FEWEST_YEARS)
    else:
        causes = "; ".join(_word_terms(one.terms, lang)) or _say("cause.none", lang)
        skill = one.backtest.skill_climatology if one.backtest else None
        trial = _say("why.trial", lang, skill=percent(skill, lang, 0)) if skill is not None else ""
        words = f"{_say(f'expect.{_expect(one)}', lang)}: {causes}. {trial}".strip()
    if one.overconfident and one.method == "hierarchical":
        words += f" {say_misses(one.overconfident, lang)}"
    return words


def _expect(one: SpeciesForecast) -> str:
    middle, usual = one.kg_ha["p50"], one.usual_kg_ha
    if middle is None or not usual:
        return "unknown"
    sure = one.low_kg_ha is not None and one.high_kg_ha is not None
    if sure and (one.high_kg_ha or 0.0) < usual:
        return "surely_less"
    if sure and (one.low_kg_ha or 0.0) > usual:
        return "surely_more"
    return "less" if middle / usual <= _LESS else "more" if middle / usual >= _MORE else "usual"


def _word_terms(terms: tuple[Term, ...], lang: str) -> Iterator[str]:
    """Name what moves the crop most this season, the most first."""
    ordered = sorted(terms, key=lambda term: -abs(term.effect * term.season))
    for term in ordered[:_MOST_TERMS]:
        if abs(term.effect * term.season) >= log(_FACTOR):
            yield _say(
                "cause.low" if term.season < 0 else "cause.high",
                lang,
                term=_say(f"term.{term.name}", lang),
                factor=number(exp(term.effect * term.season), lang, 2),
            )
