"""The map of a season: what its shades, flows and tables say, and that names stay words."""

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest

from kust.data import read_dataset
from kust.documents.harvest.figures import Teller
from kust.documents.harvest.html import render_map
from kust.documents.harvest.map import MapPage, make_map
from kust.documents.harvest.season import Season, calc_season
from kust.documents.harvest.shades import find_breaks, find_shade
from kust.documents.harvest.whereabouts import name_cell
from kust.documents.harvest.write import write_season_map
from kust.errors import UsageError
from kust.examples import load
from kust.harvest.land.cells import find_shares

from .harvest_small import HOSTILE, ON, YEAR, small_season

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def season() -> Season:
    return small_season()


@pytest.fixture(scope="module")
def page(season: Season) -> MapPage:
    return make_map(season, "ru")


def test_the_table_of_cells_holds_sums_of_draws_made_anew(season: Season, page: MapPage) -> None:
    assert page.crops is not None
    cells = page.crops.tables[0]
    draws, plots = season.forecast.draws, season.land.plots
    shares = {name: find_shares(plot.shape) for name, plot in plots.items() if plot.shape}
    checked = 0
    for row in cells.rows:
        name, _, count, area, kg_ha, *_, t, _, _, cell = row
        (species,) = [one.species_id for one in season.forecast.species if one.name == name]
        tonnes, hectares, known = np.zeros(len(draws.kg_ha)), 0.0, 0
        for place, plot in enumerate(draws.plots):
            part, own = shares[plot].get(str(cell), 0.0), draws.of(species)[:, place]
            if part and not np.isnan(own).any():
                hectares += part * (plots[plot].area_ha or 0.0)
                tonnes += own * part * (plots[plot].area_ha or 0.0) / 1000
                known += 1
        assert (count, area, t) == (known, pytest.approx(hectares), pytest.approx(np.median(tonnes)))
        assert kg_ha == pytest.approx(1000 * np.median(tonnes) / hectares)
        checked += 1
    assert checked == len(season.by_cell) > 20


def test_each_cell_bears_the_shades_that_its_legend_gives_its_figure(season: Season, page: MapPage) -> None:
    assert page.crops is not None
    drawn = {
        g.findtext("title", "").split("\n")[0]: (g.get("class") or "").split()
        for g in fromstring(page.crops.svg.replace(' xmlns="http://www.w3.org/2000/svg"', "")).iter("g")
        if (g.get("class") or "").startswith("k-area")
    }
    order = list(dict.fromkeys(one.species_id for one in season.by_cell))
    for one in season.by_cell:
        mine = [other for other in season.by_cell if other.species_id == one.species_id and other.kg_ha.value]
        breaks = find_breaks([other.kg_ha.value or 0.0 for other in mine])
        shade = find_shade(one.kg_ha.value, breaks)
        place = name_cell(season, Teller("ru"), one.unit or "")
        assert f"m{order.index(one.species_id)}-{shade}" in drawn[place]
    assert {choice.key for choice in page.crops.species} == {f"s{n}" for n in range(len(order))}


def test_each_other_place_has_its_drawing_its_changes_and_its_flows(season: Season, page: MapPage) -> None:
    for group in page.stations:
        sited = season.sited[group.kind]
        assert len(group.stands) == 1 + len(sited.elsewhere)
        for stand, one in zip(group.stands[1:], sited.elsewhere, strict=True):
            assert len(stand.changes) == len(one.changes)
            tonnes = sum(float(str(row[3])) for row in stand.flows.rows)
            assert tonnes == pytest.approx(sited.siting.mass_t)
            roads = stand.svg.count('stroke-linecap="round"')
            at = {one.settlement_id: (one.latitude, one.longitude) for one in season.land.homes.values()}
            apart = [
                flow
                for flow in one.catchments
                if flow.site_id
                and at[flow.settlement_id] != at[season.land.sites[flow.site_id].settlement_id or ""]
            ]
            assert roads == len(apart)
            # What a station takes over the weeks is what its settlements bring it in the season.
            opened = {flow.site_id for flow in one.catchments}
            for site in opened - {None}:
                brought = sum(flow.mass_t for flow in one.catchments if flow.site_id == site)
                assert sum(load.mass_t for load in one.weeks if load.site_id == site) == pytest.approx(
                    brought
                )
            assert stand.weeks is not None and {row[0] for row in stand.weeks.rows} == {
                Teller("ru").site(season, site) for site in opened if site
            }


