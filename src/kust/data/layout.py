"""How a text file is cut into cells: by the separator that finds the most names of the contract in a row."""

import csv
import io
from dataclasses import dataclass
from functools import cache

from kust.data.schema import fold, tables
from kust.data.sources import columns_of

_SEPARATORS = (";", ",", "\t")
_FIRST_ROWS = 15
_SAMPLE = 2**20


@dataclass(frozen=True)
class Layout:
    """A separator, the row of the heading (-1 where there is none) and how many cells a row has."""

    separator: str
    heading: int
    width: int
    merit: tuple[int, int]


def find_layout(text: str) -> Layout:
    """Find how a text is cut.

    >>> layout = find_layout("organisation_id;name\\nM01;a, b, c, d")
    >>> layout.separator, layout.heading, layout.width
    (';', 0, 2)
    """
    csv.field_size_limit(2**31 - 1)
    return max((_layout(text, separator) for separator in _SEPARATORS), key=lambda one: one.merit)


def _layout(text: str, separator: str) -> Layout:
    """Look at the first rows: the heading, which may take two, says how many cells a row has."""
    reader = csv.reader(io.StringIO(text[:_SAMPLE]), delimiter=separator)
    rows = [row for row, _ in zip(reader, range(_FIRST_ROWS), strict=False)]
    known = [sum(fold(cell) in _names() for cell in row) for row in rows]
    most = max(known)
    named = [len(row) for row, count in zip(rows, known, strict=True) if most and count >= min(most, 2)]
    width = max([1, *(named or map(len, rows))])
    return Layout(separator, known.index(most) if most else -1, width, (most, width))


@cache
def _names() -> frozenset[str]:
    return frozenset(name for table in tables() for name in columns_of(table))
