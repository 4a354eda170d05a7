"""A mixed-integer programme given to HiGHS: with an answer to begin with, a time limit and the bound it proved."""

from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import numpy as np

from kust.harvest.siting.clock import Clock
from kust.solver.quiet import quietly

Array = Any
_LEAST_SECONDS = 1e-2


def open_highs() -> tuple[Any, Any]:
    """Return a silent solver and its module.

    The number of threads is left as it is: all instances of a process share one scheduler, and one that asks for
    another number ends with no status and the value 0.
    """
    module: Any = import_module("highspy")
    highs = module.Highs()
    highs.setOptionValue("output_flag", False)
    return highs, module


@dataclass
class Mip:
    """A programme that is minimised, put together by columns and rows.

    >>> programme = Mip()
    >>> x = programme.columns(2, cost=[3.0, 2.0], high=1.0, whole=True)
    >>> programme.row(x, [1.0, 1.0], low=1.0)
    >>> found = programme.solve(Clock(10.0))
    >>> found.values.round().tolist(), found.bound
    ([0.0, 1.0], 2.0)
    """

    cost: list[Array] = field(default_factory=list)
    low: list[Array] = field(default_factory=list)
    high: list[Array] = field(default_factory=list)
    whole: list[Array] = field(default_factory=list)
    size: int = 0
    row_low: list[Array] = field(default_factory=list)
    row_high: list[Array] = field(default_factory=list)
    row_columns: list[Array] = field(default_factory=list)
    row_values: list[Array] = field(default_factory=list)
    row_sizes: list[Array] = field(default_factory=list)

    def columns(
        self, count: int, *, cost: Any = 0.0, low: Any = 0.0, high: Any = np.inf, whole: bool = False
    ) -> Array:
        """Add columns; return their numbers."""
        for kept, value in ((self.cost, cost), (self.low, low), (self.high, high)):
            kept.append(np.broadcast_to(np.asarray(value, dtype=np.float64), count))
        self.whole.append(np.full(count, whole))
        self.size += count
        return np.arange(self.size - count, self.size, dtype=np.int32)

    def row(self, columns: Array, values: Any, *, low: float = -np.inf, high: float = np.inf) -> None:
        """Add one row."""
        self.rows(np.asarray(columns)[None, :], np.asarray(values, dtype=np.float64)[None, :], low, high)

    def rows(self, columns: Array, values: Any, low: Any = -np.inf, high: Any = np.inf) -> None:
        """Add rows of one length: columns and values are rows × entries."""
        count, entries = columns.shape
        if not count:
            return
        self.row_columns.append(np.ascontiguousarray(columns, dtype=np.int32).ravel())
        self.row_values.append(np.broadcast_to(np.asarray(values, dtype=np.float64), columns.shape).ravel())
        self.row_sizes.append(np.full(count, entries))
        self.row_low.append(np.broadcast_to(np.asarray(low, dtype=np.float64), count))
        self.row_high.append(np.broadcast_to(np.asarray(high, dtype=np.float64), count))

    def scatter(
        self, rows: Array, columns: Array, values: Any, count: int, low: Any = -np.inf, high: Any = np.inf
    ) -> None:
        """Add ``count`` rows of any length from entries in any order: row from 0, column, value."""
        if not count:
            return
        order = np.argsort(rows, kind="stable")
        told = np.broadcast_to(np.asarray(values, dtype=np.float64), len(rows))
        self.row_columns.append(np.asarray(columns, dtype=np.int32)[order])
        self.row_values.append(told[order])
        self.row_sizes.append(np.bincount(rows, minlength=count))
        self.row_low.append(np.broadcast_to(np.asarray(low, dtype=np.float64), count))
        self.row_high.append(np.broadcast_to(np.asarray(high, dtype=np.float64), count))

    def solve(
        self, clock: Clock, start: Array | None = None, least: float = 0.0, *, first: bool = False
    ) -> "MipAnswer":
        """Solve within the time; ``start`` is an answer known already, ``least`` a bound known already.

        ``first``: any answer will do.
        """
        highs, highspy = open_highs()
        self._pass(highs, highspy)
        # The default gap of 1e-4 would call unproven answers optimal.
        highs.setOptionValue("mip_rel_gap", 1e-7)
        highs.setOptionValue("mip_abs_gap", 1e-9)
        if np.isfinite(clock.left):
            highs.setOptionValue("time_limit", max(clock.left, _LEAST_SECONDS))
        if first:
            highs.setOptionValue("mip_max_improving_sols", 1)
        if start is not None:
            known = highspy.HighsSolution()
            known.col_value = np.asarray(start, dtype=np.float64).tolist()
            highs.setSolution(known)
        with quietly():
            highs.run()
        return self._read(highs, highspy, start, least)

    def _pass(self, highs: Any, highspy: Any) -> None:
        infinite = highspy.kHighsInf
        low, high = np.concatenate(self.low), np.concatenate(self.high)
        highs.addVars(
            self.size, np.where(np.isinf(low), -infinite, low), np.where(np.isinf(high), infinite, high)
        )
        numbers = np.arange(self.size, dtype=np.int32)
        highs.changeColsCost(self.size, numbers, np.concatenate(self.cost))
        whole = np.flatnonzero(np.concatenate(self.whole)).astype(np.int32)
        if len(whole):
            highs.changeColsIntegrality(
                len(whole), whole, np.array([highspy.HighsVarType.kInteger] * len(whole))
            )
        if not self.row_sizes:
            return
        sizes = np.concatenate(self.row_sizes)
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int32)
        bottom, top = np.concatenate(self.row_low), np.concatenate(self.row_high)
        highs.addRows(
            len(sizes),
            np.where(np.isinf(bottom), -infinite, bottom),
            np.where(np.isinf(top), infinite, top),
            int(sizes.sum()),
            starts,
            np.concatenate(self.row_columns),
            np.concatenate(self.row_values),
        )

    def _read(self, highs: Any, highspy: Any, start: Array | None, least: float) -> "MipAnswer":
        status, statuses = highs.getModelStatus(), highspy.HighsModelStatus
        if status in (statuses.kInfeasible, statuses.kUnboundedOrInfeasible):
            return MipAnswer(None, np.inf, is_possible=False)
        information = highs.getInfo()
        solved = information.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        values = np.array(highs.getSolution().col_value) if solved else None
        if values is None and start is not None:
            values = np.asarray(start, dtype=np.float64)
        is_whole = bool(np.concatenate(self.whole).any())
        if is_whole:
            bound = float(information.mip_dual_bound)
        else:
            bound = float(highs.getObjectiveValue()) if status == statuses.kOptimal else -np.inf
        return MipAnswer(values, max(least, bound) if np.isfinite(bound) else least)


@dataclass(frozen=True)
class MipAnswer:
    """Values of the columns (None: none found in time), the proven bound, whether there is an answer at all."""

    values: Array | None
    bound: float
    is_possible: bool = True
