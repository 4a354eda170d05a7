"""Branch and bound of the capacitated p-median on the Lagrangian bound whose knapsacks take whole clients.

A node says which pairs of client and site are allowed and which sites have to open. Its bound is raised from the prices
of its parent; pairs and sites that would lift it above the best answer are dropped. What the knapsacks took on the way,
averaged, says what to branch on: a site that is open in part, else a client that is divided.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count as counting
from typing import Any

import numpy as np

from kust.harvest.siting.clock import Clock
from kust.harvest.siting.knapsacks import Knapsacks, Taken

Array = Any
# Turns of the subgradient at the root and below, turns without rise before a shorter step, the shortest step.
_ROOT, _TURNS, _STALL, _SHORTEST = 400, 60, 8, 2e-3
# How much of the average of open sites stays each turn.
_KEPT = 0.85
# Up to so many pairs of client and site a node goes to HiGHS.
SMALL = 400
# Up to so many left at the root it is given to HiGHS for a part of the time.
_MEDIUM = 1000
_SETTLE_EVERY, _TRY_EVERY = 20, 10


@dataclass(order=True)
class Node:
    """Bound, allowed pairs, sites that have to open, prices to begin with."""

    bound: float
    number: int
    pairs: Array = field(compare=False)
    opened: Array = field(compare=False)
    prices: Array = field(compare=False)
    length: float = field(compare=False, default=1.0)


class PackingTree:
    """The search.

    Parameters
    ----------
    costs
        Clients × sites; infinite where there is no way.
    try_sites
        Takes sites to open, looks for an answer there; tells the best value known, infinite where there is none.
    finish
        Takes allowed pairs and sites that have to open, solves what is left; tells the bound and the best value known.
    try_whole
        The same with a part of the time, begun from the best answer known.
    cut_off
        From which bound on nothing better is to be found, for a value.
    """

    def __init__(
        self,
        costs: Array,
        knapsacks: Knapsacks,
        try_sites: Callable[[Array], float],
        finish: Callable[[Array, Array], tuple[float, float]],
        try_whole: Callable[[Array, Array], tuple[float, float]],
        cut_off: Callable[[float], float],
        value: float,
        clock: Clock,
    ) -> None:
        self.costs, self.knapsacks, self.count = costs, knapsacks, knapsacks.count
        self.try_sites, self.finish, self.try_whole = try_sites, finish, try_whole
        self.cut_off, self.value, self.clock = cut_off, value, clock
        self.nodes, self.left, self.numbers = 0, np.inf, counting()
        self.waiting: list[Node] = []

    @property
    def limit(self) -> float:
        return self.cut_off(self.value)

    @property
    def bound(self) -> float:
        """What no answer is below: the least bound of what is left."""
        return min(self.left, min((node.bound for node in self.waiting), default=np.inf), self.limit)

    def run(self, pairs: Array, opened: Array, prices: Array) -> None:
        """Search until nothing is left or the time is over."""
        self.waiting = [Node(-np.inf, next(self.numbers), pairs, opened, prices)]
        while self.waiting and not self.clock.is_over:
            node = heapq.heappop(self.waiting)
            if node.bound >= self.limit:
                continue
            for child in self._open(node, _TURNS if self.nodes else _ROOT):
                heapq.heappush(self.waiting, child)
            self.nodes += 1

    def _open(self, node: Node, turns: int) -> list[Node]:
        """Raise the bound of a node; its children, none where it is done with."""
        mean = self._climb(node, turns)
        if node.bound >= self.limit:
            return []
        if self.clock.is_over or mean is None:
            self.left = min(self.left, node.bound)
            return []
        return self._branch(node, mean)

    def _climb(self, node: Node, turns: int) -> Array | None:
        """Raise the bound; return how much of each client goes to each site on the way, averaged."""
        prices, best_prices, length, stall = node.prices, node.prices, node.length, 0
        best, mean, found = -np.inf, None, None
        costs = np.where(node.pairs, self.costs, np.inf)
        for turn in range(turns):
            if found is not None and self.clock.is_over:
                break
            found = self.knapsacks.fill(costs, prices, node.opened, whole=True)
            is_open = np.zeros(costs.shape[1])
            is_open[found.sites] = 1.0
            mean = is_open if mean is None else _KEPT * mean + (1 - _KEPT) * is_open
            stall += 1
            if found.value > best + 1e-9 * abs(best if np.isfinite(best) else 1.0):
                best, best_prices, stall, top = found.value, prices, 0, found
                node.bound = max(node.bound, best)
                if best >= self.limit:
                    return mean
            if turn % _TRY_EVERY == _TRY_EVERY - 1 and (self.nodes % _TRY_EVERY == 0):
                self.value = min(self.value, self.try_sites(np.sort(found.sites)))
            if turn % _SETTLE_EVERY == _SETTLE_EVERY - 1 and np.isfinite(self.value):
                self._settle(node, top)
                costs = np.where(node.pairs, self.costs, np.inf)
                if not node.pairs.any(axis=1).all() or self._count_open(node) < self.count:
                    node.bound = np.inf
                    return mean
            if stall >= _STALL:
                length, stall, prices = length / 2, 0, best_prices
                if length < _SHORTEST:
                    break
                continue
            wish = 1.0 - found.served.sum(axis=1)
            size = float(wish @ wish)
            if size <= 0:
                break
            aim = self.value if np.isfinite(self.value) else 1.1 * abs(best) + 1.0
            prices = prices + length * (1.01 * aim - found.value) / size * wish
        if np.isfinite(self.value):
            self._settle(node, top)
        node.prices, node.length = best_prices, min(1.0, max(4 * length, 0.1))
        return mean

    def _count_open(self, node: Node) -> int:
        return int((node.pairs.any(axis=0) | node.opened).sum())

    def _settle(self, node: Node, taken: Taken) -> None:
        """Drop pairs and sites that no answer cheaper than the best one has; keep open what it has to open."""
        limit, is_in = self.limit, np.zeros(len(taken.reduced), dtype=bool)
        is_in[taken.sites] = True
        free = is_in & ~node.opened
        worst = taken.reduced[free].max(initial=-np.inf)
        extra = np.where(is_in, 0.0, np.maximum(taken.reduced - worst, 0.0))
        node.pairs = node.pairs & (taken.value + taken.forced + extra[None, :] < limit)
        other = taken.reduced[~is_in].min(initial=np.inf)
        node.opened = node.opened | (free & (taken.value - taken.reduced + other >= limit))

    def _branch(self, node: Node, use: Array) -> list[Node]:
        """Divide a node in two by a site open in part; a small one, or one whose sites are known, goes to HiGHS."""
        free = ~node.opened & node.pairs.any(axis=0)
        if node.opened.sum() == self.count or not free.any() or node.pairs.sum() <= SMALL:
            bound, self.value = self.finish(node.pairs, node.opened)
            self.left = min(self.left, max(bound, node.bound))
            return []
        if not self.nodes and node.pairs.sum() <= _MEDIUM:
            bound, self.value = self.try_whole(node.pairs, node.opened)
            node.bound = max(node.bound, bound)
            if node.bound >= self.limit:
                return []
        return self._divide(node, int(np.argmin(np.where(free, np.abs(use - 0.5), np.inf))))

    def _divide(self, node: Node, site: int) -> list[Node]:
        opened, pairs = node.opened.copy(), node.pairs.copy()
        opened[site], pairs[:, site] = True, False
        return [
            Node(node.bound, next(self.numbers), node.pairs, opened, node.prices, node.length),
            Node(node.bound, next(self.numbers), pairs, node.opened, node.prices, node.length),
        ]
