"""The drawing of a chain: each product once in its stage, gaps dashed, widths to scale, never one box on another."""

from itertools import combinations
from random import Random
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kust.drawings.canvas import width_of, wrap_to
from kust.drawings.chain import (
    ChainBox,
    ChainColumn,
    ChainLink,
    ChainMaker,
    ChainPicture,
    ChainWords,
    draw_chain,
    link_widths,
)
from kust.drawings.chain_places import Grid, SizedBox, place_chain
from kust.drawings.layers import count_crossings
from kust.drawings.sankey import BAR, Sankey, SankeyFlow, SankeyNode, draw_sankey, place_sankey, through

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>&"x"</script>]]>'
LEGEND = {"volume": "объём", "nobody": "никто", "import": "импорт"}


def box(key: str, stage: int | None = 1, **more: object) -> ChainBox:
    return ChainBox(key, stage, f"Изделие {key}", f"про {key}", f"product-{key}", holds=(key,), **more)


def link(source: str, target: str, amount: float | None = 100.0, back: bool = False) -> ChainLink:
    return ChainLink(source, target, amount, back, f"{source} → {target}")


def picture(boxes: list[ChainBox], links: list[ChainLink], stages: int = 3, **words: str) -> ChainPicture:
    columns = tuple(ChainColumn(n, f"{n}-й передел", f"Название {n}") for n in range(1, stages + 1))
    named = ChainWords(words.get("people", "Участники"), words.get("without", "Без передела"), LEGEND)
    return ChainPicture(columns, tuple(boxes), tuple(links), named)


def drawn(what: ChainPicture, *, alone: bool = False) -> Element:
    return fromstring(draw_chain(what, "k", "Заголовок", "Описание", alone=alone))


def boxes_of(drawing: Element) -> dict[str, tuple[float, float, float, float]]:
    """Read where each box stands: the first rectangle inside its link."""
    found = {}
    for element in drawing.iter(f"{SVG}a"):
        rect = element.find(f"{SVG}rect")
        assert rect is not None
        found[element.attrib["data-key"]] = tuple(
            float(rect.attrib[n]) for n in ("x", "y", "width", "height")
        )
    return found


def links_of(drawing: Element) -> dict[tuple[str, str], Element]:
    """Read the visible line of each link; the first is the wide invisible one that is pointed at."""
    groups = [g for g in drawing.iter(f"{SVG}g") if g.get("class") == "chain-link"]
    return {(g.attrib["data-from"], g.attrib["data-to"]): g.findall(f"{SVG}path")[1] for g in groups}


def words_of(element: Element) -> list[str]:
    return [text.text or "" for text in element.iter(f"{SVG}text")]


def test_every_product_stands_once_in_the_column_of_its_stage() -> None:
    drawing = drawn(
        picture([box("a"), box("b", 2), box("c", 2), box("d", 3)], [link("a", "b"), link("b", "d")])
    )
    heads = {t.text: float(t.attrib["x"]) for t in drawing.iter(f"{SVG}text") if "передел" in (t.text or "")}
    places = boxes_of(drawing)
    assert len(places) == 4
    stages = {"a": "1-й передел", "b": "2-й передел", "c": "2-й передел", "d": "3-й передел"}
    assert {key: places[key][0] for key in stages} == {key: heads[words] for key, words in stages.items()}


def test_the_makers_stand_under_their_product_and_who_is_no_member_is_marked() -> None:
    makers = (ChainMaker("ООО «Свой»", True), ChainMaker("ООО «Чужой»", False))
    (element,) = drawn(picture([box("a", makers=makers, more="и ещё 5")], [])).iter(f"{SVG}a")
    assert words_of(element) == ["Изделие a", "ООО «Свой»", "○ ООО «Чужой»", "и ещё 5"]


@pytest.mark.parametrize("gap", ["members", "nobody"])
def test_a_gap_has_a_dashed_edge_and_says_so_in_words(gap: str) -> None:
    drawing = drawn(picture([box("a", gap=gap, note="Не производят"), box("b")], []))
    missing, made = drawing.iter(f"{SVG}a")
    assert missing.findall(f"{SVG}path")[0].get("stroke-dasharray")
    assert "Не производят" in words_of(missing)
    assert made.findall(f"{SVG}path") == []


