"""The quick ways of reading a small table say what the careful ones say, or leave it to them."""

import csv
import io
from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kust.data.parse import TYPES, parse_column, tidy_cells
from kust.data.plain import read_plain
from kust.data.schema import Column, tables
from kust.data.unquoted import read_unquoted

_COLUMNS = {
    f"{table}.{name}": tables()[table].column(name)
    for table, name in (
        ("supplies", "amount_krub"),
        ("supplies", "year"),
        ("supplies", "reported_by"),
        ("memberships", "joined_on"),
        ("memberships", "is_founder"),
        ("needs", "cause"),
        ("organisations", "region"),
        ("organisations", "country"),
        ("organisations", "name"),
    )
}
_ODD = (
    "2018", "2018.0", "12.000", "9007199254740993", "1e400", "1e3", "nan", ".5", "5.", "2018-03-01", "2018-02-30",
    "2018-3-1", "31.12.2018", "43101", "yes", "Да", "нет", "1", "0", "buyer", "Покупатель", "ledger",
    "import_dependence", "import_dependence;high_cost", "2", "77", "ru", "RU", "x",
)  # fmt: skip
_NUMBERS = st.from_regex(r"[+-]?[0-9]{1,4}([.,][0-9]{1,3})?", fullmatch=True)
_CELLS = st.one_of(st.none(), _NUMBERS, st.sampled_from(_ODD))


@settings(deadline=None)
@given(st.sampled_from(list(_COLUMNS.values())), st.lists(_CELLS, min_size=1, max_size=6), st.booleans())
def test_what_is_read_quickly_is_read_as_carefully_and_without_a_problem(
    column: Column, cells: list[str | None], from_sheet: bool
) -> None:
    rows = pl.DataFrame({"c0": pl.Series(cells, dtype=pl.String)})
    values, problems = parse_column(rows["c0"], column, from_sheet=from_sheet)
    quick = read_plain(rows, {"c0": column}, from_sheet=from_sheet)
    if quick:
        read = rows.select(quick["c0"].alias("v"))["v"]
        read = read.new_from_index(0, rows.height) if len(read) < rows.height else read
        assert (read.dtype, read.to_list(), problems) == (TYPES[column.type], values.to_list(), [])
    else:
        assert problems or not _is_plainly_typed(column, cells)


def _is_plainly_typed(column: Column, cells: list[str | None]) -> bool:
    """Whole numbers without a sign: as plain as a cell can be."""
    return column.type in ("number", "integer") and all(
        c is None or (c.isdigit() and len(c) < 9) for c in cells
    )


@pytest.mark.parametrize(
    ("place", "cells", "values"),
    [
        ("supplies.amount_krub", ["12.5", None], [12.5, None]),
        ("supplies.year", ["2018", "2019"], [2018, 2019]),
        ("supplies.reported_by", ["buyer", None], ["buyer", None]),
        ("memberships.is_founder", ["yes", "no"], [True, False]),
        ("organisations.region", ["2", "77"], ["02", "77"]),
        ("organisations.country", ["ru", None], ["RU", None]),
        ("organisations.name", [None, None], [None, None]),
    ],
)
def test_a_plain_column_needs_no_careful_reading(place: str, cells: list[str], values: list[object]) -> None:
    rows = pl.DataFrame({"c0": pl.Series(cells, dtype=pl.String), "c1": ["x", "y"]})
    quick = read_plain(rows, {"c0": _COLUMNS[place]}, from_sheet=False)
    assert rows.select("c1", v=quick["c0"])["v"].to_list() == values


@given(st.text(alphabet="aя ;,\t\n'\x0c\u2028", min_size=1, max_size=40), st.sampled_from(";,\t"))
def test_a_short_text_is_cut_as_the_csv_module_cuts_it(text: str, separator: str) -> None:
    rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    width = max(1, *map(len, rows))
    cut = read_unquoted(text, separator, width)
    assert cut is not None
    assert cut.rows() == [tuple([cell or None for cell in row] + [None] * (width - len(row))) for row in rows]
    assert width == 1 or read_unquoted(text, separator, width - 1) is None


def test_few_cells_are_tidied_like_many() -> None:
    signs = "aЯ \u00a0\u200b\t–-д"
    cells = [*signs, *map("".join, product(signs, repeat=2)), "н/д", "Н/Д", "нет данных", "a  b", "a b c", ""]
    many = tidy_cells(pl.DataFrame({"c0": cells * (5000 // len(cells) + 1)}))["c0"].to_list()
    few = [tidy_cells(pl.DataFrame({"c0": [cell, "a"]}))["c0"][0] for cell in cells]
    assert few == many[: len(cells)]
