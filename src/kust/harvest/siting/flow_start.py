"""An answer of flows by search: open what pays, fill it, then close, open and exchange while that helps."""

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from kust.harvest.siting.clock import Clock
from kust.harvest.siting.flow_question import FlowQuestion

Array = Any
_ROOM = 1e-9
# How often an answer is tried at most, and among how many of the other sites one is exchanged.
_TRIED, _NEAR = 300, 6


@dataclass(frozen=True)
class Start:
    """Open sites (those that exist among them), flows (inflows × sites, units), the value."""

    opened: Array
    flows: Array
    value: float


class FlowSearch:
    """A question on the way to a decent answer; nothing is proved here."""

    def __init__(self, question: FlowQuestion, clock: Clock) -> None:
        self.question, self.clock = question, clock
        self.most = len(question.fixed_costs) if question.most is None else question.most
        finite = question.costs[np.isfinite(question.costs)]
        far = 2.0 * float(finite.max(initial=0.0)) + float(question.fixed_costs.max(initial=0.0)) + 1.0
        # What is worse than going nowhere; where everything has to go somewhere it is dearer than all ways.
        self.worst = far if question.lost is None else question.lost
        self.costs = np.minimum(question.costs, self.worst)
        self.load = float(np.bincount(question.groups, question.amounts).max(initial=0.0))
        self.best: Start | None = None

    def find(self) -> Start | None:
        """Look for an answer; None where none was found that takes what has to be taken."""
        opened = self._open_what_pays()
        self._try(opened)
        while self.best is None and opened.sum() < self.most:
            opened[self._choose_roomiest(opened)] = True
            self._try(opened)
        if self.best is not None:
            self._improve(self.best)
        return self.best

    def _open_what_pays(self) -> Array:
        """Open, one after the other, the site that saves most beyond its own cost; as many as capacity needs."""
        question = self.question
        opened, weights = question.existing.copy(), question.amounts / question.count
        now = self.costs[:, opened].min(axis=1, initial=self.worst)
        while opened.sum() < self.most:
            saved = weights @ np.maximum(now[:, None] - self.costs, 0.0) - question.fixed_costs
            lacks = question.lost is None and question.capacities[opened].sum() < self.load
            saved[opened | ~self._suffices(opened)] = -np.inf
            site = int(np.argmax(saved))
            if not np.isfinite(saved[site]) or (saved[site] <= 0 and not lacks):
                break
            opened[site] = True
            now = np.minimum(now, self.costs[:, site])
        return opened

    def _suffices(self, opened: Array) -> Array:
        """Tell of each closed site whether, with it and the largest others, enough could be open."""
        capacities = np.minimum(self.question.capacities, self.load)
        if self.question.lost is not None:
            return np.ones(len(opened), dtype=bool)
        more = self.most - int(opened.sum()) - 1
        others = np.where(opened, -1.0, capacities)
        largest = np.argsort(-others, kind="stable")
        among = np.zeros(len(opened), dtype=bool)
        among[largest[:more]] = True
        top = float(np.maximum(others[largest[:more]], 0.0).sum())
        following = max(float(others[largest[more]]), 0.0)
        room = capacities[opened].sum() + np.where(among, top + following, top + capacities)
        return np.asarray(room >= self.load * (1 - 1e-12))

    def _choose_roomiest(self, opened: Array) -> int:
        return int(np.argmax(np.where(opened, -1.0, np.minimum(self.question.capacities, self.load))))

    def _try(self, opened: Array) -> bool:
        """Fill these sites; close those that stay empty; tell whether that is the best so far."""
        question = self.question
        flows = fill(question, np.flatnonzero(opened))
        if flows is None:
            return False
        sites = np.flatnonzero(opened & (question.existing | flows.any(axis=0)))
        value = question.calc_value(question.calc_costs(sites, flows))
        if self.best is not None and value >= self.best.value * (1 - 1e-12):
            return False
        self.best = Start(sites, flows, value)
        return True

    def _improve(self, best: Start) -> None:
        """Close a site, open one or exchange two, for as long as the time lasts."""
        tried, again = 0, True
        while again:
            again = False
            for moved in self._list_moves(best):
                if self.clock.is_over or tried >= _TRIED:
                    return
                tried += 1
                if self._try(moved) and self.best is not None:
                    best, again = self.best, True
                    break

    def _list_moves(self, best: Start) -> list[Array]:
        """List the neighbours of an answer, the most promising first."""
        question = self.question
        is_open = np.zeros(len(question.fixed_costs), dtype=bool)
        is_open[best.opened] = True
        free = np.flatnonzero(is_open & ~question.existing).tolist()
        weights = question.amounts / question.count
        now = self.costs[:, is_open].min(axis=1, initial=self.worst)
        saved = weights @ np.maximum(now[:, None] - self.costs, 0.0) - question.fixed_costs
        closed = [site for site in np.argsort(-saved, kind="stable").tolist() if not is_open[site]]
        moves: list[tuple[list[int], list[int]]] = [([site], []) for site in free]
        moves += [([], [site]) for site in closed[:_NEAR]] if len(best.opened) < self.most else []
        for site in free:
            mine = best.flows[:, site] @ self.costs + question.fixed_costs
            near = [one for one in np.argsort(mine, kind="stable").tolist() if not is_open[one]][:_NEAR]
            moves += [([out], [into]) for out, into in product([site], near)]
        found = []
        for out, into in moves:
            moved = is_open.copy()
            moved[out], moved[into] = False, True
            found.append(moved)
        return found


