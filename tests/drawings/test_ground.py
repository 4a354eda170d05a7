"""The map of a piece of land: kilometres are kilometres, areas keep their ratio, names do not lie on each other."""

import math
import re
from xml.etree.ElementTree import fromstring

import pytest

from kust.drawings.ground import Area, Ground, Road, Scale, Spot, draw_ground
from kust.drawings.projection import RADIUS

SVG = "{http://www.w3.org/2000/svg}"


def square(latitude: float, longitude: float, km: float) -> list[tuple[float, float]]:
    """Four corners of a square of so many kilometres with its lower left corner at a place."""
    up = math.degrees(km / RADIUS)
    across = math.degrees(km / RADIUS / math.cos(math.radians(latitude)))
    return [
        (latitude, longitude),
        (latitude, longitude + across),
        (latitude + up, longitude + across),
        (latitude + up, longitude),
    ]


def shoelace(points: list[tuple[float, float]]) -> float:
    following = [*points[1:], points[0]]
    return abs(sum(a * d - b * c for (a, b), (c, d) in zip(points, following, strict=True))) / 2


@pytest.mark.parametrize("latitude", [55.7, 58.0, 61.0])
def test_a_hundred_square_kilometres_are_as_large_in_the_south_as_in_the_north(latitude: float) -> None:
    # The frame of the Tomsk region; cells 10 km wide at its middle meridian and at its edge.
    frame = [(55.66, 75.04), (61.02, 89.39)]
    scale, _ = Scale.around(frame, 640)
    for longitude in (75.1, 82.0, 89.0):
        drawn = shoelace([scale(place) for place in square(latitude, longitude, 10)])
        # The parallels of a square converge: its upper side is shorter by tan(latitude) · 10 / 6371 ≈ 0.3 %.
        assert drawn / scale.per_km**2 == pytest.approx(100, rel=3e-3)


def test_land_that_runs_north_is_drawn_on_a_sheet_and_in_its_middle() -> None:
    # 2° of latitude are 222 km, 0.5° of longitude at 59° some 29 km: by its width alone it would be 4,700 tall.
    frame = [(58.0, 82.0), (60.0, 82.5)]
    scale, height = Scale.around(frame, 640)
    (x1, y1), (x2, y2) = map(scale, frame)
    assert height == pytest.approx(1.15 * 640)
    assert y1 - y2 == pytest.approx(math.radians(2) * RADIUS * scale.per_km)
    assert (x1 + x2) / 2 == pytest.approx(320, abs=2) and 0 <= y2 < y1 <= height


def test_the_bar_is_as_long_as_it_says() -> None:
    ground = Ground([Area(square(58, 82, 80), 3, "квадрат")], kilometres="{km} км")
    drawn = draw_ground(ground, "map", "Карта", "Квадрат")
    bar = fromstring(drawn).find(f"{SVG}line")
    (km,) = re.findall(r">(\d+) км<", drawn)
    # 80 km take the width of 640 less two margins of 18.
    long = float(bar.get("x2", 0)) - float(bar.get("x1", 0))
    assert long == pytest.approx(int(km) * (640 - 36) / 80, rel=0.02)


def test_names_that_would_lie_on_each_other_are_left_to_what_is_told_when_pointed_at() -> None:
    at = (58.0, 83.0)
    spots = [Spot(f"V{n}", "Белая Грива", at, "settlement", 0.5, f"место {n}") for n in range(8)]
    far = Spot("far", "Дальний Урман", (59.0, 84.0), "settlement", 0.1, "далеко")
    drawn = fromstring(draw_ground(Ground(spots=[*spots, far]), "map", "Карта", "Места"))
    boxes = [
        (float(t.get("x", 0)), float(t.get("y", 0)))
        for t in drawn.iter(f"{SVG}text")
        if t.text == "Белая Грива"
    ]
    # Right, left, above and below: four places around a spot.
    assert 1 <= len(boxes) == len(set(boxes)) <= 4
    assert {title.text for title in drawn.iter(f"{SVG}title")} >= {f"место {n}" for n in range(8)}
    assert any(text.text == "Дальний Урман" for text in drawn.iter(f"{SVG}text"))


def test_hostile_names_stay_words_and_one_place_alone_can_be_drawn() -> None:
    spot = Spot("x", '<script>"&', (58.0, 83.0), "opens", 1.0, '<img src="x">')
    road = Road((58.0, 83.0), (58.0, 83.0), 1.0, "<b>")
    drawn = fromstring(draw_ground(Ground(roads=[road], spots=[spot]), "map", "Карта", "Место"))
    assert not [element for element in drawn.iter() if element.tag.endswith(("script", "img", "}b"))]
    assert "NaN" not in draw_ground(Ground(spots=[spot]), "map", "t", "d")
