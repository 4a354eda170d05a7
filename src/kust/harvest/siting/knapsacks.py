"""What clients each site would take at given prices: a knapsack a site, filled in part or of whole clients.

For prices u_j of serving client j, ρ_i = the least Σ_j (c_ji − u_j) x_ji with Σ_j load_j x_ji ≤ capacity_i. With x in
0..1 it is filled in order of saving a unit of load; with x whole a table over the capacity is worked out, for sites
that filled in part come near enough to be opened. Whole clients give the higher bound.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any
# Steps a capacity is counted in at most, and how large a table may get.
_STEPS, _TABLE = 1000, 12_000_000
_UNITS = (1.0, 0.5, 0.25, 0.2, 0.1, 0.05, 0.025, 0.01, 0.001)
_CLOSE = 1e-9


@dataclass(frozen=True)
class Taken:
    """What every site would take at some prices.

    Attributes
    ----------
    value
        The bound: Σ prices + ρ of the sites that open.
    sites
        Those that open.
    served
        Clients × open sites: what part of a client a site takes.
    reduced
        ρ of every site, or a bound of it from below.
    forced
        Clients × sites: by how much the bound rises at least if this client goes there, the site being open.
    """

    value: float
    sites: Array
    served: Array
    reduced: Array
    forced: Array


class Knapsacks:
    """Loads of clients and capacities of sites, as whole steps too.

    Steps are exact where a unit divides all loads; else loads and capacities are rounded down, so that everything that
    fits still does and the bound stays one.
    """

    def __init__(self, loads: Array, capacities: Array, count: int) -> None:
        self.loads, self.capacities, self.count = loads, capacities, count
        self.per_load = np.maximum(loads, 1e-12 * max(float(loads.max(initial=0.0)), 1e-300))
        largest = float(capacities.max(initial=0.0))
        most = max(50, min(_STEPS, _TABLE // max(1, 2 * count * 60)))
        unit = next((one for one in _UNITS if _is_whole(loads / one) and largest / one <= most), None)
        unit = max(largest / most, 1e-300) if unit is None else unit
        self.steps = np.floor(loads / unit + _CLOSE).astype(np.int64)
        self.room = np.floor(capacities / unit * (1 + 1e-12) + _CLOSE).astype(np.int64)

    def fill(self, costs: Array, prices: Array, opened: Array, *, whole: bool) -> Taken:
        """Work the bound out; ``opened`` are sites that have to open. Costs are infinite where nothing may go."""
        saved = costs - prices[:, None]
        gains = np.minimum(saved, 0.0)
        order = np.argsort(gains / self.per_load[:, None], axis=0, kind="stable")
        loads = self.loads[order]
        before = np.cumsum(loads, axis=0) - loads
        shares = np.clip((self.capacities[None, :] - before) / self.per_load[order], 0.0, 1.0)
        taken = np.zeros_like(gains)
        np.put_along_axis(taken, order, shares, axis=0)
        taken[gains >= 0] = 0.0
        reduced = (taken * gains).sum(axis=0)
        forced = np.maximum(saved, 0.0)
        if whole:
            self._fill_whole(saved, gains, order, opened, taken, reduced, forced)
        sites = np.argsort(np.where(opened, -np.inf, reduced), kind="stable")[: self.count]
        return Taken(float(prices.sum() + reduced[sites].sum()), sites, taken[:, sites], reduced, forced)

    def _fill_whole(
        self,
        saved: Array,
        gains: Array,
        order: Array,
        opened: Array,
        taken: Array,
        reduced: Array,
        forced: Array,
    ) -> None:
        """Replace what is filled in part by whole clients, for the sites that may be among those that open."""
        ranked = np.argsort(np.where(opened, -np.inf, reduced), kind="stable")
        todo = ranked[: self.count + max(2, self.count // 3)]
        done = np.zeros(len(reduced), dtype=bool)
        while len(todo):
            self._tabulate(todo, saved, gains, order, taken, reduced, forced)
            done[todo] = True
            last = np.sort(np.where(opened, -np.inf, reduced))[self.count - 1]
            todo = np.flatnonzero(~done & (opened | (reduced < last)))

    def _tabulate(
        self,
        sites: Array,
        saved: Array,
        gains: Array,
        order: Array,
        taken: Array,
        reduced: Array,
        forced: Array,
    ) -> None:
        """Work out the least sum for every capacity, and what it takes."""
        items = order[: int((gains[:, sites] < 0).sum(axis=0).max(initial=0)), sites]
        room = self.room[sites]
        width, rows = int(room.max(initial=0)) + 1, np.arange(len(sites))
        base = (rows * width)[:, None]
        place = np.arange(width)[None, :]
        best = np.zeros((len(sites), width))
        chosen = np.zeros((len(items), len(sites), width), dtype=bool)
        for number, clients in enumerate(items):
            load = self.steps[clients][:, None]
            other = best.ravel()[base + np.maximum(place - load, 0)] + gains[clients, sites][:, None]
            better = (other < best) & (place >= load)
            chosen[number] = better
            np.copyto(best, other, where=better)
        left = room.copy()
        taken[:, sites] = 0.0
        for number in range(len(items) - 1, -1, -1):
            goes = chosen[number, rows, left]
            taken[items[number][goes], sites[goes]] = 1.0
            left -= np.where(goes, self.steps[items[number]], 0)
        reduced[sites] = best[rows, room]
        # A client that has to go there takes its room from what the rest would fill.
        rest = room[None, :] - self.steps[:, None]
        with_it = np.where(rest >= 0, best[rows[None, :], np.maximum(rest, 0)], np.inf)
        rise = saved[:, sites] + with_it - reduced[sites][None, :]
        forced[:, sites] = np.maximum(forced[:, sites], rise)


def _is_whole(values: Array) -> bool:
    return bool(np.all(np.abs(values - np.rint(values)) <= _CLOSE * np.maximum(1.0, np.abs(values))))
