"""Weather of a crop: daily weather as a table of years, and what of it tells of the crop.

Weather that is not seen yet is taken from past years of the same stations, day by day after the last day seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from kust.data.dataset import Dataset
from kust.harvest.forecasts.phenology import calc_forcing, find_day
from kust.harvest.land.calendar_days import DAYS, number_of, number_of_day, numbers_of
from kust.law.loader import parameters

Floats = NDArray[np.float64]
VARIABLES = ("t_min_c", "t_max_c", "rain_mm", "snow_cm")
# Windows may reach back to the start of the year before last: cones of cedar take that long.
YEARS_BACK = 2
# Of the days that the best known year or station has.
_WHOLE_YEAR, _LONG_RECORD = 0.9, 0.8
_UNKNOWN_SHARE = 0.05


@dataclass(frozen=True)
class Daily:
    """Daily weather by variable: (stations, years, 365), NaN where not known; 29 February is left out."""

    stations: tuple[str, ...]
    years: tuple[int, ...]
    values: dict[str, Floats]

    def strip(self, variable: str, year: int) -> Floats:
        """Return (stations, 3·365) days of the year and the two before it, NaN where there are none."""
        if variable == "t_mean_c":
            return (self.strip("t_min_c", year) + self.strip("t_max_c", year)) / 2
        table = self.values[variable]
        parts = [
            table[:, self.years.index(one)]
            if one in self.years
            else np.full((len(self.stations), DAYS), np.nan)
            for one in range(year - YEARS_BACK, year + 1)
        ]
        return np.concatenate(parts, axis=1)

    def seen_until(self, on: date) -> "Daily":
        """Forget what came after a day."""
        values = {name: table.copy() for name, table in self.values.items()}
        for place, year in enumerate(self.years):
            first = 0 if year > on.year else number_of_day(on) + 1 if year == on.year else DAYS
            for table in values.values():
                table[:, place, first:] = np.nan
        return Daily(self.stations, self.years, values)

    def count_days(self) -> NDArray[np.int64]:
        """Count the figures that are known: (stations, years), of frost and rain, which most predictors are made of."""
        counted = [(~np.isnan(self.values[name])).sum(axis=-1) for name in ("t_min_c", "rain_mm")]
        return np.asarray(sum(counted, np.zeros((len(self.stations), len(self.years)), dtype=np.int64)))

    def keep_long(self) -> "Daily":
        """Leave out stations that measured much less than the longest: years of which they know nothing are unusable.

        A post opened lately would otherwise take the years before it from everybody.
        """
        days = self.count_days().sum(axis=1)
        kept = np.flatnonzero(days >= _LONG_RECORD * days.max(initial=0))
        values = {name: table[kept] for name, table in self.values.items()}
        return Daily(tuple(self.stations[place] for place in kept.tolist()), self.years, values)


def read_daily(dataset: Dataset) -> Daily:
    """Read the daily weather of a dataset.

    Returns
    -------
    Daily
        Stations sorted by id, years from the first to the last that has a row.
    """
    frame = dataset.table("weather").select(
        "weather_station_id",
        *VARIABLES,
        nw.col("day").dt.year().cast(nw.Int64).alias("year"),
        nw.col("day").dt.month().cast(nw.Int64).alias("month"),
        nw.col("day").dt.day().cast(nw.Int64).alias("monthday"),
    )
    rows = dataset.collect(frame)
    stations = sorted(set(rows["weather_station_id"].to_list()))
    if not stations:
        return Daily((), (), {name: np.empty((0, 0, DAYS)) for name in VARIABLES})
    year = rows["year"].to_numpy()
    years = tuple(range(int(year.min()), int(year.max()) + 1))
    number = {station: place for place, station in enumerate(stations)}
    at = np.array([number[one] for one in rows["weather_station_id"].to_list()])
    day = numbers_of(rows["month"].to_numpy(), rows["monthday"].to_numpy())
    kept = day >= 0
    place = (at[kept], (year - years[0])[kept], day[kept])
    values = {}
    for name in VARIABLES:
        table = np.full((len(stations), len(years), DAYS), np.nan)
        table[place] = np.asarray(rows[name].to_list(), dtype=np.float64)[kept]
        values[name] = table
    return Daily(tuple(stations), years, values)


@dataclass(frozen=True)
class Window:
    """A predictor: what is taken of which variable, between which days, how many years back."""

    name: str
    variable: str
    statistic: str
    start: str
    end: str
    lag: int = 0


@dataclass(frozen=True)
class SpeciesTimes:
    """Degree-days that a species needs to flower and to ripen; None where not known."""

    threshold_c: float
    first_day: int
    flowering: float | None
    ripening: float | None
    latest_day: int


CROP_BEFORE = "crop_before"


def read_terms(group: str) -> tuple[str, ...]:
    """Name the predictors of a group of species, the most telling first, the crops before among them."""
    return tuple(one["name"] for one in parameters("harvest.predictors").get(group) or [])


def read_windows(group: str) -> tuple[Window, ...]:
    """Read the predictors from the weather of a group of species, the most telling first."""
    listed: list[dict[str, Any]] = parameters("harvest.predictors").get(group) or []
    return tuple(
        Window(one["name"], one["variable"], one["statistic"], one["from"], one["to"], one.get("lag", 0))
        for one in listed
        if one["name"] != CROP_BEFORE
    )


def read_times(
    species: str,
    group: str,
    flowering: dict[str, float] | None = None,
    ripening: dict[str, float] | None = None,
) -> SpeciesTimes:
    """Read the degree-days of a species: the user's own, else by its id, else by its group."""
    content = parameters("harvest.phenology")

    def needed(stage: str, own: dict[str, float] | None) -> float | None:
        known: dict[str, float] = content[stage]["degree_days"]
        return (own or {}).get(species, known.get(species, known.get(group)))

    return SpeciesTimes(
        float(content["threshold_c"]["value"]),
        number_of(content["first_day"]["value"]),
        needed("flowering", flowering),
        needed("ripening", ripening),
        number_of(content["latest_day"]["value"]),
    )


