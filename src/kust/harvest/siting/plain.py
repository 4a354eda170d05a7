"""Questions of siting without capacities: median, coverage, center."""

from collections.abc import Sequence
from dataclasses import replace
from math import inf
from typing import Any

import numpy as np

from kust.errors import UsageError
from kust.harvest.siting.answer import Answer
from kust.harvest.siting.clock import Clock
from kust.harvest.siting.cover import find_cover, spread
from kust.harvest.siting.interchange import Interchange
from kust.harvest.siting.median import Median
from kust.harvest.siting.question import (
    check_count,
    check_reached,
    find_nearest,
    read_amounts,
    read_distances,
    read_fixed,
    weigh,
)
from kust.solver.quiet import quietly

Array = Any


def solve_median(
    distances: Any,
    count: int,
    *,
    weights: Any = None,
    fixed: Sequence[int] = (),
    time_limit: float = inf,
    seed: int = 0,
    clock: Clock | None = None,
) -> Answer:
    """Open ``count`` sites so that Σ_j w_j · (distance to the nearest open one) is least.

    Parameters
    ----------
    distances
        Clients × sites; infinite where there is no way.
    weights
        One a client; 1 by default.
    fixed
        Numbers of sites that are open in any case; they count.
    time_limit
        Seconds of wall time; an answer comes in any case.
    seed
        Of the random starts: the same seed gives the same answer where time does not run out.
    clock
        A clock that runs already, instead of ``time_limit``.

    Raises
    ------
    UsageError
        More open than there are sites, figures that are no numbers or negative, clients out of reach.

    Notes
    -----
    Exchanges (Resende and Werneck 2007), Lagrangian bound, Benders cuts (Durán-Mateluna, Ales, Elloumi 2023), then
    branching; docs/methods/harvest-siting.md.

    Examples
    --------
    Three villages on a road at 0, 1 and 9 km; the last one is large.

    >>> answer = solve_median([[0, 1, 9], [1, 0, 8], [9, 8, 0]], 1, weights=[1, 1, 5])
    >>> answer.open, answer.value, answer.status
    ((2,), 17.0, 'proved')
    """
    clock = clock or Clock(time_limit)
    table = read_distances(distances)
    amounts = read_amounts(weights, len(table), "weight")
    marked = read_fixed(fixed, table.shape[1])
    check_count(count, table.shape[1], marked)
    check_reached(table, amounts)
    return solve_costs(weigh(table, amounts), table, count, marked, clock, seed, amounts > 0)


def solve_costs(
    costs: Array,
    table: Array,
    count: int,
    marked: Array,
    clock: Clock,
    seed: int,
    counts: Array,
    start: Array | None = None,
) -> Answer:
    """Solve the median of a matrix of costs; ``table`` says who is nearest, ``counts`` which clients matter."""
    kept = costs[counts]
    if not len(kept) or count == table.shape[1]:
        sites = np.arange(count) if count == table.shape[1] else _fill(np.flatnonzero(marked), table, count)
        value = float(kept[:, sites].min(axis=1).sum()) if len(kept) else 0.0
        return _answer(table, sites, value, value, clock)
    if np.isinf(kept).any():
        start = _reach_all(kept, marked, count, clock) if start is None else start
        # Dearer than an answer that is known: no answer worth having goes where there is no way.
        worst = float(kept[:, start].min(axis=1).sum())
        kept = np.where(np.isinf(kept), 2 * worst + 1.0, kept)
    median = Median(kept, count, marked, clock, seed)
    with quietly():
        median.solve(start)
    return _answer(table, median.best.sites, median.best.value, median.bound, clock, bounded=median.bounded)


def _reach_all(costs: Array, marked: Array, count: int, clock: Clock) -> Array:
    """Find an answer in which everybody reaches a station, or say that there is none."""
    cover = find_cover(np.isfinite(costs), marked, count, clock)
    if cover.sites is None:
        if cover.least > count:
            raise UsageError("siting_disconnected", count=count, least=cover.least)
        raise UsageError("siting_no_time", seconds=f"{clock.limit:g}")
    return _fill(cover.sites, costs, count)


def _fill(sites: Array, table: Array, count: int) -> Array:
    """Add sites, in their order, until there are as many as asked for."""
    others = np.setdiff1d(np.arange(table.shape[1]), sites)
    return np.sort(np.concatenate([sites, others[: count - len(sites)]])).astype(np.int64)


def _answer(
    table: Array, sites: Array, value: float, bound: float, clock: Clock, *, bounded: bool = True
) -> Answer:
    return Answer(
        value=value,
        lower_bound=min(bound, value),
        open=tuple(sites.tolist()),
        assignment=find_nearest(table, sites),
        bounded=bounded,
        seconds=clock.seconds,
    )


