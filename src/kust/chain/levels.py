"""Trophic levels of a weighted directed graph, and stages laid over what remains without its back flow.

Nodes are numbers 0 … count − 1, links go from ``sources`` to ``targets`` with positive ``weights``.
"""

from collections.abc import Callable, Iterable, Mapping

import numpy as np
import numpy.typing as npt

Figures = npt.NDArray[np.float64]
Nodes = npt.NDArray[np.int64]
Spread = Callable[[Figures], Figures]

# Levels closer than this are equal: far below any step of a chain, far above the error of the solver.
TIE = 1e-6
_ACCURACY = 1e-13


def calc_levels(count: int, sources: Nodes, targets: Nodes, weights: Figures) -> Figures:
    """Find the level of each node: as near as can be to one above the nodes that link to it.

    Minimises F(h) = Σ w_mn (h_n − h_m − 1)² / Σ w_mn, that is

        (diag(w_in + w_out) − W − Wᵀ) h = w_in − w_out,    min h = 0 in each part that hangs together

    (MacKay, Johnson, Sansom: How directed is a directed network? R. Soc. Open Sci. 7 (2020) 201138).

    Examples
    --------
    >>> one, two = np.array([0, 1, 0]), np.array([1, 2, 2])
    >>> calc_levels(3, one, two, np.ones(3)).round(4).tolist()
    [0.0, 0.6667, 1.3333]
    """
    degree = np.bincount(targets, weights, count) + np.bincount(sources, weights, count)
    balance = np.bincount(targets, weights, count) - np.bincount(sources, weights, count)
    scale = np.where(degree > 0, degree, 1.0)

    def spread(h: Figures) -> Figures:
        passed = np.bincount(targets, weights * h[sources], count)
        passed += np.bincount(sources, weights * h[targets], count)
        return degree * h - passed

    levels = np.zeros(count)
    for _ in range(3):  # each round starts from the true residual, which a long one loses sight of
        rest = balance - spread(levels)
        if not count or np.max(np.abs(rest) / scale) <= _ACCURACY:
            break
        levels = levels + _conjugate_gradients(spread, rest, scale)
    parts = find_parts(count, sources, targets)
    lowest = np.full(count, np.inf)
    np.minimum.at(lowest, parts, levels)
    return np.asarray(levels - lowest[parts])


def _conjugate_gradients(spread: Spread, rest: Figures, scale: Figures) -> Figures:
    """Solve spread(x) = rest; the rest sums to 0 in each part, so that the singular system has solutions."""
    found = np.zeros_like(rest)
    ready = rest / scale
    step = ready.copy()
    power = float(rest @ ready)
    for _ in range(10 * len(rest) + 100):
        pushed = spread(step)
        bend = float(step @ pushed)
        if bend <= 0:
            break
        length = power / bend
        found += length * step
        rest = rest - length * pushed
        ready = rest / scale
        if np.max(np.abs(ready)) <= _ACCURACY:
            break
        power, before = float(rest @ ready), power
        step = ready + (power / before) * step
    return found


def find_parts(count: int, sources: Nodes, targets: Nodes) -> Nodes:
    """Number the parts of the graph that hang together: every node bears the smallest number in its part."""
    parts = np.arange(count, dtype=np.int64)
    while True:
        lower = parts.copy()
        np.minimum.at(lower, sources, parts[targets])
        np.minimum.at(lower, targets, parts[sources])
        # The number of a node's own number: halves the way that a small number still has to go.
        lower = lower[lower]
        if np.array_equal(lower, parts):
            return parts
        parts = lower


def calc_incoherence(levels: Figures, sources: Nodes, targets: Nodes, weights: Figures) -> float | None:
    """Measure how far the graph is from layers: F(h) from 0 (layered) to 1 (no direction); None without links.

    >>> ring = np.array([0, 1, 2]), np.array([1, 2, 0]), np.ones(3)
    >>> calc_incoherence(calc_levels(3, *ring), *ring)
    1.0
    """
    if not len(weights):
        return None
    steps = levels[targets] - levels[sources] - 1
    return float(weights @ steps**2 / weights.sum())


def is_back_flow(levels: Figures, sources: Nodes, targets: Nodes) -> npt.NDArray[np.bool_]:
    """Mark the links that do not go up: of a cycle, those that close it."""
    return np.asarray(levels[targets] - levels[sources] <= TIE)


def upper_quantile(stages: Figures, weights: Figures, share: float) -> int:
    """Find the highest stage at or above which stands at least 1 − ``share`` of the weight.

    >>> upper_quantile(np.array([1.0, 1.0, 2.0]), np.array([3.0, 4.0, 2.0]), 0.75), \
        upper_quantile(np.array([1.0, 2.0]), np.array([99.0, 1.0]), 1.0)
    (1, 2)
    """
    order = np.argsort(-stages, kind="stable")
    reached = np.cumsum(weights[order]) >= (1 - share) * weights.sum() * (1 - TIE)
    return int(stages[order][int(np.argmax(reached))])


def calc_layers(
    levels: Figures,
    sources: Nodes,
    targets: Nodes,
    weights: Figures,
    *,
    made: npt.NDArray[np.bool_],
    quantiles: Figures,
    declared: Mapping[int, int],
    bought_in: int = 1,
) -> dict[int, int]:
    """Lay nodes in stages along the links that go up, in the order of their levels.

    stage(p) = 1 + upper weighted quantile of the stages of its inputs. What is made and has no inputs stands in
    stage 1; what nobody makes has no stage yet and does not count as an input (:func:`place_before_use`).

    Parameters
    ----------
    levels, sources, targets, weights
        As :func:`calc_levels` has them; links of the back flow are left out here.
    made
        Whether somebody makes the node.
    quantiles
        Which quantile each node takes: 1 is the highest of its inputs.
    declared
        Stages that are said; the nodes made of them go by what is said.
    bought_in
        1 keeps a stage free before what is made of nothing but what nobody makes, 0 does not.

    Returns
    -------
    dict
        What the links alone say of each node, also of the declared ones; a node without makers and inputs is left
        out.
    """
    up = ~is_back_flow(levels, sources, targets)
    order = np.argsort(targets[up], kind="stable")
    inputs, parts, shares = sources[up][order], targets[up][order], weights[up][order]
    first = np.searchsorted(parts, np.arange(len(levels) + 1))
    worked_out: dict[int, int] = {}
    stands = np.full(len(levels), np.nan)
    stands[list(declared)] = list(declared.values())
    for node in np.argsort(levels, kind="stable").tolist():
        of = slice(first[node], first[node + 1])
        stages = stands[inputs[of]]
        known = ~np.isnan(stages)
        if known.any():
            worked_out[node] = 1 + upper_quantile(stages[known], shares[of][known], float(quantiles[node]))
        elif len(stages) or made[node]:
            worked_out[node] = 1 + bought_in if len(stages) else 1
        if node not in declared and node in worked_out:
            stands[node] = worked_out[node]
    return worked_out


def place_before_use(
    stands: Mapping[int, int], waiting: Iterable[int], levels: Figures, sources: Nodes, targets: Nodes
) -> dict[int, int]:
    """Put what nobody makes one stage before its earliest use; what has no use in a stage is left out."""
    up = ~is_back_flow(levels, sources, targets)
    stages = np.full(len(levels), np.inf)
    stages[list(stands)] = list(stands.values())
    earliest = np.full(len(levels), np.inf)
    np.minimum.at(earliest, sources[up], stages[targets[up]])
    return {node: max(1, int(earliest[node]) - 1) for node in waiting if np.isfinite(earliest[node])}
