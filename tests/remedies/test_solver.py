"""The door to the solver: small problems by hand, a large one by its core against one plain call."""

import random

import pytest

from kust.solver import Linear, Model, total


def knapsack(sizes: list[int], costs: list[float], needed: float) -> Model:
    model = Model()
    taken = [model.binary(cost) for cost in costs]
    model.at_least(total(Linear.of(v, size) for v, size in zip(taken, sizes, strict=True)), needed)
    return model


def test_the_cheapest_cover_of_a_small_problem_is_found() -> None:
    # 3 + 4 cover 7 at a cost of 5; 8 alone costs 6; 3 + 8 and 4 + 8 cost more.
    solution = knapsack([3, 4, 8], [2, 3, 6], 7).solve()
    assert (solution.status, solution.cost, solution.gap) == ("optimal", 5, 0)
    assert solution.values.round().tolist() == [1, 1, 0]


def test_what_cannot_be_covered_is_infeasible() -> None:
    assert knapsack([3, 4], [1, 1], 8).solve().status == "infeasible"
    model = Model()
    model.at_least(Linear(-1.0))
    assert model.solve().status == "infeasible"


def test_a_condition_binds_only_where_it_holds() -> None:
    model = Model()
    holds, amount = model.binary(), model.variable(10, cost=1)
    model.at_least_if(Linear.of(holds), Linear.of(amount) - Linear(4))
    assert model.solve().cost == 0
    model.at_least(Linear.of(holds), 1)
    assert model.solve().cost == pytest.approx(4)


def test_held_whole_variables_keep_their_values() -> None:
    model = Model()
    chosen, amount = model.binary(5), model.variable(9, cost=-1)
    model.at_least(Linear(0, {chosen: 3, amount: -1}))
    held = model.solve(held=[1, 0])
    assert held.cost == pytest.approx(2)
    assert model.solve().cost == pytest.approx(0)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("by_volume", [0.0, 0.01])
def test_a_large_problem_by_its_core_costs_what_one_plain_call_says(seed: int, by_volume: float) -> None:
    from time import perf_counter

    from kust.solver.highs import _call

    rng, model = random.Random(seed), Model()
    for _ in range(60):
        links = [model.binary(rng.choice([0.5, 1.0])) for _ in range(8)]
        amounts = [model.variable(size, cost=by_volume) for size in rng.choices(range(3, 30), k=8)]
        for link, amount in zip(links, amounts, strict=True):
            model.at_least(Linear(0, {link: model.highest(Linear.of(amount)), amount: -1}))
        model.at_least(total(Linear.of(amount) for amount in amounts), rng.randint(5, 40))
    assert sum(model.integers) >= 400
    plain = _call(model.problem(), 60.0, 0.0, perf_counter())
    solution = model.solve(time_limit=60)
    assert (solution.status, plain.status) == ("optimal", "optimal")
    assert solution.cost == pytest.approx(plain.cost, abs=1e-4)
