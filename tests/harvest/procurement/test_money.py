"""Spreads, CVaR, sums of draws, what a sum buys."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kust.harvest.purchase.money import allot, calc_cvar, calc_reach, calc_spread

figures = st.floats(0, 1e6, allow_nan=False)
draws_of = arrays(np.float64, st.integers(2, 60), elements=figures)


def test_cvar_is_the_mean_of_the_worst_draws_by_hand() -> None:
    # 1..20, the worst tenth are 19 and 20.
    assert calc_cvar(np.arange(1.0, 21.0), 0.9) == pytest.approx(19.5)


def test_cvar_counts_a_part_of_a_draw_where_the_tail_ends_within_it() -> None:
    # Of four draws the worst 0.3 are the whole of 40 (0.25) and 0.05 of 30: (0.25·40 + 0.05·30) / 0.3 = 38.333….
    assert calc_cvar(np.array([10.0, 20.0, 30.0, 40.0]), 0.7) == pytest.approx(11.5 / 0.3)


def test_plan_and_reserve_are_quantiles_of_the_draws_by_hand() -> None:
    # 0, 10, …, 100: Q.8 = 80, Q.9 − Q.5 = 90 − 50.
    spread = calc_spread(np.arange(0.0, 101.0, 10.0), 0.8, 0.9)
    assert spread is not None
    assert (spread.plan, spread.reserve, spread.quantiles["p50"]) == pytest.approx((80, 40, 50))


def test_species_that_do_not_fail_together_are_added_draw_by_draw_and_not_by_quantile() -> None:
    good = np.arange(0.0, 101.0)
    other = good[::-1]
    together = calc_spread(good + other, 0.9, 0.9)
    alone = [calc_spread(one, 0.9, 0.9) for one in (good, other)]
    assert together is not None
    # In every season one makes up for the other: 100 is always enough, two quantiles of 90 would tie up 180.
    assert together.plan == pytest.approx(100)
    assert sum(one.plan for one in alone if one) == pytest.approx(180)


def test_one_unknown_draw_makes_the_spread_unknown_not_zero() -> None:
    assert calc_spread(np.array([1.0, np.nan]), 0.8, 0.9) is None


@given(draws_of, st.floats(0.5, 0.98))
def test_cvar_is_never_below_its_quantile_nor_above_the_worst_draw(draws, tail) -> None:
    cvar = calc_cvar(draws, tail)
    slack = 1e-9 * (1 + draws.max())
    assert np.quantile(draws, tail, method="inverted_cdf") - slack <= cvar <= draws.max() + slack


@given(draws_of, st.lists(figures, min_size=2, max_size=8))
def test_more_money_never_buys_less(draws, sums) -> None:
    reach = calc_reach(draws, 3 * draws, sorted(sums))
    for less, more in pairwise(reach):
        assert more.enough >= less.enough
        assert more.bought_share >= less.bought_share - 1e-12


def test_what_a_sum_buys_by_hand() -> None:
    # Draws of 10 and 30 t at 100 and 300: with 150 all of the first and half of the second, (10 + 15) / 40.
    reach = calc_reach(np.array([10.0, 30.0]), np.array([100.0, 300.0]), [150.0])[0]
    assert (reach.enough, reach.bought_share) == pytest.approx((0.5, 25 / 40))


@given(arrays(np.float64, (40, 3), elements=st.floats(1, 1e4)), st.floats(0.5, 0.95))
def test_the_parts_of_a_plan_add_up_to_it(parts, certainty) -> None:
    total = parts.sum(axis=1)
    plan = float(np.quantile(total, certainty))
    assert allot(total, parts, plan).sum() == pytest.approx(plan)
