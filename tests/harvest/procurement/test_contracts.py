"""The newsvendor against published constants and against every other size."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kust.harvest.purchase.contracts import calc_contract, calc_lognormal_contract, calc_normal_contract


def test_normal_newsvendor_has_its_published_size_and_cost() -> None:
    contract = calc_normal_contract(100, 20, 3, 1)
    assert contract is not None
    assert (contract.kg, contract.cost) == pytest.approx((113.490, 25.422), abs=5e-4)


def test_lognormal_newsvendor_has_its_published_size_and_expectation() -> None:
    contract = calc_lognormal_contract(np.log(3000), 0.5, 3, 1)
    assert contract is not None
    found = (contract.kg, contract.expected_kg, contract.mean_kg)
    assert found == pytest.approx((4203.25, 2985.98, 3399.45), abs=5e-3)


@pytest.mark.parametrize(
    ("closed", "sample"),
    [
        (calc_normal_contract(100, 20, 3, 1), lambda r: r.normal(100, 20, 400_000)),
        (
            calc_lognormal_contract(np.log(3000), 0.5, 3, 1),
            lambda r: r.lognormal(np.log(3000), 0.5, 400_000),
        ),
    ],
)
def test_draws_come_to_the_closed_form(closed, sample) -> None:
    drawn = calc_contract(sample(np.random.default_rng(5)), 3, 1)
    assert drawn is not None
    assert closed is not None
    assert drawn.kg == pytest.approx(closed.kg, rel=0.005)
    assert drawn.cost == pytest.approx(closed.cost, rel=0.01)
    assert drawn.expected_kg == pytest.approx(closed.expected_kg, rel=0.005)


def test_the_closed_form_of_draws_is_told_beside_them() -> None:
    drawn = calc_contract(np.random.default_rng(5).lognormal(np.log(3000), 0.5, 100_000), 3, 1)
    assert drawn is not None
    assert drawn.lognormal_kg == pytest.approx(4203.25, rel=0.01)


@given(
    st.lists(st.floats(0, 1000), min_size=1, max_size=30),
    st.floats(0.1, 10),
    st.floats(0.1, 10),
    st.floats(0, 1200),
)
def test_no_other_size_costs_less_on_the_draws(kg, missed, shortfall, other) -> None:
    draws = np.array(kg)
    contract = calc_contract(draws, missed, shortfall)
    assert contract is not None
    cost = (missed * np.maximum(draws - other, 0) + shortfall * np.maximum(other - draws, 0)).mean()
    assert contract.cost <= cost + 1e-9 * (1 + cost)


def test_without_costs_or_with_an_unknown_draw_there_is_no_contract() -> None:
    assert calc_contract(np.array([1.0, 2.0]), 0, 0) is None
    assert calc_contract(np.array([1.0, np.nan]), 3, 1) is None
