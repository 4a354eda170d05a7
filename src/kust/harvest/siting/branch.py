"""Branch and Benders cut: whole answers of the master programme, the most promising part of the tree first.

HiGHS has no way to add cuts while it branches, so the branching is done here and the linear programme stays warm from
node to node. A node is left when its bound says that nothing in it is cheaper than what is known.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count as counting
from typing import Any

import numpy as np

from kust.harvest.siting.clock import Clock
from kust.harvest.siting.master import Master, Relaxed

Array = Any
_WHOLE = 1e-6
# How many sites are tried out before one is branched on, and with how many iterations each.
_TRIED, _STEPS = 4, 25
_ROUNDS = 30
_IMPROVE_EVERY = 10


@dataclass(order=True)
class _Node:
    bound: float
    number: int
    low: Array = field(compare=False)
    high: Array = field(compare=False)


@dataclass
class Search:
    """What is known while the tree is searched.

    Attributes
    ----------
    improve
        Takes sites of the master to open, tells the best value known after trying them.
    cut_off
        From which bound on nothing better is to be found, for a value.
    """

    master: Master
    value: float
    improve: Callable[[Array], float]
    cut_off: Callable[[float], float]
    clock: Clock
    left: float = np.inf
    nodes: int = 0

    def run(self, opened: Array) -> float:
        """Search until nothing is left or the time is over; return the proven bound."""
        numbers = counting()
        start = _Node(-np.inf, next(numbers), opened.astype(np.float64), np.ones(len(opened)))
        heap, deeper = [start], None
        while heap or deeper:
            node = deeper or heapq.heappop(heap)
            deeper = None
            if node.bound >= self.cut_off(self.value):
                self._leave(node.bound)
                continue
            if self.clock.is_over:
                self._leave(min(one.bound for one in [node, *heap]))
                break
            self.nodes += 1
            children = [_Node(bound, next(numbers), low, high) for bound, low, high in self._open(node)]
            # The programme is still warm for a child; the other one waits.
            if children:
                deeper = children.pop(0)
                heapq.heappush(heap, children[0])
        return min(self.left, self.value)

    def _leave(self, bound: float) -> None:
        self.left = min(self.left, bound)

    def _open(self, node: _Node) -> list[tuple[float, Array, Array]]:
        """Work a node out: its children, none where it is done with."""
        found = self._relax(node)
        if found is None:
            if not self.master.is_infeasible:
                self._leave(node.bound)
            return []
        bound = max(found.value, node.bound)
        if bound >= self.cut_off(self.value):
            self._leave(bound)
            return []
        fraction = np.minimum(found.y, 1 - found.y)
        if fraction.max(initial=0.0) <= _WHOLE:
            # Whole and with every cut that it asks for: its own cost is its bound.
            self.value = self.improve(np.flatnonzero(found.y > 0.5))
            self._leave(bound)
            return []
        if self.nodes % _IMPROVE_EVERY == 1:
            self.value = self.improve(np.argsort(-found.y, kind="stable")[: self.master.count])
        low, high = self._fix(node, found)
        return self._branch(bound, fraction, low, high)

    def _relax(self, node: _Node) -> Relaxed | None:
        """Solve a node with the cuts that its answers ask for."""
        self.master.allow(node.low, node.high)
        found = None
        for _ in range(_ROUNDS):
            again = self.master.solve(self.clock)
            if again is None:
                return found if not self.master.is_infeasible else None
            found = again
            if found.value >= self.cut_off(self.value):
                break
            if not add_cuts(self.master, found):
                break
        return found

    def _fix(self, node: _Node, found: Relaxed) -> tuple[Array, Array]:
        """Fix what its reduced cost would make dearer than what is known."""
        room = self.cut_off(self.value) - found.value
        low, high = node.low.copy(), node.high.copy()
        high[(found.y < _WHOLE) & (found.reduced > room)] = 0.0
        low[(found.y > 1 - _WHOLE) & (-found.reduced > room)] = 1.0
        return low, high

    def _branch(
        self, bound: float, fraction: Array, low: Array, high: Array
    ) -> list[tuple[float, Array, Array]]:
        """Branch on the site whose opening and closing both lift the bound most."""
        tried = np.argsort(-fraction, kind="stable")[:_TRIED]
        best, chosen = -1.0, int(tried[0])
        for site in tried[fraction[tried] > _WHOLE].tolist():
            lifts = [max(self._try(site, side, low, high, bound) - bound, 1e-9) for side in (0, 1)]
            score = lifts[0] * lifts[1]
            if score > best:
                best, chosen = score, site
        closed, opened = high.copy(), low.copy()
        closed[chosen], opened[chosen] = 0.0, 1.0
        return [(bound, low, closed), (bound, opened, high)]

    def _try(self, site: int, side: int, low: Array, high: Array, bound: float) -> float:
        """Tell roughly how dear it gets with a site open, or closed."""
        lowest, highest = low.copy(), high.copy()
        (lowest if side else highest)[site] = float(side)
        self.master.allow(lowest, highest)
        found = self.master.solve(self.clock, _STEPS)
        if found is None:
            return 2 * self.value if self.master.is_infeasible else bound
        return found.value


def add_cuts(master: Master, found: Relaxed, worth: float = 1e-8) -> int:
    """Add the cuts that an answer violates; ``worth`` of the mean cost of a client is not worth one."""
    levels, served = master.separate(found.y)
    broken = np.flatnonzero(served > found.theta + worth * master.scale)
    return master.add(broken, levels[broken])
