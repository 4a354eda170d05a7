"""Where the boxes and arrows of a chain stand: columns are given, boxes have heights of their own.

The order in the columns comes from ``layers``. Heights: every spot wants to stand at the mean of its neighbours; the
nearest places that keep the order and the gaps are an isotonic regression, found by pooling neighbours that clash.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kust.drawings.layers import Arrangement, Arrow, Spot, arrange_in

# How far, in gaps between columns, the deepest bow of an arrow within a column bends out to the right.
DEEPEST_BOW = 0.55
_ROUNDS = 24

Pair = tuple[str, str]
Point = tuple[float, float]


@dataclass(frozen=True)
class Grid:
    """How wide columns and the room between them are, and what is left free around boxes, ways and ends of arrows.

    ``thinnest`` is the least room that an arrow gets, ``beside`` the room between the ends of two on a side of a box,
    ``rim`` what is left free of ends above and below them together.
    """

    box_width: float
    between: float
    box_gap: float = 9.0
    way_gap: float = 4.5
    thinnest: float = 2.5
    beside: float = 1.5
    rim: float = 6.0

    def left_of(self, column: int) -> float:
        """Return where a column begins."""
        return column * (self.box_width + self.between)


@dataclass(frozen=True)
class SizedBox:
    """A box before it has a place: its key, its column from 0, and how high it is."""

    key: str
    column: int
    height: float


@dataclass(frozen=True)
class ChainPlaces:
    """Upper edges of the boxes by key, the points that each arrow passes, and how high all of it is.

    ``bows`` are the arrows within a column.
    """

    tops: Mapping[str, float]
    routes: Mapping[Pair, tuple[Point, ...]]
    bows: frozenset[Pair]
    height: float


def place_chain(boxes: Iterable[SizedBox], widths: Mapping[Pair, float], grid: Grid) -> ChainPlaces:
    """Find places for boxes in given columns and ways for arrows of given widths, whatever the order of both."""
    ordered = sorted(boxes, key=lambda box: (box.column, box.key))
    number = {box.key: place for place, box in enumerate(ordered)}
    pairs = {(number[one], number[other]): (one, other) for one, other in sorted(widths)}
    plan = arrange_in({number[box.key]: box.column for box in ordered}, pairs)
    thick = {place: widths[pair] for place, pair in enumerate(pairs.values())}

    def height(spot: Spot) -> float:
        return ordered[spot[1]].height if spot[0] == "node" else max(thick[spot[1]], grid.thinnest)

    middles, whole = _settle(plan, height, grid)
    ports = _spread_ends(plan, middles, height, grid, {arrow: widths[pair] for arrow, pair in pairs.items()})
    tops = {box.key: middles["node", place, 0] - box.height / 2 for place, box in enumerate(ordered)}
    routes = {
        pair: _points(arrow, plan.routes[arrow], ordered, middles, ports, grid)
        for arrow, pair in pairs.items()
    }
    bows = frozenset(
        pair for (one, other), pair in pairs.items() if ordered[one].column == ordered[other].column
    )
    return ChainPlaces(tops, routes, bows, whole)


def _settle(
    plan: Arrangement, height: Callable[[Spot], float], grid: Grid
) -> tuple[dict[Spot, float], float]:
    """Give every spot the middle nearest to where its neighbours want it."""
    neighbours: dict[Spot, list[Spot]] = defaultdict(list)
    for route in plan.routes.values():
        for one, other in pairwise(route):
            neighbours[one].append(other)
            neighbours[other].append(one)
    offsets = [_offsets(column, height, grid) for column in plan.columns]
    whole = max(
        (_length(column, off, height) for column, off in zip(plan.columns, offsets, strict=True)), default=0
    )
    middles: dict[Spot, float] = {}
    for column, off in zip(plan.columns, offsets, strict=True):
        # Where nothing is linked the columns hang from the top.
        spare = (whole - _length(column, off, height)) / 2 if neighbours else 0.0
        middles |= {spot: spare + place for spot, place in zip(column, off, strict=True)}
    for turn in range(_ROUNDS):
        sides = list(zip(plan.columns, offsets, strict=True))
        for column, off in sides if turn % 2 == 0 else reversed(sides):
            room = whole - _length(column, off, height)
            shifts = _pool(list(_wanted_shifts(column, off, middles, neighbours)))
            for spot, place, shift in zip(column, off, shifts, strict=True):
                middles[spot] = place + min(max(shift, 0.0), room)
    return middles, whole


def _offsets(column: Sequence[Spot], height: Callable[[Spot], float], grid: Grid) -> list[float]:
    """Stack a column without any room to spare: the middle of each spot."""
    found: list[float] = []
    below = 0.0
    for place, spot in enumerate(column):
        if place:
            both = spot[0] == "way" and column[place - 1][0] == "way"
            below += grid.way_gap if both else grid.box_gap
        found.append(below + height(spot) / 2)
        below += height(spot)
    return found


def _length(column: Sequence[Spot], offsets: Sequence[float], height: Callable[[Spot], float]) -> float:
    return offsets[-1] + height(column[-1]) / 2 if column else 0.0


def _wanted_shifts(
    column: Sequence[Spot],
    offsets: Sequence[float],
    middles: Mapping[Spot, float],
    neighbours: Mapping[Spot, Sequence[Spot]],
) -> Iterator[float]:
    """Say how far down each spot wants to be moved; one without neighbours keeps close to the one above it."""
    shift = 0.0
    for spot, place in zip(column, offsets, strict=True):
        if beside := neighbours.get(spot):
            shift = sum(middles[one] for one in beside) / len(beside) - place
        yield shift


def _pool(wanted: Sequence[float]) -> list[float]:
    """Find the nearest sequence that never falls (least squares).

    >>> _pool([1.0, 3.0, 2.0, 5.0])
    [1.0, 2.5, 2.5, 5.0]
    """
    blocks: list[tuple[float, int]] = []
    for value in wanted:
        mean, count = value, 1
        while blocks and blocks[-1][0] > mean:
            before, many = blocks.pop()
            mean, count = (before * many + mean * count) / (many + count), many + count
        blocks.append((mean, count))
    return [mean for mean, count in blocks for _ in range(count)]


def _spread_ends(
    plan: Arrangement,
    middles: Mapping[Spot, float],
    height: Callable[[Spot], float],
    grid: Grid,
    widths: Mapping[Arrow, float],
) -> dict[tuple[Arrow, Spot], float]:
    """Lay the ends of arrows beside each other on the sides of the boxes, in the order of where they go."""
    column_of = {spot: place for place, column in enumerate(plan.columns) for spot in column}
    sides: dict[tuple[Spot, str], list[tuple[float, Arrow]]] = defaultdict(list)
    for arrow, route in plan.routes.items():
        same = column_of[route[0]] == column_of[route[-1]]
        sides[route[0], "right"].append((middles[route[1]], arrow))
        sides[route[-1], "right" if same else "left"].append((middles[route[-2]], arrow))
    found: dict[tuple[Arrow, Spot], float] = {}
    for (spot, _), ends in sides.items():
        taken = [max(widths[arrow], grid.thinnest) + grid.beside for _, arrow in sorted(ends)]
        shrink = min(1.0, (height(spot) - grid.rim) / sum(taken))
        below = middles[spot] - sum(taken) * shrink / 2
        for (_, arrow), room in zip(sorted(ends), taken, strict=True):
            found[arrow, spot] = below + room * shrink / 2
            below += room * shrink
    return found


def _points(
    arrow: Arrow,
    route: Sequence[Spot],
    boxes: Sequence[SizedBox],
    middles: Mapping[Spot, float],
    ports: Mapping[tuple[Arrow, Spot], float],
    grid: Grid,
) -> tuple[Point, ...]:
    """List the points of an arrow from its source on; a way point is passed along the whole width of its column."""
    first, last = route[0], route[-1]
    start, end = boxes[first[1]].column, boxes[last[1]].column
    points = [(grid.left_of(start) + grid.box_width, ports[arrow, first])]
    for spot in route[1:-1]:
        x = grid.left_of(spot[2])
        points += [(x, middles[spot]), (x + grid.box_width, middles[spot])]
    points.append((grid.left_of(end) + (grid.box_width if start == end else 0), ports[arrow, last]))
    return tuple(points if first[1] == arrow[0] else reversed(points))
