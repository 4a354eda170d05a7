"""Outlines of the regions: each is where and as large as it should be."""

import re

import pytest

from kust.data.schema import regions
from kust.drawings.outlines import FRAME, outlines
from kust.drawings.projection import project


def rings_of(path: str) -> list[list[tuple[float, float]]]:
    rings = []
    for part in path.split("M")[1:]:
        first, steps = part.rstrip("z").split("l")
        numbers = [float(number) for number in re.findall(r"-?\d+", first + " " + steps.replace("-", " -"))]
        x, y = numbers[:2]
        ring = [(x, y)]
        for step in range(2, len(numbers), 2):
            x, y = x + numbers[step], y + numbers[step + 1]
            ring.append((x, y))
        rings.append(ring)
    return rings


def area_of(path: str) -> float:
    """Add up the rings by the shoelace formula; holes run the other way round."""
    total = 0.0
    for ring in rings_of(path):
        pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
        total += sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairs) / 2
    return abs(total)


# Areas of regions in square kilometres as Rosreestr gives them (land and inland waters, 2020). The projection keeps
# areas, so a polygon under another region's code, like Altai's two or Moscow's, would stand out.
@pytest.mark.parametrize(
    ("region", "area"),
    [
        ("14", 3_083_523),
        ("24", 2_366_797),
        ("27", 787_633),
        ("38", 774_846),
        ("87", 721_481),
        ("17", 168_604),
        ("22", 167_996),
        ("04", 92_903),
        ("02", 142_947),
        ("16", 67_847),
        ("50", 44_329),
        ("19", 61_569),
    ],
)
def test_a_region_is_as_large_as_it_is(region: str, area: float) -> None:
    assert area_of(outlines()[region].path) == pytest.approx(area, rel=0.06)


@pytest.mark.parametrize(
    ("region", "latitude", "longitude"),
    [
        ("16", 55.79, 49.11),
        ("25", 44.5, 132.5),
        ("51", 68.0, 34.5),
        ("54", 55.03, 82.92),
        ("41", 55.0, 159.0),
    ],
    ids=["Kazan", "Primorye", "Murmansk region", "Novosibirsk", "Kamchatka"],
)
def test_a_place_lies_in_its_region_and_in_no_other(region: str, latitude: float, longitude: float) -> None:
    place = project(latitude, longitude)
    inside = {code for code, outline in outlines().items() if holds(rings_of(outline.path), place)}
    assert inside == {region}


def holds(rings: list[list[tuple[float, float]]], place: tuple[float, float]) -> bool:
    """Count the edges that a ray to the right crosses."""
    x, y = place
    crossed = 0
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                crossed += 1
    return crossed % 2 == 1


def test_every_outline_belongs_to_a_region_and_lies_in_the_frame() -> None:
    left, top, width, height = FRAME
    assert set(outlines()) <= set(regions())
    for outline in outlines().values():
        for ring in rings_of(outline.path):
            assert all(left < x < left + width and top < y < top + height for x, y in ring)


def test_the_projection_agrees_with_another_program() -> None:
    """PROJ 9: +proj=aea +lat_1=52 +lat_2=64 +lat_0=56 +lon_0=100 +R=6371000, in kilometres, y upwards."""
    for place, known in {
        (55.75, 37.62): (-3362.994, 1634.589),
        (43.1, 131.9): (2548.124, -816.913),
        (54.7, 20.5): (-4005.574, 2508.627),
    }.items():
        x, y = project(*place)
        assert (x, -y) == pytest.approx(known, abs=0.001)
