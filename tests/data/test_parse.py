"""Columns of text become typed columns; what cannot be read is a problem with its place."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kust.data.parse import TYPES, parse_column, tidy_cells
from kust.data.schema import Column, tables

from .test_quantities import written

_DOUBTS = ("cell.number_thousands", "cell.number_mixed")
_AMOUNT = tables()["supplies"].column("amount_krub")


def _parse(
    column: Column, *cells: str | None, from_sheet: bool = False
) -> tuple[list[object], set[tuple[int, str]]]:
    text = tidy_cells(pl.DataFrame({"c0": pl.Series(cells, dtype=pl.String)}))["c0"]
    parsed, problems = parse_column(text, column, from_sheet=from_sheet)
    assert parsed.dtype == TYPES[column.type]
    return parsed.to_list(), {(problem.position, problem.code) for problem in problems}


@settings(deadline=None)
@given(st.lists(st.tuples(written(), st.sampled_from(["", " ", "\u00a0"])), min_size=1, max_size=12))
def test_a_column_of_numbers_is_read_equal_or_refused_but_never_read_otherwise(
    cells: list[tuple[tuple[str, float], str]],
) -> None:
    values, problems = _parse(_AMOUNT, *(space + text + space for (text, _), space in cells))
    refused = {position for position, code in problems if code not in _DOUBTS}
    for position, ((_, expected), _) in enumerate(cells):
        assert values[position] == (None if position in refused else expected)


@settings(deadline=None)
@given(st.lists(st.floats(-1e15, 1e15), min_size=1), st.sampled_from(",."))
def test_numbers_as_programs_write_them_are_read_equal(figures: list[float], sign: str) -> None:
    """Fractions of exactly three digits in front of exactly three may be doubted, in a whole column only."""
    values, problems = _parse(_AMOUNT, *(repr(figure).replace(".", sign) for figure in figures))
    assert values == figures
    assert {code for _, code in problems} <= set(_DOUBTS)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["1.234", "1,234", "12.5", "12,5", "1.234.567", "1,234,567", "1 234,5", "7"]))
)
def test_one_sign_never_means_two_things_in_a_column(cells: list[str]) -> None:
    values, _ = _parse(_AMOUNT, *cells)
    read = {cell for cell, value in zip(cells, values, strict=True) if value is not None}
    for sign in ".,":
        grouped = f"1{sign}234{sign}567" in read
        assert not (grouped and read & {f"1{sign}234", f"12{sign}5"})


def test_a_fraction_that_may_be_thousands_beside_fractions_with_the_other_sign_is_read_but_not_in_silence() -> (
    None
):
    assert _parse(_AMOUNT, "12,5", "1.234") == ([12.5, 1.234], {(1, "cell.number_mixed")})


def test_the_order_of_rows_does_not_change_how_a_number_is_read() -> None:
    assert _parse(_AMOUNT, "1.234", "1.234.567")[0] == [None, 1234567.0]
    assert _parse(_AMOUNT, "1.234.567", "1.234")[0] == [1234567.0, None]


@pytest.mark.parametrize(("from_sheet", "warned"), [(False, {(0, "cell.number_thousands")}), (True, set())])
def test_a_number_that_a_workbook_stores_as_one_is_not_doubted(from_sheet: bool, warned: set[object]) -> None:
    values, problems = _parse(_AMOUNT, "1.234", from_sheet=from_sheet)
    assert (values, problems) == ([1.234], warned)


def test_degrees_and_shares_with_three_digits_are_not_doubted() -> None:
    assert _parse(tables()["settlements"].column("latitude"), "55.751", "56.123") == ([55.751, 56.123], set())


@settings(deadline=None)
@given(st.dates())
def test_a_day_is_read_back_in_both_forms(day: date) -> None:
    column = tables()["memberships"].column("joined_on")
    assert _parse(column, f"{day:%d.%m.}{day.year:04}", day.isoformat()) == ([day, day], set())


def test_every_code_of_the_contract_is_read_by_its_code_and_both_labels_in_any_letter_case() -> None:
    for table in tables().values():
        for column in table.columns:
            for code in column.codes if column.type == "text" else ():
                cells = [
                    code.code,
                    code.title_ru.upper(),
                    code.title_en.title(),
                    code.title_ru.replace("ё", "е"),
                ]
                assert _parse(column, *cells) == ([code.code] * 4, set()), (table.name, column.name)


def test_what_means_missing_is_missing_in_every_type() -> None:
    seen = set()
    for column in (column for table in tables().values() for column in table.columns):
        if column.type not in seen:
            seen.add(column.type)
            assert _parse(column, "", " - ", "–", "Н/Д", "нет\u00a0данных", "\u200b")[0] == [None] * 6
    assert seen == set(TYPES)
