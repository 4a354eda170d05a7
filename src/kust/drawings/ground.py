"""A map of a piece of land: areas, roads of goods and places, in kilometres around their own middle."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self

from kust.drawings.canvas import COLOURS, Canvas, width_of
from kust.drawings.projection import RADIUS

Place = tuple[float, float]  # latitude and longitude, degrees
PlaceKind = Literal["settlement", "stands", "opens", "could"]

_MARGIN, _SIZE = 18.0, 11.5
_FILLS = {"stands": "k-series-4", "opens": "k-series-1", "could": "k-paper"}


@dataclass(frozen=True)
class Area:
    """A polygon of places; ``shade`` 0 (little) to 5 (much), None where nothing is known."""

    ring: Sequence[Place]
    shade: int | None
    words: str


@dataclass(frozen=True)
class Spot:
    """A settlement or a site: one that stands, one that is to open, one that could; ``size`` 0 to 1."""

    key: str
    name: str
    at: Place
    kind: PlaceKind
    size: float
    words: str


@dataclass(frozen=True)
class Road:
    """Goods from one spot to another; ``size`` 0 to 1 of the largest."""

    start: Place
    end: Place
    size: float
    words: str


@dataclass(frozen=True)
class Scale:
    """What makes places of the earth places of a drawing: the sinusoidal projection about the land's own meridian.

    It keeps areas, and a piece of land of a few hundred kilometres looks as it lies. Source: J. P. Snyder, Map
    Projections: A Working Manual (USGS Professional Paper 1395, 1987), (30-1) and (30-2).
    """

    meridian: float
    left: float
    top: float
    per_km: float

    def __call__(self, place: Place) -> tuple[float, float]:
        x, y = _flatten(place, self.meridian)
        return _MARGIN + (x - self.left) * self.per_km, _MARGIN + (y - self.top) * self.per_km

    @classmethod
    def around(cls, places: Sequence[Place], width: float) -> tuple[Self, float]:
        """Fit places into a width; return the scale and the height that they need."""
        meridian = (min(place[1] for place in places) + max(place[1] for place in places)) / 2
        xs, ys = zip(*(_flatten(place, meridian) for place in places), strict=True)
        across, down = max(xs) - min(xs), max(ys) - min(ys)
        # One place alone, or places along a line, still need land around them.
        least = max(across, down, 20.0) / 2
        across, down = max(across, least), max(down, least)
        left, top = (min(xs) + max(xs) - across) / 2, (min(ys) + max(ys) - down) / 2
        per_km = (width - 2 * _MARGIN) / across
        return cls(meridian, left, top, per_km), down * per_km + 2 * _MARGIN


def _flatten(place: Place, meridian: float) -> tuple[float, float]:
    latitude, longitude = math.radians(place[0]), math.radians(place[1] - meridian)
    return RADIUS * longitude * math.cos(latitude), -RADIUS * latitude


@dataclass(frozen=True)
class Ground:
    """What is drawn, from the bottom up, and the words of the bar of kilometres (``{km}`` is replaced)."""

    areas: Sequence[Area] = ()
    roads: Sequence[Road] = ()
    spots: Sequence[Spot] = ()
    kilometres: str = "{km} km"

    def places(self) -> list[Place]:
        return [
            *(place for area in self.areas for place in area.ring),
            *(place for road in self.roads for place in (road.start, road.end)),
            *(spot.at for spot in self.spots),
        ]


def draw_ground(ground: Ground, key: str, title: str, desc: str, width: float = 640.0) -> str:
    """Draw a map as SVG.

    Parameters
    ----------
    ground
        Areas are drawn first, then roads, then spots with their names.
    width
        Of the drawing; its height follows from the land.

    Returns
    -------
    str
        The drawing; each shape tells its words when it is pointed at.

    Examples
    --------
    >>> spot = Spot("V1", "Белая Грива", (57.95, 83.2), "stands", 1.0, "40 т")
    >>> "Белая Грива" in draw_ground(Ground(spots=[spot]), "map", "Карта", "Одно место")
    True
    """
    scale, height = Scale.around(ground.places(), width)
    canvas = Canvas(width, height + 22)
    for area in ground.areas:
        kind = "k-empty" if area.shade is None else f"k-shade-{area.shade}"
        with canvas.group(area.words, class_="k-area"):
            canvas.polygon([scale(place) for place in area.ring], kind)
    for road in ground.roads:
        _draw_road(canvas, road, scale)
    names = _Names(width)
    for spot in sorted(ground.spots, key=lambda spot: (spot.kind == "settlement", -spot.size, spot.key)):
        _draw_spot(canvas, spot, scale(spot.at), names)
    _draw_bar(canvas, scale.per_km, ground.kilometres)
    return canvas.render(key, title, desc)


def _draw_road(canvas: Canvas, road: Road, scale: Scale) -> None:
    (x1, y1), (x2, y2) = scale(road.start), scale(road.end)
    # A bow to the right of the way keeps both directions apart.
    bow = 0.12
    middle = ((x1 + x2) / 2 - bow * (y2 - y1), (y1 + y2) / 2 + bow * (x2 - x1))
    d = f"M{x1:.1f} {y1:.1f}Q{middle[0]:.1f} {middle[1]:.1f} {x2:.1f} {y2:.1f}"
    canvas.path(d, "k-flow", 1.2 + 4.8 * road.size, road.words, opacity=0.75, stroke_linecap="round")


def _draw_spot(canvas: Canvas, spot: Spot, at: tuple[float, float], names: "_Names") -> None:
    x, y = at
    with canvas.group(spot.words, class_=f"k-spot k-{spot.kind}", data_key=spot.key):
        if spot.kind == "settlement":
            reach = 2.5 + 3.5 * spot.size**0.5
            canvas.rect(x - reach, y - reach, 2 * reach, 2 * reach, "k-ink", rx=f"{reach:.1f}")
        else:
            reach = 7.0 + 4.0 * spot.size**0.5
            corners = [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]
            canvas.polygon(corners, _FILLS[spot.kind], stroke=COLOURS["k-ink"], stroke_width=1.5)
        place = names.find(x, y, reach, spot.name)
        if place:
            paper = COLOURS["k-paper"]
            canvas.text(*place, spot.name, size=_SIZE, stroke=paper, stroke_width=3, paint_order="stroke")


class _Names:
    """Places of names beside their spots; a name that would lie on another is left to the words of its spot."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.taken: list[tuple[float, float, float, float]] = []

    def find(self, x: float, y: float, reach: float, name: str) -> tuple[float, float] | None:
        """Return where a name starts: right, left, above or below, the first that is free."""
        wide = width_of(name, _SIZE)
        for left, base in (
            (x + reach + 4, y + 4),
            (x - reach - 4 - wide, y + 4),
            (x - wide / 2, y - reach - 5),
            (x - wide / 2, y + reach + _SIZE + 1),
        ):
            box = (left, base - _SIZE, left + wide, base + 3)
            if left >= 0 and left + wide <= self.width and not any(_meet(box, other) for other in self.taken):
                self.taken.append(box)
                return left, base
        return None


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _draw_bar(canvas: Canvas, per_km: float, words: str) -> None:
    """Draw a bar of so many kilometres as take about a fifth of the width."""
    most = canvas.width / 5 / per_km
    step = 10.0 ** math.floor(math.log10(most))
    km = max(step * times for times in (1, 2, 5) if step * times <= most)
    y = canvas.height - 8
    canvas.line(_MARGIN, y, _MARGIN + km * per_km, y, "k-ink", 2)
    canvas.text(_MARGIN + km * per_km + 6, y + 4, words.format(km=f"{km:g}"), "k-soft", 11)
