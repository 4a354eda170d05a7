"""Maps of a season as drawings: where it grows and how surely, and which station takes from where."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kust.documents.cluster import region_name
from kust.documents.harvest.figures import Teller
from kust.documents.harvest.season import Season
from kust.documents.harvest.shades import MEASURES, Shading
from kust.documents.harvest.whereabouts import name_cell
from kust.drawings.borders import find_borders
from kust.drawings.ground import Area, Ground, Outline, Place, PlaceKind, Road, Spot, draw_ground, find_spots
from kust.harvest.land.crop_places import CropPlace
from kust.harvest.land.invented import MADE_UP
from kust.harvest.siting.sited import Catchment, Siting

_SERIES = 5
_FEW_HOMES, _FEW_CELLS = 12, 12


def is_small(season: Season) -> bool:
    """Tell whether a map of the land has so little on it that it is read on a phone too."""
    few_cells = season.land.resolution is None or len(season.land.cells) <= _FEW_CELLS
    return few_cells and len(season.land.homes) <= _FEW_HOMES


def page_width(season: Season) -> float:
    """Return how wide a page draws the land, so that names are neither tiny on a phone nor huge on a desk."""
    return 440.0 if is_small(season) else 960.0


def draw_crops(
    season: Season,
    tell: Teller,
    shading: Shading,
    key: str,
    title: str,
    desc: str,
    *,
    shown: str | None = None,
    measure: str = "median",
    width: float | None = None,
) -> str:
    """Draw cells, plots, settlements and stations that stand.

    Parameters
    ----------
    shown, measure
        Shade the cells by this species and measure; without a species by none, each cell bearing classes (``m0-3``: the
        median of species 0 has shade 3; ``w0-3``: its width) by which a page shades them.
    width
        Of the drawing, by default as a page shows it; a narrow one of a large land names the largest settlements alone
        and leaves plots out.
    """
    narrow = width is not None and width < 600 and not is_small(season)
    width = page_width(season) if width is None else width
    ground = Ground(
        areas=list(_make_cells(season, tell, shading, shown, measure)),
        spots=_make_homes(season, tell, 4 if narrow else None),
        kilometres=tell.t("kilometres"),
        outlines=() if narrow else list(_make_plots(season, tell)),
        legend=shading.legend(season, tell, shown, measure) if shown else (),
    )
    return _draw(ground, tell, key, title, desc, width)


def _draw(ground: Ground, tell: Teller, key: str, title: str, desc: str, width: float) -> str:
    """Draw a map over the borders of regions that run through it; of nothing there is no drawing."""
    places = ground.places()
    borders = [
        (border.line, tell.t("border", region=region_name(border.region, tell.lang)))
        for border in find_borders(places)
    ]
    return draw_ground(replace(ground, borders=borders), key, title, desc, width) if places else ""


def _make_cells(
    season: Season, tell: Teller, shading: Shading, shown: str | None, measure: str
) -> Iterator[Area]:
    plain = season.land.resolution is None
    by_cell: dict[str, list[CropPlace]] = {}
    for one in season.by_cell:
        if one.unit is not None:
            # A cell without the species shown is drawn too, so that maps of several species show the same land.
            listed = by_cell.setdefault(one.unit, [])
            listed += [one] if shown in (None, one.species_id) else []
    for cell, listed in sorted(by_cell.items()):
        lines = [name_cell(season, tell, cell), *(tell_cell(season, tell, one) for one in listed)]
        shade = shading.shade(listed[0], measure) if shown and listed else None
        marks = "" if shown else " ".join(mark for one in listed for mark in _mark(shading, one))
        for outer, *_ in season.land.cells[cell].polygons:
            ring = [(latitude, longitude) for longitude, latitude in outer[:-1]]
            yield Area(ring, shade, "\n".join(lines), marks=marks, name=cell if plain else "")


def _mark(shading: Shading, one: CropPlace) -> list[str]:
    place = shading.species.index(one.species_id) if one.species_id in shading.species else None
    shades = {measure[0]: shading.shade(one, measure) for measure in MEASURES}
    return [f"{code}{place}-{shade}" for code, shade in shades.items() if None not in (place, shade)]


def tell_cell(season: Season, tell: Teller, one: CropPlace) -> str:
    """Word a species in a cell."""
    return tell.t("cell_crop", name=season.name_of(one.species_id), kg_ha=tell.range(one.kg_ha))


def _make_plots(season: Season, tell: Teller) -> Iterator[Outline]:
    crops: dict[str, list[str]] = {}
    for species in season.forecast.species:
        for one in species.by_plot:
            figures = tell.figure(one.median), tell.span(one.low, one.high)
            words = tell.t("plot_crop", name=species.name, median=figures[0], span=figures[1])
            crops.setdefault(one.plot_id, []).append(words)
    for plot_id, plot in season.land.plots.items():
        if plot.shape is None:
            continue
        head = tell.t("plot", plot=plot_id, forestry=plot.forestry or "–", area=tell.figure(plot.area_ha))
        words = "\n".join([head, *crops.get(plot_id, [])])
        for longitude, latitude in plot.shape.points:
            yield Outline([(latitude, longitude)], words)
        for rings in plot.shape.polygons:
            yield Outline([(latitude, longitude) for longitude, latitude in rings[0][:-1]], words)


def shorten(name: str) -> str:
    """Leave the mark of made-up names to the page around the drawing.

    >>> shorten("Белая Грива (вымышленные данные)")
    'Белая Грива'
    """
    return name.replace(MADE_UP, "").strip()


def _make_homes(season: Season, tell: Teller, most_named: int | None) -> list[Spot]:
    homes = sorted(season.land.homes.values(), key=lambda one: -(one.population or 0))
    largest = max((one.population or 0 for one in homes), default=0) or 1
    stands = {one.settlement_id: one.kind for one in season.land.sites.values() if one.exists}
    spots = []
    for place, home in enumerate(homes):
        kind: PlaceKind = "stands" if home.settlement_id in stands else "settlement"
        words = tell.t("home", name=home.name, people=tell.figure(home.population))
        if kind == "stands":
            words += f"\n{tell.t('stands', kind=tell.t(f'kind_one.{stands[home.settlement_id]}'))}"
        named = most_named is None or place < most_named
        size = 0.0 if kind == "stands" else (home.population or 0) / largest
        at = (home.latitude, home.longitude)
        spots.append(Spot(home.settlement_id, shorten(home.name), at, kind, size, words, named=named))
    return spots


def draw_flows(
    season: Season,
    tell: Teller,
    siting: Siting,
    catchments: Sequence[Catchment],
    opened: Sequence[str],
    key: str,
    title: str,
    desc: str,
    width: float | None = None,
) -> str:
    """Draw who brings where: roads as wide as what goes along them in the colour of their station, and other sites."""
    ground = _lay_flows(season, tell, siting, catchments, opened)
    return _draw(ground, tell, key, title, desc, page_width(season) if width is None else width)


def find_sites(season: Season, tell: Teller, siting: Siting) -> dict[str, tuple[float, float]]:
    """Find where a page's drawings of flows show the sites: shares of the width and of the height."""
    ground = _lay_flows(season, tell, siting, siting.catchments, siting.open)
    return find_spots(ground, page_width(season)) if ground.spots else {}


