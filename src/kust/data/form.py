"""A workbook to be filled in: headings that explain themselves, drop-down lists, formats of cells."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from kust.data.describe import note
from kust.data.drop_downs import LAST_ROW, rule_of
from kust.data.schema import Column, Table
from kust.i18n import say

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

HIDDEN_SHEET = "kust"
_HEADING = {"bold": True, "text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
_REQUIRED, _OPTIONAL = {"bg_color": "#1F4E79", "font_color": "#FFFFFF"}, {"bg_color": "#DCE6F1"}
KNOWN, ASKED = "#EDEDED", "#FFF8DC"
BOX = {"border": 1, "border_color": "#BFBFBF", "valign": "top", "text_wrap": True}
_LEFT_FREE = (
    "format_columns",
    "format_rows",
    "format_cells",
    "select_locked_cells",
    "select_unlocked_cells",
    "autofilter",
)
_WIDTHS = {"date": 12, "boolean": 16, "integer": 9, "number": 15, "geometry": 40, "text": 18}
_WIDE = (
    "name",
    "title",
    "note",
    "source",
    "required_characteristics",
    "foreign_suppliers",
    "unpaired",
    "cause",
)


class Form:
    """A workbook that is being written, in one language, with the lists that its drop-downs use."""

    def __init__(self, workbook: "Workbook", lang: str) -> None:
        self.workbook = workbook
        self.lang = lang
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._lists: dict[str, tuple[str, ...]] = {}

    def style(self, **properties: Any) -> "Format":
        """Return a format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(properties)
        return self._formats[key]

    def list_range(self, name: str, values: tuple[str, ...]) -> str:
        """Keep a list for the hidden sheet and return its range."""
        self._lists.setdefault(name, values)
        letter = column_letter(3 + list(self._lists).index(name))
        return f"={HIDDEN_SHEET}!${letter}$2:${letter}${1 + len(self._lists[name])}"

    def only(self, source: Any, message: str) -> dict[str, Any]:
        """Describe cells that take nothing but a list: its values, or the range it stands in."""
        title = say("template.error.title", self.lang)
        return {"validate": "list", "source": source, "error_title": title, "error_message": message}

    def days(self, message: str) -> dict[str, Any]:
        """Describe cells that take nothing but days."""
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": date(1900, 1, 1),
            "maximum": date(2199, 12, 31),
            "error_title": say("template.error.title", self.lang),
            "error_message": message,
        }

    def lock(self, sheet: "Worksheet", heading: int) -> None:
        """Leave only the cells of answers open to typing, without a password; keep the heading; fit the page."""
        sheet.protect("", dict.fromkeys(_LEFT_FREE, True))
        sheet.freeze_panes(heading + 1, 0)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(heading)

    def add_hidden(self, facts: Mapping[str, str]) -> None:
        """Write the hidden sheet: what the workbook says about itself, and the lists."""
        sheet = self.workbook.add_worksheet(HIDDEN_SHEET)
        for row, (name, value) in enumerate(facts.items()):
            sheet.write_string(row, 0, name)
            sheet.write_string(row, 1, value)
        for number, (name, values) in enumerate(self._lists.items()):
            sheet.write_column(0, 3 + number, (name, *values), self.style(num_format="@"))
        sheet.hide()

    def add_table(
        self,
        table: Table,
        references: Mapping[str, str],
        rows: Sequence[Mapping[str, Any]] = (),
        *,
        colour: str,
        asked: Sequence[str] = (),
        hint: tuple[str, Sequence[str]] | None = None,
    ) -> "Worksheet":
        """Write the sheet of a table.

        Parameters
        ----------
        references
            The range of the codes that each key column may hold.
        rows
            Rows that are known already, by the contract's codes of columns.
        colour
            Colour of the sheet's tab.
        asked
            Columns whose cells in the known rows wait for an answer.
        hint
            Heading and cells of a column that explains the known rows; the reader leaves it out.
        """
        sheet = self.workbook.add_worksheet(table.title(self.lang))
        sheet.set_tab_color(colour)
        first = 0
        if hint:
            self._write_hint(sheet, *hint)
            first = 1
        for position, column in enumerate(table.columns, start=first):
            self._write_heading(sheet, position, column)
            rule = rule_of(column, self.lang, self.list_range, references.get(column.name))
            if rule:
                sheet.data_validation(1, position, LAST_ROW - 1, position, rule)
            fill = {
                "bg_color": ASKED if column.name in asked else KNOWN,
                "border": 1,
                "border_color": "#D9D9D9",
            }
            style = self.style(num_format=number_format(column), **(fill if asked else {}))
            for number, row in enumerate(rows, start=1):
                self._write(sheet, number, position, column, row.get(column.name), style)
        sheet.set_row(0, 62)
        sheet.freeze_panes(1, first)
        _prepare_print(sheet)
        return sheet

    def _write_heading(self, sheet: "Worksheet", position: int, column: Column) -> None:
        title = column.title(self.lang) + (" *" if column.required else "")
        style = self.style(**_HEADING, **(_REQUIRED if column.required else _OPTIONAL))
        sheet.write_string(0, position, title, style)
        text = note(column, self.lang)
        lines = sum(1 + len(line) // 44 for line in text.split("\n"))
        size = {"width": 300, "height": 20 + 15 * lines}
        sheet.write_comment(0, position, text, {"author": "kust", "font_size": 9, "color": "#FFFFF0", **size})
        width = 34 if column.name in _WIDE else _WIDTHS[column.type]
        longest = max(map(len, title.split()))
        sheet.set_column(
            position, position, max(width, longest + 2), self.style(num_format=number_format(column))
        )

    def _write_hint(self, sheet: "Worksheet", title: str, cells: Sequence[str]) -> None:
        sheet.write_string(0, 0, title, self.style(**_HEADING, italic=True))
        style = self.style(italic=True, font_color="#595959")
        sheet.set_column(0, 0, min(80, max(map(len, (title, *cells)))))
        for number, cell in enumerate(cells, start=1):
            sheet.write_string(number, 0, cell, style)

    def _write(
        self, sheet: "Worksheet", row: int, position: int, column: Column, value: Any, style: "Format"
    ) -> None:
        shown = self.shown(column, value)
        if shown is None:
            sheet.write_blank(row, position, None, style)
        elif isinstance(shown, date):
            sheet.write_datetime(row, position, shown, style)
        elif isinstance(shown, str):
            sheet.write_string(row, position, shown, style)
        else:
            sheet.write_number(row, position, shown, style)

    def shown(self, column: Column, value: Any) -> str | float | date | None:
        """Turn a typed value into what a person reads in the cell."""
        if isinstance(value, bool):
            value = "yes" if value else "no"
        if isinstance(value, str) and column.codes:
            labels = {code.code: code.title(self.lang) for code in column.codes}
            return "; ".join(labels.get(part, part) for part in value.split(";"))
        return value if value is None or isinstance(value, (str, int, float, date)) else str(value)


def number_format(column: Column) -> str:
    """Choose the spreadsheet's format: text for anything that is a code, so that its zeros are kept."""
    if column.type in ("text", "geometry", "boolean"):
        return "@"
    if column.type == "date":
        return "dd\\.mm\\.yyyy"
    if column.is_share:
        return "0.0%"
    if column.unit.startswith(("thousand roubles", "roubles")):
        return "#,##0.0"
    return "0" if column.type == "integer" else "General"


def column_letter(position: int) -> str:
    """Name a column, counted from 0, as the spreadsheet does."""
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(position))


def codes_of(table: Table, lang: str) -> str:
    """Return the range of the codes that stand on the sheet of a table at the moment."""
    names = [column.name for column in table.columns]
    letter = column_letter(names.index(table.identified_by[0]))
    return filled_range(table.title(lang), letter)


def filled_range(sheet: str, letter: str) -> str:
    """Return the range of the filled cells of a column below its heading."""
    quoted = "'" + sheet.replace("'", "''") + "'"
    whole = f"{quoted}!${letter}$2:${letter}${LAST_ROW}"
    return f"=OFFSET({quoted}!${letter}$2,0,0,MAX(1,COUNTA({whole})),1)"


def _prepare_print(sheet: "Worksheet") -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
