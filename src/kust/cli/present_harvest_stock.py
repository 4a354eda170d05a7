"""Stocks on a terminal: figures with their intervals, balls, caps, plots that rest, and what it all stands on."""

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kust.cli.mass_words import choose_unit, tell_range
from kust.cli.present_harvest_limits import print_balls, print_caps, print_rests
from kust.cli.terminal import line_of, new_table
from kust.documents.figures import write_day
from kust.harvest.stocks.ranges import Range
from kust.harvest.stocks.stocked import Stock, StockRow
from kust.i18n import NO_BREAK_SPACE, number, say

_ANY = 10_000  # letters; a screen that any table fits on
_SHOWN = 40


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
        print_balls(stock, console, lang)
    print_caps(stock, console, lang)
    print_rests(stock, console, lang)
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
        years = [_say("surveyed_in", self.lang, years=_years(row.years))] if row.years else []
        return [escape(self.stock.names[row.species_id]), *own, base, plots, *years]

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


def _years(years: tuple[int, int]) -> str:
    first, last = years
    return str(last) if first == last else f"{first}–{last}"


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
        source = one.source_en if lang == "en" and one.source_en else one.source
        console.print(f"– {text} [{_say(f'evidence.{one.evidence}', lang)}: {source}]", markup=False)


def _print_findings(stock: Stock, console: Console, lang: str) -> None:
    if not stock.findings:
        return
    console.print(f"\n{_say('findings', lang)}", style="bold")
    for finding in stock.findings[:_SHOWN]:
        console.print(line_of(finding, lang), markup=False)
    _say_more(len(stock.findings), console, lang)
