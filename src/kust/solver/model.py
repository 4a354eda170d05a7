"""A model: variables, rows, costs; the solver is called in :mod:`kust.solver.highs`.

Rows are kept as triples and become one sparse matrix when the solver is asked, so that building a model of a
thousand rows takes milliseconds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np

from kust.solver.highs import INFINITE, Problem, Solution, solve


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
    """A mixed-integer linear programme that is minimised."""

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

    def at_least(self, expression: Linear, least: float = 0.0) -> None:
        """Ask that an expression is not below a figure."""
        self._row(expression, least - expression.constant, INFINITE)

    def at_most(self, expression: Linear, most: float = 0.0) -> None:
        """Ask that an expression is not above a figure."""
        self._row(expression, -INFINITE, most - expression.constant)

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

    def at_least_if(self, condition: Linear | None, expression: Linear) -> None:
        """Ask that an expression is not negative where a condition (0 or 1) is 1; always, without a condition."""
        if condition is None:
            self.at_least(expression)
            return
        slack = -self.lowest(expression)
        if slack > 0:
            self.at_least(expression + (Linear(1.0) - condition) * slack)

    def solve(
        self, *, time_limit: float = INFINITE, gap: float = 0.0, held: Any = None, costs: Any = None
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
        """
        started = perf_counter()
        problem = self.problem()
        if costs is not None:
            problem = replace(problem, cost=np.asarray(costs, dtype=float))
        if held is not None:
            problem = problem.hold(held)
        return solve(problem, time_limit=time_limit, gap=gap, started=started)

    def problem(self) -> Problem:
        """Return the model as arrays."""
        from scipy import sparse

        rows, columns = self.size
        matrix = sparse.csr_array((self._values, (self._rows, self._columns)), shape=(rows, columns))
        return Problem(
            matrix,
            np.array(self._row_low),
            np.array(self._row_high),
            np.array(self._low),
            np.array(self._high),
            np.array(self._integer),
            np.array(self._cost),
        )
