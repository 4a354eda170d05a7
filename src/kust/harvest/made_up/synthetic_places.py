"""Made-up places of the made-up forest: villages, plots, sites, and the way between them."""

from dataclasses import dataclass
from math import cos, hypot, pi, radians, sin

import numpy as np
import polars as pl
from numpy.random import Generator

KM_A_DEGREE = 111.32
_VILLAGES = (
    "Нижняя Кедровка", "Усть-Грива", "Грибной Яр", "Урманный Бор", "Долгий Мох", "Заплёсье", "Рыжиково Займище",
    "Брусничный Кут", "Сухая Гривка", "Тихий Урман", "Красный Мох", "Верх-Гривка", "Плёсовский Стан", "Клюквенный Яр",
    "Шишкин Кут", "Белый Урман", "Кривая Протока", "Орешный Лог", "Урманская Заимка", "Берёзовая Гривка",
)  # fmt: skip
SOUTH = ("Гривское лесничество", "Стано-Гривское лесничество")
NORTH = ("Плёсовское лесничество", "Урманское лесничество")
_BORDER_LATITUDE = 58.12
_BORDER_LONGITUDE = {True: 82.5, False: 83.3}
# Which species grow where, and how often a plot is of the type.
HABITATS: dict[str, tuple[float, tuple[str, ...]]] = {
    "сосняк сфагновый": (0.18, ("cranberry",)),
    "сосняк брусничный": (0.24, ("cowberry", "cep", "chanterelle")),
    "темнохвойный черничный": (0.20, ("bilberry", "chanterelle")),
    "кедровник зеленомошный": (0.16, ("pine-nut", "bilberry", "cowberry")),
    "березняк разнотравный": (0.10, ("cep", "chanterelle")),
    "гарь с кипреем": (0.12, ("fireweed", "cowberry")),
}


@dataclass(frozen=True)
class Place:
    """A point with an id."""

    place_id: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class MadeUpPlot(Place):
    """A plot: its outline, forest and what grows there."""

    forestry: str
    forest_type: str
    area_ha: float
    area_base: str
    road_distance_km: float
    wkt: str
    species: tuple[str, ...]


def calc_km(a: Place, b: Place) -> float:
    """Distance on a plane that touches the region: within half a per cent of the great circle here."""
    middle = radians((a.latitude + b.latitude) / 2)
    return KM_A_DEGREE * hypot(a.latitude - b.latitude, (a.longitude - b.longitude) * cos(middle))


def make_settlements(random: Generator, known: pl.DataFrame) -> pl.DataFrame:
    """Add made-up villages around the example's settlements; a village stands 8 km or more from the others."""
    rows = [dict(row) for row in known.iter_rows(named=True)]
    for name in _VILLAGES:
        while True:
            latitude, longitude = float(random.uniform(57.45, 58.95)), float(random.uniform(81.6, 84.5))
            here = Place("", latitude, longitude)
            if min(calc_km(here, Place("", r["latitude"], r["longitude"])) for r in rows) >= 8:
                break
        people = int(round(float(np.exp(random.normal(5.3, 0.7))), -1)) + 40
        rows.append(
            {
                "settlement_id": f"V{len(rows) + 1}",
                "name": name,
                "region": "70",
                "latitude": round(latitude, 3),
                "longitude": round(longitude, 3),
                "population": people,
            }
        )
    return pl.DataFrame(rows, schema=known.schema)


def make_plots(random: Generator, settlements: pl.DataFrame, count: int) -> list[MadeUpPlot]:
    """Scatter plots around settlements; every species grows on some of them."""
    homes = list(settlements.select("latitude", "longitude").iter_rows())
    types, chances = list(HABITATS), np.array([share for share, _ in HABITATS.values()])
    drawn = random.choice(len(types), size=max(0, count - len(types)), p=chances / chances.sum())
    kinds = [types[place] for place in [*range(min(count, len(types))), *drawn.tolist()]]
    return [_make_plot(random, number, kind, homes) for number, kind in enumerate(kinds)]


def _make_plot(random: Generator, number: int, kind: str, homes: list[tuple[float, float]]) -> MadeUpPlot:
    latitude, longitude = homes[int(random.integers(len(homes)))]
    away, towards = float(random.uniform(3, 22)), float(random.uniform(0, 2 * pi))
    latitude += away * cos(towards) / KM_A_DEGREE
    longitude += away * sin(towards) / (KM_A_DEGREE * cos(radians(latitude)))
    wkt, area = _make_outline(random, latitude, longitude)
    north = latitude > _BORDER_LATITUDE
    side = int(longitude < _BORDER_LONGITUDE[north])
    return MadeUpPlot(
        f"L{number + 1:03d}",
        round(latitude, 4),
        round(longitude, 4),
        forestry=(NORTH if north else SOUTH)[side],
        forest_type=kind,
        area_ha=round(area, 1),
        area_base="all_forest" if random.random() < 0.12 else "productive_habitat",
        road_distance_km=round(float(random.gamma(1.6, 2.4)) + 0.2, 1),
        wkt=wkt,
        species=HABITATS[kind][1],
    )


