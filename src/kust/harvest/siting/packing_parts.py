"""Better answers of the capacitated p-median, part by part: a few neighbouring stations with all their clients anew.

Each part is a small question of the same kind for HiGHS, begun from what is known; an answer of a part is an answer of
the whole. Where nothing changes the part is done with until a neighbour changes.
"""

from typing import Any

import numpy as np

from kust.harvest.siting.clock import Clock
from kust.harvest.siting.mip import Mip
from kust.harvest.siting.packing import Packed, Packing

Array = Any
# Stations of a part, how many sites each client may go to, seconds a part may take.
_STATIONS, _WAYS, _SECONDS = (3, 4), 8, 1.5
_CLIENTS = 60


def improve_parts(question: Packing, known: Packed, clock: Clock) -> Packed:
    """Improve an answer until no part of it gets better, or the time is over."""
    best = known
    solved: set[frozenset[int]] = set()
    for size in _STATIONS:
        done: set[int] = set()
        while not clock.is_over:
            # The dearest stations first; each by its number, so that the same question gives the same answer.
            cost = _cost_of_stations(question, best)
            todo = [
                site for site in best.sites[np.argsort(-cost, kind="stable")].tolist() if site not in done
            ]
            if not todo:
                break
            part = _choose_part(question, best, todo[0], min(size, len(best.sites)))
            members = frozenset(part.tolist())
            better = None if members in solved else _solve_part(question, best, part, clock)
            solved.add(members)
            if better is None:
                done.add(todo[0])
            else:
                done -= members
                solved = {one for one in solved if not one & members}
                best = better
    return best


def _cost_of_stations(question: Packing, known: Packed) -> Array:
    each = question.costs[np.arange(len(question.loads)), known.assignment]
    return np.bincount(known.assignment, each, question.costs.shape[1])[known.sites]


def _choose_part(question: Packing, known: Packed, site: int, size: int) -> Array:
    """Return a station and those that its clients could go to most cheaply, with not too many clients."""
    mine = known.assignment == site
    costs = np.where(np.isfinite(question.costs[mine]), question.costs[mine], 1e30)[:, known.sites].sum(
        axis=0
    )
    order = known.sites[np.argsort(np.where(known.sites == site, -1.0, costs), kind="stable")]
    clients = np.cumsum([np.count_nonzero(known.assignment == one) for one in order])
    return order[: max(2, min(size, int(np.searchsorted(clients, _CLIENTS, side="right"))))]


def _solve_part(question: Packing, known: Packed, part: Array, clock: Clock) -> Packed | None:
    """Solve the question of a part; None where nothing better was found."""
    clients = np.flatnonzero(np.isin(known.assignment, part))
    if len(clients) < 2:
        return None
    elsewhere = np.setdiff1d(known.sites, part)
    costs = question.costs[clients].copy()
    costs[:, elsewhere] = np.inf
    near = np.argsort(costs, axis=1, kind="stable")[:, :_WAYS]
    offered = np.bincount(near.ravel(), minlength=costs.shape[1])
    offered[part] = len(clients) + 1
    offered[elsewhere] = 0
    sites = np.sort(np.argsort(-offered, kind="stable")[: len(clients) // 2 + len(part)])
    sites = sites[offered[sites] > 0]
    local = Packing(
        costs[:, sites], question.loads[clients], question.capacities[sites], question.fixed[sites]
    )
    pairs = np.isfinite(local.costs) & (local.loads[:, None] <= local.capacities * (1 + 1e-12))
    place = {site: number for number, site in enumerate(sites.tolist())}
    now = np.array([place[site] for site in known.assignment[clients].tolist()])
    found = solve_packing(local, pairs, len(part), clock.at_most(_SECONDS), now)
    if found is None or found.value >= local.value_of(now) * (1 - 1e-9):
        return None
    assignment = known.assignment.copy()
    assignment[clients] = sites[found.assignment]
    opened = np.sort(np.concatenate([elsewhere, sites[found.sites]]))
    better = Packed(opened, assignment, question.value_of(assignment))
    return better if better.value < known.value else None


def solve_packing(
    question: Packing, pairs: Array, count: int, clock: Clock, now: Array | None
) -> Packed | None:
    """Give a question to HiGHS; None where it found no answer that holds the capacities."""
    programme, opens, columns, clients, sites = write_packing(question, pairs, count)
    start = None
    if now is not None:
        start = np.zeros(programme.size)
        start[opens[np.union1d(now, np.flatnonzero(question.fixed))]] = 1.0
        start[columns] = now[clients] == sites
    found = programme.solve(clock, start)
    return (
        None if found.values is None else read_packing(question, found.values, opens, columns, clients, sites)
    )


def write_packing(
    question: Packing, pairs: Array, count: int, opened: Array | None = None
) -> tuple[Mip, Array, Array, Array, Array]:
    """Write the programme down in its strong form: x_ji ≤ y_i beside the capacities."""
    programme = Mip()
    clients, sites = np.nonzero(pairs)
    low = question.fixed if opened is None else opened
    opens = programme.columns(len(question.fixed), low=low.astype(np.float64), high=1.0, whole=True)
    columns = programme.columns(len(clients), cost=question.costs[clients, sites], high=1.0, whole=True)
    programme.row(opens, np.ones(len(opens)), low=count, high=count)
    programme.rows(np.column_stack([columns, opens[sites]]), [1.0, -1.0], high=0.0)
    programme.scatter(clients, columns, 1.0, len(question.loads), low=1.0, high=1.0)
    programme.scatter(
        np.concatenate([sites, np.arange(len(opens))]),
        np.concatenate([columns, opens]),
        np.concatenate([question.loads[clients], -question.capacities]),
        len(opens),
        high=0.0,
    )
    return programme, opens, columns, clients, sites


def read_packing(
    question: Packing, values: Array, opens: Array, columns: Array, clients: Array, sites: Array
) -> Packed | None:
    """Read an answer of HiGHS; None where rounding it breaks a capacity or leaves somebody out."""
    used = values[columns] > 0.5
    assignment = np.full(len(question.loads), -1)
    assignment[clients[used]] = sites[used]
    chosen = np.flatnonzero(values[opens] > 0.5)
    if (assignment < 0).any() or not question.holds(assignment):
        return None
    return Packed(chosen, assignment, question.value_of(assignment))
