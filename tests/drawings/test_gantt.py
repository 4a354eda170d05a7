"""A roadmap is drawn whole, on sheets and folded; no measure is lost and everything can be read."""

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from kust.drawings import canvas
from kust.drawings.canvas import width_of
from kust.drawings.gantt import A3, draw_gantt, most_rows
from kust.drawings.gantt_list import WIDTH, draw_gantt_list
from kust.drawings.gantt_parts import (
    GanttBar,
    GanttGroup,
    GanttMark,
    GanttPicture,
    GanttWords,
    fold,
    split,
)

START = date(2025, 1, 1)
WORDS = GanttWords(
    "No.", "Measure", "Owner", "today", "days not known", ("I", "II", "III", "IV"), {"plan": "plan"}
)
SVG = "{http://www.w3.org/2000/svg}"


def bar(number: int, **told: object) -> GanttBar:
    starts = START + timedelta(days=3 * number)
    days = {"starts": starts, "ends": starts + timedelta(days=60)}
    return GanttBar(
        **{"key": f"m{number}", "number": str(number), "title": f"Measure {number}", **days, **told}
    )


def picture(*groups: GanttGroup) -> GanttPicture:
    labels = {one.key: one.number for group in groups for one in group.bars}
    return GanttPicture("Roadmap", "K", groups, START, date(2027, 6, 1), date(2025, 6, 1), WORDS, labels)


def group(title: str, *bars: GanttBar) -> GanttGroup:
    starts = min((one.starts for one in bars if one.starts), default=None)
    ends = max((one.ends for one in bars if one.ends), default=None)
    return GanttGroup(title, "", bars, (), starts, ends, 0.5, count=len(bars))


def many(count: int, per: int) -> GanttPicture:
    bars = [bar(number, late=number % 7 == 0, critical=number % 11 == 0) for number in range(count)]
    return picture(*(group(f"G{at}", *bars[at : at + per]) for at in range(0, count, per)))


def keys_of(sheets: list[GanttPicture]) -> list[str]:
    return [one.key for sheet in sheets for found in sheet.groups for one in found.bars]


def test_every_measure_stands_on_one_sheet_and_no_sheet_has_more_rows_than_can_be_read() -> None:
    sheets = list(split(many(300, 37), most_rows()))
    assert keys_of(sheets) == [f"m{number}" for number in range(300)]
    assert max(sheet.rows for sheet in sheets) <= most_rows()


def test_the_rows_of_a_full_sheet_are_a_quarter_of_a_centimetre_at_least_and_stay_above_the_legend() -> None:
    full = next(iter(split(many(300, 300), most_rows())))
    svg = ElementTree.fromstring(draw_gantt(full, "k", "T", "D", height=A3[1]))
    bases = [float(text.get("y", 0)) for text in svg.iter(f"{SVG}text") if text.text == "Measure 0"]
    rows = sorted(
        float(text.get("y", 0))
        for text in svg.iter(f"{SVG}text")
        if re.fullmatch(r"Measure \d+", text.text or "")
    )
    # 1512 units are 400 mm: a row of 18.5 units is 4.9 mm.
    assert min(two - one for one, two in pairwise(rows)) * 400 / 1512 > 2.5
    legend = next(float(text.get("y", 0)) for text in svg.iter(f"{SVG}text") if text.text == "plan")
    assert bases[0] < rows[-1] < legend - 10


def test_an_overview_keeps_every_goal_and_what_is_critical_before_what_is_late() -> None:
    whole = many(300, 37)
    folded = fold(whole, most_rows())
    assert folded.rows <= most_rows()
    assert [one.title for one in folded.groups] == [one.title for one in whole.groups]
    assert all(one.folded for one in folded.groups)
    shown = set(keys_of([folded]))
    assert shown >= {f"m{number}" for number in range(0, 300, 11)}
    assert shown - {f"m{number}" for number in range(0, 300, 11)} <= {f"m{n}" for n in range(0, 300, 7)}


def test_what_fits_is_not_folded() -> None:
    small = many(20, 5)
    assert fold(small, most_rows()) is small


