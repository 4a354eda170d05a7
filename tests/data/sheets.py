"""Fill in and look into workbooks by their headings, apart from the code that is tested."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl import Workbook


def column_of(sheet: Any, title: str) -> int:
    for cell in sheet[1]:
        if cell.value is not None and cell.value.removesuffix(" *") == title:
            return int(cell.column)
    raise AssertionError(f"no column {title} on {sheet.title}")


def fill(path: Path, rows: Mapping[str, Sequence[Mapping[str, Any]]], first_row: int = 2) -> None:
    """Write rows below the heading of each sheet, by title of column."""
    book = openpyxl.load_workbook(path)
    for sheet, lines in rows.items():
        for number, line in enumerate(lines, start=first_row):
            for title, value in line.items():
                book[sheet].cell(number, column_of(book[sheet], title)).value = value
    book.save(path)


def answer(path: Path, sheet: str, keys: Mapping[str, Any], answers: Mapping[str, Any]) -> None:
    """Write answers into the one row of a sheet that has these cells."""
    book = openpyxl.load_workbook(path)
    found = [
        row
        for row in range(2, book[sheet].max_row + 1)
        if all(
            book[sheet].cell(row, column_of(book[sheet], title)).value == value
            for title, value in keys.items()
        )
    ]
    assert len(found) == 1, f"{len(found)} rows with {dict(keys)} on {sheet}"
    for title, value in answers.items():
        book[sheet].cell(found[0], column_of(book[sheet], title)).value = value
    book.save(path)


def lines_of(path: Path, sheet: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet by title of column, the asterisk left out."""
    cells = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    heading = [str(title or "").removesuffix(" *") for title in next(cells)]
    return [dict(zip(heading, row, strict=True)) for row in cells]


@cache
def book_of(path: Path) -> Workbook:
    """Open a workbook that no test changes."""
    return openpyxl.load_workbook(path)
