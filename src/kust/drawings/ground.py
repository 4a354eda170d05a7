"""A map of a piece of land: areas, roads of goods and places, in kilometres around their own middle."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Self

from kust.drawings.canvas import COLOURS, Canvas, width_of
from kust.drawings.ground_names import SIZE, Names
from kust.drawings.projection import RADIUS

Place = tuple[float, float]  # latitude and longitude, degrees
PlaceKind = Literal["settlement", "stands", "opens", "could"]

_MARGIN, _SWATCH = 18.0, 19.0
# How many times as tall as wide a drawing may be.
_TALLEST = 1.15
_FILLS = {"stands": "k-series-4", "opens": "k-series-1", "could": "k-paper"}


@dataclass(frozen=True)
class Area:
    """A polygon of places; ``shade`` 0 (little) to 5 (much), None where nothing is known.

    ``marks``: classes by which a page shades it anew; ``name``: written on it.
    """

    ring: Sequence[Place]
    shade: int | None
    words: str
    marks: str = ""
    name: str = ""


@dataclass(frozen=True)
class Outline:
    """A small piece of land seen by its edge alone; of a single place a little square."""

    ring: Sequence[Place]
    words: str


@dataclass(frozen=True)
class Spot:
    """A settlement or a site: one that stands, one that is to open, one that could; ``size`` 0 to 1.

    ``series`` (0 to 4) colours a settlement; ``named``: whether its name is written beside it.
    """

    key: str
    name: str
    at: Place
    kind: PlaceKind
    size: float
    words: str
    series: int | None = None
    named: bool = True


@dataclass(frozen=True)
class Road:
    """Goods from one spot to another; ``size`` 0 to 1 of the largest; ``series`` 0 to 4 colours it."""

    start: Place
    end: Place
    size: float
    words: str
    series: int | None = None


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
        """Fit places into a width, and into a sheet upright; return the scale and the height that they need."""
        meridian = (min(place[1] for place in places) + max(place[1] for place in places)) / 2
        xs, ys = zip(*(_flatten(place, meridian) for place in places), strict=True)
        across, down = max(xs) - min(xs), max(ys) - min(ys)
        # One place alone, or places along a line, still need land around them.
        least = max(across, down, 20.0) / 2
        across, down = max(across, least), max(down, least)
        per_km = min((width - 2 * _MARGIN) / across, (_TALLEST * width - 2 * _MARGIN) / down)
        across = (width - 2 * _MARGIN) / per_km
        left, top = (min(xs) + max(xs) - across) / 2, (min(ys) + max(ys) - down) / 2
        return cls(meridian, left, top, per_km), down * per_km + 2 * _MARGIN


def _flatten(place: Place, meridian: float) -> tuple[float, float]:
    latitude, longitude = math.radians(place[0]), math.radians(place[1] - meridian)
    return RADIUS * longitude * math.cos(latitude), -RADIUS * latitude


@dataclass(frozen=True)
class Ground:
    """What is drawn, from the bottom up, and the words of the bar of kilometres (``{km}`` is replaced).

    ``borders``: lines of places with their words, under everything; they do not widen the map. ``legend``: shades of
    areas with their words, below the bar.
    """

    areas: Sequence[Area] = ()
    roads: Sequence[Road] = ()
    spots: Sequence[Spot] = ()
    kilometres: str = "{km} km"
    outlines: Sequence[Outline] = ()
    borders: Sequence[tuple[Sequence[Place], str]] = ()
    legend: Sequence[tuple[int | None, str]] = ()

    def places(self) -> list[Place]:
        return [
            *(place for area in self.areas for place in area.ring),
            *(place for outline in self.outlines for place in outline.ring),
            *(place for road in self.roads for place in (road.start, road.end)),
            *(spot.at for spot in self.spots),
        ]


def draw_ground(ground: Ground, key: str, title: str, desc: str, width: float = 640.0) -> str:
    """Draw a map as SVG.

    Parameters
    ----------
    ground
        Areas are drawn first, then outlines, roads, and spots with their names.
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
    swatches = list(_place_swatches(ground.legend, width))
    canvas = Canvas(width, height + _foot(ground, width))
    for line, words in ground.borders:
        d = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in map(scale, line))
        canvas.path(d, "k-line", 1.5, words, stroke_dasharray="7 3 2 3")
    for area in ground.areas:
        _draw_area(canvas, area, scale)
    for outline in ground.outlines:
        _draw_outline(canvas, outline, scale)
    for road in ground.roads:
        _draw_road(canvas, road, scale)
    names = Names(width)
    for area in ground.areas:
        _name_area(canvas, area, scale, names)
    spots = sorted(ground.spots, key=lambda spot: (spot.kind == "settlement", -spot.size, spot.key))
    for spot in spots:
        names.keep_clear(*scale(spot.at), _reach_of(spot))
    for spot in spots:
        _draw_spot(canvas, spot, scale(spot.at), names)
    _draw_bar(canvas, scale.per_km, ground.kilometres, height + 14)
    for x, row, shade, words in swatches:
        y = height + 24 + _SWATCH * row
        canvas.rect(x, y, 20, 12, "k-blank" if shade is None else f"k-shade-{shade}")
        canvas.text(x + 25, y + 10.5, words, "k-soft", SIZE)
    return canvas.render(key, title, desc)


