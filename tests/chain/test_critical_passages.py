"""Passages: what all supplies go through, in small chains, random networks and the machine-building example."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kust.chain.critical_places import Criticality
from kust.chain.dominators import calc_dominators

from .critical_data import CHAIN, MAKES, find, find_in_machines, members, of_kind, plain_flows
from .small import write


@pytest.fixture
def machines() -> Criticality:
    return find_in_machines()


def test_a_chain_without_branches_passes_through_its_middle(tmp_path) -> None:
    found = find(write(tmp_path, MAKES, CHAIN, products=["car,,yes"]))
    out = {place.organisation_id: place for place in of_kind(found, "passage_out")}
    assert {name: place.affected for name, place in out.items()} == {
        "Steel": ("Ore",),
        "Press": ("Ore", "Steel"),
        "Plant": ("Ore", "Press", "Steel"),
    }
    assert out["Press"].flows == (("Steel", "Press", "steel"),)
    # Plant has glass too, so not all that it gets passes through the press.
    into = {place.organisation_id: place.affected for place in of_kind(found, "passage_in")}
    assert into == {"Steel": ("Press",)}


def test_a_way_around_takes_the_passage_away(tmp_path) -> None:
    around = [*CHAIN, ("Steel", "Plant", "steel", 1)]
    found = find(write(tmp_path, MAKES, around, products=["car,,yes"]))
    out = {place.organisation_id: place.affected for place in of_kind(found, "passage_out")}
    assert out == {"Steel": ("Ore",), "Plant": ("Ore", "Press", "Steel")}


def reached(nodes: int, edges: list[tuple[int, int]], without: int | None) -> set[int]:
    seen, waiting = set(), [0] if without != 0 else []
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += [head for tail, head in edges if tail == node and head != without]
    return seen


@given(st.integers(1, 9), st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=20))
@settings(deadline=None, max_examples=200)
def test_dominators_are_the_nodes_whose_removal_cuts_off(nodes: int, drawn: list[tuple[int, int]]) -> None:
    edges = [(tail % nodes, head % nodes) for tail, head in drawn]
    tails, heads = (np.array([edge[side] for edge in edges], np.int64) for side in (0, 1))
    above = calc_dominators(nodes, 0, tails, heads).tolist()
    here = reached(nodes, edges, None)
    for node in range(1, nodes):
        chain, place = set(), above[node]
        while place != -1:
            chain.add(place)
            place = above[place]
        cutting = (
            {one for one in here - {node} if node not in reached(nodes, edges, one)}
            if node in here
            else set()
        )
        assert chain == cutting


def test_dominators_of_a_long_chain_need_no_deep_recursion() -> None:
    length = 20_000
    above = calc_dominators(length, 0, np.arange(length - 1), np.arange(1, length))
    assert above.tolist() == list(range(-1, length - 1))


def test_no_member_of_the_example_hangs_on_one_passage(machines: Criticality) -> None:
    pairs = {key[:2] for key in plain_flows()}
    everyone = {side for pair in pairs for side in pair}

    def reach(starts: set[str], steps: dict[str, set[str]], without: str) -> set[str]:
        seen, waiting = set(), list(starts - {without})
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += steps[one] - {without}
        return seen

    down, up = defaultdict(set), defaultdict(set)
    for supplier, buyer in pairs:
        down[supplier].add(buyer)
        up[buyer].add(supplier)
    middle = set(down) & set(up)
    for kind, steps, starts in (("out", up, {"M13", "M14"}), ("in", down, everyone - set(up))):
        cut_off = {
            firm: (reach(starts, steps, "") - reach(starts, steps, firm) - {firm}) & members()
            for firm in middle | (starts if kind == "out" else set())
        }
        found = {place.organisation_id: set(place.affected) for place in of_kind(machines, f"passage_{kind}")}
        assert found == {firm: own for firm, own in cut_off.items() if own}
