"""One capacitated p-median on the way to its answer: search, Lagrangian bound, parts solved anew, branch and bound."""

from math import inf
from typing import Any

import numpy as np

from kust.errors import UsageError
from kust.harvest.siting.answer import Answer, calc_cut_off, find_step
from kust.harvest.siting.clock import Clock
from kust.harvest.siting.interchange import pick_at_random
from kust.harvest.siting.knapsacks import Knapsacks, Taken
from kust.harvest.siting.median import Median
from kust.harvest.siting.mip import MipAnswer
from kust.harvest.siting.packing import Packed, Packing
from kust.harvest.siting.packing_parts import improve_parts, read_packing, write_packing
from kust.harvest.siting.packing_tree import SMALL, PackingTree
from kust.harvest.siting.question import choose_unit

Array = Any
_STARTS, _SHAKES = 4, 80
# Among how many near sites a station is moved, and how often to any.
_NEAR, _ANYWHERE = 8, 0.2
_TURNS, _LOOK, _STALL = 400, 20, 15
_SHORTEST = 1e-3
# Of the time: for the search, of that for answers without capacities; of the rest for parts of the
# best answer, then for HiGHS with all that is left.
_SEARCH, _ROUGH, _PARTS, _WHOLE = 0.3, 0.4, 0.35, 0.5
_SECONDS_A_PAIR = 1e-6


