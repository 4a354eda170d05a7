"""The calls of the solver: a small problem as it is, a large one by its core first.

A large problem is relaxed first (no variable has to be whole). Its bound b is below every answer, and the reduced cost
d of a variable says by how much the cost rises at least where it is not 0. Then a core problem is solved: the priced
variables that the relaxation uses and as many of the cheapest others, the rest at their lower end. An answer of the
core that costs b (rounded up to what costs can add up to) is proven to be the cheapest of all. Else the whole problem
is solved with every variable fixed that is too dear, d > cost − b, and for answers cheaper than the core's alone.
"""

from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import numpy as np

INFINITE = float("inf")
_OPTIMAL, _LIMIT, _INFEASIBLE = 0, 1, 2
# From how many whole variables on the core is sought first; below, one call is quicker.
_LARGE = 400
_STEPS = (1.0, 0.5, 0.25, 0.2, 0.1, 0.05, 0.025, 0.01)
_CLOSE = 1e-7


@dataclass(frozen=True)
class Solution:
    """What the solver found.

    ``status``: ``optimal`` (proven), ``time_limit`` (``values`` is the best known, or None) or ``infeasible``.
    ``gap``: (cost − bound) / max(cost, 1e-9), 0 where optimal, None where nothing is known.
    """

    status: str
    values: Any
    cost: float | None
    gap: float | None
    seconds: float


@dataclass(frozen=True)
class Problem:
    """min cost·x with row_low ≤ matrix·x ≤ row_high, low ≤ x ≤ high; ``integer`` is 1 where x is whole."""

    matrix: Any
    row_low: Any
    row_high: Any
    low: Any
    high: Any
    integer: Any
    cost: Any

    def hold(self, values: Any) -> "Problem":
        """Return the problem with every whole variable at its value."""
        whole, is_whole = np.rint(values), self.integer == 1
        low, high = np.where(is_whole, whole, self.low), np.where(is_whole, whole, self.high)
        return replace(self, low=low, high=high, integer=np.zeros_like(self.integer))


def solve(problem: Problem, *, time_limit: float, gap: float, started: float) -> Solution:
    """Solve a problem; ``started`` is when the time began to count."""
    if problem.low.size == 0:
        return _without_variables(problem)
    if int(problem.integer.sum()) < _LARGE or gap > 0:
        return _call(problem, time_limit - (perf_counter() - started), gap, started)
    relaxed = _relax(problem, time_limit)
    if relaxed is None:
        return _call(problem, time_limit - (perf_counter() - started), gap, started)
    if relaxed.status != _OPTIMAL:
        return Solution("infeasible", None, None, None, perf_counter() - started)
    return _by_core(problem, relaxed, time_limit, started)


def _without_variables(problem: Problem) -> Solution:
    if (problem.row_low <= _CLOSE).all() and (problem.row_high >= -_CLOSE).all():
        return Solution("optimal", np.zeros(0), 0.0, 0.0, 0.0)
    return Solution("infeasible", None, None, None, 0.0)


