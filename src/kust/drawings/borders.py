"""Borders of regions as lines of places, cut out around a piece of land: the ground of its map."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kust.drawings.outlines import outlines
from kust.drawings.projection import project, unproject

Place = tuple[float, float]
Point = tuple[float, float]
_STEP = re.compile(r"([Mlz])([^Mlz]*)")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True)
class Border:
    """A stretch of the border of a region, by its two-digit code; places in degrees."""

    region: str
    line: Sequence[Place]


def find_borders(places: Sequence[Place], around_km: float = 60.0) -> list[Border]:
    """Find the stretches of borders that run through the box around places, a margin added.

    Examples
    --------
    >>> sorted({border.region for border in find_borders([(55.0, 83.0), (57.0, 85.0)])})
    ['42', '54', '70']
    """
    if not places:
        return []
    xs, ys = zip(*(project(*place) for place in places), strict=True)
    left, right = min(xs) - around_km, max(xs) + around_km
    top, bottom = min(ys) - around_km, max(ys) + around_km
    found = []
    for region, outline in sorted(outlines().items()):
        for ring in read_path(outline.path):
            inside = [
                max(a[0], b[0]) >= left
                and min(a[0], b[0]) <= right
                and max(a[1], b[1]) >= top
                and min(a[1], b[1]) <= bottom
                for a, b in pairwise(ring)
            ]
            found += [Border(region, [unproject(*point) for point in line]) for line in _cut(ring, inside)]
    return found


def _cut(ring: Sequence[Point], inside: Sequence[bool]) -> Iterator[list[Point]]:
    """Cut a line into the stretches whose edges are inside."""
    line: list[Point] = []
    for (a, b), is_in in zip(pairwise(ring), inside, strict=True):
        if is_in:
            line = [*line, b] if line else [a, b]
        elif line:
            yield line
            line = []
    if line:
        yield line


def read_path(path: str) -> list[list[Point]]:
    """Read the rings of a path as the outlines write it: M absolute, l relative, z back to where it began.

    >>> read_path("M1 2l3 0 0 4z")
    [[(1.0, 2.0), (4.0, 2.0), (4.0, 6.0), (1.0, 2.0)]]
    """
    rings: list[list[Point]] = []
    for kind, figures in _STEP.findall(path):
        numbers = [float(one) for one in _NUMBER.findall(figures)]
        if kind == "M":
            rings.append([(numbers[0], numbers[1])])
        elif kind == "z":
            rings[-1].append(rings[-1][0])
        else:
            for across, down in zip(numbers[::2], numbers[1::2], strict=True):
                x, y = rings[-1][-1]
                rings[-1].append((x + across, y + down))
    return [ring for ring in rings if len(ring) > 1]
