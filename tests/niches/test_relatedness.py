"""Proximity, relatedness and outlook: by hand, by a second way, and what has to hold whatever the data."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from kust.niches.complexity import calc_complexity, calc_presence
from kust.niches.relatedness import (
    calc_density,
    calc_outlook_gain,
    calc_outlook_index,
    calc_proximity,
    find_closest,
    pick_highest,
)

from .matrices import dense_density, dense_proximity, make_amounts

SOME = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
SMALL = np.array([[1, 1, 1], [1, 1, 0], [0, 1, 0]])

made_up = st.builds(
    lambda entities, products, seed: calc_presence(make_amounts(entities, products, seed)).toarray(),
    st.integers(1, 8),
    st.integers(1, 9),
    st.integers(0, 10_000),
)


def test_proximity_of_three_products_is_that_worked_out_by_hand() -> None:
    # Made together by 2, 1 and 1 firms; made at all by 2, 3 and 1: 2/3, 1/2 and 1/3.
    assert_allclose(
        calc_proximity(SMALL).toarray(), [[0, 2 / 3, 1 / 2], [2 / 3, 0, 1 / 3], [1 / 2, 1 / 3, 0]]
    )
    assert calc_proximity(SMALL, own=True).diagonal().tolist() == [1, 1, 1]


def test_relatedness_is_how_much_of_what_is_near_is_made() -> None:
    # To the third product are near 1/2 and 1/3, in all 5/6; the third firm makes the second: (1/3) / (5/6) = 2/5.
    # To the first are near 2/3 and 1/2, in all 7/6; it makes the second: (2/3) / (7/6) = 4/7.
    found = calc_density(SMALL, calc_proximity(SMALL))
    assert_allclose(found[2], [4 / 7, 0, 2 / 5])
    assert_allclose(calc_density(SMALL, calc_proximity(SMALL), [2, 0])[2], [2 / 5, 4 / 7])


@SOME
@given(made_up)
def test_both_are_those_of_the_dense_definitions(made: np.ndarray) -> None:
    proximity = calc_proximity(made)
    assert_allclose(proximity.toarray(), dense_proximity(made), rtol=1e-12)
    assert_allclose(
        calc_density(made, proximity), dense_density(made, dense_proximity(made)), rtol=1e-12, atol=1e-15
    )


@SOME
@given(made_up)
def test_proximity_is_symmetric_and_both_are_shares(made: np.ndarray) -> None:
    proximity = calc_proximity(made)
    dense = proximity.toarray()
    assert (dense == dense.T).all()
    assert ((dense >= 0) & (dense <= 1)).all()
    density = calc_density(made, proximity)
    told = density[~np.isnan(density)]
    assert ((told >= 0) & (told <= 1 + 1e-12)).all()
    # Whoever makes all that is made is as near as can be to all that is near to anything.
    everything = calc_density((made.sum(axis=0) > 0)[None, :].astype(float), proximity)
    assert_allclose(everything[~np.isnan(everything)], 1)


@SOME
@given(made_up, st.integers(0, 5), st.integers(1, 40))
def test_the_closest_are_those_of_the_whole_table_however_it_is_cut(made: np.ndarray, most, cells) -> None:
    proximity = calc_proximity(made)
    density = np.round(np.nan_to_num(dense_density(made, dense_proximity(made))), 12)
    products = list(range(made.shape[1]))[::-1]
    found = list(find_closest(made, proximity, products, most, cells_at_once=cells))
    assert [product for product, _, _ in found] == products
    for product, entities, figures in found:
        able = [
            (-density[c, product], c)
            for c in range(len(made))
            if not made[c, product] and density[c, product] > 0
        ]
        assert entities.tolist() == [c for _, c in sorted(able)[:most]]
        assert_allclose(figures, density[entities, product], atol=1e-11)


def test_of_equal_figures_the_first_is_picked_even_if_rounding_tells_them_apart() -> None:
    assert pick_highest(np.array([0.3, 0.1 + 0.2, 0.3, np.nan]), 2).tolist() == [0, 1]
    assert pick_highest(np.array([0.0, np.nan]), 2).tolist() == []


def test_outlook_of_three_by_three_is_that_worked_out_by_hand() -> None:
    # q = (2, −4, 8) (tests/niches/test_complexity.py), deviations by √6. Firm 2 lacks product 3, near to it
    # are 1/2 and 1/3 and it makes both: 1 · 8 = 8. Firm 3 lacks 1 and 3: 4/7 · 2 + 2/5 · 8 = 152/35.
    complexity, proximity = calc_complexity(SMALL), calc_proximity(SMALL)
    raw = np.array([0, 8, 152 / 35])
    expected = (raw - raw.mean()) / raw.std()
    assert_allclose(calc_outlook_index(complexity, SMALL, proximity), expected)
    # If firm 3 made product 1, of what it lacks product 3 is near to it: φ 1/2 of 5/6 in all, worth 8:
    # 8 · (1/2) / (5/6) = 24/5; and making 3 brings it near to 1: 2 · (1/2) / (7/6) = 6/7.
    gain = calc_outlook_gain(complexity, SMALL, proximity)
    assert_allclose(gain * 6**0.5, [[0, 0, 0], [0, 0, 0], [24 / 5, 0, 6 / 7]], atol=1e-12)
    assert_allclose(calc_outlook_gain(complexity, SMALL, proximity, [2])[:, 0], gain[:, 2])


def test_without_complexity_there_is_no_outlook() -> None:
    alike = np.ones((3, 4))
    complexity, proximity = calc_complexity(alike), calc_proximity(alike)
    assert np.isnan(calc_outlook_index(complexity, alike, proximity)).all()
    assert np.isnan(calc_outlook_gain(complexity, alike, proximity)).all()


def test_a_product_that_nobody_makes_is_near_to_nothing_and_nobody() -> None:
    made = np.pad(SMALL, ((0, 0), (0, 1)))
    proximity = calc_proximity(made)
    assert proximity[[3]].nnz == 0
    assert np.isnan(calc_density(made, proximity, [3])).all()
    assert [best.tolist() for _, best, _ in find_closest(made, proximity, [3], 5)] == [[]]


@pytest.mark.parametrize("extra", [np.array([[0, 0, 0]])])
def test_who_makes_nothing_is_near_to_nothing_and_does_not_change_the_others(extra) -> None:
    wider = np.vstack([SMALL, extra])
    assert_allclose(calc_proximity(wider).toarray(), calc_proximity(SMALL).toarray())
    found = calc_density(wider, calc_proximity(wider))
    assert_allclose(found[:3], calc_density(SMALL, calc_proximity(SMALL)))
    assert found[3].tolist() == [0, 0, 0]
