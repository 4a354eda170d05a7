"""A bare table of points, or a matrix of distances, read from a file; what is wrong is told by row and column."""

import csv
import io
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kust.data.encoding import read_text
from kust.errors import UnreadableError, UsageError

Array = Any
# In this order: where cells are separated by one of the first two, a comma is a decimal sign.
_SEPARATORS = ("\t", ";", ",")
_FIGURES = ("x", "y", "weight", "capacity", "fixed_cost")
# Python would also read 1_000 and, with loss, sums of such figures overflow.
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?inf(inity)?|nan", re.IGNORECASE | re.ASCII)
_LARGEST = 1e100
_YES, _NO = ("yes", "true", "1", "да"), ("no", "false", "0", "нет", "")


@dataclass(frozen=True)
class Points:
    """Points that are clients and sites at once; a column that the file has not is None."""

    ids: tuple[str, ...]
    x: Array | None
    y: Array | None
    weight: Array
    capacity: Array | None
    fixed_cost: Array | None
    exists: tuple[int, ...]

    def calc_distances(self) -> Array:
        """Return Euclidean distances between all points; they have to have places."""
        if self.x is None or self.y is None:
            raise UsageError("siting_nothing_given")
        return np.hypot(self.x[:, None] - self.x[None, :], self.y[:, None] - self.y[None, :])


def read_points(path: Path, *, placed: bool = True) -> Points:
    """Read ``point_id,x,y,weight[,capacity,fixed_cost,exists]``; other columns are left alone.

    Parameters
    ----------
    placed
        Whether ``x`` and ``y`` have to be there.

    Raises
    ------
    UsageError
        A column is missing, a cell is no number, negative or empty, an id stands twice: with row, column and value.
    """
    rows, separator = read_rows(path)
    heading = [cell.strip().lower() for cell in rows[0][1]]
    needed = ("point_id", *(("x", "y") if placed else ()), "weight")
    for name in needed:
        if name not in heading:
            raise UsageError("siting_no_column", path=path, column=name, found=", ".join(heading))
    twice = next((name for place, name in enumerate(heading) if name and name in heading[:place]), None)
    if twice is not None:
        raise UsageError("siting_name_twice_columns", path=path, value=twice)
    body = rows[1:]
    if not body:
        raise UsageError("siting_no_points", path=path)
    _check_widths(path, len(heading), body)
    ids = _read_ids(path, heading, body)
    figures = {
        name: _read_column(path, heading, body, name, separator) if name in heading else None
        for name in _FIGURES
    }
    return Points(
        ids,
        figures["x"],
        figures["y"],
        figures["weight"],
        figures["capacity"],
        figures["fixed_cost"],
        _read_existing(path, heading, body),
    )


def read_rows(path: Path) -> tuple[list[tuple[int, list[str]]], str]:
    """Read the rows with their numbers in the file, empty ones left out."""
    if not path.is_file():
        raise UnreadableError("siting_no_file", path=path)
    text = read_text(path)
    first = text.split("\n", 1)[0]
    separator = next((sign for sign in _SEPARATORS if sign in first), ",")
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    try:
        return [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)], separator
    except csv.Error as error:
        raise UsageError("siting_bad_quotes", path=path, row=reader.line_num) from error


def _check_widths(path: Path, width: int, body: list[tuple[int, list[str]]]) -> None:
    """Refuse rows with more cells than the heading: a decimal comma between commas would shift all figures."""
    for number, row in body:
        if any(cell.strip() for cell in row[width:]):
            raise UsageError("siting_too_many_cells", path=path, row=number, count=len(row), expected=width)


def _cell(heading: list[str], row: list[str], name: str) -> str:
    place = heading.index(name)
    return row[place].strip() if place < len(row) else ""


