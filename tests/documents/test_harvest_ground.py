"""The ground of the forest's maps: what is not on record is no shade, and borders of regions run where they are."""

import re
from importlib.resources import files

import pytest

from kust.drawings.borders import find_borders
from kust.drawings.canvas import COLOURS, SHADES
from kust.drawings.ground import Area, Ground, Scale, draw_ground


def channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def apart(one: str, other: str) -> float:
    return sum((a - b) ** 2 for a, b in zip(channels(one), channels(other), strict=True)) ** 0.5


@pytest.mark.parametrize("scheme", ["light", "dark", "drawing"])
def test_what_is_not_on_record_looks_like_no_shade(scheme: str) -> None:
    css = files("kust.documents").joinpath("templates/harvest.css").read_text("utf-8")
    roots = [
        dict(re.findall(r"--(\S+): (#[0-9a-f]{6})", root)) for root in re.findall(r":root \{(.*?)\}", css)
    ]
    found = {"light": roots[0], "dark": roots[1]}.get(scheme)
    if found is None:
        found = {f"shade-{n}": COLOURS[f"k-shade-{n}"] for n in range(SHADES)} | {"none": COLOURS["k-blank"]}
    # As far apart as two neighbouring shades are, or farther: 0 and 1 lie 35 to 40 apart.
    assert min(apart(found["none"], found[f"shade-{n}"]) for n in range(SHADES)) > 35
    # No shade is a warm colour.
    assert channels(found["none"])[0] > channels(found["none"])[2]
    svg = draw_ground(Ground(areas=[Area([(57, 83), (57, 84), (58, 84)], None, "x")]), "m", "m", "m")
    assert 'class="k-blank"' in svg


def test_borders_run_through_the_map_and_do_not_widen_it() -> None:
    # Tomsk and Novosibirsk meet between 56.5° and 57° N at 83° E.
    frame = [(55.5, 82.0), (57.5, 85.0)]
    borders = find_borders(frame)
    assert {"54", "70"} <= {one.region for one in borders}
    assert any(
        abs(latitude - 56.6) < 0.5 and abs(longitude - 83) < 0.7
        for one in borders
        if one.region == "70"
        for latitude, longitude in one.line
    )
    area = Area([frame[0], frame[1], (56.0, 84.0)], 3, "x")
    bare = Ground(areas=[area])
    drawn = Ground(areas=[area], borders=[(one.line, one.region) for one in borders])
    assert drawn.places() == bare.places()
    assert Scale.around(drawn.places(), 640) == Scale.around(bare.places(), 640)
    assert draw_ground(drawn, "m", "m", "m").count("<title>70</title>") >= 1
