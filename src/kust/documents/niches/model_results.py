"""The sheet of results: figures, sensitivity, checks, random runs."""

from collections.abc import Mapping
from typing import Any

from kust.documents.niches.model_book import MONEY, PLAIN, QUANTITY, SHARE, ModelBook
from kust.documents.niches.model_years import Way
from kust.finance import count_sign_changes
from kust.niches.simulation import SENSITIVE

Ways = Mapping[str, Way]
Line = tuple[str, str, float | str, str]
# An amount below this share of the investment counts as 0.
_ZERO = "0.000001"


def write_results(book: ModelBook, ways: Ways) -> None:
    """Write the sheet of results."""
    sheet = book.add_sheet("results", (68, 18, 18, 18))
    row = _write_warnings(book, sheet, _write_figures(book, sheet, 2, ways))
    row = _write_sensitivity(book, sheet, row + 1, ways)
    row = _write_checks(book, sheet, row + 1, ways)
    _write_simulation(book, sheet, row + 1)


def _write_figures(book: ModelBook, sheet: Any, row: int, ways: Ways) -> int:
    lines = [*_returns(book), *_paybacks(book), *_break_evens(book, ways)]
    book.write_heading(sheet, row, ["workbook.results", "workbook.value"])
    for place, (name, formula, value, form) in enumerate(lines, row + 1):
        book.write_words(sheet, place, 0, book.say(f"result.{name}"))
        style = book.format(num_format=form, bold=True, align="right")
        sheet.write_formula(place, 1, formula, style, value)
        book.name_cell(name, "results", place)
    return row + 1 + len(lines)


def _write_warnings(book: ModelBook, sheet: Any, row: int) -> int:
    """Write what a reader must know before the figures, as kust saw it on the original ones."""
    if not book.economics.notes:
        return row
    sheet.write_string(
        row + 1, 0, book.say("workbook.warnings"), book.format(bold=True, font_color="#8A3B12")
    )
    for place, code in enumerate(book.economics.notes, row + 2):
        book.write_words(sheet, place, 0, book.say(f"warn.{code}"))
    return row + 2 + len(book.economics.notes)


def _returns(book: ModelBook) -> list[Line]:
    found, changes = book.economics, f"SUM({book.row_of('changes')})"
    none, several = book.say("result.no_irr"), book.say("result.irr_not_unique")
    cash, invested = book.row_of("cash"), f"SUMPRODUCT({book.row_of('investment')},{book.row_of('factor')})"
    # Programs look for a rate near a first guess; a second one finds rates below zero.
    rate = f'IFERROR(IRR({cash},0.1),IFERROR(IRR({cash},-0.5),"{none}"))'
    irr = f'=IF({changes}=1,{rate},IF({changes}=0,"{none}","{several}"))'
    turned = count_sign_changes([flow.cash for flow in found.flows])
    shown = found.irr if turned == 1 and found.irr is not None else several if turned > 1 else none
    index = f"=IF({invested}>0,(npv+{invested})/{invested},0)"
    return [
        ("npv", f"=SUM({book.row_of('discounted')})", found.npv or 0.0, MONEY),
        ("irr", irr, shown, "0.00%"),
        ("profitability_index", index, found.profitability_index or 0.0, "0.000"),
    ]


def _paybacks(book: ModelBook) -> list[Line]:
    never = book.say("result.never")
    lines: list[Line] = []
    for name, total, back in (
        ("payback", "total", "back"),
        ("discounted_payback", "discounted_total", "discounted_back"),
    ):
        last = f"INDEX({book.row_of(total)},1,{book.years})"
        formula = f'=IF({last}<0,"{never}",MAX({book.row_of(back)}))'
        value = getattr(book.economics, name)
        lines.append((name, formula, never if value is None else value, PLAIN))
    return lines


def _break_evens(book: ModelBook, ways: Ways) -> list[Line]:
    none = book.say("result.no_break_even")
    lines: list[Line] = []
    for code, times, scale in (("price", "*sale_price", book.plant.price), ("quantity", "", 1.0)):
        way = ways[code]
        reached = f"ABS({book.in_ways(way.npv_cell)})<={_ZERO}*investment"
        formula = f'=IF({reached},{book.in_ways(way.factor_cell)}{times},"{none}")'
        holds = abs(way.npv) <= float(_ZERO) * book.plant.investment
        lines.append((f"break_even_{code}", formula, way.factor * scale if holds else none, QUANTITY))
    return lines


