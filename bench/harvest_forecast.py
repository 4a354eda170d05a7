"""The forecast of a large forest, and its coverage on simulated panels: `python -m bench.harvest_forecast`.

A made-up forest of 200 plots that all bear six species, weighed in 30 years, with daily weather of three stations: the
whole forecast, from tables in memory to draws, with a backtest that leaves every year out. Then a thousand panels of
the method page, where the truth is known.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import polars as pl

from bench.errands import ROOT

PLOTS, YEARS, SPECIES, BOOTSTRAPS = 200, 30, 6, 200
PANELS = 1000
TARGET_SECONDS = 60.0
ON = date(2020, 7, 1)
PACKAGES = ("numpy", "scipy", "polars")


def make_forest(folder: Path, plots: int = PLOTS, years: int = YEARS, species: int = SPECIES) -> None:
    """Write plots that all bear the same species, every crop weighed."""
    from kust.harvest.made_up import synthetic, synthetic_crops

    stream = synthetic._stream
    names = tuple(synthetic_crops.CROPS)[:species]
    settlements = synthetic._read("settlements")
    stand = [replace(plot, species=names) for plot in synthetic.make_plots(stream(1, 2), settlements, plots)]
    daily = synthetic.make_weather(stream(1, 4), range(2020 - years - 2, 2021))
    seasons = tuple(range(2020 - years, 2021))
    crops = synthetic.make_crops(stream(1, 5), daily, seasons, stand, synthetic._find_stations(stand))
    known = pl.read_csv(synthetic.load(synthetic.EXAMPLE) / "species.csv")
    tables = {
        "species": known.filter(pl.col("species_id").is_in(names)),
        "plots": synthetic.tell_plots(stand),
        "weather_stations": synthetic.tell_stations(),
        "weather": synthetic.tell_weather(stream(1, 6), daily, 200),
        "yields": pl.DataFrame(
            [
                (plot, name, year, round(float(row[place]), 1))
                for name in names
                for plot, row in zip(crops.plots[name], crops.kg_ha[name], strict=True)
                for place, year in enumerate(seasons[:-1])
            ],
            schema=("plot_id", "species_id", "year", "yield_kg_ha"),
            orient="row",
        ),
    }
    for name, table in tables.items():
        table.write_csv(folder / f"{name}.csv")


def measure_forecast() -> dict[str, Any]:
    """Forecast in this process; tell seconds of wall and CPU, memory and what came out."""
    from kust.data.read import read_dataset
    from kust.harvest.forecasts.forecast import calc_forecast
    from kust.settings import HarvestForecastSettings

    with tempfile.TemporaryDirectory() as folder:
        make_forest(Path(folder))
        started, before = perf_counter(), process_time()
        dataset = read_dataset(folder).dataset
        read_seconds = perf_counter() - started
        settings = HarvestForecastSettings(bootstraps=BOOTSTRAPS)
        result = calc_forecast(dataset, on=ON, year=2020, settings=settings)
        seconds, cpu = perf_counter() - started, process_time() - before
    methods = [one.method for one in result.species]
    return {
        "plots": PLOTS,
        "years": YEARS,
        "species": len(result.species),
        "bootstraps": BOOTSTRAPS,
        "draws": len(result.draws.kg_ha),
        "seconds": seconds,
        "read_seconds": read_seconds,
        "cpu_seconds": cpu,
        "peak_gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        "hierarchical": methods.count("hierarchical"),
        "target_seconds": TARGET_SECONDS,
        "reached": seconds <= TARGET_SECONDS,
    }


def measure_panels(runs: int = PANELS) -> list[dict[str, Any]]:
    """Coverage of the 80 % interval on panels with a known truth, with a shared year effect and without."""
    from tests.harvest.forecast.panels import run

    found = []
    for shared, covered in run(runs).items():
        total, sites = covered.mean(axis=0)
        found.append({"shared_year": shared, "runs": runs, "total": float(total), "sites": float(sites)})
    return found


def describe(panels: int = PANELS) -> dict[str, Any]:
    """Measure everything; the forecast in a process of its own."""
    load = os.getloadavg()[0]
    command = [sys.executable, "-W", "ignore", "-m", "bench.harvest_forecast", "--one"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    forecast = json.loads(done.stdout.splitlines()[-1])
    return {
        "cores": len(os.sched_getaffinity(0)),
        "versions": {name: version(name) for name in PACKAGES},
        "forecast": forecast,
        "panels": measure_panels(panels),
        "load": (load, os.getloadavg()[0]),
    }


def main() -> None:
    """Print what was measured as JSON."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.harvest_forecast", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--panels", type=int, default=PANELS)
    given = parser.parse_args()
    print(json.dumps(measure_forecast() if given.one else describe(given.panels)))


if __name__ == "__main__":
    main()
