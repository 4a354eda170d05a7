"""Geometries of plots: points and polygons in WGS 84 read from and written to WKT, WKB and GeoJSON; their areas.

No library is needed here. Area: S = R²/2 · |Σ (λ_{i+1} − λ_i)(sin φ_{i+1} + sin φ_i)| on a sphere of the Earth's area
(R = 6371.0072 km); it is exact for edges that are straight in Lambert's cylindrical equal-area projection.
"""

import math
import re
import struct
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from kust.harvest.land.ring_checks import HALF_ROUND, find_fault

Point = tuple[float, float]
Ring = tuple[Point, ...]
RADIUS_KM = 6371.0072
HECTARES_A_KM2 = 100.0
# The kind is read lazily, so that Z and M may stand right behind it.
_HEAD = re.compile(
    r"^\s*(?:SRID\s*=\s*4326\s*;\s*)?([A-Z]+?)\s*(?:ZM|Z|M)?\s*(EMPTY|\(.*\))\s*$", re.I | re.S
)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DEPTHS = {"POINT": 1, "MULTIPOINT": 1, "POLYGON": 2, "MULTIPOLYGON": 3}
_WKB_KINDS = {1: "POINT", 3: "POLYGON", 4: "MULTIPOINT", 6: "MULTIPOLYGON"}