def _call(problem: Problem, time_left: float, gap: float, started: float) -> Solution:
    """Call the solver once."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    options: dict[str, Any] = {"mip_rel_gap": gap}
    if time_left != INFINITE:
        options["time_limit"] = max(time_left, 0.01)
    rows = LinearConstraint(problem.matrix, problem.row_low, problem.row_high)
    answer = milp(
        problem.cost,
        constraints=rows if problem.row_low.size else None,
        integrality=problem.integer,
        bounds=Bounds(problem.low, problem.high),
        options=options,
    )
    seconds = perf_counter() - started
    if answer.x is None:
        status = "time_limit" if answer.status == _LIMIT else "infeasible"
        return Solution(status, None, None, None, seconds)
    cost, bound = float(answer.fun), answer.mip_dual_bound
    if answer.status == _OPTIMAL:
        return Solution("optimal", np.asarray(answer.x), cost, 0.0, seconds)
    return Solution("time_limit", np.asarray(answer.x), cost, _gap(cost, bound), seconds)


def _gap(cost: float, bound: float | None) -> float | None:
    return None if bound is None else max(cost - float(bound), 0.0) / max(abs(cost), 1e-9)


def _relax(problem: Problem, time_limit: float) -> Any:
    """Solve without whole variables, for the bound and the reduced costs; None where there is no answer either way."""
    from scipy import sparse
    from scipy.optimize import linprog

    is_equal = problem.row_low == problem.row_high
    above = np.isfinite(problem.row_high) & ~is_equal
    below = np.isfinite(problem.row_low) & ~is_equal
    matrix = problem.matrix
    answer = linprog(
        problem.cost,
        A_ub=sparse.vstack([matrix[above], -matrix[below]]).tocsr(),
        b_ub=np.concatenate([problem.row_high[above], -problem.row_low[below]]),
        A_eq=matrix[is_equal] if is_equal.any() else None,
        b_eq=problem.row_low[is_equal] if is_equal.any() else None,
        bounds=np.column_stack([problem.low, problem.high]),
        method="highs",
        options={} if time_limit == INFINITE else {"time_limit": max(time_limit, 0.01)},
    )
    return answer if answer.status in (_OPTIMAL, _INFEASIBLE) else None


def _by_core(problem: Problem, relaxed: Any, time_limit: float, started: float) -> Solution:
    """Solve the core; then, unless its answer is proven by the bound, what is left of the whole problem."""
    reduced, step = np.asarray(relaxed.lower.marginals), _step_of(problem)
    bound = float(relaxed.fun)
    if step is not None:
        bound = np.ceil(bound / step - _CLOSE) * step
    priced = (problem.integer == 1) & (problem.cost > 0)
    best: Solution | None = None
    for times in (1, 2):
        left = time_limit - (perf_counter() - started)
        core = _call(_core(problem, priced, relaxed, reduced, times), left, 0.0, started)
        if core.values is not None and (best is None or (core.cost or 0) < (best.cost or 0)):
            best = core
        if best is not None and (best.cost or 0.0) <= bound + _CLOSE * max(1.0, abs(bound)):
            return replace(best, status="optimal", gap=0.0, seconds=perf_counter() - started)
    if best is None:
        return _call(problem, time_limit - (perf_counter() - started), 0.0, started)
    return _improve(problem, best, bound, priced & (reduced > (best.cost or 0) - float(relaxed.fun) + _CLOSE),
                    step, time_limit, started)  # fmt: skip


def _core(problem: Problem, priced: Any, relaxed: Any, reduced: Any, times: int) -> Problem:
    """Keep what the relaxation uses and so many times as many of the cheapest others."""
    used = priced & (relaxed.x > problem.low + 1e-6)
    others = np.flatnonzero(priced & ~used)
    cheapest = others[np.argsort(reduced[others], kind="stable")][: times * int(used.sum())]
    kept = used.copy()
    kept[cheapest] = True
    return replace(problem, high=np.where(priced & ~kept, problem.low, problem.high))


def _improve(
    problem: Problem,
    best: Solution,
    bound: float,
    too_dear: Any,
    step: float | None,
    limit: float,
    started: float,
) -> Solution:
    """Ask for anything cheaper than the best known answer; if there is nothing, that one is the cheapest."""
    from scipy import sparse

    cost = float(best.cost or 0.0)
    cheaper = cost - (step * (1 - 1e-6) if step is not None else _CLOSE * max(1.0, abs(cost)))
    with_limit = replace(
        problem,
        matrix=sparse.vstack([problem.matrix, sparse.csr_array(problem.cost[np.newaxis, :])]).tocsr(),
        row_low=np.append(problem.row_low, -INFINITE),
        row_high=np.append(problem.row_high, cheaper),
        high=np.where(too_dear, problem.low, problem.high),
    )
    found = _call(with_limit, limit - (perf_counter() - started), 0.0, started)
    if found.values is not None:
        return found
    if found.status == "infeasible":
        return replace(best, status="optimal", gap=0.0, seconds=found.seconds)
    return replace(best, status="time_limit", gap=_gap(cost, bound), seconds=found.seconds)


def _step_of(problem: Problem) -> float | None:
    """Return a figure of which every possible cost is a multiple, where only whole variables cost."""
    if (problem.cost[problem.integer != 1] != 0).any():
        return None
    costs = problem.cost[problem.cost != 0]
    for step in _STEPS:
        if np.allclose(costs / step, np.rint(costs / step), rtol=0, atol=1e-9):
            return step
    return None
