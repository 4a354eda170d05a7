"""Maps: plots out of a GeoPackage, rasters by plot, stocks as GeoJSON, GeoPackage and cloud-optimised GeoTIFF."""

import json
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from rasterio.transform import from_origin

from kust.data.read import read_dataset
from kust.errors import UsageError
from kust.harvest.land.geometry import calc_area_ha, read_wkt
from kust.harvest.land.gis import read_layer, summarise_raster
from kust.harvest.land.gis_write import Feature, make_features, write_cog, write_geojson, write_gpkg
from kust.harvest.land.plot_places import PlotPlace

from .made import FOREST, HABITAT, count, square, survey

# rasterio multiplies transforms in a way that its own dependency is about to give up.
pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")
FIELDS = {
    "Код участка": np.array(["L1", "L2"], dtype=object),
    "area_ha": np.array([100.5, math.nan]),
    "KVARTAL": np.array([12, 13], dtype=np.int32),
    "База площади": np.array([HABITAT, FOREST], dtype=object),
}


def write_layer(
    path: Path, shapes: list[str], crs: str | None = "EPSG:4326", fields: Any = FIELDS, layer: str = "плоты"
) -> Path:
    pyogrio.raw.write(
        path,
        geometry=np.array([shapely.to_wkb(shapely.from_wkt(shape)) for shape in shapes], dtype=object),
        field_data=[values[: len(shapes)] for values in fields.values()],
        fields=np.array(list(fields), dtype=object),
        layer=layer,
        driver="GPKG",
        geometry_type="Unknown",
        crs=crs,
        append=path.exists(),
    )
    return path


def test_plots_come_out_of_a_layer_by_code_and_by_russian_title(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "plots.gpkg", [square(0), "POINT (84 58)"])
    layer = read_layer(path)
    assert layer.plots.columns == ["plot_id", "geometry", "area_ha", "area_base"]
    assert layer.plots.drop("geometry").rows() == [("L1", "100.5", HABITAT), ("L2", None, FOREST)]
    assert shapely.equals(shapely.from_wkt(layer.plots["geometry"][0]), shapely.from_wkt(square(0)))
    assert layer.left_out == ("KVARTAL",)


def test_another_reference_system_is_brought_to_wgs_84(tmp_path: Path) -> None:
    # UTM zone 45 N (EPSG:32645): a square of 2 km by 1 km around its central meridian, 87° E, scaled by 0.9996.
    corners = [(499000, 6430000), (501000, 6430000), (501000, 6431000), (499000, 6431000), (499000, 6430000)]
    outline = f"POLYGON (({', '.join(f'{x} {y}' for x, y in corners)}))"
    layer = read_layer(write_layer(tmp_path / "a.gpkg", [outline], "EPSG:32645"))
    shape = read_wkt(layer.plots["geometry"][0])
    assert layer.crs == "EPSG:32645"
    assert shape.middle[0] == pytest.approx(87, abs=1e-6)
    # A degree of latitude at 58° N is 111.36 km on the ellipsoid: 6430 km / 0.9996 from the equator is near 58.01°.
    assert shape.middle[1] == pytest.approx(58.01, abs=0.01)
    # 200 ha on the map are 200/0.9996² on the ellipsoid, whose radii there are M = 6381.5 and N = 6393.5 km: the
    # sphere of 6371.0072 km is M·N/R² = 1.00518 times smaller.
    assert calc_area_ha(shape) == pytest.approx(200 / 0.9996**2 / 1.00518, rel=1e-4)


def refused(kust, *words: object) -> str:
    code, _, said = kust("harvest", "import", *words, "--lang", "ru")
    assert code == 2
    return said


@pytest.mark.filterwarnings("ignore:'crs' was not provided:UserWarning")
def test_what_a_layer_does_not_tell_is_asked_for_in_words(kust, tmp_path: Path) -> None:
    out = ("-o", tmp_path / "out")
    bare = write_layer(tmp_path / "bare.gpkg", [square(0)], None)
    assert "--crs" in refused(kust, bare, *out)
    assert "«EPSG:1»" in refused(kust, bare, "--crs", "EPSG:1", *out)
    fields = {"KVARTAL": FIELDS["KVARTAL"]}
    less = write_layer(tmp_path / "less.gpkg", [square(0)], fields=fields)
    assert "plot_id=ПОЛЕ; поля слоя: KVARTAL, fid" in refused(kust, less, *out)
    assert "area_base" in refused(kust, less, "--column", "plot_id=KVARTAL", *out)
    two = write_layer(write_layer(tmp_path / "two.gpkg", [square(0)]), [square(1)], layer="второй")
    assert "второй" in refused(kust, two, *out)
    line = write_layer(tmp_path / "line.gpkg", ["LINESTRING (83 58, 84 58)"])
    assert "объект 1" in refused(kust, line, *out)
    text = tmp_path / "text.gpkg"
    text.write_text("no map")
    assert "не читается как карта" in refused(kust, text, *out)
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def test_a_layer_without_an_id_takes_the_numbers_of_its_features(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "a.gpkg", [square(0), square(1)], fields={})
    found = read_layer(path, columns={"plot_id": "fid"}, area_base=HABITAT)
    assert found.plots["plot_id"].to_list() == ["1", "2"] and found.left_out == ()


