"""Drawings: sound SVG with a text alternative, to scale, legible, harmless."""

from itertools import pairwise
from random import Random
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kust.data.schema import regions
from kust.drawings import HeatMap, MarginBar, Network, Tiles, draw_heat, draw_margin, draw_network, draw_tiles
from kust.drawings.layers import arrange, assign_columns, count_crossings
from kust.drawings.margins import top_of_scale
from kust.drawings.network import BOX_HEIGHT, BOX_WIDTH, drawn_arrows
from kust.drawings.tiles import region_places

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>&"x"</script>]]>'


def label(figure: float) -> str:
    return f"{figure:g}"


def of_class(drawing: Element, tag: str, kind: str) -> list[Element]:
    return [element for element in drawing.iter(f"{SVG}{tag}") if element.get("class") == kind]


def numbers(element: Element, *names: str) -> tuple[float, ...]:
    return tuple(float(element.attrib[name]) for name in names)


def margin(
    value: float | None, threshold: float = 0.2, *, at_most: bool = False, verdict: str = "met"
) -> Element:
    return fromstring(
        draw_margin(MarginBar(value, threshold, at_most, verdict, label, "значение"), "k", "t", "d")
    )


def network(amounts: dict[tuple[int, int], float], count: int, at_most: int = 60) -> Network:
    names = [f"ООО «Предприятие с длинным названием {place}»" for place in range(count)]
    return Network(names, range(1, count + 1), amounts, label, "Без поставок", at_most)


def test_value_and_threshold_stand_on_one_scale_from_zero() -> None:
    drawing = margin(0.1, 0.2)
    (x, width), (at,) = (
        numbers(of_class(drawing, "rect", "k-met")[0], "x", "width"),
        numbers(of_class(drawing, "line", "k-threshold-stroke")[0], "x1"),
    )
    # Half the threshold is half the way to it.
    assert width == pytest.approx((at - x) / 2, abs=0.1)


@pytest.mark.parametrize(("at_most", "begins"), [(False, "threshold"), (True, "zero")])
def test_the_allowed_side_is_a_band(at_most: bool, begins: str) -> None:
    drawing = margin(0.1, at_most=at_most)
    (start,) = numbers(of_class(drawing, "rect", "k-met-zone")[0], "x")
    (at,) = numbers(of_class(drawing, "line", "k-threshold-stroke")[0], "x1")
    assert start == (at if begins == "threshold" else 8)


def test_a_missing_value_has_no_bar_but_a_word() -> None:
    drawing = margin(None, verdict="unknown")
    assert of_class(drawing, "rect", "k-unknown") == []
    assert of_class(drawing, "text", "k-unknown")[0].text == "значение"


@given(st.floats(0, 5), st.floats(0.01, 1))
def test_the_scale_holds_value_and_threshold(value: float, threshold: float) -> None:
    bar = MarginBar(value, threshold, False, "met", label, "")
    assert top_of_scale(bar) >= max(value, threshold)


def test_a_drawing_has_a_title_and_a_description_that_name_it() -> None:
    drawing = fromstring(
        draw_margin(MarginBar(1, 2, False, "met", label, ""), "key", "Заголовок", "Описание")
    )
    assert drawing.get("role") == "img"
    assert drawing.get("aria-labelledby") == "key-title key-desc"
    assert drawing.findtext(f"{SVG}title") == "Заголовок"
    assert drawing.findtext(f"{SVG}desc") == "Описание"


def test_a_heat_map_tells_missing_from_zero_and_more_from_less() -> None:
    heat = HeatMap(["А", "Б", "В"], [1, 2, 3], [[0, 2.5, 100], [25, 0, 0], [None] * 3], label, "п", "к", "?")
    drawing = fromstring(draw_heat(heat, "h", "t", "d"))
    cells = {text.text: text.get("class") for text in drawing.iter(f"{SVG}text")}
    assert (cells["2.5"], cells["25"], cells["100"]) == ("k-on-0", "k-on-3", "k-on-5")
    assert len(of_class(drawing, "rect", "k-shade-0")) == 1
    # The unknown row has two question marks beside its diagonal; the two zeros stay empty.
    assert len([text for text in of_class(drawing, "text", "k-unknown") if text.text == "?"]) == 2


def test_arrows_go_from_left_to_right_and_are_as_wide_as_the_volume() -> None:
    drawing = fromstring(draw_network(network({(0, 1): 100.0, (1, 2): 50.0}, 3), "n", "t", "d"))
    widths = [float(path.attrib["stroke-width"]) for path in of_class(drawing, "path", "k-flow-stroke")]
    assert widths == [10.0, 5.0]
    boxes = [numbers(box, "x") for box in of_class(drawing, "rect", "k-paper")]
    assert boxes == sorted(boxes)


