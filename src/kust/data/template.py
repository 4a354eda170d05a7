"""The empty dataset to be filled in: a workbook with a sheet a table, or a folder with a file a table."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kust.data.describe import note
from kust.data.form import Form, codes_of
from kust.data.schema import Table, regions, tables
from kust.data.target import target
from kust.errors import UsageError
from kust.i18n import say

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_NOT_WRITTEN = (".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".parquet", ".txt")
_RULES = ("empty", "zero", "money", "share", "date", "codes", "required", "columns")
_COLOURS = {
    "who": "#1F4E79",
    "figures": "#548235",
    "documents": "#BF8F00",
    "later": "#A6A6A6",
    "harvest": "#C6E0B4",
    "programme": "#7F6084",
}


@dataclass(frozen=True)
class Place:
    """Where a table stands in the order of filling in, and whether a check asks for it: needed, may, no."""

    group: str
    industrial: str = "no"
    innovation: str = "no"


# In the order of filling in: a sheet comes after those whose codes it names.
_ORDER = {
    "clusters": Place("who", "needed", "needed"),
    "organisations": Place("who", "needed", "needed"),
    "cluster_regions": Place("who", "needed", "needed"),
    "memberships": Place("who", "needed", "needed"),
    "products": Place("figures", "needed", "no"),
    "accounts": Place("figures", "needed", "may"),
    "outputs": Place("figures", "may", "no"),
    "supplies": Place("figures", "needed", "may"),
    "wage_thresholds": Place("figures", "may", "no"),
    "projects": Place("documents", "may", "needed"),
    "project_participants": Place("documents", "may", "may"),
    "documents": Place("documents", "needed", "needed"),
    "indicator_targets": Place("documents", "no", "may"),
}
# The first table of each group whose tables stand together.
_GROUPS_FROM = {"species": "harvest", "programmes": "programme"}


def places() -> dict[str, Place]:
    """Return every table of the contract in the order of filling in."""
    order = dict(_ORDER)
    group = "later"
    for name in tables():
        group = _GROUPS_FROM.get(name, group)
        order.setdefault(name, Place(group))
    return order


def write_template(path: Path, lang: str) -> None:
    """Write a template to be filled in.

    Parameters
    ----------
    path
        An ``.xlsx`` file, or a folder for a CSV file a table. Neither may exist yet.
    lang
        Language of titles, notes and labels: ``ru`` or ``en``; the reader takes both.

    Raises
    ------
    UsageError
        The target exists, or has a form that is not written.
    """
    if path.suffix.lower() == ".xlsx":
        with target(path) as temporary:
            write_book(temporary, lang, {})
    elif path.suffix.lower() in _NOT_WRITTEN:
        raise UsageError("unknown_form", path=path, known=".xlsx")
    else:
        with target(path) as temporary:
            _write_folder(temporary, lang)


def write_book(path: Path, lang: str, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Write the workbook with the rows that there are, by table."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as workbook:
        workbook.set_properties({"title": say("template.guide.title", lang), "comments": "kust"})
        form = Form(workbook, lang)
        _write_guide(form, workbook.add_worksheet(say("template.guide.sheet", lang)))
        for name, place in places().items():
            table = tables()[name]
            form.add_table(table, key_ranges(table, lang), rows.get(name, ()), colour=_COLOURS[place.group])
        form.add_hidden({"kust": "template"})


def key_ranges(table: Table, lang: str) -> Mapping[str, str]:
    """Return, for each key column of a table, the range of the codes on the sheet that it refers to."""
    return {c.name: codes_of(tables()[c.refers_to], lang) for c in table.columns if c.refers_to}


def _write_guide(form: Form, sheet: "Worksheet") -> None:
    """Write the first sheet: rules, the sheets in order, the codes of regions."""
    lang = form.lang
    prepare_guide(sheet)
    sheet.write_string(0, 0, say("template.guide.title", lang), form.style(bold=True, font_size=16))
    write_paragraph(form, sheet, 1, say("template.guide.intro", lang))
    write_title(form, sheet, 3, say("template.guide.rules", lang))
    row = 4
    for rule in _RULES:
        write_paragraph(form, sheet, row, "•  " + say(f"template.guide.rule.{rule}", lang))
        row += 1
    row = _write_sheet_list(form, sheet, row + 1)
    write_title(form, sheet, row + 1, say("template.guide.regions", lang))
    plain = form.style(num_format="@")
    for number, (code, names) in enumerate(regions().items(), start=row + 2):
        sheet.write_string(number, 0, code, plain)
        sheet.write_string(number, 1, names[0] if lang == "ru" else names[1])


def prepare_guide(sheet: "Worksheet") -> None:
    """Set the widths and the page of a guide sheet."""
    for column, width in enumerate((5, 26, 74, 17, 17)):
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
    sheet.merge_range(row, 0, row, 4, text, style)
    sheet.set_row(row, 15.5 * (1 + len(text) // 135))


def _write_sheet_list(form: Form, sheet: "Worksheet", row: int) -> int:
    """Write the list of sheets with links, and return the row after it."""
    lang = form.lang
    write_title(form, sheet, row, say("template.guide.sheets", lang))
    heading = form.style(
        bold=True, bg_color="#DCE6F1", border=1, border_color="#BFBFBF", text_wrap=True, valign="top"
    )
    for column, name in enumerate(("number", "sheet", "purpose", "industrial", "innovation")):
        sheet.write_string(row + 1, column, say(f"template.guide.column.{name}", lang), heading)
    sheet.set_row(row + 1, 31)
    row, group = row + 2, ""
    cell = form.style(text_wrap=True, valign="top", border=1, border_color="#D9D9D9")
    link = form.style(font_color="#0563C1", underline=1, valign="top", border=1, border_color="#D9D9D9")
    for number, (name, place) in enumerate(places().items(), start=1):
        if place.group != group:
            group = place.group
            white = "#FFFFFF" if group in ("who", "figures", "documents") else "#000000"
            style = form.style(bold=True, bg_color=_COLOURS[group], font_color=white)
            sheet.merge_range(row, 0, row, 4, say(f"template.guide.group.{group}", lang), style)
            row += 1
        title, purpose = tables()[name].title(lang), purpose_of(name, lang)
        sheet.write_number(row, 0, number, cell)
        sheet.write_url(row, 1, f"internal:'{title.replace(chr(39), chr(39) * 2)}'!A1", link, title)
        sheet.write_string(row, 2, purpose, cell)
        for column, need in ((3, place.industrial), (4, place.innovation)):
            sheet.write_string(row, column, say(f"template.guide.need.{need}", lang), cell)
        sheet.set_row(row, 15.5 * (1 + len(purpose) // 78))
        row += 1
    return row


def purpose_of(table: str, lang: str) -> str:
    """Say in one sentence what a table holds."""
    return say(f"template.table.{table}", lang)


def _write_folder(path: Path, lang: str) -> None:
    path.mkdir()
    for name, table in tables().items():
        with (path / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=";").writerow(column.title(lang) for column in table.columns)
    (path / "README.txt").write_text(_readme(lang), encoding="utf-8-sig")


def _readme(lang: str) -> str:
    rules = "\n".join(
        "- " + say(f"template.guide.rule.{rule}", lang) for rule in _RULES if rule != "required"
    )
    sheets = []
    for number, (name, place) in enumerate(places().items(), start=1):
        table = tables()[name]
        needs = {
            k: say(f"template.guide.need.{getattr(place, k)}", lang) for k in ("industrial", "innovation")
        }
        facts = {
            "number": number,
            "file": f"{name}.csv",
            "title": table.title(lang),
            "purpose": purpose_of(name, lang),
        }
        sheets.append(say("template.readme.file", lang, **facts, **needs))
        for column in table.columns:
            words = note(column, lang).replace("\n", "; ")
            sheets.append(say("template.readme.column", lang, column=column.title(lang), note=words))
    texts = {"title": say("template.guide.title", lang), "intro": say("template.readme.intro", lang)}
    return say("template.readme", lang, **texts, rules=rules, sheets="\n".join(sheets)).lstrip()
