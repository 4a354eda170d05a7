"""What the solver is given and what it answers."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

INFINITE = float("inf")
CLOSE = 1e-7
_FEASIBLE = 1e-6


@dataclass(frozen=True)
class Solution:
    """What the solver found.

    ``status``: ``optimal`` (proven), ``time_limit`` (``values`` is the best known, or None) or ``infeasible``.
    ``gap``: (cost − bound) / max(cost, 1e-9), 0 where optimal, None where nothing is known.
    """

    status: str
    values: Any
    cost: float | None
    gap: float | None
    seconds: float


@dataclass(frozen=True)
class Problem:
    """min cost·x with row_low ≤ matrix·x ≤ row_high, low ≤ x ≤ high; ``integer`` is 1 where x is whole.

    ``sides``: binaries of which one at least has to be 1, and nothing is gained by more than one.
    """

    matrix: Any
    row_low: Any
    row_high: Any
    low: Any
    high: Any
    integer: Any
    cost: Any
    sides: tuple[int, ...] = ()

    def on_side(self, side: int) -> "Problem":
        """Return the problem in which a side has to hold and no other one."""
        low, high = self.low.copy(), self.high.copy()
        others = [one for one in self.sides if one != side]
        low[side], high[others] = 1.0, 0.0
        return replace(self, low=low, high=high, sides=())

    def below(self, most: float) -> "Problem":
        """Return the problem in which the cost may not be above a figure."""
        from scipy import sparse

        row = sparse.csr_array(self.cost[np.newaxis, :])
        return replace(
            self,
            matrix=sparse.vstack([self.matrix, row]).tocsr(),
            row_low=np.append(self.row_low, -INFINITE),
            row_high=np.append(self.row_high, most),
        )

    def hold(self, values: Any) -> "Problem":
        """Return the problem with every whole variable at its value."""
        whole, is_whole = np.rint(values), self.integer == 1
        low, high = np.where(is_whole, whole, self.low), np.where(is_whole, whole, self.high)
        return replace(self, low=low, high=high, integer=np.zeros_like(self.integer), sides=())

    @property
    def hopeless_rows(self) -> Any:
        """Tell of each row whether even the best ends of its variables do not meet it."""
        if not self.low.size:
            return (self.row_low > CLOSE) | (self.row_high < -CLOSE)
        entries = self.matrix.tocoo()
        rows, columns, values = entries.row, entries.col, entries.data
        up, down = (
            np.bincount(rows, values * np.where((values > 0) == most, self.high[columns], self.low[columns]),
                        minlength=len(self.row_low))
            for most in (True, False)
        )  # fmt: skip
        return (up < self.row_low - _room(self.row_low)) | (down > self.row_high + _room(self.row_high))

    def broken_rows(self, values: Any) -> Any:
        """Tell of each row whether it does not hold where the variables have these values."""
        sums = self.matrix @ values
        return (sums < self.row_low - _FEASIBLE) | (sums > self.row_high + _FEASIBLE)


def _room(figures: Any) -> Any:
    """Return what two figures may differ by to be the same to the solver."""
    return _FEASIBLE * np.maximum(1.0, np.abs(np.where(np.isfinite(figures), figures, 0.0)))