def fill(question: FlowQuestion, opened: Array) -> Array | None:
    """Send everything to the cheapest open site with room; where it is too little, first whom another would cost most.

    Returns
    -------
    array or None
        Inflows × sites, units; None where something is left that may not be.
    """
    sites = len(opened)
    costs = question.costs[:, opened]
    highest = np.inf if question.lost is None else question.lost
    groups = int(question.groups.max(initial=0)) + 1
    room = np.tile(question.capacities[opened], (groups, 1)).astype(np.float64)
    waiting = question.amounts.astype(np.float64)
    least = _ROOM * np.maximum(waiting, 1e-12)
    flows = np.zeros((len(costs), sites))
    for _ in range(sites):
        live = np.flatnonzero(waiting > least)
        wish = np.where(room[question.groups[live]] > 0, costs[live], np.inf)
        best = wish.argmin(axis=1)
        cost = wish[np.arange(len(live)), best]
        goes = np.isfinite(cost) & (cost <= highest)
        if not goes.any():
            break
        live, best, wish = live[goes], best[goes], wish[goes]
        wish[np.arange(len(live)), best] = np.inf
        regret = np.minimum(wish.min(axis=1), highest) - cost[goes]
        _take(question.groups[live] * sites + best, regret, live, best, waiting, room, flows)
    if question.lost is None and (waiting > least).any():
        return None
    every = np.zeros_like(question.costs)
    every[:, opened] = flows
    return every


def _take(
    keys: Array, regret: Array, live: Array, best: Array, waiting: Array, room: Array, flows: Array
) -> None:
    """Let each site of each group take what it has room for, in order of the regret."""
    order = np.lexsort((-regret, keys))
    keys, live, best = keys[order], live[order], best[order]
    amounts = waiting[live]
    after = np.cumsum(amounts)
    first = np.concatenate([[True], keys[1:] != keys[:-1]])
    before = after - amounts
    before = before - np.repeat(before[first], np.diff(np.append(np.flatnonzero(first), len(keys))))
    taken = np.clip(room.ravel()[keys] - before, 0.0, amounts)
    flows[live, best] += taken
    waiting[live] -= taken
    left = room - np.bincount(keys, taken, room.size).reshape(room.shape)
    # What did not take everything is full, whatever rounding says.
    is_full = np.bincount(keys, taken < amounts, room.size).reshape(room.shape) > 0
    room[:] = np.where(is_full, 0.0, np.maximum(left, 0.0))
