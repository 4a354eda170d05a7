"""Places on the map: latitude and longitude that changed seats, told by where the region, or everything else, lies.

A box around each region comes from the outlines of `kust.drawings` (Natural Earth, public domain). Where a row names no
region, the box of Russia and the middle of all other places are taken.
"""

from collections.abc import Iterator

import polars as pl

from kust.data.dataset import Dataset
from kust.data.findings import Finding
from kust.data.rules_keys import report
from kust.data.schema import region_boxes

_TABLES = ("settlements", "weather_stations", "organisations", "plots")
# Tables whose places lie near each other; firms may be anywhere.
_NEAR = ("settlements", "weather_stations", "plots")
_RUSSIA = {"south": 41.0, "north": 82.0, "west": 19.0, "east": 191.0}
# Degrees: by how much outlines are rough; what is near the middle of all places, what is far from it.
_ROUGH, _CLOSE, _FAR = 1.0, 2.5, 5.0
# The first place of a WKT: longitude, then latitude.
_FIRST = r"\(+\s*(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)"


def check_places(dataset: Dataset) -> Iterator[Finding]:
    """Find places that lie where they should once latitude and longitude are exchanged."""
    read = {name: rows for name in _TABLES if (rows := _read(dataset, name)) is not None}
    near = [rows.select("_latitude", "_longitude") for name, rows in read.items() if name in _NEAR]
    middle = pl.concat(near).median().row(0) if near else (None, None)
    for name, rows in read.items():
        found = rows.filter(_is_swapped(name, middle)).with_columns(
            _place=pl.format("{}, {}", "_latitude", "_longitude")
        )
        column = "geometry" if name == "plots" else "latitude"
        yield from report(found.lazy(), "place.swapped", "warning", name, column, value="_place")


def _read(dataset: Dataset, name: str) -> pl.DataFrame | None:
    """Take the places of a table with the box that each has to lie in; None where it has none."""
    columns = dataset.origins[name].columns if name in dataset.origins and dataset.has(name) else ()
    if name == "plots" and "geometry" in columns:
        place = [pl.col("geometry").str.extract(_FIRST, number).cast(pl.Float64) for number in (2, 1)]
    elif "latitude" in columns and "longitude" in columns:
        place = [pl.col("latitude"), pl.col("longitude")]
    else:
        return None
    # A firm may have its place far from the region where it is registered.
    region = pl.col("region") if "region" in columns and name in _NEAR else pl.lit(None, pl.String)
    rows = dataset.rows(name).select(
        "_file",
        "_sheet",
        "_row",
        region.alias("_region"),
        place[0].alias("_latitude"),
        place[1].alias("_longitude"),
    )
    known = rows.filter(pl.col("_latitude").is_finite() & pl.col("_longitude").is_finite()).collect()
    boxes = pl.DataFrame(region_boxes(), schema=["_region", *_RUSSIA], orient="row")
    return known.join(boxes, on="_region", how="left").sort("_file", "_sheet", "_row")


def _is_swapped(name: str, middle: tuple[float | None, float | None]) -> pl.Expr:
    latitude, longitude = pl.col("_latitude"), pl.col("_longitude")
    in_region = {end: pl.col(end) for end in _RUSSIA}
    in_russia = {end: pl.lit(value) for end, value in _RUSSIA.items()}
    by_box = [
        ~_is_in(latitude, longitude, box) & _is_in(longitude, latitude, box) for box in (in_region, in_russia)
    ]
    lone = by_box[1]
    if name in _NEAR and None not in middle:
        here, there = (_distance(*place, middle) for place in ((latitude, longitude), (longitude, latitude)))
        lone = lone | ((here > _FAR) & (there < _CLOSE))
    return pl.when(pl.col("south").is_not_null()).then(by_box[0]).otherwise(lone)


def _is_in(latitude: pl.Expr, longitude: pl.Expr, box: dict[str, pl.Expr]) -> pl.Expr:
    """Tell whether a place lies in a box; what is west of 168° W is taken as east of 180°."""
    around = pl.when(longitude < -100).then(longitude + 360).otherwise(longitude)
    return latitude.is_between(box["south"] - _ROUGH, box["north"] + _ROUGH) & around.is_between(
        box["west"] - _ROUGH, box["east"] + _ROUGH
    )


def _distance(latitude: pl.Expr, longitude: pl.Expr, middle: tuple[float | None, float | None]) -> pl.Expr:
    """The larger of both differences, degrees."""
    return pl.max_horizontal((latitude - middle[0]).abs(), (longitude - middle[1]).abs())