def find_stage_days(strip: Floats, times: SpeciesTimes) -> dict[str, Floats]:
    """Find the days of flowering and ripening in strips (…, 3·365) of mean temperatures; NaN where not known.

    Where the warmth of the whole year does not suffice it is the latest day.
    """
    forcing = calc_forcing(strip[..., -DAYS:], times.threshold_c)
    told = np.isnan(forcing).mean(axis=-1) <= _UNKNOWN_SHARE
    found = {}
    for stage, needed in (("flowering", times.flowering), ("ripening", times.ripening)):
        day = np.full(strip.shape[:-1], np.nan)
        if needed is not None:
            day = find_day(forcing, times.first_day, needed)
            late = told & (np.isnan(day) | (day > times.latest_day))
            day = np.where(late, float(times.latest_day), day)
        found[stage] = day
    return found


def calc_predictors(
    strips: dict[str, Floats], windows: Sequence[Window], stages: dict[str, Floats]
) -> Floats:
    """Work out the predictors of crops from strips of weather.

    Parameters
    ----------
    strips
        By variable, ``t_mean_c`` too: (…, 3·365) days of the crop's year and the two before it.
    windows
        The predictors.
    stages
        Days of flowering and ripening, (…,).

    Returns
    -------
    array
        (…, predictors) in the units of the weather; NaN where less than the least share of the window's days is known.
    """
    shape = strips["t_mean_c"].shape[:-1]
    found = [_take(strips[one.variable], one, stages, shape) for one in windows]
    return np.stack(found, axis=-1) if found else np.empty((*shape, 0))


def _take(strip: Floats, window: Window, stages: dict[str, Floats], shape: tuple[int, ...]) -> Floats:
    start, end = _edge(window.start, stages, shape), _edge(window.end, stages, shape)
    offset = DAYS * (YEARS_BACK - window.lag)
    start = np.where(start > end, start - DAYS, start) + offset
    end = end + offset
    days = np.arange(strip.shape[-1])
    inside = (days >= start[..., None]) & (days <= end[..., None])
    known = inside & ~np.isnan(strip)
    count = known.sum(axis=-1)
    least = parameters("harvest.predictors")["least_known_share"]["value"]
    enough = (count > 0) & (count >= least * inside.sum(axis=-1))
    if window.statistic == "min":
        value = np.where(known, strip, np.inf).min(axis=-1)
    else:
        value = np.where(known, strip, 0.0).sum(axis=-1) / np.maximum(count, 1)
        # A sum over days of which some are unknown is brought up to the whole window.
        value = value * inside.sum(axis=-1) if window.statistic == "sum" else value
    return np.where(enough, value, np.nan)


def _edge(text: str, stages: dict[str, Floats], shape: tuple[int, ...]) -> Floats:
    """Read an edge of a window: MM-DD, or a stage with days added."""
    for stage, days in stages.items():
        if text.startswith(stage):
            return days + float(text.removeprefix(stage) or 0)
    return np.full(shape, float(number_of(text)))


def count_seen(on: date, year: int) -> int:
    """Count the days of a strip that ends with ``year`` which are seen on a day.

    >>> count_seen(date(2019, 1, 1), 2019), count_seen(date(2018, 12, 31), 2019), count_seen(date(2025, 1, 1), 2019)
    (731, 730, 1095)
    """
    seen = DAYS * (YEARS_BACK + on.year - year) + number_of_day(on) + 1
    return min(max(seen, 0), DAYS * (YEARS_BACK + 1))


def splice(daily: Daily, year: int, seen: int, donors: Sequence[int]) -> dict[str, Floats]:
    """Put past years in place of the weather of a year that is not seen yet.

    Each donor year stands for the days from the ``seen``-th on and for those before it that were not measured; all
    stations take the same donor, so that the weather of a region stays together.

    Returns
    -------
    dict
        By variable (stations, donors, 3·365).
    """
    found = {}
    for name in VARIABLES:
        own = daily.strip(name, year)
        own[:, seen:] = np.nan
        given = np.stack([daily.strip(name, donor) for donor in donors], axis=1)
        found[name] = np.where(np.isnan(own)[:, None, :], given, own[:, None, :])
    found["t_mean_c"] = (found["t_min_c"] + found["t_max_c"]) / 2
    return found


def find_donors(daily: Daily, year: int) -> tuple[int, ...]:
    """Find the years whose weather can stand for what is not seen of ``year``: those known nearly as the best is.

    A station that measures in summer only, or misses a day now and then, has its usual years as donors all the same.
    """
    if not daily.stations:
        return ()
    days = daily.count_days().sum(axis=0) * (np.array(daily.years) != year)
    least = max(_WHOLE_YEAR * float(days.max(initial=0)), 1.0)
    return tuple(one for one, known in zip(daily.years, days.tolist(), strict=True) if known >= least)
