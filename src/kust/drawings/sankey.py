"""Money through a chain: a bar a product as high as what goes through it, bands as wide as what goes on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kust.drawings.canvas import Canvas, width_of, wrap_to
from kust.drawings.chain_places import ChainPlaces, Grid, Pair, SizedBox, place_chain

BAR, BETWEEN, LABEL = 14.0, 290.0, 245.0
HEIGHT, _SIZE, _LEAST = 520.0, 11.0, 1.0
# The room between bars lets their names stand below each other.
GRID = Grid(BAR, BETWEEN, box_gap=16.0, way_gap=3.0, thinnest=0.0, beside=0.0, rim=0.0)
_TOP = 30.0


@dataclass(frozen=True)
class SankeyNode:
    """A product in its column, from 0."""

    key: str
    column: int
    name: str
    tooltip: str


@dataclass(frozen=True)
class SankeyFlow:
    """What goes from one product on into another, to the right."""

    source: str
    target: str
    amount: float
    tooltip: str


@dataclass(frozen=True)
class Sankey:
    """Products, what goes between them, and the headings of the columns from the first on."""

    heads: Sequence[str]
    nodes: tuple[SankeyNode, ...]
    flows: tuple[SankeyFlow, ...]


@dataclass(frozen=True)
class SankeyPlaces:
    """Where bars and bands stand, how high each bar is, and how many pixels a unit of the amounts takes."""

    places: ChainPlaces
    heights: Mapping[str, float]
    scale: float


def through(flows: Iterable[SankeyFlow]) -> dict[str, float]:
    """Sum what goes through each product: the larger of what comes in and what goes out."""
    into: defaultdict[str, float] = defaultdict(float)
    out_of: defaultdict[str, float] = defaultdict(float)
    for flow in flows:
        out_of[flow.source] += flow.amount
        into[flow.target] += flow.amount
    return {key: max(into[key], out_of[key]) for key in into.keys() | out_of.keys()}


def place_sankey(sankey: Sankey) -> SankeyPlaces:
    """Find places: the fullest column sets the scale."""
    amounts = through(sankey.flows)
    columns: defaultdict[int, float] = defaultdict(float)
    for node in sankey.nodes:
        columns[node.column] += amounts[node.key]
    scale = HEIGHT / max(columns.values(), default=1)
    heights = {node.key: max(amounts[node.key] * scale, _LEAST) for node in sankey.nodes}
    boxes = [SizedBox(node.key, node.column, heights[node.key]) for node in sankey.nodes]
    widths = {(flow.source, flow.target): flow.amount * scale for flow in sankey.flows}
    return SankeyPlaces(place_chain(boxes, widths, GRID), heights, scale)


def draw_sankey(sankey: Sankey, key: str, title: str, desc: str) -> str:
    """Draw bands, bars above them, and names above both."""
    found = place_sankey(sankey)
    canvas = Canvas(GRID.left_of(len(sankey.heads) - 1) + BAR + LABEL, _TOP + found.places.height + 14)
    with canvas.group(font_family="'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"):
        for column, words in enumerate(sankey.heads):
            canvas.text(GRID.left_of(column), 16, words, size=13, font_weight=700)
        told = {(flow.source, flow.target): flow for flow in sankey.flows}
        for pair in sorted(told, key=lambda pair: (-told[pair].amount, pair)):
            _draw_band(canvas, told[pair], found, pair)
        for node in sankey.nodes:
            y = _TOP + found.places.tops[node.key]
            with canvas.group(node.tooltip):
                canvas.rect(GRID.left_of(node.column), y, BAR, found.heights[node.key], "k-shade-4")
        for node in sankey.nodes:
            middle = _TOP + found.places.tops[node.key] + found.heights[node.key] / 2
            _write_name(canvas, node, GRID.left_of(node.column) + BAR + 5, middle + 4)
    return canvas.render(key, title, desc)


def _draw_band(canvas: Canvas, flow: SankeyFlow, found: SankeyPlaces, pair: Pair) -> None:
    points = [(x, y + _TOP) for x, y in found.places.routes[pair]]
    d = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x1, y1), (x2, y2) in pairwise(points):
        half = (x2 - x1) / 2
        d += f"C{x1 + half:.1f} {y1:.1f} {x2 - half:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    width = max(flow.amount * found.scale, 0.6)
    canvas.path(d, "k-flow", width, flow.tooltip, opacity=0.45)


def _write_name(canvas: Canvas, node: SankeyNode, x: float, y: float) -> None:
    """Write the name on a strip of paper, so that it is read above the bands."""
    words = wrap_to(node.name, LABEL - 12, _SIZE, 1)[0]
    canvas.rect(x - 2, y - 10, width_of(words, _SIZE) * 0.94 + 4, 13.5, "k-paper", opacity=0.72, rx=2)
    canvas.text(x, y, words, size=_SIZE)
