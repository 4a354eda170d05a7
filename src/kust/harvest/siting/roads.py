"""How long it takes from a settlement to a station: by the table of travel times, else by the great circle."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import narwhals as nw
import numpy as np
import polars as pl

from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.law import parameters
from kust.settings import HarvestSitingSettings

Array = Any
Basis = Literal["same", "table", "estimated", "none"]
SEASONS = ("summer", "winter_road")
_EARTH_KM = 6371.0088


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


def read_figure(settings: HarvestSitingSettings, name: str) -> float:
    """Take a figure of the settings, else that of ``siting.yaml``."""
    own = getattr(settings, name)
    return float(own if own is not None else parameters("harvest.siting")[name]["value"])


def read_speed(settings: HarvestSitingSettings, season: str) -> float:
    """Take the speed of a season, km/h."""
    known = parameters("harvest.siting")["speed_km_h"]["value"]
    return float(settings.speed_km_h.get(season, known[season]))


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
        raise UsageError("siting_no_sites", kind=kind)
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

    A row of ``travel_times`` for the season wins over one for all seasons; it may name the station or its settlement,
    and between two settlements it holds both ways unless there is a row for the other. Where there is none: great
    circle (haversine, WGS 84 taken as a sphere) × detour factor, at the speed of the season.
    """
    known = _read_times(dataset, season)
    at = {row["settlement_id"]: (row["latitude"], row["longitude"]) for row in places.iter_rows(named=True)}
    detour, speed = read_figure(settings, "detour_factor"), read_speed(settings, season)
    shape = (len(places), len(stations))
    hours, km = np.full(shape, np.inf), np.full(shape, np.inf)
    basis: list[tuple[Basis, ...]] = []
    for row, settlement in enumerate(places["settlement_id"].to_list()):
        told: list[Basis] = []
        for column, station in enumerate(stations):
            straight = _straight(at, settlement, station.settlement_id)
            hours[row, column], km[row, column], kind = _way(
                known, settlement, station, None if straight is None else straight * detour, speed
            )
            told.append(kind)
        basis.append(tuple(told))
    return Roads(hours, km, tuple(basis))


def _read_times(dataset: Dataset, season: str) -> Mapping[tuple[str, str], tuple[float, float | None]]:
    """Read what the table knows of a season.

    A row of the season itself comes last, so that it stays. One that leads to a station says how long it takes to the
    settlement where it stands as well, unless that has a row of its own: other stations stand there, too.
    """
    rows = dataset.collect(dataset.table("travel_times")).to_native()
    fitting = rows.filter(pl.col("season").is_null() | (pl.col("season") == season))
    ordered = fitting.sort(["season", "from_id", "to_id"], nulls_last=False)
    known = {(r["from_id"], r["to_id"]): (r["hours"], r["km"]) for r in ordered.iter_rows(named=True)}
    sites = dataset.collect(dataset.table("processing_sites").sort("site_id")).to_native()
    stands = dict(sites.select("site_id", "settlement_id").iter_rows())
    through = {
        (here, stands[there]): told for (here, there), told in sorted(known.items()) if stands.get(there)
    }
    return through | known


def _straight(at: Mapping[str, tuple[float, float]], one: str, other: str | None) -> float | None:
    if other is None or other not in at:
        return None
    return calc_great_circle(*at[one], *at[other])


def calc_great_circle(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Return kilometres on a great circle.

    >>> round(calc_great_circle(56.5, 85.0, 57.5, 85.0), 1)
    111.2
    """
    a, b = np.radians([latitude, to_latitude])
    turn = np.radians(to_longitude - longitude)
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(turn / 2) ** 2
    return float(2 * _EARTH_KM * np.arcsin(np.sqrt(half)))


def _way(
    known: Mapping[tuple[str, str], tuple[float, float | None]],
    settlement: str,
    station: Station,
    road: float | None,
    speed: float,
) -> tuple[float, float, Basis]:
    """Return hours, kilometres and their basis."""
    there = station.settlement_id
    if settlement == there:
        return 0.0, 0.0, "same"
    pairs = [(settlement, station.site_id), (settlement, there or ""), (there or "", settlement)]
    for pair in pairs:
        if pair in known:
            hours, km = known[pair]
            return hours, km if km is not None else road if road is not None else hours * speed, "table"
    if road is None:
        return np.inf, np.inf, "none"
    return road / speed, road, "estimated"
