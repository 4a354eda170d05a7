"""Check digits of registration numbers, against the published rule counted digit by digit in plain Python."""

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kust.data.identifiers import is_inn, is_ogrn

_WEIGHTS = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def _valid(rule: Callable[[pl.Expr], pl.Expr], *numbers: str) -> list[str]:
    """Return those of the numbers that the rule takes."""
    frame = pl.DataFrame({"number": numbers})
    return frame.filter(rule(pl.col("number")))["number"].to_list()


def _each(body: str) -> list[str]:
    return [body + digit for digit in "0123456789"]


def _inn_digit(digits: str) -> str:
    """The weights of a shorter number are the last ones of the longest."""
    weights = _WEIGHTS[-len(digits) :]
    return str(sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11 % 10)


@settings(deadline=None)
@given(st.from_regex(r"\A[0-9]{9}\Z"))
def test_of_ten_last_digits_one_makes_an_inn_of_a_firm(body: str) -> None:
    assert _valid(is_inn, *_each(body)) == ([body + _inn_digit(body)] if int(body) else [])


@settings(deadline=None)
@given(st.from_regex(r"\A[0-9]{10}\Z"))
def test_an_inn_of_a_person_has_two_check_digits(body: str) -> None:
    eleven = body + _inn_digit(body)
    twelve = eleven + _inn_digit(eleven)
    assert _valid(is_inn, *_each(twelve[:-1])) == ([twelve] if int(body) else [])
    wrong_eleventh = body + str((int(eleven[-1]) + 1) % 10)
    assert _valid(is_inn, wrong_eleventh + _inn_digit(wrong_eleventh)) == []


@settings(deadline=None)
@given(st.integers(1, 10**12 - 1))
def test_an_ogrn_ends_in_the_last_digit_of_the_remainder_by_eleven(body: int) -> None:
    text = f"{body:012}"
    assert _valid(is_ogrn, *_each(text)) == [text + str(body % 11)[-1]]


@settings(deadline=None)
@given(st.integers(1, 10**14 - 1))
def test_the_number_of_a_sole_proprietor_ends_in_the_last_digit_of_the_remainder_by_thirteen(
    body: int,
) -> None:
    text = f"{body:014}"
    assert _valid(is_ogrn, *_each(text)) == [text + str(body % 13)[-1]]


# 3·10^13 leaves 4 modulo 13 (10^12 leaves 1, so 10^13 leaves 10, and 30 = 2·13 + 4).
@pytest.mark.parametrize(("remainder", "digit"), [(10, "0"), (11, "1"), (12, "2")])
def test_a_remainder_of_two_digits_is_not_refused(remainder: int, digit: str) -> None:
    number = f"{3 * 10**13 + remainder - 4}{digit}"
    assert _valid(is_ogrn, number) == [number]


@pytest.mark.parametrize(
    "number", ["0000000000", "000000000000", "", "770708389", "77070838933", "٧٧٠٧٠٨٣٨٩٣"]
)
def test_zeros_other_lengths_and_other_digits_are_no_inn(number: str) -> None:
    assert _valid(is_inn, number) == []


def test_a_missing_number_is_neither_right_nor_wrong() -> None:
    numbers = pl.DataFrame({"number": pl.Series([None], dtype=pl.String)})
    assert numbers.select(is_inn(pl.col("number")), ogrn=is_ogrn(pl.col("number"))).row(0) == (None, None)
