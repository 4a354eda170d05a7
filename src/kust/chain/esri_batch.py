"""A batch of scenarios carried on until nothing grows, each by itself: the result does not depend on the batch."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kust.chain.esri_spread import Floats, Ints, Spread

# A sparse figure costs more than a dense one: from this share of losses above 0 on, dense rows are faster.
_DENSE_FROM = 0.1
# How many figures dense rows may hold at once; with what is worked out beside them less than half a gibibyte.
_DENSE_FIGURES = 8_000_000


# Gets the numbers of scenarios that have ended and their losses, rows of a sparse or of a dense matrix.
Take = Callable[[Ints, Any], None]


@dataclass(frozen=True)
class Limits:
    """When to stop: no loss grows by more than ``eps``, or ``most`` steps; smaller losses than ``cutoff`` end there."""

    eps: float
    most: int
    cutoff: float


class Batch:
    """Scenarios on their way: losses ``down`` and ``up``, a row a scenario, a column a firm."""

    def __init__(self, spread: Spread, shock: Any, limits: Limits) -> None:
        self.spread, self.shock, self.limits = spread, shock, limits
        self.iterations = np.zeros(shock.shape[0], np.int64)
        self.converged = np.zeros(shock.shape[0], np.bool_)

    def run(self, take: Take) -> None:
        """Carry all scenarios on to their end; hand over each firm's loss, the larger of both directions."""
        down, up = self.shock.copy(), self.shock.copy()
        active = np.arange(self.shock.shape[0])
        while len(active):
            if down.nnz + up.nnz > 2 * _DENSE_FROM * len(active) * self.spread.firms:
                self._run_dense(down, up, active, take)
                break
            shock = self.shock[active]
            new_down = self._without_small(self.spread.down(down).maximum(shock))
            new_up = self._without_small(self.spread.up(up).maximum(shock))
            ends = self._note(active, np.maximum(_growth(new_down, down), _growth(new_up, up)))
            if ends.any():
                take(active[ends], new_down[ends].maximum(new_up[ends]))
            down, up, active = new_down[~ends], new_up[~ends], active[~ends]

    def _note(self, active: Ints, growth: Floats) -> NDArray[np.bool_]:
        """Write down a step; tell which scenarios end with it."""
        self.iterations[active] += 1
        # A loss that comes up to the cutoff springs there from 0, which is no growth that has to be waited for.
        self.converged[active] = growth <= self.limits.eps + self.limits.cutoff
        return self.converged[active] | (self.iterations[active] >= self.limits.most)

    def _without_small(self, losses: Any) -> Any:
        if self.limits.cutoff > 0:
            losses.data[losses.data < self.limits.cutoff] = 0
            losses.eliminate_zeros()
        return losses

    def _run_dense(self, down: Any, up: Any, active: Ints, take: Take) -> None:
        step = max(1, _DENSE_FIGURES // max(1, self.spread.width))
        for start in range(0, len(active), step):
            part = slice(start, start + step)
            rows = active[part]
            take(rows, self._carry_on_dense(down[part].toarray(), up[part].toarray(), rows))

    def _carry_on_dense(self, down: Floats, up: Floats, rows: Ints) -> Floats:
        shock = self.shock[rows].toarray()
        going = np.arange(len(rows))
        while len(going):
            new_down = np.maximum(self.spread.down_dense(down[going]), shock[going])
            new_up = np.maximum(self.spread.up_dense(up[going]), shock[going])
            for new in (new_down, new_up):
                new[new < self.limits.cutoff] = 0
            growth = np.maximum(
                (new_down - down[going]).max(axis=1, initial=0), (new_up - up[going]).max(axis=1, initial=0)
            )
            down[going], up[going] = new_down, new_up
            going = going[~self._note(rows[going], growth)]
        return np.maximum(down, up)


def _growth(new: Any, old: Any) -> Floats:
    """By how much the loss of a firm has grown at most, a figure a scenario."""
    return np.asarray((new - old).max(axis=1).toarray()).reshape(-1)


def mark_stopped(scenarios: list[Ints], firms: int) -> Any:
    """Write the scenarios as a matrix: 1 where a firm stops."""
    lengths = [len(scenario) for scenario in scenarios]
    pointers = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    columns = np.concatenate(scenarios) if scenarios else np.zeros(0, np.int64)
    return sparse.csr_array((np.ones(len(columns)), columns, pointers), shape=(len(scenarios), firms))
