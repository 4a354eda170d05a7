"""When a season opens: recorded opening days fitted by thermal time, tried on years left out, told with an interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from kust.data.dataset import Dataset
from kust.harvest.forecasts.crop_model import read_figure
from kust.harvest.forecasts.phenology import fit_thermal_time
from kust.harvest.forecasts.scores import calc_ends, limit_level
from kust.harvest.land.calendar_days import DAYS, day_of, number_of_day
from kust.harvest.land.weather import Daily, SpeciesTimes, find_stage_days
from kust.law.loader import parameters

Floats = NDArray[np.float64]
_THRESHOLDS, _FIRST_DAYS = (2.5, 5.0), (59, 90)
_UNKNOWN_SHARE = 0.05
_DRAWS = 2000


@dataclass(frozen=True)
class DayRange:
    """A day with the ends of its interval of ``level``; the ends are None where nothing can be promised of them."""

    day: date
    low: date | None
    high: date | None
    level: float


@dataclass(frozen=True)
class Opening:
    """The opening of a season in a forestry.

    ``basis``: ``decided`` (recorded, not after the day asked about), ``thermal_time`` (fitted to recorded days),
    ``mean_day`` (their mean: thermal time did no better, or there are too few years). ``rmse_days`` of years left out
    beside that of the mean day; None where too few years were recorded to try.
    """

    forestry: str
    when: DayRange
    basis: str
    years: int
    rmse_days: float | None
    mean_day_rmse_days: float | None


@dataclass(frozen=True)
class Calendar:
    """Days of a season: flowering and ripening by degree-days, and the opening in each forestry."""

    flowering: DayRange | None
    ripening: DayRange | None
    openings: tuple[Opening, ...]


@dataclass(frozen=True)
class Recorded:
    """Recorded opening days of a species: (forestries, years) numbers of days, NaN where there is none."""

    forestries: tuple[str, ...]
    years: tuple[int, ...]
    days: Floats
    decided: Mapping[str, date]


def read_recorded(dataset: Dataset, species: str, on: date, year: int) -> Recorded:
    """Read the opening days of years before the one asked about, and what is decided for it by the day."""
    rows: Any = dataset.collect(
        dataset.table("permits")
        .filter(
            nw.col("species_id") == species,
            nw.col("year") <= year,
            ~nw.col("opens_on").is_null(),
            nw.col("opens_on") <= on,
        )
        .select("forestry", "year", "opens_on")
    ).to_native()
    told = sorted(rows.iter_rows())
    forestries = tuple(sorted({row[0] for row in told}))
    years = tuple(sorted({row[1] for row in told if row[1] < year}))
    days = np.full((len(forestries), len(years)), np.nan)
    for forestry, one, day in told:
        if one < year:
            days[forestries.index(forestry), years.index(one)] = number_of_day(day)
    return Recorded(forestries, years, days, {row[0]: row[2] for row in told if row[1] == year})


def forecast_openings(
    random: Generator, recorded: Recorded, daily: Daily, t_mean: Floats | None, year: int, coverage: float
) -> tuple[Opening, ...]:
    """Forecast the opening day of each forestry.

    Parameters
    ----------
    t_mean
        (stations, donors, 365) mean temperatures of the season to come; None without weather.
    """
    offsets = _offsets(recorded.days)
    trial = _try_years(recorded, daily, offsets) if t_mean is not None else None
    warm = None
    if trial is not None and t_mean is not None and trial.rmse[0] < trial.rmse[1]:
        warm = _draw_days(random, recorded, daily, t_mean, offsets, trial)
    return tuple(
        _open(recorded, place, None if warm is None else warm + offsets[place], (year, coverage), trial)
        for place in range(len(recorded.forestries))
        if _is_known(recorded, place)
    )


def _is_known(recorded: Recorded, place: int) -> bool:
    """Tell whether anything is recorded of a forestry."""
    return recorded.forestries[place] in recorded.decided or not np.isnan(recorded.days[place]).all()


def _offsets(days: Floats) -> Floats:
    """Mean days by which each forestry opens after the mean of all in the same year: (forestries,)."""
    if not days.size:
        return np.zeros(len(days))
    known = ~np.isnan(days)
    middle = np.where(known, days, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    gap = np.where(known, days - middle, 0.0).sum(axis=1)
    return np.asarray(gap / np.maximum(known.sum(axis=1), 1), dtype=np.float64)


@dataclass(frozen=True)
class _Trial:
    """Errors of years left out, by year the mean over forestries; positive: it opened later than told."""

    thermal: Floats
    mean_day: Floats

    @property
    def rmse(self) -> tuple[float, float]:
        return float(np.sqrt((self.thermal**2).mean())), float(np.sqrt((self.mean_day**2).mean()))


def _try_years(recorded: Recorded, daily: Daily, offsets: Floats) -> _Trial | None:
    """Leave each year out in turn; None below the fewest years or without their weather."""
    temperature = _temperatures(recorded, daily)
    usable = _find_usable(recorded, temperature)
    if len(usable) < int(read_figure("fewest_years")):
        return None
    adjusted = recorded.days - offsets[:, None]
    thermal, mean_day = [], []
    for left in usable:
        kept = [place for place in usable if place != left]
        predicted = _predict(adjusted[:, kept], temperature[kept], temperature[left])
        thermal.append(float(np.nanmean(adjusted[:, left] - predicted)))
        mean_day.append(float(np.nanmean(adjusted[:, left])) - float(np.nanmean(adjusted[:, kept])))
    return _Trial(np.array(thermal), np.array(mean_day))


def _find_usable(recorded: Recorded, temperature: Floats) -> list[int]:
    """Find the recorded years whose temperatures are known nearly whole."""
    return [
        place
        for place in range(len(recorded.years))
        if np.isnan(temperature[place]).mean() <= _UNKNOWN_SHARE
        and not np.isnan(recorded.days[:, place]).all()
    ]


def _temperatures(recorded: Recorded, daily: Daily) -> Floats:
    """Mean temperatures of the recorded years, the mean of all stations: (years, 365).

    The forestries' own stations would count twice what their offsets hold already.
    """
    if not daily.stations or not recorded.years:
        return np.full((len(recorded.years), DAYS), np.nan)
    return np.stack([daily.strip("t_mean_c", year)[:, -DAYS:].mean(axis=0) for year in recorded.years])


def _predict(adjusted: Floats, temperature: Floats, coming: Floats) -> Floats:
    """Fit thermal time to recorded days without the forestries' offsets, and find the days of other temperatures."""
    known = ~np.isnan(adjusted)
    warmth = np.broadcast_to(temperature, (*adjusted.shape, DAYS))[known]
    fitted = fit_thermal_time(warmth, adjusted[known], thresholds=_THRESHOLDS, first_days=_FIRST_DAYS)
    found = fitted.find(coming)
    return np.where(np.isnan(found), float(np.nanmean(adjusted)), found)


