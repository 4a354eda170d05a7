"""The smallest conflict against all sets of requirements, tried one after another."""

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kust.checks import Readings
from kust.data import read_dataset
from kust.law import find_edition
from kust.remedies.conflict import Attempt, find_smallest
from kust.remedies.linear_programme import build
from kust.remedies.options import Wishes
from kust.remedies.search import find_conflict, start_search
from kust.remedies.slices import cut
from kust.remedies.standing import read_situation
from kust.settings import RemedyPrices, RemedySettings

from ..oracle.small_clusters import ON, YEAR
from .test_against_every_subset import CLUSTER, make, write_all

CODES = "abcdefgh"


def smallest_size(codes: list[str], is_possible: Callable[[frozenset[str]], bool]) -> int:
    """Try every set, the smallest first."""
    return next(
        size
        for size in range(len(codes) + 1)
        for some in combinations(codes, size)
        if not is_possible(frozenset(some))
    )


@given(
    clashes=st.lists(st.frozensets(st.sampled_from(CODES), min_size=1, max_size=6), min_size=1, max_size=6),
    generous=st.booleans(),
)
def test_no_smaller_set_is_impossible_than_the_one_found(
    clashes: list[frozenset[str]], generous: bool
) -> None:
    def is_possible(some: frozenset[str]) -> bool:
        return not any(clash <= some for clash in clashes)

    def attempt(some: frozenset[str]) -> Attempt:
        # An answer may meet more than was asked for, or just that.
        met = some
        for code in CODES if generous else "":
            met = met | {code} if is_possible(met | {code}) else met
        return Attempt(is_possible(some), met)

    found = find_smallest(CODES, attempt)
    assert found.is_smallest
    assert not is_possible(frozenset(found.codes))
    assert len(found.codes) == smallest_size(list(CODES), is_possible)


def test_without_time_the_conflict_is_said_not_to_be_proven_the_smallest() -> None:
    turns = iter([True, True, True, False, False, False, False, False, False, False])

    def attempt(some: frozenset[str]) -> Attempt:
        return Attempt(not {"b", "d"} <= some, some)

    found = find_smallest("abcd", attempt, lambda: next(turns, False))
    assert not found.is_smallest
    assert {"b", "d"} <= set(found.codes)


def test_an_attempt_that_ran_out_of_time_leaves_the_conflict_unproven() -> None:
    def attempt(some: frozenset[str]) -> Attempt:
        if some == {"a"}:
            return Attempt(None)
        return Attempt(not {"a", "c"} <= some and some != {"a"}, some)

    found = find_smallest("abc", attempt)
    assert (found.codes, found.is_smallest) == (("a", "c"), False)


@pytest.mark.parametrize("seed", range(12))
def test_the_conflict_of_a_cluster_is_as_small_as_trying_all_sets_says(seed: int, tmp_path: Path) -> None:
    tables, edition, _ = make(seed)
    # Without most of the steps many clusters have no plan.
    steps = ("document", "agreement", "facility", "education", "jobs", "seat", "admit", "new_supply")
    limits = RemedySettings(growth_share=0.0, least_supply_krub=0.5, forbidden=steps[seed % 3 :])
    slices = cut(read_dataset(write_all(tables, tmp_path)).dataset, [CLUSTER], ON, YEAR)
    situation = read_situation(slices, CLUSTER, find_edition(edition), Readings())
    search = start_search(situation, Wishes(limits, RemedyPrices()))

    def is_possible(some: frozenset[str]) -> bool:
        # A model of its own for each set, solved for its cheapest answer: another way than the search takes.
        rules = [rule for rule in search.rules if rule.code in some]
        model = build(situation, search.wishes, rules, search.may_leave).model
        return model.solve().status == "optimal"

    codes = [rule.code for rule in search.rules]
    possible = is_possible(frozenset(codes))
    assert search.attempt(frozenset(codes)).possible is possible
    if not possible:
        found = find_conflict(search, search.rules)
        assert found.is_smallest
        assert not is_possible(frozenset(found.codes))
        assert len(found.codes) == smallest_size(codes, is_possible)
