"""Plots with their outlines, and what is wrong with them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kust.data.dataset import Dataset
from kust.data.findings import Finding
from kust.harvest.land.geometry import BadGeometryError, Point, Shape, calc_area_ha, read_wkt
from kust.i18n import number, say

AREA_BASES = ("all_forest", "productive_habitat")
# How far a stated area may stand from that of the outline.
AREA_DIFFERS_BY = 0.10
_COLUMNS = ("plot_id", "forestry", "geometry", "area_ha", "area_base", "road_distance_km")
_SHOWN = 60
# Degrees; nobody gathers that far from the settlements of the data.
_ROOM = 5.0
# The northernmost forest grows at 72.5° N (Ary-Mas).
_NO_FOREST_BEYOND = 75.0


@dataclass(frozen=True)
class StockFinding(Finding):
    """Something wrong with plots, surveys or a stock; its words stand in ``words/harvest_stock.toml``."""

    def _say(self, lang: str, words: str) -> str:
        figures = {name: number(v, lang) if isinstance(v, float) else v for name, v in self.values.items()}
        return say(self.code, words, value=self.value, **figures)


@dataclass(frozen=True)
class PlotPlace:
    """A plot. ``area_from``: ``table`` (it says so), ``outline`` (worked out), None where no area is known."""

    plot_id: str
    forestry: str | None
    area_base: str
    area_ha: float | None
    area_from: str | None
    road_km: float | None
    shape: Shape | None


def read_plot_places(dataset: Dataset) -> dict[str, PlotPlace]:
    """Read the plots by id; an outline that cannot be read counts as none (``check_plots`` says so).

    A plot whose table gives no area takes that of its outline.
    """
    rows: Any = dataset.collect(dataset.table("plots").select(*_COLUMNS)).to_native()
    return {row["plot_id"]: _place_of(row) for row in rows.sort("plot_id").iter_rows(named=True)}


def _place_of(row: dict[str, Any]) -> PlotPlace:
    shape = _read(row["geometry"])
    area, source = row["area_ha"], "table"
    if area is None:
        area, source = (calc_area_ha(shape) if shape else None), "outline"
    return PlotPlace(
        row["plot_id"],
        row["forestry"],
        row["area_base"],
        area,
        source if area is not None else None,
        row["road_distance_km"],
        shape,
    )


def _read(wkt: str | None) -> Shape | None:
    try:
        return read_wkt(wkt) if wkt else None
    except BadGeometryError:
        return None


def check_plots(dataset: Dataset) -> Iterator[Finding]:
    """Find outlines that cannot be read, unknown bases of areas, and areas that differ from those of the outlines.

    Yields
    ------
    Finding
        Errors with file, row and value; warnings where the area is more than 10 % off, or the axes look swapped.
    """
    rows = dataset.rows("plots").select("_file", "_sheet", "_row", *_COLUMNS).collect()
    around = _find_surroundings(dataset)
    for row in rows.iter_rows(named=True):
        place = {"table": "plots", "file": row["_file"], "sheet": row["_sheet"], "row": row["_row"]}
        if row["area_base"] not in AREA_BASES:
            yield StockFinding(
                "harvest_stock.area_base", "error", **place, column="area_base", value=row["area_base"]
            )
        if row["geometry"]:
            yield from _check_outline(row, place)
            yield from _check_axes(row, place, around)


def _find_surroundings(dataset: Dataset) -> tuple[Point, Point] | None:
    """Find the corners of the box in which all settlements and weather stations lie, with some room around."""
    spots = [
        spot
        for table in ("settlements", "weather_stations")
        for spot in dataset.rows(table).select("longitude", "latitude").collect().iter_rows()
        if None not in spot
    ]
    if not spots:
        return None
    east, north = zip(*spots, strict=True)
    return (min(east) - _ROOM, min(north) - _ROOM), (max(east) + _ROOM, max(north) + _ROOM)


def _check_axes(
    row: dict[str, Any], place: dict[str, Any], around: tuple[Point, Point] | None
) -> Iterator[Finding]:
    """Warn of an outline far from all settlements, or beyond all forests, that would not be with its axes swapped."""
    shape = _read(row["geometry"])
    if shape is None:
        return
    east, north = shape.middle
    low, high = around or ((-180.0, -_NO_FOREST_BEYOND), (180.0, _NO_FOREST_BEYOND))

    def is_there(longitude: float, latitude: float) -> bool:
        return low[0] <= longitude <= high[0] and low[1] <= latitude <= high[1]

    if is_there(north, east) and not is_there(east, north):
        values = {"plot": row["plot_id"], "latitude": north, "longitude": east}
        yield StockFinding(
            "harvest_stock.axes", "warning", **place, column="geometry", value=row["plot_id"], values=values
        )


def _check_outline(row: dict[str, Any], place: dict[str, Any]) -> Iterator[Finding]:
    text = str(row["geometry"])
    try:
        outline = calc_area_ha(read_wkt(text))
    except BadGeometryError as error:
        short = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        code = f"harvest_stock.geometry.{error.code}"
        yield StockFinding(code, "error", **place, column="geometry", value=short)
        return
    stated = row["area_ha"]
    if outline is None or stated is None:
        return
    if abs(stated - outline) > AREA_DIFFERS_BY * max(stated, outline):
        values = {"plot": row["plot_id"], "stated": float(stated), "outline": outline}
        yield StockFinding(
            "harvest_stock.area_differs",
            "warning",
            **place,
            column="area_ha",
            value=f"{stated:g}",
            values=values,
        )
