"""Made-up crops with a stated truth: the log yield is mean + site + weather + crops before + year + rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.random import Generator
from numpy.typing import NDArray

from kust.harvest.land.weather import (
    VARIABLES,
    Daily,
    calc_predictors,
    find_stage_days,
    read_times,
    read_windows,
)
from kust.harvest.made_up.synthetic_places import MadeUpPlot

Floats = NDArray[np.float64]
# Yield of a hectare of any forest beside one of productive habitat.
ALL_FOREST_SHARE = 0.3
BALL_CUTS = (-1.5, -0.8, -0.1, 0.6, 1.3)
BALL_ERROR = 0.15
_MEASURED, _BALLS = 0.62, 0.25
_ROW_LOST, _BALL_TOO = 0.06, 0.25
_SHARED_BY_GROUP = {"berry": 0.45, "mushroom": 0.75}


@dataclass(frozen=True)
class CropTruth:
    """How the crops of a species are made; effects in logs, of weather per standard deviation of the station's years.

    ``occurrence``: logit of a crop above 0 = first + second · (weather + crops before + year).
    """

    group: str
    kg_ha: float
    site_sd: float
    year_sd: float
    rest_sd: float
    weather: dict[str, float]
    memory: float = 0.0
    occurrence: tuple[float, float] | None = None


CROPS: dict[str, CropTruth] = {
    "cranberry": CropTruth(
        "berry", 110, 0.45, 0.25, 0.45, {"flowering_min_c": 0.40, "ripening_rain_mm": 0.20}, -0.15
    ),
    "cowberry": CropTruth(
        "berry", 160, 0.5, 0.25, 0.45, {"flowering_min_c": 0.40, "ripening_rain_mm": 0.25}, -0.25
    ),
    "bilberry": CropTruth(
        "berry", 140, 0.5, 0.25, 0.45, {"flowering_min_c": 0.50, "winter_snow_cm": 0.20}, -0.30
    ),
    "cep": CropTruth(
        "mushroom",
        28,
        0.6,
        0.40,
        0.60,
        {"late_summer_rain_mm": 0.65, "late_summer_night_c": 0.20},
        0.0,
        (2.2, 0.9),
    ),
    "chanterelle": CropTruth(
        "mushroom", 22, 0.5, 0.30, 0.50, {"late_summer_rain_mm": 0.50, "soil_water_mm": 0.25}, 0.0, (2.8, 0.8)
    ),
    "pine-nut": CropTruth(
        "nut",
        70,
        0.5,
        0.35,
        0.50,
        {"cones_c": 0.35, "pollination_c": 0.30, "induction_c": 0.20},
        -0.50,
        (2.5, 1.0),
    ),
    "fireweed": CropTruth("medicinal", 380, 0.4, 0.20, 0.35, {"spring_warmth_c": 0.15}),
}


@dataclass(frozen=True)
class MadeUpCrops:
    """All crops as they were, measured or not.

    ``kg_ha``: by species (plots that bear it, years). ``anomaly``: by species (years,), the shared part of the log.
    ``opening``: by species (stations, years), the day on which it ripens, as a number from 0.
    """

    years: tuple[int, ...]
    plots: Mapping[str, tuple[str, ...]]
    kg_ha: Mapping[str, Floats]
    anomaly: Mapping[str, Floats]
    site_effects: Mapping[str, Floats]
    year_effects: Mapping[str, Floats]
    opening: Mapping[str, Floats] = field(default_factory=dict)

    def total_kg_ha(self, species: str) -> Floats:
        """Mean of the plots in each year, kg/ha."""
        return np.asarray(self.kg_ha[species].mean(axis=0), dtype=np.float64)


def make_crops(
    random: Generator,
    daily: Daily,
    years: Sequence[int],
    plots: Sequence[MadeUpPlot],
    stations: Mapping[str, int],
) -> MadeUpCrops:
    """Make the crops of every species on the plots that bear it.

    Parameters
    ----------
    stations
        By plot the place of its weather station among ``daily.stations``.
    """
    shared = _make_year_effects(random, len(years))
    made = MadeUpCrops(tuple(years), {}, {}, {}, {}, {}, {})
    parts = [made.plots, made.kg_ha, made.anomaly, made.site_effects, made.year_effects, made.opening]
    for place, (species, truth) in enumerate(CROPS.items()):
        bearing = [plot for plot in plots if species in plot.species]
        at = np.array([stations[plot.place_id] for plot in bearing], dtype=np.int64)
        weather, ripening = _weather_effect(daily, years, species, truth)
        effects = shared[place] * truth.year_sd
        anomaly = _add_memory(weather, effects, truth.memory)
        sites = random.normal(0.0, truth.site_sd, len(bearing))
        sites += np.log([ALL_FOREST_SHARE if one.area_base == "all_forest" else 1.0 for one in bearing])
        log = np.log(truth.kg_ha) + sites[:, None] + anomaly[at]
        log += random.normal(0.0, truth.rest_sd, log.shape)
        kg = np.exp(log)
        if truth.occurrence:
            first, slope = truth.occurrence
            bears = random.random(kg.shape) < 1 / (1 + np.exp(-(first + slope * anomaly[at])))
            kg = np.where(bears, kg, 0.0)
        found = (tuple(one.place_id for one in bearing), kg, anomaly.mean(axis=0), sites, effects, ripening)
        for part, value in zip(parts, found, strict=True):
            part[species] = value  # type: ignore[index]
    return made


def _make_year_effects(random: Generator, years: int) -> Floats:
    """Draw standard year effects (species, years) that species of one group share in part."""
    own = random.normal(size=(len(CROPS), years))
    common = {group: random.normal(size=years) for group in sorted({one.group for one in CROPS.values()})}
    rows = []
    for row, truth in zip(own, CROPS.values(), strict=True):
        share = _SHARED_BY_GROUP.get(truth.group, 0.0)
        rows.append(np.sqrt(share) * common[truth.group] + np.sqrt(1 - share) * row)
    return np.array(rows)


def _weather_effect(
    daily: Daily, years: Sequence[int], species: str, truth: CropTruth
) -> tuple[Floats, Floats]:
    """Work out x'β (stations, years) with predictors per standard deviation, and the days of ripening."""
    windows = read_windows(truth.group)
    times = read_times(species, truth.group)
    strips = {
        name: np.stack([daily.strip(name, year) for year in years], axis=1)
        for name in (*VARIABLES, "t_mean_c")
    }
    stages = find_stage_days(strips["t_mean_c"], times)
    found = calc_predictors(strips, windows, stages)
    beta = np.array([truth.weather.get(one.name, 0.0) for one in windows])
    standard = (found - found.mean(axis=1, keepdims=True)) / found.std(axis=1, keepdims=True)
    return standard @ beta, stages["ripening"]