def solve_coverage(
    hours: Any,
    count: int,
    radius: Any,
    *,
    weights: Any = None,
    fixed: Sequence[int] = (),
    time_limit: float = inf,
    seed: int = 0,
    clock: Clock | None = None,
) -> Answer:
    """Open ``count`` sites so that as little weight as possible is further than ``radius`` from all of them.

    ``radius`` is one for all or one a client; infinite where only a way is needed. The value is the weight left
    uncovered; a client exactly at the radius is covered; one that is not is assigned to no site (-1). Parameters as in
    :func:`solve_median`.

    Examples
    --------
    >>> solve_coverage([[0, 1, 9], [1, 0, 8], [9, 8, 0]], 1, 2.0, weights=[3, 3, 5]).value
    5.0
    """
    clock = clock or Clock(time_limit)
    table = read_distances(hours)
    amounts = read_amounts(weights, len(table), "weight")
    marked = read_fixed(fixed, table.shape[1])
    check_count(count, table.shape[1], marked)
    radii = np.broadcast_to(np.asarray(radius, dtype=np.float64), len(table))
    if not (radii >= 0).all():
        raise UsageError("siting_radius", radius=float(radii.min()))
    within = np.where(table <= (radii * (1 + 1e-12))[:, None], table, inf)
    costs = np.where(np.isfinite(within), 0.0, amounts[:, None])
    answer = solve_costs(costs, within, count, marked, clock, seed, amounts > 0)
    sites = _draw_nearer(answer, within, costs, amounts, marked, clock)
    return replace(answer, open=tuple(sites.tolist()), assignment=find_nearest(within, sites))


def _draw_nearer(
    answer: Answer, within: Array, costs: Array, amounts: Array, marked: Array, clock: Clock
) -> Array:
    """Exchange stations for nearer ones for as long as that leaves no more uncovered."""
    sites = np.array(answer.open, dtype=np.int64)
    hours = np.where(np.isfinite(within), within, 0.0)
    if clock.is_over or not hours.max() or not amounts.any():
        return sites
    slightly = costs + 1e-6 * amounts[:, None] * hours / hours.max()
    nearer = Interchange(slightly, marked).improve(sites, clock).sites
    return nearer if costs[:, nearer].min(axis=1).sum() <= answer.value * (1 + 1e-12) else sites


def solve_center(
    hours: Any,
    count: int,
    *,
    weights: Any = None,
    fixed: Sequence[int] = (),
    time_limit: float = inf,
    seed: int = 0,
    clock: Clock | None = None,
) -> Answer:
    """Open ``count`` sites so that the client furthest from its nearest one is as near as possible.

    Every client counts, whatever its weight; among the sites that reach this, those with the least Σ weight × distance
    are sought in the time that is left. Parameters as in :func:`solve_median`.

    Examples
    --------
    >>> answer = solve_center([[0, 1, 9], [1, 0, 8], [9, 8, 0]], 1)
    >>> answer.open, answer.value
    ((1,), 8.0)
    """
    clock = clock or Clock(time_limit)
    table = read_distances(hours)
    amounts = read_amounts(weights, len(table), "weight")
    marked = read_fixed(fixed, table.shape[1])
    check_count(count, table.shape[1], marked)
    check_reached(table, np.ones(len(table)))
    sites, below = _narrow(table, marked, count, clock)
    value = float(table[:, sites].min(axis=1).max())
    if not clock.is_over and (amounts > 0).any():
        within = np.where(table <= value, table, inf)
        costs = weigh(within, np.maximum(amounts, amounts.max() * 1e-9))
        every = np.ones(len(table), dtype=bool)
        best = solve_costs(costs, within, count, marked, clock.within(0.5), seed, every, sites)
        sites = np.array(best.open)
    answer = _answer(table, sites, value, below, clock)
    return replace(answer, bounded=below > 0 or answer.is_proved)


def _narrow(table: Array, marked: Array, count: int, clock: Clock) -> tuple[Array, float]:
    """Halve the distances between one that is known to do and one known not to."""
    start = (
        spread(table, marked, count) if np.isfinite(table).all() else _reach_all(table, marked, count, clock)
    )
    # Nobody can be nearer than its own nearest site: below that there is nothing to try.
    least = float(table.min(axis=1).max())
    most = float(table[:, start].min(axis=1).max())
    levels = np.unique(table[(table >= least) & (table <= most)])
    low = int(np.searchsorted(levels, least))
    high = int(np.searchsorted(levels, table[:, start].min(axis=1).max()))
    proved = low
    while low < high and not clock.is_over:
        middle = (low + high) // 2
        cover = find_cover(table <= levels[middle], marked, count, clock)
        if cover.sites is not None:
            start = _fill(cover.sites, table, count)
            high = int(np.searchsorted(levels, table[:, start].min(axis=1).max()))
        else:
            low = middle + 1
            proved = low if cover.least > count else proved
    return start, float(levels[min(proved, high)])
