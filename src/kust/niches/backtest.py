"""Hold simple methods of forecasting against the history itself, and against «the same as last year»."""

from collections.abc import Sequence
from dataclasses import dataclass

NAIVE = "naive"
METHODS = (NAIVE, "mean", "drift")
# A drift needs two years, so that every method is tried from the third year on.
FIRST_ORIGIN = 2
# Errors as close to each other as floats of the same sum: no method is better.
_SAME = 1e-9


@dataclass(frozen=True)
class Score:
    """How far a method was off: ``mae``, mean absolute one-step error in the unit of the history.

    ``ratio`` to the error of «the same as last year» over the same years, below 1 is better; null where that is 0.
    """

    method: str
    mae: float
    ratio: float | None


@dataclass(frozen=True)
class Backtest:
    """Every method tried on every year of the history from the third on, each time from the years before it.

    ``origins``: how many years were tried. ``chosen``: the method with the least error; ``naive`` where no other is
    better. ``errors``: actual − forecast of the chosen one, by year.
    """

    origins: int
    scores: tuple[Score, ...]
    chosen: str
    errors: tuple[float, ...]

    @property
    def score(self) -> Score:
        """Return how far the chosen method was off."""
        return next(score for score in self.scores if score.method == self.chosen)


def predict(method: str, values: Sequence[float], step: int, damping: float) -> float:
    """Forecast the value so many years after the last one; never below 0.

    ``naive``: the last value. ``mean``: the mean of all. ``drift``: the last value and, for each year, the mean yearly
    change of the history, damped: ``y + (φ + φ² + … + φʰ) · (y_n − y_1) / (n − 1)``. Source: R. J. Hyndman,
    G. Athanasopoulos, *Forecasting: Principles and Practice*, 3rd edition, 5.2 (methods) and 8.2 (damping).

    >>> [predict(method, [10.0, 12.0, 17.0], 2, 0.8) for method in METHODS]
    [17.0, 13.0, 22.04]
    """
    last = values[-1]
    if method == "mean":
        return sum(values) / len(values)
    if method == "drift":
        slope = (last - values[0]) / (len(values) - 1)
        return max(last + slope * sum(damping**year for year in range(1, step + 1)), 0.0)
    return last


def run_backtest(values: Sequence[float], damping: float) -> Backtest:
    """Try the methods with a rolling origin and choose one.

    Parameters
    ----------
    values
        At least three figures of years that follow each other, none missing.
    damping
        Share of the yearly change that goes on from a year to the next, 0..1.

    Examples
    --------
    >>> run_backtest([100.0, 110.0, 120.0, 130.0], 0.8).chosen
    'drift'
    >>> run_backtest([5.0, 5.0, 5.0], 0.8).chosen
    'naive'
    """
    if len(values) <= FIRST_ORIGIN:
        raise ValueError("a backtest takes three years")
    origins = range(FIRST_ORIGIN, len(values))
    errors = {
        method: tuple(values[at] - predict(method, values[:at], 1, damping) for at in origins)
        for method in METHODS
    }
    maes = {method: sum(map(abs, errors[method])) / len(origins) for method in METHODS}
    naive = maes[NAIVE]
    best = min(METHODS, key=lambda method: maes[method])
    chosen = best if maes[best] < naive * (1 - _SAME) else NAIVE
    scores = tuple(Score(method, maes[method], maes[method] / naive if naive else None) for method in METHODS)
    return Backtest(len(origins), scores, chosen, errors[chosen])
