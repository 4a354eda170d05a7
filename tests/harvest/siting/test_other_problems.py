"""Coverage, center, capacities and scenarios against every choice and against plain programmes."""

import numpy as np
import pytest

from kust.errors import UsageError
from kust.harvest.siting import solve_center, solve_coverage
from kust.harvest.siting.capacitated import solve_capacitated_median
from kust.harvest.siting.clock import Clock
from kust.harvest.siting.flows import FlowQuestion, calc_tail, solve_fixed_cost, solve_flows

from .seeded import choices, plain_capacitated, plain_fixed_cost, uniform

INF = np.inf


@pytest.mark.parametrize("seed", range(12))
def test_coverage_and_center_are_the_best_of_all_choices(seed: int) -> None:
    rng = np.random.default_rng(seed)
    clients, sites = rng.integers(4, 14), rng.integers(4, 9)
    hours, weights = rng.integers(0, 12, (clients, sites)).astype(float), rng.integers(0, 6, clients)
    fixed = (int(rng.integers(sites)),) if seed % 3 == 0 else ()
    every = list(choices(sites, 3, fixed))
    covered = solve_coverage(hours, 3, 4.0, weights=weights, fixed=fixed)
    assert covered.status == "proved"
    assert covered.value == min(weights[hours[:, one].min(axis=1) > 4].sum() for one in every)
    left = [client for client, site in enumerate(covered.assignment) if site < 0]
    assert weights[left].sum() == covered.value
    center = solve_center(hours, 3, weights=weights, fixed=fixed)
    assert center.status == "proved"
    assert center.value == min(hours[:, one].min(axis=1).max() for one in every)


def test_of_equally_good_centers_the_one_nearest_on_average_is_taken() -> None:
    rng = np.random.default_rng(8)
    hours, weights = rng.integers(0, 6, (9, 7)).astype(float), rng.integers(1, 5, 9)
    answer = solve_center(hours, 3, weights=weights)
    as_far = [one for one in choices(7, 3) if hours[:, one].min(axis=1).max() == answer.value]
    nearest = [float(weights @ hours[:, one].min(axis=1)) for one in as_far]
    assert len(as_far) > 1
    assert weights @ hours[:, list(answer.open)].min(axis=1) == min(nearest)


def test_a_wider_radius_never_covers_less() -> None:
    _, distances, weights = uniform(60, seed=5)
    left = [solve_coverage(distances, 4, radius, weights=weights).value for radius in range(0, 80, 8)]
    assert left == sorted(left, reverse=True)
    assert left[-1] < left[0]


def test_what_is_exactly_at_the_radius_is_covered_and_each_client_may_have_its_own() -> None:
    hours = [[0.0, 2.0], [2.0, 0.0]]
    assert solve_coverage(hours, 1, 2.0).value == 0
    assert solve_coverage(hours, 1, 1.9).value == 1
    # The first may be on its way for an hour only, so its own place is open and the second comes to it.
    assert solve_coverage(hours, 1, [1.0, 2.0]).open == (0,)


@pytest.mark.parametrize("seed", range(10))
def test_the_capacitated_median_is_that_of_the_textbook_programme(seed: int) -> None:
    rng = np.random.default_rng(seed)
    clients, sites, count = rng.integers(5, 12), rng.integers(3, 6), int(rng.integers(1, 4))
    distances = rng.integers(0, 30, (clients, sites)).astype(float)
    if seed % 3 == 0:
        distances[rng.random(distances.shape) < 0.15] = INF
    loads, capacities = rng.integers(1, 8, clients).astype(float), rng.integers(12, 26, sites).astype(float)
    costs = np.where(np.isfinite(distances), distances * loads[:, None], INF)
    plain = plain_capacitated(costs, loads, capacities, count)
    if plain is None:
        with pytest.raises(UsageError) as refused:
            solve_capacitated_median(distances, count, weights=loads, capacities=capacities)
        assert refused.value.code in ("siting_capacity", "siting_indivisible", "siting_unreachable")
        return
    answer = solve_capacitated_median(distances, count, weights=loads, capacities=capacities)
    assert answer.value == pytest.approx(plain, abs=1e-6)
    assert answer.status == "proved"
    assert (np.bincount(answer.assignment, loads, sites) <= capacities + 1e-9).all()
    assert set(answer.assignment) <= set(answer.open)


def test_a_capacitated_run_out_of_time_holds_its_capacities_and_its_bound() -> None:
    rng = np.random.default_rng(2)
    places = rng.integers(0, 101, (80, 2))
    distances = np.floor(np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)))
    loads = rng.integers(1, 21, 80).astype(float)
    capacities = np.full(80, np.ceil(loads.sum() / 8 / 0.9))
    quick = solve_capacitated_median(distances, 8, loads=loads, capacities=capacities, time_limit=0.3)
    assert quick.lower_bound <= quick.value
    assert (np.bincount(quick.assignment, loads, 80) <= capacities + 1e-9).all()
    longer = solve_capacitated_median(distances, 8, loads=loads, capacities=capacities, time_limit=1.0)
    assert quick.lower_bound <= longer.value + 1e-9
    assert longer.lower_bound <= quick.value + 1e-9
    assert longer.is_proved == (longer.status == "proved")


