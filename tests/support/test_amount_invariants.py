"""What holds of every amount, whatever the costs."""

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kust.support.result import Between
from kust.support.schedule import plan_instalments

from .cases import Case, run_case

ROW = st.fixed_dictionaries(
    {
        "of": st.sampled_from(["A", "B"]),
        "what": st.sampled_from(
            ["loan_interest", "software", "tooling", "leasing", "starting_batch", "other"]
        ),
        "year": st.integers(2014, 2025),
        "amount": st.integers(0, 900_000),
        "basis": st.sampled_from(["plan", "fact"]),
    },
    optional={
        "loan_rate": st.sampled_from([0.05, 0.1, 0.2]),
        "equipment_price_krub": st.integers(1, 900_000),
        "supplier_id": st.sampled_from(["A", "B"]),
    },
)


def ask(costs: list[dict[str, object]], **more: object):
    told = {"case": "random", "day": date(2024, 3, 1), "costs": costs, "expect": {}, "because": "-"} | more
    with tempfile.TemporaryDirectory() as folder:
        return run_case(Case("random", "p41", told), Path(folder))


@settings(max_examples=12, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=6))
def test_amounts_lie_within_their_limits_and_never_above_the_costs(costs: list[dict[str, object]]) -> None:
    support = ask(costs, rates={"key_rate": 0.16})
    whole = sum(row.amount_krub for row in support.costs)
    for offer in support.offers:
        if offer.amount is None or offer.per == "year":
            continue
        assert 0 <= offer.amount.least <= offer.amount.most <= whole + 1e-6
        for limit in offer.limits:
            if limit.recipient_id is None:
                assert offer.amount.most <= limit.krub.most + 1e-6
        paid = sum(one.krub for one in offer.instalments)
        if offer.amount.value is not None:
            assert paid + offer.unpaid_krub == pytest.approx(offer.amount.value, abs=1e-6)


@settings(max_examples=12, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=5), st.randoms())
def test_the_order_of_rows_changes_nothing(costs: list[dict[str, object]], dice) -> None:
    shuffled = list(costs)
    dice.shuffle(shuffled)
    one, other = ask(costs), ask(shuffled)
    found = [
        [(o.measure.code, o.amount and (round(o.amount.least, 6), round(o.amount.most, 6))) for o in s.offers]
        for s in (one, other)
    ]
    assert found[0] == found[1]


@settings(max_examples=12, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=5))
def test_the_best_combination_is_no_less_than_the_best_measure_alone(costs: list[dict[str, object]]) -> None:
    support = ask(
        costs, rates={"key_rate": 0.16}, answers={"later_edition_not_read": True, "priority_product": True}
    )
    usable = [
        o
        for o in support.offers
        if o.eligible != "not_met" and not o.scenario and o.amount and o.per == "project"
    ]
    assert support.possible.krub >= max((o.amount.least for o in usable), default=0.0) - 1e-5
    assert support.possible.krub <= sum(o.amount.least for o in usable) + 1e-5
    assert support.sure.krub <= support.possible.krub + 1e-5


def test_a_range_that_nothing_bounds_has_no_figure() -> None:
    assert Between(0.0, float("inf")).value is None
    assert Between(2.0, 2.0).value == 2.0


def test_an_amount_that_is_not_known_has_no_schedule() -> None:
    support = ask([])
    (measure,) = [offer.measure for offer in support.offers if offer.measure.code == "p41"]
    assert plan_instalments(measure, None, (), date(2024, 1, 1)) == ((), 0.0)
