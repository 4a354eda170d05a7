"""Stations with capacities and fixed costs: what to open and what flows where, for one harvest or for several.

What a client brings may be divided among stations. The strong form is used: no flow of a client to a station that is
not open, beside the capacities. With scenarios the stations are chosen first and the flows follow each harvest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np

from kust.errors import UsageError
from kust.harvest.siting.answer import Answer
from kust.harvest.siting.clock import Clock
from kust.harvest.siting.mip import Mip
from kust.harvest.siting.question import (
    check_reached,
    read_amounts,
    read_distances,
    read_fixed,
    weigh,
)

Array = Any
_ROOM = 1e-9


@dataclass(frozen=True)
class FlowQuestion:
    """What comes in, where it can go, what that costs.

    Attributes
    ----------
    costs
        Inflows × sites: cost of a unit; infinite where there is no way or the station is shut.
    amounts
        Units of each inflow.
    groups
        Inflows of one group share the capacities: those of a week, of a scenario.
    scenarios
        Scenario of each inflow, from 0; all are equally likely.
    capacities
        Units that a site can take of each group.
    fixed_costs
        Of an open site.
    existing
        Sites that are open in any case.
    most
        How many sites may be open; None for no limit.
    lost
        Cost of a unit that is taken by nobody; None where everything has to be taken.
    tail_weight, tail
        λ and α of mean + λ · CVaR_α: the mean of the dearest 1 − α of the scenarios counts λ times.
    """

    costs: Array
    amounts: Array
    groups: Array
    scenarios: Array
    capacities: Array
    fixed_costs: Array
    existing: Array
    most: int | None = None
    lost: float | None = None
    tail_weight: float = 0.0
    tail: float = 0.9

    @property
    def count(self) -> int:
        """Number of scenarios."""
        return int(self.scenarios.max(initial=0)) + 1

    def calc_costs(self, sites: Array, flows: Array) -> Array:
        """Return what each scenario costs with these sites and flows (inflows × sites), fixed costs included."""
        fixed = float(self.fixed_costs[sites].sum())
        used = np.where(flows > 0, self.costs, 0.0)
        each = (used * flows).sum(axis=1)
        if self.lost is not None:
            each = each + self.lost * (self.amounts - flows.sum(axis=1))
        return fixed + np.bincount(self.scenarios, each, self.count)

    def calc_value(self, costs: Array) -> float:
        """Return mean + λ · CVaR_α of the costs of the scenarios."""
        return float(costs.mean()) + self.tail_weight * calc_tail(costs, self.tail)


def calc_tail(costs: Array, tail: float) -> float:
    """Return CVaR_α: the mean of the dearest 1 − α, a part of a scenario counting in part.

    >>> calc_tail(np.array([1.0, 2.0, 3.0, 10.0]), 0.5)
    6.5
    """
    ordered = np.sort(costs)[::-1]
    share = np.clip((1 - tail) * len(ordered) - np.arange(len(ordered)), 0.0, 1.0)
    return float((ordered * share).sum() / share.sum())


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
    return solve_flows(question, clock).answer


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
        self._write()

    def _write(self) -> None:
        question, programme = self.question, self.programme
        sites, chance = len(question.fixed_costs), 1.0 / question.count
        risky = question.tail_weight > 0
        weight = 1.0 + question.tail_weight
        self.opens = programme.columns(
            sites,
            cost=weight * question.fixed_costs,
            low=question.existing.astype(float),
            high=1.0,
            whole=True,
        )
        amounts = question.amounts[self.inflows]
        unit = question.costs[self.inflows, self.sites] * amounts
        self.shares = programme.columns(len(unit), cost=chance * unit, high=1.0)
        left = question.amounts * (question.lost or 0.0)
        highest = 1.0 if question.lost is not None else 0.0
        self.left = programme.columns(len(left), cost=chance * left, high=highest)
        self._serve()
        self._limit()
        if risky:
            self._count_the_tail(unit, left, chance)

    def _serve(self) -> None:
        """Everything goes somewhere or is lost, and only to what is open."""
        programme = self.programme
        wanted = np.flatnonzero(self.question.amounts > 0)
        for inflow in wanted.tolist():
            mine = np.append(self.shares[self.inflows == inflow], self.left[inflow])
            programme.row(mine, np.ones(len(mine)), low=1.0, high=1.0)
        programme.rows(
            np.column_stack([self.shares, self.opens[self.sites]]), np.array([1.0, -1.0]), high=0.0
        )
        if self.question.most is not None:
            programme.row(self.opens, np.ones(len(self.opens)), high=self.question.most)

    def _limit(self) -> None:
        """Hold the capacities in every group; what is open has to suffice where nothing may be lost."""
        question, programme = self.question, self.programme
        load = np.bincount(question.groups, question.amounts)
        limited = np.minimum(question.capacities, load.max(initial=0.0))
        groups = question.groups[self.inflows]
        for site in np.flatnonzero(question.capacities < load.max(initial=0.0)).tolist():
            for group in range(len(load)):
                mine = (self.sites == site) & (groups == group)
                if not mine.any():
                    continue
                columns = np.append(self.shares[mine], self.opens[site])
                amounts = question.amounts[self.inflows[mine]]
                programme.row(columns, np.append(amounts, -question.capacities[site]), high=0.0)
        if question.lost is None:
            programme.row(self.opens, limited, low=float(load.max(initial=0.0)) * (1 - 1e-12))

    def _count_the_tail(self, unit: Array, left: Array, chance: float) -> None:
        """CVaR_α = η + Σ_s p_s · max(0, cost_s − η) / (1 − α)."""
        question, programme = self.question, self.programme
        count = question.count
        weight = question.tail_weight
        middle = programme.columns(1, cost=weight, low=-np.inf)
        above = programme.columns(count, cost=weight * chance / (1 - question.tail))
        of = question.scenarios[self.inflows]
        for scenario in range(count):
            mine, lost = of == scenario, question.scenarios == scenario
            columns = np.concatenate([middle, above[[scenario]], self.shares[mine], self.left[lost]])
            programme.row(columns, np.concatenate([[1.0, 1.0], -unit[mine], -left[lost]]), low=0.0)

    def solve(self) -> Flows:
        start = self._begin()
        least = self._plain_bound()
        found = self.programme.solve(self.clock, start, least)
        if not found.is_possible:
            raise UsageError("siting_cannot_take_all")
        if found.values is None:
            raise UsageError("siting_no_time", seconds=f"{self.clock.limit:g}")
        return self._read(found.values, found.bound, least)

    def _plain_bound(self) -> float:
        """What is plain to see: everything goes the cheapest way, and the existing sites cost what they cost."""
        question = self.question
        cheapest = question.costs.min(axis=1)
        if question.lost is not None:
            cheapest = np.minimum(cheapest, question.lost)
        cheapest = np.where(question.amounts > 0, cheapest, 0.0)
        each = np.bincount(question.scenarios, cheapest * question.amounts, question.count)
        return question.calc_value(each + float(question.fixed_costs[question.existing].sum()))

    def _begin(self) -> Array | None:
        """Put together an answer to begin with: what costs least to open, filled in order of the loss of waiting."""
        question = self.question
        sites = len(question.fixed_costs)
        most = sites if question.most is None else question.most
        worth = np.where(question.existing, inf, question.capacities / np.maximum(question.fixed_costs, 1e-9))
        opened = np.sort(np.argsort(-worth, kind="stable")[:most])
        flows = self._fill(opened)
        return None if flows is None else self._as_values(opened, flows)

    def _fill(self, opened: Array) -> Array | None:
        """Fill the open sites one inflow after the other; None where something is left that may not be."""
        question = self.question
        flows = np.zeros_like(question.costs)
        room = np.tile(question.capacities, (int(question.groups.max(initial=0)) + 1, 1)).astype(np.float64)
        for inflow in np.argsort(-question.amounts, kind="stable").tolist():
            waiting, group = float(question.amounts[inflow]), question.groups[inflow]
            for site in opened[np.argsort(question.costs[inflow, opened], kind="stable")].tolist():
                cost = question.costs[inflow, site]
                if (
                    waiting <= 0
                    or not np.isfinite(cost)
                    or (question.lost is not None and cost > question.lost)
                ):
                    break
                taken = min(waiting, float(room[group, site]))
                flows[inflow, site] += taken
                room[group, site] -= taken
                waiting -= taken
            if waiting > _ROOM * max(1.0, question.amounts[inflow]) and question.lost is None:
                return None
        return flows

    def _as_values(self, opened: Array, flows: Array) -> Array:
        question = self.question
        values = np.zeros(self.programme.size)
        values[self.opens[opened]] = 1.0
        amounts = np.maximum(question.amounts, 1e-300)
        values[self.shares] = flows[self.inflows, self.sites] / amounts[self.inflows]
        if question.lost is not None:
            values[self.left] = np.where(question.amounts > 0, 1.0 - flows.sum(axis=1) / amounts, 0.0)
        if question.tail_weight > 0:
            costs = question.calc_costs(np.zeros(0, dtype=np.int64), flows)
            middle = float(np.quantile(costs, question.tail, method="higher"))
            values[-question.count - 1] = middle
            values[-question.count :] = np.maximum(costs - middle, 0.0)
        return values

    def _read(self, values: Array, proved: float, least: float) -> Flows:
        question = self.question
        opened = np.flatnonzero(values[self.opens] > 0.5)
        shares = np.zeros_like(question.costs)
        shares[self.inflows, self.sites] = np.clip(values[self.shares], 0.0, 1.0)
        shares[:, np.setdiff1d(np.arange(shares.shape[1]), opened)] = 0.0
        shares[shares < 1e-9] = 0.0
        if question.lost is None:
            total = shares.sum(axis=1, keepdims=True)
            shares = np.divide(shares, total, out=shares, where=total > 0)
        flows = shares * question.amounts[:, None]
        costs = question.calc_costs(opened, flows)
        value = question.calc_value(costs)
        bound = min(proved, value)
        main = np.where(shares.any(axis=1), shares.argmax(axis=1), -1)
        answer = Answer(
            value=value,
            lower_bound=bound,
            open=tuple(opened.tolist()),
            assignment=tuple(main.tolist()),
            bounded=bool(bound > least * (1 + 1e-12)) or least >= value,
            seconds=self.clock.seconds,
            shares=shares,
        )
        return Flows(answer, flows, costs)
