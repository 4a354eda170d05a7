"""The sheet of inputs: each figure in a yellow cell with a name, its unit, range, basis and note."""

from typing import Any

from kust.documents.niches.model_book import MONEY, QUANTITY, SHARE, SOFT, WHOLE, ModelBook, Pages
from kust.i18n import number
from kust.niches.economics import NEEDED
from kust.niches.niche import Economics, Figure

_UNITS = {
    "demand": ("quantity", QUANTITY),
    "capacity": ("quantity", QUANTITY),
    "minimum_scale": ("quantity", QUANTITY),
    "price_krub": ("krub_unit", QUANTITY),
    "unit_cost_krub": ("krub_unit", QUANTITY),
    "investment": ("krub", MONEY),
    "fixed_cost_krub": ("krub", MONEY),
    "horizon_years": ("years", WHOLE),
    "build_years": ("years", WHOLE),
    "depreciation_years": ("years", WHOLE),
    "discount_rate": ("year_share", SHARE),
}
_WIDTHS = (50, 16, 20, 24, 15, 74)
_HEADINGS = ("figure", "value", "unit", "range", "basis", "note")
_FIRST = 3


def write_missing(pages: Pages, economics: Economics | None) -> None:
    """Write which figures the model needs, and those that are known."""
    sheet = pages.add_sheet("inputs", (60, 40))
    pages.write_words(sheet, 2, 0, pages.say("workbook.missing"), bold=True)
    missing = economics.missing if economics else NEEDED
    for row, name in enumerate(missing, _FIRST):
        sheet.merge_range(row, 0, row, 1, pages.say(f"missing.{name}"), pages.format(text_wrap=True))
        sheet.set_row(row, 28)
    for row, figure in enumerate(economics.figures if economics else (), _FIRST + 1 + len(missing)):
        pages.write_words(sheet, row, 0, title_of(pages, figure))
        pages.write_words(sheet, row, 1, number(figure.value, pages.lang, 3))


def title_of(pages: Pages, figure: Figure) -> str:
    """Word the name of a figure."""
    if figure.name.startswith("ramp_up_"):
        return pages.say("figure.ramp_up", place=int(figure.name.removeprefix("ramp_up_")))
    return pages.say(f"figure.{figure.name}")


def write_inputs(book: ModelBook) -> int:
    """Write the sheet of inputs; return the row in which the demand of year 0 stands."""
    sheet = book.add_sheet("inputs", _WIDTHS)
    sheet.merge_range(1, 0, 1, 5, book.say("workbook.how"), book.format(text_wrap=True, font_color=SOFT))
    sheet.set_row(1, 30)
    book.write_heading(sheet, 2, [f"workbook.{code}" for code in _HEADINGS])
    figures = book.economics.figures
    for row, figure in enumerate(figures, _FIRST):
        _write_figure(book, sheet, row, figure)
    ramp = [row for row, figure in enumerate(figures, _FIRST) if figure.name.startswith("ramp_up_")]
    book.name_cell("ramp_up", "inputs", ramp[0], last_row=ramp[-1])
    after = _write_derived(book, sheet, _FIRST + len(figures) + 1)
    sheet.freeze_panes(_FIRST, 1)
    return _write_demand(book, sheet, after + 1)


def _write_figure(book: ModelBook, sheet: Any, row: int, figure: Figure) -> None:
    unit, form = _UNITS.get(figure.name, ("share", SHARE))
    title, note = title_of(book, figure), figure.say_note(book.lang)
    if figure.name == "horizon_years":
        note += "; " + book.say("workbook.horizon_fixed")
    book.write_words(sheet, row, 0, title)
    if figure.name == "minimum_scale":
        # Nothing is worked out from it: it is there to be compared with the capacity.
        sheet.write_number(row, 1, figure.value, book.format(num_format=form))
    else:
        book.write_input(sheet, row, figure.value, form)
    book.write_words(sheet, row, 2, book.say(f"unit.{unit}"))
    if figure.least is not None or figure.most is not None:
        digits = 0 if unit == "krub" else 1
        ends = [number(end, book.lang, digits) for end in (figure.least, figure.most)]
        book.write_words(sheet, row, 3, " – ".join(ends))
    book.write_words(sheet, row, 4, book.say(f"basis.{figure.basis}"))
    book.write_words(sheet, row, 5, note)
    sheet.set_row(row, 13.5 * max(1, -(-len(note) // 88), -(-len(title) // 58)) + 2)
    if not figure.name.startswith("ramp_up_"):
        book.name_cell(figure.name, "inputs", row)
    bounds = {
        "horizon_years": (1, book.years),
        "build_years": (0, book.years),
        "depreciation_years": (1, 100),
    }
    if figure.name in bounds:
        low, high = bounds[figure.name]
        rule = {"validate": "integer", "criteria": "between", "minimum": low, "maximum": high}
        sheet.data_validation(row, 1, row, 1, rule)


def _write_derived(book: ModelBook, sheet: Any, row: int) -> int:
    """Write what follows from the inputs, each in a cell with a name; return the row after them."""
    has, plant = {figure.name for figure in book.economics.figures}, book.plant
    unit = "unit_cost_krub" if "unit_cost_krub" in has else "variable_cost_share*sale_price"
    fixed = "fixed_cost_krub" if "fixed_cost_krub" in has else "fixed_cost_share*capacity*sale_price"
    derived = (
        ("sale_price", "price_krub*(1-price_discount)", plant.price, QUANTITY),
        ("unit_cost", unit, plant.unit_cost, QUANTITY),
        ("fixed_cost", fixed, plant.fixed_cost, MONEY),
        ("share_won", "proven_share+(1-proven_share)*demand_share", plant.demand_share, SHARE),
    )
    book.write_heading(sheet, row, ["workbook.derived", "workbook.value"])
    for place, (name, formula, value, form) in enumerate(derived, row + 1):
        book.write_words(sheet, place, 0, book.say(f"result.{name}"))
        sheet.write_formula(place, 1, f"={formula}", book.format(num_format=form), value)
        book.name_cell(name, "inputs", place)
    return row + 1 + len(derived)


def _write_demand(book: ModelBook, sheet: Any, row: int) -> int:
    """Write the demand of each year: the demand now, or a figure of the year's own; return the row of year 0."""
    book.write_heading(sheet, row, ["workbook.demand_by_year", "workbook.value"])
    if book.niche.unit:
        unit = book.say("workbook.product_unit", unit=book.niche.unit)
        sheet.write_string(row, 2, unit, book.format(font_color=SOFT, align="left", indent=1))
    start, now = book.economics.flows[0].calendar_year or 0, book.economics.figure("demand")
    book.write_words(sheet, row + 1, 0, book.say("workbook.first_year"))
    book.write_input(sheet, row + 1, float(start), WHOLE)
    book.name_cell("first_year", "inputs", row + 1)
    for place, demand in enumerate(book.plant.demand):
        at = row + 2 + place
        sheet.write_formula(at, 0, f"=first_year+{place}", book.format(align="left"), start + place)
        if now is not None and now.value == demand:
            book.write_live_input(sheet, at, "=demand", demand, QUANTITY)
        else:
            book.write_input(sheet, at, demand, QUANTITY)
    return row + 2
