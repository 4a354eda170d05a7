"""Stocks of cells and plots as GeoJSON (needs nothing), GeoPackage and cloud-optimised GeoTIFF (the extra ``gis``)."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from kust.data.target import target
from kust.errors import UsageError
from kust.harvest.land.geometry import Shape, as_geojson, write_wkb
from kust.harvest.land.gis import WGS84, load_gis
from kust.harvest.stocks.ranges import Range
from kust.harvest.stocks.stocked import Stock, StockRow

SUFFIXES = (".geojson", ".gpkg", ".tif")
_RANGES = ("kg_ha", "stock_kg", "harvest_kg", "accessible_kg", "dry_kg", "convention_kg")
_LARGEST = 100_000_000
_USUAL_STEP, _MANY = 0.02, 4_000_000


@dataclass(frozen=True)
class Feature:
    """A place with its figures."""

    shape: Shape
    properties: Mapping[str, str | float | int | None]


def make_features(stock: Stock) -> tuple[list[Feature], int]:
    """Bring the rows of a stock by cell or plot into features.

    Returns
    -------
    tuple
        A feature a row, with every range as ``…_low``, ``…_value``, ``…_high``; and how many rows have no outline.
    """
    features = [
        Feature(stock.places[row.unit], _tell(stock, row))
        for row in stock.rows
        if row.unit is not None and row.unit in stock.places
    ]
    return features, len(stock.rows) - len(features)


def _tell(stock: Stock, row: StockRow) -> dict[str, str | float | int | None]:
    told: dict[str, str | float | int | None] = {
        "species_id": row.species_id,
        "species": stock.names[row.species_id],
        stock.by: row.unit,
        "area_base": row.area_base,
        "plots": row.plots,
        "plots_without_kg": sum(row.without.values()),
        "area_ha": row.area_ha,
        "ball_median": row.balls.median if row.balls else None,
        "flags": ", ".join(row.flags),
    }
    for name in _RANGES:
        figure: Range = getattr(row, name)
        told |= {f"{name}_{end}": getattr(figure, end) for end in ("low", "value", "high")}
    return told


def write_geojson(features: Sequence[Feature], path: Path) -> None:
    """Write features as GeoJSON (RFC 7946).

    Raises
    ------
    UsageError
        The file exists.
    """
    rows = [
        {"type": "Feature", "geometry": as_geojson(one.shape), "properties": dict(one.properties)}
        for one in features
    ]
    text = json.dumps({"type": "FeatureCollection", "features": rows}, ensure_ascii=False, allow_nan=False)
    with target(path) as temporary:
        temporary.write_text(text + "\n", encoding="utf-8")


def write_gpkg(
    features: Sequence[Feature],
    path: Path,
    layer: str = "stock",
    others: Mapping[str, Sequence[Feature]] = MappingProxyType({}),
) -> None:
    """Write features as a layer of a new GeoPackage, WGS 84; a missing figure is null.

    Parameters
    ----------
    others
        Further layers by name; one without features is left out.

    Raises
    ------
    UsageError
        The file exists, or there is nothing to write.
    MissingEngineError
        The extra ``gis`` is not installed.
    """
    pyogrio, _ = load_gis()
    if not features:
        raise UsageError("gis_nothing", path=path)
    with target(path) as temporary:
        for name, listed in ((layer, features), *others.items()):
            if listed:
                _write_layer(pyogrio, listed, temporary, name)


def _write_layer(pyogrio: Any, features: Sequence[Feature], path: Path, layer: str) -> None:
    fields = list(features[0].properties)
    data, masks = [], []
    for field in fields:
        values = [one.properties[field] for one in features]
        masks.append(np.array([value is None for value in values]))
        data.append(_column_of(values))
    geometry = np.array([write_wkb(one.shape) for one in features], dtype=object)
    points = all(one.shape.points for one in features)
    mixed = not points and any(one.shape.points for one in features)
    kind = "Unknown" if mixed else "MultiPoint" if points else "MultiPolygon"
    pyogrio.raw.write(
        path,
        geometry=geometry,
        field_data=data,
        fields=np.array(fields, dtype=object),
        field_mask=masks,
        layer=layer,
        driver="GPKG",
        geometry_type=kind,
        crs=WGS84,
    )


def _column_of(values: Sequence[str | float | int | None]) -> Any:
    if all(isinstance(value, int) for value in values):
        return np.array(values, dtype=np.int64)
    if any(isinstance(value, str) for value in values):
        return np.array(["" if value is None else str(value) for value in values], dtype=object)
    return np.array([math.nan if value is None else float(value) for value in values])


def write_cog(
    features: Sequence[Feature], path: Path, figures: Sequence[str], *, step: float | None = None
) -> None:
    """Write figures of features as the bands of a cloud-optimised GeoTIFF, WGS 84; where no feature lies is no data.

    Parameters
    ----------
    figures
        Names of properties, a band each.
    step
        Side of a pixel, degrees; by default 0.02, or less so that the narrowest feature is three pixels wide, while the
        raster has no more than 4 million.

    Raises
    ------
    UsageError
        The file exists, there is nothing to write, features overlap in what they say (several species), or the raster
        would have more than 100 million pixels.
    MissingEngineError
        The extra ``gis`` is not installed.
    """
    _, rasterio = load_gis()
    from rasterio.transform import from_origin

    shapes = [one for one in features if one.shape.polygons]
    if not shapes:
        raise UsageError("gis_nothing", path=path)
    if len({(one.properties.get("species_id"), one.properties.get("area_base")) for one in shapes}) > 1:
        raise UsageError("gis_one_species", path=path)
    corners = np.array([c for one in shapes for rings in one.shape.polygons for c in rings[0]])
    if step is None:
        step = _choose_step(shapes, corners)
    left, bottom = np.floor(corners.min(axis=0) / step) * step
    right, top = np.ceil(corners.max(axis=0) / step) * step
    width, height = max(1, round((right - left) / step)), max(1, round((top - bottom) / step))
    if width * height > _LARGEST:
        raise UsageError("gis_too_large", path=path, pixels=width * height, limit=_LARGEST)
    origin = from_origin(left, top, step, step)
    bands = [_burn(shapes, name, (height, width), origin, step) for name in figures]
    profile = {
        "driver": "COG", "width": width, "height": height, "count": len(bands), "dtype": "float64",
        "crs": WGS84, "transform": origin, "nodata": math.nan, "compress": "DEFLATE",
    }  # fmt: skip
    with target(path) as temporary, rasterio.open(temporary, "w", **profile) as raster:
        for number, (name, band) in enumerate(zip(figures, bands, strict=True), 1):
            raster.write(band, number)
            raster.set_band_description(number, name)


def _choose_step(features: Sequence[Feature], corners: Any) -> float:
    """Choose a pixel that the narrowest feature is three of wide: 1, 2 or 5 of a power of ten."""
    narrowest = min(_width_of(one.shape) for one in features)
    wide, high = corners.max(axis=0) - corners.min(axis=0)
    fewest = math.sqrt(wide * high / _MANY)
    wanted = min(_USUAL_STEP, max(narrowest / 3, fewest))
    first = math.floor(math.log10(wanted))
    neat = [part * 10.0**power for power in (first, first + 1) for part in (1, 2, 5)]
    fitting = [step for step in neat if fewest <= step <= wanted * (1 + 1e-9)]
    return max(fitting, default=next(step for step in neat if step >= wanted))


def _width_of(shape: Shape) -> float:
    """Return the shorter side of the box around a shape's narrowest part, degrees."""
    sides = []
    for rings in shape.polygons:
        outline = np.array(rings[0])
        sides.append(float((outline.max(axis=0) - outline.min(axis=0)).min()))
    return min(sides)


def _burn(features: Sequence[Feature], name: str, size: tuple[int, int], origin: Any, step: float) -> Any:
    from rasterio.features import rasterize

    told = [(one, float(value)) for one in features if (value := one.properties[name]) is not None]
    band = np.full(size, math.nan)
    # A feature that is narrower than two pixels may hold the middle of none: it takes those that it touches.
    narrow = [one for one in told if _width_of(one[0].shape) < 2 * step]
    for some, touched in ((narrow, True), (told, False)):
        shapes = [(as_geojson(one.shape), value) for one, value in some]
        if shapes:
            rasterize(shapes, out=band, transform=origin, all_touched=touched)
    return band
