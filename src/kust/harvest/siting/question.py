"""The figures of a question of siting, refused in words where they make no sense."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from kust.errors import UsageError

Array = Any
_NAMED = 5
_SMALLEST, _LARGEST = 1e-2, 1e6


def read_distances(distances: Any) -> Array:
    """Take a table of distances, clients × sites; an infinite one says that there is no way."""
    table = np.ascontiguousarray(distances, dtype=np.float64)
    if table.ndim != 2 or not table.size:
        raise UsageError("siting_no_table", shape=" × ".join(map(str, table.shape)))
    for bad, code in ((np.isnan(table), "siting_not_a_number"), (table < 0, "siting_negative_distance")):
        if bad.any():
            row, column = np.argwhere(bad)[0]
            raise UsageError(code, row=int(row), column=int(column), value=float(table[row, column]))
    return table


def read_amounts(amounts: Any, count: int, what: str) -> Array:
    """Take a figure for each of ``count`` clients or sites: finite, not negative."""
    values = np.ones(count) if amounts is None else np.asarray(amounts, dtype=np.float64)
    if values.shape != (count,):
        raise UsageError("siting_wrong_length", what=what, count=values.size, expected=count)
    bad = np.flatnonzero(~np.isfinite(values) | (values < 0))
    if len(bad):
        raise UsageError("siting_bad_amount", what=what, place=int(bad[0]), value=float(values[bad[0]]))
    return values


def read_fixed(fixed: Sequence[int], sites: int) -> Array:
    """Mark the sites that stand already."""
    marked = np.zeros(sites, dtype=bool)
    for site in fixed:
        if not 0 <= site < sites:
            raise UsageError("siting_unknown_site", site=site, sites=sites)
        marked[site] = True
    return marked


def check_count(count: int, sites: int, fixed: Array) -> None:
    """Refuse a number of stations that cannot be open."""
    if count < 1 or count > sites:
        raise UsageError("siting_count", count=count, sites=sites)
    if int(fixed.sum()) > count:
        raise UsageError("siting_too_many_fixed", fixed=int(fixed.sum()), count=count)


def check_reached(distances: Array, weights: Array) -> None:
    """Refuse clients with a weight that no site can be reached from."""
    lost = np.flatnonzero(~np.isfinite(distances).any(axis=1) & (weights > 0))
    if len(lost):
        named = ", ".join(str(client) for client in lost[:_NAMED])
        raise UsageError("siting_unreachable", count=len(lost), clients=named)


def weigh(distances: Array, weights: Array) -> Array:
    """Multiply the weights in; no way costs infinitely much, also for a weight of 0."""
    costs = np.full_like(distances, np.inf)
    np.multiply(distances, weights[:, None], out=costs, where=np.isfinite(distances))
    return costs


def choose_unit(figures: Array) -> float:
    """Return 1 where the mean of finite figures is neither tiny nor huge, else a power of ten near it."""
    counted = figures[np.isfinite(figures) & (figures > 0)]
    middle = float(counted.mean()) if len(counted) else 1.0
    return 1.0 if _SMALLEST <= middle <= _LARGEST else float(10.0 ** np.floor(np.log10(middle)))


def find_nearest(distances: Array, sites: Array) -> tuple[int, ...]:
    """Return the nearest open site of each client; -1 where there is no way to any."""
    among = distances[:, sites]
    nearest = np.argmin(among, axis=1)
    is_reached = np.isfinite(among[np.arange(len(among)), nearest])
    return tuple(np.where(is_reached, np.asarray(sites)[nearest], -1).tolist())