def _make_outline(random: Generator, latitude: float, longitude: float) -> tuple[str, float]:
    """Draw a polygon of 6 to 9 corners and work out its hectares."""
    corners = int(random.integers(6, 10))
    angles = 2 * pi * (np.arange(corners) + random.uniform(0, 0.8, corners)) / corners
    reach = float(random.uniform(0.4, 1.1)) * random.uniform(0.7, 1.2, corners)
    east, north = reach * np.cos(angles), reach * np.sin(angles)
    lon = np.round(longitude + east / (KM_A_DEGREE * cos(radians(latitude))), 5)
    lat = np.round(latitude + north / KM_A_DEGREE, 5)
    area_km2 = 0.5 * abs(float(np.sum(east * np.roll(north, -1) - np.roll(east, -1) * north)))
    ring = [f"{x:.5f} {y:.5f}" for x, y in zip([*lon, lon[0]], [*lat, lat[0]], strict=True)]
    return f"POLYGON (({', '.join(ring)}))", 100 * area_km2


def make_sites(settlements: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Add candidate buying points in every larger village, and boiling stations in some."""
    rows = [dict(row) for row in known.iter_rows(named=True)]
    taken = {(row["settlement_id"], row["kind"]) for row in rows}
    numbers = {"buying_point": 4, "boiling_station": 3}
    larger = settlements.filter(pl.col("population") >= 200).sort("population", descending=True)
    for place, home in enumerate(larger["settlement_id"].to_list()):
        for kind in ("buying_point", "boiling_station"):
            if (home, kind) in taken or (kind == "boiling_station" and place % 3):
                continue
            numbers[kind] += 1
            rows.append(_make_site(home, kind, numbers[kind], place))
    return pl.DataFrame(rows, schema=known.schema)


def _make_site(home: str, kind: str, number: int, place: int) -> dict[str, object]:
    boils = kind == "boiling_station"
    return {
        "site_id": f"{'K' if boils else 'T'}{number}",
        "settlement_id": home,
        "kind": kind,
        "exists": "yes" if not boils and place % 4 == 0 else "no",
        "capacity_t_week": (2.0 + place % 3) if boils else 8.0 + 2 * (place % 4),
        "fixed_cost_krub": 600.0 + 40 * (place % 5) if boils else 130.0 + 10 * (place % 5),
        "cost_krub_t": 39.0 + place % 6 if boils else 6.0 + place % 4,
        "opens": "07-15" if boils else "07-10",
        "closes": "09-30" if boils else "10-20",
    }


def make_travel(
    random: Generator,
    settlements: pl.DataFrame,
    sites: pl.DataFrame,
    plots: list[MadeUpPlot],
    known: pl.DataFrame,
) -> pl.DataFrame:
    """Make ways from settlements to sites and from plots to the three nearest settlements.

    Roads wind (great circle times 1.2 to 1.6); two far villages have no summer road, only one over ice.
    """
    homes = {
        row["settlement_id"]: Place(row["settlement_id"], row["latitude"], row["longitude"])
        for row in settlements.iter_rows(named=True)
    }
    told = {(row["from_id"], row["to_id"], row["season"]) for row in known.iter_rows(named=True)}
    rows = [dict(row) for row in known.iter_rows(named=True)]
    ice_only = set(settlements["settlement_id"].to_list()[-2:])
    for start in homes.values():
        for site in sites.iter_rows(named=True):
            end = homes[site["settlement_id"]]
            season = "winter_road" if {start.place_id, end.place_id} & ice_only else "summer"
            if start is end or (start.place_id, site["site_id"], season) in told:
                continue
            rows.append(_make_way(random, start, end, site["site_id"], season, 38.0))
    for plot in plots:
        nearest = sorted(homes.values(), key=lambda home: calc_km(plot, home))[:3]
        rows += [_make_way(random, plot, home, home.place_id, "summer", 18.0) for home in nearest]
    return pl.DataFrame(rows, schema=known.schema)


def _make_way(
    random: Generator, start: Place, end: Place, to_id: str, season: str, km_an_hour: float
) -> dict[str, object]:
    km = calc_km(start, end) * float(random.uniform(1.2, 1.6)) + 0.5
    hours = km / (km_an_hour * float(random.uniform(0.85, 1.15)))
    return {
        "from_id": start.place_id, "to_id": to_id, "season": season, "hours": round(hours, 2), "km": round(km, 1),
    }  # fmt: skip


def tell_plots(plots: list[MadeUpPlot]) -> pl.DataFrame:
    """Write the plots as the contract's table."""
    return pl.DataFrame(
        {
            "plot_id": [one.place_id for one in plots],
            "forestry": [one.forestry for one in plots],
            "geometry": [one.wkt for one in plots],
            "area_ha": [one.area_ha for one in plots],
            "area_base": [one.area_base for one in plots],
            "forest_type": [one.forest_type for one in plots],
            "road_distance_km": [one.road_distance_km for one in plots],
        }
    )
