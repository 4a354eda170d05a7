"""A small forest written as CSV, and a forecast of it whose draws the test chooses."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from kust.data.dataset import Dataset
from kust.data.read import read_dataset
from kust.harvest.forecasts.draws import Draws
from kust.harvest.forecasts.forecasted import Forecast, SpeciesForecast
from kust.harvest.forecasts.openings import Calendar

ON = date(2020, 6, 1)
HEADINGS = {
    "species": ("species_id", "name", "group", "product_id", "hours_to_spoilage"),
    "products": ("product_id", "name", "unit"),
    "recipes": ("product_id", "input_id", "quantity_per_unit"),
    "outputs": ("organisation_id", "product_id", "year", "quantity", "amount_krub"),
    "plots": ("plot_id", "forestry", "geometry", "area_ha", "area_base", "road_distance_km"),
    "yields": ("plot_id", "species_id", "year", "yield_kg_ha"),
    "settlements": ("settlement_id", "name", "latitude", "longitude"),
    "processing_sites": (
        "site_id", "settlement_id", "kind", "exists", "capacity_t_week", "cost_krub_t", "opens", "closes",
    ),
    "travel_times": ("from_id", "to_id", "season", "hours", "km"),
    "harvest_purchases": ("species_id", "settlement_id", "week_on", "mass_kg", "price_rub_kg"),
    "permits": ("forestry", "species_id", "year", "admissible_t", "opens_on", "closes_on"),
}  # fmt: skip
SPECIES = (("cep", "Белый гриб", "mushroom", "", 12), ("cowberry", "Брусника", "berry", "", 240))
# Two plots of 10 and 20 ha by the road (share reached 0.9): 9 and 18 ha within reach.
PLOTS = (
    ("A", "North", "POINT (83.0 58.0)", 10, "productive_habitat", 0.5),
    ("B", "South", "POINT (83.4 58.0)", 20, "productive_habitat", 0.5),
)
SETTLEMENTS = (("V1", "Первое", 58.0, 83.0), ("V2", "Второе", 58.0, 83.4))


def write(folder: Path, **tables: Iterable[Sequence[object]]) -> Dataset:
    """Write tables of the contract and read them; species, plots and settlements are there unless said otherwise."""
    folder.mkdir(parents=True, exist_ok=True)
    whole: dict[str, Iterable[Sequence[object]]] = {
        "species": SPECIES,
        "plots": PLOTS,
        "settlements": SETTLEMENTS,
    }
    for name, rows in (whole | tables).items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(HEADINGS[name])
            writer.writerows(rows)
    return read_dataset(folder).dataset


def foresee(
    kg_ha: Mapping[str, Sequence[Sequence[float]]], *, on: date = ON, year: int = 2020, plots: str = "AB"
) -> Forecast:
    """Make a forecast from (draws, plots) kilograms a hectare by species."""
    names = tuple(sorted(kg_ha))
    values = np.stack([np.array(kg_ha[name], dtype=np.float64) for name in names], axis=-1)
    groups = {row[0]: row[2] for row in SPECIES}
    told = tuple(_tell(name, groups[name]) for name in names)
    draws = Draws(year, on, names, tuple(plots), values)
    return Forecast("made", "sha256:0", on, year, 0.8, 20, 0, told, draws)


def _tell(name: str, group: str) -> SpeciesForecast:
    ends = ("low_kg_ha", "high_kg_ha", "usual_kg_ha", "low_t", "high_t", "log_sd")
    nothing: dict[str, Any] = dict.fromkeys((*ends, "balls_reason", "ball_cuts_kg_ha", "backtest", "reason"))
    return SpeciesForecast(
        species_id=name,
        name=name,
        group=group,
        method="hierarchical",
        years=tuple(range(2000, 2020)),
        plots=2,
        plots_without_area=0,
        balls=0,
        balls_used=False,
        level=0.8,
        kg_ha={},
        total_t={},
        terms=(),
        overconfident=(),
        calendar=Calendar(None, None, ()),
        by_plot=(),
        **nothing,
    )


def bought(
    species: str, kg: Mapping[int, float], price: Mapping[int, float], place: str = "V1"
) -> list[tuple[object, ...]]:
    """Past purchases: one row a year in the week of 17 August."""
    weeks = {year: date(year, 8, 17) for year in kg}
    return [
        (species, place, day.fromordinal(day.toordinal() - day.weekday()), kg[year], price.get(year, ""))
        for year, day in weeks.items()
    ]