def test_arrows_join_what_is_on_the_sheet_and_numbers_tell_what_is_not() -> None:
    one, two = group("A", bar(0), bar(40, after=("m0", "m41"))), group("B", bar(41))
    whole = draw_gantt(picture(one, two), "k", "T", "D")
    assert set(re.findall(r'data-link="([^"]+)"', whole)) == {"m0&gt;m40", "m41&gt;m40"}
    apart = picture(one, two)
    [first, *_] = split(apart, 3)
    alone = draw_gantt(first, "k", "T", "D")
    assert re.findall(r'data-link="([^"]+)"', alone) == ["m0&gt;m40"]
    assert "← 41" in alone


def test_bars_lie_where_their_days_are() -> None:
    year = bar(0, starts=date(2025, 1, 1), ends=date(2026, 1, 1))
    svg = draw_gantt(
        picture(group("A", year, bar(1, starts=date(2026, 1, 1), ends=date(2027, 1, 1)))), "k", "T", "D"
    )
    boxes = re.findall(
        r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="[\d.]+" class="k-shade-1"', svg
    )
    (x, width), (x2, width2) = ((float(a), float(b)) for a, b in boxes[:2])
    assert x2 == pytest.approx(x + width, abs=0.2)
    assert width2 == pytest.approx(width, abs=0.2)


@pytest.mark.parametrize(
    ("told", "sign"),
    [
        ({"critical": True}, 'class="k-ink-stroke"'),
        ({"late": True}, 'class="k-not_met"'),
        ({"forecast": date(2025, 6, 1), "forecast_words": "+12 d"}, "+12 d"),
        ({"slack_to": date(2025, 3, 20)}, 'stroke-dasharray="2 2"'),
        ({"starts": None}, "days not known"),
        ({"marks": (GanttMark(date(2025, 2, 1), "reached", "Stands"),)}, "Stands"),
        ({"progress": 0.4}, 'class="k-shade-4"'),
    ],
)
def test_what_is_told_of_a_measure_is_drawn(told: dict[str, object], sign: str) -> None:
    plain = draw_gantt(picture(group("A", bar(0))), "k", "T", "D")
    with_it = draw_gantt(picture(group("A", bar(0, **told))), "k", "T", "D")
    assert sign not in plain
    assert sign in with_it


def test_the_list_of_a_telephone_is_as_wide_as_one_and_says_everything_in_words() -> None:
    told = bar(0, title="Measure with a title " * 6, facts=("late by 12 days", "Owner"), late=True)
    svg = draw_gantt_list(picture(group("A", told, bar(1, starts=None))), "k", "T", "D")
    assert WIDTH <= 390 - 2 * 16
    assert "late by 12 days" in svg
    tall = int(re.search(r'viewBox="0 0 358 (\d+)"', svg)[1])  # type: ignore[index]
    assert max(float(y) for y in re.findall(r'<text x="[\d.]+" y="([\d.]+)"', svg)) < tall


@pytest.mark.parametrize("draw", [draw_gantt, draw_gantt_list])
def test_a_reader_of_the_screen_hears_title_and_description_and_words_are_no_markup(draw) -> None:
    svg = ElementTree.fromstring(draw(picture(group("<b>", bar(0, title="a & <i>"))), "k", "Title", "Told"))
    assert svg.get("aria-labelledby") == "k-title k-desc"
    assert [svg.find(f"{SVG}{name}").text for name in ("title", "desc")] == ["Title", "Told"]  # type: ignore[union-attr]
    assert any("a & <i>" in (text.text or "") for text in svg.iter(f"{SVG}text"))


@pytest.mark.parametrize("draw", [draw_gantt, draw_gantt_list])
def test_a_roadmap_of_nothing_is_still_a_drawing(draw) -> None:
    ElementTree.fromstring(draw(picture(), "k", "T", "D"))


def test_a_title_of_fifty_thousand_letters_is_cut_before_it_is_measured(monkeypatch) -> None:
    measured = 0

    def count(words: str, size: float, *, bold: bool = False) -> float:
        nonlocal measured
        measured += len(words)
        return width_of(words, size, bold=bold)

    monkeypatch.setattr(canvas, "width_of", count)
    for title in ("а" * 50_000, "слово " * 10_000):
        lines = canvas.wrap_to(title, 200, 10, 2)
        assert len(lines) == 2
        assert lines[-1].endswith("…")
    assert measured < 50_000
