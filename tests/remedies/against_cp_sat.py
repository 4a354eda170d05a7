"""The cheapest cost against a second solver of another kind: CP-SAT, which only knows whole numbers.

The rows that HiGHS gets are brought to whole numbers: fractions where they are short, so that nothing is rounded; an
amount is a multiple of a thousandth of its unit. Rows of the example have no short fractions: they are rounded and let
through what rounding may have taken, so that the costs agree within the tolerance that is stated.
"""

from datetime import date
from fractions import Fraction
from math import ceil, floor, lcm
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kust.checks import Readings
from kust.data import read_dataset
from kust.examples import load
from kust.law import find_edition
from kust.remedies.options import Wishes
from kust.remedies.search import Search, start_search
from kust.remedies.slices import cut
from kust.remedies.standing import read_situation
from kust.settings import RemedyPrices, RemedySettings

from ..oracle.small_clusters import ON, YEAR
from .test_against_every_subset import CLUSTER, PRICES, make, write_all

cp_model = pytest.importorskip("ortools.sat.python.cp_model")
GRID, LARGEST_SCALE = 1000, 10**6


def solve_again(problem: Any) -> float | None:
    """Return the cheapest cost by CP-SAT, None where nothing is possible."""
    model = cp_model.CpModel()
    steps = np.where(problem.integer == 1, 1, GRID)
    variables = [
        model.new_int_var(ceil(low * step - 1e-6), floor(high * step + 1e-6), "")
        for low, high, step in zip(problem.low, problem.high, steps.tolist(), strict=True)
    ]
    matrix = problem.matrix.tocsr()
    for row, (low, high) in enumerate(zip(problem.row_low, problem.row_high, strict=True)):
        places = range(matrix.indptr[row], matrix.indptr[row + 1])
        columns = [int(matrix.indices[place]) for place in places]
        terms = [float(matrix.data[place]) for place in places]
        ends = [end for end in (low, high) if np.isfinite(end)]
        scale, is_exact = find_scale([*terms, *ends])
        whole = [
            round(value * scale) * (GRID // int(steps[c])) for value, c in zip(terms, columns, strict=True)
        ]
        reach = [float(steps[c] * max(abs(problem.low[c]), abs(problem.high[c]))) for c in columns]
        room = 0 if is_exact else ceil(sum(abs(a) for a in whole) + sum(reach) * GRID)
        summed = sum(a * variables[c] for a, c in zip(whole, columns, strict=True))
        if np.isfinite(low):
            model.add(summed >= floor(low * scale * GRID + 1e-3) - room)
        if np.isfinite(high):
            model.add(summed <= ceil(high * scale * GRID - 1e-3) + room)
    scale, _ = find_scale(problem.cost.tolist())
    costs = [
        round(cost * scale) * (GRID // int(step)) for cost, step in zip(problem.cost, steps, strict=True)
    ]
    model.minimize(sum(cost * variable for cost, variable in zip(costs, variables, strict=True) if cost))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers, solver.parameters.max_time_in_seconds = 1, 60
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return None
    assert status == cp_model.OPTIMAL
    return float(solver.objective_value) / scale / GRID


def find_scale(figures: list[float]) -> tuple[int, bool]:
    """Return what figures are multiplied with to be whole, and whether they are so exactly."""
    fractions = [Fraction(figure).limit_denominator(LARGEST_SCALE) for figure in figures]
    scale = lcm(*(one.denominator for one in fractions))
    is_exact = all(abs(float(one) - figure) < 1e-11 for one, figure in zip(fractions, figures, strict=True))
    return (scale, is_exact) if scale <= LARGEST_SCALE else (LARGEST_SCALE, False)


def search_of(folder: Path | str, cluster: str, edition: str, wishes: Wishes, on: date, year: int) -> Search:
    slices = cut(read_dataset(folder).dataset, [cluster], on, year)
    return start_search(read_situation(slices, cluster, find_edition(edition), Readings()), wishes)


@pytest.mark.parametrize("seed", range(100, 112))
def test_two_solvers_of_different_kinds_find_the_same_cost(seed: int, tmp_path: Path) -> None:
    tables, edition, _ = make(seed)
    wishes = Wishes(
        RemedySettings(growth_share=0.0, least_supply_krub=0.5), RemedyPrices.model_validate(PRICES)
    )
    search = search_of(write_all(tables, tmp_path), CLUSTER, edition, wishes, ON, YEAR)
    solution = search.programme.solve()
    again = solve_again(search.programme.model.problem())
    # Prices are multiples of a tenth: what the solvers take for equal is far below.
    assert solution.cost == (None if again is None else pytest.approx(again, abs=1e-6))


@pytest.mark.parametrize("edition", ["779-2015", "779-2016", "779-2018"])
def test_the_plan_of_the_example_costs_the_same_by_both_solvers(edition: str) -> None:
    prices = RemedyPrices(supply_krub=0.0)
    wishes = Wishes(RemedySettings(), prices)
    search = search_of(load("machine-building"), "VB", edition, wishes, date(2019, 3, 1), 2018)
    solution = search.programme.solve()
    again = solve_again(search.programme.model.problem())
    # The smallest price is that of a job, 0.05: half of it tells two plans apart.
    assert solution.cost == (None if again is None else pytest.approx(again, abs=0.02))
