"""The p-median without its assignments: Benders cuts in a linear programme that HiGHS keeps warm.

    min Σ_j θ_j   subject to Σ_i y_i = p,  0 ≤ y ≤ 1,
    θ_j ≥ D − Σ_{i: c_ji < D} (D − c_ji) y_i   for levels D of client j.

For given y the best level of client j is the cost of the site at which the nearest sites add up to one whole station.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kust.harvest.siting.clock import Clock
from kust.harvest.siting.mip import open_highs

Array = Any
_ONE = 1.0 - 1e-9
_WORTH = 1e-9


@dataclass(frozen=True)
class Relaxed:
    """An optimal answer of the linear programme: its value, y, θ, reduced costs of y."""

    value: float
    y: Array
    theta: Array
    reduced: Array


class Master:
    """The linear programme over some of the sites.

    Parameters
    ----------
    costs
        Clients × sites that may still open.
    opened
        Sites among them that have to open.
    count
        How many open.
    """

    def __init__(self, costs: Array, opened: Array, count: int) -> None:
        self.costs, self.count = costs, count
        self.clients, self.sites = costs.shape
        # HiGHS works with absolute tolerances: costs come in so that a client costs about 1.
        self.scale = max(float(costs.min(axis=1).mean()), float(costs.mean()) / 10, 1e-300)
        self.order = np.argsort(costs, axis=1, kind="stable").astype(np.int32)
        self.sorted = np.take_along_axis(costs, self.order, axis=1)
        self.seen: list[set[float]] = [set() for _ in range(self.clients)]
        self._highs, highspy = open_highs()
        self._optimal = highspy.HighsModelStatus.kOptimal
        self._infeasible = highspy.HighsModelStatus.kInfeasible
        self._infinite = highspy.kHighsInf
        self._build(opened)

    def _build(self, opened: Array) -> None:
        sites, total = self.sites, self.sites + self.clients
        low = np.concatenate([opened.astype(np.float64), self.sorted[:, 0] / self.scale])
        high = np.concatenate([np.ones(sites), np.full(self.clients, self._infinite)])
        self._highs.addVars(total, low, high)
        worth = np.concatenate([np.zeros(sites), np.ones(self.clients)])
        self._highs.changeColsCost(total, np.arange(total, dtype=np.int32), worth)
        self.numbers = np.arange(sites, dtype=np.int32)
        self._highs.addRow(float(self.count), float(self.count), sites, self.numbers, np.ones(sites))

    @property
    def rows(self) -> int:
        return int(self._highs.getNumRow())

    def add(self, clients: Array, levels: Array) -> int:
        """Add the cuts of these clients at these levels that are not there yet; tell how many were new."""
        new = [place for place, (j, level) in enumerate(zip(clients.tolist(), levels.tolist(), strict=True))
               if level not in self.seen[j]]  # fmt: skip
        if not new:
            return 0
        clients, levels = clients[new], levels[new]
        for j, level in zip(clients.tolist(), levels.tolist(), strict=True):
            self.seen[j].add(level)
        saved = np.maximum(levels[:, None] - self.costs[clients], 0.0) / self.scale
        rows, sites = np.nonzero(saved > _WORTH)
        count = len(clients)
        at = np.concatenate([rows, np.arange(count)])
        order = np.argsort(at, kind="stable")
        columns = np.concatenate([sites, self.sites + clients])[order].astype(np.int32)
        values = np.concatenate([saved[rows, sites], np.ones(count)])[order]
        starts = np.searchsorted(at[order], np.arange(count)).astype(np.int32)
        self._highs.addRows(
            count, levels / self.scale, np.full(count, self._infinite), len(columns), starts, columns, values
        )
        return count

    def separate(self, y: Array) -> tuple[Array, Array]:
        """Return the best level of each client at y, and what serving it costs there."""
        reached = np.cumsum(y[self.order], axis=1)
        place = np.argmax(reached >= _ONE, axis=1)
        place[reached[:, -1] < _ONE] = self.sites - 1
        levels = self.sorted[np.arange(self.clients), place]
        saved = np.maximum(levels[:, None] - self.costs, 0.0)
        return levels, levels - np.einsum("ji,i->j", saved, y)

    def allow(self, low: Array, high: Array) -> None:
        """Set the limits of y."""
        self._highs.changeColsBounds(self.sites, self.numbers, low, high)

    def solve(self, clock: Clock, steps: int | None = None) -> Relaxed | None:
        """Solve from where the last call ended; None where there is no answer, or no time for one.

        ``steps``: at most so many iterations; the value reached is then the answer, for comparison only.
        """
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + max(clock.left, 1e-3)
                                   if np.isfinite(clock.left) else self._infinite)  # fmt: skip
        self._highs.setOptionValue("simplex_iteration_limit", steps if steps is not None else 2**31 - 1)
        self._highs.run()
        status = self._highs.getModelStatus()
        self.is_infeasible = status == self._infeasible
        if status != self._optimal and (steps is None or self.is_infeasible):
            return None
        solution = self._highs.getSolution()
        values, duals = np.array(solution.col_value), np.array(solution.col_dual)
        return Relaxed(
            float(self._highs.getObjectiveValue()) * self.scale,
            values[: self.sites],
            values[self.sites :] * self.scale,
            duals[: self.sites] * self.scale,
        )

    def keep_only(self, kept: Array) -> None:
        """Forget sites that cannot open in any better answer."""
        gone = np.flatnonzero(~kept).astype(np.int32)
        if not len(gone):
            return
        self._highs.deleteCols(len(gone), gone)
        self.costs = np.ascontiguousarray(self.costs[:, kept])
        self.sites = self.costs.shape[1]
        self.order = np.argsort(self.costs, axis=1, kind="stable").astype(np.int32)
        self.sorted = np.take_along_axis(self.costs, self.order, axis=1)
        self.numbers = np.arange(self.sites, dtype=np.int32)
