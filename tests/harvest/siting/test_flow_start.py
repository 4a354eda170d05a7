"""Flows under a clock: an answer that is allowed, with a bound that holds, whatever the time."""

from itertools import combinations

import numpy as np
import pytest

from kust.harvest.siting.clock import Clock
from kust.harvest.siting.flow_bound import calc_flow_bound
from kust.harvest.siting.flow_question import FlowQuestion
from kust.harvest.siting.flow_start import FlowSearch, fill
from kust.harvest.siting.flows import solve_fixed_cost


def ask(
    random: np.random.Generator, *, lost: float | None = 6.0, scenarios: int = 3, tail_weight: float = 1.0
):
    """Ask something without limits of capacity, so that the best of a set of sites is plain to see."""
    homes, sites = 5, 6
    costs = np.tile(random.random((homes, sites)) * 10, (scenarios, 1))
    costs[random.random(costs.shape) < 0.1] = np.inf
    of = np.repeat(np.arange(scenarios), homes)
    existing = np.zeros(sites, dtype=bool)
    existing[random.integers(sites)] = True
    return FlowQuestion(
        costs=np.where(np.isinf(costs), np.inf, costs),
        amounts=random.integers(0, 9, homes * scenarios).astype(float),
        groups=of,
        scenarios=of,
        capacities=np.full(sites, np.inf),
        fixed_costs=random.random(sites) * 30,
        existing=existing,
        most=3,
        lost=lost,
        tail_weight=tail_weight,
        tail=0.5,
    )


def find_least(question: FlowQuestion) -> float:
    """Try every set of sites; without capacities everything goes the cheapest way."""
    values = []
    for count in range(1, 4):
        for sites in combinations(range(6), count):
            if question.existing[list(sites)].sum() < question.existing.sum():
                continue
            each = np.minimum(question.costs[:, list(sites)].min(axis=1), question.lost) * question.amounts
            costs = np.bincount(question.scenarios, each) + question.fixed_costs[list(sites)].sum()
            values.append(question.calc_value(costs))
    return min(values)


@pytest.mark.parametrize("seed", range(25))
def test_the_bound_is_below_every_answer_and_the_search_above_the_best(seed: int) -> None:
    question = ask(np.random.default_rng(seed), tail_weight=float(seed % 3))
    least = find_least(question)
    start = FlowSearch(question, Clock()).find()
    assert start is not None and start.value >= least * (1 - 1e-12)
    assert start.value <= least * 1.15
    for known in (None, start):
        assert calc_flow_bound(question, known, Clock()) <= least * (1 + 1e-12)


@pytest.mark.parametrize("seed", range(25))
def test_flows_keep_capacities_and_take_no_more_than_comes_in(seed: int) -> None:
    random = np.random.default_rng(seed)
    costs = random.random((24, 4)) * 10
    costs[random.random(costs.shape) < 0.2] = np.inf
    amounts, groups = random.random(24) * 5, random.integers(0, 3, 24)
    question = FlowQuestion(
        costs,
        amounts,
        groups,
        np.zeros(24, int),
        random.random(4) * 20,
        np.ones(4),
        np.zeros(4, bool),
        4,
        7.0,
    )
    flows = fill(question, np.array([0, 1, 3]))
    assert flows is not None and (flows >= 0).all() and not flows[:, 2].any()
    assert (flows.sum(axis=1) <= amounts * (1 + 1e-12)).all()
    assert not flows[~(costs <= 7.0)].any()
    for group in range(3):
        assert (flows[groups == group].sum(axis=0) <= question.capacities * (1 + 1e-12)).all()
        # What is left had nowhere to go: every site it could go to is full.
        room = question.capacities - flows[groups == group].sum(axis=0) > 1e-9
        left = amounts[groups == group] - flows[groups == group].sum(axis=1) > 1e-6
        could = (costs[groups == group] <= 7.0) & room & np.array([True, True, False, True])
        assert not could[left].any()


@pytest.mark.parametrize("limit", [0.0, 0.01])
def test_stations_that_stand_stay_open_when_time_runs_out(limit: float) -> None:
    # Without limits all capacities tie; site 119 stands.
    random = np.random.default_rng(0)
    points = random.random((120, 2)) * 100
    far = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    answer = solve_fixed_cost(
        far, np.full(120, np.inf), random.random(120) * 100, count=3, fixed=[119], time_limit=limit
    )
    assert 119 in answer.open and len(answer.open) <= 3
    assert answer.lower_bound <= answer.value


def test_a_second_is_enough_for_a_bound_at_300_points() -> None:
    random = np.random.default_rng(1)
    points = random.random((300, 2)) * 100
    far = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    weights = random.integers(1, 100, 300).astype(float)
    answer = solve_fixed_cost(
        far, np.full(300, weights.sum() / 8), random.random(300) * 1000, weights=weights, time_limit=1.0
    )
    assert answer.seconds < 3.0  # a busy machine may be late; no bound at all is what this is about
    assert answer.status.startswith("gap") and answer.gap < 0.1
