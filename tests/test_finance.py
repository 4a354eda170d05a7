"""Cash flows against published figures (Excel's documentation, textbook flows) and what must hold of any flow."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kust.finance import irr, mirr, npv, payback, profitability_index, xirr, xnpv

FLOW = [-1000, 300, 420, 680]
DAYS = [date(2008, 1, 1), date(2008, 3, 1), date(2008, 10, 30), date(2009, 2, 15), date(2009, 4, 1)]
PAID = [-10000, 2750, 4250, 3250, 2750]

amounts = st.floats(1, 1e6)


def test_the_textbook_flow_has_its_printed_figures() -> None:
    # NPV by hand: -1000 + 300/1.1 + 420/1.21 + 680/1.331.
    assert npv(0.1, FLOW) == pytest.approx(130.728775356874, abs=1e-9)
    assert irr(FLOW).rate == pytest.approx(0.16340560068899, abs=1e-12)
    assert payback(FLOW) == pytest.approx(2.4117647, abs=5e-8)  # 2 + 280/680
    assert payback(FLOW, 0.1) == pytest.approx(2.7441176, abs=5e-8)
    assert profitability_index(npv(0.1, FLOW), 1000) == pytest.approx(1.1307288, abs=5e-8)


def test_dated_flows_have_the_figures_of_the_documentation_of_excel() -> None:
    assert xirr(DAYS, PAID) == pytest.approx(0.3733625335, abs=5e-9)
    assert xnpv(0.09, DAYS, PAID) == pytest.approx(2086.6476020315, abs=5e-10)
    found = mirr([-120000, 39000, 30000, 21000, 37000, 46000], 0.10, 0.12)
    assert found == pytest.approx(0.1260941303659, abs=5e-13)


def test_a_flow_with_two_internal_rates_has_both() -> None:
    # -1000 + 2500/1.1 - 1540/1.21 = -1000 + 2500/1.4 - 1540/1.96 = 0.
    found = irr([-1000, 2500, -1540])
    assert found.rates == pytest.approx((0.10, 0.40), abs=1e-9)
    assert (found.note, found.rate, found.sign_changes) == ("several", None, 2)


def test_two_changes_of_sign_may_still_leave_one_rate_or_none() -> None:
    # (1+r)² - 2(1+r) + 1 = r²: 0 twice, so one rate.
    assert irr([1, -2, 1]).rates == pytest.approx((0.0,), abs=1e-6)
    # (1+r)² - (1+r) + 1 has no real root.
    assert irr([1, -1, 1]).note == "none"


@pytest.mark.parametrize("flows", [[100, 200], [-5, -1], [0, 0, 0]])
def test_without_a_change_of_sign_there_is_no_internal_rate(flows: list[float]) -> None:
    assert irr(flows).rates == ()
    assert irr(flows).note == "none"


def test_a_project_that_loses_all_but_a_little_has_a_rate_below_zero() -> None:
    assert irr([-100, 1]).rate == pytest.approx(-0.99, abs=1e-9)


def test_a_missing_amount_makes_every_figure_missing() -> None:
    flows = [-1000, None, 600]
    found = [npv(0.1, flows), irr(flows), payback(flows), mirr(flows, 0.1, 0.1), npv(None, FLOW)]
    found += [xnpv(0.1, DAYS[:3], flows), xirr(DAYS[:3], flows), profitability_index(None, 5.0)]
    assert found == [None] * len(found)


def test_nothing_invested_has_no_index() -> None:
    assert profitability_index(5.0, 0.0) is None


def test_what_never_comes_back_has_no_payback_and_what_never_was_paid_is_back_at_once() -> None:
    assert payback([-100, 50, 49]) is None
    assert payback([-100, 60, 50], 0.2) is None  # 60/1.2 + 50/1.44 = 84.7
    assert payback([5, 5]) == 0.0


def test_payback_is_when_the_sum_is_back_for_good() -> None:
    # Sums: -100, 20, -30, 70: back at 1 + ..., under water again, back for good in the third year.
    assert payback([-100, 120, -50, 100]) == pytest.approx(2.3)


@given(st.lists(amounts, min_size=1, max_size=6), st.lists(amounts, min_size=1, max_size=15))
def test_npv_at_the_internal_rate_is_zero(paid: list[float], earned: list[float]) -> None:
    flows = [-amount for amount in paid] + earned
    found = irr(flows).rate
    if found is not None and -0.5 < found < 10:
        assert npv(found, flows) == pytest.approx(0, abs=1e-6 * max(map(abs, flows)) * len(flows))


@given(st.lists(amounts, min_size=1, max_size=15), st.floats(1.01, 3), st.floats(0.01, 0.5))
def test_the_more_comes_in_the_sooner_it_pays_and_discounting_delays_it(
    earned: list[float], more: float, rate: float
) -> None:
    paid = -sum(earned)
    flows, richer = [paid * 0.9, *earned], [paid * 0.9, *(more * amount for amount in earned)]
    plain, sooner = payback(flows), payback(richer)
    assert plain is not None
    assert sooner is not None
    assert sooner <= plain + 1e-9
    discounted = payback(flows, rate)
    assert discounted is None or discounted >= plain - 1e-9


@given(st.lists(amounts, min_size=1, max_size=12), st.floats(0, 0.5), st.floats(0.01, 0.5))
def test_a_higher_rate_never_raises_npv_of_an_investment(
    earned: list[float], rate: float, more: float
) -> None:
    flows = [-1e5, *earned]
    assert npv(rate + more, flows) <= npv(rate, flows)