def find_spots(ground: Ground, width: float = 640.0) -> dict[str, tuple[float, float]]:
    """Find where a drawing of this width shows its spots: shares of its width and of its height.

    Examples
    --------
    >>> spots = [Spot("a", "А", (58.0, 83.0), "could", 1.0, ""), Spot("b", "Б", (58.0, 84.0), "could", 1.0, "")]
    >>> {key: round(x, 3) for key, (x, _) in find_spots(Ground(spots=spots), 360.0).items()}
    {'a': 0.05, 'b': 0.95}
    """
    scale, height = Scale.around(ground.places(), width)
    tall = height + _foot(ground, width)
    return {spot.key: (scale(spot.at)[0] / width, scale(spot.at)[1] / tall) for spot in ground.spots}


def _draw_area(canvas: Canvas, area: Area, scale: Scale) -> None:
    ring = [scale(place) for place in area.ring]
    with canvas.group(area.words, class_=f"k-area {area.marks}".strip()):
        kind = "k-blank" if area.shade is None else f"k-shade-{area.shade}"
        canvas.polygon(ring, kind, stroke=COLOURS["k-paper"], stroke_width=0.5)


def _name_area(canvas: Canvas, area: Area, scale: Scale, names: Names) -> None:
    """Write the name of an area in its middle, where it has room for it."""
    if not area.name:
        return
    xs, ys = zip(*(scale(place) for place in area.ring), strict=True)
    wide = width_of(area.name, SIZE)
    if wide > max(xs) - min(xs):
        return
    x, y = (min(xs) + max(xs) - wide) / 2, (min(ys) + max(ys)) / 2 + 4
    names.taken.append((x, y - SIZE, x + wide, y + 3))
    paper = COLOURS["k-paper"]
    with canvas.group(class_="k-name"):
        canvas.text(x, y, area.name, size=SIZE, stroke=paper, stroke_width=3, paint_order="stroke")


def _draw_outline(canvas: Canvas, outline: Outline, scale: Scale) -> None:
    ring = [scale(place) for place in outline.ring]
    with canvas.group(outline.words, class_="k-outline"):
        if len(ring) == 1:
            (x, y) = ring[0]
            canvas.rect(x - 2, y - 2, 4, 4, "k-soft")
            return
        d = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z"
        canvas.path(d, "k-ink", 1.0)


def _draw_road(canvas: Canvas, road: Road, scale: Scale) -> None:
    (x1, y1), (x2, y2) = scale(road.start), scale(road.end)
    # A bow to the right of the way keeps both directions apart.
    bow = 0.12
    middle = ((x1 + x2) / 2 - bow * (y2 - y1), (y1 + y2) / 2 + bow * (x2 - x1))
    d = f"M{x1:.1f} {y1:.1f}Q{middle[0]:.1f} {middle[1]:.1f} {x2:.1f} {y2:.1f}"
    kind = "k-flow" if road.series is None else f"k-series-{road.series}"
    canvas.path(d, kind, 1.2 + 4.8 * road.size, road.words, opacity=0.75, stroke_linecap="round")


def _reach_of(spot: Spot) -> float:
    root = math.sqrt(spot.size)
    return 2.5 + 3.5 * root if spot.kind == "settlement" else 7.0 + 4.0 * root


def _draw_spot(canvas: Canvas, spot: Spot, at: tuple[float, float], names: Names) -> None:
    x, y = at
    reach = _reach_of(spot)
    with canvas.group(spot.words, class_=f"k-spot k-{spot.kind}", data_key=spot.key):
        if spot.kind == "settlement":
            kind = "k-ink" if spot.series is None else f"k-series-{spot.series}"
            canvas.rect(x - reach, y - reach, 2 * reach, 2 * reach, kind, rx=f"{reach:.1f}")
        else:
            corners = [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]
            canvas.polygon(corners, _FILLS[spot.kind], stroke=COLOURS["k-ink"], stroke_width=1.5)
        place = names.find(x, y, reach, spot.name) if spot.named else None
        if place:
            paper = COLOURS["k-paper"]
            canvas.text(*place, spot.name, size=SIZE, stroke=paper, stroke_width=3, paint_order="stroke")


def _foot(ground: Ground, width: float) -> float:
    """Return how tall the bar and the legend below the land are."""
    return 22 + _SWATCH * (1 + max((row for _, row, *_ in _place_swatches(ground.legend, width)), default=-1))


def _place_swatches(
    legend: Sequence[tuple[int | None, str]], width: float
) -> Iterator[tuple[float, int, int | None, str]]:
    """Place the parts of a legend in rows: how far from the left, in which row, the shade, its words."""
    x, row = _MARGIN, 0
    for shade, words in legend:
        wide = 25 + 1.15 * width_of(words, SIZE)
        if x > _MARGIN and x + wide > width - 4:
            x, row = _MARGIN, row + 1
        yield x, row, shade, words
        x += wide + 12


def _draw_bar(canvas: Canvas, per_km: float, words: str, y: float) -> None:
    """Draw a bar of so many kilometres as take about a fifth of the width."""
    most = canvas.width / 5 / per_km
    step = 10.0 ** math.floor(math.log10(most))
    km = max(step * times for times in (1, 2, 5) if step * times <= most)
    canvas.line(_MARGIN, y, _MARGIN + km * per_km, y, "k-ink", 2)
    canvas.text(_MARGIN + km * per_km + 6, y + 4, words.format(km=f"{km:g}"), "k-soft", 11)
