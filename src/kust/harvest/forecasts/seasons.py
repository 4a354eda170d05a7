"""Read what a forecast of a season is made from: panels of the species and the weather seen by the day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.harvest.forecasts.crop_model import read_figure
from kust.harvest.forecasts.panel import Panel, Plots, find_stations, read_panels, read_plots
from kust.harvest.forecasts.predictors import Skies, Standards, calc_standards
from kust.harvest.land.calendar_days import number_of, number_of_day
from kust.harvest.land.weather import Daily, SpeciesTimes, read_daily, read_times
from kust.settings import HarvestForecastSettings


@dataclass(frozen=True)
class Species:
    """A species with its panel, its predictors and the weather that all species share."""

    name: str
    panel: Panel
    times: SpeciesTimes
    standards: Standards
    skies: Skies

    def as_known(self, on: date, year: int) -> "Species":
        """Return it as it was known of the season of a year on a day: no crops and no weather of later."""
        skies = self.skies.seen_until(on)
        standards = calc_standards(skies.daily, self.panel.group, self.times)
        panel = self.panel.until(find_last_known(on, year) + 1)
        return replace(self, panel=panel, skies=skies, standards=standards)

    def without(self, on: date, year: int) -> "Species":
        """Return it as if a year had not been, nor any crop that was not yet known of on a day of its season."""
        panel = self.panel.without(find_last_known(on, year) + 1, year)
        return replace(self, panel=panel, standards=self.standards.without(year))


@dataclass(frozen=True)
class Ground:
    """Plots with their stations, and the weather seen by the day."""

    plots: Plots
    stations: NDArray[np.int64]
    daily: Daily


def is_season_over(on: date) -> bool:
    """Tell whether the crops of the year count as known on a day.

    >>> is_season_over(date(2019, 10, 31)), is_season_over(date(2019, 11, 1))
    (False, True)
    """
    return number_of_day(on) >= number_of(read_figure("season_over_on"))


def find_last_known(on: date, year: int) -> int:
    """Find the last year whose crops count as known on a day: this year's only once the season is over.

    >>> find_last_known(date(2019, 6, 1), 2019), find_last_known(date(2019, 11, 5), 2020)
    (2018, 2019)
    """
    return min(year - 1, on.year - 1 + is_season_over(on))


def read_ground(dataset: Dataset, on: date) -> Ground:
    """Read the plots and the weather up to a day."""
    plots = read_plots(dataset)
    daily = read_daily(dataset).seen_until(on).keep_long()
    return Ground(plots, find_stations(dataset, plots, daily.stations), daily)


def read_species(
    dataset: Dataset,
    *,
    on: date,
    year: int,
    settings: HarvestForecastSettings,
    species: str | None = None,
    ground: Ground | None = None,
) -> list[Species]:
    """Read the species of a dataset, or one of them, with crops known on the day.

    Raises
    ------
    UsageError
        No such species, be it in the settings.
    """
    told: Any = dataset.collect(dataset.table("species").select("species_id", "name")).to_native()
    names = dict(told.sort("species_id").iter_rows())
    if species is not None and species not in names:
        raise UsageError("choice", option="species", value=species, known=", ".join(names))
    for field in ("flowering_degree_days", "ripening_degree_days"):
        for told in sorted(set(getattr(settings, field)) - set(names)):
            known = ", ".join(names)
            raise UsageError("harvest_setting", section="forecast", field=field, value=told, known=known)
    ground = ground or read_ground(dataset, on)
    wanted: Sequence[str] | None = None if species is None else [species]
    before = find_last_known(on, year) + 1
    panels = read_panels(dataset, ground.plots, ground.stations, before=before, species=wanted)
    skies = Skies(ground.daily)
    return [_make(names[panel.species], panel, skies, settings) for panel in panels]


def _make(name: str, panel: Panel, skies: Skies, settings: HarvestForecastSettings) -> Species:
    flowering, ripening = settings.flowering_degree_days, settings.ripening_degree_days
    times = read_times(panel.species, panel.group, flowering, ripening)
    return Species(name, panel, times, calc_standards(skies.daily, panel.group, times), skies)