def test_the_calendar_lists_forestries_from_the_south_to_the_north(season: Season, page: MapPage) -> None:
    assert page.days is not None
    name = season.forecast.species[0].name
    stages = [str(row[1]) for row in page.days.rows if row[0] == name]
    order = [stage.removeprefix("открытие: ") for stage in stages if stage.startswith("открытие: ")]
    assert len(order) > 1
    assert order == sorted(order, key=lambda forestry: season.north[forestry])


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_hostile_names_stay_words_and_nothing_is_asked_of_the_network(lang: str) -> None:
    season = small_season(hostile=True)
    text = render_map(make_map(season, lang))
    assert HOSTILE in {home.name for home in season.land.homes.values()}
    assert "<script" not in text.lower() and "&lt;script&gt;" in text
    assert not re.findall(r"""(?:src|href)\s*=\s*["'](?!#)""", text)
    assert not re.findall(r"url\(|@import|style=", text)


def test_made_up_data_are_marked_where_the_data_say_so(page: MapPage) -> None:
    assert any("вымышлены" in words for words in page.notices)
    # The other folder has no about.toml, but the name of its cluster still says it.
    assert small_season(hostile=True).made_up
    assert "(вымышленные данные)" in page.name


def test_all_words_of_the_page_exist_in_english(season: Season) -> None:
    page = make_map(season, "en")
    assert page.title == "Map of the season 2020"
    assert all(choice.label.isascii() for choice in page.crops.measures) if page.crops else False


def test_without_crops_the_map_shows_settlements_and_stations_and_says_so() -> None:
    dataset = read_dataset(load("wild-harvest")).dataset
    page = make_map(calc_season(dataset, on=ON, year=YEAR), "ru")
    assert page.crops is not None and page.crops.species == () and page.crops.tables == ()
    assert "нет урожаев прошлых лет по участкам" in page.crops.lead
    assert [group.kind for group in page.stations] == ["boiling_station", "buying_point"]


def test_without_a_forest_the_page_says_what_is_missing() -> None:
    dataset = read_dataset(load("machine-building")).dataset
    page = make_map(calc_season(dataset, on=ON, year=YEAR), "ru")
    assert page.crops is None and page.stations == ()
    assert sum("не расставлены" in words for words in page.notices) == 2


def test_plots_without_outlines_are_told_to_need_them_and_not_crops(season: Season) -> None:
    nowhere = replace(season, by_cell=tuple(replace(one, unit=None) for one in season.by_cell))
    crops = make_map(nowhere, "ru").crops
    assert crops is not None and "графу «Контур»" in crops.lead and "нет урожаев" not in crops.lead


def test_the_drawing_alone_holds_both_measures_with_their_legends(season: Season, tmp_path: Path) -> None:
    path = tmp_path / "map.svg"
    with pytest.raises(UsageError):
        write_season_map(season, path, lang="ru")
    write_season_map(season, path, lang="ru", species="cowberry")
    root = fromstring(path.read_text(encoding="utf-8"))
    words = [text.text or "" for text in root.findall(f"{SVG}text")]
    assert sum("Брусника" in one for one in words) == 2
    legends = [text.text or "" for text in root.iter(f"{SVG}text")]
    assert sum(one.startswith("от ") for one in legends) == 2
    # A newer one may replace it, a foreign one stays.
    write_season_map(season, path, lang="en", species="cowberry")
    path.write_text("<svg/>", encoding="utf-8")
    with pytest.raises(UsageError):
        write_season_map(season, path, lang="ru", species="cowberry")
    assert path.read_text(encoding="utf-8") == "<svg/>"


def test_geojson_holds_every_cell_plot_settlement_and_site(season: Season, tmp_path: Path) -> None:
    path = tmp_path / "map.geojson"
    write_season_map(season, path, lang="ru")
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    layers = [feature["properties"]["layer"] for feature in features]
    assert {layer: layers.count(layer) for layer in set(layers)} == {
        "cell": sum(one.unit is not None for one in season.by_cell),
        "plot": len(season.land.plots),
        "settlement": len(season.land.homes),
        "site": len(season.land.sites),
    }
    with pytest.raises(UsageError):
        write_season_map(season, path, lang="ru")


