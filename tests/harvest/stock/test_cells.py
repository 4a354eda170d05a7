"""Cells of H3: the counts of a region, plots spread over cells, and what never changes when they are."""

import math
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kust.drawings.projection import project
from kust.errors import MissingEngineError
from kust.harvest.land.cells import (
    choose_resolution,
    count_cells,
    find_cell_shape,
    find_shares,
    measure_cell,
)
from kust.harvest.land.geometry import Shape, calc_area_ha, read_wkt
from kust.harvest.land.plot_places import PlotPlace
from kust.harvest.stocks.ranges import Amount, sum_amounts
from kust.settings import HarvestStockSettings

from .made import HABITAT, SIDE_EAST, SIDE_NORTH, count, square, survey
from .tomsk import read_tomsk, turn_back

# The outline that kust ships is Natural Earth's rounded to whole kilometres and to 75 corners: its area is 0.10 %
# above that of the full one (313 134 km²), and cells of 5 km² and more cannot tell it much better.
TOLERANCE = 0.003
DEGREE = 111.195  # kilometres of a degree of the equator


def test_the_map_s_projection_is_turned_back() -> None:
    for place in ((83.2, 57.95), (75.1, 61.0), (100.0, 56.0)):
        assert turn_back(*project(place[1], place[0])) == pytest.approx(place, abs=1e-9)


@pytest.mark.parametrize(("resolution", "published"), [(5, 1123), (6, 7878), (7, 55190)])
def test_tomsk_holds_the_published_number_of_cells(resolution: int, published: int) -> None:
    assert count_cells(read_tomsk(), resolution) == pytest.approx(published, rel=TOLERANCE)


def test_tomsk_has_the_published_area() -> None:
    # Natural Earth 313 134, DCW 313 317 km².
    area = calc_area_ha(read_tomsk())
    assert area is not None
    assert area / 100 == pytest.approx(313_134, rel=TOLERANCE)


def test_cells_of_a_region_take_its_whole_area() -> None:
    tomsk = read_tomsk()
    shares = find_shares(tomsk, 5)
    assert math.fsum(shares.values()) == pytest.approx(1)
    # Inside the region a cell's share is that of its own area.
    whole = calc_area_ha(tomsk)
    inner = max(shares, key=lambda cell: shares[cell])
    cell = calc_area_ha(find_cell_shape(inner))
    assert whole is not None and cell is not None
    assert shares[inner] * whole == pytest.approx(cell, rel=0.001)


def test_a_hole_belongs_to_no_cell() -> None:
    # A lake that leaves only the rim of a 2° × 1° region: cells well inside of it get nothing.
    outer = "(80 57, 82 57, 82 58, 80 58, 80 57)"
    lake = "(80.1 57.1, 80.1 57.9, 81.9 57.9, 81.9 57.1, 80.1 57.1)"
    with_lake = find_shares(read_wkt(f"POLYGON ({outer}, {lake})"), 5)
    without = find_shares(read_wkt(f"POLYGON ({outer})"), 5)
    assert with_lake.keys() < without.keys()


def lie(*sides: tuple[float, float, float], area_ha: float | None = None) -> list[PlotPlace]:
    """Plots as squares: place and side in kilometres from a corner at the equator; a side of 0 is a point."""
    plots = []
    for number, (x, y, side) in enumerate(sides):
        at = [
            (km[0] / DEGREE, km[1] / DEGREE)
            for km in ((x, y), (x + side, y), (x + side, y + side), (x, y + side))
        ]
        shape = Shape(polygons=(((*at, at[0]),),)) if side else Shape(points=(at[0],))
        plots.append(PlotPlace(str(number), None, HABITAT, area_ha, None, None, shape))
    return plots


@pytest.mark.parametrize(
    ("plots", "resolution"),
    [
        # A 25th of 10 km is 0.4 km: plots of 1.7 km are seen themselves, of 0.2 km are not. H3's mean hexagons are
        # 7.4, 2.8, 1.06, 0.40 km wide at resolutions 6 to 9 and have 36, 5.2, 0.74, 0.11 km².
        (lie((0, 0, 1.7), (8.3, 4, 1.7), (3, 3, 1.7)), None),
        (lie((0, 0, 0.2), (9.8, 4, 0.2)), 9),
        (lie((0, 0, 0.2), (19.8, 4, 0.2)), 8),  # a 25th is 0.8 km
        (lie((0, 0, 0.2), (199.8, 4, 0.2)), 6),  # 8 km: no hexagon is larger than that of resolution 6
        (lie((0, 0, 0), (10, 4, 0), area_ha=300), 7),  # 3 km²: told by points, they need a hexagon of 5.2
        ([], 6),
    ],
)
def test_a_map_is_shaded_by_what_can_be_seen_on_it(plots: list[PlotPlace], resolution: int | None) -> None:
    assert choose_resolution(plots) == resolution


def test_what_lies_around_makes_the_hexagons_larger() -> None:
    plots = lie((0, 0, 1.7), (8.3, 4, 1.7))
    assert choose_resolution(plots, [(100 / DEGREE, 0.0)]) == 6  # a 25th of 100 km: 4 km
    assert measure_cell(6) == pytest.approx((7.4, 36.1), rel=0.02)


corner = st.tuples(st.floats(60, 130), st.floats(45, 70))


@settings(max_examples=25, deadline=None)
@given(corner, st.floats(0.01, 0.6), st.floats(0.01, 0.4), st.integers(4, 6))
@example(
    (61.27848246366793, 48.51270504916735), 0.125, 0.0625, 5
)  # h3's own "overlap" misses two of its corners
def test_shares_of_a_polygon_sum_up_to_one(place, east: float, north: float, resolution: int) -> None:
    x, y = place
    ring = ((x, y), (x + east, y), (x + east / 3, y + north), (x, y))
    shares = find_shares(Shape(polygons=((ring,),)), resolution)
    assert math.fsum(shares.values()) == pytest.approx(1)
    assert all(share > 0 for share in shares.values())


