"""The answer to a question of siting: what is open, who goes where, what it costs and how sure that is."""

from dataclasses import dataclass, replace
from typing import Any, Literal, Self

import numpy as np

# Up to this share of the value a difference to the bound counts as none.
PROVED = 1e-6
Method = Literal["exact", "heuristic"]


@dataclass(frozen=True)
class Answer:
    """Sites to open, with a proven bound.

    Attributes
    ----------
    value
        What is minimised, for the sites of ``open``.
    lower_bound
        No answer is cheaper than this; never above ``value``.
    open
        Numbers of the open sites, ascending.
    assignment
        Number of the site of each client; -1 for one that goes nowhere.
    shares
        Clients × sites where what a client has may be divided, else None.
    bounded
        Whether a bound was worked out; if not, ``lower_bound`` is only what is plain to see.
    seconds
        Wall time.
    """

    value: float
    lower_bound: float
    open: tuple[int, ...]
    assignment: tuple[int, ...]
    bounded: bool
    seconds: float
    shares: Any = None

    @property
    def gap(self) -> float:
        """(value − lower bound) / value; 0 where both are 0."""
        return calc_gap(self.value, self.lower_bound)

    @property
    def is_proved(self) -> bool:
        return self.value - self.lower_bound <= PROVED * self.value

    @property
    def status(self) -> str:
        """``proved``, ``gap x %`` or ``heuristic``."""
        if self.is_proved:
            return "proved"
        return f"gap {_figures(100 * self.gap)} %" if self.bounded else "heuristic"

    def at(self, seconds: float) -> Self:
        """Return the same answer with the time that it took."""
        return replace(self, seconds=seconds)


def calc_gap(value: float, lower_bound: float) -> float:
    """Return how far a bound is below a value, as a share of the value.

    >>> calc_gap(100.0, 98.0)
    0.02
    """
    return max(value - lower_bound, 0.0) / abs(value) if value else 0.0


def _figures(value: float) -> str:
    """Write two significant figures without an exponent."""
    digits = max(0, 1 - int(np.floor(np.log10(value)))) if value > 0 else 0
    return f"{value:.{digits}f}"


def calc_cut_off(value: float, step: float | None) -> float:
    """Return the bound from which on an answer cannot be cheaper than ``value`` by more than counts.

    ``step``: every possible cost is a multiple of it.
    """
    slack = 0.5 * PROVED * abs(value)
    return value - max(slack, (1 - 1e-6) * step if step else 0.0)


def find_step(costs: Any) -> float | None:
    """Return 1 where all costs are whole numbers, else None."""
    return 1.0 if bool(np.all(costs == np.rint(costs))) else None
