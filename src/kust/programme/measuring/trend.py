"""A straight line through the figures of years, to a year to come.

least squares: ŷ(x) = ȳ + b (x − x̄),  b = Σ (x − x̄)(y − ȳ) / Σ (x − x̄)²
interval: ŷ ± t(n − 2) · s · √(1 + 1/n + (x − x̄)² / Σ (x − x̄)²),  s² = Σ (y − ŷ)² / (n − 2)

(N. R. Draper and H. Smith, Applied Regression Analysis, 3rd ed., 1998, section 3.1: prediction of a new observation.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

# Both tails outside the interval together.
OUTSIDE = 0.2
FEWEST = 3


@dataclass(frozen=True)
class Trend:
    """Value of the line, and the ends of its interval; None of both where two points leave no doubt to be told."""

    value: float
    low: float | None
    high: float | None


def calc_trend(points: Sequence[tuple[int, float]], year: int) -> Trend | None:
    """Draw a line through the figures of different years and read it in another.

    Returns
    -------
    Trend or None
        None of fewer than two points. What was never below zero is not forecast below zero.

    Examples
    --------
    >>> calc_trend([(2017, 10.0), (2018, 12.0)], 2021)
    Trend(value=18.0, low=None, high=None)
    """
    if len(points) < 2:
        return None
    count = len(points)
    middle_x, middle_y = sum(x for x, _ in points) / count, sum(y for _, y in points) / count
    spread = sum((x - middle_x) ** 2 for x, _ in points)
    slope = sum((x - middle_x) * (y - middle_y) for x, y in points) / spread
    value = middle_y + slope * (year - middle_x)
    floor = 0.0 if min(y for _, y in points) >= 0 else -float("inf")
    if count < FEWEST:
        return Trend(max(value, floor), None, None)
    from scipy.special import stdtrit

    left = sum((y - middle_y - slope * (x - middle_x)) ** 2 for x, y in points)
    error = sqrt(left / (count - 2)) * sqrt(1 + 1 / count + (year - middle_x) ** 2 / spread)
    half = float(stdtrit(count - 2, 1 - OUTSIDE / 2)) * error
    return Trend(max(value, floor), max(value - half, floor), max(value + half, floor))
