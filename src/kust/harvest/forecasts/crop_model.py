"""A species' panel with everything fitted to it: predictors, model, balls, occurrence, past years."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kust.harvest.forecasts.balls import Balls, use_balls
from kust.harvest.forecasts.model import Fit, Variances, fit_model
from kust.harvest.forecasts.occurrence import Occurrence, fit_occurrence
from kust.harvest.forecasts.panel import Panel
from kust.harvest.forecasts.predictive import PastYears, tell_past_years
from kust.harvest.forecasts.predictors import Design, Standards, make_design
from kust.law.loader import parameters

Floats = NDArray[np.float64]
_FEWEST_YEARS, _FEWEST_CELLS = 3, 10


@dataclass(frozen=True)
class CropModel:
    """What is known of a species: its panel and all that was fitted to it."""

    panel: Panel
    design: Design
    fit: Fit
    balls: Balls
    occurrence: Occurrence | None
    past: PastYears

    @property
    def anomalies(self) -> Mapping[int, float]:
        """Year effects by year, where the year was seen."""
        told = zip(self.panel.years, self.fit.year_effects, self.fit.year_known, strict=True)
        return {year: float(effect) for year, effect, known in told if known}

    @property
    def floor(self) -> float:
        """A hundredth of the usual mean crop, kg/ha: what logs of totals are raised by."""
        return 0.01 * float(np.exp(self.fit.mean + self.fit.sites).mean())


def read_figure(name: str) -> Any:
    """Read a figure of the forecast's parameters."""
    return parameters("harvest.forecast")[name]["value"]


def fit_crop(panel: Panel, standards: Standards, start: Variances | None = None) -> CropModel | None:
    """Fit all there is to a panel; None where no crop above 0 was ever weighed."""
    log = panel.log
    cells = int((~np.isnan(log)).sum())
    if not cells:
        return None
    design = make_design(panel, standards, training=panel.known_years)
    if not (~np.isnan(log) & ~np.isnan(design.x).any(axis=-1)).any():
        design = Design((), np.empty((*log.shape, 0)), 1.0)
    fixed = _default() if len(panel.known_years) < _FEWEST_YEARS or cells < _FEWEST_CELLS else None
    fit = fit_model(log, design.x, variances=fixed, start=start)
    balls, fit = use_balls(log, panel.ball, design.x, fit)
    level = np.nan_to_num(design.x) @ fit.slopes + fit.year_effects
    bears = np.where(np.isnan(panel.kg_ha), np.nan, panel.kg_ha > 0)
    return CropModel(
        panel,
        design,
        fit,
        balls,
        fit_occurrence(bears, level),
        tell_past_years(panel.kg_ha, fit, panel.years),
    )


def _default() -> Variances:
    told = parameters("harvest.forecast")["default_log_variance"]
    return Variances(told["site"], told["year"], told["rest"], told["slope"])
