"""Write the map or the report of a season to a file: the ending of its name chooses the form."""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from re import search

from kust.data.own import is_own
from kust.documents.blocks import MARK
from kust.documents.harvest.figures import Teller
from kust.documents.harvest.ground import draw_crops
from kust.documents.harvest.season import Season
from kust.documents.harvest.shades import Shading
from kust.documents.harvest.whereabouts import tell_ground
from kust.documents.write import replace_whole
from kust.errors import UsageError
from kust.harvest.land.geometry import Shape
from kust.harvest.land.gis_write import Feature, write_cog, write_geojson, write_gpkg

MAP_FORMS = (".html", ".svg", ".geojson", ".gpkg", ".tif")
REPORT_FORMS = (".html", ".xlsx")
_OF_ONE_SPECIES = (".svg", ".tif")
_HEAD = 4096
_HEADING = 36.0


def check_target(path: Path, forms: tuple[str, ...]) -> None:
    """Refuse what cannot be written before anything is computed.

    Raises
    ------
    UsageError
        Another ending; the file is there and is not one of kust.
    """
    if path.suffix.lower() not in forms:
        raise UsageError("harvest_output_suffix", path=path, known=", ".join(forms))
    if path.exists() and not _is_ours(path):
        raise UsageError("target_exists", path=path)


def _is_ours(path: Path) -> bool:
    """Tell whether a file is a page, workbook or drawing of kust; files for maps are never written over."""
    suffix = path.suffix.lower()
    if suffix in (".html", ".xlsx"):
        return is_own(path)
    if suffix != ".svg":
        return False
    try:
        return _comment().encode() in path.read_bytes()[:_HEAD]
    except OSError:
        return False


def _comment() -> str:
    return f"<!-- {MARK} -->"


def check_species(path: Path, species: str | None, count: int) -> None:
    """Refuse a form that shows one species where there are several and none is chosen.

    Raises
    ------
    UsageError
        Such a form.
    """
    if path.suffix.lower() in _OF_ONE_SPECIES and species is None and count > 1:
        raise UsageError("harvest_one_species", path=path)


def write_season_map(season: Season, path: Path, *, lang: str, species: str | None = None) -> None:
    """Write the map: a page, a drawing, or cells for programs of maps.

    Parameters
    ----------
    path
        ``.html``; ``.svg``: median and width of one species; ``.geojson``: cells, plots, settlements and sites;
        ``.gpkg``: the same as layers (extra ``gis``); ``.tif``: ends, median and width of one species (extra ``gis``).
    species
        The one to show first, or the only one.

    Raises
    ------
    UsageError
        Another ending; a file that is there; several species where the form shows one.
    MissingEngineError
        The extra ``gis`` is not installed.
    """
    check_target(path, MAP_FORMS)
    species_ids = {one.species_id for one in season.by_cell}
    check_species(path, species, len(species_ids))
    suffix = path.suffix.lower()
    if suffix == ".html":
        from kust.documents.harvest.html import write_map
        from kust.documents.harvest.map import make_map

        page = make_map(season, lang, species)
        replace_whole(path, lambda beside: write_map(page, beside))
    elif suffix == ".svg":
        text = draw_alone(season, Teller(lang), species or next(iter(species_ids), None))
        replace_whole(path, lambda beside: _write_text(beside, text))
    elif suffix == ".geojson":
        write_geojson([*make_cells(season), *_make_others(season)], path)
    elif suffix == ".gpkg":
        others: dict[str, list[Feature]] = {}
        for one in _make_others(season):
            others.setdefault(str(one.properties["layer"]), []).append(one)
        write_gpkg(list(make_cells(season)), path, layer="crop", others=others)
    else:
        write_raster(season, path)


def write_raster(season: Season, path: Path) -> None:
    """Write ends, median and width of a species as bands: kg/ha, or tonnes where hectares of two bases would meet."""
    figure = "t" if len({base for one in season.by_cell for base in one.bases}) > 1 else "kg_ha"
    cells = [
        Feature(one.shape, {name: value for name, value in one.properties.items() if name != "area_base"})
        for one in make_cells(season)
    ]
    write_cog(cells, path, (f"{figure}_low", f"{figure}_value", f"{figure}_high", "width"))


