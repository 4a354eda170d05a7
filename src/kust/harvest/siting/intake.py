"""What comes in: tonnes by settlement, species, week and season, from purchases or from a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import narwhals as nw
import polars as pl

from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.harvest.siting.points import read_number, read_rows

Source = Literal["purchases", "forecast", "file"]
COLUMNS = {
    "settlement_id": pl.String,
    "species_id": pl.String,
    "week": pl.Int64,
    "scenario": pl.String,
    "mass_t": pl.Float64,
}
# What a boiling station takes where species are not named; a buying point takes everything.
_BOILED = "mushroom"


@dataclass(frozen=True)
class Intake:
    """Rows of ``settlement_id``, ``species_id``, ``week`` (ISO week, or null), ``scenario`` (a season), ``mass_t``.

    ``year``: in which year the weeks lie. ``source``: ``purchases``, ``forecast`` or ``file``. ``left_out``: species
    that the source says nothing of.
    """

    rows: pl.DataFrame
    species: tuple[str, ...]
    scenarios: tuple[str, ...]
    year: int
    source: Source
    left_out: tuple[str, ...] = ()

    def calc_mean(self, *by: str) -> pl.DataFrame:
        """Return tonnes of an average season by these columns, sorted."""
        keys = list(by)
        summed = self.rows.group_by(keys).agg(pl.col("mass_t").sum() / len(self.scenarios))
        return summed.sort(keys, nulls_last=False)


def read_species(dataset: Dataset, kind: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """Choose species: those named, else mushrooms for a boiling station, everything for a buying point.

    Raises
    ------
    UsageError
        A species that is not in the data.
    """
    rows = dataset.collect(dataset.table("species").sort("species_id")).to_native()
    known = rows["species_id"].to_list()
    for name in wanted:
        if name not in known:
            raise UsageError("choice", option="species", value=name, known=", ".join(known))
    if wanted:
        return tuple(dict.fromkeys(wanted))
    boiled = rows.filter(pl.col("group") == _BOILED)["species_id"].to_list()
    return tuple(boiled if kind == "boiling_station" and boiled else known)


def read_species_names(dataset: Dataset, species: Sequence[str]) -> tuple[str, ...]:
    """Return the names of species."""
    names = dict(
        dataset.collect(dataset.table("species").select("species_id", "name")).to_native().iter_rows()
    )
    return tuple(names.get(one) or one for one in species)


def read_purchases(dataset: Dataset, species: Sequence[str], seasons: int, on: date) -> Intake:
    """Take the last seasons before a day that have purchases of these species; each is a scenario.

    Raises
    ------
    UsageError
        There are no purchases of them.
    """
    frame = dataset.table("harvest_purchases").filter(
        nw.col("species_id").is_in(list(species)), ~nw.col("mass_kg").is_null(), nw.col("week_on") <= on
    )
    bought = dataset.collect(frame).to_native()
    if not len(bought):
        raise UsageError("siting_no_purchases", species=", ".join(species))
    rows = bought.select(
        "settlement_id",
        "species_id",
        pl.col("week_on").dt.week().cast(pl.Int64).alias("week"),
        pl.col("week_on").dt.iso_year().cast(pl.String).alias("scenario"),
        (pl.col("mass_kg") / 1000).alias("mass_t"),
    )
    years = sorted(rows["scenario"].unique().to_list())[-seasons:]
    kept = rows.filter(pl.col("scenario").is_in(years)).sort(*list(COLUMNS)[:4])
    return Intake(kept, tuple(species), tuple(years), int(years[-1]), "purchases")


def read_intake(path: Path, dataset: Dataset, species: Sequence[str], on: date) -> Intake:
    """Read ``settlement_id,mass_t[,species_id,week_on,scenario]``; without scenarios it is one season.

    Raises
    ------
    UsageError
        A column is missing, a settlement or species is unknown, a cell cannot be read: with row, column and value. Some
        rows tell a week and others none: what comes in no week would count against a whole season's capacity.
    """
    rows, separator = read_rows(path)
    heading = [cell.strip().lower() for cell in rows[0][1]]
    for name in ("settlement_id", "mass_t"):
        if name not in heading:
            raise UsageError("siting_no_column", path=path, column=name, found=", ".join(heading))
    places = dataset.collect(dataset.table("settlements").select("settlement_id")).to_native()
    known = {"settlement_id": set(places["settlement_id"].to_list()), "species_id": set(species)}
    read = [_read_row(path, heading, number, row, separator, known) for number, row in rows[1:]]
    if not read:
        raise UsageError("siting_no_points", path=path)
    weekless = [number for (number, _), row in zip(rows[1:], read, strict=True) if row[2] is None]
    if 0 < len(weekless) < len(read):
        raise UsageError(
            "siting_mixed_weeks", path=path, row=weekless[0], count=len(weekless), rows=len(read)
        )
    frame = pl.DataFrame(read, schema=COLUMNS, orient="row").sort(*list(COLUMNS)[:4], nulls_last=False)
    scenarios = tuple(sorted(frame["scenario"].unique().to_list()))
    return Intake(frame, tuple(species), scenarios, on.year, "file")


def _read_row(
    path: Path, heading: list[str], number: int, row: list[str], separator: str, known: dict[str, set[str]]
) -> tuple[str, str | None, int | None, str, float]:
    cells = dict(zip(heading, (cell.strip() for cell in row), strict=False))
    for name, ids in known.items():
        if cells.get(name, "") not in ids and (name == "settlement_id" or cells.get(name)):
            raise UsageError("siting_bad_cell", path=path, row=number, column=name, value=cells.get(name, ""))
    mass = read_number(cells.get("mass_t", ""), separator)
    if mass is None or not 0 <= mass < float("inf"):
        raise UsageError(
            "siting_bad_cell", path=path, row=number, column="mass_t", value=cells.get("mass_t", "")
        )
    week = None
    if cells.get("week_on"):
        try:
            week = date.fromisoformat(cells["week_on"]).isocalendar().week
        except ValueError as error:
            raise UsageError(
                "siting_bad_cell", path=path, row=number, column="week_on", value=cells["week_on"]
            ) from error
    return cells["settlement_id"], cells.get("species_id") or None, week, cells.get("scenario", ""), mass


def read_spoilage(dataset: Dataset, species: Sequence[str]) -> dict[str, float]:
    """Return hours to spoilage by species; a species without them is left out."""
    rows = dataset.collect(dataset.table("species")).to_native()
    return {
        row["species_id"]: float(row["hours_to_spoilage"])
        for row in rows.iter_rows(named=True)
        if row["species_id"] in species and row["hours_to_spoilage"] is not None
    }
