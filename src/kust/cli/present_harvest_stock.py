"""Stocks on a terminal: figures with their intervals, balls, caps, plots that rest, and what it all stands on."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor, log10

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kust.cli.terminal import line_of, new_table
from kust.documents.figures import write_day
from kust.harvest.stocks.ranges import Range
from kust.harvest.stocks.stocked import Stock, StockRow
from kust.i18n import NO_BREAK_SPACE, number, say

_ANY = 10_000  # letters; a screen that any table fits on
_SHOWN = 40
_KG = {"kg": 1.0, "t": 1e3, "kt": 1e6}


def choose_unit(kilograms: Iterable[float | None]) -> str:
    """Choose the unit in which masses are read with ease: kg below 10 t, t below 10 thousand t, else thousand t.

    >>> choose_unit([552.0]), choose_unit([None, 46924.8]), choose_unit([2622e6])
    ('kg', 't', 'kt')
    """
    largest = max((one for one in kilograms if one is not None), default=0.0)
    return "kg" if largest < 1e4 else "t" if largest < 1e7 else "kt"


def tell_mass(kilograms: float | None, unit: str, lang: str) -> str:
    """Write a mass in a unit.

    >>> tell_mass(208e6, "kt", "en"), tell_mass(208e6, "t", "en")
    ('208.0', '208,000')
    """
    if kilograms is None:
        return "–"
    value = kilograms / _KG[unit]
    if abs(value) >= 1000 or value == 0:
        return number(value, lang, 0)
    return number(value, lang, 1 if abs(value) >= 1 else min(6, 1 - floor(log10(abs(value)))))


def tell_range(figure: Range, unit: str, lang: str, between: str = " ") -> str:
    """Write a figure with its bounds: mean (low – high), the bounds alone where there is no mean."""
    if not figure.is_known:
        return "–"
    bounds = f"{tell_mass(figure.low, unit, lang)} – {tell_mass(figure.high, unit, lang)}"
    if figure.value is None:
        return bounds
    return f"{tell_mass(figure.value, unit, lang)}{between}({bounds})"


def present(stock: Stock, console: Console, lang: str) -> None:
    """Print stocks by species and unit, and all that belongs to them."""
    if not stock.rows:
        console.print(_say("nothing", lang))
    else:
        unit = choose_unit(row.stock_kg.high for row in stock.rows)
        console.print(
            _say("title", lang, on=write_day(stock.on, lang), unit=_say(f"unit.{unit}", lang)), style="bold"
        )
        console.print(_say("legend", lang))
        _print_rows(stock, unit, console, lang)
        _print_unsurveyed(stock, console, lang)
        _print_balls(stock, console, lang)
    _print_caps(stock, console, lang)
    _print_rests(stock, console, lang)
    _print_assumptions(stock, console, lang)
    _print_findings(stock, console, lang)


def _say(code: str, lang: str, **values: object) -> str:
    return say(f"harvest_stock.{code}", lang, **values)


def _unit(row: StockRow, lang: str) -> str:
    return escape(row.unit) if row.unit is not None else _say("no_unit", lang)


@dataclass(frozen=True)
class _Sheet:
    """How stocks are told: which figures, in which unit, with which marks."""

    stock: Stock
    figures: tuple[str, ...]
    marks: tuple[str, ...]
    unit: str
    console: Console
    lang: str

    def names(self, row: StockRow) -> list[str]:
        """Return the species, its own unit where stocks are not by species, the base of its area, its plots."""
        own = [] if self.stock.by == "species" else [_unit(row, self.lang)]
        base = _say(f"base.{row.area_base}", self.lang)
        plots = f"{self.heading('plots').lower()}: {_plots(row, self.lang)}"
        return [escape(self.stock.names[row.species_id]), *own, base, plots]

    def figure(self, row: StockRow, name: str) -> str:
        figure: Range = getattr(row, name if name == "kg_ha" else f"{name}_kg")
        return tell_range(figure, "kg" if name == "kg_ha" else self.unit, self.lang, between="\n")

    def told_marks(self, row: StockRow) -> str:
        return ", ".join(str(self.marks.index(flag) + 1) for flag in row.flags)

    def heading(self, name: str) -> str:
        return _say(f"column.{name}", self.lang)


def _print_rows(stock: Stock, unit: str, console: Console, lang: str) -> None:
    marks = tuple(sorted({flag for row in stock.rows for flag in row.flags}))
    figures = ["kg_ha", "stock", "harvest", "accessible"]
    figures += ["dry"] if any(row.dry_kg.is_known for row in stock.rows) else []
    if stock.by == "species" and any(row.convention_kg.is_known for row in stock.rows):
        figures.append("convention")
    sheet = _Sheet(stock, tuple(figures), marks, unit, console, lang)
    table = _make_table(sheet, stock.rows[:_SHOWN])
    if console.measure(table, options=console.options.update(max_width=_ANY)).maximum <= console.width:
        console.print(table)
    else:
        for row in stock.rows[:_SHOWN]:
            _print_one(sheet, row)
    _say_more(len(stock.rows), console, lang)
    for place, flag in enumerate(marks, 1):
        console.print(f"{place} – {_say(f'flag.{flag}', lang)}", markup=False)


def _make_table(sheet: _Sheet, rows: Iterable[StockRow]) -> Table:
    """Make the table for a screen that is wide enough: a figure is never broken."""
    marks = ["marks"] if sheet.marks else []
    table = new_table(*(sheet.heading(name) for name in ("species", *sheet.figures, *marks)))
    for column in table.columns:
        column.no_wrap = True
    for row in rows:
        figures = [sheet.figure(row, name) for name in sheet.figures]
        table.add_row("\n".join(sheet.names(row)), *figures, *([sheet.told_marks(row)] if marks else []))
    return table


def _print_one(sheet: _Sheet, row: StockRow) -> None:
    """Print one stock line after line, for a narrow screen."""
    species, *rest = (name.replace("\n", ", ") for name in sheet.names(row))
    marks = escape(f" [{sheet.told_marks(row)}]") if row.flags else ""
    sheet.console.print(f"{species}: {', '.join(rest)}{marks}", style="bold")
    for name in sheet.figures:
        told = f"  {sheet.heading(name)}: {sheet.figure(row, name)}"
        sheet.console.print(told.replace("\n", " "), markup=False)


def _plots(row: StockRow, lang: str) -> str:
    without = sum(row.without.values())
    plots = _say("with_without", lang, plots=row.plots, without=without) if without else str(row.plots)
    return (
        plots
        if row.area_ha is None
        else f"{plots}\n{number(row.area_ha, lang)}{NO_BREAK_SPACE}{_say('ha', lang)}"
    )


def _say_more(count: int, console: Console, lang: str) -> None:
    if count > _SHOWN:
        console.print(_say("more", lang, count=count - _SHOWN))


def _print_unsurveyed(stock: Stock, console: Console, lang: str) -> None:
    reasons: dict[str, int] = {}
    for row in stock.rows if stock.by != "cell" else ():
        for reason, count in row.without.items():
            reasons[reason] = reasons.get(reason, 0) + count
    if reasons:
        told = "; ".join(
            f"{_say(f'without.{one}', lang)} – {count}" for one, count in sorted(reasons.items())
        )
        console.print(f"{_say('without', lang)}: {told}", markup=False)
    missing = [f"{stock.names[name]} – {count}" for name, count in stock.unsurveyed.items() if count]
    if missing:
        console.print(_say("unsurveyed", lang, list="; ".join(missing)), markup=False)


def _print_balls(stock: Stock, console: Console, lang: str) -> None:
    rows = [row for row in stock.rows if row.balls]
    if not rows:
        return
    console.print(f"\n{_say('balls', lang)}", style="bold")
    units = () if stock.by == "species" else (stock.by,)
    columns = ("species", *units, "area_base", "counts", "median", "quartiles")
    table = new_table(*(_say(f"column.{c}", lang) for c in columns))
    for row in rows[:_SHOWN]:
        if row.balls is None:
            continue
        cells = [escape(stock.names[row.species_id]), *([_unit(row, lang)] if units else [])]
        quartiles = f"{row.balls.lower_quartile} – {row.balls.upper_quartile}"
        counts = " · ".join(map(str, row.balls.counts))
        table.add_row(*cells, _say(f"base.{row.area_base}", lang), counts, str(row.balls.median), quartiles)
    console.print(table)
    _say_more(len(rows), console, lang)


def _print_caps(stock: Stock, console: Console, lang: str) -> None:
    if not stock.caps:
        if stock.rows:
            console.print(f"\n{_say('no_caps', lang)}")
        return
    unit = choose_unit(x for cap in stock.caps for x in (cap.accessible_kg.high, cap.admissible_kg))
    title = _say("caps", lang, year=stock.caps[0].year, unit=_say(f"unit.{unit}", lang))
    console.print(f"\n{title}", style="bold")
    columns = ("forestry", "species", "area_base", "accessible", "admissible", "permitted", "enough")
    table = new_table(*(_say(f"column.{c}", lang) for c in columns))
    for cap in stock.caps[:_SHOWN]:
        bases = cap.area_bases
        base = _say(f"base.{'mixed' if len(bases) > 1 else bases[0]}", lang) if bases else "–"
        table.add_row(
            escape(cap.forestry),
            escape(stock.names[cap.species_id]),
            base,
            tell_range(cap.accessible_kg, unit, lang),
            tell_mass(cap.admissible_kg, unit, lang),
            tell_range(cap.permitted_kg, unit, lang),
            _say(f"cap.{cap.status}", lang),
        )
    console.print(table)
    _say_more(len(stock.caps), console, lang)


def _print_rests(stock: Stock, console: Console, lang: str) -> None:
    if not stock.rests:
        return
    unit = choose_unit(rest.stock_kg.high for rest in stock.rests)
    console.print(f"\n{_say('rests', lang, year=stock.on.year)}", style="bold")
    columns = ("plot", "species", "status", "last_harvest", "rests_until")
    stood = f"{_say('column.stock', lang)}, {_say(f'unit.{unit}', lang)}"
    table = new_table(*(_say(f"column.{c}", lang) for c in columns), stood)
    for rest in stock.rests[:_SHOWN]:
        table.add_row(
            escape(rest.plot_id),
            escape(stock.names[rest.species_id]),
            escape(_say(f"rest.{rest.why or rest.status}", lang)),
            str(rest.last_harvest or "–"),
            str(rest.rests_until or "–"),
            tell_range(rest.stock_kg, unit, lang),
        )
    console.print(table)
    _say_more(len(stock.rests), console, lang)


def _print_assumptions(stock: Stock, console: Console, lang: str) -> None:
    if not stock.assumptions:
        return
    console.print(f"\n{_say('assumptions', lang)}", style="bold")
    for one in stock.assumptions:
        values = {
            key: number(v, lang, 0 if v == int(v) else 2) if isinstance(v, float) else v
            for key, v in one.values.items()
        }
        text = _say(f"assumption.{one.code}", lang, **values)
        console.print(f"– {text} [{_say(f'evidence.{one.evidence}', lang)}: {one.source}]", markup=False)


def _print_findings(stock: Stock, console: Console, lang: str) -> None:
    if not stock.findings:
        return
    console.print(f"\n{_say('findings', lang)}", style="bold")
    for finding in stock.findings[:_SHOWN]:
        console.print(line_of(finding, lang), markup=False)
    _say_more(len(stock.findings), console, lang)
