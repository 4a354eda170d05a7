"""Answers of the capacitated p-median by search: who goes to which station without any being overfull."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kust.harvest.siting.clock import Clock

Array = Any
_ROOM = 1e-9
_WORTH = 1e-10
# How many of the best moves are looked at before all are counted anew.
_MOVES = 300


@dataclass(frozen=True)
class Packed:
    """Open sites, the site of each client, Σ of costs."""

    sites: Array
    assignment: Array
    value: float


@dataclass(frozen=True)
class Packing:
    """Costs (clients × sites), what each client brings, what each site can take, which sites stand already."""

    costs: Array
    loads: Array
    capacities: Array
    fixed: Array

    def pack(self, sites: Array, clock: Clock) -> Packed | None:
        """Assign every client to one of these sites and improve that; None where no way of doing so was found."""
        costs = self.costs[:, sites]
        placed = self._place(costs, self.capacities[sites])
        if placed is None:
            return None
        while not clock.is_over and self._move(costs, placed, self.capacities[sites]):
            pass
        assignment = sites[placed]
        return Packed(np.sort(sites), assignment, self.value_of(assignment))

    def value_of(self, assignment: Array) -> float:
        return float(self.costs[np.arange(len(self.loads)), assignment].sum())

    def holds(self, assignment: Array) -> bool:
        """Tell whether no site is overfull."""
        used = np.bincount(assignment, self.loads, len(self.capacities))
        return bool((used <= self.capacities + self.room_for_rounding).all())

    @property
    def room_for_rounding(self) -> float:
        """What sums of loads may differ by for rounding alone."""
        return _ROOM * float(self.loads.max(initial=0.0))

    def _place(self, costs: Array, capacities: Array) -> Array | None:
        """Place first whom the second best site would cost most; where that fails, the largest first."""
        two = np.partition(costs, min(1, costs.shape[1] - 1), axis=1)
        regret = np.minimum(two[:, :2].max(axis=1), 1e300) - np.minimum(two[:, 0], 1e300)
        for order in (np.argsort(-regret), np.argsort(-self.loads)):
            room, placed = capacities.astype(np.float64), np.full(len(costs), -1)
            for client in order.tolist():
                fits = room >= self.loads[client] - self.room_for_rounding
                wish = np.where(fits, costs[client], np.inf)
                place = int(np.argmin(wish))
                if not np.isfinite(wish[place]):
                    break
                placed[client] = place
                room[place] -= self.loads[client]
            else:
                return placed
        return None

    def _move(self, costs: Array, placed: Array, capacities: Array) -> bool:
        """Move clients, or exchange two where no move helps: the best first, each station once."""
        rows = np.arange(len(placed))
        room = capacities - np.bincount(placed, self.loads, len(capacities)) + self.room_for_rounding
        now = costs[rows, placed]
        worth = -_WORTH * max(1.0, float(now.sum()))
        shift = np.where(self.loads[:, None] <= room, costs - now[:, None], np.inf)
        shift[rows, placed] = np.inf
        touched = np.zeros(costs.shape[1], dtype=bool)
        for client, place in _list_best(shift, worth):
            # What was counted for a station holds until its clients change.
            if not (touched[placed[client]] or touched[place]):
                touched[[placed[client], place]] = True
                placed[client] = place
        if touched.any():
            return True
        # One of two that exchange comes nearer.
        some = np.flatnonzero(now > costs.min(axis=1))
        for number, other in _list_best(self._count_swaps(costs, placed, room, now, some), worth):
            one = int(some[number])
            if not (touched[placed[one]] or touched[placed[other]]):
                touched[[placed[one], placed[other]]] = True
                placed[one], placed[other] = placed[other], placed[one]
        return bool(touched.any())

    def _count_swaps(self, costs: Array, placed: Array, room: Array, now: Array, some: Array) -> Array:
        """Count what it costs more if some clients change places with any other; infinite where it does not fit."""
        swap = costs[some][:, placed] + costs[:, placed[some]].T - now[some, None] - now[None, :]
        more = self.loads[some, None] - self.loads[None, :]
        fits = (more <= room[placed][None, :]) & (-more <= room[placed[some]][:, None])
        return np.where(fits & (placed[some, None] != placed[None, :]), swap, np.inf)

    def recentre(self, packed: Packed) -> Array:
        """Return for each group of clients the site that serves it cheapest and can take it."""
        sites, taken = packed.sites.copy(), set(packed.sites.tolist())
        for place, site in enumerate(packed.sites.tolist()):
            group = packed.assignment == site
            if self.fixed[site] or not group.any():
                continue
            cost = self.costs[group].sum(axis=0)
            cost[self.capacities < self.loads[group].sum() - self.room_for_rounding] = np.inf
            cost[list(taken - {site})] = np.inf
            best = int(np.argmin(cost))
            if cost[best] < cost[site]:
                taken.remove(site)
                taken.add(best)
                sites[place] = best
        return np.sort(sites)

    def improve(self, sites: Array, clock: Clock) -> Packed | None:
        """Assign, move the stations to the middle of those they serve, and again, for as long as that helps."""
        best = self.pack(sites, clock)
        while best is not None and not clock.is_over:
            moved = self.recentre(best)
            again = None if np.array_equal(moved, best.sites) else self.pack(moved, clock)
            if again is None or again.value >= best.value:
                break
            best = again
        return best


def _list_best(changes: Array, worth: float) -> list[tuple[int, int]]:
    """List the places of the lowest figures below ``worth``."""
    some = np.flatnonzero(changes < worth)
    order = some[np.argsort(changes.ravel()[some], kind="stable")][:_MOVES]
    return [divmod(place, changes.shape[1]) for place in order.tolist()]