def _draw_days(
    random: Generator, recorded: Recorded, daily: Daily, t_mean: Floats, offsets: Floats, trial: _Trial
) -> Floats:
    """Draw the day on which the region opens: thermal time of a donor's weather, and the error of a year left out."""
    temperature = _temperatures(recorded, daily)
    known = _find_usable(recorded, temperature)
    adjusted = (recorded.days - offsets[:, None])[:, known]
    found = _predict(adjusted, temperature[known], t_mean.mean(axis=0))
    error = random.choice(trial.thermal, _DRAWS) * _widen(len(trial.thermal))
    return np.asarray(random.choice(found, _DRAWS) + error, dtype=np.float64)


def _open(
    recorded: Recorded, place: int, warm: Floats | None, asked: tuple[int, float], trial: _Trial | None
) -> Opening:
    year, coverage = asked
    forestry = recorded.forestries[place]
    own = recorded.days[place][~np.isnan(recorded.days[place])]
    rmse, mean_rmse = trial.rmse if trial else (None, None)
    if forestry in recorded.decided:
        day = recorded.decided[forestry]
        return Opening(forestry, DayRange(day, day, day, 1.0), "decided", len(own), rmse, mean_rmse)
    level = limit_level(coverage, len(own))
    if warm is not None:
        return Opening(forestry, tell_range(warm, level, year), "thermal_time", len(own), rmse, mean_rmse)
    days = float(own.mean()) + (own - own.mean()) * _widen(len(own))
    return Opening(forestry, tell_range(days, level, year), "mean_day", len(own), rmse, mean_rmse)


def _widen(years: int) -> float:
    """Bring the spread of past years to that of a forecast, √((Y + 1) / (Y − 1))."""
    return float(np.sqrt((years + 1) / (years - 1))) if years > 1 else 1.0


def tell_range(days: Floats, level: float, year: int) -> DayRange:
    """Write draws of a day as the median and the middle interval."""
    ends = calc_ends(days, level)
    low, high = (day_of(ends[0], year), day_of(ends[1], year)) if ends else (None, None)
    return DayRange(day_of(float(np.median(days)), year), low, high, level)


def forecast_stages(
    random: Generator,
    times: SpeciesTimes,
    strip: Floats | None,
    stations: Sequence[int],
    year: int,
    level: float,
) -> dict[str, DayRange | None]:
    """Forecast flowering and ripening by degree-days, with the error that such dates are known to have."""
    if strip is None or not len(stations):
        return {"flowering": None, "ripening": None}
    error = float(parameters("harvest.phenology")["error_days"]["value"])
    found: dict[str, DayRange | None] = {}
    for stage, days in find_stage_days(strip[list(stations)], times).items():
        middle = days.mean(axis=0)
        told = middle[~np.isnan(middle)]
        drawn = random.choice(told, _DRAWS) + random.normal(0.0, error, _DRAWS) if len(told) else told
        found[stage] = tell_range(drawn, level, year) if len(drawn) else None
    return found
