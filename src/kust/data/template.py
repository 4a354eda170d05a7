"""The empty dataset to be filled in: a workbook with a sheet a table, or a folder with a file a table."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kust.data.describe import note
from kust.data.form import Form, codes_of
from kust.data.guide import (
    GROUP_COLOURS,
    list_columns,
    list_rules,
    purpose_of,
    tell_about,
    tell_need,
    write_guide,
)
from kust.data.purposes import places, tables_for
from kust.data.schema import Table, tables
from kust.data.target import target
from kust.errors import UsageError
from kust.i18n import say

_NOT_WRITTEN = (".xls", ".xlsm", ".xlsb", ".ods", ".csv", ".parquet", ".txt")


def write_template(path: Path, lang: str, books: Sequence[str] = ()) -> None:
    """Write a template to be filled in.

    Parameters
    ----------
    path
        An ``.xlsx`` file, or a folder for a CSV file a table. Neither may exist yet.
    lang
        Language of titles, notes and labels: ``ru`` or ``en``; the reader takes both.
    books
        What it is filled in for (``check``, ``niches``, ``projects``, ``programme``, ``harvest``): only the tables that
        these ask for; every table where none is named.

    Raises
    ------
    UsageError
        The target exists, or has a form that is not written; there is no such book.
    """
    asked = tuple(dict.fromkeys(books))
    names = [name for name in places() if name in tables_for(asked)]
    if path.suffix.lower() == ".xlsx":
        with target(path) as temporary:
            _write_sheets(temporary, lang, names, {}, asked)
    elif path.suffix.lower() in _NOT_WRITTEN:
        raise UsageError("unknown_form", path=path, known=".xlsx")
    else:
        with target(path) as temporary:
            _write_folder(temporary, lang, names, asked)


def write_book(path: Path, lang: str, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Write the workbook with the rows that there are, by table."""
    _write_sheets(path, lang, list(places()), rows, ())


def _write_sheets(
    path: Path,
    lang: str,
    names: Sequence[str],
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    books: tuple[str, ...],
) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as workbook:
        workbook.set_properties({"title": say("template.guide.title", lang), "comments": "kust"})
        form = Form(workbook, lang)
        write_guide(form, workbook.add_worksheet(say("template.guide.sheet", lang)), books)
        for name in names:
            table = tables()[name]
            ranges = key_ranges(table, lang, names)
            form.add_table(table, ranges, rows.get(name, ()), colour=GROUP_COLOURS[places()[name].group])
        form.add_hidden({"kust": "template"})


def key_ranges(table: Table, lang: str, names: Sequence[str]) -> Mapping[str, str]:
    """Return, for each key column whose sheet the book has, the range of the codes on that sheet."""
    return {
        c.name: codes_of(tables()[c.refers_to], lang)
        for c in table.columns
        if c.refers_to and c.refers_to in names
    }


def _write_folder(path: Path, lang: str, names: Sequence[str], books: tuple[str, ...]) -> None:
    path.mkdir()
    for name in names:
        with (path / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            titles = (column.title(lang) for column in tables()[name].columns)
            csv.writer(file, delimiter=";").writerow(titles)
    (path / "README.txt").write_text(_readme(lang, names, books), encoding="utf-8-sig")


def _readme(lang: str, names: Sequence[str], books: tuple[str, ...]) -> str:
    required = say("template.guide.rule.required", lang)
    rules = "\n".join(f"- {rule}" for rule in list_rules(books, lang) if rule != required)
    files = [
        line for number, name in enumerate(names, start=1) for line in _tell_file(number, name, lang, books)
    ]
    intro = f"{tell_about(books, lang)}\n{say('template.readme.order', lang)}"
    title = say("template.guide.title", lang)
    return say(
        "template.readme", lang, title=title, intro=intro, rules=rules, sheets="\n".join(files)
    ).lstrip()


def _tell_file(number: int, name: str, lang: str, books: tuple[str, ...]) -> list[str]:
    """Say in lines what a file and its columns hold, and which answers ask for it."""
    table, nothing = tables()[name], say("template.guide.need.no", lang)
    needs = {
        say(f"template.guide.column.{column}", lang): told
        for column in list_columns(books)
        if (told := tell_need(name, column, lang)) != nothing
    }
    head = say(
        "template.readme.file",
        lang,
        number=number,
        file=f"{name}.csv",
        title=table.title(lang),
        purpose=purpose_of(name, lang),
        needs="; ".join(f"{column}: {told}" for column, told in needs.items()),
    )
    columns = [
        say("template.readme.column", lang, column=c.title(lang), note=note(c, lang).replace("\n", "; "))
        for c in table.columns
    ]
    return [head, *columns]
