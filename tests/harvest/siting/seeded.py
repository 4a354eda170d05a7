"""Questions of siting made up by a seed, and the same questions stated plainly for another solver."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse.csgraph import shortest_path

Array = Any


def uniform(count: int, seed: int = 1) -> tuple[Array, Array, Array]:
    """Points 0..100, their distances rounded to three decimals, whole weights 1..99, drawn in this order."""
    rng = np.random.default_rng(seed)
    places = 100 * rng.random((count, 2))
    distances = np.round(np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)), 3)
    return places, distances, rng.integers(1, 100, count)


def network(count: int, seed: int) -> Array:
    """Shortest ways in a random connected network with whole lengths: its linear bounds are known to be poor."""
    rng = np.random.default_rng(seed)
    ring = rng.permutation(count)
    ends = np.column_stack([ring, np.roll(ring, 1)])
    ends = np.concatenate([ends, rng.integers(0, count, (count * count // 50, 2))])
    lengths = np.zeros((count, count))
    for (one, other), length in zip(ends.tolist(), rng.integers(1, 101, len(ends)).tolist(), strict=True):
        if one != other:
            lengths[one, other] = lengths[other, one] = length
    return shortest_path(lengths, directed=False)


def choices(sites: int, count: int, fixed: tuple[int, ...] = ()) -> Iterator[list[int]]:
    """Every choice of sites that holds the fixed ones."""
    return (list(one) for one in combinations(range(sites), count) if set(fixed) <= set(one))


def plain_median(distances: Array, weights: Array, count: int) -> float:
    """The p-median as its textbook programme, given to the solver of SciPy."""
    clients, sites = distances.shape
    cost = np.concatenate([np.zeros(sites), (weights[:, None] * distances).ravel()])
    serve = np.hstack([np.zeros((clients, sites)), np.kron(np.eye(clients), np.ones(sites))])
    opens = np.hstack([-np.tile(np.eye(sites), (clients, 1)), np.eye(clients * sites)])
    total = np.concatenate([np.ones(sites), np.zeros(clients * sites)])[None]
    rows = [
        LinearConstraint(serve, 1, 1),
        LinearConstraint(opens, -np.inf, 0),
        LinearConstraint(total, count, count),
    ]
    whole = np.concatenate([np.ones(sites), np.zeros(clients * sites)])
    found = milp(cost, constraints=rows, integrality=whole, bounds=Bounds(0, 1), options={"mip_rel_gap": 0})
    assert found.status == 0
    return float(found.fun)


def plain_capacitated(costs: Array, loads: Array, capacities: Array, count: int) -> float | None:
    """The capacitated p-median as its textbook programme, without the strong rows; None: no answer."""
    clients, sites = costs.shape
    serve = np.hstack([np.zeros((clients, sites)), np.kron(np.eye(clients), np.ones(sites))])
    room = np.hstack([-np.diag(capacities), np.kron(loads[None], np.eye(sites))])
    total = np.concatenate([np.ones(sites), np.zeros(clients * sites)])[None]
    rows = [
        LinearConstraint(serve, 1, 1),
        LinearConstraint(room, -np.inf, 0),
        LinearConstraint(total, count, count),
    ]
    finite = np.isfinite(costs)
    cost = np.concatenate([np.zeros(sites), np.where(finite, costs, 0).ravel()])
    high = np.concatenate([np.ones(sites), finite.ravel()])
    found = milp(
        cost,
        constraints=rows,
        integrality=np.ones(len(cost)),
        bounds=Bounds(0, high),
        options={"mip_rel_gap": 0},
    )
    return None if found.x is None else float(found.fun)


def plain_fixed_cost(
    costs: Array, loads: Array, capacities: Array, fixed_costs: Array, most: int
) -> float | None:
    """Every set of stations, each with its cheapest flows; None: no set can take all."""
    clients, sites = costs.shape
    best = None
    for count in range(1, most + 1):
        for chosen in combinations(range(sites), count):
            here = costs[:, list(chosen)]
            found = linprog(
                np.where(np.isfinite(here), here, 0).ravel(),
                A_ub=np.tile(np.eye(count), clients),
                b_ub=capacities[list(chosen)],
                A_eq=np.kron(np.eye(clients), np.ones(count)),
                b_eq=loads,
                bounds=[(0, None if reached else 0) for reached in np.isfinite(here).ravel()],
            )
            if found.status == 0:
                total = found.fun + fixed_costs[list(chosen)].sum()
                best = total if best is None else min(best, total)
    return best