class CapacitatedMedian:
    """One question on the way to its answer."""

    def __init__(self, question: Packing, count: int, clock: Clock, seed: int) -> None:
        # HiGHS has absolute tolerances: figures far from 1 are brought there.
        self.original, self.unit = question.costs, choose_unit(question.costs)
        per_load = choose_unit(question.loads)
        question = Packing(
            question.costs / self.unit,
            question.loads / per_load,
            question.capacities / per_load,
            question.fixed,
        )
        self.question, self.count, self.clock = question, count, clock
        self.knapsacks = Knapsacks(question.loads, question.capacities, count)
        self.seed, self.prices = seed, np.zeros(len(question.loads))
        self.random = np.random.default_rng(seed)
        self.best: Packed | None = None
        finite = np.isfinite(question.costs)
        self.bound = float(np.where(finite, question.costs, inf).min(axis=1).sum())
        self.bounded = False
        step = find_step(self.original[finite])
        self.step = None if step is None else step / self.unit
        self.pairs = finite & (question.loads[:, None] <= question.capacities * (1 + 1e-12))

    def solve(self) -> Answer:
        every, whole = np.ones_like(self.question.fixed), self.clock
        # A bound is worth more than the last bit of the search.
        self.clock = whole.within(_SEARCH)
        self._begin()
        for _ in range(_STARTS):
            if self.best is not None and self.clock.is_over:
                break
            self._try(pick_at_random(self.random, self.question.fixed, every, self.count))
        self._shake()
        self.clock = whole
        if self.best is None:
            self._find_any()
        # One turn takes so long with a large matrix that it would come too late.
        has_time = self.clock.left > _SECONDS_A_PAIR * self.question.costs.size
        prices = self._relax() if has_time and self.best is not None else None
        self._improve_parts()
        if prices is not None and not (self.clock.is_over or self.is_done):
            self._prove(prices)
        if self.best is None:
            raise UsageError("siting_no_time", seconds=f"{self.clock.limit:g}")
        return self._tell(self.best)

    def _begin(self) -> None:
        """Begin where stations would stand without capacities; what they would cost is a bound."""
        costs = self.question.costs
        far = float(np.where(np.isfinite(costs), costs, 0.0).max(initial=0.0))
        near = np.where(np.isfinite(costs), costs, 2.0 * far * len(costs) + 1.0)
        rough = Median(near, self.count, self.question.fixed, self.clock.within(_ROUGH), self.seed)
        self.prices = rough.solve_roughly()
        self._try(rough.best.sites)
        self._raise(rough.bound)

    def _improve_parts(self) -> None:
        is_small = np.count_nonzero(self.pairs) <= SMALL
        if self.best is not None and not (is_small or self.clock.is_over or self.is_done):
            self.best = improve_parts(self.question, self.best, self.clock.within(_PARTS))

    def _tell(self, best: Packed) -> Answer:
        costs = self.original[np.arange(len(self.original)), best.assignment]
        value = float(costs.sum())
        return Answer(
            value=value,
            lower_bound=value if self.bound >= best.value else min(self.bound * self.unit, value),
            open=tuple(best.sites.tolist()),
            assignment=tuple(best.assignment.tolist()),
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

    def _relax(self) -> Array:
        """Raise the Lagrangian bound, knapsacks filled in part; drop pairs that no better answer holds."""
        costs = np.where(self.pairs, self.question.costs, inf)
        prices = self.prices
        best, best_prices, length, stall = -inf, prices, 1.0, 0
        for turn in range(1, _TURNS + 1):
            found = self._fill(costs, prices)
            stall += 1
            if found.value > best:
                best, best_prices, stall = found.value, prices, 0
                self._raise(best)
            if turn % _LOOK == 0:
                self._try(np.sort(found.sites))
            if self.is_done or self.clock.is_over or length < _SHORTEST:
                break
            if stall >= _STALL:
                length, stall, prices = length / 2, 0, best_prices
                found = self._fill(costs, prices)
            wish = 1.0 - found.served.sum(axis=1)
            size = float(wish @ wish)
            if size <= 0:
                break
            aim = self.best.value if self.best is not None else 1.1 * abs(found.value) + 1.0
            prices = prices + length * (1.01 * aim - found.value) / size * wish
        self._drop(costs, best_prices)
        return best_prices

    def _fill(self, costs: Array, prices: Array) -> Taken:
        return self.knapsacks.fill(costs, prices, self.question.fixed, whole=False)

    def _drop(self, costs: Array, prices: Array) -> None:
        """Drop the pairs whose use would cost more than the best known answer.

        A pair of an open site that serves dearer than its price costs the difference more; one of a closed site also
        what opening that site costs.
        """
        found = self._fill(costs, prices)
        opens = np.zeros(len(found.reduced), dtype=bool)
        opens[found.sites] = True
        free = opens & ~self.question.fixed
        worst = found.reduced[free].max(initial=-inf)
        extra = np.where(opens, 0.0, np.maximum(found.reduced - worst, 0.0))
        self.pairs = self.pairs & (found.value + found.forced + extra[None, :] <= self.limit)

    def _find_any(self) -> None:
        """Let HiGHS find an answer where the search found none, or say that there is none."""
        programme, *columns = write_packing(self.question, self.pairs, self.count)
        found = programme.solve(self.clock, None, self.bound, first=True)
        if not found.is_possible:
            raise UsageError("siting_indivisible", count=self.count)
        if found.values is not None:
            self.best = read_packing(self.question, found.values, *columns)
        self._raise(found.bound)

    def _prove(self, prices: Array) -> None:
        """Branch and bound with knapsacks of whole clients."""
        question = self.question
        tree = PackingTree(
            np.where(self.pairs, question.costs, inf),
            self.knapsacks,
            self._try_sites,
            self._finish,
            self._finish_whole,
            lambda value: calc_cut_off(value, self.step),
            inf if self.best is None else self.best.value,
            self.clock,
        )
        tree.run(self.pairs, question.fixed, prices)
        self._raise(tree.bound)

    def _try_sites(self, sites: Array) -> float:
        self._try(sites)
        return inf if self.best is None else self.best.value

    def _finish(self, pairs: Array, opened: Array) -> tuple[float, float]:
        """Give a small part of the tree to HiGHS: anything cheaper than what is known?"""
        programme, *columns = write_packing(self.question, pairs, self.count, opened)
        _, pair_columns, clients, sites = columns
        programme.row(pair_columns, self.question.costs[clients, sites], high=self.limit)
        return self._take(programme.solve(self.clock), columns)

    def _finish_whole(self, pairs: Array, opened: Array) -> tuple[float, float]:
        """Give all that is left to HiGHS for a part of the time, with the best answer to begin from."""
        question, start = self.question, None
        if self.best is not None:
            pairs = pairs.copy()
            pairs[np.arange(len(pairs)), self.best.assignment] = True
            opened = opened & np.isin(np.arange(len(opened)), self.best.sites)
        programme, *columns = write_packing(question, pairs, self.count, opened)
        opens, pair_columns, clients, sites = columns
        if self.best is not None:
            start = np.zeros(programme.size)
            start[opens[self.best.sites]] = 1.0
            start[pair_columns] = self.best.assignment[clients] == sites
        return self._take(programme.solve(self.clock.within(_WHOLE), start), columns)

    def _take(self, found: MipAnswer, columns: list[Array]) -> tuple[float, float]:
        """Keep an answer of HiGHS where it is better; tell its bound and the best value known."""
        if found.values is not None:
            better = read_packing(self.question, found.values, *columns)
            if better is not None and (self.best is None or better.value < self.best.value):
                self.best = better
        return found.bound if found.is_possible else inf, inf if self.best is None else self.best.value
