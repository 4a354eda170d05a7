"""Places for a network in columns: who sells stands left of who buys, with few crossings.

The way of Sugiyama: break the cycles, give each node a column, fill long arrows up with way points, order the
columns by the mean place of the neighbours, keep the order with the fewest crossings.
"""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Arrow = tuple[int, int]
Spot = tuple[str, int, int]
_SWEEPS = 24


@dataclass(frozen=True)
class Arrangement:
    """Columns of spots from top to bottom, and for each arrow the spots that it passes from left to right.

    A spot is ``("node", node, 0)``, or ``("way", arrow's place in the list, column)`` for a way point.
    """

    columns: tuple[tuple[Spot, ...], ...]
    routes: Mapping[Arrow, tuple[Spot, ...]]


def order_nodes(weights: Mapping[Arrow, float]) -> list[int]:
    """Put nodes in a row so that little weight points backwards: sources first, buyers last.

    >>> order_nodes({(1, 2): 5.0, (2, 3): 5.0, (3, 1): 1.0})
    [1, 2, 3]
    """
    left: list[int] = []
    right: list[int] = []
    rest = {node for arrow in weights for node in arrow}
    while rest:
        inside = {arrow: w for arrow, w in weights.items() if arrow[0] in rest and arrow[1] in rest}
        gives, takes = _sums(inside, 0), _sums(inside, 1)
        sinks = sorted(node for node in rest if not gives[node])
        sources = sorted(node for node in rest if not takes[node] and gives[node])
        if sinks:
            right = sinks + right
            rest -= set(sinks)
        elif sources:
            left += sources
            rest -= set(sources)
        else:
            best = max(sorted(rest), key=lambda node: gives[node] - takes[node])
            left.append(best)
            rest.remove(best)
    return left + right


def _sums(weights: Mapping[Arrow, float], end: int) -> defaultdict[int, float]:
    found: defaultdict[int, float] = defaultdict(float)
    for arrow, weight in weights.items():
        found[arrow[end]] += weight
    return found


def assign_columns(weights: Mapping[Arrow, float], at_most: int) -> dict[int, int]:
    """Give each node the column after the last of its suppliers; too many columns are drawn together."""
    order = {node: place for place, node in enumerate(order_nodes(weights))}
    column = dict.fromkeys(order, 0)
    suppliers: dict[int, list[int]] = defaultdict(list)
    for supplier, buyer in weights:
        first, last = sorted((supplier, buyer), key=order.__getitem__)
        suppliers[last].append(first)
    for node in order:
        column[node] = max((column[one] + 1 for one in suppliers[node]), default=0)
    deepest = max(column.values(), default=0)
    if deepest < at_most:
        return column
    return {node: round(depth * (at_most - 1) / deepest) for node, depth in column.items()}


def arrange(weights: Mapping[Arrow, float], at_most: int = 5) -> Arrangement:
    """Find a column and a place in it for every node that has an arrow, and a way for every arrow."""
    return arrange_in(assign_columns(weights, at_most), weights)


def arrange_in(column: Mapping[int, int], arrows: Iterable[Arrow]) -> Arrangement:
    """Order columns that are given: a place in its column for every node, and a way for every arrow."""
    routes = {arrow: _route(number, arrow, column) for number, arrow in enumerate(arrows)}
    columns: list[list[Spot]] = [[] for _ in range(max(column.values(), default=-1) + 1)]
    for node in sorted(column):
        columns[column[node]].append(("node", node, 0))
    for route in routes.values():
        for spot in route[1:-1]:
            columns[spot[2]].append(spot)
    steps = [pair for route in routes.values() for pair in pairwise(route)]
    ordered = _order_columns(columns, steps)
    return Arrangement(tuple(map(tuple, ordered)), routes)


def _route(number: int, arrow: Arrow, column: Mapping[int, int]) -> tuple[Spot, ...]:
    first, last = sorted(arrow, key=lambda node: (column[node], node != arrow[0]))
    between = range(column[first] + 1, column[last])
    return (("node", first, 0), *(("way", number, place) for place in between), ("node", last, 0))


def _order_columns(columns: Sequence[Sequence[Spot]], steps: Sequence[tuple[Spot, Spot]]) -> list[list[Spot]]:
    neighbours: dict[Spot, list[Spot]] = defaultdict(list)
    for one, other in steps:
        neighbours[one].append(other)
        neighbours[other].append(one)
    current = [list(column) for column in columns]
    best, fewest = [list(column) for column in current], count_crossings(current, steps)
    for sweep in range(_SWEEPS):
        onward = sweep % 2 == 0
        order = range(1, len(current)) if onward else range(len(current) - 2, -1, -1)
        for place in order:
            beside = current[place - 1 if onward else place + 1]
            at = {spot: number for number, spot in enumerate(beside)}
            means = {spot: _mean(at, neighbours[spot], number) for number, spot in enumerate(current[place])}
            current[place].sort(key=means.__getitem__)
        crossings = count_crossings(current, steps)
        if crossings < fewest:
            best, fewest = [list(column) for column in current], crossings
    return best


def _mean(at: Mapping[Spot, int], neighbours: Iterable[Spot], own: int) -> float:
    places = [at[spot] for spot in neighbours if spot in at]
    return sum(places) / len(places) if places else float(own)


def count_crossings(columns: Sequence[Sequence[Spot]], steps: Sequence[tuple[Spot, Spot]]) -> int:
    """Count how often two steps between the same two columns cross."""
    at = {spot: (column, place) for column, spots in enumerate(columns) for place, spot in enumerate(spots)}
    between: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for one, other in steps:
        (column, start), (next_column, end) = at[one], at[other]
        if next_column == column + 1:
            between[column].append((start, end))
    return sum(_count_inversions(pairs) for pairs in between.values())


def _count_inversions(pairs: Iterable[tuple[int, int]]) -> int:
    ends: list[int] = []
    found = 0
    for _, end in sorted(pairs):
        found += len(ends) - bisect_right(ends, end)
        insort(ends, end)
    return found
