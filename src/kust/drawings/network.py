"""Who supplies whom: boxes in columns from sellers to buyers, arrows as wide as the volume."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kust.drawings.canvas import Canvas, wrap_name
from kust.drawings.layers import Arrangement, Arrow, Spot, arrange

BOX_WIDTH, BOX_HEIGHT, GAP, BETWEEN, MARGIN = 150.0, 48.0, 14.0, 84.0, 6.0
_WAY_HEIGHT, _WIDEST, _HEAD = 10.0, 10.0, 8.0
_LOOSE_PER_ROW = 4
# How far, in gaps between columns, an arrow within a column bends out to the right.
_BOW = 0.6


@dataclass(frozen=True)
class Network:
    """Names with their numbers, amounts by (supplier, buyer) as places in the names, and the words.

    ``at_most`` limits the arrows to the largest; ``without`` heads the list of those that have none.
    """

    names: Sequence[str]
    numbers: Sequence[int]
    amounts: Mapping[Arrow, float]
    label: Callable[[float], str]
    without: str
    at_most: int = 60


def drawn_arrows(network: Network) -> dict[Arrow, float]:
    """Choose the largest supplies, in order of supplier and buyer."""
    largest = sorted(network.amounts.items(), key=lambda item: (-item[1], item[0]))[: network.at_most]
    return dict(sorted((arrow, amount) for arrow, amount in largest if amount > 0 and arrow[0] != arrow[1]))


def draw_network(network: Network, key: str, title: str, desc: str) -> str:
    """Draw the arrows and, above them, the boxes with the names; who has no arrow stands in rows below."""
    arrows = drawn_arrows(network)
    plan = arrange(arrows)
    middles = _place_spots(plan)
    linked = {node for arrow in arrows for node in arrow}
    loose = [node for node in range(len(network.names)) if node not in linked]
    columns = max(len(plan.columns), min(len(loose), _LOOSE_PER_ROW), 1)
    bows = any(
        spots[-1] in plan.columns[-1] and spots[0] in plan.columns[-1] for spots in plan.routes.values()
    )
    width = columns * BOX_WIDTH + (columns - 1) * BETWEEN + 2 * MARGIN + (_BOW * BETWEEN if bows else 0)
    height = max((y + _height(spot) / 2 for spot, (_, y) in middles.items()), default=0) + MARGIN
    per_row = int((width - 2 * MARGIN + GAP) // (BOX_WIDTH + GAP))
    rows = -(-len(loose) // per_row)
    canvas = Canvas(width, height + (26 + rows * (BOX_HEIGHT + GAP) if loose else 0))
    _draw_arrows(canvas, network, arrows, plan, middles)
    for spot, (x, y) in middles.items():
        if spot[0] == "node":
            _draw_box(canvas, network, spot[1], x, y - BOX_HEIGHT / 2)
    if loose:
        canvas.text(MARGIN, height + 18, network.without, "k-soft", 12)
    for number, node in enumerate(loose):
        x = MARGIN + (number % per_row) * (BOX_WIDTH + GAP)
        _draw_box(canvas, network, node, x, height + 26 + number // per_row * (BOX_HEIGHT + GAP))
    return canvas.render(key, title, desc)


def _height(spot: Spot) -> float:
    return BOX_HEIGHT if spot[0] == "node" else _WAY_HEIGHT


def _place_spots(plan: Arrangement) -> dict[Spot, tuple[float, float]]:
    """Stack each column and pull every spot towards its neighbours without changing the order."""
    neighbours: dict[Spot, list[Spot]] = defaultdict(list)
    for route in plan.routes.values():
        for one, other in pairwise(route):
            neighbours[one].append(other)
            neighbours[other].append(one)
    middle: dict[Spot, float] = {}
    for column in plan.columns:
        _stack(column, dict.fromkeys(column, 0.0), middle)
    for _ in range(12):
        for column in plan.columns:
            wanted = {spot: _wanted(middle, spot, neighbours[spot]) for spot in column}
            _stack(column, wanted, middle)
    top = min((y - _height(spot) / 2 for spot, y in middle.items()), default=0) - MARGIN
    return {
        spot: (MARGIN + number * (BOX_WIDTH + BETWEEN), middle[spot] - top)
        for number, column in enumerate(plan.columns)
        for spot in column
    }


def _wanted(middle: Mapping[Spot, float], spot: Spot, neighbours: Sequence[Spot]) -> float:
    return sum(middle[one] for one in neighbours) / len(neighbours) if neighbours else middle[spot]


def _stack(column: Sequence[Spot], wanted: Mapping[Spot, float], middle: dict[Spot, float]) -> None:
    """Put the spots of a column one below the other, as near as the order allows to where they want to be."""
    below = float("-inf")
    for spot in column:
        middle[spot] = max(wanted[spot], below + _height(spot) / 2)
        below = middle[spot] + _height(spot) / 2 + GAP
    if column:
        shift = sum(wanted[spot] - middle[spot] for spot in column) / len(column)
        for spot in column:
            middle[spot] += shift


def _draw_box(canvas: Canvas, network: Network, node: int, x: float, y: float) -> None:
    canvas.rect(x, y, BOX_WIDTH, BOX_HEIGHT, "k-paper", rx=4, stroke="#9aa7ab")
    lines = wrap_name(f"{network.numbers[node]}. {network.names[node]}", 22, 3)
    for number, line in enumerate(lines):
        middle = y + BOX_HEIGHT / 2 + 4 + 14 * (number - (len(lines) - 1) / 2)
        canvas.text(x + BOX_WIDTH / 2, middle, line, size=11, text_anchor="middle")


def _draw_arrows(
    canvas: Canvas,
    network: Network,
    arrows: Mapping[Arrow, float],
    plan: Arrangement,
    middles: Mapping[Spot, tuple[float, float]],
) -> None:
    largest = max(arrows.values(), default=1.0)
    ports = _ports(arrows, plan, middles)
    # The thin ones above the thick ones, so that none is hidden.
    for arrow in sorted(arrows, key=lambda arrow: -arrows[arrow]):
        route, width = plan.routes[arrow], max(_WIDEST * arrows[arrow] / largest, 0.8)
        points = _points(arrow, route, middles, ports)
        backward = route[0][1] != arrow[0]
        if backward:
            points.reverse()
        kind = "k-flow-back" if backward else "k-flow"
        head = _HEAD + width / 2
        onward = 1 if points[-1][0] > points[-2][0] else -1
        tip = points[-1]
        points[-1] = (tip[0] - onward * head * 0.8, tip[1])
        words = f"{network.names[arrow[0]]} → {network.names[arrow[1]]}: {network.label(arrows[arrow])}"
        canvas.path(_curve(points), kind, width, words, opacity=0.75)
        spread = head * 0.55
        canvas.polygon(
            [tip, (tip[0] - onward * head, tip[1] - spread), (tip[0] - onward * head, tip[1] + spread)], kind
        )


def _ports(
    arrows: Mapping[Arrow, float], plan: Arrangement, middles: Mapping[Spot, tuple[float, float]]
) -> dict[tuple[Arrow, Spot], float]:
    """Spread the ends of arrows over the sides of the boxes in the order of where they go."""
    sides: dict[tuple[Spot, str], list[tuple[float, Arrow]]] = defaultdict(list)
    for arrow in arrows:
        route = plan.routes[arrow]
        same_column = middles[route[0]][0] == middles[route[-1]][0]
        sides[route[0], "right"].append((middles[route[1]][1], arrow))
        sides[route[-1], "right" if same_column else "left"].append((middles[route[-2]][1], arrow))
    found: dict[tuple[Arrow, Spot], float] = {}
    for (spot, _), ends in sides.items():
        for number, (_, arrow) in enumerate(sorted(ends)):
            share = (number + 1) / (len(ends) + 1) - 0.5
            found[arrow, spot] = middles[spot][1] + share * BOX_HEIGHT * 0.9
    return found


def _points(
    arrow: Arrow,
    route: tuple[Spot, ...],
    middles: Mapping[Spot, tuple[float, float]],
    ports: Mapping[tuple[Arrow, Spot], float],
) -> list[tuple[float, float]]:
    """List the points that an arrow passes; a way point is passed along the whole width of its column."""
    first, last = route[0], route[-1]
    points = [(middles[first][0] + BOX_WIDTH, ports[arrow, first])]
    for spot in route[1:-1]:
        x, y = middles[spot]
        points += [(x, y), (x + BOX_WIDTH, y)]
    same_column = middles[first][0] == middles[last][0]
    points.append((middles[last][0] + (BOX_WIDTH if same_column else 0), ports[arrow, last]))
    return points


def _curve(points: Sequence[tuple[float, float]]) -> str:
    """Join points by curves that leave and arrive level; two ends on one side by a bow to the right."""
    d = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x1, y1), (x2, y2) in pairwise(points):
        if abs(x1 - x2) < BETWEEN / 2 and len(points) == 2:
            bow = max(x1, x2) + BETWEEN * _BOW
            d += f"C{bow:.1f} {y1:.1f} {bow:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
        else:
            half = (x2 - x1) / 2
            d += f"C{x1 + half:.1f} {y1:.1f} {x2 - half:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    return d
