"""Numbers as people type them, and the one division."""

import math

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kust.quantities import divide, parse_number, tidy


def _group(digits: str, sign: str) -> str:
    """Put a sign between every three digits from the right."""
    first = len(digits) % 3
    threes = [digits[place : place + 3] for place in range(first, len(digits), 3)]
    return sign.join([digits[:first], *threes] if first else threes)


@st.composite
def written(draw: st.DrawFn) -> tuple[str, float]:
    """A number and one of the ways of writing it that leave no doubt."""
    whole = str(draw(st.integers(0, 10**12)))
    part = draw(st.from_regex(r"\A[0-9]{0,4}\Z"))
    minus = draw(st.sampled_from(["", "-", "\u2212"]))
    value = float(f"{'-' if minus else ''}{whole}.{part or 0}")
    decimal = draw(st.sampled_from(",."))
    fraction = decimal + part if part else ""
    style = draw(st.sampled_from(["plain", "spaces", "signs"]))
    if style == "plain":
        return minus + whole + fraction, value
    if style == "spaces":
        space = draw(st.sampled_from([" ", "\u00a0", "\u202f", "\u2009"]))
        return minus + _group(whole, space) + fraction, value
    other = "." if decimal == "," else ","
    # Without a fraction, one sign alone could be decimal: only a repeated one surely groups.
    if not part and len(whole) < 7:
        return minus + whole, value
    return minus + _group(whole, other) + fraction, value


@given(written())
def test_a_number_written_in_any_of_the_usual_ways_is_read_back_equal(number: tuple[str, float]) -> None:
    text, value = number
    read = parse_number(text)
    assert (read.value, read.problem) == (value, None)


@given(written(), st.sampled_from(["", " ", "\u00a0"]))
def test_a_percentage_is_a_hundredth_where_a_share_is_asked_for(
    number: tuple[str, float], space: str
) -> None:
    text, value = number
    assert parse_number(f"{text}{space}%", share=True).value == value / 100
    assert parse_number(f"{text}{space}%").problem == "cell.percent"


@given(st.text(max_size=12))
def test_what_is_read_is_finite_and_what_is_not_read_is_a_problem(text: str) -> None:
    read = parse_number(text)
    assert (read.value is None) == (read.problem is not None)
    assert read.value is None or math.isfinite(read.value)


@pytest.mark.parametrize(
    "text",
    ["", "12 34", "1e400", "NaN", "0x10", "1_000", "1 2345,6", "1.23.4", "٣", "5 %%", "(5)", "1.234.5"],
)
def test_what_is_doubtful_or_no_number_is_not_guessed(text: str) -> None:
    assert parse_number(text, share=True).problem is not None


def test_the_sign_that_grouped_and_the_one_that_was_decimal_are_told() -> None:
    assert (parse_number("1.234,5").thousands, parse_number("1.234,5").decimal) == (".", ",")
    assert (parse_number("1.234").thousands, parse_number("1.234").decimal) == ("", ".")
    assert (parse_number("1.234.567").thousands, parse_number("1.234.567").decimal) == (".", "")


def test_tidying_leaves_plain_spaces_and_a_plain_minus() -> None:
    assert tidy("\u00a0\u22121\u202f234\t") == "-1 234"


def test_dividing_by_nothing_gives_nothing() -> None:
    frame = nw.from_native(pl.DataFrame({"x": [0.0, 1.0, 3.0, None], "y": [0.0, 0.0, 4.0, 2.0]}))
    shares = frame.select(divide(nw.col("x"), nw.col("y")).alias("share"))["share"].to_list()
    assert shares == [None, None, 0.75, None]
