"""Small datasets of a forest, written as CSV from rows in a test."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from kust.data.dataset import Dataset
from kust.data.read import read_dataset

HEADINGS = {
    "species": ("species_id", "name", "group"),
    "plots": ("plot_id", "forestry", "geometry", "area_ha", "area_base"),
    "yields": ("plot_id", "species_id", "year", "yield_kg_ha", "ball"),
    "weather_stations": ("weather_station_id", "name", "latitude", "longitude"),
    "weather": ("weather_station_id", "day", "t_min_c", "t_max_c", "rain_mm", "snow_cm"),
    "permits": ("forestry", "species_id", "year", "opens_on"),
}


def write(folder: Path, **tables: Iterable[Sequence[object]]) -> Dataset:
    """Write tables of the contract and read them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(HEADINGS[name])
            writer.writerows(rows)
    return read_dataset(folder).dataset


def cranberry(folder: Path, years: Iterable[int], *, plots: int = 4, areas: bool = True) -> Dataset:
    """Cranberry on a few plots: year effects 1, 2, 4, 1, 2, 4 … times the plot's own hundred kilograms."""
    listed = list(years)
    rows = [
        (
            f"P{plot}",
            "cranberry",
            year,
            100 * (1 + plot) * 2 ** (year % 3) * (1 + 0.02 * ((plot * year) % 5)),
            "",
        )
        for plot in range(plots)
        for year in listed
    ]
    return write(
        folder,
        species=[("cranberry", "Клюква", "berry")],
        plots=[
            (
                f"P{plot}",
                "Мох",
                f"POINT ({83 + plot / 10} 58)",
                10 * (plot + 1) if areas else "",
                "productive_habitat",
            )
            for plot in range(plots)
        ],
        yields=rows,
    )
