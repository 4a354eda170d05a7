"""Thermal time: on which day a plant has had the warmth that it waits for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Variant = Literal["excess", "full"]
Floats = NDArray[np.float64]


def calc_forcing(t_mean: Floats, threshold: float, variant: Variant = "excess") -> Floats:
    """Work out what each day adds to thermal time.

    ``excess``: max(T − T0, 0), degree-days above the threshold. ``full``: T itself on days with T > T0, as the
    package pyPhenology sums it, although its text says the first.

    Parameters
    ----------
    t_mean
        Mean temperature of days, °C, any shape.
    threshold
        T0, °C.

    Returns
    -------
    array
        Degree-days of each day, NaN where the temperature is not known.

    Examples
    --------
    >>> calc_forcing(np.array([4.0, 7.0]), 5.0).tolist(), calc_forcing(np.array([4.0, 7.0]), 5.0, "full").tolist()
    ([0.0, 2.0], [0.0, 7.0])
    """
    warm = np.where(t_mean > threshold, t_mean - threshold if variant == "excess" else t_mean, 0.0)
    return np.where(np.isnan(t_mean), np.nan, warm)


def find_day(forcing: Floats, first_day: int, needed: float) -> Floats:
    """Find the first day on which the sum of forcing from ``first_day`` on reaches what is needed.

    Parameters
    ----------
    forcing
        Degree-days, (…, 365); a day that is not known adds what its neighbours do (linear in time).
    first_day
        Number of the day from which warmth adds up.
    needed
        Degree-days.

    Returns
    -------
    array
        (…,) numbers of days; NaN where the sum is not reached or more than a fifth of the days up to it are unknown.

    Examples
    --------
    >>> find_day(np.full(365, 2.0), 10, 7.0)
    array(13.)
    """
    known = ~np.isnan(forcing[..., first_day:])
    filled = _fill(forcing[..., first_day:])
    total = np.cumsum(filled, axis=-1)
    reached = total >= needed - 1e-9
    day = np.argmax(reached, axis=-1)
    seen = np.take_along_axis(np.cumsum(known, axis=-1), day[..., None], axis=-1)[..., 0]
    good = reached.any(axis=-1) & (seen >= 0.8 * (day + 1))
    return np.asarray(np.where(good, day + first_day, np.nan), dtype=np.float64)


def _fill(values: Floats) -> Floats:
    """Put the nearest known days between, in place of unknown ones."""
    if not np.isnan(values).any():
        return values
    flat = values.reshape(-1, values.shape[-1]).copy()
    days = np.arange(flat.shape[1])
    for row in flat:
        known = ~np.isnan(row)
        if known.any():
            row[~known] = np.interp(days[~known], days[known], row[known])
    return flat.reshape(values.shape)


@dataclass(frozen=True)
class ThermalTime:
    """A fitted thermal time: from which day, above which temperature, how many degree-days."""

    first_day: int
    threshold_c: float
    degree_days: float
    variant: Variant = "excess"

    def find(self, t_mean: Floats) -> Floats:
        """Find the day in each row of daily temperatures (…, 365)."""
        forcing = calc_forcing(t_mean, self.threshold_c, self.variant)
        return find_day(forcing, self.first_day, self.degree_days)


_THRESHOLDS = (0.0, 2.5, 5.0, 7.5)
_FIRST_DAYS = (0, 59, 90)


def fit_thermal_time(
    t_mean: Floats,
    observed: Floats,
    variant: Variant = "excess",
    *,
    thresholds: Sequence[float] = _THRESHOLDS,
    first_days: Sequence[int] = _FIRST_DAYS,
) -> ThermalTime:
    """Fit thermal time to observed days: the grid point with the smallest squared error.

    For each first day and threshold the degree-days are sought among what had added up by the observed days.

    Parameters
    ----------
    t_mean
        (observations, 365) mean temperatures, °C.
    observed
        (observations,) numbers of days.
    thresholds, first_days
        The grid.

    Returns
    -------
    ThermalTime
        The best of the grid; of equals the one with the higher threshold.
    """
    best, found = np.inf, ThermalTime(first_days[0], thresholds[0], 0.0, variant)
    rows = np.arange(len(observed))
    for first_day in first_days:
        for threshold in thresholds:
            total = np.cumsum(_fill(calc_forcing(t_mean, threshold, variant))[:, first_day:], axis=1)
            at = np.clip(np.rint(observed).astype(int) - first_day, 0, total.shape[1] - 1)
            reached = total[rows, at]
            for needed in np.quantile(reached, np.linspace(0.1, 0.9, 17)):
                predicted = np.argmax(total >= needed, axis=1) + first_day
                error = float(np.mean((predicted - observed) ** 2))
                if error <= best:
                    best, found = error, ThermalTime(first_day, threshold, float(needed), variant)
    return found