@pytest.mark.parametrize("seed", range(8))
def test_fixed_costs_and_capacities_are_the_best_of_all_sets_with_divided_flows(seed: int) -> None:
    rng = np.random.default_rng(seed)
    clients, sites = int(rng.integers(2, 6)), int(rng.integers(2, 5))
    costs = np.round(rng.random((clients, sites)) * 10, 1)
    if seed % 2:
        costs[rng.random(costs.shape) < 0.2] = INF
    loads = rng.integers(0, 6, clients).astype(float)
    capacities, fixed = rng.integers(3, 12, sites).astype(float), rng.integers(0, 20, sites).astype(float)
    plain = plain_fixed_cost(costs, loads, capacities, fixed, sites)
    if plain is None:
        with pytest.raises(UsageError):
            solve_fixed_cost(costs, capacities, fixed, weights=loads)
        return
    answer = solve_fixed_cost(costs, capacities, fixed, weights=loads)
    assert answer.value == pytest.approx(plain, abs=1e-6)
    assert answer.status == "proved"
    assert (answer.shares.T @ loads <= capacities + 1e-6).all()


def test_capacities_below_what_comes_in_are_refused_with_both_figures() -> None:
    with pytest.raises(UsageError) as refused:
        solve_capacitated_median([[0, 1], [1, 0]], 1, weights=[5, 6], capacities=[7, 8])
    assert (refused.value.code, refused.value.values["demand"], refused.value.values["capacity"]) == (
        "siting_capacity",
        "11",
        "8",
    )
    with pytest.raises(UsageError):
        solve_fixed_cost([[0, 1], [1, 0]], [3, 3], [1, 1], weights=[5, 6])
    with pytest.raises(UsageError) as whole:
        # 4 + 4 + 4 into 7 + 7: enough in sum, but no two fit together.
        solve_capacitated_median(np.ones((3, 2)), 2, weights=[4, 4, 4], capacities=[7, 7])
    assert whole.value.code == "siting_indivisible"


def harvests(lost: float | None, weight: float, most: int | None = None) -> FlowQuestion:
    """Two places, two sites of 10 t; a poor harvest of 4 t at each place, a rich one of 9 t."""
    return FlowQuestion(
        costs=np.array([[1.0, 3.0], [3.0, 1.0]] * 2),
        amounts=np.array([4.0, 4.0, 9.0, 9.0]),
        groups=np.array([0, 0, 1, 1]),
        scenarios=np.array([0, 0, 1, 1]),
        capacities=np.array([10.0, 10.0]),
        fixed_costs=np.array([12.0, 12.0]),
        existing=np.zeros(2, dtype=bool),
        most=most,
        lost=lost,
        tail_weight=weight,
        tail=0.5,
    )


def test_stations_are_chosen_before_the_harvest_is_known_by_mean_and_tail() -> None:
    # One site: poor 12 + 4·1 + 4·3 = 28; rich 12 + 9·1 + 1·3 + 8 lost at 5 = 64; mean 46, the worst half 64.
    # Two sites: poor 24 + 8 = 32, rich 24 + 18 = 42; mean 37, worst half 42. With λ = 1: 110 against 79.
    found = solve_flows(harvests(5.0, 1.0), Clock(30))
    assert found.answer.open == (0, 1)
    assert found.costs.tolist() == pytest.approx([32, 42])
    assert found.answer.value == pytest.approx(37 + 42)
    one = solve_flows(harvests(5.0, 1.0, most=1), Clock(30))
    assert one.costs.tolist() == pytest.approx([28, 64])
    assert one.answer.value == pytest.approx(46 + 64)
    assert one.answer.status == found.answer.status == "proved"


def test_the_weight_of_the_tail_changes_the_choice() -> None:
    # One site stands; a lost tonne costs 2.7, less than to haul it next door.
    # It alone: poor 12 + 4 + 4·2.7 = 26.8, rich 12 + 9 + 9·2.7 = 45.3; mean 36.05, worst half 45.3.
    # Both: poor 32, rich 42; mean 37, worst half 42. The mean says one, 20 times the tail says both.
    def choose(weight: float):
        standing = {**vars(harvests(2.7, weight)), "existing": np.array([True, False])}
        return solve_flows(FlowQuestion(**standing), Clock(30)).answer

    calm, wary = choose(0.0), choose(20.0)
    assert (calm.open, wary.open) == ((0,), (0, 1))
    assert calm.value == pytest.approx(36.05)
    assert wary.value == pytest.approx(37 + 20 * 42)


def test_what_stands_stays_open_and_costs() -> None:
    question = harvests(1.0, 0.0)
    # At 1 a lost tonne costs no more than to haul it next door: nothing pays 12 of fixed cost.
    assert solve_flows(question, Clock(30)).answer.open == ()
    standing = FlowQuestion(**{**vars(question), "existing": np.array([False, True])})
    kept = solve_flows(standing, Clock(30))
    assert kept.answer.open == (1,)
    assert kept.answer.value == pytest.approx(12 + (4 + 4 + 9 + 9) / 2)


def test_the_tail_counts_a_scenario_in_part() -> None:
    # The dearest 1 − 0.75 = a quarter of three scenarios is three quarters of one: 9. Of 0.5: 9 and half of 5.
    assert calc_tail(np.array([1.0, 5.0, 9.0]), 0.75) == 9
    assert calc_tail(np.array([1.0, 5.0, 9.0]), 0.5) == pytest.approx((9 + 0.5 * 5) / 1.5)
    assert calc_tail(np.array([1.0, 5.0, 9.0]), 0.0) == 5
