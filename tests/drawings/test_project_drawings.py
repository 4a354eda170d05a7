"""Drawings of projects and plans: to scale, named, harmless, told apart by more than colour."""

from datetime import date
from xml.etree.ElementTree import Element, fromstring

import pytest

from kust.drawings.bars import Key, Part, Stack, Track, draw_stacks, draw_tracks
from kust.drawings.bullets import Change, draw_change
from kust.drawings.timeline import Payment, Span, Timeline, draw_timeline
from kust.drawings.tornado import Spread, Swing, Tornado, draw_tornado

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>&"x"</script>]]>'


def of_class(drawing: Element, tag: str, kind: str) -> list[Element]:
    return [element for element in drawing.iter(f"{SVG}{tag}") if element.get("class") == kind]


def size(element: Element, name: str) -> float:
    return float(element.attrib[name])


def words(drawing: Element) -> str:
    return " ".join(element.text or "" for element in drawing.iter(f"{SVG}text"))


def label(figure: float) -> str:
    return f"{figure:g}"


def stacks(words_of_part: str = "7") -> str:
    own, loan = Part(75, 0, words_of_part, "own"), Part(25, 1, "25", "loan", firm=False)
    rows = [Stack("2019", (own, loan), "100"), Stack("2020", (Part(50, 0, "50", "own"),), "50")]
    return draw_stacks(rows, [Key(0, "own"), Key(1, "loan, only planned", firm=False)], "k", "t", "d")


def change(before: float | None, after: float) -> Element:
    one = Change(
        (before, after), ("not_met", "met"), ("15%", "30%"), ("now", "then"), 0.2, False, label, "20%"
    )
    return fromstring(draw_change(one, "k", "t", "d"))


def timeline() -> Timeline:
    spans = [
        Span("project", date(2019, 7, 1), date(2021, 1, 1)),
        Span("day", date(2020, 1, 1), date(2020, 1, 1), 1),
    ]
    payments = [Payment(2019, 100, "100"), Payment(2020, 50, "50")]
    return Timeline(spans, payments, date(2019, 1, 1), "asked", "money")


def tornado() -> Tornado:
    swings = [Swing("inflows", -20, 40), Swing("costs", 25, -5)]
    return Tornado(10, "NPV 10", swings, Spread("runs", -10, 10, 30), label, ("lower", "higher"))


def every_drawing(text: str) -> list[str]:
    return [
        draw_stacks([Stack(text, (Part(1, 0, text, text),), text)], [Key(0, text)], "k", text, text),
        draw_tracks([Track(text, text, 1, 2)], "k", text, text),
        draw_change(
            Change((0.1, 0.3), ("not_met", "met"), (text, text), (text, text), 0.2, False, label, text),
            "k",
            text,
            text,
        ),
        draw_timeline(
            Timeline([Span(text, date(2019, 1, 1), None)], [], date(2019, 1, 1), text, text), "k", text, text
        ),
        draw_tornado(Tornado(1, text, [Swing(text, 0, 2)], None, label, (text, text)), "k", text, text),
    ]


@pytest.mark.parametrize("place", range(5))
def test_a_drawing_has_a_name_and_an_alternative_and_words_are_never_markup(place: int) -> None:
    drawing = fromstring(every_drawing(HOSTILE)[place])
    assert drawing.get("role") == "img"
    assert drawing.get("aria-labelledby") == "k-title k-desc"
    title, desc = drawing.find(f"{SVG}title"), drawing.find(f"{SVG}desc")
    assert title is not None and title.text == HOSTILE
    assert desc is not None and desc.text == HOSTILE
    assert not list(drawing.iter(f"{SVG}script"))
    assert float(drawing.attrib["width"]) <= 400


