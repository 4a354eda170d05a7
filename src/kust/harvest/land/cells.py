"""Cells of H3 that plots lie in, and with what share of their area. Needs the extra ``maps``."""

import math
from collections.abc import Iterable
from typing import Any

from kust.errors import MissingEngineError, UsageError
from kust.harvest.land.geometry import Shape
from kust.harvest.land.plot_places import PlotPlace

RESOLUTION = 6
_FINEST = 9


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
        cells = sorted(h3.polygon_to_cells_experimental(polygon, resolution, contain="overlap"))
        outline = shapely.make_valid(_flat(shapely, rings))
        shapely.prepare(outline)
        middle = Shape(polygons=(rings,)).middle[0]
        flat = [_flat(shapely, [_near(_corners(h3, cell), middle)]) for cell in cells]
        for cell, area in zip(cells, shapely.area(shapely.intersection(flat, outline)), strict=True):
            if area > 0:
                areas[cell] = areas.get(cell, 0.0) + float(area)
    total = math.fsum(areas.values())
    return {cell: area / total for cell, area in sorted(areas.items())}


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
