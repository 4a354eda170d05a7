"""Rows of a dataset folder as text, and the four ways of reading a cell."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

Row = dict[str, str]
Tables = dict[str, list[Row]]


def read_tables(folder: Path) -> Tables:
    """All tables of a folder; one without a data row is not there at all."""
    tables: Tables = {}
    for file in sorted(Path(folder).glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = [_stripped(row) for row in csv.DictReader(stream)]
        if rows:
            tables[file.stem] = rows
    return tables


def _stripped(row: dict[str, str | None]) -> Row:
    return {column: (cell or "").strip() for column, cell in row.items()}


def text(row: Row, column: str) -> str | None:
    return row.get(column) or None


def number(row: Row, column: str) -> float | None:
    cell = text(row, column)
    return None if cell is None else float(cell)


def day(row: Row, column: str) -> date | None:
    cell = text(row, column)
    return None if cell is None else date.fromisoformat(cell)


def truth(row: Row, column: str) -> bool | None:
    cell = text(row, column)
    return None if cell is None else {"yes": True, "no": False}[cell.lower()]


def of_year(rows: Iterable[Row], year: int) -> list[Row]:
    return [row for row in rows if text(row, "year") and int(row["year"]) == year]


def open_on(row: Row, on: date, starts: str, ends: str) -> bool:
    """From the first day on, up to but without the last one; an empty end is open."""
    first, last = day(row, starts), day(row, ends)
    return (first is None or first <= on) and (last is None or last > on)
