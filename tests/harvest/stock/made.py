"""Small forests, made up, written as CSV from rows in a test."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kust.data.dataset import Dataset
from kust.data.read import read_dataset
from kust.harvest.stocks.stock import calc_stock
from kust.harvest.stocks.stocked import Stock, StockRow

ON = date(2019, 11, 1)
HEADINGS = {
    "species": ("species_id", "name", "group", "recovery_years", "dry_share"),
    "plots": ("plot_id", "forestry", "geometry", "area_ha", "area_base", "road_distance_km"),
    "surveys": (
        "survey_id", "plot_id", "species_id", "surveyed_on", "method", "value", "standard_error", "measure",
    ),
    "permits": ("forestry", "species_id", "year", "admissible_t"),
}  # fmt: skip
HABITAT, FOREST = "productive_habitat", "all_forest"
# About 1 km on a side at 58° N; its corner moves east with the number.
SIDE_EAST, SIDE_NORTH = 0.0170, 0.0090


def write(folder: Path, **tables: Iterable[Sequence[object]]) -> Dataset:
    """Write tables of the contract and read them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(HEADINGS[name])
            writer.writerows(rows)
    return read_dataset(folder).dataset


def survey(
    number: int,
    plot: str,
    species: str,
    value: float,
    error: float | None,
    measure: str = "kg_per_ha",
    *,
    method: str = "",
    day: str = "2019-08-20",
) -> tuple[object, ...]:
    """A row of surveys; the method follows from the measure where none is given."""
    usual = {"kg_per_ha": "mass", "per_m2": "model_specimen", "g": "model_specimen", "share": "cover"}
    told = "" if error is None else error
    return f"U{number}", plot, species, day, method or usual.get(measure, measure), value, told, measure


def square(number: int, *, latitude: float = 58.0) -> str:
    west, east = 83.0 + 0.05 * number, 83.0 + 0.05 * number + SIDE_EAST
    south, north = latitude, latitude + SIDE_NORTH
    return f"POLYGON (({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}))"


def count(folder: Path, tables: dict[str, Any], **asked: Any) -> Stock:
    return calc_stock(write(folder, **tables), **{"on": ON, **asked})


def only(stock: Stock) -> StockRow:
    (row,) = stock.rows
    return row