def _read_ids(path: Path, heading: list[str], body: list[tuple[int, list[str]]]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    for number, row in body:
        name = _cell(heading, row, "point_id")
        if not name:
            raise UsageError("siting_empty_cell", path=path, row=number, column="point_id")
        if name in seen:
            raise UsageError("siting_id_twice", path=path, row=number, value=name, first=seen[name])
        seen[name] = number
    return tuple(seen)


def _read_column(
    path: Path, heading: list[str], body: list[tuple[int, list[str]]], name: str, separator: str
) -> Array:
    """Read a column of figures; an empty or infinite capacity is no limit, an empty fixed cost not known to be 0."""
    values = np.zeros(len(body))
    for place, (number, row) in enumerate(body):
        text = _cell(heading, row, name)
        if not text and name == "capacity":
            values[place] = np.inf
            continue
        if not text:
            raise UsageError("siting_empty_cell", path=path, row=number, column=name)
        value = read_number(text, separator)
        if value == math.inf and name == "capacity":
            values[place] = value
            continue
        if value is None or not abs(value) <= _LARGEST:
            raise UsageError("siting_bad_cell", path=path, row=number, column=name, value=text)
        if value < 0 and name not in ("x", "y"):
            raise UsageError("siting_negative_cell", path=path, row=number, column=name, value=text)
        values[place] = value
    return values


def _read_existing(path: Path, heading: list[str], body: list[tuple[int, list[str]]]) -> tuple[int, ...]:
    if "exists" not in heading:
        return ()
    found = []
    for place, (number, row) in enumerate(body):
        text = _cell(heading, row, "exists").lower()
        if text not in _YES + _NO:
            raise UsageError("siting_bad_cell", path=path, row=number, column="exists", value=text)
        if text in _YES:
            found.append(place)
    return tuple(found)


def read_number(text: str, separator: str) -> float | None:
    """Read a number; a comma is a decimal sign where it does not separate cells."""
    body = text.strip().replace("\u00a0", "")
    body = body if separator == "," else body.replace(",", ".")
    return float(body) if _NUMBER.fullmatch(body) else None


@dataclass(frozen=True)
class Distances:
    """Clients × sites with the names of both; ``named``: whether the file has names of clients, of sites.

    Names that it has not are numbers from 0.
    """

    table: Array
    clients: tuple[str, ...]
    sites: tuple[str, ...]
    named: tuple[bool, bool] = (False, False)


def read_distances_file(path: Path) -> Distances:
    """Read a matrix, a row a client, a column a site: ``.npy``, or a CSV with or without names; ``inf``: no way.

    Raises
    ------
    UsageError
        Rows of different length, a cell that is empty, negative or no number: with row, column and value. A name that
        stands twice among the rows or among the columns.
    """
    named = (False, False)
    if path.suffix.lower() == ".npy":
        table = _read_npy(path)
        clients, sites = _numbers(len(table)), _numbers(table.shape[1])
    else:
        table, clients, sites, named = _read_csv(path)
    too_large = np.isfinite(table) & (table > _LARGEST)
    for bad, code in ((np.isnan(table) | too_large, "siting_bad_cell"), (table < 0, "siting_negative_cell")):
        if bad.any():
            row, column = (int(place) for place in np.argwhere(bad)[0])
            # As the file counts them: names stand before figures.
            at = {"row": row + 1 + named[1], "column": column + 1 + named[0]}
            raise UsageError(code, path=path, value=f"{table[row, column]:g}", **at)
    for names, what in ((clients, "rows"), (sites, "columns")):
        twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
        if twice is not None:
            raise UsageError(f"siting_name_twice_{what}", path=path, value=twice)
    return Distances(table, clients, sites, named)


def _read_npy(path: Path) -> Array:
    if not path.is_file():
        raise UnreadableError("siting_no_file", path=path)
    try:
        read = np.load(path, allow_pickle=False)
    except (ValueError, OSError, EOFError) as error:
        raise UsageError("siting_bad_npy", path=path) from error
    if not isinstance(read, np.ndarray) or read.dtype.kind not in "biuf":
        raise UsageError("siting_bad_npy", path=path)
    table = np.asarray(read, dtype=np.float64)
    if table.ndim != 2 or not table.size:
        raise UsageError("siting_no_table", shape=" × ".join(map(str, table.shape)))
    return table


def _read_csv(path: Path) -> tuple[Array, tuple[str, ...], tuple[str, ...], tuple[bool, bool]]:
    rows, separator = read_rows(path)
    sites: tuple[str, ...] | None = None
    # A heading holds no number at all; else a bad cell of the first row would pass for one.
    if all(read_number(cell, separator) is None for cell in rows[0][1]):
        sites = tuple(cell.strip() for cell in rows[0][1])
        rows = rows[1:]
    if not rows:
        raise UsageError("siting_no_points", path=path)
    named = all(read_number(row[0], separator) is None for _, row in rows)
    # The names of clients have a heading of their own, be it empty.
    named = named or (sites is not None and sites[0].lower() in ("", "point_id", "id", "from_id"))
    width = len(rows[0][1])
    values = np.zeros((len(rows), width - named))
    for place, (number, row) in enumerate(rows):
        if len(row) != width or (sites is not None and len(sites) != width):
            raise UsageError("siting_ragged", path=path, row=number, count=len(row), expected=width)
        for column, cell in enumerate(row[named:]):
            value = read_number(cell, separator)
            if value is None:
                raise UsageError(
                    "siting_bad_cell", path=path, row=number, column=column + named + 1, value=cell
                )
            values[place, column] = value
    clients = tuple(row[0].strip() for _, row in rows) if named else _numbers(len(rows))
    heads = sites[named:] if sites is not None else _numbers(values.shape[1])
    return values, clients, heads, (named, sites is not None)


def _numbers(count: int) -> tuple[str, ...]:
    return tuple(str(number) for number in range(count))
