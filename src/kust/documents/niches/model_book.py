"""The workbook of a financial model in the making: words, formats, sheets, cells with names."""

from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from kust.documents.niches.model_formulas import SHARED, SUMMED, VARIED
from kust.i18n import say
from kust.niches.economics import plant_of
from kust.niches.niche import Economics, Niche

MONEY, QUANTITY, SHARE, PLAIN, WHOLE = "#,##0.0", "#,##0.0##", "0.0%", "0.00", "0"
_SHEETS = ("inputs", "model", "results", "ways")
_FIRST_ROW = 2
_YELLOW = {"bg_color": "#FFF7C2", "border": 1, "border_color": "#D9C86A"}
SOFT = "#4F5D62"
# Headings that stand over figures.
_OF_FIGURES = tuple(f"workbook.{code}" for code in ("value", "lower", "base", "higher"))


class Pages:
    """A workbook with its sheets, words and formats."""

    def __init__(self, book: Any, niche: Niche, lang: str) -> None:
        self.book, self.niche, self.lang = book, niche, lang
        self.names = {code: self.say(f"workbook.{code}") for code in _SHEETS}
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def say(self, code: str, **values: object) -> str:
        """Word a code of the economics."""
        return say(f"economics.{code}", self.lang, **values)

    def format(self, **properties: Any) -> Any:
        """Return a cell format; the same properties give the same one."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            plain = {"font_name": "Arial", "font_size": 10, "valign": "top"}
            self._formats[key] = self.book.add_format(plain | properties)
        return self._formats[key]

    def add_sheet(self, code: str, widths: Sequence[float]) -> Any:
        """Add a sheet with a title, A4 landscape, as wide as a page."""
        name = self.names[code]
        sheet = self.book.get_worksheet_by_name(name) or self.book.add_worksheet(name)
        title = self.say("workbook.title", name=self.niche.name)
        words = title if code == "inputs" else f"{self.names[code]}. {title}"
        sheet.write_string(0, 0, words, self.format(bold=True, font_size=13))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        return sheet

    def write_heading(self, sheet: Any, row: int, codes: Sequence[str]) -> None:
        """Write the headings of a table; an empty code is an empty heading."""
        head = {
            "bold": True,
            "text_wrap": True,
            "bottom": 2,
            "bottom_color": "#14555F",
            "bg_color": "#F0F4F4",
        }
        for place, code in enumerate(codes):
            aligned = (
                {"align": "right"} if code in _OF_FIGURES else {"align": "left", "indent": int(place > 0)}
            )
            sheet.write_string(row, place, self.say(code) if code else "", self.format(**head, **aligned))

    def write_words(self, sheet: Any, row: int, column: int, words: str, **properties: Any) -> None:
        """Write words, never a formula."""
        sheet.write_string(
            row,
            column,
            words,
            self.format(text_wrap=True, align="left", indent=int(column > 0), **properties),
        )

    def write_input(self, sheet: Any, row: int, value: float | None, form: str) -> None:
        """Write a yellow cell that the reader may change."""
        style = self.format(num_format=form, **_YELLOW)
        if value is None:
            sheet.write_blank(row, 1, None, style)
        else:
            sheet.write_number(row, 1, value, style)

    def write_live_input(self, sheet: Any, row: int, formula: str, value: float, form: str) -> None:
        """Write a yellow cell that holds a formula until the reader puts a figure there."""
        sheet.write_formula(row, 1, formula, self.format(num_format=form, **_YELLOW), value)


class ModelBook(Pages):
    """The workbook of a model whose figures are all known."""

    def __init__(self, book: Any, niche: Niche, economics: Economics, lang: str) -> None:
        super().__init__(book, niche, lang)
        self.economics = economics
        self.plant = plant_of(economics)
        self.years = self.plant.horizon_years
        # Results stand before the variants whose cells they show, so all sheets are there before any is filled.
        for name in self.names.values():
            book.add_worksheet(name)
        self.rows = {code: row for row, code in enumerate((*SHARED, *VARIED, *SUMMED), _FIRST_ROW)}

    @property
    def year_widths(self) -> list[float]:
        """Return the widths of a sheet with a year a column."""
        return [46.0] + [12.5] * self.years

    def name_cell(
        self, name: str, sheet: str, row: int, column: int = 1, last_row: int | None = None
    ) -> None:
        """Give a cell, or the cells down to ``last_row``, a name for the formulas."""
        cells = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
        if last_row is not None:
            cells += ":" + xl_rowcol_to_cell(last_row, column, row_abs=True, col_abs=True)
        self.book.define_name(name, f"='{self.names[sheet]}'!{cells}")

    def row_of(self, code: str) -> str:
        """Name the cells of a row of the model, all years."""
        row = self.rows[code] + 1
        return f"'{self.names['model']}'!$B${row}:${xl_col_to_name(self.years)}${row}"

    def in_ways(self, cell: str) -> str:
        """Name a cell of the sheet of variants."""
        return f"'{self.names['ways']}'!{cell}"