def _add_memory(weather: Floats, effects: Floats, memory: float) -> Floats:
    """Add the crops before: memory · mean of the three anomalies before, of the region."""
    anomaly = weather + effects
    for year in range(1, anomaly.shape[1]):
        before = anomaly[:, max(0, year - 3) : year].mean()
        anomaly[:, year] += memory * before
    return anomaly


def tell_yields(random: Generator, crops: MadeUpCrops, last_year: int) -> pl.DataFrame:
    """Write what was measured: kilograms on some plots, balls on others, nothing on the rest and in lost years."""
    rows: list[tuple[str, str, int, float | None, int | None]] = []
    for species, plots in crops.plots.items():
        middle = np.log(CROPS[species].kg_ha)
        # The first plots are measured, so that a small forest has all its species.
        chance = random.random(len(plots))
        for place, plot in enumerate(plots):
            measured = place < 2 or chance[place] < _MEASURED
            if not measured and chance[place] > _MEASURED + _BALLS:
                continue
            for number, year in enumerate(crops.years):
                lost, both, error = random.random(), random.random(), random.normal(0.0, BALL_ERROR)
                if year > last_year or lost < _ROW_LOST:
                    continue
                kg = float(crops.kg_ha[species][place, number])
                ball = None if measured and both > _BALL_TOO else _ball_of(kg, middle + error)
                rows.append((plot, species, year, round(kg, 1) if measured else None, ball))
    columns = {"plot_id": pl.String, "species_id": pl.String, "year": pl.Int64}
    return pl.DataFrame(
        rows, schema={**columns, "yield_kg_ha": pl.Float64, "ball": pl.Int64}, orient="row"
    ).sort("species_id", "plot_id", "year")


def _ball_of(kg: float, middle: float) -> int:
    return 0 if kg <= 0 else int(np.searchsorted(np.array(BALL_CUTS), np.log(kg) - middle))


def tell_surveys(random: Generator, crops: MadeUpCrops) -> pl.DataFrame:
    """Write surveys of a few plots: weighed, counted with model specimens, by cover, by balls.

    What is measured misses the truth by the standard error that is told beside it.
    """
    rows: list[tuple[object, ...]] = []
    # A stream of its own: which plots are surveyed does not hang on how well.
    (misses,) = random.spawn(1)

    def add(
        plot: str, species: str, day: str, method: str, value: float, error: float | None, of: str
    ) -> None:
        digits = {"kg_per_ha": 1, "g": 2}.get(of, 3)
        if error is not None:
            # At 0 there is nothing to miss; error and miss shrink with the figure.
            value, error = max(0.0, value + misses.normal(0.0, error)) if value else 0.0, round(error, digits)
        told = value if of == "ball" else round(value, digits)
        rows.append((f"U{len(rows) + 1:04d}", plot, species, day, method, told, error, of))

    for species, bearing in crops.plots.items():
        for place, plot in enumerate(bearing):
            if place > 1 and random.random() > 0.55:
                continue
            number = len(crops.years) - 2 - int(random.integers(0, 3))
            year = crops.years[number]
            kg = float(crops.kg_ha[species][place, number])
            day = f"{year}-{'08-20' if CROPS[species].group != 'medicinal' else '07-08'}"
            spread = float(random.uniform(0.06, 0.16))
            if CROPS[species].group == "medicinal":
                grams = float(random.uniform(14, 22))
                count = kg / (10 * grams)
                add(plot, species, day, "model_specimen", count, count * spread, "per_m2")
                add(plot, species, day, "model_specimen", grams, grams * 0.05, "g")
            elif random.random() < 0.12:
                add(plot, species, day, "ball", _ball_of(kg, np.log(CROPS[species].kg_ha)), None, "ball")
            elif CROPS[species].group == "berry" and random.random() < 0.2:
                cover = float(np.clip(0.0012 * kg, 0.01, 0.7))
                add(plot, species, day, "cover", cover, cover * spread, "share")
            else:
                add(plot, species, day, "mass", kg, kg * spread, "kg_per_ha")
    names = (
        "survey_id",
        "plot_id",
        "species_id",
        "surveyed_on",
        "method",
        "value",
        "standard_error",
        "measure",
    )
    return pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
