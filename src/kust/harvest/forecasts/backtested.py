"""What trials on past years say of a forecast: scores, skill, and whether it is surer than published misses allow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from kust.harvest.forecasts.scores import calc_binomial_interval, calc_skill, calc_skill_interval
from kust.law.loader import parameters

METHODS = ("hierarchical", "climatology", "last_year")
WAYS = ("leave_year_out", "rolling_origin")
Interval = tuple[float, float]


@dataclass(frozen=True)
class Trial:
    """One method on one past year: scores of the log of the region's mean crop, and of its plots.

    ``inside`` of the ``level`` that so many years can promise; ``plots_inside`` of ``plots`` weighed above 0.
    """

    method: str
    year: int
    level: float
    crps: float
    plot_crps: float
    pinball: tuple[float, ...]
    inside: bool
    pit: float
    plots_inside: int
    plots: int
    log_sd: float


@dataclass(frozen=True)
class Score:
    """What a method scored over the years it was tried on; ``cover`` beside the mean level promised."""

    method: str
    years: int
    crps: float
    plot_crps: float | None
    pinball: tuple[float, ...]
    level: float
    cover: float
    cover_interval: tuple[float, float] | None
    plot_cover: float | None
    log_sd: float
    pit: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Miss:
    """A published forecast of a season that missed: forecast and outcome, kg/ha, and how far in logs."""

    year: int
    forecast_kg_ha: float
    came_kg_ha: float

    @property
    def log_ratio(self) -> float:
        """ln(came / forecast)."""
        return float(np.log(self.came_kg_ha / self.forecast_kg_ha))


@dataclass(frozen=True)
class Backtest:
    """How the forecast of a species did in one way of trying.

    ``skill_climatology``, ``skill_last_year``: 1 − CRPS / CRPS of the reference, over the years that both were tried
    on; None without them; ``…_interval``: its 80 %, years being what varies, None of one year. They are of the years by
    which the model is taken or not, so they flatter one that is taken. ``overconfident``: published misses that all lie
    outside the 90 % interval of a forecast as narrow as these; none where the forecast is wide enough or nothing was
    published of the group.
    """

    way: str
    scores: tuple[Score, ...]
    skill_climatology: float | None
    skill_last_year: float | None
    skill_climatology_interval: Interval | None
    skill_last_year_interval: Interval | None
    overconfident: tuple[Miss, ...]

    @property
    def has_skill(self) -> bool:
        """Whether the model surely beat both simple forecasts: the intervals of its skill lie above 0."""
        return self.beats_climatology and self.beats_last_year

    @property
    def beats_climatology(self) -> bool:
        """Whether the interval of its skill against climatology lies above 0."""
        return self.skill_climatology_interval is not None and self.skill_climatology_interval[0] > 0

    @property
    def beats_last_year(self) -> bool:
        """Whether the interval of its skill against last year lies above 0."""
        return self.skill_last_year_interval is not None and self.skill_last_year_interval[0] > 0

    @property
    def is_worse(self) -> bool:
        """Whether the model did worse than one of the simple forecasts."""
        skills = (self.skill_climatology, self.skill_last_year)
        return any(skill is not None and skill < 0 for skill in skills)

    def score(self, method: str) -> Score | None:
        """Return the score of a method."""
        return next((one for one in self.scores if one.method == method), None)


def find_misses(group: str, log_sd: float) -> tuple[Miss, ...]:
    """Find the published misses of a group if all of them lie outside the 90 % interval of a log-normal forecast.

    >>> [miss.year for miss in find_misses("mushroom", 0.59)], find_misses("mushroom", 0.8)
    ([2017, 2018], ())
    """
    listed: list[dict[str, Any]] = parameters("harvest.forecast")["published_misses"]
    misses = tuple(
        Miss(one["year"], one["forecast_kg_ha"], one["came_kg_ha"]) for one in listed if one["group"] == group
    )
    return misses if misses and all(abs(miss.log_ratio) > 1.645 * log_sd for miss in misses) else ()


@dataclass(frozen=True)
class Backtests:
    """The backtests of a dataset, by species and way, made as if on the day of each past season."""

    path: str
    digest: str
    on: date
    year: int
    level: float
    species: tuple[tuple[str, str, tuple[Backtest, ...]], ...]


def sum_up(way: str, group: str, trials: Sequence[Trial]) -> Backtest | None:
    """Sum up the trials of a species in one way; None where the model was never tried."""
    by_method = {
        method: {trial.year: trial for trial in trials if trial.method == method} for method in METHODS
    }
    own = by_method["hierarchical"]
    if not own:
        return None
    scores = tuple(_score(method, list(tried.values())) for method, tried in by_method.items() if tried)
    narrow = float(np.mean([trial.log_sd for trial in own.values()]))
    usual, last = (_skill(own, by_method[method]) for method in ("climatology", "last_year"))
    return Backtest(
        way=way,
        scores=scores,
        skill_climatology=usual[0],
        skill_last_year=last[0],
        skill_climatology_interval=usual[1],
        skill_last_year_interval=last[1],
        overconfident=find_misses(group, narrow),
    )


def _skill(own: Mapping[int, Trial], other: Mapping[int, Trial]) -> tuple[float | None, Interval | None]:
    common = [year for year in own if year in other]
    scores, references = (np.array([tried[year].crps for year in common]) for tried in (own, other))
    if not common:
        return None, None
    return calc_skill(float(scores.sum()), float(references.sum())), calc_skill_interval(scores, references)


def _score(method: str, trials: Sequence[Trial]) -> Score:
    hits, count = sum(trial.inside for trial in trials), len(trials)
    plots = sum(trial.plots for trial in trials)
    plot_crps = [trial.plot_crps for trial in trials if not np.isnan(trial.plot_crps)]
    return Score(
        method=method,
        years=count,
        crps=float(np.mean([trial.crps for trial in trials])),
        plot_crps=float(np.mean(plot_crps)) if plot_crps else None,
        pinball=tuple(np.mean([trial.pinball for trial in trials], axis=0).tolist()),
        level=float(np.mean([trial.level for trial in trials])),
        cover=hits / count,
        cover_interval=calc_binomial_interval(hits, count),
        plot_cover=sum(trial.plots_inside for trial in trials) / plots if plots else None,
        log_sd=float(np.mean([trial.log_sd for trial in trials])),
        pit=tuple((trial.year, trial.pit) for trial in trials),
    )
