"""The capacitated p-median: bounds of whole clients, parts improved, tight capacities, figures of any size."""

from itertools import combinations, product

import numpy as np
import pytest

from kust.errors import UsageError
from kust.harvest.siting.capacitated import solve_capacitated_median
from kust.harvest.siting.clock import Clock
from kust.harvest.siting.flows import solve_fixed_cost
from kust.harvest.siting.knapsacks import Knapsacks
from kust.harvest.siting.packing import Packed, Packing
from kust.harvest.siting.packing_parts import improve_parts

from .seeded import Array, plain_capacitated, uniform


def enumerate_all(costs: Array, loads: Array, capacities: Array, count: int) -> float:
    """Every choice of sites with every assignment to them."""
    best = np.inf
    for sites in combinations(range(costs.shape[1]), count):
        for goes in product(sites, repeat=len(costs)):
            used = np.bincount(goes, loads, costs.shape[1])
            if (used <= capacities * (1 + 1e-12)).all():
                best = min(best, float(costs[range(len(costs)), goes].sum()))
    return best


@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e15])
@pytest.mark.parametrize("load", [1e-7, 1.0, 1e9])
def test_units_of_costs_and_loads_do_not_change_what_is_proved(scale: float, load: float) -> None:
    rng = np.random.default_rng(11)
    distances, loads = rng.random((7, 4)), rng.integers(1, 9, 7)
    capacities = np.full(4, np.ceil(loads.sum() / 2 * 1.05))
    best = enumerate_all(distances, loads, capacities, 2)
    answer = solve_capacitated_median(
        distances * scale, 2, weights=np.ones(7), loads=loads * load, capacities=capacities * load
    )
    assert answer.value == pytest.approx(best * scale, rel=1e-9)
    assert answer.status == "proved"


@pytest.mark.parametrize("scale", [1e-9, 1e12])
def test_units_do_not_change_what_divided_flows_cost(scale: float) -> None:
    # In billions: both open 3 + 3, nobody travels; one open 3 + 3 · 2.
    answer = solve_fixed_cost(
        [[0, 2 * scale], [2 * scale, 0]], [9e9, 9e9], [3e9 * scale, 3e9 * scale], weights=[3e9, 3e9]
    )
    assert answer.value == pytest.approx(6e9 * scale, rel=1e-9)
    assert (answer.open, answer.status) == ((0, 1), "proved")
    with pytest.raises(UsageError, match="6e"):
        solve_fixed_cost([[0, 2], [2, 0]], [1, 1], [3, 3], weights=[3e9, 3e9])


@pytest.mark.parametrize(("seed", "unit"), [(1, 1.0), (3, 1.0), (5, np.pi / 7)])
def test_tight_capacities_are_proved_as_the_plain_programme_finds_them(seed: int, unit: float) -> None:
    # π/7: no unit divides such loads, so the tables of the bound round.
    _, distances, weights = uniform(16, seed=seed)
    distances, loads = np.floor(distances), (weights % 20 + 1) * unit
    capacities = np.full(16, loads.sum() / 3 / 0.97)
    best = plain_capacitated(distances, loads, capacities, 3)
    answer = solve_capacitated_median(distances, 3, weights=np.ones(16), loads=loads, capacities=capacities)
    assert (answer.value, answer.status) == (pytest.approx(best), "proved")
    assert (np.bincount(answer.assignment, loads, 16) <= capacities * (1 + 1e-9)).all()


def test_whole_clients_give_a_bound_between_that_of_parts_and_the_best_value() -> None:
    rng = np.random.default_rng(2)
    raised = 0
    for unit in (1.0, 0.1, np.e):
        costs, loads = rng.integers(0, 50, (6, 4)).astype(float), rng.integers(1, 9, 6) * unit
        capacities = np.full(4, loads.sum() / 2 * 1.15)
        best = enumerate_all(costs, loads, capacities, 2)
        knapsacks, opened = Knapsacks(loads, capacities, 2), np.zeros(4, dtype=bool)
        for _ in range(20):
            prices = 60 * rng.random(6)
            part, whole = (knapsacks.fill(costs, prices, opened, whole=way).value for way in (False, True))
            assert part <= whole + 1e-9
            assert whole <= best + 1e-9
            raised += whole > part + 1e-6
    assert raised > 0


def test_a_part_solved_anew_mends_what_moves_and_exchanges_cannot() -> None:
    # Loads 3, 3, 2, 2, 2 and capacity 6: only {3, 3} and {2, 2, 2} fit, and no one or two clients get there.
    loads = np.array([3.0, 3.0, 2.0, 2.0, 2.0, 6.0])
    costs = np.ones((6, 3))
    costs[[0, 1], 0] = costs[[2, 3, 4], 1] = costs[5, 2] = 0.0
    question = Packing(costs, loads, np.array([6.0, 6.0, 6.0]), np.zeros(3, dtype=bool))
    known = np.array([1, 1, 0, 0, 0, 2])
    found = improve_parts(question, Packed(np.arange(3), known, question.value_of(known)), Clock(20.0))
    assert found.value == 0
    assert found.assignment.tolist() == [0, 0, 1, 1, 1, 2]
