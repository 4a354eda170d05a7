"""Outlines: read from WKT, WKB and GeoJSON, written back, measured on the sphere."""

import json
import math
import struct

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from kust.harvest.land.geometry import (
    RADIUS_KM,
    BadGeometryError,
    Shape,
    as_geojson,
    calc_area_ha,
    from_geojson,
    read_wkt,
    wkb_as_geojson,
    write_wkb,
    write_wkt,
)


@pytest.mark.parametrize(
    ("text", "corners", "parts"),
    [
        ("POINT (83.5 58)", 1, 0),
        ("point z (83.5 58 120)", 1, 0),
        ("SRID=4326;POINT(83.5 58)", 1, 0),
        ("MULTIPOINT (83 58, 84 59)", 2, 0),
        ("MULTIPOINT ((83 58), (84 59))", 2, 0),
        ("POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0))", 0, 1),
        ("POLYGON((0 0,4 0,4 4,0 4,0 0),(1 1,2 1,2 2,1 1))", 0, 1),
        (
            "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 0)), ((10 0, 14 0, 14 4, 10 0), (12 .5, 13 .5, 13 1, 12 .5)))",
            0,
            2,
        ),
    ],
)
def test_points_and_polygons_are_read_as_another_library_reads_them(
    text: str, corners: int, parts: int
) -> None:
    shape = read_wkt(text)
    assert (len(shape.points), len(shape.polygons)) == (corners, parts)
    other = shapely.from_wkt(text.partition(";")[2] or text)
    assert shapely.equals(shapely.from_wkt(write_wkt(shape)), shapely.force_2d(other))
    assert shapely.equals(shapely.from_geojson(json.dumps(as_geojson(shape))), shapely.force_2d(other))
    assert shapely.equals(shapely.from_wkb(write_wkb(shape)), shapely.force_2d(other))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("лес", "syntax"),
        ("POLYGON (0 0, 4 0, 4 4, 0 0)", "syntax"),
        ("POLYGON ((0 0, 4 0, 4 4, 0 0)", "syntax"),
        ("POLYGON ((0 0, 4, 4 4, 0 0))", "syntax"),
        ("POLYGON ((0 0, 4 x, 4 4, 0 0))", "syntax"),
        ("POLYGON ((0 0)), ((1 1))", "syntax"),
        ("POINT (1 2, 3 4)", "syntax"),
        ("POINT (nan 2)", "syntax"),
        ("LINESTRING (0 0, 4 0)", "kind"),
        ("POLYGON EMPTY", "empty"),
        ("POLYGON ((0 0, 4 0, 4 4))", "ring"),
        ("POLYGON ((0 0, 4 0, 0 0))", "ring"),
        ("POINT (500000 6400000)", "range"),
        ("POINT (58 183)", "range"),
    ],
)
def test_what_is_no_outline_is_refused_by_what_is_wrong(text: str, code: str) -> None:
    with pytest.raises(BadGeometryError) as refused:
        read_wkt(text)
    assert refused.value.code == code


def test_areas_are_those_of_the_sphere() -> None:
    # A band between two parallels over a tenth of the circle: 2πR²(sin φ2 − sin φ1) / 10.
    band = read_wkt("POLYGON ((10 50, 46 50, 46 60, 10 60, 10 50))")
    expected = 0.2 * math.pi * RADIUS_KM**2 * (math.sin(math.radians(60)) - math.sin(math.radians(50)))
    assert calc_area_ha(band) == pytest.approx(expected * 100)
    # One square kilometre at 58° N is 100 ha.
    east, north = 1 / (111.195 * math.cos(math.radians(58.0045))), 1 / 111.195
    corners = [(83, 58), (83 + east, 58), (83 + east, 58 + north), (83, 58 + north), (83, 58)]
    assert calc_area_ha(Shape(polygons=((tuple(corners),),))) == pytest.approx(100, rel=1e-3)
    assert calc_area_ha(read_wkt("POINT (83 58)")) is None


def test_holes_are_left_out_and_parts_add_up() -> None:
    square, hole = "(0 0, 4 0, 4 4, 0 4, 0 0)", "(1 1, 2 1, 2 2, 1 2, 1 1)"
    whole, gap = (calc_area_ha(read_wkt(f"POLYGON ({ring})")) for ring in (square, hole))
    assert whole and gap
    assert calc_area_ha(read_wkt(f"POLYGON ({square}, {hole})")) == pytest.approx(whole - gap)
    both = f"MULTIPOLYGON (({square}), ((10 0, 14 0, 14 4, 10 4, 10 0)))"
    assert calc_area_ha(read_wkt(both)) == pytest.approx(2 * whole)


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=3, max_size=8))
def test_an_area_does_not_depend_on_where_the_ring_starts_or_which_way_it_turns(corners) -> None:
    ring = (*corners, corners[0])
    turned = (*corners[1:], corners[0], corners[1])
    areas = [calc_area_ha(Shape(polygons=((one,),))) for one in (ring, ring[::-1], turned)]
    assert areas == pytest.approx([areas[0]] * 3, rel=1e-9, abs=1e-3)


@pytest.mark.parametrize(
    "text",
    [
        "POINT Z (83 58 120)",
        "MULTIPOLYGON Z (((0 0 1, 4 0 1, 4 4 1, 0 0 1)))",
        "POLYGON ((0 0, 4 0, 4 4, 0 0))",
    ],
)
@pytest.mark.parametrize("form", [{"flavor": "iso"}, {"flavor": "extended", "include_srid": True}])
@pytest.mark.parametrize("order", [0, 1])
def test_wkb_of_other_writers_is_read(text: str, form: dict[str, object], order: int) -> None:
    made = shapely.set_srid(shapely.from_wkt(text), 4326)
    shape = from_geojson(wkb_as_geojson(shapely.to_wkb(made, output_dimension=3, byte_order=order, **form)))
    assert shapely.equals(shapely.from_wkt(write_wkt(shape)), shapely.force_2d(made))


@pytest.mark.parametrize("data", [b"", b"\x01\x03\x00\x00", struct.pack("<BIII", 1, 3, 1, 4)])
def test_wkb_that_ends_too_early_is_refused(data: bytes) -> None:
    with pytest.raises(BadGeometryError):
        wkb_as_geojson(data)


def test_a_line_of_wkb_is_refused() -> None:
    with pytest.raises(BadGeometryError):
        wkb_as_geojson(shapely.to_wkb(shapely.from_wkt("LINESTRING (0 0, 1 1)")))