def test_the_two_kinds_of_gap_are_dashed_differently() -> None:
    drawing = drawn(picture([box("a", gap="members"), box("b", gap="nobody")], []))
    edges = [element.findall(f"{SVG}path")[0] for element in drawing.iter(f"{SVG}a")]
    assert edges[0].get("stroke-dasharray") != edges[1].get("stroke-dasharray")
    assert edges[0].get("class") != edges[1].get("class")


def test_an_import_comes_in_from_the_left_with_its_words() -> None:
    drawing = drawn(picture([box("a", imports=("Импорт: Германия 5 (80 %)",))], []))
    (element,) = drawing.iter(f"{SVG}a")
    (x, *_) = boxes_of(drawing)["a"]
    arrow = next(p for p in element.iter(f"{SVG}polygon") if p.get("class") == "k-import")
    ends = [float(point.split(",")[0]) for point in arrow.attrib["points"].split()]
    # It begins outside of the box and points into it.
    assert min(ends) < x < max(ends)
    assert "Импорт: Германия 5 (80 %)" in words_of(element)


def test_the_width_of_a_link_is_its_amount_and_an_unknown_amount_is_thin_and_dotted() -> None:
    boxes = [box("a"), box("b", 2), box("c", 2), box("d", 2)]
    lines = links_of(
        drawn(picture(boxes, [link("a", "b", 200.0), link("a", "c", 100.0), link("a", "d", None)]))
    )
    wide, half = (float(lines["a", key].attrib["stroke-width"]) for key in "bc")
    assert half == pytest.approx(wide / 2, abs=0.05)
    assert lines["a", "d"].get("stroke-dasharray") == "1 4"
    assert float(lines["a", "d"].attrib["stroke-width"]) < 2
    assert lines["a", "b"].get("stroke-dasharray") is None


def test_a_link_within_a_stage_is_a_bow_beside_its_column() -> None:
    drawing = drawn(picture([box("a"), box("b"), box("c", 2)], [link("a", "b"), link("a", "c")]))
    d = links_of(drawing)["a", "b"].attrib["d"]
    numbers = [float(n) for n in d.replace("M", "").replace("C", " ").split()]
    xs = numbers[::2]
    right = boxes_of(drawing)["a"][0] + boxes_of(drawing)["a"][2]
    # Both ends on the right side of the column, the middle further out but before the next one.
    assert xs[0] == pytest.approx(right)
    assert xs[1] == xs[2] > right
    assert xs[1] < boxes_of(drawing)["c"][0]


def test_back_flow_is_dashed_and_of_another_class() -> None:
    drawing = drawn(picture([box("a"), box("b", 2)], [link("a", "b"), link("b", "a", 5.0, back=True)]))
    lines = links_of(drawing)
    assert lines["b", "a"].get("class") == "k-flow-back-stroke"
    assert lines["b", "a"].get("stroke-dasharray")
    assert lines["a", "b"].get("stroke-dasharray") is None


def test_a_long_link_passes_between_the_boxes_of_the_stages_between() -> None:
    places = place_chain(
        [SizedBox("a", 0, 40), SizedBox("b", 1, 40), SizedBox("c", 2, 40)],
        {("a", "b"): 2.0, ("b", "c"): 2.0, ("a", "c"): 2.0},
        Grid(100, 50),
    )
    (_, entry, leave, _) = places.routes["a", "c"]
    assert entry[1] == leave[1]
    assert not places.tops["b"] <= entry[1] <= places.tops["b"] + 40


def test_what_has_no_stage_stands_in_a_row_of_its_own_below() -> None:
    drawing = drawn(picture([box("a"), box("b", None), box("c", None)], []))
    places = boxes_of(drawing)
    assert places["b"][1] == places["c"][1] > places["a"][1] + places["a"][3]
    assert "Без передела" in words_of(drawing)


def test_who_works_on_a_stage_without_a_product_is_listed_in_its_column() -> None:
    column = ChainColumn(1, "1-й передел", "", (ChainMaker("ООО «Волокно»", True),))
    what = ChainPicture((column,), (box("a"),), (), ChainWords("Участники", "", {}))
    drawing = drawn(what)
    names = {text.text: float(text.attrib["y"]) for text in drawing.iter(f"{SVG}text")}
    (_, y, _, height) = boxes_of(drawing)["a"]
    assert names["ООО «Волокно»"] > names["Участники"] > y + height


