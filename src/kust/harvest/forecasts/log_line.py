"""A straight line through logs of few years: how purchases and prices follow the crop, with what is not known of it."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import chdtri, stdtrit

Floats = NDArray[np.float64]
LEVEL = 0.8
# As in the forecast: the scale is not drawn beyond this share of its distribution, where its tail has no mean.
_LEAST_SHARE = 0.02
_FLAT = 1e-9


@dataclass(frozen=True)
class Estimate:
    """A figure with the ends of its interval of 80 %, and how many years it rests on."""

    value: float
    low: float
    high: float
    years: int


@dataclass(frozen=True)
class LogLine:
    """y = b₀ + b₁·x (+ b₂·t), all in logs but t, by least squares.

    ``coefficients`` (terms,), ``inverse`` (X'X)⁻¹, ``sd`` of what is left, ``freedom`` years − terms.
    """

    coefficients: Floats
    inverse: Floats
    sd: float
    freedom: int

    @property
    def slope(self) -> Estimate:
        """The slope on x: b₁ ± t·s·√((X'X)⁻¹₁₁)."""
        wide = float(stdtrit(self.freedom, 0.5 + LEVEL / 2)) * self.sd * float(np.sqrt(self.inverse[1, 1]))
        middle = float(self.coefficients[1])
        years = self.freedom + len(self.coefficients)
        return Estimate(middle, middle - wide, middle + wide, years)

    def draw(self, random: Generator, draws: int) -> tuple[Floats, Floats]:
        """Draw coefficients (draws, terms) and what is left (draws,), both with the variance as uncertain as it is."""
        share = _LEAST_SHARE + (1 - _LEAST_SHARE) * random.random(draws)
        sd = self.sd * np.sqrt(self.freedom / chdtri(self.freedom, 1 - share))
        root = np.linalg.cholesky(self.inverse)
        moved = random.normal(size=(draws, len(self.coefficients))) @ root.T
        return self.coefficients + sd[:, None] * moved, sd * random.normal(size=draws)


def fit_log_line(x: Floats, y: Floats, trend: Floats | None = None) -> LogLine | None:
    """Fit a line to logs; None where x hardly moves or no year is left over to tell the noise.

    Parameters
    ----------
    x, y
        (years,) logs.
    trend
        (years,) years from some year, or None for a line without it.

    Examples
    --------
    >>> line = fit_log_line(np.log([1.0, 2.0, 4.0]), np.log([120.0, 60.0, 30.0]))
    >>> round(line.slope.value, 6)
    -1.0
    """
    columns = [np.ones(len(x)), x] + ([] if trend is None else [trend])
    design = np.column_stack(columns)
    freedom = len(x) - design.shape[1]
    if freedom < 1 or np.linalg.matrix_rank(design, tol=_FLAT * len(x)) < design.shape[1]:
        return None
    inverse = np.linalg.inv(design.T @ design)
    found = inverse @ design.T @ y
    left = y - design @ found
    return LogLine(found, inverse, float(np.sqrt(left @ left / freedom)), freedom)
