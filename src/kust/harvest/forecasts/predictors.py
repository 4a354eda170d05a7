"""Predictors of a species as numbers: standardised by station, of years that are over and of the year to come."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from kust.harvest.forecasts.panel import Panel, choose_terms
from kust.harvest.land.weather import (
    CROP_BEFORE,
    VARIABLES,
    Daily,
    SpeciesTimes,
    calc_predictors,
    find_donors,
    find_stage_days,
    read_terms,
    read_windows,
    splice,
)

Floats = NDArray[np.float64]


@dataclass
class Skies:
    """Daily weather with the spliced weather of years to come, which all species share."""

    daily: Daily
    past: "dict[date, Skies]" = field(default_factory=dict)
    spliced: dict[tuple[int, int], tuple[tuple[int, ...], dict[str, Floats]]] = field(default_factory=dict)

    def seen_until(self, on: date) -> "Skies":
        """Forget what came after a day."""
        if on not in self.past:
            self.past[on] = Skies(self.daily.seen_until(on))
        return self.past[on]

    def coming(self, year: int, seen: int) -> tuple[tuple[int, ...], dict[str, Floats]]:
        """Return donors and strips of a year of which so many days of the strip are seen."""
        key = (year, seen)
        if key not in self.spliced:
            donors = find_donors(self.daily, year)
            self.spliced[key] = (donors, splice(self.daily, year, seen, donors) if donors else {})
        return self.spliced[key]


@dataclass(frozen=True)
class Standards:
    """Predictors from the weather by station.

    ``past``: (stations, years, windows) in standard deviations from the station's mean; NaN where not known.
    """

    names: tuple[str, ...]
    years: tuple[int, ...]
    past: Floats
    mean: Floats
    sd: Floats

    def without(self, year: int) -> "Standards":
        """Measure by the other years alone: mean and spread forget the weather of one."""
        raw = self.past * self.sd[:, None] + self.mean[:, None]
        mean, sd = _measure(raw[:, np.array(self.years) != year])
        return replace(self, past=_standardise(raw, mean[:, None], sd[:, None]), mean=mean, sd=sd)


def calc_standards(daily: Daily, group: str, times: SpeciesTimes) -> Standards:
    """Work out the predictors of all years of the weather, each beside the mean and spread of its station."""
    windows = read_windows(group)
    names = tuple(one.name for one in windows)
    shape = (len(daily.stations), len(daily.years))
    if not windows or not daily.stations:
        scale = np.ones((len(daily.stations), len(windows)))
        return Standards(names, daily.years, np.full((*shape, len(windows)), np.nan), scale, scale)
    strips = {
        name: np.stack([daily.strip(name, year) for year in daily.years], axis=1)
        for name in (*VARIABLES, "t_mean_c")
    }
    found = calc_predictors(strips, windows, find_stage_days(strips["t_mean_c"], times))
    mean, sd = _measure(found)
    return Standards(names, daily.years, _standardise(found, mean[:, None], sd[:, None]), mean, sd)


def _measure(values: Floats) -> tuple[Floats, Floats]:
    """Mean and spread over the years that are known, each (stations, windows)."""
    known = ~np.isnan(values)
    count = np.maximum(known.sum(axis=1), 1)
    mean = np.where(known, values, 0.0).sum(axis=1) / count
    spread = np.where(known, values - mean[:, None], 0.0)
    return mean, np.sqrt((spread**2).sum(axis=1) / count)


def _standardise(values: Floats, mean: Floats, sd: Floats) -> Floats:
    """Bring values to standard deviations; what never varies tells nothing and is unknown."""
    return np.where(sd > 1e-9, (values - mean) / np.where(sd > 1e-9, sd, 1.0), np.nan)


@dataclass(frozen=True)
class Design:
    """Predictors of a panel: terms, (plots, years, terms) of its years; ``memory_sd`` scales the crops before."""

    terms: tuple[str, ...]
    x: Floats
    memory_sd: float


def make_design(panel: Panel, standards: Standards, *, training: Sequence[int]) -> Design:
    """Lay the predictors beside the years of a panel; ``training`` are the years that choose how many."""
    at = [standards.years.index(year) if year in standards.years else None for year in panel.years]
    shape = (len(standards.past), len(panel.years), len(standards.names))
    past = np.full(shape, np.nan)
    for place, one in enumerate(at):
        if one is not None:
            past[:, place] = standards.past[:, one]
    trained = np.isin(panel.years, training)
    share = {
        name: float((~np.isnan(past[:, trained, place])).all(axis=0).mean()) if len(past) else 0.0
        for place, name in enumerate(standards.names)
    }
    terms = choose_terms(read_terms(panel.group), share, len(training))
    memory = panel.crop_before(panel.years)
    memory_sd = float(np.std(memory[trained])) or 1.0
    columns = [
        np.broadcast_to(memory / memory_sd, panel.kg_ha.shape)
        if term == CROP_BEFORE
        else past[panel.station, :, standards.names.index(term)]
        for term in terms
    ]
    x = np.stack(columns, axis=-1) if columns else np.empty((*panel.kg_ha.shape, 0))
    return Design(terms, x, memory_sd)


def make_coming(
    panel: Panel,
    design: Design,
    standards: Standards,
    times: SpeciesTimes,
    coming: tuple[tuple[int, ...], dict[str, Floats]],
    year: int,
) -> Floats:
    """Work out the predictors of a year to come, (donors, plots, terms).

    One row is one past year that the weather not yet seen is taken from; without predictors from the weather there is
    one row.
    """
    donors, strips = coming
    weather = [term for term in design.terms if term != CROP_BEFORE]
    rows = len(donors) if weather else 1
    values: dict[str, Floats] = {}
    if weather:
        windows = [one for one in read_windows(panel.group) if one.name in weather]
        found = calc_predictors(strips, windows, find_stage_days(strips["t_mean_c"], times))
        for place, window in enumerate(windows):
            at = standards.names.index(window.name)
            scaled = _standardise(
                found[..., place], standards.mean[:, at][:, None], standards.sd[:, at][:, None]
            )
            values[window.name] = scaled.T[:, panel.station]
    memory = float(panel.crop_before([year])[0]) / design.memory_sd
    values[CROP_BEFORE] = np.full((rows, len(panel.plots)), memory)
    columns = [values[term] for term in design.terms]
    x = np.stack(columns, axis=-1) if columns else np.empty((rows, len(panel.plots), 0))
    # A donor of which a window is not known stands for the mean of the station's years.
    return np.where(np.isnan(x), 0.0, x)
