"""What is impossible about an outline: across the date line, without an area, crossing or covering itself.

One rule finds the last: the area by the rings (outlines less holes) has to be that of the places that lie inside an odd
number of rings, and no two edges may cross. It needs no library, so that an outline is refused everywhere or nowhere.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

Point = tuple[float, float]
Ring = Sequence[Point]
Edge = tuple[float, float, float, float]
HALF_ROUND = 180.0
# Slivers of this share of the area come from rounded coordinates; they change nothing.
_SLIVER = 1e-4
# Of the box around an outline: less than this is rounding.
_NOTHING = 1e-9


def find_fault(polygons: Sequence[Sequence[Ring]]) -> str | None:
    """Name what is impossible about polygons; None where nothing is.

    Parameters
    ----------
    polygons
        Each an outline and its holes, closed rings of (longitude, latitude).

    Returns
    -------
    str or None
        ``dateline``: an outline is more than 180° wide; ``flat``: it has no area; ``crossing``: a ring crosses or
        covers itself; ``hole``: a hole is not inside its outline, or inside another; ``overlap``: parts overlap.

    Examples
    --------
    >>> square = [(0, 0), (2, 0), (2, 2), (0, 2), (0, 0)]
    >>> find_fault([[square]]), find_fault([[square], [square]]), find_fault([[[*square[:2], (0, 2), (2, 2), (0, 0)]]])
    (None, 'overlap', 'crossing')
    """
    for rings in polygons:
        fault = _find_fault_of_one(rings)
        if fault:
            return fault
    whole = math.fsum(_plain(rings) for rings in polygons)
    every = [ring for rings in polygons for ring in rings]
    return "overlap" if len(polygons) > 1 and not _is_plain(every, whole) else None


def _find_fault_of_one(rings: Sequence[Ring]) -> str | None:
    outline = rings[0]
    across = [longitude for longitude, _ in outline]
    if max(across) - min(across) > HALF_ROUND:
        return "dateline"
    high = [latitude for _, latitude in outline]
    box = (max(across) - min(across)) * (max(high) - min(high))
    for ring in rings:
        if not _is_plain([ring], calc_plane(ring), _NOTHING * box):
            return "crossing"
    if calc_plane(outline) <= _NOTHING * box:
        return "flat"
    left = _plain(rings)
    is_sound = len(rings) == 1 or (left > _NOTHING * box and _is_plain(rings, left))
    return None if is_sound else "hole"


def calc_plane(ring: Ring) -> float:
    """Return the area inside a ring in square degrees, as if they were a plane."""
    return abs(math.fsum((b[0] - a[0]) * (a[1] + b[1]) for a, b in pairwise(ring))) / 2


def _plain(rings: Sequence[Ring]) -> float:
    return calc_plane(rings[0]) - math.fsum(calc_plane(hole) for hole in rings[1:])


def _is_plain(rings: Sequence[Ring], area: float, least: float = 0.0) -> bool:
    """Tell whether rings do not cross, and as much lies inside an odd number of them as their area says."""
    odd, crossed = _sweep(rings)
    slack = max(_SLIVER * area, least)
    return crossed <= slack and abs(odd - area) <= slack


def _sweep(rings: Sequence[Ring]) -> tuple[float, float]:
    """Return what lies inside an odd number of rings, and how much edges that cross pass each other by.

    Between two neighbouring longitudes of corners edges are sorted by the latitude of their middles; where they do not
    cross they stand in this order at both ends.
    """
    edges = sorted((*min(a, b), *max(a, b)) for ring in rings for a, b in pairwise(ring) if a[0] != b[0])
    odd, crossed, waiting = 0.0, 0.0, 0
    active: list[Edge] = []
    for left, right in pairwise(sorted({corner[0] for ring in rings for corner in ring})):
        active = [edge for edge in active if edge[2] > left]
        while waiting < len(edges) and edges[waiting][0] <= left:
            active.append(edges[waiting])
            waiting += 1
        spans = sorted((_at(edge, (left + right) / 2), _at(edge, left), _at(edge, right)) for edge in active)
        wide = right - left
        odd += wide * math.fsum(high[0] - low[0] for low, high in zip(spans[::2], spans[1::2], strict=False))
        for low, high in pairwise(spans):
            crossed += wide * max(low[1] - high[1], low[2] - high[2], 0.0)
    return odd, crossed


def _at(edge: Edge, longitude: float) -> float:
    """Return the latitude of an edge at a longitude."""
    share = (longitude - edge[0]) / (edge[2] - edge[0])
    return edge[1] + share * (edge[3] - edge[1])
