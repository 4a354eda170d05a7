"""What a forecast of a season says, by species; codes and figures, the words come later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kust.harvest.forecasts.backtested import Backtest, Backtests, Miss, Score
from kust.harvest.forecasts.draws import Draws
from kust.harvest.forecasts.openings import Calendar, DayRange


@dataclass(frozen=True)
class Term:
    """A predictor: its effect on the log crop per standard deviation, and what this season has of it.

    ``season``: expected, in standard deviations of the station's years; ``season_sd``: how open it
    is still, 0 once seen.
    """

    name: str
    effect: float
    season: float
    season_sd: float


@dataclass(frozen=True)
class PlotCrop:
    """A plot: median and interval in kg/ha; the ends are None where nothing can be promised."""

    plot_id: str
    median: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class SpeciesForecast:
    """The forecast of a species.

    ``method``: ``hierarchical``, ``climatology`` or ``none``; ``reason``: why it is not hierarchical: ``few_years``,
    ``no_terms``, ``no_skill``, ``no_skill_last_year``, ``no_skill_before``, ``not_tried``, ``no_yields``,
    ``balls_only``, ``no_crop``. ``level``: the
    coverage that so many years can promise. ``kg_ha``: quantiles of the mean of the plots, weighted by area; ``low``
    and ``high`` end the promised interval. ``total_t``: the same over the plots with a known area. ``usual_kg_ha``: the
    median of climatology. ``backtest`` leaves years out, ``rolling_origin`` tells each from those before it: both chose
    the method. ``overconfident``: as of the backtest, for this forecast.
    """

    species_id: str
    name: str
    group: str
    method: str
    reason: str | None
    years: tuple[int, ...]
    plots: int
    plots_without_area: int
    balls: int
    balls_used: bool
    balls_reason: str | None
    ball_cuts_kg_ha: tuple[float | None, ...] | None
    level: float
    kg_ha: Mapping[str, float | None]
    low_kg_ha: float | None
    high_kg_ha: float | None
    usual_kg_ha: float | None
    total_t: Mapping[str, float | None]
    low_t: float | None
    high_t: float | None
    log_sd: float | None
    terms: tuple[Term, ...]
    backtest: Backtest | None
    overconfident: tuple[Miss, ...]
    calendar: Calendar
    by_plot: tuple[PlotCrop, ...]
    rolling_origin: Backtest | None = None


@dataclass(frozen=True)
class Forecast:
    """The forecast of a season: joint draws, and what they say of each species."""

    path: str
    digest: str
    on: date
    year: int
    coverage: float
    bootstraps: int
    seed: int
    species: tuple[SpeciesForecast, ...]
    draws: Draws

    def of(self, species_id: str) -> SpeciesForecast:
        """Return the forecast of a species."""
        return next(one for one in self.species if one.species_id == species_id)


def as_json(forecast: Forecast) -> dict[str, Any]:
    """Bring a forecast into JSON: figures as unrounded doubles, days as ISO 8601; the draws themselves stay out."""
    return {
        "dataset": forecast.path,
        "digest": forecast.digest,
        "on": forecast.on.isoformat(),
        "year": forecast.year,
        "coverage": forecast.coverage,
        "draws": len(forecast.draws.kg_ha),
        "bootstraps": forecast.bootstraps,
        "seed": forecast.seed,
        "species": [_species_as_json(one) for one in forecast.species],
    }


_PLAIN = (
    "species_id", "name", "group", "method", "reason", "plots", "plots_without_area", "level", "low_kg_ha",
    "high_kg_ha", "usual_kg_ha", "low_t", "high_t", "log_sd",
)  # fmt: skip


def _species_as_json(one: SpeciesForecast) -> dict[str, Any]:
    return {name: getattr(one, name) for name in _PLAIN} | {
        "years": list(one.years),
        "kg_ha": dict(one.kg_ha),
        "total_t": dict(one.total_t),
        "balls": {
            "count": one.balls,
            "used": one.balls_used,
            "reason": one.balls_reason,
            "cuts_kg_ha": None if one.ball_cuts_kg_ha is None else list(one.ball_cuts_kg_ha),
        },
        "terms": [vars(term) for term in one.terms],
        "backtest": None if one.backtest is None else backtest_as_json(one.backtest),
        "rolling_origin": None if one.rolling_origin is None else backtest_as_json(one.rolling_origin),
        "overconfident": [miss.year for miss in one.overconfident],
        "calendar": {
            "flowering": _range_as_json(one.calendar.flowering),
            "ripening": _range_as_json(one.calendar.ripening),
            "openings": [
                {
                    "forestry": opening.forestry,
                    "basis": opening.basis,
                    "years": opening.years,
                    "rmse_days": opening.rmse_days,
                    "mean_day_rmse_days": opening.mean_day_rmse_days,
                    "when": _range_as_json(opening.when),
                }
                for opening in one.calendar.openings
            ],
        },
        "by_plot": [vars(plot) for plot in one.by_plot],
    }


def _range_as_json(when: DayRange | None) -> dict[str, str | None] | None:
    if when is None:
        return None
    return {
        "day": when.day.isoformat(),
        "low": when.low.isoformat() if when.low else None,
        "high": when.high.isoformat() if when.high else None,
    }


def backtests_as_json(backtests: Backtests) -> dict[str, Any]:
    """Bring the backtests of a dataset into JSON."""
    return {
        "dataset": backtests.path,
        "digest": backtests.digest,
        "on": backtests.on.isoformat(),
        "year": backtests.year,
        "coverage": backtests.level,
        "species": [
            {"species_id": one, "name": name, "ways": [backtest_as_json(way) for way in ways]}
            for one, name, ways in backtests.species
        ],
    }


def backtest_as_json(backtest: Backtest) -> dict[str, Any]:
    """Bring a backtest into JSON."""
    return {
        "way": backtest.way,
        "skill_climatology": backtest.skill_climatology,
        "skill_last_year": backtest.skill_last_year,
        "skill_climatology_interval": _ends(backtest.skill_climatology_interval),
        "skill_last_year_interval": _ends(backtest.skill_last_year_interval),
        "years_chose_the_method": True,
        "overconfident": [miss.year for miss in backtest.overconfident],
        "scores": [_score_as_json(score) for score in backtest.scores],
    }


def _ends(interval: tuple[float, float] | None) -> list[float] | None:
    return None if interval is None else list(interval)


def _score_as_json(score: Score) -> dict[str, Any]:
    return {
        "method": score.method,
        "years": score.years,
        "crps": score.crps,
        "plot_crps": score.plot_crps,
        "pinball": list(score.pinball),
        "level": score.level,
        "cover": score.cover,
        "cover_interval": None if score.cover_interval is None else list(score.cover_interval),
        "plot_cover": score.plot_cover,
        "log_sd": score.log_sd,
        "pit": {str(year): value for year, value in score.pit},
    }
