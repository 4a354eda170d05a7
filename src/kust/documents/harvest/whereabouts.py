"""Where a cell of a map lies, in words: the plot that it is, or how far from the nearest settlement."""

import math

from kust.documents.harvest.figures import Teller
from kust.documents.harvest.season import Home, Season
from kust.harvest.land.cells import measure_cell
from kust.harvest.land.ways import calc_great_circle
from kust.i18n import number

_POINTS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


def name_cell(season: Season, tell: Teller, cell: str) -> str:
    """Say where a cell lies: «Белая Грива, 7 км к северу»; the cell's own code where there is no settlement."""
    if season.land.resolution is None:
        plot = season.land.plots[cell]
        named = (cell, *((plot.forestry,) if plot.forestry else ()))
        return tell.t("plot_named", plot=", ".join(named))
    longitude, latitude = season.land.cells[cell].middle
    homes = season.land.homes.values()
    if not homes:
        return tell.t("cell", cell=cell)
    found = [(calc_great_circle(one.latitude, one.longitude, latitude, longitude), one) for one in homes]
    km, home = min(found, key=lambda pair: (pair[0], pair[1].settlement_id))
    if km <= measure_cell(season.land.resolution)[0] / 2:
        return tell.t("cell_at", name=home.name)
    point = tell.t(f"point.{find_point(home, latitude, longitude)}")
    return tell.t("cell_from", name=home.name, km=number(max(1.0, km), tell.lang, 0), point=point)


def find_point(home: Home, latitude: float, longitude: float) -> str:
    """Find in which of eight directions a place lies.

    >>> home = Home("A", "A", 57.0, 83.0, None)
    >>> find_point(home, 58.0, 83.0), find_point(home, 57.0, 82.0)
    ('n', 'w')
    """
    east = (longitude - home.longitude) * math.cos(math.radians((latitude + home.latitude) / 2))
    turn = math.atan2(east, latitude - home.latitude) / (math.pi / 4)
    return _POINTS[round(turn) % 8]


def tell_ground(season: Season, tell: Teller) -> str:
    """Say what the map is shaded by."""
    if season.land.resolution is None:
        return tell.t("map.crops_desc_plots")
    wide, area = measure_cell(season.land.resolution)
    return tell.t("map.crops_desc", wide=tell.figure(wide), area=tell.figure(area))


def tell_cells(season: Season, tell: Teller) -> str:
    """Say what the cells are, for the list of sources."""
    if season.land.resolution is None:
        return tell.t("cells_are_plots")
    wide, area = measure_cell(season.land.resolution)
    figures = {"wide": tell.figure(wide), "area": tell.figure(area)}
    return tell.t("cells_are", resolution=season.land.resolution, **figures)
