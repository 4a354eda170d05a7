"""Trophic levels: the published cases, and an exact solution in fractions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kust.chain.levels import calc_incoherence, calc_levels, find_parts, is_back_flow, upper_quantile

from .exact import exact_levels

NODES = "ABCDEFG"


def levels_of(
    links: dict[tuple[str, str], float], nodes: str = NODES
) -> tuple[dict[str, float], float | None]:
    place = {node: number for number, node in enumerate(nodes)}
    sources = np.array([place[a] for a, _ in links], dtype=np.int64)
    targets = np.array([place[b] for _, b in links], dtype=np.int64)
    weights = np.array(list(links.values()), dtype=np.float64)
    levels = calc_levels(len(nodes), sources, targets, weights)
    named = {node: float(levels[place[node]]) for node in nodes}
    return named, calc_incoherence(levels, sources, targets, weights)


# MacKay, Johnson, Sansom 2020; the figures follow by hand from the normal equations, e.g. for A→B, B→C, A→C:
# 2a − b − c = −2, 2b − a − c = 0, a = 0 → b = 2/3, c = 4/3, F = (1/9 + 1/9 + 1/9) / 3.
@pytest.mark.parametrize(
    ("links", "levels", "incoherence"),
    [
        ({("A", "B"): 1, ("B", "C"): 1, ("C", "D"): 1}, {"A": 0, "B": 1, "C": 2, "D": 3}, 0),
        ({("A", "B"): 1, ("B", "C"): 1, ("C", "A"): 1}, {"A": 0, "B": 0, "C": 0}, 1),
        ({("A", "B"): 5, ("B", "A"): 5}, {"A": 0, "B": 0}, 1),
        ({("A", "B"): 1, ("B", "C"): 1, ("A", "C"): 1}, {"A": 0, "B": 2 / 3, "C": 4 / 3}, 1 / 9),
        (
            {("A", "B"): 1, ("B", "C"): 1, ("A", "C"): 0.1},
            {"A": 0, "B": 0.91666667, "C": 1.83333333},
            0.03968254,
        ),
    ],
)
def test_levels_and_incoherence_are_the_published_ones(links, levels, incoherence) -> None:
    found, measured = levels_of(links)
    assert {node: found[node] for node in levels} == pytest.approx(levels, abs=1e-8)
    assert measured == pytest.approx(incoherence, abs=1e-8)


def test_a_node_without_links_is_at_0_and_no_links_have_no_incoherence() -> None:
    levels, incoherence = levels_of({})
    assert set(levels.values()) == {0.0}
    assert incoherence is None


def test_each_part_that_hangs_together_begins_at_0() -> None:
    levels, _ = levels_of({("A", "B"): 3, ("D", "C"): 1e-6, ("C", "E"): 1e-6})
    assert levels == pytest.approx({"A": 0, "B": 1, "D": 0, "C": 1, "E": 2, "F": 0, "G": 0})


def test_parts_bear_the_smallest_number_in_them() -> None:
    chain = np.arange(50, dtype=np.int64)
    assert set(find_parts(51, chain, chain + 1).tolist()) == {0}
    assert find_parts(5, np.array([4, 1]), np.array([2, 3])).tolist() == [0, 1, 2, 1, 2]


pairs = st.tuples(st.sampled_from(NODES), st.sampled_from(NODES)).filter(lambda pair: pair[0] != pair[1])


@settings(deadline=None)
@given(st.dictionaries(pairs, st.integers(1, 100_000), min_size=1, max_size=20))
def test_levels_are_those_of_exact_elimination(links: dict[tuple[str, str], int]) -> None:
    found, _ = levels_of(links)
    exact = exact_levels(links)
    assert {node: found[node] for node in exact} == pytest.approx(
        {node: float(level) for node, level in exact.items()}, abs=1e-6
    )


def test_a_long_chain_keeps_its_levels() -> None:
    ends = np.arange(2000, dtype=np.int64)
    levels = calc_levels(2001, ends, ends + 1, np.full(2000, 7.0))
    assert np.abs(levels - np.arange(2001)).max() < 1e-6


def test_of_a_cycle_the_weak_link_is_the_back_flow() -> None:
    sources, targets = np.array([0, 1, 2]), np.array([1, 2, 0])
    levels = calc_levels(3, sources, targets, np.array([100.0, 100.0, 1.0]))
    assert is_back_flow(levels, sources, targets).tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("weights", "stage"),
    # A quarter of the weight at stage 3 is enough, less is not.
    [((75, 0, 25), 3), ((75.1, 0, 24.9), 1), ((60, 20, 20), 2), ((0, 0, 1), 3)],
)
def test_the_upper_quantile_is_the_highest_stage_with_a_quarter_at_or_above(weights, stage) -> None:
    assert upper_quantile(np.array([1.0, 2.0, 3.0]), np.array(weights, dtype=float), 0.75) == stage
