"""A lower bound of a question of flows by relaxing "everything goes somewhere", without a linear programme.

CVaR is the dearest mean of the scenarios that weights q_s ≤ 1 / (n (1 − α)) can make, so Σ_s w_s cost_s with w_s = 1/n
+ λ q_s bounds mean + λ · CVaR for any such q; taken are those that weigh the dearest scenarios of a known answer. For
prices u_j of a unit of inflow j, at most the cost of losing it:

    L(u) = Σ_j w a_j u_j + the smallest Σ_i ((1 + λ) f_i + ρ_i) over sets of sites that may be open
    ρ_i  = the least Σ_j w (c_ji − u_j) x_j with x_j ≤ a_j, each group within the capacity: a knapsack filled in part
"""

from typing import Any

import numpy as np

from kust.harvest.siting.clock import Clock
from kust.harvest.siting.flow_question import FlowQuestion, weigh_tail
from kust.harvest.siting.flow_start import Start

Array = Any
_TURNS, _STALL, _SHORTEST = 300, 8, 5e-3


def calc_flow_bound(question: FlowQuestion, start: Start | None, clock: Clock) -> float:
    """Raise the bound by subgradient steps until it stalls or the time is over.

    Parameters
    ----------
    start
        An answer that is known; None where there is none.

    Returns
    -------
    float
        No answer is cheaper; −inf where there was no time for one step.
    """
    return _Relaxed(question, start).climb(None if start is None else start.value, clock)


class _Relaxed:
    def __init__(self, question: FlowQuestion, start: Start | None) -> None:
        some = np.flatnonzero(question.amounts > 0)
        # Inflows of a group lie together, so that its capacity is held by running sums.
        some = some[np.argsort(question.groups[some], kind="stable")]
        self.costs, self.groups = question.costs[some], question.groups[some]
        self.amounts = question.amounts[some]
        self.weights = _weigh(question, start)[question.scenarios[some]] * self.amounts
        self.first = np.flatnonzero(np.concatenate([[True], self.groups[1:] != self.groups[:-1]]))
        self.sizes = np.diff(np.append(self.first, len(some)))
        self.fixed_costs = (1.0 + question.tail_weight) * question.fixed_costs
        self.capacities, self.existing = question.capacities, question.existing
        self.highest = np.inf if question.lost is None else question.lost
        self.told = self._price(question, start, some)
        sites = len(question.fixed_costs)
        self.more = (sites if question.most is None else question.most) - int(question.existing.sum())

    def climb(self, value: float | None, clock: Clock) -> float:
        if not len(self.amounts) or clock.is_over:
            return -np.inf
        prices = self._begin()
        best, best_prices, length, stall = -np.inf, prices, 1.0, 0
        for _ in range(_TURNS):
            bound, served = self._calc(prices)
            stall += 1
            if bound > best:
                best, best_prices, stall = bound, prices, 0
            if clock.is_over or length < _SHORTEST:
                break
            if stall >= _STALL:
                length, stall, prices = length / 2, 0, best_prices
                bound, served = self._calc(prices)
            wish = 1.0 - served
            size = float((self.weights * wish) @ wish)
            top = 1.05 * abs(best) + 1.0 if value is None else value
            if size <= 0 or top - bound <= 1e-7 * abs(top):
                break
            step = length * 1.02 * (top - bound) / size
            prices = np.clip(prices + step * wish, 0.0, self.highest)
        return best

    def _begin(self) -> Array:
        """Begin with the second cheapest way of each inflow, or with what the known answer says of it."""
        two = np.partition(self.costs, min(1, self.costs.shape[1] - 1), axis=1)[:, :2]
        second = np.where(np.isfinite(two.max(axis=1)), two.max(axis=1), two.min(axis=1))
        plain = np.minimum(second, self.highest)
        if self.told is None:
            return plain
        return self.told if self._calc(self.told)[0] > self._calc(plain)[0] else plain

    def _price(self, question: FlowQuestion, start: Start | None, some: Array) -> Array | None:
        """Price inflows by an answer that loses some: room at a full site is worth what is lost for want of it."""
        if start is None or question.lost is None:
            return None
        flows, groups = start.flows[some], int(self.groups.max(initial=0)) + 1
        used = np.zeros((groups, flows.shape[1]))
        np.add.at(used, self.groups, flows)
        is_lost = flows.sum(axis=1) < self.amounts * (1 - 1e-9)
        worth = np.zeros_like(used)
        np.maximum.at(worth, self.groups[is_lost], np.maximum(question.lost - self.costs[is_lost], 0.0))
        worth[used < question.capacities * (1 - 1e-9)] = 0.0
        opened = start.opened
        prices = (self.costs + worth[self.groups])[:, opened].min(axis=1, initial=np.inf)
        return np.asarray(np.where(is_lost, question.lost, np.minimum(prices, question.lost)))

    def _calc(self, prices: Array) -> tuple[float, Array]:
        """Work L(u) out, and what share of each inflow the sites take that it opens."""
        saved = np.minimum(self.costs - prices[:, None], 0.0)
        order = np.lexsort((saved, np.broadcast_to(self.groups[:, None], saved.shape)), axis=0)
        amounts = self.amounts[order]
        before = np.cumsum(amounts, axis=0) - amounts
        before = before - np.repeat(before[self.first], self.sizes, axis=0)
        taken = np.zeros_like(saved)
        shares = np.clip((self.capacities[None, :] - before) / amounts, 0.0, 1.0)
        np.put_along_axis(taken, order, shares, axis=0)
        taken[saved >= 0] = 0.0
        reduced = self.fixed_costs + self.weights @ (taken * saved)
        opens = self._choose(reduced)
        return float(self.weights @ prices + reduced[opens].sum()), taken[:, opens].sum(axis=1)

    def _choose(self, reduced: Array) -> Array:
        """Choose the sites that exist and, of the others, those that lower the sum most."""
        ranked = np.where(self.existing, np.inf, reduced)
        order = np.argsort(ranked, kind="stable")[: max(self.more, 0)]
        opens = self.existing.copy()
        opens[order[ranked[order] < 0]] = True
        return opens


def _weigh(question: FlowQuestion, start: Start | None) -> Array:
    """Weigh the scenarios: the mean, and λ times the dearest part of those of an answer."""
    weights = np.full(question.count, 1.0 / question.count)
    if start is None:
        return (1.0 + question.tail_weight) * weights
    costs = question.calc_costs(start.opened, start.flows)
    return weights + question.tail_weight * weigh_tail(costs, question.tail)
