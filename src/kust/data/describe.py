"""What a column of the contract means, in words: for notes of headings and messages of cells."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from kust.data.schema import Column, tables
from kust.i18n import has_words, number, say


@dataclass(frozen=True)
class _Example:
    """An example in the form of the contract, and values to choose from where the contract codes none."""

    ru: str
    en: str
    values: tuple[str, ...]


@cache
def _examples() -> dict[tuple[str, str], _Example]:
    text = files("kust.data").joinpath("column_examples.csv").read_text(encoding="utf-8")
    return {
        (row["table"], row["column"]): _Example(
            row["example"], row["example_en"] or row["example"], tuple(filter(None, row["values"].split("|")))
        )
        for row in csv.DictReader(text.splitlines())
    }


def _example_of(column: Column) -> _Example:
    known = _examples()
    return known.get((column.table, column.name)) or known.get(("*", column.name)) or _Example("", "", ())


def meaning(column: Column, lang: str) -> str:
    """Say what a column means; empty where the title says it all."""
    for table in (column.table, "memberships") if column.table == "candidates" else (column.table,):
        code = f"template.column.{table}.{column.name}"
        if has_words(code):
            return say(code, lang)
    return column.description if lang == "en" else ""


def unit(column: Column, lang: str) -> str:
    """Name the unit of a column; empty for one that is no quantity."""
    code = f"template.unit.{column.unit}"
    return say(code, lang) if column.unit and has_words(code) else column.unit


def allowed(column: Column, lang: str) -> tuple[str, ...]:
    """List the labels that a cell may hold; empty where anything may stand."""
    return tuple(code.title(lang) for code in column.codes) or suggested(column)


def suggested(column: Column) -> tuple[str, ...]:
    """List the values that a column without coded values usually holds."""
    return _example_of(column).values


def example(column: Column, lang: str) -> str:
    """Show what a cell of the column looks like.

    >>> from kust.data.schema import tables
    >>> memberships = tables()["memberships"]
    >>> example(memberships.column("joined_on"), "ru"), example(memberships.column("role"), "en")
    ('01.11.2016', 'enterprise')
    """
    if column.codes:
        return column.codes[0].title(lang)
    known = _example_of(column)
    text = known.ru if lang == "ru" else known.en
    if column.type == "date" and text:
        return f"{date.fromisoformat(text):%d.%m.%Y}"
    if column.type == "number" and text:
        return number(float(text), lang, len(text.partition(".")[2]))
    return text


def note(column: Column, lang: str) -> str:
    """Describe a column in the lines of a cell's note: meaning, unit, values, example, code."""
    lines = [meaning(column, lang)]
    if column.unit:
        lines.append(say("template.note.unit", lang, unit=unit(column, lang)))
    elif column.type in ("date", "geometry"):
        lines.append(say("template.note.unit", lang, unit=say(f"template.type.{column.type}", lang)))
    if allowed(column, lang):
        lines.append(say("template.note.values", lang, values=", ".join(allowed(column, lang))))
    if column.refers_to:
        sheet = tables()[column.refers_to].title(lang)
        lines.append(say("template.note.refers", lang, sheet=sheet))
    if column.required:
        lines.append(say("template.note.required", lang))
    if example(column, lang):
        lines.append(say("template.note.example", lang, example=example(column, lang)))
    lines.append(say("template.note.code", lang, column=column.name))
    return "\n".join(filter(None, lines))