def test_the_drawing_has_a_title_a_description_tooltips_and_links_that_can_be_reached() -> None:
    drawing = drawn(picture([box("a"), box("b", 2)], [link("a", "b")]))
    assert (drawing.findtext(f"{SVG}title"), drawing.findtext(f"{SVG}desc")) == ("Заголовок", "Описание")
    # Inside an img nothing could be reached by keyboard.
    assert drawing.get("role") == "group"
    assert [element.get("href") for element in drawing.iter(f"{SVG}a")] == ["#product-a", "#product-b"]
    assert [element.findtext(f"{SVG}title") for element in drawing.iter(f"{SVG}a")] == ["про a", "про b"]
    group = next(g for g in drawing.iter(f"{SVG}g") if g.get("class") == "chain-link")
    assert group.findtext(f"{SVG}title") == "a → b"


def test_a_drawing_alone_holds_the_places_that_its_links_lead_to() -> None:
    drawing = drawn(picture([box("a"), box("b", 2)], []), alone=True)
    ids = {element.get("id") for element in drawing.iter()}
    assert {element.attrib["href"][1:] for element in drawing.iter(f"{SVG}a")} <= ids


def test_the_legend_explains_what_it_is_given() -> None:
    assert set(LEGEND.values()) <= set(words_of(drawn(picture([box("a")], []))))


def test_several_products_in_one_box_look_like_a_pile() -> None:
    pile = ChainBox("+", 1, "Прочие: 2", "", "product-a", holds=("a", "b"))
    (element,) = drawn(picture([pile], [])).iter(f"{SVG}a")
    assert len(element.findall(f"{SVG}rect")) == 2


def test_hostile_names_are_words() -> None:
    bad = ChainBox(HOSTILE, 1, HOSTILE, HOSTILE, HOSTILE, (ChainMaker(HOSTILE, False),), HOSTILE, (HOSTILE,))
    column = ChainColumn(1, HOSTILE, HOSTILE, (ChainMaker(HOSTILE, True),))
    words = ChainWords(HOSTILE, HOSTILE, {"volume": HOSTILE})
    what = ChainPicture(
        (column,), (bad, box("b")), (ChainLink(HOSTILE, "b", 1.0, False, HOSTILE),), words, HOSTILE
    )
    text = draw_chain(what, "k", HOSTILE, HOSTILE, alone=True)
    assert "<script" not in text
    assert fromstring(text).findtext(f"{SVG}title") == HOSTILE


def test_a_name_too_long_for_its_box_is_cut_and_whole_in_the_tooltip() -> None:
    name = "Гидротрансмиссия " * 20
    long = ChainBox("a", 1, name, name, "product-a")
    (element,) = drawn(picture([long], [])).iter(f"{SVG}a")
    lines = words_of(element)
    assert len(lines) == 3 and lines[-1].endswith("…")
    assert element.findtext(f"{SVG}title") == name


def test_a_picture_without_anything_is_still_a_drawing() -> None:
    assert boxes_of(drawn(picture([], []))) == {}


@st.composite
def chains(draw: st.DrawFn) -> ChainPicture:
    count = draw(st.integers(1, 14))
    stages = draw(st.lists(st.sampled_from([1, 2, 3, None]), min_size=count, max_size=count))
    makers = tuple(ChainMaker(f"ООО «{n}»", n % 2 == 0) for n in range(3))
    boxes = [box(f"p{n}", stage, makers=makers[: n % 4]) for n, stage in enumerate(stages)]
    keys = [one.key for one in boxes]
    pairs = draw(st.sets(st.tuples(st.sampled_from(keys), st.sampled_from(keys)), max_size=30))
    amount = st.none() | st.floats(0, 1e6)
    return picture(boxes, [link(one, other, draw(amount)) for one, other in sorted(pairs)])


@settings(max_examples=60, deadline=None)
@given(chains())
def test_boxes_never_overlap_and_lie_inside_the_drawing(what: ChainPicture) -> None:
    drawing = drawn(what)
    places = boxes_of(drawing)
    assert set(places) == {one.key for one in what.boxes}
    for (x, y, width, height), (x2, y2, width2, height2) in combinations(places.values(), 2):
        assert x + width <= x2 or x2 + width2 <= x or y + height <= y2 + 0.11 or y2 + height2 <= y + 0.11
    whole = (float(drawing.attrib["width"]), float(drawing.attrib["height"]))
    assert all(
        x >= 0 and y >= 0 and x + w <= whole[0] and y + h <= whole[1] for x, y, w, h in places.values()
    )