class BadGeometryError(ValueError):
    """A geometry that cannot be used.

    ``code``: ``syntax``, ``kind``, ``ring``, ``range``, ``empty`` or what :func:`find_fault` names.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Shape:
    """A place: points, or polygons as (outline, hole, hole …); a vertex is (longitude, latitude) in degrees."""

    points: tuple[Point, ...] = ()
    polygons: tuple[tuple[Ring, ...], ...] = ()

    @property
    def middle(self) -> Point:
        """Mean of the points, or of the corners of the outlines; of parts on both sides of 180° too."""
        corners = self.points or [corner for rings in self.polygons for corner in rings[0][:-1]]
        east = [longitude for longitude, _ in corners]
        if max(east) - min(east) > HALF_ROUND:
            east = [one % 360 for one in east]
        mean = math.fsum(east) / len(east)
        return (
            mean - 360 if mean > HALF_ROUND else mean,
            math.fsum(latitude for _, latitude in corners) / len(corners),
        )


# A command asks for the same outlines several times: to check them, to measure them, to draw them.
@lru_cache(maxsize=20_000)
def read_wkt(text: str) -> Shape:
    """Read a point or polygon, also multi, of WKT; a third coordinate is dropped.

    Raises
    ------
    BadGeometryError
        It is no WKT, a line, outside of WGS 84, a ring is open or has fewer than four vertices, or the outline is
        impossible: see :func:`kust.harvest.land.ring_checks.find_fault`.

    Examples
    --------
    >>> read_wkt("POINT (83.5 58)").points
    ((83.5, 58.0),)
    >>> len(read_wkt("POLYGON ((0 0, 4 0, 4 4, 0 0), (1 .5, 2 .5, 2 1, 1 .5))").polygons[0])
    2
    """
    found = _HEAD.match(text)
    if not found:
        raise BadGeometryError("syntax")
    kind = found[1].upper()
    if kind not in _DEPTHS:
        raise BadGeometryError("kind")
    if found[2].upper() == "EMPTY":
        raise BadGeometryError("empty")
    body = found[2]
    if kind == "MULTIPOINT":
        body = f"({body.replace('(', ' ').replace(')', ' ')})"
    return _shape_of(kind, _nest(body, _DEPTHS[kind]))


def _nest(body: str, depth: int) -> Any:
    """Read nested brackets down to the vertices."""
    body = body.strip()
    if not (body.startswith("(") and body.endswith(")")):
        raise BadGeometryError("syntax")
    inner = body[1:-1]
    if depth == 1:
        return [_vertex(part) for part in inner.split(",")]
    parts, level, start = [], 0, 0
    for place, sign in enumerate(inner):
        level += (sign == "(") - (sign == ")")
        if level < 0:
            raise BadGeometryError("syntax")
        if sign == "," and level == 0:
            parts.append(inner[start:place])
            start = place + 1
    if level:
        raise BadGeometryError("syntax")
    return [_nest(part, depth - 1) for part in (*parts, inner[start:])]


def _vertex(text: str) -> Point:
    parts = text.split()
    if not 2 <= len(parts) <= 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        raise BadGeometryError("syntax")
    return float(parts[0]), float(parts[1])


def _shape_of(kind: str, parts: Any) -> Shape:
    if kind in ("POINT", "MULTIPOINT"):
        points = tuple((float(one[0]), float(one[1])) for one in parts)
        if kind == "POINT" and len(points) != 1:
            raise BadGeometryError("syntax")
        return _check(Shape(points=points))
    polygons = [parts] if kind == "POLYGON" else parts
    rings = tuple(
        tuple(tuple((float(one[0]), float(one[1])) for one in ring) for ring in polygon)
        for polygon in polygons
    )
    return _check(Shape(polygons=rings))


def _check(shape: Shape) -> Shape:
    rings = [ring for polygon in shape.polygons for ring in polygon]
    if not shape.points and not rings:
        raise BadGeometryError("empty")
    if any(len(ring) < 4 or ring[0] != ring[-1] for ring in rings):
        raise BadGeometryError("ring")
    for longitude, latitude in (*shape.points, *(one for ring in rings for one in ring)):
        if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
            raise BadGeometryError("range")
    fault = find_fault(shape.polygons)
    if fault:
        raise BadGeometryError(fault)
    return shape


def write_wkt(shape: Shape) -> str:
    """Write a shape as WKT.

    >>> write_wkt(read_wkt("multipolygon(((0 0, 4 0, 4 4, 0 0)))"))
    'POLYGON ((0 0, 4 0, 4 4, 0 0))'
    """
    if shape.points:
        body = ", ".join(map(_write_vertex, shape.points))
        return f"POINT ({body})" if len(shape.points) == 1 else f"MULTIPOINT ({body})"
    bodies = [
        "(" + ", ".join("(" + ", ".join(map(_write_vertex, ring)) + ")" for ring in polygon) + ")"
        for polygon in shape.polygons
    ]
    return f"POLYGON {bodies[0]}" if len(bodies) == 1 else f"MULTIPOLYGON ({', '.join(bodies)})"


def _write_vertex(vertex: Point) -> str:
    return " ".join(f"{one:.7f}".rstrip("0").rstrip(".") for one in vertex)


def calc_ring_km2(ring: Ring) -> float:
    """Work out the area inside a ring, km².

    >>> round(calc_ring_km2(((0, 0), (90, 0), (90, 90), (0, 90), (0, 0))) / (4 * math.pi * RADIUS_KM**2), 6)
    0.125
    """
    doubled = math.fsum(
        math.radians(b[0] - a[0]) * (math.sin(math.radians(a[1])) + math.sin(math.radians(b[1])))
        for a, b in pairwise(ring)
    )
    return abs(doubled) * RADIUS_KM**2 / 2


def calc_area_ha(shape: Shape) -> float | None:
    """Work out the area of a shape on the sphere, holes left out; points have none.

    Returns
    -------
    float or None
        Hectares.
    """
    if not shape.polygons:
        return None
    km2 = math.fsum(
        calc_ring_km2(polygon[0]) - math.fsum(calc_ring_km2(hole) for hole in polygon[1:])
        for polygon in shape.polygons
    )
    return km2 * HECTARES_A_KM2


def as_geojson(shape: Shape) -> dict[str, Any]:
    """Bring a shape into the geometry of GeoJSON (RFC 7946: outlines run against the clock, holes with it).

    >>> as_geojson(read_wkt("POINT (83.5 58)"))
    {'type': 'Point', 'coordinates': [83.5, 58.0]}
    """
    if shape.points:
        points = [list(point) for point in shape.points]
        kind = "Point" if len(points) == 1 else "MultiPoint"
        return {"type": kind, "coordinates": points[0] if len(points) == 1 else points}
    polygons = [
        [[list(corner) for corner in _turn(ring, left=not number)] for number, ring in enumerate(rings)]
        for rings in shape.polygons
    ]
    kind = "Polygon" if len(polygons) == 1 else "MultiPolygon"
    return {"type": kind, "coordinates": polygons[0] if len(polygons) == 1 else polygons}


def _turn(ring: Ring, *, left: bool) -> Ring:
    turn = math.fsum((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(ring))
    return ring if (turn < 0) == left else ring[::-1]


def from_geojson(geometry: dict[str, Any]) -> Shape:
    """Read the geometry of GeoJSON.

    Raises
    ------
    BadGeometryError
        As ``read_wkt``.
    """
    kind, coordinates = str(geometry.get("type", "")).upper(), geometry.get("coordinates")
    if kind not in _DEPTHS:
        raise BadGeometryError("kind")
    if not coordinates:
        raise BadGeometryError("empty")
    return _shape_of(kind, [coordinates] if kind == "POINT" else coordinates)


def write_wkb(shape: Shape) -> bytes:
    """Write a shape as the WKB that GeoPackage holds; polygons always as a multipolygon, points as a multipoint."""
    if shape.points:
        bodies = [struct.pack("<BIdd", 1, 1, *point) for point in shape.points]
        return struct.pack("<BII", 1, 4, len(bodies)) + b"".join(bodies)
    bodies = [
        struct.pack("<BII", 1, 3, len(rings))
        + b"".join(struct.pack("<I", len(r)) + b"".join(struct.pack("<dd", *c) for c in r) for r in rings)
        for rings in shape.polygons
    ]
    return struct.pack("<BII", 1, 6, len(bodies)) + b"".join(bodies)


def wkb_as_geojson(data: bytes) -> dict[str, Any]:
    """Read WKB as a geometry of GeoJSON in whatever reference system it is; ISO and extended forms, Z and M dropped.

    Raises
    ------
    BadGeometryError
        Neither point nor polygon, or the bytes end too early.
    """
    try:
        kind, parts, _ = _read_wkb(data, 0)
    except struct.error as error:
        raise BadGeometryError("syntax") from error
    names = {"POINT": "Point", "MULTIPOINT": "MultiPoint", "POLYGON": "Polygon"}
    return {"type": names.get(kind, "MultiPolygon"), "coordinates": parts}


def _read_wkb(data: bytes, at: int) -> tuple[str, Any, int]:
    order = "<" if struct.unpack_from("B", data, at)[0] else ">"
    code = int(struct.unpack_from(f"{order}I", data, at + 1)[0])
    at += 9 if code & 0x20000000 else 5
    more = bool(code & 0x80000000) + bool(code & 0x40000000)
    plain = code & 0x0FFFFFFF
    kind = _WKB_KINDS.get(plain % 1000)
    if kind is None:
        raise BadGeometryError("kind")
    size = 2 + more + (0, 1, 1, 2)[min(plain // 1000, 3)]

    def read_vertices(count: int, start: int) -> tuple[list[list[float]], int]:
        flat = struct.unpack_from(f"{order}{count * size}d", data, start)
        return [list(flat[i : i + 2]) for i in range(0, len(flat), size)], start + 8 * len(flat)

    if kind == "POINT":
        points, at = read_vertices(1, at)
        return kind, points[0], at
    count = int(struct.unpack_from(f"{order}I", data, at)[0])
    at += 4
    parts: list[Any] = []
    for _ in range(count):
        if kind == "POLYGON":
            length = int(struct.unpack_from(f"{order}I", data, at)[0])
            ring, at = read_vertices(length, at + 4)
            parts.append(ring)
        else:
            _, part, at = _read_wkb(data, at)
            parts.append(part)
    return kind, parts, at
