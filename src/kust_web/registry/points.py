"""Where participants are, on the map of Russia that `kust.drawings` projects and outlines."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from django.db.models import Count, F, Q
from django.db.models.functions import Round

from kust.drawings.projection import project
from kust_web.registry.models import model_of

# What the map shows: from Kaliningrad to Chukotka.
WEST, EAST, LOWEST, HIGHEST = 19.0, 191.0, 41.0, 82.0
# More than that nobody tells apart, and the page would weigh megabytes: then those farther from one another are one.
MOST = 500
FINEST = 0.5  # degrees


@dataclass(frozen=True)
class Point:
    """A place with the organisations that are there, to about `within` degrees."""

    x: float
    y: float
    count: int
    latitude: float
    longitude: float
    within: float = FINEST

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
        north=Round(F("organisation__latitude") / FINEST), east=Round(F("organisation__longitude") / FINEST)
    )
    counted = cells.values_list("north", "east").annotate(count=Count("organisation_id", distinct=True))
    places = {(float(north) * FINEST, float(east) * FINEST): count for north, east, count in counted}
    seen = {(north, east): n for (north, east), n in places.items() if east > WEST or east < EAST - 360}
    within = FINEST
    while len(seen) > MOST:
        within *= 2
        seen = _gather(seen, within)
    points = [Point(*project(*place), count, *place, within) for place, count in seen.items()]
    return sorted(points, key=lambda point: (-point.count, point.x, point.y))


def _gather(places: Mapping[tuple[float, float], int], within: float) -> dict[tuple[float, float], int]:
    """Put together the places that lie in the same square of so many degrees."""
    found: Counter[tuple[float, float]] = Counter()
    for (north, east), count in places.items():
        found[round(north / within) * within, round(east / within) * within] += count
    return dict(found)