def test_stacked_bars_are_on_one_scale_and_what_is_not_firm_is_dashed() -> None:
    drawing = fromstring(stacks())
    # The legend's box is the last of each kind; a gap of one between boxes is not part of the amount.
    first, second, _ = (size(box, "width") + 1 for box in of_class(drawing, "rect", "k-series-0"))
    assert first / second == pytest.approx(75 / 50, rel=0.01)
    dashed = of_class(drawing, "path", "k-series-1-stroke")
    assert len(dashed) == 2
    assert all(one.get("stroke-dasharray") for one in dashed)
    assert not of_class(drawing, "rect", "k-series-1")


def test_words_of_a_part_are_left_out_where_they_do_not_fit() -> None:
    assert "7" in words(fromstring(stacks()))
    assert "x" * 60 not in words(fromstring(stacks("x" * 60)))


def test_a_track_ends_at_the_whole_and_an_amount_that_is_not_known_leaves_it_empty() -> None:
    quarter = fromstring(draw_tracks([Track("a", "w", 25, 100, mark=50)], "k", "t", "d"))
    (track,), (bar,) = of_class(quarter, "rect", "k-empty"), of_class(quarter, "rect", "k-series-0")
    assert (size(bar, "width") + 1) / size(track, "width") == pytest.approx(0.25, abs=0.001)
    (mark,) = of_class(quarter, "line", "k-threshold-stroke")
    assert size(mark, "x1") == pytest.approx(size(track, "width") / 2)
    unknown = fromstring(draw_tracks([Track("a", "unknown", None, 100)], "k", "t", "d"))
    assert not of_class(unknown, "rect", "k-series-0")
    assert "unknown" in words(unknown)


def test_before_and_after_share_the_scale_of_the_threshold() -> None:
    drawing = change(0.15, 0.3)
    (low,), (high,) = of_class(drawing, "rect", "k-not_met"), of_class(drawing, "rect", "k-met")
    assert size(high, "width") / size(low, "width") == pytest.approx(2, rel=0.01)
    (line,) = of_class(drawing, "line", "k-threshold-stroke")
    ends = [size(bar, "x") + size(bar, "width") for bar in (low, high)]
    assert ends[0] < size(line, "x1") < ends[1]


def test_a_figure_that_is_not_known_before_has_no_bar() -> None:
    assert not of_class(change(None, 0.3), "rect", "k-not_met")


def test_the_timeline_places_days_by_the_calendar_and_payments_by_their_size() -> None:
    drawing = fromstring(draw_timeline(timeline(), "k", "t", "d"))
    # 2019 to 2021 on 400: a year is 133.3; 1 July is 181 of 366 days into its year.
    (bar,) = of_class(drawing, "rect", "k-series-0")
    assert size(bar, "x") == pytest.approx(133.33 * 181 / 366 + 0.5, abs=0.1)
    assert size(bar, "x") + size(bar, "width") == pytest.approx(2 * 133.33, abs=1)
    (day,) = of_class(drawing, "polygon", "k-series-1")
    assert float(day.attrib["points"].split(",")[0]) == pytest.approx(133.33, abs=0.1)
    tall = [float(d.attrib["d"].split("v")[1].split("h")[0]) + 2 for d in drawing.iter(f"{SVG}path")]
    assert tall[0] / tall[1] == pytest.approx(2, rel=0.01)


def test_the_widest_swing_spans_the_drawing_and_every_end_is_written() -> None:
    drawing = fromstring(draw_tornado(tornado(), "k", "t", "d"))
    lower = of_class(drawing, "rect", "k-series-1")[:2]
    higher = of_class(drawing, "rect", "k-series-0")[:2]
    # inflows: −20 … 10 … 40, equally far; costs: 25 when lower, −5 when higher, both 15 away.
    assert size(lower[0], "width") == pytest.approx(size(higher[0], "width"))
    assert size(lower[1], "width") == pytest.approx(size(lower[0], "width") / 2, abs=0.1)
    assert size(lower[1], "x") > size(higher[1], "x")
    assert {"-20", "40", "25", "-5", "-10", "30"} <= set(words(drawing).split())
