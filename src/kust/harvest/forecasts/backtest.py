"""Try the forecast on past years: one year left out, or only the years before it, with weather as known that day.

Every way is held against two simple forecasts: climatology (a past year comes again) and last year (it stays as it
was, moved as it has moved before).
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from kust.data.dataset import Dataset
from kust.harvest.forecasts.backtested import METHODS, WAYS, Backtest, Backtests, Trial, sum_up
from kust.harvest.forecasts.crop_model import CropModel, fit_crop, read_figure
from kust.harvest.forecasts.model import Variances
from kust.harvest.forecasts.panel import Panel
from kust.harvest.forecasts.predictive import (
    calc_log_total,
    draw_climatology,
    draw_hierarchical,
    draw_last_year,
    make_chances,
)
from kust.harvest.forecasts.predictors import make_coming
from kust.harvest.forecasts.scores import (
    calc_crps,
    calc_ends,
    calc_pinball,
    calc_pit,
    limit_level,
)
from kust.harvest.forecasts.seasons import Species, read_species
from kust.harvest.land.weather import count_seen
from kust.settings import HarvestForecastSettings

Floats = NDArray[np.float64]
PINBALL_AT = (0.1, 0.5, 0.9)
# A fit needs this many years to be tried at all.
_FEWEST_TRAINED = 3
_DRAWS = 400
_BOOTSTRAPS = 100


def run_backtest(
    species: Species, on: date, year: int, *, way: str, level: float, seed: int, draws: int = _DRAWS
) -> Backtest | None:
    """Try a species' forecast on its past years, each as known on the same day of its season.

    Parameters
    ----------
    species
        Its panel and weather.
    on, year
        The day on which the forecast of ``year`` is made; a past year t is tried with the weather up to the same day
        before or in its season.
    way
        ``leave_year_out`` or ``rolling_origin``.
    level
        Coverage asked for; of Y years at most (Y − 1) / (Y + 1) is promised.

    Returns
    -------
    Backtest or None
        None where there are too few years to try any.
    """
    random = np.random.default_rng([seed, 7])
    trials: list[Trial] = []
    start: Variances | None = None
    for tried in species.panel.known_years:
        known, least = _as_known(species, on, year, tried, way)
        model = (
            fit_crop(known.panel, known.standards, start) if len(known.panel.known_years) >= least else None
        )
        if model is None:
            continue
        start = model.fit.variances
        trials += _try_year(random, species.panel, known, model, tried, count_seen(on, year), level, draws)
    return sum_up(way, species.panel.group, trials)


def _as_known(species: Species, on: date, year: int, tried: int, way: str) -> tuple[Species, int]:
    """Forget what a trial of a year must not know; and how many years it takes to be tried at all."""
    day = move_to_season(on, year, tried)
    if way == WAYS[0]:
        return species.without(day, tried), _FEWEST_TRAINED
    return species.as_known(day, tried), int(read_figure("fewest_years"))


def move_to_season(on: date, year: int, other: int) -> date:
    """Move the day of a forecast of ``year`` to the season of another year.

    >>> move_to_season(date(2020, 2, 29), 2020, 2019), move_to_season(date(2019, 12, 1), 2020, 2010)
    (datetime.date(2019, 2, 28), datetime.date(2009, 12, 1))
    """
    moved = on.year + other - year
    return date(moved, on.month, min(on.day, monthrange(moved, on.month)[1]))


def _try_year(
    random: Generator,
    panel: Panel,
    known: Species,
    model: CropModel,
    year: int,
    seen: int,
    level: float,
    draws: int,
) -> Iterator[Trial]:
    """Draw a past year in each way and hold it against what was weighed."""
    came = panel.kg_ha[:, panel.years.index(year)]
    weighed = ~np.isnan(came)
    promised = limit_level(level, len(model.panel.known_years))
    for method in METHODS:
        drawn = _draw(random, known, model, year, seen, draws, method)
        if drawn is not None:
            yield _hold(method, year, promised, drawn[:, weighed], came[weighed], model.floor)


def _draw(
    random: Generator, known: Species, model: CropModel, year: int, seen: int, draws: int, method: str
) -> Floats | None:
    if method == "hierarchical":
        coming = known.skies.coming(year, seen)
        x = make_coming(model.panel, model.design, known.standards, known.times, coming, year)
        chances = make_chances(random, draws, np.eye(1), model.panel.years, _BOOTSTRAPS)
        return draw_hierarchical(random, model.fit, model.occurrence, x, chances, 0, model.panel.years)
    if method == "climatology":
        sd = float(read_figure("unknown_year_log_sd"))
        return draw_climatology(random, model.fit, model.past, random.normal(size=draws), sd)
    before = model.past.until(year)
    return None if before is None else draw_last_year(random, model.fit, before, year, draws)


def _hold(method: str, year: int, level: float, drawn: Floats, came: Floats, floor: float) -> Trial:
    total, truth = calc_log_total(drawn, floor), np.log(came.mean() + floor)
    ends = calc_ends(total, level)
    bore = came > 0
    logs, heights = np.log(drawn[:, bore] + floor), np.log(came[bore] + floor)
    tails = np.quantile(logs, [(1 - level) / 2, (1 + level) / 2], axis=0) if bore.any() else np.empty((2, 0))
    at = np.quantile(total, PINBALL_AT)
    pinball = [float(calc_pinball(q, truth, p)) for q, p in zip(at, PINBALL_AT, strict=True)]
    return Trial(
        method=method,
        year=year,
        level=level,
        crps=float(calc_crps(total, truth)),
        plot_crps=float(calc_crps(logs, heights).mean()) if bore.any() else float("nan"),
        pinball=tuple(pinball),
        inside=ends is not None and ends[0] <= truth <= ends[1],
        pit=float(calc_pit(total, truth)),
        plots_inside=int(((heights >= tails[0]) & (heights <= tails[1])).sum()),
        plots=int(bore.sum()),
        log_sd=float(total.std()),
    )


def calc_backtests(
    dataset: Dataset,
    *,
    on: date,
    year: int,
    settings: HarvestForecastSettings | None = None,
    species: str | None = None,
    seed: int = 0,
) -> Backtests:
    """Try the forecasts of all species, or of one, on their past years in both ways.

    Parameters
    ----------
    dataset
        Uses ``species``, ``plots``, ``yields``, ``weather_stations``, ``weather``.
    on, year
        The day on which a forecast of ``year`` would be made.

    Returns
    -------
    Backtests
        By species both ways; none where there are too few years. Method: docs/methods/harvest-forecast.md.

    Raises
    ------
    UsageError
        No such species.
    """
    chosen = settings or HarvestForecastSettings()
    found = []
    for one in read_species(dataset, on=on, year=year, settings=chosen, species=species):
        ways = (run_backtest(one, on, year, way=way, level=chosen.coverage, seed=seed) for way in WAYS)
        found.append((one.panel.species, one.name, tuple(way for way in ways if way is not None)))
    return Backtests(str(dataset.path), dataset.digest, on, year, chosen.coverage, tuple(found))
