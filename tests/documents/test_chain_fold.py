"""The drawing of a chain: what is folded, focused on and left out."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kust.chain.staged import StageLink, Stages
from kust.chain.stages import calc_stages
from kust.data import read_dataset
from kust.data.dataset import Dataset
from kust.documents.chain.content import View, make_chain
from kust.documents.chain.flows import make_flows
from kust.documents.chain.fold import MOST_BOXES, MOST_LINKS, amounts_of, choose_drawn, focus_on
from kust.documents.chain.words import Money
from kust.documents.chain.write import draw_alone
from kust.errors import UsageError
from kust.examples import load

from ..chain.small import lay_out, write
from ..docs.worked import read_tables
from .chain_pages import page_of, product
from .long_chain import COUNT, write_long_chain

PAGE = Path(__file__).parents[2] / "docs/methods/chain-drawing.md"


def test_the_focus_keeps_what_goes_in_and_what_comes_out_and_nothing_beside(small_chain: Dataset) -> None:
    stages = lay_out(small_chain)
    assert {one.product_id for one in focus_on(stages, "steel").products} == {"ore", "steel", "car"}
    assert {one.product_id for one in focus_on(stages, "tyre").products} == {"tyre", "car"}
    with pytest.raises(UsageError, match="steel"):
        focus_on(stages, "nothing")


def test_what_is_known_to_be_smaller_is_folded_or_left_out(small_chain: Dataset) -> None:
    # Known of each: ore 100, steel 300, car 900, tyre 90 bought, paint 60 made.
    drawn = choose_drawn(lay_out(small_chain), at_least=95.0)
    folded = {bundle.key: {p.product_id for p in bundle.products} for bundle in drawn.bundles if bundle.code}
    assert list(folded.values()) == [{"tyre", "paint"}]
    (rest,) = folded
    # 90 of tyres and 40 of paint go into cars as one link of 130.
    assert {(x.source, x.target): x.amount for x in drawn.links} == {
        ("ore", "steel"): 100.0,
        ("steel", "car"): 250.0,
        (rest, "car"): 130.0,
    }
    assert choose_drawn(lay_out(small_chain), at_least=120.0).too_small == 1


def test_an_unknown_amount_is_never_taken_for_a_small_one() -> None:
    stages = calc_stages(read_dataset(load("composites")).dataset, on=date(2019, 3, 1), year=2018)
    drawn = choose_drawn(stages, at_least=1e9)
    assert amounts_of(stages) == {}
    assert all(not bundle.code for bundle in drawn.bundles)


def test_a_chain_of_200_products_is_folded_to_what_can_be_read(long_chain: tuple[Dataset, Stages]) -> None:
    dataset, stages = long_chain
    page = make_chain(dataset, stages, View())
    boxes = page.picture.boxes
    assert len(boxes) <= MOST_BOXES and len(page.picture.links) <= MOST_LINKS
    # Every product is in one box; folded are the smallest of each stage: 40 / 4 = 10 boxes, 9 of them single.
    held = sorted(key for box in boxes for key in box.holds)
    assert held == [f"T{n:03}" for n in range(COUNT)]
    for stage in (1, 2, 3, 4):
        own = [box for box in boxes if box.stage == stage]
        piles = [box for box in own if len(box.holds) > 1]
        assert (len(own), len(piles), len(piles[0].holds)) == (10, 1, 41)
    # The whole chain is there too, and the table has a row for each.
    assert page.whole is not None and len(page.whole.boxes) == COUNT
    assert sum(len(group.rows) for group in page.groups) == COUNT
    assert any("Свёрнуто 164 из 200" in note for note in page.notes)


def test_the_method_page_tells_how_columns_are_cut(long_chain: tuple[Dataset, Stages]) -> None:
    (table,) = [t for t in read_tables(PAGE.read_text("utf-8").splitlines()) if "boxes" in t.rows[0]]
    assert len(table.rows) == 3
    for row in table.rows:
        counts = [int(count) for count in row["products of stages 1–4"].split(", ")]
        products = tuple(
            replace(product(), product_id=f"{stage}-{n}", stage=stage)
            for stage, count in enumerate(counts, 1)
            for n in range(count)
        )
        bundles = choose_drawn(replace(long_chain[1], products=products, links=())).bundles
        assert len(bundles) == int(row["boxes"])
        columns = [sum(bundle.stage == stage for bundle in bundles) for stage in (1, 2, 3, 4)]
        longest = max(counts) if row["n"] == "none cut" else int(row["n"])
        assert columns == [min(count, longest) for count in counts]


def test_links_of_a_pile_are_the_sum_of_its_links(long_chain: tuple[Dataset, Stages]) -> None:
    _, stages = long_chain
    drawn = choose_drawn(stages)
    box_of = {p.product_id: bundle.key for bundle in drawn.bundles for p in bundle.products}
    by_hand: dict[tuple[str, str], float] = {}
    for link in stages.links:
        pair = box_of[link.input_id], box_of[link.product_id]
        by_hand[pair] = by_hand.get(pair, 0.0) + (link.amount_krub or 0)
    assert {(x.source, x.target): pytest.approx(x.amount) for x in drawn.links} == by_hand


def test_too_many_links_leave_the_largest_and_one_into_and_out_of_every_box(
    long_chain: tuple[Dataset, Stages],
) -> None:
    _, stages = long_chain
    every, few = choose_drawn(stages, fold="none"), choose_drawn(stages, fold="none", most_links=20)
    ends = {x.source for x in every.links}, {x.target for x in every.links}
    assert ({x.source for x in few.links}, {x.target for x in few.links}) == ends
    assert few.too_many == len(every.links) - len(few.links) > 0
    assert len(choose_drawn(stages, fold="none", most_links=250).links) == 250


def test_the_fold_by_okpd2_joins_a_class_within_its_stage(tmp_path: Path) -> None:
    dataset = write(
        tmp_path, {"A": {"x": 5}, "B": {"y": 6}, "C": {"z": 7}}, [("A", "C", "x", 1), ("B", "C", "y", 1)]
    )
    stages = lay_out(dataset)
    drawn = choose_drawn(stages, fold="okpd2", okpd2={"x": "25.11", "y": "25.94", "z": "25.9"})
    # z is of the same class and stands in another stage.
    assert {tuple(p.product_id for p in bundle.products) for bundle in drawn.bundles} == {("x", "y"), ("z",)}


def test_the_same_page_whatever_the_order_of_rows(tmp_path: Path) -> None:
    pages = [
        page_of(write_long_chain(tmp_path / str(shuffle), 80, shuffle), View(fold="auto"))
        for shuffle in (1, 2)
    ]
    assert draw_alone(pages[0]) == draw_alone(pages[1])
    assert pages[0].groups == pages[1].groups


def test_a_sankey_leaves_out_what_stays_in_a_stage_runs_back_or_is_not_known(small_chain: Dataset) -> None:
    stages = lay_out(small_chain)
    more = tuple(
        StageLink(one, other, "recipes", amount, 0.1, None, None, False, False)
        for one, other, amount in (("ore", "car", None), ("car", "ore", 3.0), ("tyre", "paint", 7.0))
    )
    asked = Stages(**{**vars(stages), "links": (*stages.links, *more)})
    flows = make_flows(asked, choose_drawn(asked), Money("en", False))
    assert {(x.source, x.target) for x in flows.sankey.flows} == {
        (x.input_id, x.product_id) for x in stages.links
    }
    note = flows.note.replace("\u00a0", " ")
    assert (
        note
        == "Left out: 1 links within a stage (7 thousand roubles), 1 against the stages, 1 without an amount."
    )
