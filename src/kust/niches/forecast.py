"""From a history of years to a range for each coming year, or a plain refusal. Knows no dataset."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy.special import stdtrit

from kust.niches.backtest import Backtest, predict, run_backtest
from kust.niches.niche import Range
from kust.settings import DemandSettings


@dataclass(frozen=True)
class ForecastYear:
    """A coming year: ``value`` of the method itself, and the range around it."""

    year: int
    value: float
    range: Range


@dataclass(frozen=True)
class Forecast:
    """What a history says of the coming years.

    ``status``: ``forecast`` or ``refused``. ``reason`` of a refusal: ``no_history``, ``gap_year`` (nothing is known
    of ``missing_years``), ``missing_figure`` (there were purchases in ``missing_years``, but not all tell this
    figure), ``short`` (``known_years`` of the ``needed_years``). ``coverage``: share of years meant to fall into
    the range.
    """

    status: str
    known_years: int
    needed_years: int
    coverage: float
    reason: str | None = None
    missing_years: tuple[int, ...] = ()
    backtest: Backtest | None = None
    years: tuple[ForecastYear, ...] = ()

    def of(self, year: int) -> Range:
        """Return the range of a year; open on both ends where there is no forecast."""
        return next((one.range for one in self.years if one.year == year), Range())


def calc_forecast(
    history: Mapping[int, float | None], *, year: int, years: int, settings: DemandSettings | None = None
) -> Forecast:
    """Forecast the coming years from a history, or refuse.

    With m past one-step errors of the chosen method, their mean b and their variance v (by m) the range of the h-th
    year goes as far from the method's value as::

        t((1 + coverage) / 2; m − 1) · sqrt((1 + 1/m) · (h²·b² + h·v))

    for an error that repeats itself adds up with the years, and one by chance with their root. It is cut at 0.

    Parameters
    ----------
    history
        Figures by year; null where the year's figure is not known, absent where nothing of the year is.
    year
        The last year of the history; what is later is not looked at.
    years
        How many years to forecast.
    settings
        ``min_years``, ``coverage``, ``damping``.

    Examples
    --------
    >>> calc_forecast({2015: 7.0, 2016: 7.0, 2017: 7.0, 2018: 7.0}, year=2018, years=1).of(2019)
    Range(least=7.0, most=7.0)
    >>> calc_forecast({2017: 7.0, 2018: 7.0}, year=2018, years=1).reason
    'short'
    """
    chosen = settings or DemandSettings()
    past = {one: history[one] for one in sorted(history) if one <= year}
    values = [value for value in past.values() if value is not None]
    refused = _refuse(past, year, chosen)
    if refused is not None:
        reason, missing = refused
        return Forecast("refused", len(values), chosen.min_years, chosen.coverage, reason, missing)
    backtest = run_backtest(values, chosen.damping)
    return Forecast(
        "forecast",
        len(values),
        chosen.min_years,
        chosen.coverage,
        backtest=backtest,
        years=tuple(_look_ahead(values, backtest, year, step, chosen) for step in range(1, years + 1)),
    )


def _refuse(
    past: Mapping[int, float | None], year: int, settings: DemandSettings
) -> tuple[str, tuple[int, ...]] | None:
    """Say why the history supports no forecast, with the years that are to blame."""
    if not past:
        return "no_history", ()
    if gaps := tuple(one for one in range(min(past), year + 1) if one not in past):
        return "gap_year", gaps
    if missing := tuple(one for one, value in past.items() if value is None):
        return "missing_figure", missing
    return ("short", ()) if len(past) < settings.min_years else None


def _look_ahead(
    values: Sequence[float], backtest: Backtest, year: int, step: int, settings: DemandSettings
) -> ForecastYear:
    value = predict(backtest.chosen, values, step, settings.damping)
    width = calc_width(backtest.errors, step, settings.coverage)
    return ForecastYear(year + step, value, Range(max(value - width, 0.0), value + width))


def calc_width(errors: Sequence[float], step: int, coverage: float) -> float:
    """Work out how far a range goes to each side, by the formula of :func:`calc_forecast`.

    A single error has no variance; it is taken with the quantile of two.

    >>> round(calc_width([3.0, -3.0], 1, 0.8), 4) == round(3.0776835 * (1.5 * 9) ** 0.5, 4)
    True
    """
    count = len(errors)
    bias = sum(errors) / count
    variance = sum((error - bias) ** 2 for error in errors) / count
    quantile = float(stdtrit(max(count - 1, 1), (1 + coverage) / 2))
    return quantile * math.sqrt((1 + 1 / count) * (step**2 * bias**2 + step * variance))