def write_season_report(season: Season, path: Path, *, lang: str) -> None:
    """Write the report as a page or a workbook.

    Raises
    ------
    UsageError
        Another ending; the file is there and is not one of kust.
    """
    from kust.documents.harvest.report import make_season_report

    check_target(path, REPORT_FORMS)
    document = make_season_report(season, lang)
    if path.suffix.lower() == ".html":
        from kust.documents.harvest.html import write_report

        replace_whole(path, lambda beside: write_report(document, beside))
    else:
        from kust.documents.xlsx import write_document

        replace_whole(path, lambda beside: write_document(document, beside))


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def draw_alone(season: Season, tell: Teller, species: str | None) -> str:
    """Draw the median of a species and, below it, the width of its interval as one file."""
    shading = Shading.of(season)
    drawings: list[tuple[str, str]] = []
    for measure in ("median", "width"):
        title = tell.t(f"measure.{measure}")
        if species and species in shading.species:
            title = f"{season.name_of(species)}: {title}"
        desc = tell_ground(season, tell)
        if season.made_up:
            title = f"{title}. {tell.t('made_up')}"
        shown = species if species in shading.species else None
        svg = draw_crops(season, tell, shading, measure, title, desc, shown=shown, measure=measure)
        drawings.append((title, svg))
    return _stack([one for one in drawings if one[1]])


def _stack(drawings: list[tuple[str, str]]) -> str:
    """Put drawings one below another, each under its title."""
    top, wide = 0.0, 640.0
    parts: list[str] = []
    for title, svg in drawings:
        found = search(r'viewBox="0 0 (\d+) (\d+)"', svg)
        width, height = (float(found[1]), float(found[2])) if found else (0.0, 0.0)
        words = f'<text x="18" y="{top + 24:.0f}" font-size="16" font-weight="600">{escape(title)}</text>'
        lower = f'<svg y="{top + _HEADING:.0f}" '
        parts += [words, svg.replace("<svg ", lower, 1)]
        top, wide = top + _HEADING + height, max(wide, width)
    paper = f'<rect width="{wide:.0f}" height="{top:.0f}" fill="#ffffff"/>'
    body = paper + "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {top:.0f}" width="{wide:.0f}" '
        f'height="{top:.0f}" font-family="sans-serif" fill="#1d2a2e">{_comment()}{body}</svg>\n'
    )


def make_cells(season: Season) -> Iterator[Feature]:
    """Bring the forecast of each species in each cell into features; a figure that is not known is null."""
    for one in season.by_cell:
        if one.unit is None:
            continue
        told: dict[str, str | float | int | None] = {
            "layer": "cell",
            "cell": one.unit,
            "species_id": one.species_id,
            "species": season.name_of(one.species_id),
            "year": season.year,
            "on": season.on.isoformat(),
            "plots": one.plots,
            "area_ha": one.area_ha,
            "area_base": ", ".join(one.bases),
            "method": season.forecast.of(one.species_id).method,
            "level": season.forecast.of(one.species_id).level,
            "width": one.width,
        }
        for name, figures in (("kg_ha", one.kg_ha), ("t", one.t)):
            told |= {f"{name}_{end}": getattr(figures, end) for end in ("low", "value", "high")}
        yield Feature(season.land.cells[one.unit], told)


def _make_others(season: Season) -> Iterator[Feature]:
    """Bring plots, settlements and sites into features."""
    for plot_id, plot in season.land.plots.items():
        if plot.shape:
            told = {"layer": "plot", "plot_id": plot_id, "forestry": plot.forestry, "area_ha": plot.area_ha}
            yield Feature(plot.shape, told)
    for home in season.land.homes.values():
        at = Shape(points=((home.longitude, home.latitude),))
        named = {"layer": "settlement", "settlement_id": home.settlement_id, "name": home.name}
        yield Feature(at, named | {"population": home.population})
    opened = {site for sited in season.sited.values() for site in sited.siting.open}
    for site in season.land.sites.values():
        place = season.land.homes.get(site.settlement_id or "")
        if place:
            state = "stands" if site.exists else "opens" if site.site_id in opened else "could"
            at = Shape(points=((place.longitude, place.latitude),))
            yield Feature(
                at,
                {
                    "layer": "site",
                    "site_id": site.site_id,
                    "kind": site.kind,
                    "state": state,
                    "name": place.name,
                },
            )
