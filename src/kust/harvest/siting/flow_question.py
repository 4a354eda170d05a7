"""A question of flows: what comes in, where it can go, what that costs."""

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any


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
    return float(costs @ weigh_tail(costs, tail))


def weigh_tail(costs: Array, tail: float) -> Array:
    """Return the weight of each scenario in the mean of the dearest 1 − α; they add up to 1.

    >>> weigh_tail(np.array([1.0, 10.0, 3.0]), 0.5).round(3).tolist()
    [0.0, 0.667, 0.333]
    """
    shares = np.clip((1 - tail) * len(costs) - np.arange(len(costs)), 0.0, 1.0)
    weights = np.empty(len(costs))
    weights[np.argsort(-costs, kind="stable")] = shares / shares.sum()
    return weights