def _lay_flows(
    season: Season, tell: Teller, siting: Siting, catchments: Sequence[Catchment], opened: Sequence[str]
) -> Ground:
    homes = season.land.homes
    colours = {site: place % _SERIES for place, site in enumerate(sorted(opened))}
    largest = max((one.mass_t for one in catchments), default=0.0) or 1.0
    goes = {one.settlement_id: one.site_id for one in catchments}
    roads = [
        Road(at, there, one.mass_t / largest, tell_flow(season, tell, one), colours[one.site_id])
        for one in catchments
        if one.site_id in colours
        and (at := _home_at(season, one.settlement_id))
        and (there := _site_at(season, one.site_id))
        and at != there
    ]
    spots = _make_stations(season, tell, siting, catchments, opened)
    at_station = {spot.at for spot in spots}
    most = max((home.population or 0 for home in homes.values()), default=0) or 1
    for home in homes.values():
        at = (home.latitude, home.longitude)
        if at in at_station:
            continue
        site = goes.get(home.settlement_id)
        words = "\n".join(
            tell_flow(season, tell, one) for one in catchments if one.settlement_id == home.settlement_id
        )
        series = colours.get(site) if site else None
        size = (home.population or 0) / most
        spots.append(
            Spot(home.settlement_id, shorten(home.name), at, "settlement", size, words or home.name, series)
        )
    return Ground(roads=roads, spots=spots, kilometres=tell.t("kilometres"))


def tell_flow(season: Season, tell: Teller, one: Catchment) -> str:
    """Word a flow."""
    if one.site_id is None:
        return tell.t("flow_nobody", name=one.name, mass=tell.figure(one.mass_t))
    code = "flow" if one.hours else "flow_here"
    return tell.t(
        code,
        name=one.name,
        station=tell.site(season, one.site_id),
        mass=tell.figure(one.mass_t),
        hours=tell.figure(one.hours),
    )


def _home_at(season: Season, settlement: str | None) -> Place | None:
    home = season.land.homes.get(settlement or "")
    return (home.latitude, home.longitude) if home else None


def _site_at(season: Season, site: str | None) -> Place | None:
    one = season.land.sites.get(site or "")
    return _home_at(season, one.settlement_id) if one else None


def _make_stations(
    season: Season, tell: Teller, siting: Siting, catchments: Sequence[Catchment], opened: Sequence[str]
) -> list[Spot]:
    whole = sum(one.mass_t for one in catchments) or 1.0
    spots: dict[Place, Spot] = {}
    order = {"stands": 0, "opens": 1, "could": 2}
    for station in siting.stations:
        at = _home_at(season, station.settlement_id)
        if at is None:
            continue
        is_open = station.site_id in opened
        kind: PlaceKind = "could" if not is_open else "stands" if station.exists else "opens"
        mass = sum(one.mass_t for one in catchments if one.site_id == station.site_id)
        words = tell.t(f"spot.{kind}", name=station.name, site=station.site_id, mass=tell.figure(mass))
        size = mass / whole if is_open else 0.0
        spot = Spot(station.site_id, shorten(station.name), at, kind, size, words)
        if at not in spots or order[kind] < order[spots[at].kind]:
            spots[at] = spot
    return list(spots.values())