def forest(number: int = 9):
    """Plots by outline, by point and without a place; surveys with and without an error."""
    plots = [(f"L{n}", "Север" if n % 2 else "Юг", square(n), 80 + n, HABITAT, n) for n in range(number)]
    plots += [("P", "Юг", "POINT (83.2 58.2)", 30, HABITAT, 1), ("N", "", "", 40, HABITAT, "")]
    surveys = [
        survey(n, row[0], "cowberry", 50 + 10 * n, None if n % 3 == 0 else 4.0 + n)
        for n, row in enumerate(plots)
    ]
    return {"species": [("cowberry", "Брусника", "berry", 0, "")], "plots": plots, "surveys": surveys}


def test_cells_plots_and_forestries_sum_up_to_the_species(tmp_path: Path) -> None:
    tables = forest()
    (whole,) = count(tmp_path, tables).rows
    # By hand: Σ area · density.
    areas = [row[3] for row in tables["plots"]]
    assert whole.stock_kg.value == pytest.approx(sum(a * (50 + 10 * n) for n, a in enumerate(areas)))
    for by in ("cell", "plot", "forestry"):
        rows = count(tmp_path, tables, by=by).rows
        assert len(rows) > 2
        assert math.fsum(row.stock_kg.value for row in rows) == pytest.approx(whole.stock_kg.value)
        assert math.fsum(row.area_ha for row in rows) == pytest.approx(whole.area_ha)
        # Bounds do not add up: independent errors partly cancel in the sum.
        assert math.fsum(row.stock_kg.low for row in rows) <= whole.stock_kg.low * (1 + 1e-9)
        assert math.fsum(row.stock_kg.high for row in rows) >= whole.stock_kg.high * (1 - 1e-9)


def test_cells_of_any_size_sum_up_and_the_command_line_wins_over_the_settings(tmp_path: Path) -> None:
    tables = forest()
    (whole,) = count(tmp_path / "whole", tables).rows
    chosen = HarvestStockSettings(resolution=8)
    numbers = []
    for folder, resolution, told in (("a", None, 8), ("b", 4, 4), ("c", 0, 0)):
        stock = count(tmp_path / folder, tables, by="cell", settings=chosen, resolution=resolution)
        assert stock.resolution == told
        for figure in ("stock_kg", "harvest_kg"):
            parts = math.fsum(getattr(row, figure).value for row in stock.rows)
            assert parts == pytest.approx(getattr(whole, figure).value)
        numbers.append(len(stock.rows))
    assert numbers[0] > numbers[1] > numbers[2]


def test_a_plot_without_a_place_is_in_no_cell_but_not_lost(tmp_path: Path) -> None:
    rows = count(tmp_path, forest(), by="cell").rows
    (unplaced,) = (row for row in rows if row.unit is None)
    assert unplaced.area_ha == 40


def test_a_plot_over_an_edge_is_split_by_its_area(tmp_path: Path) -> None:
    # A square around a corner of a cell lies in three of them; each share is the area of its own part.
    x, y = find_cell_shape(next(iter(find_shares(read_wkt("POINT (83.2 58.2)"))))).polygons[0][0][0]
    half_east, half_north = SIDE_EAST / 2, SIDE_NORTH / 2
    ring = [(x - half_east, y - half_north), (x + half_east, y - half_north)]
    ring += [(x + half_east, y + half_north), (x - half_east, y + half_north), ring[0]]
    outline = ", ".join(f"{a} {b}" for a, b in ring)
    tables = forest(0) | {
        "plots": [("L", "", f"POLYGON (({outline}))", 100, HABITAT, 1)],
        "surveys": [survey(1, "L", "cowberry", 10, 1)],
    }
    rows = count(tmp_path, tables, by="cell").rows
    assert len(rows) == 3
    assert math.fsum(row.area_ha for row in rows) == pytest.approx(100)
    # Hexagons meet at 120°: every part is about a third of the square, between a fifth and a half.
    assert all(20 < row.area_ha < 50 for row in rows)


amount = st.builds(Amount, *[st.floats(0, 1e4)] * 4)


@settings(max_examples=200, deadline=None)
@given(st.lists(amount, max_size=6), amount, st.floats(1, 3))
def test_more_area_is_never_less_stock(parts: list[Amount], more: Amount, times: float) -> None:
    before = sum_amounts([*parts, more])
    slack = 1e-9 * (1 + before.high)
    # A plot that grows, a plot that was not there: no bound falls.
    for fewer, wider in (
        (before, sum_amounts([*parts, more.times(times)])),
        (sum_amounts(parts), before),
    ):
        assert wider.low >= fewer.low - slack
        assert wider.value >= fewer.value - slack
        assert wider.high >= fewer.high - slack


def test_a_larger_plot_never_holds_less(tmp_path: Path) -> None:
    before = None
    for hectares in (0, 1, 50, 51, 400):
        tables = forest()
        tables["plots"] = [("L0", "Юг", "", hectares, HABITAT, 2), *tables["plots"][1:]]
        (row,) = count(tmp_path / str(hectares), tables).rows
        for figure in (row.stock_kg, row.harvest_kg):
            found = (figure.low, figure.value, figure.high)
            assert before is None or all(new >= old for new, old in zip(found, before, strict=True))
        before = found


def test_the_extra_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "h3", None)
    with pytest.raises(MissingEngineError) as refused:
        find_shares(read_wkt("POINT (83 58)"))
    assert 'pip install "kust[maps]"' in refused.value.words("ru")
