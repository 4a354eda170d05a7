"""Ranks by a weighted geometric mean, the front, and how the ranks move with the weights."""

from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kust.niches.rank import rank, weigh

WEIGHTS = {"size": 3.0, "share": 1.0}


def criteria(*scores: tuple[float | None, float | None]):
    return [weigh(named, named, WEIGHTS) for named in ({"size": a, "share": b} for a, b in scores)]


def test_weights_are_scaled_to_sum_up_to_one() -> None:
    assert [one.weight for one in criteria((0.5, 0.5))[0]] == [0.75, 0.25]


def test_the_score_is_the_weighted_geometric_mean() -> None:
    # 0.75 · ln 0.8 + 0.25 · ln 0.2
    (found,) = rank(criteria((0.8, 0.2)), ["a"])
    assert found.score == pytest.approx(exp(0.75 * log(0.8) + 0.25 * log(0.2)))


def test_what_is_not_known_is_left_out_and_not_taken_for_nothing() -> None:
    known, worst = rank(criteria((0.8, None), (0.8, 0.0)), ["a", "b"])
    assert known.score == pytest.approx(0.8)  # three quarters of the weight
    assert worst.score == pytest.approx(exp(0.75 * log(0.8) + 0.25 * log(0.01)))
    assert (known.rank, worst.rank) == (1, 2)


def test_a_niche_of_which_nothing_is_known_stands_last_without_a_score() -> None:
    nothing, something = rank(criteria((None, None), (0.1, 0.1)), ["a", "b"])
    assert (nothing.score, nothing.rank, something.rank) == (None, 2, 1)


def test_a_good_score_on_little_does_not_go_before_what_is_known_well() -> None:
    # A quarter of the weight is known of the first, all of the second: 1.0 on little, 0.3 on everything.
    little, well = rank(criteria((None, 1.0), (0.3, 0.3)), ["a", "b"])
    assert (little.score, well.score) == (pytest.approx(1.0), pytest.approx(0.3))
    assert (well.rank, little.rank) == (1, 2)
    assert (little.rank_low, little.rank_high) == (2, 2)


def test_equal_niches_stand_in_the_order_of_their_keys() -> None:
    assert [one.rank for one in rank(criteria((0.5, 0.5), (0.5, 0.5)), ["b", "a"])] == [2, 1]


def test_the_front_holds_what_no_other_is_better_than_in_everything() -> None:
    found = rank(criteria((0.9, 0.1), (0.1, 0.9), (0.1, 0.1), (0.9, 0.1)), list("abcd"))
    assert [one.on_front for one in found] == [True, True, False, True]


def test_a_niche_is_not_dominated_by_one_of_which_less_is_known() -> None:
    found = rank(criteria((0.9, None), (0.5, 0.1)), list("ab"))
    assert [one.on_front for one in found] == [True, True]


def test_the_ends_of_a_rank_come_from_moving_the_weights_by_a_quarter() -> None:
    # ln-scores: a = 0.75·ln 0.50 + 0.25·ln 0.90 = −0.546; b = 0.75·ln 0.55 + 0.25·ln 0.60 = −0.576: a is ahead.
    # With size up and share down the weights are 0.9375 and 0.1875: a −0.670, b −0.656: b is ahead.
    a, b = rank(criteria((0.50, 0.90), (0.55, 0.60)), ["a", "b"])
    assert (a.rank, a.rank_low, a.rank_high) == (1, 1, 2)
    assert (b.rank, b.rank_low, b.rank_high) == (2, 1, 2)


def test_no_niches_no_ranks() -> None:
    assert rank([], []) == []


scores = st.lists(st.tuples(*[st.none() | st.floats(0, 1)] * 2), min_size=1, max_size=8)


@given(scores, st.randoms())
def test_ranks_are_a_permutation_that_does_not_hang_on_the_order_of_the_niches(drawn, random) -> None:
    keys = [f"{n:02}" for n in range(len(drawn))]
    found = dict(zip(keys, rank(criteria(*drawn), keys), strict=True))
    assert sorted(one.rank for one in found.values()) == list(range(1, len(drawn) + 1))
    assert all(one.rank_low <= one.rank <= one.rank_high for one in found.values())
    shuffled = list(zip(keys, drawn, strict=True))
    random.shuffle(shuffled)
    again = rank(criteria(*(one for _, one in shuffled)), [key for key, _ in shuffled])
    assert {key: one for (key, _), one in zip(shuffled, again, strict=True)} == found


@given(st.lists(st.tuples(*[st.floats(0.01, 1)] * 2), min_size=1, max_size=8))
def test_the_best_of_all_is_not_worse_than_another_in_everything(drawn) -> None:
    found = rank(criteria(*drawn), [f"{n:02}" for n in range(len(drawn))])
    best = drawn[min(range(len(found)), key=lambda n: found[n].rank)]  # everything is known here
    assert not any(other[0] > best[0] + 1e-6 and other[1] > best[1] + 1e-6 for other in drawn)
