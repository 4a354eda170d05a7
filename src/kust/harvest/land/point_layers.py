"""Settlements, weather stations and sites out of a layer of points: as text under the contract's columns."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from kust.data.dataset import Dataset
from kust.data.schema import tables
from kust.errors import UsageError
from kust.harvest.land.geometry import Shape
from kust.harvest.land.gis import (
    FID,
    as_text,
    choose_layer,
    find_crs,
    load_gis,
    map_fields,
    read_features,
    read_shapes,
)
from kust.harvest.land.ways import calc_great_circle

PLACED = ("settlements", "weather_stations")
# A station that names no settlement belongs to the nearest one within so many kilometres.
NEAR_KM = 5.0


def read_point_layer(
    path: Path,
    table: str,
    layer: str | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    crs: str | None = None,
    homes: Mapping[str, tuple[float, float]] | None = None,
) -> tuple[pl.DataFrame, str, tuple[str, ...], str]:
    """Read a layer as a table that has coordinates, or as sites of settlements.

    Parameters
    ----------
    table
        ``settlements``, ``weather_stations`` or ``processing_sites``.
    homes
        Latitude and longitude of the settlements that sites without one may belong to.

    Returns
    -------
    tuple
        The rows as text, in the order of the layer; the layer's name; fields without a column; its reference system.

    Raises
    ------
    UsageError, UnreadableError, MissingEngineError
        As of :func:`kust.harvest.land.gis.read_layer`; a site with no settlement near.
    """
    pyogrio, _ = load_gis()
    name = choose_layer(pyogrio, path, layer)
    meta, fids, geometry, data = read_features(pyogrio, path, name)
    system = find_crs(path, meta["crs"], crs)
    given = ("latitude", "longitude") if table in PLACED else ("settlement_id",)
    of = map_fields(path, tuple(data), columns or {}, table, given)
    frame = {column: as_text(data[field]) for column, field in of.items()}
    shapes = read_shapes(path, geometry, fids, system)
    if table in PLACED:
        frame["latitude"] = pl.Series([f"{one.middle[1]:.7g}" for one in shapes], dtype=pl.String)
        frame["longitude"] = pl.Series([f"{one.middle[0]:.8g}" for one in shapes], dtype=pl.String)
    elif "settlement_id" not in frame:
        near = [
            _find_home(path, fid, one, homes or {}) for fid, one in zip(fids.tolist(), shapes, strict=True)
        ]
        frame["settlement_id"] = pl.Series(near, dtype=pl.String)
    order = [column.name for column in tables()[table].columns if column.name in frame]
    left_out = tuple(field for field in data if field not in (FID, *of.values()))
    return pl.DataFrame({one: frame[one] for one in order}), name, left_out, system


def read_homes(dataset: Dataset) -> dict[str, tuple[float, float]]:
    """Read where the settlements of a dataset are."""
    frame = dataset.table("settlements").select("settlement_id", "latitude", "longitude")
    rows: pl.DataFrame = dataset.collect(frame).to_native()
    return {name: (lat, lon) for name, lat, lon in rows.iter_rows() if lat is not None and lon is not None}


def _find_home(path: Path, feature: int, shape: Shape, homes: Mapping[str, tuple[float, float]]) -> str:
    """Find the settlement that a site stands in: the nearest one, where it is near."""
    longitude, latitude = shape.middle
    far = {name: calc_great_circle(latitude, longitude, *at) for name, at in homes.items()}
    nearest = min(far, key=lambda name: (far[name], name), default=None)
    if nearest is None or far[nearest] > NEAR_KM:
        raise UsageError("gis_no_settlement", path=path, feature=feature, km=f"{NEAR_KM:g}")
    return nearest
