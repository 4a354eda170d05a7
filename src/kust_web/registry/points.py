"""Where participants are, on the map of Russia that `kust.drawings` projects and outlines."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from django.db.models import Count, F, Q
from django.db.models.functions import Round

from kust.drawings.projection import project
from kust_web.registry.models import model_of

# What the map shows: from Kaliningrad to Chukotka.
WEST, EAST, LOWEST, HIGHEST = 19.0, 191.0, 41.0, 82.0


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
        return min(28 + 13 * sqrt(self.count), 180)


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
            found.append(Point(*project(latitude, longitude), count, latitude, longitude))
    return sorted(found, key=lambda point: (-point.count, point.x, point.y))