@settings(max_examples=30, deadline=None)
@given(chains(), st.randoms(use_true_random=False))
def test_the_order_of_boxes_and_links_does_not_change_the_places(what: ChainPicture, random: Random) -> None:
    boxes, links = list(what.boxes), list(what.links)
    random.shuffle(boxes)
    random.shuffle(links)
    other = ChainPicture(what.columns, tuple(boxes), tuple(links), what.words)
    assert boxes_of(drawn(other)) == boxes_of(drawn(what))
    assert {k: p.get("d") for k, p in links_of(drawn(other)).items()} == {
        k: p.get("d") for k, p in links_of(drawn(what)).items()
    }


@given(chains())
@settings(max_examples=30, deadline=None)
def test_only_links_between_staged_boxes_are_drawn_and_none_is_wider_than_the_widest(
    what: ChainPicture,
) -> None:
    staged = {one.key for one in what.boxes if one.stage}
    widths = link_widths(what)
    assert set(widths) == {
        (x.source, x.target) for x in what.links if {x.source, x.target} <= staged and x.source != x.target
    }
    assert all(0 < width <= 11 for width in widths.values())


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=40))
def test_crossings_are_counted_as_pair_by_pair(pairs: list[tuple[int, int]]) -> None:
    columns = [[("node", n, 0) for n in range(9)], [("node", n + 9, 0) for n in range(9)]]
    steps = [(("node", a, 0), ("node", b + 9, 0)) for a, b in pairs]
    by_hand = sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for a, b in combinations(pairs, 2))
    assert count_crossings(columns, steps) == by_hand


@given(st.text(max_size=60), st.floats(20, 200), st.integers(1, 4))
def test_wrapped_words_fit_their_width(words: str, width: float, lines: int) -> None:
    wrapped = wrap_to(words, width, 10, lines)
    assert 1 <= len(wrapped) <= lines
    assert all(width_of(line, 10) <= width or len(line) <= 1 for line in wrapped)


def sankey() -> Sankey:
    """Two inputs of 30 and 10 into one product, which goes on as 25: 40 come in, so it is 40 high."""
    nodes = tuple(
        SankeyNode(key, column, key, key) for key, column in (("a", 0), ("b", 0), ("c", 1), ("d", 2))
    )
    flows = (SankeyFlow("a", "c", 30, "a → c"), SankeyFlow("b", "c", 10, "b"), SankeyFlow("c", "d", 25, "c"))
    return Sankey(("1", "2", "3"), nodes, flows)


def test_a_bar_is_as_high_as_the_larger_of_what_comes_in_and_goes_out() -> None:
    assert through(sankey().flows) == {"a": 30, "b": 10, "c": 40, "d": 25}
    found = place_sankey(sankey())
    assert found.heights["c"] == pytest.approx(4 * found.heights["b"])


def test_bands_fill_the_side_of_a_bar_without_a_hole_and_without_overlap() -> None:
    found = place_sankey(sankey())
    ends = sorted((found.places.routes[pair][-1][1], pair) for pair in (("a", "c"), ("b", "c")))
    widths = {("a", "c"): 30 * found.scale, ("b", "c"): 10 * found.scale}
    (first, one), (second, other) = ends
    assert first - widths[one] / 2 == pytest.approx(found.places.tops["c"])
    assert first + widths[one] / 2 == pytest.approx(second - widths[other] / 2)


def test_the_flows_are_drawn_to_scale_with_tooltips_and_hostile_names_are_words() -> None:
    drawing = fromstring(draw_sankey(sankey(), "m", "Потоки", "Описание"))
    widths = {p.findtext(f"{SVG}title"): float(p.attrib["stroke-width"]) for p in drawing.iter(f"{SVG}path")}
    assert widths["a → c"] == pytest.approx(3 * widths["b"], rel=0.01)
    bars = [r for r in drawing.iter(f"{SVG}rect") if r.get("class") == "k-shade-4"]
    assert {float(bar.attrib["width"]) for bar in bars} == {BAR}
    bad = Sankey(("1", "2"), (SankeyNode("a", 0, HOSTILE, HOSTILE), SankeyNode("b", 1, "b", "b")), (
        SankeyFlow("a", "b", 1, HOSTILE),
    ))  # fmt: skip
    assert "<script" not in draw_sankey(bad, "m", HOSTILE, HOSTILE)
