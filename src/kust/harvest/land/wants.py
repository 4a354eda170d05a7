"""What a dataset lacks for a step of the forest: tables, columns that are empty throughout, and of which species."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from kust.data.dataset import Dataset
from kust.law.loader import parameters


@dataclass(frozen=True)
class Want:
    """A table that lacks something.

    ``why``: ``table`` (it has no row), ``column`` (``columns`` are empty in every row), ``species`` (those of
    ``species`` have no row), ``years`` (those have fewer than ``years`` years with a weighed crop). ``columns``: what
    the step takes from the table. ``needed``: without it there is no answer; else the answer is only less good.
    """

    table: str
    why: str
    columns: tuple[str, ...]
    species: tuple[str, ...] = ()
    years: int = 0
    needed: bool = True


_SPECIES = Want("species", "table", ("species_id", "name", "group", "recovery_years"))
_STEPS: dict[str, tuple[Want, ...]] = {
    "stock": (
        _SPECIES,
        Want(
            "plots", "table", ("plot_id", "forestry", "geometry", "area_ha", "area_base", "road_distance_km")
        ),
        Want(
            "surveys",
            "table",
            (
                "survey_id",
                "plot_id",
                "species_id",
                "surveyed_on",
                "method",
                "value",
                "standard_error",
                "measure",
            ),
        ),
        Want("permits", "table", ("forestry", "species_id", "year", "admissible_t"), needed=False),
    ),
    "forecast": (
        _SPECIES,
        Want("plots", "table", ("plot_id", "area_ha", "area_base")),
        Want("yields", "table", ("plot_id", "species_id", "year", "yield_kg_ha")),
        Want(
            "weather_stations", "table", ("weather_station_id", "name", "latitude", "longitude"), needed=False
        ),
        Want(
            "weather", "table", ("weather_station_id", "day", "t_min_c", "t_max_c", "rain_mm"), needed=False
        ),
    ),
}
_STEPS["backtest"] = _STEPS["forecast"]
_STEPS["map"] = (
    _SPECIES,
    Want("plots", "table", ("plot_id", "geometry", "area_ha", "area_base")),
    *_STEPS["forecast"][2:],
    Want("settlements", "table", ("settlement_id", "name", "latitude", "longitude"), needed=False),
    Want(
        "processing_sites",
        "table",
        ("site_id", "settlement_id", "kind", "exists", "capacity_t_week", "opens", "closes"),
        needed=False,
    ),
)
# Past purchases alone give a plan; plots and their crops make it one of the season.
_STEPS["procure"] = (
    _SPECIES,
    Want("settlements", "table", ("settlement_id", "name", "latitude", "longitude")),
    Want("harvest_purchases", "table", ("species_id", "settlement_id", "week_on", "mass_kg", "price_rub_kg")),
    *(
        replace(one, needed=False)
        for one in (
            Want("plots", "table", ("plot_id", "forestry", "geometry", "area_ha", "road_distance_km")),
            *_STEPS["forecast"][2:],
            _STEPS["map"][-1],
            Want("permits", "table", ("forestry", "species_id", "year", "admissible_t")),
        )
    ),
)
_MAPPED = "map"
# Columns without which rows of the table say nothing to the step.
_FIGURES = {
    "surveys": ("value",),
    "yields": ("yield_kg_ha",),
    "harvest_purchases": ("mass_kg",),
    "weather": ("t_min_c", "t_max_c"),
}


def find_wants(dataset: Dataset, step: str, species: Sequence[str]) -> tuple[Want, ...]:
    """Find what a dataset lacks for a step.

    Parameters
    ----------
    step
        ``stock``, ``forecast``, ``backtest``, ``map`` or ``procure``.
    species
        Ids of those asked for.

    Returns
    -------
    tuple of Want
        In the order in which tables are filled in; empty where nothing is lacking.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> dataset = read_dataset(load("wild-harvest")).dataset
    >>> [(one.table, one.why) for one in find_wants(dataset, "stock", ["cep"])]
    [('plots', 'table'), ('surveys', 'table'), ('permits', 'table')]
    """
    return tuple(found for want in _STEPS[step] if (found := _look(dataset, step, want, species)) is not None)


def _look(dataset: Dataset, step: str, want: Want, species: Sequence[str]) -> Want | None:
    rows: pl.DataFrame = dataset.collect(dataset.table(want.table)).to_native()
    if not rows.height:
        return Want(want.table, "table", want.columns, _bearing(want, species), needed=want.needed)
    empty = tuple(name for name in _FIGURES.get(want.table, ()) if rows[name].null_count() == rows.height)
    if want.table == "plots":
        empty = _find_empty_land(rows, step)
    if empty:
        return Want(want.table, "column", empty, _bearing(want, species), needed=want.needed)
    if "species_id" not in want.columns or want.table == "species":
        return None
    without = set(species) - set(rows["species_id"].to_list())
    if without:
        return Want(want.table, "species", want.columns, tuple(sorted(without)), needed=want.needed)
    if want.table != "yields" or step == "stock":
        return None
    least = int(parameters("harvest.forecast")["fewest_years"]["value"])
    own = (
        rows.filter(pl.col("yield_kg_ha").is_not_null()).group_by("species_id").agg(pl.col("year").n_unique())
    )
    years = dict(own.iter_rows())
    few = tuple(one for one in sorted(species) if years.get(one, 0) < least)
    return Want(want.table, "years", ("yield_kg_ha",), few, least, needed=False) if few else None


def _find_empty_land(rows: pl.DataFrame, step: str) -> tuple[str, ...]:
    """Find what no plot tells: an outline for a map; elsewhere an area, which an outline gives too."""
    if rows["geometry"].null_count() < rows.height:
        return ()
    if step == _MAPPED:
        return ("geometry",)
    return ("area_ha",) if rows["area_ha"].null_count() == rows.height else ()


def _bearing(want: Want, species: Sequence[str]) -> tuple[str, ...]:
    """Name the species where the rows of the table are about species."""
    return tuple(sorted(species)) if "species_id" in want.columns and want.table != "species" else ()
