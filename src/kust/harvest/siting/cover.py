"""The smallest number of sites that reach every client: what an answer needs at least to exist."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kust.harvest.siting.clock import Clock
from kust.harvest.siting.mip import Mip

Array = Any


@dataclass(frozen=True)
class Cover:
    """Sites that reach everybody (None: not found), and the proven least number of them."""

    sites: Array | None
    least: int


def find_cover(reach: Array, fixed: Array, most: int, clock: Clock) -> Cover:
    """Look for at most ``most`` sites, the fixed ones among them, that reach every client.

    Parameters
    ----------
    reach
        Clients × sites: whether a site reaches a client.
    """
    rows = np.unique(reach[~reach[:, fixed].any(axis=1)], axis=0)
    greedy = _cover_greedily(rows, fixed)
    if greedy is None:
        return Cover(None, reach.shape[1] + 1)
    if len(greedy) <= most:
        return Cover(greedy, int(fixed.sum()))
    programme = Mip()
    columns = programme.columns(len(fixed), cost=1.0, low=fixed.astype(float), high=1.0, whole=True)
    for row in rows:
        programme.row(columns[row], np.ones(int(row.sum())), low=1.0)
    start = np.zeros(len(fixed))
    start[greedy] = 1.0
    found = programme.solve(clock, start)
    sites = greedy if found.values is None else np.flatnonzero(found.values > 0.5)
    least = int(np.ceil(found.bound - 1e-6)) if np.isfinite(found.bound) else 0
    return Cover(sites if len(sites) <= most else None, least)


def _cover_greedily(rows: Array, fixed: Array) -> Array | None:
    """Open the site that reaches most of those not yet reached; None where somebody is reached by nobody."""
    chosen = np.flatnonzero(fixed).tolist()
    waiting = rows
    while len(waiting):
        reached = waiting.sum(axis=0)
        site = int(np.argmax(reached))
        if not reached[site]:
            return None
        chosen.append(site)
        waiting = waiting[~waiting[:, site]]
    return np.array(sorted(chosen), dtype=np.int64)


def spread(table: Array, marked: Array, count: int) -> Array:
    """Open, one after the other, the site nearest to whoever is furthest from all that are open."""
    sites = np.flatnonzero(marked).tolist()
    if not sites:
        sites = [int(np.argmin(table.max(axis=0)))]
    reach = table[:, sites].min(axis=1)
    while len(sites) < count:
        row = table[int(np.argmax(reach))].copy()
        row[sites] = np.inf
        sites.append(int(np.argmin(row)))
        np.minimum(reach, table[:, sites[-1]], out=reach)
    return np.sort(np.array(sites, dtype=np.int64))
