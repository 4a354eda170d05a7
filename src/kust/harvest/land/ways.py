"""How far it is between plots, settlements and sites: by rows of ``travel_times``, else by the great circle."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from kust.data.dataset import Dataset
from kust.harvest.forecasts.panel import Plots
from kust.law.loader import parameters

Floats = NDArray[np.float64]
EARTH_RADIUS_KM = 6371.0088
# The season in which pickers walk and lorries drive.
_SEASONS = ("summer",)


@dataclass(frozen=True)
class Spots:
    """Places with ids and degrees, NaN where not told."""

    ids: tuple[str, ...]
    latitude: Floats
    longitude: Floats


@dataclass(frozen=True)
class Ways:
    """Kilometres and hours from each place to each other, NaN where neither a row nor both places are told."""

    km: Floats
    hours: Floats


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


def read_ways(dataset: Dataset, start: Spots, end: Spots, ends: Sequence[str] | None = None) -> Ways:
    """Find the ways: a row of the summer or of all seasons, the shortest where there are several.

    Without a row: great circle times the detour factor, and the usual speed of such roads.

    Parameters
    ----------
    ends
        Ids by which ``travel_times`` calls the ends, where they are not those of the places (a site in a settlement).
    """
    names = {name: place for place, name in enumerate(ends or end.ids)}
    starts = {name: place for place, name in enumerate(start.ids)}
    figures = parameters("harvest.siting")
    km = calc_great_circle_km(start, end) * float(figures["detour_factor"]["value"])
    hours = km / float(figures["speed_km_h"]["value"]["summer"])
    season = nw.col("season")
    rows: Any = dataset.collect(
        dataset.table("travel_times")
        .filter(season.is_null() | season.is_in(list(_SEASONS)))
        .select("from_id", "to_id", "hours", "km")
    ).to_native()
    told: dict[tuple[int, int], tuple[float, float | None]] = {}
    for here, there, took, far in rows.iter_rows():
        if here not in starts or there not in names or took is None:
            continue
        key = (starts[here], names[there])
        if key not in told or took < told[key][0]:
            told[key] = (took, far)
    for key, (took, far) in told.items():
        hours[key] = took
        km[key] = km[key] if far is None else far
    return Ways(km, hours)


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
