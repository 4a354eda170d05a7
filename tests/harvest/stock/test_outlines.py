"""Outlines that cannot be are refused with row and words; those that can keep their area."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from kust.data.read import read_dataset
from kust.harvest.forecasts.draws import Draws
from kust.harvest.forecasts.panel import read_plots
from kust.harvest.land.cells import find_shares, spread_plots
from kust.harvest.land.crop_places import sum_draws
from kust.harvest.land.geometry import BadGeometryError, Shape, calc_area_ha, read_wkt
from kust.harvest.land.plot_places import check_plots, read_plot_places
from kust.harvest.land.ring_checks import calc_plane, find_fault
from kust.harvest.made_up.synthetic import write_forest
from kust.harvest.stocks.stock import calc_stock
from tests.harvest.stock.conftest import Call
from tests.harvest.stock.made import HABITAT, survey, write

SQUARE = "(80 60, 80.1 60, 80.1 60.1, 80 60.1, 80 60)"
IMPOSSIBLE = {
    "dateline": "POLYGON ((179 65, -179 65, -179 66, 179 66, 179 65))",
    "flat": "POLYGON ((80 60, 80.1 60, 80 60, 80 60))",
    "crossing": "POLYGON ((80 60, 81 61, 81 60, 80 61, 80 60))",
    "hole": f"POLYGON ({SQUARE}, (79 59, 82 59, 82 62, 79 62, 79 59))",
    "overlap": f"MULTIPOLYGON (({SQUARE}), ({SQUARE}))",
}


@pytest.mark.parametrize("code", IMPOSSIBLE)
def test_an_impossible_outline_is_an_error_with_its_row_and_never_a_stock(
    tmp_path: Path, kust: Call, code: str
) -> None:
    data = write(
        tmp_path / "d",
        species=[("b", "Черника", "berry", "", "")],
        plots=[("A", "", "", 10, HABITAT, 1), ("B", "", IMPOSSIBLE[code], "", HABITAT, 1)],
        surveys=[survey(1, "B", "b", 100, 5)],
    )
    stock = calc_stock(data, on=date(2019, 11, 1))
    assert [(one.code, one.file, one.row) for one in stock.findings] == [
        (f"harvest_stock.geometry.{code}", "plots.csv", 3)
    ]
    assert not stock.rows
    for command in ("stock", "forecast"):
        ended, _, said = kust("harvest", command, tmp_path / "d", "--lang", "en")
        assert ended == 3 and "plots.csv" in said and "Traceback" not in said


@pytest.mark.parametrize(
    ("wkt", "homes", "rows"),
    [
        ("POINT (58 83)", [], [2]),  # no forest grows at 83° N
        ("POINT (58 83)", [("A", "Анино", 57.5, 84)], [2]),
        ("POINT (63 33)", [("A", "Анино", 62, 34)], [2]),  # Karelia; swapped it lies in Afghanistan
        ("POINT (83 58)", [("A", "Анино", 57.5, 84)], []),
        ("POINT (104 52)", [("A", "Анино", 62, 34)], []),  # far away either way: nothing to say
    ],
)
def test_axes_that_look_swapped_are_a_warning_with_their_row(
    tmp_path: Path, wkt: str, homes: list[tuple[object, ...]], rows: list[int]
) -> None:
    folder = tmp_path / "d"
    write(folder, plots=[("A", "", wkt, 10, HABITAT, 1)])
    if homes:
        columns = ("settlement_id", "name", "latitude", "longitude")
        pl.DataFrame(homes, schema=columns, orient="row").write_csv(folder / "settlements.csv")
    found = list(check_plots(read_dataset(folder).dataset))
    assert [(one.code, one.severity, one.row) for one in found] == [
        ("harvest_stock.axes", "warning", row) for row in rows
    ]


def test_a_table_of_plots_with_an_impossible_outline_is_not_brought_in(tmp_path: Path, kust: Call) -> None:
    source = tmp_path / "участки.csv"
    source.write_text(f'plot_id;area_base;geometry\nA;{HABITAT};"{IMPOSSIBLE["crossing"]}"\n', "utf-8")
    ended, _, said = kust(
        "harvest", "import", source, "--as", "plots", "-o", tmp_path / "лес", "--lang", "ru"
    )
    assert ended == 3 and "участки.csv, строка 2" in said and "пересекает" in said
    assert not (tmp_path / "лес").exists()


@pytest.mark.parametrize(
    "text",
    [
        "POLYGON ((0 0, 1 1, 2 2, 2 0, 1 1, 0 2, 0 0))",  # crosses itself at a corner
        "POLYGON ((0 0, 2 2, 2 0, 1 1, 0 2, 0 0))",  # a corner on the edge that it crosses
        "POLYGON ((0 0, 1 0, 1 1, 0 0, 1 0, 1 1, 0 0))",  # goes around twice
        "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 5 1, 5 5, 1 5, 1 1), (2 2, 3 2, 3 3, 2 3, 2 2))",
        "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 4, 0 0)), ((3 3, 5 3, 5 5, 3 5, 3 3)))",
    ],
)
def test_what_would_count_twice_or_against_itself_is_refused(text: str) -> None:
    with pytest.raises(BadGeometryError):
        read_wkt(text)


@pytest.mark.parametrize(
    "text",
    [
        "POLYGONZ((0 0 1, 4 0 1, 4 4 1, 0 4 1, 0 0 1))",
        "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (0 0, 3 1, 1 3, 0 0))",  # a hole that touches the edge
        "POLYGON ((0 0, 4 0, 2 2, 4 4, 0 4, 2 2, 0 0))",  # a ring that touches itself
        "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 4, 0 0)), ((4 1, 6 1, 6 2, 4 2, 4 1)))",  # parts side by side
        "MULTIPOLYGON (((179 65, 180 65, 180 66, 179 66, 179 65)), "
        "((-180 65, -179 65, -179 66, -180 66, -180 65)))",
    ],
)
def test_outlines_that_touch_themselves_or_are_cut_at_the_date_line_are_kept(text: str) -> None:
    found = read_wkt(text)
    planar = sum(calc_plane(rings[0]) - sum(map(calc_plane, rings[1:])) for rings in found.polygons)
    valid = shapely.make_valid(shapely.from_wkt(text.replace("POLYGONZ", "POLYGON Z")))
    assert planar == pytest.approx(shapely.area(valid))


def test_a_plot_on_the_date_line_has_its_area_its_middle_and_its_cells() -> None:
    parts = [f"(({w} 65, {e} 65, {e} 65.1, {w} 65.1, {w} 65))" for w, e in ((179.9, 180), (-180, -179.9))]
    split, inland = (
        read_wkt(f"MULTIPOLYGON ({', '.join(parts)})"),
        read_wkt("POLYGON ((100 65, 100.2 65, 100.2 65.1, 100 65.1, 100 65))"),
    )
    assert calc_area_ha(split) == pytest.approx(calc_area_ha(inland))
    assert abs(split.middle[0]) == pytest.approx(180.0)
    # 52 km², cells of 36: a handful; without care for ±180 the cell across it would hold nothing or all.
    assert sum(find_shares(split).values()) == pytest.approx(1.0)
    east = find_shares(Shape(polygons=split.polygons[:1]))
    west = find_shares(Shape(polygons=split.polygons[1:]))
    assert find_shares(split) == pytest.approx(
        {cell: (east.get(cell, 0) + west.get(cell, 0)) / 2 for cell in {*east, *west}}
    )


corner = st.tuples(st.integers(0, 6), st.integers(0, 6))


@given(st.lists(corner, min_size=3, max_size=7), st.lists(corner, min_size=0, max_size=4))
def test_an_outline_that_is_accepted_has_the_area_of_the_ground_inside(outer, inner) -> None:
    rings = [[*ring, ring[0]] for ring in (outer, inner) if len(ring) >= 3]
    rings = [[(float(x), float(y)) for x, y in ring] for ring in rings]
    if find_fault([rings]) is not None:
        return
    planar = calc_plane(rings[0]) - sum(map(calc_plane, rings[1:]))
    ground = shapely.make_valid(
        shapely.Polygon(rings[0], rings[1:]), method="structure", keep_collapsed=False
    )
    assert shapely.area(ground) == pytest.approx(planar)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=3, max_size=7))
def test_a_ring_that_another_library_finds_sound_is_accepted(corners) -> None:
    ring = shapely.Polygon(corners)
    if ring.is_valid and ring.area > 1e-3:
        assert find_fault([[list(ring.exterior.coords)]]) is None


def test_draws_of_the_cells_add_up_to_the_region_where_the_table_gives_no_area(tmp_path: Path) -> None:
    write_forest(tmp_path, plots=12, years=3)
    path = tmp_path / "plots.csv"
    plots = pl.read_csv(path, infer_schema=False)
    # Half of the plots tell their area, the others have an outline alone.
    bare = pl.int_range(pl.len()) % 2 == 0
    plots.with_columns(area_ha=pl.when(bare).then(None).otherwise("area_ha")).write_csv(path)
    dataset = read_dataset(tmp_path).dataset
    region, places = read_plots(dataset), read_plot_places(dataset)
    assert not np.isnan(region.area_ha).any()
    kg_ha = np.random.default_rng(1).gamma(2.0, 30.0, (20, len(region.ids), 1))
    draws = Draws(2020, date(2020, 6, 1), ("cep",), region.ids, kg_ha)
    forecast: object = type("Told", (), {"draws": draws})()
    shares = spread_plots(places.values(), 6)
    cells = {cell for inside in shares.values() for cell in inside}
    parts = [
        sum_draws(
            forecast,  # type: ignore[arg-type]
            "cep",
            {plot: inside[cell] for plot, inside in shares.items() if cell in inside},
            places,
        )
        for cell in cells
    ]
    assert np.allclose(sum(parts), draws.total_kg("cep", region.area_ha))
