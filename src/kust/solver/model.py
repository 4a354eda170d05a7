"""A model: variables, rows, costs; the solver is called in :mod:`kust.solver.highs`.

Rows are kept as triples and become one sparse matrix when the solver is asked, so that building a model of a
thousand rows takes milliseconds.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np

from kust.solver.highs import solve
from kust.solver.problem import INFINITE, Problem, Solution


class Linear:
    """A linear expression: a constant and a coefficient a variable.

    >>> (Linear(1.0) + Linear.of(0, 2.0)).terms
    {0: 2.0}
    """

    __slots__ = ("constant", "terms")

    def __init__(self, constant: float = 0.0, terms: Mapping[int, float] | None = None) -> None:
        self.constant = constant
        self.terms: dict[int, float] = dict(terms or {})

    @classmethod
    def of(cls, variable: int, coefficient: float = 1.0) -> "Linear":
        """Return one variable times its coefficient."""
        return cls(0.0, {variable: coefficient})

    def add(self, other: "Linear", times: float = 1.0) -> "Linear":
        """Add another expression, times a factor, to this one."""
        self.constant += times * other.constant
        terms = self.terms
        for variable, coefficient in other.terms.items():
            terms[variable] = terms.get(variable, 0.0) + times * coefficient
        return self

    def __add__(self, other: "Linear") -> "Linear":
        return Linear(self.constant, self.terms).add(other)

    def __sub__(self, other: "Linear") -> "Linear":
        return Linear(self.constant, self.terms).add(other, -1.0)

    def __mul__(self, factor: float) -> "Linear":
        return Linear().add(self, factor)

    @property
    def is_constant(self) -> bool:
        return not any(self.terms.values())

    def value(self, values: Any) -> float:
        """Return the value of the expression where the variables have these values."""
        return self.constant + sum(c * float(values[v]) for v, c in self.terms.items())


def total(parts: Iterable[Linear]) -> Linear:
    """Sum expressions."""
    summed = Linear()
    for part in parts:
        summed.add(part)
    return summed


class Model:
    """A mixed-integer linear programme that is minimised.

    A row may be there for the sake of something, or of several things (``because``): where one of them is left out
    (``without``), the row does not bind. So one model answers what is possible without this or that.
    """

    def __init__(self) -> None:
        self._low: list[float] = []
        self._high: list[float] = []
        self._cost: list[float] = []
        self._integer: list[int] = []
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._values: list[float] = []
        self._row_low: list[float] = []
        self._row_high: list[float] = []
        self._because: dict[str, list[int]] = {}
        self._arrays: Problem | None = None
        self._sides: tuple[int, ...] = ()
        self._sides_because: frozenset[str] = frozenset()

    @property
    def size(self) -> tuple[int, int]:
        """Number of rows and of variables."""
        return len(self._row_low), len(self._low)

    @property
    def costs(self) -> list[float]:
        """Cost of each variable."""
        return self._cost

    @property
    def integers(self) -> list[int]:
        """1 for each variable that is whole, else 0."""
        return self._integer

    def variable(
        self, high: float = INFINITE, *, low: float = 0.0, cost: float = 0.0, integer: bool = False
    ) -> int:
        """Add a variable between two ends; return its number."""
        self._low.append(low)
        self._high.append(high)
        self._cost.append(cost)
        self._integer.append(int(integer))
        return len(self._low) - 1

    def binary(self, cost: float = 0.0) -> int:
        """Add a variable that is 0 or 1."""
        return self.variable(1.0, cost=cost, integer=True)

    def at_least(self, expression: Linear, least: float = 0.0, *, because: Collection[str] = ()) -> None:
        """Ask that an expression is not below a figure."""
        for reason in because:
            self._because.setdefault(reason, []).append(len(self._row_low))
        self._row(expression, least - expression.constant, INFINITE)

    def at_most(self, expression: Linear, most: float = 0.0) -> None:
        """Ask that an expression is not above a figure."""
        self._row(expression, -INFINITE, most - expression.constant)

    def one_of(self, sides: Sequence[int], *, because: Collection[str] = ()) -> None:
        """Ask that one of several binaries at least is 1; nothing may be gained by more than one."""
        self.at_least(total(Linear.of(side) for side in sides), 1.0, because=because)
        if not self._sides:
            self._sides, self._sides_because = tuple(sides), frozenset(because)

    def equal(self, expression: Linear, figure: float = 0.0) -> None:
        """Ask that an expression equals a figure."""
        self._row(expression, figure - expression.constant, figure - expression.constant)

    def _row(self, expression: Linear, low: float, high: float) -> None:
        row = len(self._row_low)
        for variable, coefficient in expression.terms.items():
            if coefficient:
                self._rows.append(row)
                self._columns.append(variable)
                self._values.append(coefficient)
        self._row_low.append(low)
        self._row_high.append(high)

    def lowest(self, expression: Linear) -> float:
        """Return the smallest value that the ends of the variables allow."""
        return expression.constant + sum(
            c * (self._low[v] if c > 0 else self._high[v]) for v, c in expression.terms.items() if c
        )

    def highest(self, expression: Linear) -> float:
        """Return the largest value that the ends of the variables allow."""
        return -self.lowest(expression * -1.0)

    def at_least_if(
        self, condition: Linear | None, expression: Linear, *, because: Collection[str] = ()
    ) -> None:
        """Ask that an expression is not negative where a condition (0 or 1) is 1; always, without a condition."""
        if condition is None:
            self.at_least(expression, because=because)
            return
        slack = -self.lowest(expression)
        if slack > 0:
            self.at_least(expression + (Linear(1.0) - condition) * slack)

    @contextmanager
    def for_now(self) -> Iterator[None]:
        """Take back at the end whatever is added meanwhile."""
        kept, reasons = [(part, len(part)) for part in self._parts()], set(self._because)
        try:
            yield
        finally:
            for part, length in kept:
                del part[length:]
            self._because = {one: rows for one, rows in self._because.items() if one in reasons}
            self._arrays = None

    def _parts(self) -> list[list[Any]]:
        of_rows: list[list[Any]] = [self._rows, self._columns, self._values, self._row_low, self._row_high]
        return [self._low, self._high, self._cost, self._integer, *of_rows, *self._because.values()]

    def solve(
        self,
        *,
        time_limit: float = INFINITE,
        gap: float = 0.0,
        held: Any = None,
        costs: Any = None,
        without: Collection[str] = (),
    ) -> Solution:
        """Minimise the cost.

        Parameters
        ----------
        time_limit
            Seconds after which the best known answer is given.
        gap
            Relative distance to the proven bound at which to stop.
        held
            Values of an earlier answer: every integer variable keeps its value, so that only amounts are free.
        costs
            Other costs, one a variable.
        without
            What is left out: rows that are there because of it do not bind.
        """
        started = perf_counter()
        problem = self.problem(without)
        if costs is not None:
            problem = replace(problem, cost=np.asarray(costs, dtype=float))
        if held is not None:
            problem = problem.hold(held)
        return solve(problem, time_limit=time_limit, gap=gap, started=started)

    def find_hopeless(self) -> list[frozenset[str]]:
        """Name what rows are there for that nothing between the ends of the variables can meet."""
        rows = np.flatnonzero(self.problem().hopeless_rows)
        because: dict[int, set[str]] = {int(row): set() for row in rows}
        for reason, of_reason in self._because.items():
            for row in because.keys() & set(of_reason):
                because[row].add(reason)
        return [frozenset(reasons) for reasons in because.values()]

    def find_met(self, values: Any) -> set[str]:
        """Name what is met, too, where the variables have these values: all rows that are there for it hold."""
        broken = self.problem().broken_rows(values)
        return {reason for reason, rows in self._because.items() if not broken[rows].any()}

    def problem(self, without: Collection[str] = ()) -> Problem:
        """Return the model as arrays."""
        if self._arrays is None or self._arrays.matrix.shape != self.size:
            self._arrays = self._assemble()
        if not without:
            return self._arrays
        free = [row for reason in without for row in self._because.get(reason, ())]
        low, high = self._arrays.row_low.copy(), self._arrays.row_high.copy()
        low[free], high[free] = -INFINITE, INFINITE
        sides = () if self._sides_because & set(without) else self._sides
        return replace(self._arrays, row_low=low, row_high=high, sides=sides)

    def _assemble(self) -> Problem:
        from scipy import sparse

        matrix = sparse.csr_array((self._values, (self._rows, self._columns)), shape=self.size)
        return Problem(
            matrix,
            np.array(self._row_low),
            np.array(self._row_high),
            np.array(self._low),
            np.array(self._high),
            np.array(self._integer),
            np.array(self._cost),
            self._sides,
        )
