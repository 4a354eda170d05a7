"""The sheets with a year a column: the model, and its variants with other figures."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from xlsxwriter.utility import xl_col_to_name

from kust.documents.niches.model_book import MONEY, PLAIN, QUANTITY, WHOLE, ModelBook
from kust.documents.niches.model_formulas import (
    ROUNDING,
    VARIED,
    Place,
    shared_formulas,
    summed_formulas,
    varied_formulas,
)
from kust.niches.model_flows import Changes, Run, run_model
from kust.niches.simulation import SENSITIVE

Values = Mapping[str, list[Any]]
_FORMATS = {"ramp": "0%", "factor": "0.0000"} | {
    **dict.fromkeys(("year", "calendar_year", "works", "sign", "changes"), WHOLE),
    **dict.fromkeys(("demand", "sold"), QUANTITY),
    **dict.fromkeys(("back", "discounted_back"), PLAIN),
}
_STRONG = ("sold", "revenue", "tax", "cash", "discounted_total")
# Steps of the secant method to the break-even, the first two given; NPV is made of few straight pieces.
_STEPS, _SECOND = 10, 0.75
# NPV below this share of the investment counts as 0.
_ZERO = 1e-9


@dataclass(frozen=True)
class Way:
    """A variant as written: the cells of its factor and of its NPV on the sheet, and their values."""

    factor_cell: str
    npv_cell: str
    factor: float
    npv: float


def write_years(book: ModelBook, demand_row: int) -> None:
    """Write the sheet of the model; ``demand_row``: where the demand of year 0 stands among the inputs."""
    sheet = book.add_sheet("model", book.year_widths)
    values = _values(run_model(book.plant), book)
    for code, row in book.rows.items():
        sheet.write_string(row, 0, book.say(f"row.{code}"), _style(book, code, "@"))
    for year in range(book.years):
        at, before = _places(book, year, book.rows)
        demand = f"'{book.names['inputs']}'!$B${demand_row + year + 1}"
        formulas = shared_formulas(at, before, demand)
        formulas |= varied_formulas(at, before, {}) | summed_formulas(at, before)
        for code, formula in formulas.items():
            style = _style(book, code, _FORMATS.get(code, MONEY))
            sheet.write_formula(book.rows[code], year + 1, formula, style, values[code][year])
    sheet.freeze_panes(4, 1)


def write_ways(book: ModelBook) -> dict[str, Way]:
    """Write the sheet of variants: by the code of what is changed and its side, and the two break-evens."""
    sheet = book.add_sheet("ways", book.year_widths)
    ways: dict[str, Way] = {}
    change, row = book.economics.sensitivity[0].change, 2
    for name in SENSITIVE:
        for side, sign in (("lower", -1), ("higher", 1)):
            title = f"{book.say(f'sensitivity.{name}')}: {book.say(f'workbook.{side}')}"
            formula = f"=1{'+' if sign > 0 else '-'}change"
            ways[f"{name}.{side}"], row = _write_way(
                book, sheet, row, title, name, formula, 1 + sign * change
            )
    for name, start, cell in (("price", 1.0, "1"), ("quantity", book.plant.capacity, "capacity")):
        ways[name], row = _seek(book, sheet, row, name, start, cell)
    sheet.freeze_panes(1, 1)
    return ways


def _seek(book: ModelBook, sheet: Any, row: int, name: str, start: float, cell: str) -> tuple[Way, int]:
    """Write variants that go by the secant method to where NPV is 0; return the last of them."""
    ways: list[Way] = []
    for step in range(_STEPS):
        formula, value = (
            f"={cell}*{(1, _SECOND)[step]}" if step < 2 else "",
            start * (1, _SECOND)[min(step, 1)],
        )
        if step >= 2:
            formula, value = _secant(ways[-2], ways[-1], book, name)
        title = book.say(f"workbook.way.{name}", step=step + 1)
        way, row = _write_way(book, sheet, row, title, name, formula, value)
        ways.append(way)
    return ways[-1], row


def _secant(first: Way, second: Way, book: ModelBook, name: str) -> tuple[str, float]:
    """Word the next step from two variants, and work it out; it stays above 0 and within the capacity."""
    f0, n0, f1, n1 = first.factor_cell, first.npv_cell, second.factor_cell, second.npv_cell
    step = f"MAX(0,{f1}-{n1}*({f1}-{f0})/({n1}-{n0}))"
    if name == "quantity":
        step = f"MIN(capacity,{step})"
    formula = f"=IF(OR(ABS({n1})<={_ZERO:.9f}*investment,{n1}={n0}),{f1},{step})"
    if abs(second.npv) <= _ZERO * book.plant.investment or second.npv == first.npv:
        return formula, second.factor
    slope = (second.npv - first.npv) / (second.factor - first.factor)
    value = max(0.0, second.factor - second.npv / slope)
    return formula, min(book.plant.capacity, value) if name == "quantity" else value


def _write_way(
    book: ModelBook, sheet: Any, row: int, title: str, name: str, formula: str, value: float
) -> tuple[Way, int]:
    """Write one variant under its title; return it and the row of the next."""
    head = book.format(bold=True, bg_color="#F0F4F4")
    for year, flow in enumerate(book.economics.flows):
        shown = f"='{book.names['model']}'!{xl_col_to_name(year + 1)}{book.rows['calendar_year'] + 1}"
        sheet.write_formula(row, year + 1, shown, head, flow.calendar_year or flow.year)
    sheet.write_string(row, 0, title, head)
    sheet.write_string(row + 1, 0, book.say(f"workbook.factor.{name}"), book.format())
    sheet.write_formula(row + 1, 1, formula, book.format(num_format="0.000000"), value)
    cell = f"$B${row + 2}"
    rows = {code: place for place, code in enumerate(VARIED, row + 2)}
    run = run_model(book.plant, Changes(**{name: value}))
    values = _values(run, book)
    for code, place in rows.items():
        sheet.write_string(place, 0, book.say(f"row.{code}"), book.format())
    for year in range(book.years):
        for code, words in varied_formulas(*_places(book, year, rows), {name: cell}).items():
            style = book.format(num_format=_FORMATS.get(code, MONEY))
            sheet.write_formula(rows[code], year + 1, words, style, values[code][year])
    last, line = row + 2 + len(VARIED), rows["discounted"] + 1
    sheet.write_string(last, 0, book.say("result.npv"), book.format(bold=True))
    total = f"=SUM(B{line}:{xl_col_to_name(book.years)}{line})"
    npv = float(run.npv[0])
    sheet.write_formula(last, 1, total, book.format(bold=True, num_format=MONEY), npv)
    return Way(cell, f"$B${last + 1}", value, npv), last + 2


def _style(book: ModelBook, code: str, form: str) -> Any:
    strong = {"bold": True, "top": 1, "top_color": "#9DB4B6"} if code in _STRONG else {}
    head = {"bold": True, "bg_color": "#F0F4F4"} if code in ("year", "calendar_year") else {}
    return book.format(num_format=form, **strong, **head)


def _places(book: ModelBook, year: int, rows: Mapping[str, int]) -> tuple[Place, Place | None]:
    """Tell where a row of a year stands, and of the year before; the shared rows stand on the sheet of the model."""

    def place(column: int) -> Callable[[str], str]:
        letter = xl_col_to_name(column + 1)

        def cell(code: str) -> str:
            if code in rows:
                return f"{letter}{rows[code] + 1}"
            return f"'{book.names['model']}'!{letter}{book.rows[code] + 1}"

        return cell

    return place(year), place(year - 1) if year else None


def _values(run: Run, book: ModelBook) -> Values:
    """List the values of every row, so that they stand in the cells before anybody works them out."""
    plant, years = book.plant, range(book.years)
    found: dict[str, list[Any]] = {
        code: [float(value) for value in getattr(run, code)[0]]
        for code in ("ramp", *VARIED)
        if code != "discounted"
    }
    discounted = run.cash[0] * run.factor[0]
    found["discounted"] = [float(value) for value in discounted]
    found["year"] = list(years)
    found["calendar_year"] = [flow.calendar_year or flow.year for flow in book.economics.flows]
    found["works"] = [max(0, year - plant.build_years + 1) for year in years]
    found["demand"] = list(plant.demand)
    for total, flow, back in (
        ("total", run.cash[0], "back"),
        ("discounted_total", discounted, "discounted_back"),
    ):
        sums = np.cumsum(flow)
        found[total] = [float(value) for value in sums]
        found[back] = [
            year - 1 - float(sums[year - 1] / flow[year]) if year and sums[year - 1] < 0 <= sums[year] else ""
            for year in years
        ]
    return found | _signs(found["cash"], float(ROUNDING) * plant.investment)


def _signs(cash: list[float], least: float) -> dict[str, list[Any]]:
    signs: list[Any] = []
    for amount in cash:
        before = signs[-1] if signs else 0
        signs.append(before if abs(amount) <= least else 1 if amount > 0 else -1)
    turned = [
        int(year > 0 and signs[year - 1] != 0 and sign != signs[year - 1]) for year, sign in enumerate(signs)
    ]
    return {"sign": signs, "changes": turned}