def _write_sensitivity(book: ModelBook, sheet: Any, row: int, ways: Ways) -> int:
    sheet.write_string(row, 0, book.say("workbook.sensitivity"), book.format(bold=True))
    book.write_words(sheet, row + 1, 0, book.say("workbook.change"))
    book.write_input(sheet, row + 1, book.economics.sensitivity[0].change, SHARE)
    book.name_cell("change", "results", row + 1)
    book.write_heading(sheet, row + 2, [f"workbook.{code}" for code in ("figure", "lower", "base", "higher")])
    style = book.format(num_format=MONEY)
    for place, name in enumerate(SENSITIVE, row + 3):
        book.write_words(sheet, place, 0, book.say(f"sensitivity.{name}"))
        sheet.write_formula(place, 2, "=npv", style, book.economics.npv)
        for column, side in ((1, "lower"), (3, "higher")):
            way = ways[f"{name}.{side}"]
            sheet.write_formula(place, column, f"={book.in_ways(way.npv_cell)}", style, way.npv)
    return row + 3 + len(SENSITIVE)


def _write_checks(book: ModelBook, sheet: Any, row: int, ways: Ways) -> int:
    checks = {
        f"{code}": f"=IF(ISNUMBER(break_even_{code}),{book.in_ways(ways[code].npv_cell)},0)"
        for code in ("price", "quantity")
    }
    at_rate = f"SUMPRODUCT({book.row_of('cash')}/(1+irr)^{book.row_of('year')})"
    checks["irr"] = f"=IF(ISNUMBER(irr),{at_rate},0)"
    checks["capital"] = f"=SUM({book.row_of('working_capital')})"
    checks["investment"] = f"=SUM({book.row_of('investment')})-investment"
    book.write_heading(sheet, row, ["workbook.checks", "workbook.value", ""])
    for place, (name, formula) in enumerate(checks.items(), row + 1):
        _write_check(book, sheet, place, name, (formula, 0.0), "fails")
    row += 1 + len(checks)
    turned = count_sign_changes([flow.cash for flow in book.economics.flows])
    book.write_words(sheet, row, 0, book.say("workbook.check.changes"))
    sheet.write_formula(row, 1, f"=SUM({book.row_of('changes')})", book.format(num_format="0"), turned)
    _write_check(book, sheet, row + 1, "original", (book.economics.npv or 0.0, None), "changed")
    return row + 2


def _write_check(
    book: ModelBook, sheet: Any, row: int, name: str, what: tuple[Any, float | None], otherwise: str
) -> None:
    """Write a check with what it says: a formula that should give 0, or a figure that NPV should still be."""
    formula, value = what
    book.write_words(sheet, row, 0, book.say(f"workbook.check.{name}"))
    style = book.format(num_format="#,##0.000")
    if value is None:
        sheet.write_number(row, 1, formula, style)
    else:
        sheet.write_formula(row, 1, formula, style, value)
    off = f"B{row + 1}" if value is not None else f"B{row + 1}-npv"
    holds, fails = book.say("workbook.holds"), book.say(f"workbook.{otherwise}")
    judged = f'=IF(ABS({off})<={_ZERO}*investment,"{holds}","{fails}")'
    sheet.write_formula(row, 2, judged, book.format(align="left", indent=1), holds)


def _write_simulation(book: ModelBook, sheet: Any, row: int) -> None:
    found = book.economics.simulation
    if found is None:
        return
    sheet.write_string(row, 0, book.say("workbook.simulation"), book.format(bold=True))
    lines = (
        ("p10", found.npv_p10, MONEY),
        ("p50", found.npv_p50, MONEY),
        ("p90", found.npv_p90, MONEY),
        ("positive", found.positive_share, SHARE),
        ("runs", found.runs, "#,##0"),
        ("seed", found.seed, "0"),
    )
    for place, (name, value, form) in enumerate(lines, row + 1):
        book.write_words(sheet, place, 0, book.say(f"workbook.{name}"))
        sheet.write_number(place, 1, value, book.format(num_format=form))
