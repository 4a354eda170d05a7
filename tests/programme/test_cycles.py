"""Cycles of dependencies against all orders of the tasks tried one by one."""

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from kust.programme.timeline.cycles import find_circling, find_cycles

NAMES = "abcde"
graphs = st.fixed_dictionaries({name: st.sets(st.sampled_from(NAMES)) for name in NAMES})


def count_by_hand(waits: dict[str, set[str]]) -> set[tuple[str, ...]]:
    """Every order of tasks, beginning with the smallest, in which each waits for the one before it."""
    return {
        order
        for size in range(1, len(waits) + 1)
        for order in permutations(waits, size)
        if order[0] == min(order) and all(order[place - 1] in waits[name] for place, name in enumerate(order))
    }


@given(graphs)
@settings(max_examples=200, deadline=None)
def test_every_cycle_is_found_once_and_nothing_else(waits: dict[str, set[str]]) -> None:
    expected = count_by_hand(waits)
    found, is_all = find_cycles(waits, most=1000)
    assert is_all
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert find_circling(waits) == {name for cycle in expected for name in cycle}


@given(graphs, st.integers(1, 5))
@settings(max_examples=100, deadline=None)
def test_of_too_many_cycles_a_shortest_one_through_each_task_is_told(waits, most: int) -> None:
    expected = count_by_hand(waits)
    found, is_all = find_cycles(waits, most)
    assert is_all == (len(expected) <= most)
    assert set(found) <= expected
    for name in find_circling(waits):
        shortest = min(len(cycle) for cycle in expected if name in cycle)
        assert min(len(cycle) for cycle in found if name in cycle) == shortest


def test_200_tasks_that_all_wait_for_each_other_are_told_in_cycles_of_two() -> None:
    names = [f"m{place:03}" for place in range(200)]
    found, is_all = find_cycles(dict.fromkeys(names, names))
    # Each also waits for itself: the shortest cycle through it is it alone.
    assert not is_all
    assert found == tuple((name,) for name in names)
