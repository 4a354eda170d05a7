"""What limits a harvest, on a terminal: balls, admissible volumes, plots that rest; lines of 80 letters."""

from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kust.cli.mass_words import choose_unit, tell_mass, tell_range
from kust.cli.terminal import new_table
from kust.harvest.stocks.stocked import Cap, Rest, Stock
from kust.i18n import say
from kust.settings import SETTINGS_FILE

_SHOWN = 40
_CAP_WIDTHS = {"species": 16, "accessible": 15, "admissible": 10, "permitted": 15, "enough": 10}
_REST_WIDTHS = {"plot": 11, "species": 18, "status": 24, "stock": 16}
_BALL_WIDTHS = {"species": 30, "counts": 21, "median": 7, "quartiles": 9}


def _say(code: str, lang: str, **values: object) -> str:
    return say(f"harvest_stock.{code}", lang, **values)


def _make_table(widths: dict[str, int], lang: str) -> Table:
    """Make a table of columns that keep their widths, so that tables below one another stand in line."""
    table = new_table(*(_say(f"column.{name}", lang) for name in widths))
    for column, width in zip(table.columns, widths.values(), strict=True):
        column.width = width
    return table


def _say_more(count: int, console: Console, lang: str) -> None:
    if count > _SHOWN:
        console.print(_say("more", lang, count=count - _SHOWN))


def print_balls(stock: Stock, console: Console, lang: str) -> None:
    """Print how many surveys gave which ball."""
    rows = [row for row in stock.rows if row.balls]
    if not rows:
        return
    console.print(f"\n{_say('balls', lang)}", style="bold")
    table = _make_table(_BALL_WIDTHS, lang)
    for row in rows[:_SHOWN]:
        if row.balls is None:
            continue
        unit = [escape(row.unit) if row.unit is not None else _say("no_unit", lang)]
        whose = [escape(stock.names[row.species_id]), *(unit if stock.by != "species" else ())]
        whose.append(_say(f"base.{row.area_base}", lang))
        quartiles = f"{row.balls.lower_quartile} – {row.balls.upper_quartile}"
        table.add_row(
            "\n".join(whose), " · ".join(map(str, row.balls.counts)), str(row.balls.median), quartiles
        )
    console.print(table)
    _say_more(len(rows), console, lang)


def print_caps(stock: Stock, console: Console, lang: str) -> None:
    """Print the harvest within reach beside the admissible volumes, forestry by forestry."""
    if not stock.caps:
        if stock.rows:
            console.print(f"\n{_say('no_caps', lang)}")
        return
    unit = choose_unit(x for cap in stock.caps for x in (cap.accessible_kg.high, cap.admissible_kg))
    title = _say("caps", lang, year=stock.caps[0].year, unit=_say(f"unit.{unit}", lang))
    console.print(f"\n{title}", style="bold")
    for place, (forestry, caps) in enumerate(groupby(stock.caps[:_SHOWN], lambda cap: cap.forestry)):
        table = _make_table(_CAP_WIDTHS, lang)
        table.show_header = not place
        table.title, table.title_justify, table.title_style = escape(forestry), "left", "bold"
        for cap in caps:
            table.add_row(*_tell_cap(stock, cap, unit, lang))
        console.print(table)
    _say_more(len(stock.caps), console, lang)


def _tell_cap(stock: Stock, cap: Cap, unit: str, lang: str) -> tuple[str, ...]:
    bases = cap.area_bases
    base = "\n" + _say(f"base.{'mixed' if len(bases) > 1 else bases[0]}", lang) if bases else ""
    return (
        escape(stock.names[cap.species_id]) + base,
        tell_range(cap.accessible_kg, unit, lang, between="\n"),
        tell_mass(cap.admissible_kg, unit, lang),
        tell_range(cap.permitted_kg, unit, lang, between="\n"),
        _say(f"cap.{cap.status}", lang),
    )


def print_rests(stock: Stock, console: Console, lang: str) -> None:
    """Print which plots may be harvested and which rest; where the years are not told, where to write them."""
    if not stock.rests:
        return
    unit = choose_unit(rest.stock_kg.high for rest in stock.rests)
    title = _say("rests", lang, year=stock.on.year, unit=_say(f"unit.{unit}", lang))
    console.print(f"\n{title}", style="bold")
    table = _make_table(_REST_WIDTHS, lang)
    for rest in stock.rests[:_SHOWN]:
        table.add_row(
            escape(rest.plot_id),
            escape(stock.names[rest.species_id]),
            _tell_rest(rest, lang),
            tell_range(rest.stock_kg, unit, lang, between="\n"),
        )
    console.print(table)
    _say_more(len(stock.rests), console, lang)
    untold = next((rest for rest in stock.rests if rest.why == "no_years"), None)
    if untold:
        console.print(_tell_where(stock, untold, lang), markup=False)


def _tell_rest(rest: Rest, lang: str) -> str:
    told = _say(f"rest.{rest.why or rest.status}", lang, until=rest.rests_until)
    return told if rest.last_harvest is None else f"{told} {_say('rest.last', lang, year=rest.last_harvest)}"


def _tell_where(stock: Stock, rest: Rest, lang: str) -> str:
    """Say where the years of harvest are written, with the lines for a plot."""
    place = Path(stock.path)
    file = (place if place.is_dir() else place.parent) / SETTINGS_FILE
    return _say(
        "rests.where",
        lang,
        file=file,
        plot=_quote(rest.plot_id),
        species=_quote(rest.species_id),
        year=stock.on.year - 1,
    )


def _quote(key: str) -> str:
    """Write a key of TOML: bare where it may stand so."""
    bare = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if bare else f'"{key}"'