# A library that rasterio stands on prefers another operator.
@pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")
def test_rasters_and_geopackages_hold_the_figures_of_the_cells(season: Season, tmp_path: Path) -> None:
    rasterio = pytest.importorskip("rasterio", reason="rasterio is not installed")
    pyogrio = pytest.importorskip("pyogrio", reason="pyogrio is not installed")
    package = tmp_path / "map.gpkg"
    write_season_map(season, package, lang="ru")
    layers = {str(name): pyogrio.read_info(package, layer=name) for name, _ in pyogrio.list_layers(package)}
    assert {name: info["features"] for name, info in layers.items()} == {
        "crop": sum(one.unit is not None for one in season.by_cell),
        "plot": sum(plot.shape is not None for plot in season.land.plots.values()),
        "settlement": len(season.land.homes),
        "site": sum(site.settlement_id in season.land.homes for site in season.land.sites.values()),
    }
    mine = tuple(one for one in season.by_cell if one.species_id == "cranberry")
    one_species = replace(season, by_cell=mine)
    raster = tmp_path / "map.tif"
    write_season_map(one_species, raster, lang="ru", species="cranberry")
    with rasterio.open(raster) as opened:
        assert opened.crs.to_epsg() == 4326
        middle = opened.read(2)
    name = "t" if len({base for one in one_species.by_cell for base in one.bases}) > 1 else "kg_ha"
    figures = {getattr(one, name).value for one in one_species.by_cell}
    burnt = set(np.unique(middle[~np.isnan(middle)]))
    assert burnt and all(any(np.isclose(value, figure) for figure in figures) for value in burnt)


@pytest.mark.parametrize(
    ("values", "breaks"),
    # (100 − 12) / 6 ≈ 15: steps of 10 would make nine classes, those of 20 five.
    # Between 178 and 182 there is 2 % of 182: one class.
    [([12.0, 100.0], (20.0, 40.0, 60.0, 80.0)), ([5.0, 5.0], ()), ([178.0, 182.0], ()), ([], ())],
)
def test_classes_are_cut_at_round_figures(values: list[float], breaks: tuple[float, ...]) -> None:
    assert find_breaks(values) == breaks


def test_a_small_land_is_shaded_plot_by_plot_and_fits_a_phone(tmp_path: Path) -> None:
    # Three squares of 0.02° in 0.2°: each is wider than a 25th of the land. Five years at 10, 20 and 30 kg/ha.
    corners = [(83.0, 57.0), (83.1, 57.05), (83.18, 57.1)]
    outlines = [
        f"POLYGON (({x} {y}, {x + 0.02} {y}, {x + 0.02} {y + 0.02}, {x} {y + 0.02}, {x} {y}))"
        for x, y in corners
    ]
    rows = [f'L{n},"{outline}",200,productive_habitat\n' for n, outline in enumerate(outlines)]
    yields = [f"L{n},cep,{year},{10 * n + 10}\n" for n in range(3) for year in range(2015, 2020)]
    tables = {
        "species": "species_id,name,group\ncep,Белый гриб (вымышленные данные),mushroom\n",
        "plots": "plot_id,geometry,area_ha,area_base\n" + "".join(rows),
        "yields": "plot_id,species_id,year,yield_kg_ha\n" + "".join(yields),
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    dataset = read_dataset(tmp_path).dataset
    season = calc_season(dataset, on=ON, year=YEAR)
    page = make_map(season, "ru")
    assert page.small and page.crops is not None and "сами учётные участки" in page.crops.lead
    assert 'viewBox="0 0 440 ' in page.crops.svg and page.crops.svg.count("<polygon") == 3
    assert all(f">L{n}</text>" in page.crops.svg for n in range(3))
    by_plot = {row[-1]: row[4] for row in page.crops.tables[0].rows}
    assert by_plot == {f"L{n}": pytest.approx(10 * n + 10, rel=0.2) for n in range(3)}
    # Who asks for hexagons gets them: 36 km² each, more than a plot.
    coarse = make_map(calc_season(dataset, on=ON, year=YEAR, resolution=6), "ru")
    assert coarse.small and coarse.crops is not None and "шестиугольники" in coarse.crops.lead