def test_a_supply_against_the_stream_is_drawn_backwards() -> None:
    drawing = fromstring(draw_network(network({(0, 1): 100.0, (1, 2): 90.0, (2, 0): 1.0}, 3), "n", "t", "d"))
    assert len(of_class(drawing, "path", "k-flow-stroke")) == 2
    assert len(of_class(drawing, "path", "k-flow-back-stroke")) == 1


def test_who_has_no_supplies_stands_below() -> None:
    drawing = fromstring(draw_network(network({(0, 1): 1.0}, 5), "n", "t", "d"))
    lowest = max(y for box in of_class(drawing, "rect", "k-paper")[:2] for y in numbers(box, "y"))
    assert all(numbers(box, "y")[0] > lowest for box in of_class(drawing, "rect", "k-paper")[2:])
    assert any(text.text == "Без поставок" for text in drawing.iter(f"{SVG}text"))


def test_only_the_largest_arrows_are_drawn() -> None:
    amounts = {(0, place): float(place) for place in range(1, 10)}
    assert drawn_arrows(network(amounts, 10, at_most=3)) == {(0, 7): 7.0, (0, 8): 8.0, (0, 9): 9.0}


@pytest.mark.parametrize("count", [2, 14, 30])
def test_boxes_of_a_network_never_overlap_and_lie_inside(count: int) -> None:
    random = Random(count)
    pairs = [(one, other) for one in range(count) for other in range(count) if one != other]
    amounts = {pair: random.expovariate(1) for pair in pairs if random.random() < 3 / count}
    drawing = fromstring(draw_network(network(amounts, count), "n", "t", "d"))
    boxes = sorted(numbers(box, "x", "y") for box in of_class(drawing, "rect", "k-paper"))
    assert len(boxes) == count
    for (x, y), (next_x, next_y) in pairwise(boxes):
        assert next_x - x >= BOX_WIDTH or abs(next_y - y) >= BOX_HEIGHT
    width, height = float(drawing.attrib["width"]), float(drawing.attrib["height"])
    assert all(0 <= x <= width - BOX_WIDTH and 0 <= y <= height - BOX_HEIGHT for x, y in boxes)


def test_a_chain_has_a_column_a_link() -> None:
    assert assign_columns({(0, 1): 1, (1, 2): 1, (0, 2): 1}, 5) == {0: 0, 1: 1, 2: 2}


def test_no_more_columns_than_allowed() -> None:
    chain = {(place, place + 1): 1.0 for place in range(12)}
    assert set(assign_columns(chain, 5).values()) == {0, 1, 2, 3, 4}


def test_the_order_in_the_columns_avoids_crossings() -> None:
    # Drawn in order of number the three arrows cross three times; turned round, never.
    plan = arrange({(0, 5): 1, (1, 4): 1, (2, 3): 1})
    steps = [pair for route in plan.routes.values() for pair in pairwise(route)]
    assert count_crossings(plan.columns, steps) == 0
    by_number = [sorted(column) for column in plan.columns]
    assert count_crossings(by_number, steps) == 3


def test_every_region_of_russia_has_a_place_of_its_own() -> None:
    places = region_places()
    assert set(places) == set(regions()) - {"00"}
    assert len({(place.row, place.column) for place in places.values()}) == len(places)


def test_tiles_carry_the_counts_of_their_regions() -> None:
    drawing = fromstring(draw_tiles(Tiles({"16": 8, "50": 3, "00": 1}, "ru"), "t", "t", "d"))
    counts = [text.text for text in drawing.iter(f"{SVG}text") if text.get("font-size") == "17"]
    assert sorted(counts) == ["3", "8"]


def test_hostile_names_are_words_in_every_drawing() -> None:
    names = [HOSTILE, HOSTILE]
    drawings = [
        draw_margin(MarginBar(1, 2, False, "met", lambda _: HOSTILE, HOSTILE), "k", HOSTILE, HOSTILE),
        draw_heat(
            HeatMap(names, [1, 2], [[0, 1], [1, 0]], label, HOSTILE, HOSTILE, HOSTILE), "k", HOSTILE, HOSTILE
        ),
        draw_network(Network(names, [1, 2], {(0, 1): 1.0}, label, HOSTILE), "k", HOSTILE, HOSTILE),
    ]
    for drawing in drawings:
        assert fromstring(drawing).findtext(f"{SVG}title") == HOSTILE
        assert "<script" not in drawing
