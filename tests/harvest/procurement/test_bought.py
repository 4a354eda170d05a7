"""What is bought of the crop: set, estimated, from history, unknown; never above what the law admits."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kust.harvest.purchase.bought import apply_cap, find_cap, fit_buying
from kust.harvest.purchase.purchases import Season
from kust.harvest.purchase.reachable import Reachable, calc_accessible_share

FORESTRIES = ("North", "South")


def reach(
    plot_kg: Sequence[Sequence[float]], past: dict[int, float] | None = None, unknown: int = 0
) -> Reachable:
    kg = np.array(plot_kg, dtype=np.float64)
    index = kg.sum(axis=1) if kg.shape[1] else np.full(len(kg), np.nan)
    return Reachable("cep", np.arange(kg.shape[1]), kg, unknown, past or {}, index, past or {})


NOTHING = reach([[], [], []])
CROPS = {year: float(1000 * np.exp(np.sin(2.0 * year))) for year in range(2008, 2020)}


def seasons(response: float, share: float = 0.1) -> list[Season]:
    """Purchases that are a share of a crop of 1000 and follow it by a response."""
    return [Season(year, share * 1000 * (crop / 1000) ** response, None) for year, crop in CROPS.items()]


def test_a_share_that_is_set_is_the_share_of_every_draw() -> None:
    buying = fit_buying([], reach([[60, 40], [200, 100]]), 0.1)
    assert buying.draw(np.random.default_rng(0), reach([[60, 40], [200, 100]])) == pytest.approx([10, 30])


def test_a_share_of_zero_buys_nothing() -> None:
    buying = fit_buying([], reach([[60, 40]]), 0.0)
    assert buying.draw(np.random.default_rng(0), reach([[60, 40]])) == pytest.approx([0])


def test_the_share_and_the_response_are_found_where_purchases_are_a_share_of_the_crop() -> None:
    buying = fit_buying(seasons(1.0), reach([[500, 500]], CROPS), None)
    assert (buying.basis, buying.follows) == ("estimated", "crop")
    assert buying.share is not None
    assert buying.response is not None
    assert (buying.share.value, buying.response.value) == pytest.approx((0.1, 1.0))
    # A tenth of a crop of 1000 and of one of 2000, as no year differs from that.
    twice = reach([[500, 500], [1000, 1000]], CROPS)
    assert buying.draw(np.random.default_rng(0), twice) == pytest.approx([100, 200], rel=1e-6)


def test_purchases_that_stay_the_same_whatever_grows_follow_the_demand() -> None:
    buying = fit_buying(seasons(0.0), reach([[500, 500]], CROPS), None)
    assert buying.follows == "demand"
    many = reach([[500, 500], [5000, 5000]], CROPS)
    assert buying.draw(np.random.default_rng(0), many) == pytest.approx([100, 100], rel=1e-6)


def test_two_years_of_purchases_are_taken_as_a_share_whose_spread_is_told() -> None:
    two = {2018: 1000.0, 2019: 1000.0}
    buying = fit_buying(
        [Season(2018, 100.0, None), Season(2019, 100.0, None)], reach([[500, 500]], two), None
    )
    # s² = ((n − 1)·0 + 0.7²) / n · (1 + 1/n) = 0.49 / 2 · 1.5 = 0.3675; 80 %: exp(±1.281552 · 0.606218) = 2.1747.
    assert buying.basis == "proportional"
    assert buying.share is not None
    ends = (buying.share.value, buying.share.low, buying.share.high)
    assert ends == pytest.approx((0.1, 0.1 / 2.1747, 0.1 * 2.1747), rel=1e-4)


def test_without_a_crop_past_purchases_alone_tell_and_say_so() -> None:
    buying = fit_buying(seasons(1.0), NOTHING, None)
    assert (buying.basis, buying.reason) == ("history", "no_crop")
    assert not np.isnan(buying.draw(np.random.default_rng(0), NOTHING)).any()


@pytest.mark.parametrize(
    ("told", "reachable", "reason"),
    [
        ([], NOTHING, "no_purchases"),
        ([], reach([[1, 2]]), "no_purchases"),
        ([Season(2019, None, 60.0)], reach([[1, 2]]), "mass_missing"),
    ],
)
def test_what_is_not_known_is_unknown_and_not_zero(told, reachable, reason) -> None:
    buying = fit_buying(told, reachable, None)
    assert (buying.basis, buying.reason) == ("unknown", reason)
    assert np.isnan(buying.draw(np.random.default_rng(0), reachable)).all()


def test_a_plot_without_a_distance_to_a_road_has_no_share_rather_than_none_of_it() -> None:
    assert np.isnan(calc_accessible_share(np.array([np.nan]))).all()
    assert calc_accessible_share(np.array([1.0, 1.01, 25.0])).tolist() == [0.9, 0.7, 0.0]


def test_each_forestry_is_held_to_its_own_volume_by_hand() -> None:
    # 40 kg bought of 60 + 20: 30 come from the north, held to 12, and 10 from the south, under its 25.
    reachable = reach([[60, 20]])
    cap = find_cap({"North": 12.0, "South": 25.0}, reachable, FORESTRIES)
    assert cap.basis == "by_forestry"
    assert apply_cap(np.array([40.0]), cap, reachable, FORESTRIES) == pytest.approx([22.0])


def test_a_volume_of_a_forestry_without_plots_lets_the_sum_hold_the_sum() -> None:
    reachable = reach([[60, 20]])
    cap = find_cap({"North": 12.0, "South": 15.0, "East": 3.0}, reachable, FORESTRIES)
    assert (cap.basis, cap.total_kg) == ("together", 30.0)
    assert apply_cap(np.array([40.0, 20.0]), cap, reachable, FORESTRIES).tolist() == [30.0, 20.0]


def test_a_year_without_volumes_is_not_held_and_says_that_it_is_not_known() -> None:
    cap = find_cap({}, reach([[60, 20]]), FORESTRIES)
    assert (cap.basis, cap.total_kg) == ("none", None)


@given(
    st.lists(st.tuples(st.floats(0, 1e4), st.floats(0, 1e4)), min_size=1, max_size=20),
    st.floats(0, 2),
    st.floats(0, 1e4),
    st.floats(0, 1e4),
    st.booleans(),
)
def test_the_law_is_never_exceeded_and_never_adds_anything(plots, share, north, south, apart) -> None:
    reachable = reach(plots)
    wanted = share * reachable.total_kg
    cap = find_cap({"North": north, "South": south}, reachable, FORESTRIES, by_forestry=apart)
    held = apply_cap(wanted, cap, reachable, FORESTRIES)
    slack = 1e-9 * (1 + wanted)
    assert (held <= wanted + slack).all()
    assert (held <= north + south + slack).all()
    if cap.basis == "by_forestry":
        parts = reachable.plot_kg / np.where(reachable.total_kg > 0, reachable.total_kg, 1)[:, None]
        assert (held <= np.minimum(wanted[:, None] * parts, [north, south]).sum(axis=1) + slack).all()
