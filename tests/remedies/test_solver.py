"""The door to the solver: small problems by hand, a large one by its core against one plain call."""

import random
from time import perf_counter

import pytest

from kust.solver import Linear, Model, total
from kust.solver.highs import solve


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


@pytest.mark.parametrize("seed", range(6))
def test_sides_solved_one_by_one_cost_what_one_plain_call_says(seed: int) -> None:
    from dataclasses import replace

    rng, model = random.Random(seed), Model()
    sides = []
    taken = [model.binary(rng.choice([0.5, 1.0, 2.5])) for _ in range(12)]
    for _ in range(3):
        sides.append(model.binary())
        summed = total(Linear.of(v, rng.randint(0, 9)) for v in taken)
        model.at_least_if(Linear.of(sides[-1]), summed - Linear(float(rng.randint(10, 70))))
    model.one_of(sides, because=("sides",))
    together = replace(model.problem(), sides=())
    plain = solve(together, time_limit=60.0, gap=0.0, started=perf_counter())
    solution = model.solve()
    assert (solution.status, plain.status) == ("optimal", "optimal")
    assert solution.cost == pytest.approx(plain.cost)
    # Without what asks for a side nothing has to be taken.
    assert model.solve(without=("sides",)).cost == 0


def test_no_side_that_can_be_met_is_infeasible() -> None:
    model = Model()
    taken = model.binary(1.0)
    sides = [model.binary(), model.binary()]
    for side in sides:
        model.at_least_if(Linear.of(side), Linear.of(taken) - Linear(2.0))
    model.one_of(sides)
    assert model.solve().status == "infeasible"


def test_rows_that_nothing_can_meet_are_seen_without_solving() -> None:
    model = Model()
    amount = model.variable(3.0)
    model.at_least(Linear.of(amount), 4.0, because=("a",))
    model.at_least(Linear.of(amount), 3.0, because=("b",))
    assert model.find_hopeless() == [frozenset({"a"})]
    assert model.find_met([3.0]) == {"b"}
    assert (model.solve().status, model.solve(without=("a",)).status) == ("infeasible", "optimal")


def test_what_is_added_for_now_is_taken_back() -> None:
    model = Model()
    amount = model.variable(5.0, cost=1)
    model.at_least(Linear.of(amount), 2.0)
    with model.for_now():
        extra = model.binary(7.0)
        model.at_least(Linear.of(amount) + Linear.of(extra), 6.0)
        assert model.solve().cost == pytest.approx(12)
    assert model.solve().cost == pytest.approx(2)
    assert model.size == (1, 1)
