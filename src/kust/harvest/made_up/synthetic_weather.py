"""Made-up daily weather of a continental climate for the made-up forest; a day has one sky over all stations."""

from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl
from numpy.random import Generator
from numpy.typing import NDArray

from kust.harvest.land.calendar_days import DAYS, day_of
from kust.harvest.land.weather import Daily

Floats = NDArray[np.float64]
_MELT_MM_PER_DEGREE = 3.0
_DEPTH_CM_PER_MM = 0.6
_GAP_SHARE = 0.004


@dataclass(frozen=True)
class MadeUpStation:
    """A weather station: how much colder and wetter it is than the region."""

    station_id: str
    name: str
    latitude: float
    longitude: float
    colder_c: float
    wetter: float


STATIONS = (
    MadeUpStation("M1", "Белая Грива, метеостанция (вымышленные данные)", 57.95, 83.20, 0.0, 1.0),
    MadeUpStation("M2", "Дальний Урман, метеостанция (вымышленные данные)", 58.74, 81.92, 0.9, 1.1),
    MadeUpStation("M3", "Гривский Стан, метеостанция (вымышленные данные)", 57.70, 83.91, -0.3, 0.95),
)


def make_weather(random: Generator, years: Sequence[int]) -> Daily:
    """Make daily weather: a season, a slow regional anomaly, wet and dry days, snow that lies and melts."""
    days = len(years) * DAYS
    number = np.arange(days) % DAYS
    season = 0.9 - 19.0 * np.cos(2 * np.pi * (number - 14) / DAYS)
    anomaly = _make_slow(random, days, 0.85, 3.4) + _make_slow(random, days, 0.995, 1.3)
    wet, rain = _make_rain(random, number, days)
    stations = [_make_station(random, one, season + anomaly, wet, rain, number) for one in STATIONS]
    values = {}
    for name in ("t_min_c", "t_max_c", "rain_mm", "snow_cm"):
        table = np.stack([one[name] for one in stations]).reshape(len(STATIONS), len(years), DAYS)
        values[name] = np.round(table, 1)
    return Daily(tuple(one.station_id for one in STATIONS), tuple(years), values)


def _make_slow(random: Generator, count: int, memory: float, spread: float) -> Floats:
    """Make a series that forgets slowly, with a standard deviation of ``spread``."""
    from scipy.signal import lfilter

    noise = random.normal(0.0, spread * np.sqrt(1 - memory**2), count)
    return np.asarray(lfilter([1.0], [1.0, -memory], noise), dtype=np.float64)


def _make_rain(random: Generator, number: NDArray[np.int64], days: int) -> tuple[NDArray[np.bool_], Floats]:
    summer = 0.5 - 0.5 * np.cos(2 * np.pi * (number - 14) / DAYS)
    wetness = np.exp(_make_slow(random, days, 0.97, 0.5))
    wet = random.random(days) < np.clip(0.36 * wetness**0.6, 0.05, 0.85)
    amount = random.gamma(0.8, 1.0, days) * (2.0 + 5.0 * summer) * wetness**0.5
    return wet, amount


def _make_station(
    random: Generator,
    station: MadeUpStation,
    t_mean: Floats,
    wet: NDArray[np.bool_],
    rain: Floats,
    number: NDArray[np.int64],
) -> dict[str, Floats]:
    count = len(t_mean)
    local = t_mean - station.colder_c + random.normal(0.0, 0.8, count)
    span = np.where(wet, 3.2, 5.6) + 1.2 * np.sin(np.pi * number / DAYS) + random.normal(0.0, 0.6, count)
    half = np.maximum(span, 1.0)
    fallen = np.where(wet, rain * station.wetter * random.gamma(6.0, 1 / 6.0, count), 0.0)
    return {
        "t_min_c": local - half,
        "t_max_c": local + half,
        "rain_mm": fallen,
        "snow_cm": _lay_snow(local, fallen),
    }


def _lay_snow(t_mean: Floats, fallen: Floats) -> Floats:
    water, depth = 0.0, np.zeros(len(t_mean))
    for day, (warmth, amount) in enumerate(zip(t_mean.tolist(), fallen.tolist(), strict=True)):
        water = water + amount if warmth < 0 else max(0.0, water - _MELT_MM_PER_DEGREE * warmth)
        depth[day] = water * _DEPTH_CM_PER_MM
    return depth


def tell_stations() -> pl.DataFrame:
    """Write the stations as the contract's table."""
    return pl.DataFrame(
        {
            "weather_station_id": [one.station_id for one in STATIONS],
            "name": [one.name for one in STATIONS],
            "latitude": [one.latitude for one in STATIONS],
            "longitude": [one.longitude for one in STATIONS],
        }
    )


def tell_weather(random: Generator, daily: Daily, last_day: int) -> pl.DataFrame:
    """Write daily weather as the contract's table, some cells left out as stations do, up to a day of the last year."""
    whole = (len(daily.years) - 1) * DAYS + last_day + 1
    day = [day_of(number % DAYS, daily.years[number // DAYS]) for number in range(whole)]
    # 29 February is told as the day before it: the made-up climate has years of 365 days.
    leap = [place for place, one in enumerate(day) if (one.month, one.day) == (2, 28) and isleap(one.year)]
    order = np.sort(np.concatenate([np.arange(whole), np.array(leap, dtype=np.int64)]))
    again = np.append(np.diff(order) == 0, False)
    days = [
        day[at] + timedelta(days=1) if before else day[at]
        for at, before in zip(order, np.roll(again, 1), strict=True)
    ]
    frames = []
    for place, station in enumerate(daily.stations):
        columns = {name: table[place].reshape(-1)[:whole][order] for name, table in daily.values.items()}
        gone = random.random((len(columns), len(order))) < _GAP_SHARE
        cells = {
            name: pl.Series(np.where(gap, np.nan, column)).fill_nan(None)
            for (name, column), gap in zip(columns.items(), gone, strict=True)
        }
        frames.append(pl.DataFrame({"weather_station_id": station, "day": days, **cells}))
    return pl.concat(frames)
