"""The calendar file by RFC 5545: whole days, escapes, folded lines, one event for one thing."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kust.data import read_dataset
from kust.data.calendar_file import escape, fold
from kust.examples import load
from kust.support import Support, calc_support
from kust.support.intakes import Due, find_due, write_calendar

ON = date(2019, 3, 1)


@pytest.fixture(scope="module")
def support() -> Support:
    return calc_support(read_dataset(load("machine-building")).dataset, "joint-hydraulics", on=ON)


def unfold(text: str) -> list[str]:
    """Read lines as a calendar program does: a line that begins with a space goes on from the one before."""
    return text.replace("\r\n ", "").split("\r\n")


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_a_folded_line_has_at_most_75_bytes_and_comes_back_whole(line: str) -> None:
    parts = list(fold(line))
    assert all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line
    assert all(part.startswith(" ") for part in parts[1:])


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), max_size=60))
def test_what_is_escaped_comes_back(text: str) -> None:
    told = escape(text + "\n" + text)
    assert "\n" not in told
    back = (
        told.replace("\\\\", "\0")
        .replace("\\n", "\n")
        .replace("\\;", ";")
        .replace("\\,", ",")
        .replace("\0", "\\")
    )
    assert back == text + "\n" + text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("заявки; до 15,5", "заявки\\; до 15\\,5"),
        ("C:\\new", "C:\\\\new"),
        ("one\r\ntwo\rthree", "one\\ntwo\\nthree"),
        ("bell\a and null\0", "bell and null"),
    ],
)
def test_signs_with_a_meaning_are_escaped_and_signs_of_control_left_out(text: str, escaped: str) -> None:
    assert escape(text) == escaped


def test_an_event_lasts_its_day_and_the_last_day_of_all_has_no_next(support: Support) -> None:
    days = [Due(date(2019, 12, 31), "ends", None, ""), Due(date.max, "ends", None, "")]
    lines = unfold(write_calendar(support, [(one, "Конец", "") for one in days]))
    starts = [line for line in lines if line.startswith("DTSTART")]
    assert starts == ["DTSTART;VALUE=DATE:20191231", "DTSTART;VALUE=DATE:99991231"]
    assert [line for line in lines if line.startswith("DTEND")] == ["DTEND;VALUE=DATE:20200101"]
    assert len({line for line in lines if line.startswith("UID:")}) == 2
    assert lines.count("DTSTAMP:20190301T000000Z") == 2


def test_two_windows_that_open_on_one_day_are_one_event(support: Support) -> None:
    offer = next(one for one in support.offers if one.measure.code == "starting_batches")
    twice = replace(support, offers=(replace(offer, intakes=offer.intakes * 2),))
    assert [(one.day, one.kind) for one in find_due(twice)] == [
        (date(2021, 1, 1), "ends"),
        (date(2024, 10, 15), "closes"),
    ]


def test_what_is_past_is_not_due(support: Support) -> None:
    later = replace(support, on=date(2024, 10, 16))
    assert find_due(later) == ()
    assert [one.kind for one in find_due(replace(support, on=date(2024, 10, 15)))] == ["closes"]