def test_the_command_writes_plots_that_kust_reads(kust, tmp_path: Path) -> None:
    fields = {"KVARTAL": FIELDS["KVARTAL"]}
    path = write_layer(tmp_path / "a.gpkg", [square(0), square(1)], fields=fields)
    asked = ("--layer", "плоты", "--as", "plots", "--column", "plot_id=KVARTAL", "--area-base", HABITAT)
    code, out, said = kust("harvest", "import", path, *asked, "-o", tmp_path / "out", "--lang", "ru")
    assert (code, out) == (0, "")
    assert "участков 2" in said
    reading = read_dataset(tmp_path / "out")
    assert not [finding for finding in reading.findings if finding.severity == "error"]
    plots = reading.dataset.rows("plots").collect()
    assert plots.select("plot_id", "area_base").rows() == [("12", HABITAT), ("13", HABITAT)]
    assert kust("harvest", "import", path, *asked, "-o", tmp_path / "out")[0] == 2  # never over what is there


def test_the_extra_that_is_missing_is_named(kust, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_layer(tmp_path / "a.gpkg", [square(0)])
    monkeypatch.setitem(sys.modules, "pyogrio", None)
    assert 'pip install "kust[gis]"' in refused(kust, path, "-o", tmp_path / "out")


def write_raster(path: Path, crs: str = "EPSG:4326") -> Path:
    """10 by 10 pixels of 0.01° from 83° E, 58.1° N down; the value is its column, 255 is no data (the last row)."""
    values = np.tile(np.arange(10, dtype=np.uint8), (10, 1))
    values[9] = 255
    profile = {"driver": "GTiff", "width": 10, "height": 10, "count": 1, "dtype": "uint8", "nodata": 255}
    with rasterio.open(
        path, "w", crs=crs, transform=from_origin(83.0, 58.1, 0.01, 0.01), **profile
    ) as raster:
        raster.write(values, 1)
    return path


def place(name: str, wkt: str | None) -> PlotPlace:
    return PlotPlace(name, None, HABITAT, 1.0, "table", None, read_wkt(wkt) if wkt else None)


def box(west: float, south: float, east: float, north: float) -> str:
    return f"POLYGON (({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}))"


def test_a_raster_is_summed_up_inside_each_plot(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "a.tif")
    places = [
        place("three columns", box(83.0201, 58.05, 83.0499, 58.0799)),  # columns 2, 3, 4
        place(
            "half without data", box(83.0001, 58.0001, 83.0199, 58.0199)
        ),  # columns 0 and 1 of the last two rows
        place("small", box(83.071, 58.051, 83.072, 58.052)),  # within a pixel of column 7
        place("point", "POINT (83.095 58.05)"),
        place("outside", box(84, 58, 84.1, 58.1)),
        place("nowhere", None),
    ]
    found = {one.plot_id: one for one in summarise_raster(path, places)}
    assert found["three columns"].mean == pytest.approx(3) and found["three columns"].pixels % 3 == 0
    assert (found["half without data"].mean, found["half without data"].pixels) == (0.5, 2)
    assert (found["small"].mean, found["small"].is_small) == (7, True)
    assert found["point"].mean == 9
    for name in ("outside", "nowhere"):
        assert (found[name].mean, found[name].pixels) == (None, 0)
    classes = {one.plot_id: one for one in summarise_raster(path, places, classes=True)}
    assert classes["three columns"].shares == pytest.approx({2: 1 / 3, 3: 1 / 3, 4: 1 / 3})
    assert classes["outside"].shares == {} and classes["three columns"].mean is None


def test_pixels_that_are_no_number_are_no_data_whether_the_raster_says_so_or_not(tmp_path: Path) -> None:
    cells = np.array([[1.0, 3.0], [math.nan, math.inf]])
    path = tmp_path / "nan.tif"
    profile = {"driver": "GTiff", "width": 2, "height": 2, "count": 1, "dtype": "float64", "crs": "EPSG:4326"}
    with rasterio.open(path, "w", **profile, transform=from_origin(83, 58.2, 0.1, 0.1)) as raster:
        raster.write(cells, 1)
    places = [place("all", box(83.001, 58.001, 83.199, 58.199)), place("nothing", "POINT (83.05 58.05)")]
    whole, nothing = summarise_raster(path, places)
    assert (whole.mean, whole.pixels) == (2, 2)
    assert (nothing.mean, nothing.pixels) == (None, 0)
    assert summarise_raster(path, places, classes=True)[0].shares == {1: 0.5, 3: 0.5}
    with rasterio.open(path, "r+") as raster:
        raster.write(cells + 0.25, 1)
    with pytest.raises(UsageError, match="--classes"):
        summarise_raster(path, places, classes=True)


def test_the_command_sums_a_raster_up_by_plots(kust, tmp_path: Path) -> None:
    raster = write_raster(tmp_path / "a.tif")
    layer = write_layer(tmp_path / "a.gpkg", [box(83.0201, 58.05, 83.0499, 58.0799), box(84, 58, 84.1, 58.1)])
    data = tmp_path / "data"
    assert kust("harvest", "import", layer, "-o", data)[0] == 0
    assert "--plots" in refused(kust, raster, "-o", tmp_path / "x.csv")
    asked = ("harvest", "import", raster, "--plots", data)
    assert kust(*asked, "-o", tmp_path / "mean.csv")[0] == 0
    assert kust(*asked, "--classes", "-o", tmp_path / "classes.csv")[0] == 0
    assert kust(*asked, "--into", "road_distance_km", "-o", tmp_path / "with")[0] == 0
    assert (tmp_path / "mean.csv").read_text().splitlines() == ["plot_id,pixels,mean", "L1,9,3.0", "L2,0,"]
    shares = [line.split(",") for line in (tmp_path / "classes.csv").read_text().splitlines()]
    assert [(one[0], one[2]) for one in shares[1:]] == [("L1", "2"), ("L1", "3"), ("L1", "4")]
    plots = read_dataset(tmp_path / "with").dataset.rows("plots").collect()
    assert dict(plots.select("plot_id", "road_distance_km").rows()) == {"L1": 3, "L2": None}


@pytest.fixture
def stock(tmp_path: Path):
    tables = {
        "species": [("cowberry", "Брусника", "berry", 0, "")],
        "plots": [(f"L{n}", "Север", square(n), 90, HABITAT, 1) for n in range(3)]
        + [("N", "Север", "", 10, HABITAT, 1)],
        "surveys": [survey(n, f"L{n}", "cowberry", 100 * n, 5.0) for n in range(3)]
        + [survey(9, "N", "cowberry", 1, 1)],
    }
    return count(tmp_path / "forest", tables, by="plot")


def test_stocks_are_written_as_geojson_and_geopackage_alike(stock, tmp_path: Path) -> None:
    features, left = make_features(stock)
    assert (len(features), left) == (3, 1)
    write_geojson(features, tmp_path / "a.geojson")
    write_gpkg(features, tmp_path / "a.gpkg")
    document = json.loads((tmp_path / "a.geojson").read_text("utf-8"))
    assert [one["properties"]["stock_kg_value"] for one in document["features"]] == [0, 9000, 18000]
    assert document["features"][0]["properties"]["dry_kg_value"] is None
    for path in ("a.geojson", "a.gpkg"):
        meta, _, geometry, data = pyogrio.raw.read(tmp_path / path)
        of = dict(zip(meta["fields"], data, strict=True))
        assert of["stock_kg_value"].tolist() == [0, 9000, 18000]
        assert of["species"].tolist() == ["Брусника"] * 3
        assert meta["crs"] == "EPSG:4326"
        for number, wkb in enumerate(geometry):
            assert shapely.equals(shapely.from_wkb(wkb), shapely.from_wkt(square(number)))
    _, _, _, data = pyogrio.raw.read(tmp_path / "a.gpkg", columns=["dry_kg_value"])
    assert np.isnan(data[0]).all()  # missing is null, not zero


def test_no_plot_is_too_small_for_the_raster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kust.harvest.land.gis_write._MANY", 100_000)
    # Two plots of 0.4 km and one of 3 m 400 km away: none holds the middle of a usual pixel of 0.02°, 1 by 2 km.
    shapes = [box(83, 58, 83.007, 58.004), box(83.2, 58.01, 83.207, 58.014), box(90, 58, 90.00005, 58.00003)]
    features = [Feature(read_wkt(one), {"value": float(number)}) for number, one in enumerate(shapes, 1)]
    for name, some in (("near", features[:2]), ("far", features)):
        write_cog(some, tmp_path / f"{name}.tif", ("value",))
        with rasterio.open(tmp_path / f"{name}.tif") as raster:
            found, counts = np.unique(raster.read(1, masked=True).compressed(), return_counts=True)
            assert list(found[np.isfinite(found)]) == [1.0, 2.0, 3.0][: len(some)]
            assert raster.width * raster.height < 150_000
            if name == "near":
                # 0.007° · 0.004° are 28 pixels of 0.001° · 0.001°.
                assert raster.res == pytest.approx((0.001, 0.001)) and list(counts[:2]) == [28, 28]


def test_stocks_are_written_as_a_cloud_optimised_geotiff(stock, tmp_path: Path) -> None:
    features, _ = make_features(stock)
    write_cog(features, tmp_path / "a.tif", ("kg_ha_low", "kg_ha_value"), step=0.001)
    with rasterio.open(tmp_path / "a.tif") as raster:
        assert raster.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert raster.descriptions == ("kg_ha_low", "kg_ha_value")
        assert raster.crs.to_epsg() == 4326
        middles = [read_wkt(square(number)).middle for number in range(3)]
        values = [list(one) for one in raster.sample(middles)]
        between = next(raster.sample([(83.03, 58.004)]))
    assert values == [[0, 0], [90, 100], [190, 200]]
    assert np.isnan(between).all()
