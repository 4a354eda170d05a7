"""Tomsk oblast as a shape, out of the outline that the maps are drawn with: Albers' kilometres turned back."""

import math
import re

from kust.drawings import projection
from kust.drawings.outlines import outlines
from kust.harvest.land.geometry import Point, Shape

_FIRST, _SECOND, _ORIGIN = (math.radians(angle) for angle in (52.0, 64.0, 56.0))
_CONE = (math.sin(_FIRST) + math.sin(_SECOND)) / 2
_CONSTANT = math.cos(_FIRST) ** 2 + 2 * _CONE * math.sin(_FIRST)


def turn_back(x: float, y: float) -> Point:
    """Longitude and latitude of a place on the map (Snyder 1987, 14-8 to 14-11)."""
    origin = projection.RADIUS * math.sqrt(_CONSTANT - 2 * _CONE * math.sin(_ORIGIN)) / _CONE
    down = y + origin
    distance, angle = math.hypot(x, down), math.atan2(x, down)
    sine = (_CONSTANT - (distance * _CONE / projection.RADIUS) ** 2) / (2 * _CONE)
    return 100.0 + math.degrees(angle / _CONE), math.degrees(math.asin(sine))


def read_tomsk() -> Shape:
    """The outline is one ring of whole kilometres: M x y l dx dy dx dy … z."""
    path = outlines()["70"].path
    assert path.count("M") == 1 and path.endswith("z")
    x, y, *steps = (int(one) for one in re.findall(r"-?\d+", path))
    corners = [(x, y)]
    for right, down in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + right, y + down
        corners.append((x, y))
    ring = tuple(turn_back(*corner) for corner in corners)
    return Shape(polygons=((((*ring, ring[0]) if ring[0] != ring[-1] else ring),),))
