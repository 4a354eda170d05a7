"""A thin typed door to the mixed-integer solver (HiGHS, through SciPy)."""

from kust.solver.highs import Solution
from kust.solver.model import Linear, Model, total

__all__ = ["Linear", "Model", "Solution", "total"]
