"""A whole made-up forest with its truth: the example of wild harvest with plots, crops, weather and past purchases.

Everything here is made up (вымышленные данные). The truth, the figures that the data were drawn with, comes back and
is written beside the tables, so that a forecast can be held against what it should have found.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from kust.examples import load
from kust.harvest.land.calendar_days import number_of
from kust.harvest.made_up.synthetic_crops import (
    BALL_CUTS,
    BALL_ERROR,
    CROPS,
    CropTruth,
    MadeUpCrops,
    make_crops,
    tell_surveys,
    tell_yields,
)
from kust.harvest.made_up.synthetic_places import (
    MadeUpPlot,
    Place,
    calc_km,
    make_plots,
    make_settlements,
    make_sites,
    make_travel,
    tell_plots,
)
from kust.harvest.made_up.synthetic_trade import DEMAND_SD, ELASTICITY, make_permits, make_purchases
from kust.harvest.made_up.synthetic_weather import STATIONS, make_weather, tell_stations, tell_weather

EXAMPLE = "wild-harvest"
# The kust-readable name of the file must be that of no table, or it would be read as one.
TRUTH_FILE = "truth.json"
LAST_YEAR = 2019
# Weather goes on into the summer to come, so that a forecast for it can be made in May, June and August.
_WEATHER_UNTIL = "08-31"
_FEWEST = {"years": 1, "plots": 12}


@dataclass(frozen=True)
class Truth:
    """What a made-up forest was drawn with; effects in logs.

    ``crops``: by species how its crops are made. ``made``: the crops themselves, also those that nobody measured and
    those of the season to come. ``elasticity``: of the price by the crop. ``demand_sd``: of the noise in purchases.
    """

    seed: int
    years: tuple[int, ...]
    last_year: int
    crops: Mapping[str, CropTruth]
    made: MadeUpCrops
    station_of_plot: Mapping[str, str]
    ball_cuts: tuple[float, ...] = BALL_CUTS
    ball_error: float = BALL_ERROR
    elasticity: float = ELASTICITY
    demand_sd: float = DEMAND_SD

    def as_json(self) -> dict[str, Any]:
        """Bring the truth into JSON."""
        made = self.made
        return {
            "made_up": True,
            "note": "вымышленные данные / made up",
            "seed": self.seed,
            "years": list(self.years),
            "last_year": self.last_year,
            "ball_cuts": list(self.ball_cuts),
            "ball_error": self.ball_error,
            "elasticity": self.elasticity,
            "demand_sd": self.demand_sd,
            "station_of_plot": dict(self.station_of_plot),
            "species": {
                name: asdict(truth)
                | {
                    "anomaly": made.anomaly[name].round(4).tolist(),
                    "year_effects": made.year_effects[name].round(4).tolist(),
                    "plots": {
                        plot: {"site_effect": round(float(site), 4), "kg_ha": row.round(1).tolist()}
                        for plot, site, row in zip(
                            made.plots[name], made.site_effects[name], made.kg_ha[name], strict=True
                        )
                    },
                }
                for name, truth in self.crops.items()
            },
        }


def write_forest(folder: Path | str, *, seed: int = 1, years: int = 15, plots: int = 60) -> Truth:
    """Write a made-up forest as a dataset of CSV tables, and its truth beside them.

    Parameters
    ----------
    folder
        Where to; it is made, tables of the same names in it are written over.
    seed
        The same seed gives the same bytes.
    years
        How many seasons of crops, weather and purchases, up to 2019; weather goes on to August 2020.
    plots
        How many plots, at least 12.

    Returns
    -------
    Truth
        What the data were drawn with, the season of 2020 included; the same as in ``truth.json``.

    Raises
    ------
    ValueError
        Fewer than one year or 12 plots.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from kust.data import read_dataset
    >>> with TemporaryDirectory() as folder:
    ...     truth = write_forest(folder, years=2, plots=12)
    ...     dataset = read_dataset(folder).dataset
    ...     (dataset.has("yields"), truth.years[-1])
    (True, 2020)
    """
    if years < _FEWEST["years"] or plots < _FEWEST["plots"]:
        raise ValueError(f"a forest needs {_FEWEST['years']} year and {_FEWEST['plots']} plots or more")
    target = Path(folder)
    _copy_example(target)
    known = {name: _read(name) for name in ("settlements", "processing_sites", "travel_times")}
    settlements = make_settlements(_stream(seed, 1), known["settlements"])
    stand = make_plots(_stream(seed, 2), settlements, plots)
    sites = make_sites(settlements, known["processing_sites"])
    travel = make_travel(_stream(seed, 3), settlements, sites, stand, known["travel_times"])
    # Cones of cedar remember the spring of the year before last.
    daily = make_weather(_stream(seed, 4), range(LAST_YEAR - years - 1, LAST_YEAR + 2))
    seasons = tuple(range(LAST_YEAR - years + 1, LAST_YEAR + 2))
    stations = _find_stations(stand)
    crops = make_crops(_stream(seed, 5), daily, seasons, stand, stations)
    bought = _read("harvest_purchases").with_columns(pl.col("week_on").str.to_date())
    tonnes = dict(bought.group_by("species_id").agg(pl.col("mass_kg").sum() / 1000).iter_rows())
    tables = {
        "settlements": settlements,
        "processing_sites": sites,
        "travel_times": travel,
        "plots": tell_plots(stand),
        "weather_stations": tell_stations(),
        "weather": tell_weather(_stream(seed, 6), daily, number_of(_WEATHER_UNTIL)),
        "yields": tell_yields(_stream(seed, 7), crops, LAST_YEAR),
        "surveys": tell_surveys(_stream(seed, 8), crops),
        "harvest_purchases": make_purchases(_stream(seed, 9), crops, settlements, bought),
        "permits": make_permits(_stream(seed, 10), crops, tonnes, LAST_YEAR),
    }
    for name, table in tables.items():
        table.write_csv(target / f"{name}.csv")
    names = {plot: daily.stations[place] for plot, place in stations.items()}
    truth = Truth(seed, seasons, LAST_YEAR, CROPS, crops, names)
    text = json.dumps(truth.as_json(), ensure_ascii=False, indent=1)
    (target / TRUTH_FILE).write_text(text + "\n", encoding="utf-8")
    return truth


def _stream(seed: int, part: int) -> np.random.Generator:
    """Give each part of the forest its own random numbers, so that a change of one leaves the others."""
    return np.random.default_rng([seed, part])


def _copy_example(target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for file in sorted(load(EXAMPLE).iterdir()):
        if file.suffix in (".csv", ".toml"):
            shutil.copyfile(file, target / file.name)


def _read(name: str) -> pl.DataFrame:
    return pl.read_csv(load(EXAMPLE) / f"{name}.csv", infer_schema_length=None).with_columns(
        pl.col(pl.Int64).cast(pl.Float64) if name != "settlements" else pl.col("population").cast(pl.Int64)
    )


def _find_stations(plots: Sequence[MadeUpPlot]) -> dict[str, int]:
    """Find the nearest weather station of each plot."""
    stations = [Place(one.station_id, one.latitude, one.longitude) for one in STATIONS]
    return {
        plot.place_id: min(range(len(stations)), key=lambda place: calc_km(plot, stations[place]))
        for plot in plots
    }
