"""Which method tells the crop of a species: its model only where past years prove that it is worth it."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from kust.harvest.forecasts.backtest import run_backtest
from kust.harvest.forecasts.backtested import WAYS, Backtest
from kust.harvest.forecasts.crop_model import CropModel, fit_crop, read_figure
from kust.harvest.forecasts.seasons import Species
from kust.settings import HarvestForecastSettings


@dataclass(frozen=True)
class Known:
    """A species with its fit, its backtest, and which method that leaves."""

    species: Species
    model: CropModel | None
    tried: tuple[Backtest | None, Backtest | None]
    method: str
    reason: str | None


def judge(species: Species, on: date, year: int, settings: HarvestForecastSettings, seed: int) -> Known:
    """Fit a species and choose its method: hierarchical only with enough years and sure skill on past ones."""
    panel, untried = species.panel, (None, None)
    model = fit_crop(panel, species.standards)
    if model is None:
        weighed = bool((~np.isnan(panel.kg_ha)).any())
        reason = "no_crop" if weighed else "balls_only" if panel.plots else "no_yields"
        return Known(species, None, untried, "none", reason)
    if len(panel.known_years) < int(read_figure("fewest_years")):
        return Known(species, model, untried, "climatology", "few_years")
    left_out, rolled = (
        run_backtest(species, on, year, way=way, level=settings.coverage, seed=seed) for way in WAYS
    )
    refused = refuse(bool(model.design.terms), left_out, rolled)
    return Known(species, model, (left_out, rolled), "climatology" if refused else "hierarchical", refused)


def refuse(has_terms: bool, left_out: Backtest | None, rolled: Backtest | None) -> str | None:
    """Say why a model is not taken: it needs predictors, and surely to be nearer than both simple forecasts.

    Surely: on years left out the interval of its skill lies above 0 against both; from the years before each, where
    that could be tried, it was not worse.
    """
    if not has_terms:
        return "no_terms"
    if left_out is None or not (left_out.skill_climatology_interval and left_out.skill_last_year_interval):
        return "not_tried"
    if not left_out.beats_climatology:
        return "no_skill"
    if not left_out.beats_last_year:
        return "no_skill_last_year"
    return "no_skill_before" if rolled is not None and rolled.is_worse else None
