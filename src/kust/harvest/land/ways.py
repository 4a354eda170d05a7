"""How far it is between plots, settlements and sites: by rows of ``travel_times``, else by the great circle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kust.data.dataset import Dataset
from kust.harvest.forecasts.panel import Plots
from kust.law.loader import parameters
from kust.settings import HarvestSitingSettings

Floats = NDArray[np.float64]
Basis = Literal["same", "table", "estimated", "none"]
SEASONS = ("summer", "winter_road")
EARTH_RADIUS_KM = 6371.0088
Told = tuple[float, float | None]


@dataclass(frozen=True)
class Spots:
    """Places with ids and degrees, NaN where not told."""

    ids: tuple[str, ...]
    latitude: Floats
    longitude: Floats


@dataclass(frozen=True)
class Ways:
    """Kilometres and hours from each place to each other, NaN where no way is known, and what tells of each.

    ``basis``: ``same`` place, ``table``, ``estimated`` by the great circle, ``none``: no way in the season, or not
    known where one of the places is.
    """

    km: Floats
    hours: Floats
    basis: tuple[tuple[Basis, ...], ...] = ()


def read_figure(settings: HarvestSitingSettings, name: str) -> float:
    """Take a figure of the settings, else that of ``siting.yaml``."""
    own = getattr(settings, name)
    return float(own if own is not None else parameters("harvest.siting")[name]["value"])


def read_speed(settings: HarvestSitingSettings, season: str) -> float:
    """Take the speed of a season, km/h."""
    known = parameters("harvest.siting")["speed_km_h"]["value"]
    return float(settings.speed_km_h.get(season, known[season]))


def calc_great_circle(latitude: float, longitude: float, to_latitude: float, to_longitude: float) -> float:
    """Return kilometres on a great circle.

    >>> round(calc_great_circle(56.5, 85.0, 57.5, 85.0), 1)
    111.2
    """
    here, there = (
        Spots(("",), np.array([lat]), np.array([lon]))
        for lat, lon in ((latitude, longitude), (to_latitude, to_longitude))
    )
    return float(calc_great_circle_km(here, there)[0, 0])


def calc_great_circle_km(a: Spots, b: Spots) -> Floats:
    """Distances on a great circle by the haversine formula: (places of a, places of b).

    >>> pole, equator = (Spots(("p",), np.array([d]), np.array([0.0])) for d in (90.0, 0.0))
    >>> calc_great_circle_km(pole, equator).round(1).tolist()
    [[10007.6]]
    """
    lat_a, lat_b = np.radians(a.latitude)[:, None], np.radians(b.latitude)[None, :]
    along = np.radians(b.longitude)[None, :] - np.radians(a.longitude)[:, None]
    half = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin(along / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))), dtype=np.float64)


def read_ways(
    dataset: Dataset,
    start: Spots,
    end: Spots,
    settings: HarvestSitingSettings | None = None,
    *,
    season: str = "summer",
    homes: Sequence[str | None] | None = None,
) -> Ways:
    """Find the way from each place to each other in a season.

    A row of ``travel_times`` for the season wins over one for all seasons; it may name a site or the settlement where
    it stands, and holds both ways unless there is a row for the other. Where all rows of two places are of another
    season there is no way. Without a row: great circle (haversine, WGS 84 taken as a sphere) × detour factor, at the
    speed of the season.

    Parameters
    ----------
    settings
        ``detour_factor`` and ``speed_km_h``; what is not given is that of ``siting.yaml``.
    homes
        Settlements where the ends stand, if the ends are sites.
    """
    chosen = settings or HarvestSitingSettings()
    stands = list(homes) if homes is not None else [None] * len(end.ids)
    road = calc_great_circle_km(start, end) * read_figure(chosen, "detour_factor")
    speed = read_speed(chosen, season)
    km, hours = road.copy(), road / speed
    basis = np.where(np.isnan(road), "none", "estimated").astype(object)
    fitting, closed = _read_times(dataset, season)
    places = _Places(start.ids, end.ids, stands)
    rank = np.full(road.shape, -2)
    for pair in closed:
        for at, _ in places.find(pair):
            km[at], hours[at], basis[at], rank[at] = np.nan, np.nan, "none", -1
    for pair, (took, far) in fitting.items():
        for at, how_near in places.find(pair):
            if how_near > rank[at]:
                straight = took * speed if np.isnan(road[at]) else road[at]
                km[at], hours[at] = straight if far is None else far, took
                basis[at], rank[at] = "table", how_near
    for at in places.find_same():
        km[at], hours[at], basis[at] = 0.0, 0.0, "same"
    return Ways(km, hours, tuple(tuple(row) for row in basis.tolist()))


class _Places:
    """Which cells of starts × ends a pair of ids is about, and how nearly: site before home, this way before back."""

    def __init__(self, starts: Sequence[str], ends: Sequence[str], homes: Sequence[str | None]) -> None:
        self.starts = {name: row for row, name in enumerate(starts)}
        self.ends: dict[str, list[tuple[int, int]]] = {}
        for column, (name, home) in enumerate(zip(ends, homes, strict=True)):
            self.ends.setdefault(name, []).append((column, 1))
            if home is not None and home != name:
                self.ends.setdefault(home, []).append((column, 0))

    def find(self, pair: tuple[str, str]) -> list[tuple[tuple[int, int], int]]:
        found = []
        for (one, other), this_way in ((pair, 2), (pair[::-1], 0)):
            row = self.starts.get(one)
            if row is not None:
                found += [((row, column), this_way + near) for column, near in self.ends.get(other, ())]
        return found

    def find_same(self) -> list[tuple[int, int]]:
        return [(row, column) for name, row in self.starts.items() for column, _ in self.ends.get(name, ())]


def _read_times(dataset: Dataset, season: str) -> tuple[Mapping[tuple[str, str], Told], set[tuple[str, str]]]:
    """Read what the table knows of a season, and between which places it knows of other seasons alone.

    A row of the season itself comes last, so that it stays. One that leads to a site says how long it takes to the
    settlement where it stands as well, unless that has a row of its own: other sites stand there, too.
    """
    rows: Any = dataset.collect(dataset.table("travel_times")).to_native()
    sites: Any = dataset.collect(dataset.table("processing_sites").sort("site_id")).to_native()
    stands = dict(sites.select("site_id", "settlement_id").iter_rows())
    ordered = rows.filter(pl.col("hours").is_not_null()).sort(
        ["season", "from_id", "to_id"], nulls_last=False
    )
    fits = pl.col("season").is_null() | (pl.col("season") == season)
    fitting = {
        (r["from_id"], r["to_id"]): (r["hours"], r["km"]) for r in ordered.filter(fits).iter_rows(named=True)
    }
    through = {(here, stands[there]): told for (here, there), told in fitting.items() if stands.get(there)}
    known = through | fitting
    others = set(ordered.filter(~fits).select("from_id", "to_id").iter_rows())
    others |= {(here, stands[there]) for here, there in others if stands.get(there)}
    return known, {(here, there) for here, there in others if not {(here, there), (there, here)} & set(known)}


def read_settlements(dataset: Dataset) -> Spots:
    """Read the settlements in the order of their ids."""
    rows: Any = dataset.collect(
        dataset.table("settlements").select("settlement_id", "latitude", "longitude")
    ).to_native()
    rows = rows.sort("settlement_id")
    return Spots(
        tuple(rows["settlement_id"].to_list()),
        np.array(rows["latitude"].to_list(), dtype=np.float64),
        np.array(rows["longitude"].to_list(), dtype=np.float64),
    )


def spots_of(plots: Plots) -> Spots:
    """Take plots as places."""
    return Spots(plots.ids, plots.latitude, plots.longitude)
