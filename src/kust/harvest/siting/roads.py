"""How long it takes from a settlement to a station: by the table of travel times, else by the great circle."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl

from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.harvest.land.ways import SEASONS, Basis, Spots, calc_great_circle, read_figure, read_ways
from kust.settings import HarvestSitingSettings

__all__ = [
    "SEASONS",
    "Roads",
    "Station",
    "calc_great_circle",
    "calc_roads",
    "read_figure",
    "read_places",
    "read_stations",
]
Array = Any


@dataclass(frozen=True)
class Station:
    """A place where a station stands or could stand."""

    site_id: str
    settlement_id: str | None
    name: str
    exists: bool
    capacity_t_week: float | None
    fixed_cost_krub: float | None
    cost_krub_t: float | None
    opens: str | None
    closes: str | None


@dataclass(frozen=True)
class Roads:
    """Settlements × stations: hours, kilometres (infinite: no way known), and where they are from."""

    hours: Array
    km: Array
    basis: tuple[tuple[Basis, ...], ...]


def read_stations(dataset: Dataset, kind: str) -> list[Station]:
    """Read the stations of a kind, those that stand and those that could; sorted by id.

    Raises
    ------
    UsageError
        There is none.
    """
    frame = dataset.table("processing_sites").filter(nw.col("kind") == kind).sort("site_id")
    rows = dataset.collect(frame).to_native()
    if not len(rows):
        raise UsageError(f"siting_no_{kind}")
    names = _names(dataset)
    return [
        Station(
            site_id=row["site_id"],
            settlement_id=row["settlement_id"],
            name=names.get(row["settlement_id"] or "", row["settlement_id"] or row["site_id"]),
            exists=bool(row["exists"]),
            capacity_t_week=row["capacity_t_week"],
            fixed_cost_krub=row["fixed_cost_krub"],
            cost_krub_t=row["cost_krub_t"],
            opens=row["opens"],
            closes=row["closes"],
        )
        for row in rows.iter_rows(named=True)
    ]


def _names(dataset: Dataset) -> dict[str, str]:
    frame = dataset.collect(dataset.table("settlements").select("settlement_id", "name")).to_native()
    return dict(frame.iter_rows())


def read_places(dataset: Dataset) -> pl.DataFrame:
    """Read the settlements, sorted by id."""
    places: pl.DataFrame = dataset.collect(dataset.table("settlements").sort("settlement_id")).to_native()
    return places


def calc_roads(
    dataset: Dataset,
    places: pl.DataFrame,
    stations: list[Station],
    season: str,
    settings: HarvestSitingSettings,
) -> Roads:
    """Work out the way from each settlement to each station in a season.

    Infinite where there is none; see :func:`kust.harvest.land.ways.read_ways`.
    """
    homes = [station.settlement_id for station in stations]
    at = {row["settlement_id"]: (row["latitude"], row["longitude"]) for row in places.iter_rows(named=True)}
    unknown = (float("nan"), float("nan"))
    ids = tuple(places["settlement_id"].to_list())
    start = _spots(ids, [at[name] for name in ids])
    end = _spots(
        tuple(station.site_id for station in stations), [at.get(home or "", unknown) for home in homes]
    )
    ways = read_ways(dataset, start, end, settings, season=season, homes=homes)
    hours, km = (np.where(np.isnan(one), np.inf, one) for one in (ways.hours, ways.km))
    return Roads(hours, km, ways.basis)


def _spots(ids: tuple[str, ...], places: Sequence[tuple[float, float]]) -> Spots:
    degrees = np.array(places, dtype=np.float64).reshape(-1, 2)
    return Spots(ids, degrees[:, 0], degrees[:, 1])
