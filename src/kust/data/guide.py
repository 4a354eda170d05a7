"""The first sheet of a workbook: rules, the sheets in order with what each is for, the codes of regions."""

from typing import TYPE_CHECKING

from kust.data.form import Form
from kust.data.purposes import ANSWERS, BOOKS, need_of, places, tables_for
from kust.data.schema import regions, tables
from kust.i18n import say

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

GROUP_COLOURS = {
    "who": "#1F4E79",
    "figures": "#548235",
    "documents": "#BF8F00",
    "later": "#A6A6A6",
    "harvest": "#C6E0B4",
    "programme": "#7F6084",
}
_RULES = ("empty", "zero", "money", "share", "date", "codes", "required", "columns")
_RULES_OF_FOREST = ("forest_units", "forest_outline")
_WIDTHS = (5, 26, 74, 17, 17)
_LAST = len(_WIDTHS) - 1


def list_rules(books: tuple[str, ...], lang: str) -> list[str]:
    """List the rules of filling in that some books need, in words."""
    forest = tables_for(books) & {"plots"}
    return [
        say(f"template.guide.rule.{rule}", lang) for rule in (*_RULES, *(_RULES_OF_FOREST if forest else ()))
    ]


def tell_about(books: tuple[str, ...], lang: str) -> str:
    """Say what is gathered in some books, and what kust makes of it."""
    return say(f"template.guide.about.{books[0] if len(books) == 1 else 'check'}", lang)


def list_columns(books: tuple[str, ...]) -> tuple[str, ...]:
    """List the columns that say what a sheet is for: answers; in the whole book those of the forest are one."""
    return tuple(
        column
        for book in books or tuple(BOOKS)
        for column in (("harvest",) if book == "harvest" and books != ("harvest",) else BOOKS[book])
    )


def tell_need(table: str, column: str, lang: str) -> str:
    """Say in a word or two how much a column's answer asks for a table."""
    if column != "harvest":
        return say(f"template.guide.need.{ANSWERS[column].need(table)}", lang)
    needed = [answer for answer in BOOKS["harvest"] if ANSWERS[answer].need(table) == "needed"]
    if needed:
        return ", ".join(say(f"template.guide.answer.{answer}", lang) for answer in needed)
    return say(f"template.guide.need.{need_of(table, BOOKS['harvest'])}", lang)


def purpose_of(table: str, lang: str) -> str:
    """Say in one sentence what a table holds."""
    return say(f"template.table.{table}", lang)


def write_guide(form: Form, sheet: "Worksheet", books: tuple[str, ...] = ()) -> None:
    """Write the first sheet of a workbook for some books, or for all."""
    lang = form.lang
    prepare_guide(sheet)
    sheet.set_column(_LAST + 1, _LAST + len(BOOKS), _WIDTHS[-1])
    sheet.write_string(0, 0, say("template.guide.title", lang), form.style(bold=True, font_size=16))
    write_paragraph(form, sheet, 1, f"{tell_about(books, lang)} {say('template.guide.order', lang)}")
    write_title(form, sheet, 3, say("template.guide.rules", lang))
    row = 4
    for rule in list_rules(books, lang):
        write_paragraph(form, sheet, row, "•  " + rule)
        row += 1
    row = _write_sheet_list(form, sheet, row + 1, books)
    write_title(form, sheet, row + 1, say("template.guide.regions", lang))
    plain = form.style(num_format="@")
    for number, (code, names) in enumerate(regions().items(), start=row + 2):
        sheet.write_string(number, 0, code, plain)
        sheet.write_string(number, 1, names[0] if lang == "ru" else names[1])


def prepare_guide(sheet: "Worksheet") -> None:
    """Set the widths and the page of a guide sheet."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def write_title(form: Form, sheet: "Worksheet", row: int, text: str) -> None:
    """Write a heading on a guide sheet."""
    sheet.write_string(row, 0, text, form.style(bold=True, font_size=12, font_color="#1F4E79"))


def write_paragraph(form: Form, sheet: "Worksheet", row: int, text: str) -> None:
    """Write running text over the width of a guide sheet, in a row as high as it needs."""
    style = form.style(text_wrap=True, valign="top")
    sheet.merge_range(row, 0, row, _LAST, text, style)
    sheet.set_row(row, 15.5 * (1 + len(text) // 135))


def _write_sheet_list(form: Form, sheet: "Worksheet", row: int, books: tuple[str, ...]) -> int:
    """Write the list of sheets with links, and return the row after it."""
    lang, asked, columns = form.lang, tables_for(books), list_columns(books)
    write_title(form, sheet, row, say("template.guide.sheets", lang))
    heading = form.style(
        bold=True, bg_color="#DCE6F1", border=1, border_color="#BFBFBF", text_wrap=True, valign="top"
    )
    for place, name in enumerate(("number", "sheet", "purpose", *columns)):
        sheet.write_string(row + 1, place, say(f"template.guide.column.{name}", lang), heading)
    sheet.set_row(row + 1, 47 if len(columns) > 2 else 31)
    row, group = row + 2, ""
    listed = [(name, place.group) for name, place in places().items() if name in asked]
    for number, (name, its_group) in enumerate(listed, start=1):
        if its_group != group:
            group = its_group
            _write_group(form, sheet, row, group, 2 + len(columns))
            row += 1
        _write_sheet_line(form, sheet, row, (number, name, columns))
        row += 1
    return row


def _write_group(form: Form, sheet: "Worksheet", row: int, group: str, last: int) -> None:
    white = "#FFFFFF" if group in ("who", "figures", "documents") else "#000000"
    style = form.style(bold=True, bg_color=GROUP_COLOURS[group], font_color=white)
    sheet.merge_range(row, 0, row, last, say(f"template.guide.group.{group}", form.lang), style)


def _write_sheet_line(
    form: Form, sheet: "Worksheet", row: int, line: tuple[int, str, tuple[str, ...]]
) -> None:
    number, name, columns = line
    cell = form.style(text_wrap=True, valign="top", border=1, border_color="#D9D9D9")
    link = form.style(font_color="#0563C1", underline=1, valign="top", border=1, border_color="#D9D9D9")
    title, purpose = tables()[name].title(form.lang), purpose_of(name, form.lang)
    needs = [tell_need(name, column, form.lang) for column in columns]
    sheet.write_number(row, 0, number, cell)
    sheet.write_url(row, 1, f"internal:'{title.replace(chr(39), chr(39) * 2)}'!A1", link, title)
    sheet.write_string(row, 2, purpose, cell)
    for place, need in enumerate(needs, start=3):
        sheet.write_string(row, place, need, cell)
    lines = max(1 + len(purpose) // 78, *(1 + len(need) // 19 for need in needs))
    sheet.set_row(row, 15.5 * lines)
