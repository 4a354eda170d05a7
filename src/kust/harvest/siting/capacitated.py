"""The capacitated p-median: every client to one station, none overfull.

How it is solved stands in :mod:`kust.harvest.siting.packing_search`.
"""

from collections.abc import Sequence
from math import inf
from typing import Any

import numpy as np

from kust.errors import UsageError
from kust.harvest.siting.answer import Answer
from kust.harvest.siting.clock import Clock
from kust.harvest.siting.packing import Packing
from kust.harvest.siting.packing_search import CapacitatedMedian
from kust.harvest.siting.question import (
    check_count,
    check_reached,
    read_amounts,
    read_distances,
    read_fixed,
    weigh,
)

Array = Any


def solve_capacitated_median(
    distances: Any,
    count: int,
    *,
    weights: Any = None,
    loads: Any = None,
    capacities: Any = None,
    fixed: Sequence[int] = (),
    time_limit: float = inf,
    seed: int = 0,
    clock: Clock | None = None,
) -> Answer:
    """Send each client to one of ``count`` open sites so that Σ_j w_j · distance is least and none is overfull.

    Parameters
    ----------
    distances
        Clients × sites; infinite where there is no way.
    weights
        What a client's distance counts; 1 by default.
    loads
        What a client brings; by default its weight.
    capacities
        What a site can take, infinite for no limit.
    fixed, time_limit, seed, clock
        As in :func:`kust.harvest.siting.solve_median`.

    Raises
    ------
    UsageError
        As in :func:`kust.harvest.siting.solve_median`; also where the capacities do not suffice, or where nobody can
        be placed whole.

    Examples
    --------
    Two stations of 6 on a road, villages at 0, 1 and 9 km bring 4, 3 and 2: the first two do not fit together.

    >>> answer = solve_capacitated_median(
    ...     [[0, 1, 9], [1, 0, 8], [9, 8, 0]], 2, weights=[4, 3, 2], capacities=[6, 6, 6]
    ... )
    >>> answer.open, answer.assignment, answer.value
    ((0, 1), (0, 1, 1), 16.0)
    """
    clock = clock or Clock(time_limit)
    table = read_distances(distances)
    amounts = read_amounts(weights, len(table), "weight")
    brought = amounts if loads is None else read_amounts(loads, len(table), "load")
    limits = _read_capacities(capacities, table.shape[1])
    marked = read_fixed(fixed, table.shape[1])
    check_count(count, table.shape[1], marked)
    check_reached(table, np.ones(len(table)))
    _check_capacities(brought, limits, marked, count)
    question = Packing(weigh(table, amounts), brought, np.minimum(limits, brought.sum()), marked)
    return CapacitatedMedian(question, count, clock, seed).solve()


def _read_capacities(capacities: Any, sites: int) -> Array:
    if capacities is None:
        raise UsageError("siting_no_capacity")
    limits = np.asarray(capacities, dtype=np.float64)
    finite = np.where(np.isposinf(limits), 0.0, limits)
    read_amounts(finite, sites, "capacity")
    return limits


def _check_capacities(loads: Array, limits: Array, marked: Array, count: int) -> None:
    """Refuse what cannot fit: all into the largest sites, or one client into any."""
    others = np.sort(limits[~marked])[::-1]
    total = float(limits[marked].sum() + others[: count - int(marked.sum())].sum())
    if total < loads.sum() * (1 - 1e-12):
        raise UsageError("siting_capacity", demand=f"{loads.sum():g}", capacity=f"{total:g}", count=count)
    too_large = np.flatnonzero(loads > limits.max() * (1 + 1e-12))
    if len(too_large):
        raise UsageError(
            "siting_too_large",
            client=int(too_large[0]),
            load=f"{loads[too_large[0]]:g}",
            most=f"{limits.max():g}",
        )
