"""The weighted p-median to proven optimality: search, Lagrangian bound, Benders cuts, branching.

Each step makes the next one smaller: a good answer and a good bound settle most sites before HiGHS sees any.
"""

from typing import Any

import numpy as np

from kust.harvest.siting.answer import calc_cut_off, find_step
from kust.harvest.siting.branch import Search, add_cuts
from kust.harvest.siting.clock import Clock
from kust.harvest.siting.interchange import Interchange, Opened, pick_at_random
from kust.harvest.siting.lagrange import Bound, calc_bound, settle
from kust.harvest.siting.master import Master, Relaxed

Array = Any
_STARTS = 3
# What part of the time the starts may take, and how large a matrix is looked through in no time.
_START_SHARE, _QUICK = 0.2, 2_000_000
# Subgradient: turns in all, turns between two looks at what is settled, turns without rise before a shorter step.
_TURNS, _LOOK, _STALL = 300, 25, 12
_SHORTEST = 1e-3
# The bound is taken to end so much above the best known value: steps stay long enough near the end.
_AIM = 1.005
_CUT_TURNS = 100
# How much of the core point stays when an answer is mixed in.
_CORE = 0.5
_WHOLE = 1e-9


class Median:
    """One question on the way to its answer.

    Parameters
    ----------
    costs
        Clients × sites, finite, weights multiplied in.
    count
        How many sites are open.
    fixed
        Sites that are: a boolean a site.

    Attributes
    ----------
    best
        The cheapest answer known.
    bound
        No answer is cheaper.
    alive, opened
        Sites that a cheaper answer may open; which of them it has to.
    """

    def __init__(self, costs: Array, count: int, fixed: Array, clock: Clock, seed: int) -> None:
        self.whole, self.count, self.clock, self.fixed = costs, count, clock, fixed
        self.random = np.random.default_rng(seed)
        self.best = Opened(np.zeros(0, dtype=np.int64), np.inf)
        self.bound = float(costs.min(axis=1).sum())
        self.bounded = False
        self.step = find_step(costs)
        self.alive, self.opened, self.costs = np.arange(costs.shape[1]), fixed, costs
        self.nodes = 0

    def solve(self, start: Array | None = None) -> None:
        """Find the best answer and bound within the time; ``start`` is an answer to begin with."""
        self._start(start)
        if self.is_done or (self.clock.is_over and self.whole.size > _QUICK):
            return
        # One bound is worked out even without time where that takes milliseconds only.
        prices = self._relax()
        if not (self.clock.is_over or self.is_done):
            self._cut(prices)

    def solve_roughly(self) -> Array:
        """Search and raise the Lagrangian bound only; return its prices."""
        self._start(None)
        return self._relax()

    def _start(self, start: Array | None) -> None:
        every = np.ones_like(self.fixed)
        for turn in range(_STARTS):
            given = start if turn == 0 else None
            self._try(pick_at_random(self.random, self.fixed, every, self.count) if given is None else given)
            if self.clock.seconds > _START_SHARE * self.clock.limit or self.is_done:
                break

    @property
    def limit(self) -> float:
        """The bound from which on there is nothing better."""
        return calc_cut_off(self.best.value, self.step)

    @property
    def is_done(self) -> bool:
        return self.bound >= self.limit

    def _try(self, sites: Array) -> float:
        """Improve an answer by exchanges among the sites that are alive; return the best value known."""
        found = Interchange(self.costs, self.opened).improve(sites, self.clock)
        if found.value < self.best.value:
            self.best = Opened(np.sort(self.alive[found.sites]), found.value)
        return self.best.value

    def _raise(self, bound: float) -> None:
        self.bounded = self.bounded or bound > self.bound
        # Where costs are whole numbers, a bound just above the next cheaper one is as good as the value itself.
        is_reached = bound >= self.limit
        self.bound = (
            self.best.value if is_reached and self.step else max(self.bound, min(bound, self.best.value))
        )

    def _relax(self) -> Array:
        """Raise the Lagrangian bound by steps along its subgradient; return the best prices."""
        nearest = np.partition(self.whole[:, self.best.sites], min(1, self.count - 1), axis=1)
        prices = nearest[:, :2].mean(axis=1)
        best = now = self._bound_at(prices)
        best_prices, length, stall = prices, 1.0, 0
        for turn in range(1, _TURNS + 1):
            wish = 1.0 - now.served
            size = float(wish @ wish)
            if size == 0 or self.clock.is_over or self.is_done or length < _SHORTEST:
                break
            prices = prices + length * (_AIM * self.best.value - now.value) / size * wish
            now, stall = self._bound_at(prices), stall + 1
            if now.value > best.value:
                best, best_prices, stall = now, prices, 0
            elif stall >= _STALL:
                length, stall, prices, now = length / 2, 0, best_prices, best
            if turn % _LOOK == 0:
                self._try(now.sites)
                best = now = self._settle(best, best_prices)
                prices = best_prices
        self._settle(best, best_prices)
        return best_prices

    def _bound_at(self, prices: Array) -> Bound:
        found = calc_bound(self.costs, prices, self.opened, self.count)
        self._raise(found.value)
        return found

    def _settle(self, bound: Bound, prices: Array) -> Bound:
        """Forget sites that a better answer does not open, and keep open what it has to."""
        settled = settle(bound, self.opened, self.limit)
        kept = ~settled.closed
        if self.is_done or kept.sum() < self.count:
            return bound
        self._keep(kept, self.opened | settled.opened)
        return self._bound_at(prices)

    def _keep(self, kept: Array, opened: Array) -> None:
        self.alive, self.opened = self.alive[kept], opened[kept]
        self.costs = np.ascontiguousarray(self.whole[:, self.alive])

    def _cut(self, prices: Array) -> None:
        """Solve the Benders programme, then branch on what is left of it."""
        master = Master(self.costs, self.opened, self.count)
        master.add(np.arange(len(prices)), prices)
        found = self._solve_root(master)
        if found is None or self.is_done:
            return
        room = self.limit - found.value
        kept = (found.y > _WHOLE) | (found.reduced <= room)
        self._keep(kept, self.opened | ((found.y > 1 - _WHOLE) & (-found.reduced > room)))
        master.keep_only(kept)
        search = Search(master, self.best.value, self._try, self._limit_of, self.clock)
        self._raise(search.run(self.opened))
        self.nodes = search.nodes

    def _limit_of(self, value: float) -> float:
        return calc_cut_off(value, self.step)

    def _solve_root(self, master: Master) -> Relaxed | None:
        """Add cuts at the answer and at a point inside, until none is violated."""
        core = np.full(master.sites, self.count / master.sites)
        found = None
        for _ in range(_CUT_TURNS):
            again = master.solve(self.clock)
            if again is None:
                return None
            found = again
            self._raise(found.value)
            self._try(np.argsort(-found.y, kind="stable")[: self.count])
            if self.is_done or not add_cuts(master, found):
                break
            core = _CORE * core + (1 - _CORE) * found.y
            levels, _ = master.separate(core)
            master.add(np.arange(master.clients), levels)
        return found
