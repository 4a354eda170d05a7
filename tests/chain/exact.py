"""Levels in fractions, by elimination: the independent way that the program's levels are held against."""

from collections.abc import Mapping
from fractions import Fraction

Links = Mapping[tuple[str, str], object]


def exact_levels(links: Links) -> dict[str, Fraction]:
    """Solve (diag(w_in + w_out) − W − Wᵀ) h = w_in − w_out with the lowest of each part at 0."""
    weights = {pair: Fraction(str(weight)) for pair, weight in links.items()}
    levels: dict[str, Fraction] = {}
    for part in _parts(weights):
        own = {pair: weight for pair, weight in weights.items() if pair[0] in part}
        found = _solve(sorted(part), own)
        lowest = min(found.values())
        levels |= {node: level - lowest for node, level in found.items()}
    return levels


def _parts(weights: Mapping[tuple[str, str], Fraction]) -> list[set[str]]:
    parts: list[set[str]] = []
    for pair in weights:
        touching = [part for part in parts if part & set(pair)]
        parts = [part for part in parts if part not in touching] + [set(pair).union(*touching)]
    return parts


def _solve(nodes: list[str], weights: Mapping[tuple[str, str], Fraction]) -> dict[str, Fraction]:
    """Put the first node at 0 and eliminate the others, Gauss and Jordan."""
    free = nodes[1:]
    place = {node: number for number, node in enumerate(free)}
    rows = [[Fraction(0)] * (len(free) + 1) for _ in free]
    for (source, target), weight in weights.items():
        for here, there, sign in ((source, target, -1), (target, source, 1)):
            if here in place:
                row = rows[place[here]]
                row[place[here]] += weight
                row[-1] += sign * weight
                if there in place:
                    row[place[there]] -= weight
    for number in range(len(free)):
        pivot = next(n for n in range(number, len(free)) if rows[n][number])
        rows[number], rows[pivot] = rows[pivot], rows[number]
        rows[number] = [cell / rows[number][number] for cell in rows[number]]
        for other in range(len(free)):
            if other != number and rows[other][number]:
                factor = rows[other][number]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[number], strict=True)]
    return {nodes[0]: Fraction(0)} | {node: rows[place[node]][-1] for node in free}
