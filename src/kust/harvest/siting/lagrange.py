"""A lower bound of the p-median by relaxing "every client is served", and sites that it settles.

For prices u_j of serving client j: L(u) = Σ_j u_j + the p smallest ρ_i, with ρ_i = Σ_j min(0, c_ji − u_j). Every L(u)
is a lower bound. A site whose opening would lift the bound above the best known cost stays closed; one whose closing
would, stays open.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = Any


@dataclass(frozen=True)
class Bound:
    """A bound: its value, ρ of each site, which sites it would open."""

    value: float
    reduced: Array
    sites: Array
    served: Array


def calc_bound(costs: Array, prices: Array, fixed: Array, count: int) -> Bound:
    """Work L(u) out; ``served`` counts at how many of the opened sites a client would be served."""
    saved = costs - prices[:, None]
    np.minimum(saved, 0.0, out=saved)
    reduced = saved.sum(axis=0)
    ranked = np.where(fixed, -np.inf, reduced)
    sites = np.argpartition(ranked, count - 1)[:count]
    value = float(prices.sum() + reduced[sites].sum())
    return Bound(value, reduced, sites, (saved[:, sites] < 0).sum(axis=1))


@dataclass(frozen=True)
class Settled:
    """Sites that an answer cheaper than the limit leaves closed, and those it opens."""

    closed: Array
    opened: Array


def settle(bound: Bound, fixed: Array, limit: float) -> Settled:
    """Tell which sites cannot change in any answer that costs less than ``limit``."""
    reduced = bound.reduced
    is_in = np.zeros(len(reduced), dtype=bool)
    is_in[bound.sites] = True
    free_in, out = is_in & ~fixed, ~is_in
    worst_in = reduced[free_in].max(initial=-np.inf)
    best_out = reduced[out].min(initial=np.inf)
    closed = out & (bound.value + reduced - worst_in > limit)
    opened = free_in & (bound.value - reduced + best_out > limit)
    return Settled(closed, opened)
