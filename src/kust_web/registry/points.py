"""Points on a map of Russia, projected here: Albers' equal-area conic with parallels 52° and 64°, centre 100° E.

n = (sin φ₁ + sin φ₂)/2,  C = cos² φ₁ + 2n sin φ₁,  ρ = √(C − 2n sin φ)/n,  θ = n(λ − λ₀),
x = ρ sin θ,  y = ρ₀ − ρ cos θ  (Snyder, Map Projections: A Working Manual, 1987, p. 100; a sphere).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians, sin, sqrt

from django.db.models import Count, F, Q
from django.db.models.functions import Round

from kust_web.registry.models import model_of

_SOUTH, _NORTH = sin(radians(52)), sin(radians(64))
_N = (_SOUTH + _NORTH) / 2
_C = cos(radians(52)) ** 2 + 2 * _N * _SOUTH
_CENTRE, _ORIGIN = 100.0, 56.0
_RHO_ORIGIN = sqrt(_C - 2 * _N * sin(radians(_ORIGIN))) / _N
# What the map shows: from Kaliningrad to Chukotka.
WEST, EAST, LOWEST, HIGHEST = 19.0, 191.0, 41.0, 78.0
WIDTH = 1000.0


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Project a place, in radii of the Earth from 56° N 100° E, x to the east and y to the north.

    >>> project(56.0, 100.0)
    (0.0, 0.0)
    """
    east = longitude + 360 if longitude < -100 else longitude
    rho = sqrt(_C - 2 * _N * sin(radians(latitude))) / _N
    theta = _N * radians(east - _CENTRE)
    return rho * sin(theta), _RHO_ORIGIN - rho * cos(theta)


def _steps(first: float, last: float, step: float) -> list[float]:
    count = int((last - first) / step)
    return [first + number * step for number in range(count + 1)]


def _frame() -> tuple[float, float, float, float]:
    edge = [project(lat, lon) for lon in _steps(WEST, EAST, 1) for lat in (LOWEST, HIGHEST)]
    edge += [project(lat, lon) for lat in _steps(LOWEST, HIGHEST, 1) for lon in (WEST, EAST)]
    xs, ys = [x for x, _ in edge], [y for _, y in edge]
    return min(xs), max(xs), min(ys), max(ys)


_LEFT, _RIGHT, _BOTTOM, _TOP = _frame()
_SCALE = WIDTH / (_RIGHT - _LEFT)
HEIGHT = (_TOP - _BOTTOM) * _SCALE


def place(latitude: float, longitude: float) -> tuple[float, float]:
    """Find a place in the drawing, whose y runs downwards."""
    x, y = project(latitude, longitude)
    return (x - _LEFT) * _SCALE, (_TOP - y) * _SCALE


def grid() -> list[str]:
    """Draw meridians every 20° and parallels every 10° as the paths of an SVG drawing."""
    lines = [[(lat, lon) for lat in _steps(LOWEST, HIGHEST, 1)] for lon in _steps(20, 180, 20)]
    lines += [[(lat, lon) for lon in _steps(WEST, EAST, 2)] for lat in _steps(50, 70, 10)]
    return ["M" + "L".join(_written(*place(*one)) for one in line) for line in lines]


def degrees() -> list[tuple[str, str, str]]:
    """Say where the numbers of the meridians (at the southern edge) and parallels (at 100° E) stand."""
    marks = [(LOWEST + 1.2, lon, lon) for lon in _steps(40, 180, 20)] + [
        (lat, _CENTRE, lat) for lat in _steps(50, 70, 10)
    ]
    placed = [(place(lat, lon), told) for lat, lon, told in marks]
    return [(f"{x + 3:.0f}", f"{y - 3:.0f}", f"{told:.0f}°") for (x, y), told in placed]


def outline() -> str:
    """Draw the edge of what the map shows."""
    edge = [(LOWEST, lon) for lon in _steps(WEST, EAST, 2)] + [
        (lat, EAST) for lat in _steps(LOWEST, HIGHEST, 1)
    ]
    edge += [(HIGHEST, lon) for lon in reversed(_steps(WEST, EAST, 2))]
    edge += [(lat, WEST) for lat in reversed(_steps(LOWEST, HIGHEST, 1))]
    return "M" + "L".join(_written(*place(*one)) for one in edge) + "Z"


def _written(x: float, y: float) -> str:
    return f"{x:.1f},{y:.1f}"


@dataclass(frozen=True)
class Point:
    """A place with the organisations that are there, to about half a degree."""

    x: float
    y: float
    count: int
    latitude: float
    longitude: float

    @property
    def radius(self) -> float:
        return min(3.5 + 1.6 * sqrt(self.count), 22)


def find_points(on_day: Q, cluster: str | None = None) -> list[Point]:
    """Find where members are whose coordinates are known, those close together as one point."""
    rows = model_of("memberships").objects.filter(
        on_day,
        is_removed=False,
        organisation__latitude__range=(LOWEST, HIGHEST),
        organisation__longitude__isnull=False,
    )
    if cluster:
        rows = rows.filter(cluster_id=cluster)
    cells = rows.order_by().annotate(
        north=Round(F("organisation__latitude") * 2), east=Round(F("organisation__longitude") * 2)
    )
    counted = cells.values_list("north", "east").annotate(count=Count("organisation_id", distinct=True))
    return _points(counted)


def _points(cells: Iterable[tuple[float, float, int]]) -> list[Point]:
    found = []
    for north, east, count in cells:
        latitude, longitude = float(north) / 2, float(east) / 2
        if longitude > WEST or longitude < EAST - 360:
            found.append(Point(*place(latitude, longitude), count, latitude, longitude))
    return sorted(found, key=lambda point: (-point.count, point.x, point.y))
