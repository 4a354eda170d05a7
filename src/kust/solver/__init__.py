"""A thin typed door to the mixed-integer solver (HiGHS, through SciPy)."""

from kust.solver.model import Linear, Model, total
from kust.solver.problem import INFINITE, Solution

__all__ = ["INFINITE", "Linear", "Model", "Solution", "total"]
