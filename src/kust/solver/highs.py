"""The calls of the solver: a small problem as it is, a large one by its core first.

A large problem is relaxed first (no variable has to be whole). Its bound b is below every answer, and the reduced cost
d of a variable says by how much the cost rises at least where it is not 0. Then a core problem is solved: the priced
variables that the relaxation uses and as many of the cheapest others, the rest at their lower end. An answer of the
core that costs b (rounded up to what costs can add up to) is proven to be the cheapest of all. Else the whole problem
is solved with every variable fixed that is too dear, d > cost − b, and for answers cheaper than the core's alone.

Where one of several sides has to hold, each is a problem of its own, without the slack that lets the others go: the
side with the lowest bound is solved first, the others only for answers that are cheaper.
"""

from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np

from kust.solver.problem import CLOSE, INFINITE, Problem, Solution
from kust.solver.quiet import quietly

_OPTIMAL, _LIMIT, _INFEASIBLE = 0, 1, 2
# From how many whole variables on the core is sought first; below, one call is quicker.
_LARGE = 400
_STEPS = (1.0, 0.5, 0.25, 0.2, 0.1, 0.05, 0.025, 0.01)


def solve(problem: Problem, *, time_limit: float, gap: float, started: float) -> Solution:
    """Solve a problem; ``started`` is when the time began to count."""
    if problem.low.size == 0:
        return _without_variables(problem)
    if len(problem.sides) > 1 and problem.cost.any() and gap == 0:
        return _by_sides(problem, time_limit, started)
    if int(problem.integer.sum()) < _LARGE or gap > 0 or not problem.cost.any():
        return _call(problem, time_limit - (perf_counter() - started), gap, started)
    relaxed = _relax(problem, time_limit)
    if relaxed is None:
        return _call(problem, time_limit - (perf_counter() - started), gap, started)
    if relaxed.status != _OPTIMAL:
        return Solution("infeasible", None, None, None, perf_counter() - started)
    return _by_core(problem, relaxed, time_limit, started)


def _by_sides(problem: Problem, time_limit: float, started: float) -> Solution:
    """Solve one side after the other, those with the lowest bounds first."""
    best, open_bounds, step = None, [], _step_of(problem)
    for bound, on_side in _bounded_sides(problem, time_limit):
        if best is not None:
            cheaper = _cheaper(float(best.cost or 0.0), step)
            if bound > cheaper:
                continue
            on_side = on_side.below(cheaper)
        found = solve(on_side, time_limit=time_limit, gap=0.0, started=started)
        if found.status == "time_limit":
            known = found.cost is not None and found.gap is not None
            open_bounds.append((found.cost or 0.0) * (1 - (found.gap or 0.0)) if known else bound)
        best = best if found.values is None else found
    seconds = perf_counter() - started
    if best is None:
        return Solution("time_limit" if open_bounds else "infeasible", None, None, None, seconds)
    gap = _gap(float(best.cost or 0.0), min(open_bounds)) if open_bounds else 0.0
    return replace(best, status="time_limit" if gap else "optimal", gap=gap, seconds=seconds)


def _bounded_sides(problem: Problem, time_limit: float) -> list[tuple[float, Problem]]:
    """Return the sides that are not impossible from the start, with a bound of the cost of each."""
    found = []
    for side in problem.sides:
        on_side = problem.on_side(side)
        if not on_side.hopeless_rows.any():
            relaxed = _relax(on_side, time_limit)
            if relaxed is None or relaxed.status == _OPTIMAL:
                found.append((0.0 if relaxed is None else float(relaxed.fun), on_side))
    return sorted(found, key=lambda one: one[0])


def _cheaper(cost: float, step: float | None) -> float:
    """Return what an answer may cost at most to be cheaper."""
    return cost - (step * (1 - 1e-6) if step is not None else CLOSE * max(1.0, abs(cost)))


def _without_variables(problem: Problem) -> Solution:
    if (problem.row_low <= CLOSE).all() and (problem.row_high >= -CLOSE).all():
        return Solution("optimal", np.zeros(0), 0.0, 0.0, 0.0)
    return Solution("infeasible", None, None, None, 0.0)


def _call(problem: Problem, time_left: float, gap: float, started: float) -> Solution:
    """Call the solver once."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    options: dict[str, Any] = {"mip_rel_gap": gap}
    if time_left != INFINITE:
        options["time_limit"] = max(time_left, 0.01)
    rows = LinearConstraint(problem.matrix, problem.row_low, problem.row_high)
    with quietly():
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
        bound = np.ceil(bound / step - CLOSE) * step
    priced = (problem.integer == 1) & (problem.cost > 0)
    best: Solution | None = None
    for times in (1, 2):
        left = time_limit - (perf_counter() - started)
        core = _call(_core(problem, priced, relaxed, reduced, times), left, 0.0, started)
        if core.values is not None and (best is None or (core.cost or 0) < (best.cost or 0)):
            best = core
        if best is not None and (best.cost or 0.0) <= bound + CLOSE * max(1.0, abs(bound)):
            return replace(best, status="optimal", gap=0.0, seconds=perf_counter() - started)
    if best is None:
        return _call(problem, time_limit - (perf_counter() - started), 0.0, started)
    return _improve(problem, best, bound, priced & (reduced > (best.cost or 0) - float(relaxed.fun) + CLOSE),
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
    cost = float(best.cost or 0.0)
    with_limit = replace(problem, high=np.where(too_dear, problem.low, problem.high)).below(
        _cheaper(cost, step)
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
