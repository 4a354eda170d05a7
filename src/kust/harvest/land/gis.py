"""Plots out of a GeoPackage (or any layer of GDAL), and what a raster holds inside of them. Needs the extra ``gis``."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from kust.data.schema import fold, tables
from kust.data.sources import columns_of
from kust.errors import MissingEngineError, UnreadableError, UsageError
from kust.harvest.land.geometry import (
    BadGeometryError,
    Shape,
    as_geojson,
    from_geojson,
    wkb_as_geojson,
    write_wkt,
)
from kust.harvest.land.plot_places import AREA_BASES, PlotPlace

WGS84 = "EPSG:4326"
_TABLE = "plots"
_PRECISION = 7
# What GDAL calls the number of a feature; it can serve as an id where the layer has none.
FID = "fid"


def load_gis() -> tuple[Any, Any]:
    """Bring in pyogrio and rasterio.

    Raises
    ------
    MissingEngineError
        One of them is not installed; the message names the extra.
    """
    try:
        import pyogrio
        import rasterio
    except ImportError as error:
        raise MissingEngineError("gis_not_installed", extra="gis") from error
    logging.getLogger("rasterio").addHandler(logging.NullHandler())
    return pyogrio, rasterio


@dataclass(frozen=True)
class Layer:
    """Plots of a layer as a table of the contract, all text; ``left_out``: fields that are no column of it.

    ``crs``: what the layer was in before it was brought to WGS 84.
    """

    plots: pl.DataFrame
    left_out: tuple[str, ...]
    crs: str


def read_layer(
    path: Path,
    layer: str | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    area_base: str | None = None,
    crs: str | None = None,
) -> Layer:
    """Read plots from a layer of points or polygons.

    Parameters
    ----------
    layer
        Its name; not needed where the file holds one.
    columns
        By column of ``plots`` the field that holds it; others are found by code, Russian or English title.
    area_base
        ``all_forest`` or ``productive_habitat``, where the layer has no such field.
    crs
        Of a layer that tells none, such as ``EPSG:28414``.

    Raises
    ------
    UnreadableError
        GDAL cannot read the file.
    UsageError
        Several layers and none named; no reference system, or an unknown one; a required column without a field; a
        feature that is neither point nor polygon.
    MissingEngineError
        The extra ``gis`` is not installed.
    """
    pyogrio, _ = load_gis()
    if area_base is not None and area_base not in AREA_BASES:
        raise UsageError("choice", option="area-base", value=area_base, known=", ".join(AREA_BASES))
    name = choose_layer(pyogrio, path, layer)
    meta, fids, geometry, data = read_features(pyogrio, path, name)
    system = find_crs(path, meta["crs"], crs)
    given = ("area_base",) if area_base is not None else ()
    of = map_fields(path, tuple(data), columns or {}, _TABLE, given)
    frame = {column: as_text(data[field]) for column, field in of.items()}
    if area_base is not None and "area_base" not in frame:
        frame["area_base"] = pl.Series([area_base] * len(fids), dtype=pl.String)
    shapes = read_shapes(path, geometry, fids, system)
    frame["geometry"] = pl.Series([write_wkt(shape) for shape in shapes], dtype=pl.String)
    order = [column.name for column in tables()[_TABLE].columns if column.name in frame]
    left_out = tuple(field for field in data if field not in (FID, *of.values()))
    return Layer(pl.DataFrame({name: frame[name] for name in order}), left_out, system)


def read_features(pyogrio: Any, path: Path, layer: str) -> tuple[Any, Any, Any, dict[str, Any]]:
    """Read a layer: what it tells of itself, numbers and outlines of its features, their fields with the number."""
    try:
        meta, fids, geometry, data = pyogrio.raw.read(path, layer=layer, return_fids=True)
    except pyogrio.errors.DataSourceError as error:
        raise UnreadableError("gis_unreadable", path=path, reason=error) from error
    fields = {str(field): values for field, values in zip(meta["fields"], data, strict=True)}
    fields.setdefault(FID, fids)
    return meta, fids, geometry, fields


def choose_layer(pyogrio: Any, path: Path, layer: str | None) -> str:
    """Take the layer named, else the only one there is."""
    if not path.exists():
        raise UnreadableError("no_such_file", path=path)
    try:
        known = [str(name) for name, _ in pyogrio.list_layers(path)]
    except pyogrio.errors.DataSourceError as error:
        raise UnreadableError("gis_unreadable", path=path, reason=error) from error
    if layer is None and len(known) == 1:
        return known[0]
    if layer not in known:
        raise UsageError("choice", option="layer", value=layer or "", known=", ".join(known))
    return layer


def find_crs(path: Path, told: str | None, stated: str | None) -> str:
    """Take the reference system the layer tells, else the one stated; refuse one that is unknown."""
    from rasterio.crs import CRS
    from rasterio.errors import CRSError

    system = told or stated
    if not system:
        raise UsageError("gis_no_crs", path=path)
    try:
        found = CRS.from_user_input(system)
    except CRSError as error:
        raise UsageError("gis_bad_crs", path=path, crs=system) from error
    return WGS84 if found == CRS.from_user_input(WGS84) else str(system)


def map_fields(
    path: Path, fields: Sequence[str], asked: Mapping[str, str], table: str, given: Collection[str] = ()
) -> dict[str, str]:
    """Find the field of each column of a table, by code, title or as asked; ``given``: columns known without one.

    Raises
    ------
    UsageError
        A column or field asked for that there is not; a required column without a field.
    """
    known, listed = columns_of(table), tables()[table].columns
    of = {column.name: field for field in fields if (column := known.get(fold(field)))}
    for name, field in asked.items():
        column = known.get(fold(name))
        if column is None:
            choices = ", ".join(one.name for one in listed)
            raise UsageError("choice", option="column", value=name, known=choices)
        if field not in fields:
            raise UsageError("choice", option=f"column {name}", value=field, known=", ".join(fields) or "–")
        of[column.name] = field
    for column in listed:
        if column.required and column.name not in (*of, *given):
            code = "gis_no_field" if table == _TABLE else "gis_no_field_of"
            told = {"path": path, "column": column.name, "fields": ", ".join(fields) or "–"}
            raise UsageError(code, **told)
    return {name: field for name, field in of.items() if name != "geometry"}


def as_text(values: Any) -> pl.Series:
    """Write the values of a field as they would be typed; whole floats without their point."""
    return pl.Series(
        [
            None
            if value is None or value != value
            else f"{value:.15g}"
            if isinstance(value, float)
            else str(value)
            for value in values.tolist()
        ],
        dtype=pl.String,
    )


def read_shapes(path: Path, geometry: Any, fids: Any, system: str) -> list[Shape]:
    """Read outlines, brought to WGS 84; refuse a feature that is neither point nor polygon."""
    from rasterio.errors import CRSError
    from rasterio.warp import transform_geom

    shapes = []
    for fid, wkb in zip(fids.tolist(), geometry, strict=True):
        try:
            if wkb is None:
                raise BadGeometryError("empty")
            found = wkb_as_geojson(bytes(wkb))
            if system != WGS84:
                found = transform_geom(system, WGS84, found, precision=_PRECISION)
            shapes.append(from_geojson(found))
        except BadGeometryError as error:
            raise UsageError("gis_bad_geometry", path=path, feature=fid, crs=system) from error
        except (CRSError, ValueError) as error:
            raise UsageError("gis_bad_crs", path=path, crs=system) from error
    return shapes


@dataclass(frozen=True)
class RasterSummary:
    """What a raster holds inside a plot.

    ``pixels``: how many with data have their middle in it; where none has, the pixel that its middle lies in counts
    (``is_small``). ``mean`` and ``shares`` (by class) are null and empty where the raster has no data there.
    """

    plot_id: str
    pixels: int
    mean: float | None
    shares: Mapping[int, float]
    is_small: bool = False


def summarise_raster(
    path: Path, places: Iterable[PlotPlace], *, classes: bool = False, band: int = 1
) -> list[RasterSummary]:
    """Work out the mean of a raster, or the shares of its classes, inside each plot.

    Parameters
    ----------
    places
        Plots; those without an outline get a summary of nothing. Points take the pixel they lie in.
    classes
        The values are classes: their shares are wanted, not their mean.
    band
        Which band, from 1.

    Raises
    ------
    UnreadableError
        It is no raster.
    UsageError
        It tells no reference system; the classes wanted are no whole numbers.
    """
    _, rasterio = load_gis()
    from rasterio.errors import RasterioIOError

    if not path.exists():
        raise UnreadableError("no_such_file", path=path)
    try:
        source = rasterio.open(path)
    except RasterioIOError as error:
        raise UnreadableError("gis_unreadable", path=path, reason=error) from error
    with source:
        if source.crs is None:
            raise UsageError("gis_no_crs", path=path)
        if not 1 <= band <= source.count:
            raise UsageError("choice", option="band", value=band, known=f"1 … {source.count}")
        return [_summarise(source, place, classes, band) for place in places]


def _summarise(source: Any, place: PlotPlace, classes: bool, band: int) -> RasterSummary:
    if place.shape is None:
        return RasterSummary(place.plot_id, 0, None, {})
    values, small = _read_inside(source, place.shape, band)
    if not len(values):
        return RasterSummary(place.plot_id, 0, None, {}, small)
    if not classes:
        return RasterSummary(place.plot_id, len(values), float(values.mean()), {}, small)
    found, counts = np.unique(values, return_counts=True)
    if (found != np.round(found)).any():
        raise UsageError("gis_no_classes", path=source.name)
    shares = {int(one): int(count) / len(values) for one, count in zip(found, counts, strict=True)}
    return RasterSummary(place.plot_id, len(values), None, shares, small)


def _read_inside(source: Any, shape: Shape, band: int) -> tuple[Any, bool]:
    """Read the pixels with data whose middle lies in a shape, else the one its middle lies in."""
    from rasterio.errors import WindowError
    from rasterio.features import geometry_mask, geometry_window
    from rasterio.warp import transform, transform_geom
    from rasterio.windows import Window

    if shape.polygons:
        outline = transform_geom(WGS84, source.crs, as_geojson(shape))
        try:
            window = geometry_window(source, [outline])
        except WindowError:
            return np.array([]), False
        cells = source.read(band, window=window, masked=True)
        inside = geometry_mask([outline], cells.shape, source.window_transform(window), invert=True)
        if inside.any():
            return _finite(cells[inside]), False
    longitude, latitude = shape.middle
    (x,), (y,) = transform(WGS84, source.crs, [longitude], [latitude])
    row, column = source.index(x, y)
    if not (0 <= row < source.height and 0 <= column < source.width):
        return np.array([]), True
    one = source.read(band, window=Window(column, row, 1, 1), masked=True)
    return _finite(one), True


def _finite(cells: Any) -> Any:
    """Take the pixels with data; NaN is none, whether the raster says so or not."""
    values = cells.compressed().astype(np.float64)
    return values[np.isfinite(values)]
