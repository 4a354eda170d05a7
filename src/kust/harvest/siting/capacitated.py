"""The capacitated p-median: every client to one station, none overfull.

Search for answers, a Lagrangian bound whose site problems are knapsacks, then HiGHS on the pairs of client and site
that a better answer can hold.
"""

from collections.abc import Sequence
from math import inf
from typing import Any

import numpy as np

from kust.errors import UsageError
from kust.harvest.siting.answer import Answer, calc_cut_off, find_step
from kust.harvest.siting.clock import Clock
from kust.harvest.siting.interchange import pick_at_random
from kust.harvest.siting.mip import Mip
from kust.harvest.siting.packing import Packed, Packing
from kust.harvest.siting.question import (
    check_count,
    check_reached,
    read_amounts,
    read_distances,
    read_fixed,
    weigh,
)

Array = Any
_STARTS, _SHAKES = 4, 80
# Among how many near sites a station is moved, and how often to any.
_NEAR, _ANYWHERE = 8, 0.2
_TURNS, _LOOK, _STALL = 400, 20, 15
_SHORTEST = 1e-3
_SEARCH = 0.4


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


class CapacitatedMedian:
    """One question on the way to its answer."""

    def __init__(self, question: Packing, count: int, clock: Clock, seed: int) -> None:
        self.question, self.count, self.clock = question, count, clock
        self.random = np.random.default_rng(seed)
        self.best: Packed | None = None
        finite = np.isfinite(question.costs)
        self.bound = float(np.where(finite, question.costs, inf).min(axis=1).sum())
        self.bounded = False
        self.step = find_step(question.costs[finite])
        self.pairs = finite & (question.loads[:, None] <= question.capacities * (1 + 1e-12))

    def solve(self) -> Answer:
        every, whole = np.ones_like(self.question.fixed), self.clock
        # A bound is worth more than the last bit of the search.
        self.clock = whole.within(_SEARCH)
        for _ in range(_STARTS):
            if self.best is not None and self.clock.is_over:
                break
            self._try(pick_at_random(self.random, self.question.fixed, every, self.count))
        self._shake()
        self.clock = whole
        if not self.clock.is_over:
            self._relax()
        if not (self.clock.is_over or self.is_done) or self.best is None:
            self._prove()
        if self.best is None:
            raise UsageError("siting_no_time", seconds=f"{self.clock.limit:g}")
        return Answer(
            value=self.best.value,
            lower_bound=min(self.bound, self.best.value),
            open=tuple(self.best.sites.tolist()),
            assignment=tuple(self.best.assignment.tolist()),
            bounded=self.bounded,
            seconds=self.clock.seconds,
        )

    @property
    def limit(self) -> float:
        return inf if self.best is None else calc_cut_off(self.best.value, self.step)

    @property
    def is_done(self) -> bool:
        return self.bound >= self.limit

    def _try(self, sites: Array) -> None:
        found = self.question.improve(sites, self.clock)
        if found is not None and (self.best is None or found.value < self.best.value):
            self.best = found

    def _raise(self, bound: float) -> None:
        self.bounded = True
        if self.best is None:
            self.bound = max(self.bound, bound)
            return
        is_reached = bound >= self.limit
        self.bound = (
            self.best.value if is_reached and self.step else max(self.bound, min(bound, self.best.value))
        )

    def _shake(self) -> None:
        """Close a station at random, open one near it (now and then any), and improve from there."""
        question, stale = self.question, 0
        far = np.where(np.isfinite(question.costs), question.costs, 0.0).max(initial=0.0)
        while stale < _SHAKES and self.best is not None and not self.clock.is_over:
            sites = self.best.sites
            free = np.flatnonzero(~question.fixed[sites])
            others = np.setdiff1d(np.arange(len(question.fixed)), sites)
            if not len(free) or not len(others):
                return
            place = int(self.random.choice(free))
            # What its clients would cost elsewhere says how near another site is.
            mine = np.minimum(question.costs[self.best.assignment == sites[place]], far).sum(axis=0)
            near = others[np.argsort(mine[others], kind="stable")[:_NEAR]]
            moved = sites.copy()
            moved[place] = self.random.choice(others if self.random.random() < _ANYWHERE else near)
            before = self.best.value
            self._try(moved)
            stale = 0 if self.best.value < before else stale + 1

    def _relax(self) -> None:
        """Raise the Lagrangian bound; drop pairs that no better answer holds."""
        costs = np.where(self.pairs, self.question.costs, inf)
        two = np.partition(costs, min(1, costs.shape[1] - 1), axis=1)
        prices = np.where(np.isfinite(two[:, :2]).all(axis=1), two[:, :2].max(axis=1), two[:, 0])
        best, best_prices, length, stall = -inf, prices, 1.0, 0
        for turn in range(1, _TURNS + 1):
            value, sites, served, _ = self._bound_at(costs, prices)
            stall += 1
            if value > best:
                best, best_prices, stall = value, prices, 0
                self._raise(value)
            if turn % _LOOK == 0:
                self._try(np.sort(sites))
            if self.is_done or self.clock.is_over or length < _SHORTEST:
                break
            if stall >= _STALL:
                length, stall, prices = length / 2, 0, best_prices
                value, sites, served, _ = self._bound_at(costs, prices)
            wish = 1.0 - served
            size = float(wish @ wish)
            if size <= 0:
                break
            aim = self.best.value if self.best is not None else 1.1 * abs(value) + 1.0
            prices = prices + length * (1.01 * aim - value) / size * wish
        self._drop(costs, best_prices)

    def _bound_at(self, costs: Array, prices: Array) -> tuple[float, Array, Array, Array]:
        """Work the bound out: its value, the sites it opens, how often it serves each client, ρ of each site."""
        saved = np.minimum(costs - prices[:, None], 0.0)
        loads = self.question.loads
        order = np.argsort(saved / np.maximum(loads, 1e-12)[:, None], axis=0, kind="stable")
        before = np.cumsum(loads[order], axis=0) - loads[order]
        shares = np.clip(
            (self.question.capacities[None, :] - before) / np.maximum(loads[order], 1e-12), 0.0, 1.0
        )
        taken = np.zeros_like(saved)
        np.put_along_axis(taken, order, shares, axis=0)
        taken[saved >= 0] = 0.0
        reduced = (taken * saved).sum(axis=0)
        sites = np.argsort(np.where(self.question.fixed, -inf, reduced), kind="stable")[: self.count]
        value = float(prices.sum() + reduced[sites].sum())
        return value, sites, taken[:, sites].sum(axis=1), reduced

    def _drop(self, costs: Array, prices: Array) -> None:
        """Drop the pairs whose use would cost more than the best known answer.

        A pair of an open site that serves dearer than its price costs the difference more; one of a closed site also
        what opening that site costs.
        """
        value, sites, _, reduced = self._bound_at(costs, prices)
        opens = np.zeros(len(reduced), dtype=bool)
        opens[sites] = True
        free = opens & ~self.question.fixed
        worst = reduced[free].max(initial=-inf)
        extra = np.where(opens, 0.0, np.maximum(reduced - worst, 0.0))
        dearer = np.maximum(costs - prices[:, None], 0.0) + extra[None, :]
        self.pairs = self.pairs & (value + dearer <= self.limit)

    def _prove(self) -> None:
        """Give what is left to HiGHS."""
        programme, opens, pair_columns, clients, sites = self._write()
        start = None
        if self.best is not None:
            start = np.zeros(programme.size)
            start[opens[self.best.sites]] = 1.0
            start[pair_columns] = self.best.assignment[clients] == sites
        found = programme.solve(self.clock, start, self.bound)
        if not found.is_possible and self.best is None:
            raise UsageError("siting_indivisible", count=self.count)
        if found.values is not None:
            used = found.values[pair_columns] > 0.5
            assignment = np.full(len(self.question.loads), -1)
            assignment[clients[used]] = sites[used]
            chosen = np.flatnonzero(found.values[opens] > 0.5)
            value = self.question.value_of(assignment)
            if (assignment >= 0).all() and (self.best is None or value < self.best.value):
                self.best = Packed(chosen, assignment, value)
        # Where nothing is left, nothing is cheaper than what is known.
        self._raise(found.bound if found.is_possible else self.limit)

    def _write(self) -> tuple[Mip, Array, Array, Array, Array]:
        """Write the programme down in its strong form: x_ji ≤ y_i beside the capacities."""
        question, programme = self.question, Mip()
        clients, sites = np.nonzero(self.pairs)
        opens = programme.columns(
            len(question.fixed), low=question.fixed.astype(np.float64), high=1.0, whole=True
        )
        pairs = programme.columns(len(clients), cost=question.costs[clients, sites], high=1.0, whole=True)
        programme.row(opens, np.ones(len(opens)), low=self.count, high=self.count)
        programme.rows(np.column_stack([pairs, opens[sites]]), [1.0, -1.0], high=0.0)
        programme.scatter(clients, pairs, 1.0, len(question.loads), low=1.0, high=1.0)
        programme.scatter(
            np.concatenate([sites, np.arange(len(opens))]),
            np.concatenate([pairs, opens]),
            np.concatenate([question.loads[clients], -question.capacities]),
            len(opens),
            high=0.0,
        )
        return programme, opens, pairs, clients, sites
