"""Stations with capacities and fixed costs: what to open and what flows where, for one harvest or for several.

What a client brings may be divided among stations. The strong form is used: no flow of a client to a station that is
not open, beside the capacities. With scenarios the stations are chosen first and the flows follow each harvest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Any

import numpy as np

from kust.errors import UsageError
from kust.harvest.siting.answer import PROVED, Answer
from kust.harvest.siting.clock import Clock
from kust.harvest.siting.flow_bound import calc_flow_bound
from kust.harvest.siting.flow_question import FlowQuestion, calc_tail
from kust.harvest.siting.flow_start import FlowSearch, Start
from kust.harvest.siting.mip import Mip
from kust.harvest.siting.question import (
    check_reached,
    choose_unit,
    read_amounts,
    read_distances,
    read_fixed,
    weigh,
)

__all__ = ["FlowQuestion", "Flows", "calc_tail", "solve_fixed_cost", "solve_flows"]
Array = Any
# Of the time that is left: for answers by search, then for a bound without HiGHS.
_SEARCH, _BOUND = 0.3, 0.3
# HiGHS looks at the clock seldom where the programme is large: with less than this a pair of inflow and site it would
# come too late, and say nothing that the search and the bound do not.
_SECONDS_A_PAIR, _LEAST_SECONDS = 2e-5, 0.02


def solve_fixed_cost(
    distances: Any,
    capacities: Any,
    fixed_costs: Any,
    *,
    weights: Any = None,
    count: int | None = None,
    fixed: Sequence[int] = (),
    time_limit: float = inf,
    clock: Clock | None = None,
) -> Answer:
    """Choose sites so that Σ fixed costs + Σ weight · distance · share is least, capacities kept.

    Parameters
    ----------
    distances
        Clients × sites; infinite where there is no way.
    capacities, fixed_costs
        Of each site; what flows to it is counted in weights.
    count
        At most so many sites are open; by default as many as pay.
    weights, fixed, time_limit, clock
        As in :func:`kust.harvest.siting.solve_median`.

    Raises
    ------
    UsageError
        The capacities do not suffice, clients are out of reach, a figure makes no sense.

    Examples
    --------
    >>> answer = solve_fixed_cost([[0, 2], [2, 0]], [3, 3], [1, 1], weights=[2, 2])
    >>> answer.open, answer.value
    ((0, 1), 2.0)
    """
    clock = clock or Clock(time_limit)
    table = read_distances(distances)
    amounts = read_amounts(weights, len(table), "weight")
    limits = np.asarray(capacities, dtype=np.float64)
    sites = table.shape[1]
    read_amounts(np.where(np.isposinf(limits), 0.0, limits), sites, "capacity")
    marked = read_fixed(fixed, sites)
    check_reached(table, amounts)
    nothing = np.zeros(len(table), dtype=np.int64)
    question = FlowQuestion(
        costs=weigh(table, np.ones(len(table))),
        amounts=amounts,
        groups=nothing,
        scenarios=nothing,
        capacities=limits,
        fixed_costs=read_amounts(fixed_costs, sites, "fixed_cost"),
        existing=marked,
        most=count,
    )
    _check(question)
    # HiGHS has absolute tolerances: figures far from 1 are brought there.
    far, much = choose_unit(table), choose_unit(amounts)
    scaled = replace(
        question,
        costs=question.costs / far,
        amounts=amounts / much,
        capacities=limits / much,
        fixed_costs=question.fixed_costs / (far * much),
    )
    answer = solve_flows(scaled, clock).answer
    return replace(answer, value=answer.value * far * much, lower_bound=answer.lower_bound * far * much)


@dataclass(frozen=True)
class Flows:
    """The answer with its flows (inflows × sites, units) and what each scenario costs."""

    answer: Answer
    flows: Array
    costs: Array


def solve_flows(question: FlowQuestion, clock: Clock) -> Flows:
    """Solve a question of flows.

    Raises
    ------
    UsageError
        Not everything can be taken and nothing may be left.
    """
    _check(question)
    return _Programme(question, clock).solve()


def _check(question: FlowQuestion) -> None:
    """Refuse what cannot be taken; capacities are held group by group."""
    sites = len(question.capacities)
    most = sites if question.most is None else question.most
    if most < 1 or most > sites:
        raise UsageError("siting_count", count=most, sites=sites)
    if int(question.existing.sum()) > most:
        raise UsageError("siting_too_many_fixed", fixed=int(question.existing.sum()), count=most)
    if question.lost is not None:
        return
    others = np.sort(question.capacities[~question.existing])[::-1]
    room = float(
        question.capacities[question.existing].sum() + others[: most - question.existing.sum()].sum()
    )
    load = float(np.bincount(question.groups, question.amounts).max(initial=0.0))
    if room < load * (1 - 1e-12):
        raise UsageError("siting_capacity", demand=f"{load:g}", capacity=f"{room:g}", count=most)


class _Programme:
    """The mixed-integer programme of a question; flows are shares of what comes in."""

    def __init__(self, question: FlowQuestion, clock: Clock) -> None:
        self.question, self.clock = question, clock
        is_pair = np.isfinite(question.costs) & (question.amounts > 0)[:, None]
        self.inflows, self.sites = np.nonzero(is_pair)
        self.programme = Mip()

    def _write(self) -> None:
        question, programme = self.question, self.programme
        sites, chance = len(question.fixed_costs), 1.0 / question.count
        self.opens = programme.columns(
            sites,
            cost=(1.0 + question.tail_weight) * question.fixed_costs,
            low=question.existing.astype(float),
            high=1.0,
            whole=True,
        )
        unit = question.costs[self.inflows, self.sites] * question.amounts[self.inflows]
        self.shares = programme.columns(len(unit), cost=chance * unit, high=1.0)
        left = question.amounts * (question.lost or 0.0)
        highest = 1.0 if question.lost is not None else 0.0
        self.left = programme.columns(len(left), cost=chance * left, high=highest)
        self._serve()
        self._limit()
        if question.tail_weight > 0:
            self._count_the_tail(unit, left, chance)

    def _serve(self) -> None:
        """Everything goes somewhere or is lost, and only to what is open."""
        programme = self.programme
        wanted = np.flatnonzero(self.question.amounts > 0)
        rank = np.zeros(len(self.question.amounts), dtype=np.int64)
        rank[wanted] = np.arange(len(wanted))
        programme.scatter(
            np.concatenate([rank[self.inflows], rank[wanted]]),
            np.concatenate([self.shares, self.left[wanted]]),
            1.0,
            len(wanted),
            low=1.0,
            high=1.0,
        )
        programme.rows(
            np.column_stack([self.shares, self.opens[self.sites]]), np.array([1.0, -1.0]), high=0.0
        )
        if self.question.most is not None:
            programme.row(self.opens, np.ones(len(self.opens)), high=self.question.most)

    def _limit(self) -> None:
        """Hold the capacities in every group; what is open has to suffice where nothing may be lost."""
        question, programme = self.question, self.programme
        load = np.bincount(question.groups, question.amounts)
        largest = float(load.max(initial=0.0))
        held = question.capacities[self.sites] < largest
        keys = self.sites * len(load) + question.groups[self.inflows]
        told, rows = np.unique(keys[held], return_inverse=True)
        site = told // len(load)
        programme.scatter(
            np.concatenate([rows.ravel(), np.arange(len(told))]),
            np.concatenate([self.shares[held], self.opens[site]]),
            np.concatenate([question.amounts[self.inflows[held]], -question.capacities[site]]),
            len(told),
            high=0.0,
        )
        if question.lost is None:
            programme.row(self.opens, np.minimum(question.capacities, largest), low=largest * (1 - 1e-12))

    def _count_the_tail(self, unit: Array, left: Array, chance: float) -> None:
        """CVaR_α = η + Σ_s p_s · max(0, cost_s − η) / (1 − α)."""
        question, programme = self.question, self.programme
        count, weight = question.count, question.tail_weight
        middle = programme.columns(1, cost=weight, low=-np.inf)
        above = programme.columns(count, cost=weight * chance / (1 - question.tail))
        every = np.arange(count)
        programme.scatter(
            np.concatenate([every, every, question.scenarios[self.inflows], question.scenarios]),
            np.concatenate([np.repeat(middle, count), above, self.shares, self.left]),
            np.concatenate([np.ones(2 * count), -unit, -left]),
            count,
            low=0.0,
        )

    def solve(self) -> Flows:
        """Search, work a bound out, then give HiGHS what is left of the time."""
        question = self.question
        start = FlowSearch(question, self.clock.within(_SEARCH)).find()
        least = self._plain_bound()
        bound = max(least, calc_flow_bound(question, start, self.clock.within(_BOUND)))
        enough = self.clock.left >= _SECONDS_A_PAIR * len(self.inflows) + _LEAST_SECONDS
        if start is not None and not enough:
            bound = max(bound, calc_flow_bound(question, start, self.clock))
        if start is not None and (not enough or start.value - bound <= PROVED * start.value):
            return self._tell(start, bound, least)
        self._write()
        given = None if start is None else self._as_values(start)
        found = self.programme.solve(self.clock, given, bound)
        if not found.is_possible:
            raise UsageError("siting_cannot_take_all")
        if found.values is None:
            raise UsageError("siting_no_time", seconds=f"{self.clock.limit:g}")
        better = self._read(found.values)
        best = better if start is None or better.value < start.value else start
        return self._tell(best, found.bound, least)

    def _plain_bound(self) -> float:
        """What is plain to see: everything goes the cheapest way, and the existing sites cost what they cost."""
        question = self.question
        cheapest = question.costs.min(axis=1)
        if question.lost is not None:
            cheapest = np.minimum(cheapest, question.lost)
        cheapest = np.where(question.amounts > 0, cheapest, 0.0)
        each = np.bincount(question.scenarios, cheapest * question.amounts, question.count)
        return question.calc_value(each + float(question.fixed_costs[question.existing].sum()))

    def _as_values(self, start: Start) -> Array:
        """Write an answer as the values of the columns."""
        question, flows = self.question, start.flows
        values = np.zeros(self.programme.size)
        values[self.opens[start.opened]] = 1.0
        amounts = np.maximum(question.amounts, 1e-300)
        values[self.shares] = flows[self.inflows, self.sites] / amounts[self.inflows]
        if question.lost is not None:
            left = np.maximum(1.0 - flows.sum(axis=1) / amounts, 0.0)
            values[self.left] = np.where(question.amounts > 0, left, 0.0)
        if question.tail_weight > 0:
            costs = question.calc_costs(np.zeros(0, dtype=np.int64), flows)
            middle = float(np.quantile(costs, question.tail, method="higher"))
            values[-question.count - 1] = middle
            values[-question.count :] = np.maximum(costs - middle, 0.0)
        return values

    def _read(self, values: Array) -> Start:
        """Read an answer of HiGHS."""
        question = self.question
        opened = np.flatnonzero((values[self.opens] > 0.5) | question.existing)
        shares = np.zeros_like(question.costs)
        shares[self.inflows, self.sites] = np.clip(values[self.shares], 0.0, 1.0)
        shares[:, np.setdiff1d(np.arange(shares.shape[1]), opened)] = 0.0
        shares[shares < 1e-9] = 0.0
        if question.lost is None:
            total = shares.sum(axis=1, keepdims=True)
            shares = np.divide(shares, total, out=shares, where=total > 0)
        flows = shares * question.amounts[:, None]
        return Start(opened, flows, question.calc_value(question.calc_costs(opened, flows)))

    def _tell(self, best: Start, proved: float, least: float) -> Flows:
        question = self.question
        amounts = np.maximum(question.amounts, 1e-300)[:, None]
        shares = np.where(question.amounts[:, None] > 0, best.flows / amounts, 0.0)
        bound = min(proved, best.value)
        main = np.where(shares.any(axis=1), shares.argmax(axis=1), -1)
        answer = Answer(
            value=best.value,
            lower_bound=bound,
            open=tuple(best.opened.tolist()),
            assignment=tuple(main.tolist()),
            bounded=bool(bound > least * (1 + 1e-12)) or least >= best.value,
            seconds=self.clock.seconds,
            shares=shares,
        )
        return Flows(answer, best.flows, question.calc_costs(best.opened, best.flows))
