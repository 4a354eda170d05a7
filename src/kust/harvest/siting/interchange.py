"""Local search of the p-median: close one station and open another for as long as that lowers the cost.

Gains and losses of all exchanges are kept up to date instead of worked out anew (Whitaker's fast interchange with the
arrays of Resende and Werneck): after an exchange only the clients that it touches are counted again.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kust.harvest.siting.clock import Clock

Array = Any
# An exchange has to be worth more than rounding.
_WORTH = 1e-10
_BLOCK = 2_000_000


@dataclass(frozen=True)
class Opened:
    """Sites that are open, sorted, and Σ over clients of the cost of the nearest."""

    sites: Array
    value: float


def calc_value(costs: Array, sites: Array) -> float:
    """Return Σ_j min over open sites of cost_ji; ``costs`` is clients × sites."""
    return float(np.min(costs[:, sites], axis=1).sum())


class Interchange:
    """Exchanges on one matrix of costs.

    Parameters
    ----------
    costs
        Clients × sites, finite, weights multiplied in.
    fixed
        Sites that are open and stay so: a boolean a site.
    """

    def __init__(self, costs: Array, fixed: Array) -> None:
        self.costs, self.fixed = costs, fixed
        self.clients, self.sites = costs.shape

    def improve(self, sites: Array, clock: Clock) -> Opened:
        """Exchange from a start until no exchange lowers the cost, or the time is over."""
        self._begin(np.array(sites))
        may_close = ~self.fixed[self.open]
        while may_close.any():
            change = self.further - self.gain
            change[:, self.open] = np.inf
            change[~may_close] = np.inf
            place, site = np.unravel_index(int(np.argmin(change)), change.shape)
            if change[place, site] >= -_WORTH * max(1.0, self.value) or clock.is_over:
                break
            self._exchange(int(place), int(site))
        return Opened(np.sort(self.open), calc_value(self.costs, self.open))

    def _begin(self, sites: Array) -> None:
        self.open = sites
        self.near = np.zeros(self.clients, dtype=np.int64)
        self.first = np.zeros(self.clients)
        self.second = np.zeros(self.clients)
        self.gain = np.zeros(self.sites)
        self.further = np.zeros((len(sites), self.sites))
        block = max(1, _BLOCK // self.sites)
        for start in range(0, self.clients, block):
            touched = np.arange(start, min(start + block, self.clients))
            self._look(touched)
            self._count(touched, 1.0)
        self.value = float(self.first.sum())

    def _look(self, touched: Array) -> None:
        """Find the nearest and the second nearest open site of clients."""
        among = self.costs[touched[:, None], self.open]
        near = np.argmin(among, axis=1)
        rows = np.arange(len(touched))
        self.near[touched], self.first[touched] = near, among[rows, near]
        among[rows, near] = np.inf
        self.second[touched] = among.min(axis=1)

    def _count(self, touched: Array, sign: float) -> None:
        """Add (or take off) what clients say of opening a site, and of closing theirs meanwhile."""
        costs = self.costs[touched]
        first = self.first[touched]
        at_most_first = np.minimum(costs, first[:, None])
        self.gain += sign * (first.sum() - at_most_first.sum(axis=0))
        np.minimum(costs, self.second[touched][:, None], out=costs)
        costs -= at_most_first
        # By groups of one station each; a matrix product would wake threads that busy machines do not have.
        near = self.near[touched]
        order = np.argsort(near, kind="stable")
        places, starts = np.unique(near[order], return_index=True)
        self.further[places] += sign * np.add.reduceat(costs[order], starts, axis=0)

    def _exchange(self, place: int, site: int) -> None:
        closed = self.open[place]
        # Whose nearest or second nearest is closed, and who has the new site at least as second nearest.
        touched = np.flatnonzero(
            (self.near == place)
            | (self.costs[:, closed] <= self.second)
            | (self.costs[:, site] < self.second)
        )
        self._count(touched, -1.0)
        self.open[place] = site
        self._look(touched)
        self._count(touched, 1.0)
        self.value = float(self.first.sum())


def pick_at_random(rng: np.random.Generator, fixed: Array, allowed: Array, count: int) -> Array:
    """Open the fixed sites and as many others of the allowed ones as are missing."""
    free = np.flatnonzero(allowed & ~fixed)
    kept = np.flatnonzero(fixed)
    return np.concatenate([kept, rng.choice(free, count - len(kept), replace=False)])
