"""Cells of H3 that plots lie in, and with what share of their area. Needs the extra ``maps``."""

import math
from collections.abc import Iterable
from statistics import median
from typing import Any

import numpy as np

from kust.errors import MissingEngineError, UsageError
from kust.harvest.land.geometry import RADIUS_KM, Point, Shape, calc_area_ha
from kust.harvest.land.plot_places import PlotPlace

RESOLUTION = 6
_FINEST = 9
# A cell or a plot that is narrower than this part of the land is hard to see on a map of it.
_SEEN = 1 / 25


def _load() -> tuple[Any, Any]:
    try:
        import h3
        import shapely
    except ImportError as error:
        raise MissingEngineError("maps_not_installed", extra="maps") from error
    return h3, shapely


def check_resolution(resolution: int) -> None:
    """Refuse a resolution of which a plot could hold millions of cells.

    Raises
    ------
    UsageError
        It is not one of 0 to 9.
    """
    if not 0 <= resolution <= _FINEST:
        raise UsageError("choice", option="resolution", value=resolution, known=f"0 … {_FINEST}")


def choose_resolution(places: Iterable[PlotPlace], around: Iterable[Point] = ()) -> int | None:
    """Choose what a map of plots and of what lies around them is shaded by: cells, or the plots themselves.

    Plots that are a 25th of the land wide are shaded themselves. Else the smaller the land, the finer the cells, while
    one is that wide too; no cell is larger than resolution 6, or smaller than plots that are told by points.

    Parameters
    ----------
    around
        Longitude and latitude of other places on the map.

    Returns
    -------
    int or None
        The resolution; None for the plots themselves.
    """
    known = [(place.shape, place.area_ha) for place in places if place.shape]
    if not known:
        return RESOLUTION
    spots = [spot for shape, _ in known for spot in _corners_of(shape)]
    least = _measure_extent([*spots, *around]) * _SEEN
    areas = [calc_area_ha(shape) or 0.0 for shape, _ in known if shape.polygons]
    if len(areas) == len(known) and math.sqrt(median(areas) / 100) >= least:
        return None
    stated = [area / 100 for shape, area in known if shape.points and area]
    sizes = {one: measure_cell(one) for one in range(RESOLUTION, _FINEST + 1)}
    smallest = median(stated) if stated else 0.0
    fitting = [one for one, (wide, area) in sizes.items() if wide >= least and area >= smallest]
    return max(fitting, default=RESOLUTION)


def _corners_of(shape: Shape) -> list[Point]:
    return [*shape.points, *(spot for rings in shape.polygons for spot in rings[0])]


def _measure_extent(spots: list[Point]) -> float:
    """Measure how far places reach, km: from west to east or from north to south, whichever is more."""
    longitudes, latitudes = zip(*spots, strict=True)
    down = max(latitudes) - min(latitudes)
    across = max(longitudes) - min(longitudes)
    middle = math.radians((max(latitudes) + min(latitudes)) / 2)
    return math.radians(max(down, across * math.cos(middle))) * RADIUS_KM


def measure_cell(resolution: int) -> tuple[float, float]:
    """Measure a cell of the middle size: how wide it is from corner to corner, km, and its area, km²."""
    h3, _ = _load()
    return (
        2 * float(h3.average_hexagon_edge_length(resolution, "km")),
        float(h3.average_hexagon_area(resolution, "km^2")),
    )


def count_cells(shape: Shape, resolution: int) -> int:
    """Count the cells whose middle lies in a shape: the area in units of cells.

    Parameters
    ----------
    shape
        Polygons, WGS 84.
    resolution
        0 (4.4 million km² a cell) … 9 (0.1 km²); 6 is 36 km².
    """
    h3, _ = _load()
    check_resolution(resolution)
    return len({cell for part in _h3_polygons(h3, shape) for cell in h3.polygon_to_cells(part, resolution)})


def _h3_polygons(h3: Any, shape: Shape) -> list[Any]:
    return [
        h3.LatLngPoly(*([(latitude, longitude) for longitude, latitude in ring] for ring in rings))
        for rings in shape.polygons
    ]


def find_shares(shape: Shape, resolution: int = RESOLUTION) -> dict[str, float]:
    """Find what share of a shape lies in each cell; the shares sum up to 1.

    Areas are those of Lambert's cylindrical equal-area projection; of several points each counts alike.

    Examples
    --------
    >>> from kust.harvest.land.geometry import read_wkt
    >>> list(find_shares(read_wkt("MULTIPOINT (83.5 58, 85.5 58)")).values())
    [0.5, 0.5]
    """
    h3, shapely = _load()
    check_resolution(resolution)
    areas: dict[str, float] = {}
    for longitude, latitude in shape.points:
        cell = h3.latlng_to_cell(latitude, longitude, resolution)
        areas[cell] = areas.get(cell, 0.0) + 1.0
    for polygon, rings in zip(_h3_polygons(h3, shape), shape.polygons, strict=True):
        # "overlap" misses a cell now and then (h3 4.x); those near enough hold all that overlap.
        cells = sorted(h3.polygon_to_cells_experimental(polygon, resolution, contain="bbox_overlap"))
        outline = shapely.make_valid(_flat(shapely, rings))
        shapely.prepare(outline)
        middle = Shape(polygons=(rings,)).middle[0]
        flat = [_flat(shapely, [_near(_corners(h3, cell), middle)]) for cell in cells]
        for cell, area in zip(cells, _measure_inside(shapely, flat, outline), strict=True):
            if area > 0:
                areas[cell] = areas.get(cell, 0.0) + float(area)
    total = math.fsum(areas.values())
    return {cell: area / total for cell, area in sorted(areas.items())}


def _measure_inside(shapely: Any, flat: Any, outline: Any) -> Any:
    """Measure what of each cell lies in an outline; only those on its edge are cut, which takes long."""
    areas = shapely.area(flat)
    edge = np.flatnonzero(~shapely.contains_properly(outline, flat))
    areas[edge] = shapely.area(shapely.intersection(np.asarray(flat, dtype=object)[edge], outline))
    return areas


def _corners(h3: Any, cell: str) -> list[tuple[float, float]]:
    corners = [(longitude, latitude) for latitude, longitude in h3.cell_to_boundary(cell)]
    return [*corners, corners[0]]


def _near(ring: list[tuple[float, float]], longitude: float) -> list[tuple[float, float]]:
    """Write a ring across the date line in the longitudes of one of its sides."""
    return [(longitude + (east - longitude + 180) % 360 - 180, latitude) for east, latitude in ring]


def _flat(shapely: Any, rings: Iterable[Iterable[tuple[float, float]]]) -> Any:
    outer, *holes = (
        [(longitude, math.degrees(math.sin(math.radians(latitude)))) for longitude, latitude in ring]
        for ring in rings
    )
    return shapely.Polygon(outer, holes)


def spread_plots(places: Iterable[PlotPlace], resolution: int) -> dict[str, dict[str | None, float]]:
    """Spread plots over cells: by plot id the share in each cell; a plot without an outline is in the cell None."""
    shares: dict[str, dict[str | None, float]] = {}
    for place in places:
        found = find_shares(place.shape, resolution) if place.shape else {}
        shares[place.plot_id] = dict.fromkeys([None], 1.0) if not found else {}
        shares[place.plot_id].update(found)
    return shares


def find_cell_shape(cell: str) -> Shape:
    """Return the outline of a cell."""
    h3, _ = _load()
    return Shape(polygons=((tuple(_corners(h3, cell)),),))
