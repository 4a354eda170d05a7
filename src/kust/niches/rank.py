"""Rank niches openly: criteria on 0..1, a weighted geometric mean, the Pareto front, how weights move the ranks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product as all_of

import numpy as np
from numpy.typing import NDArray

from kust.niches.niche import Criterion

Scores = NDArray[np.float64]

# A criterion at its very worst must not hide all the others, as a factor of 0 would.
_LEAST = 0.01
# By how much each weight moves when the stability of the ranks is told.
WEIGHT_CHANGE = 0.25
# Below this share of known weight a niche stands after those of which more is known.
_ENOUGH = 0.5


@dataclass(frozen=True)
class Ranked:
    """Where a niche stands: ``rank`` from 1, its ends when weights move, the score, whether it is on the front."""

    rank: int
    rank_low: int
    rank_high: int
    score: float | None
    on_front: bool


def weigh(
    values: Mapping[str, float | None], scores: Mapping[str, float | None], weights: Mapping[str, float]
) -> tuple[Criterion, ...]:
    """Put criteria together with their weights, which sum up to 1 (all 0 if every weight is)."""
    whole = sum(weights.values())
    return tuple(
        Criterion(name, values[name], scores[name], weights[name] / whole if whole else 0.0)
        for name in weights
    )


def rank(criteria: Sequence[tuple[Criterion, ...]], keys: Sequence[str]) -> list[Ranked]:
    """Rank by the weighted geometric mean of what is known.

        score = exp(Σ w · ln max(s, 0.01) / Σ w)    over the criteria with a known s and a weight above 0

    A criterion that is not known is left out, never taken for 0; how much of the weight is known stands beside the
    score. One niche dominates another if it is at least as good in every criterion that is known of the other and
    better in one; those that none dominates are the front. Niches of which less than half of the weight is known stand
    after the others: a good score on one criterion says too little. A niche of which nothing is known is on no front.

    Parameters
    ----------
    criteria
        Of each niche, all with the same names in the same order.
    keys
        Of each niche, in the order that equal scores are told in.

    Returns
    -------
    list[Ranked]
        In the order of the niches; ``rank_low`` and ``rank_high`` over all ways to move every weight down or up by a
        quarter. A niche without any known criterion has no score and stands last.
    """
    if not criteria:
        return []
    scores = np.array(
        [[np.nan if c.score is None else c.score for c in one] for one in criteria], dtype=np.float64
    )
    weights = np.array([c.weight for c in criteria[0]], dtype=np.float64)
    order = np.argsort(np.argsort(np.array(keys), kind="stable"), kind="stable")
    base, thin = _means(scores, weights), _is_thin(scores, weights)
    ranks = _places(base, order, thin)
    factors = [1 - WEIGHT_CHANGE, 1 + WEIGHT_CHANGE]
    moved = np.array(
        [_places(_means(scores, weights * f), order, thin) for f in all_of(factors, repeat=len(weights))]
    )
    low, high = np.minimum(moved.min(axis=0), ranks), np.maximum(moved.max(axis=0), ranks)
    front = _find_front(scores)
    return [
        Ranked(
            int(ranks[n]), int(low[n]), int(high[n]), None if np.isnan(base[n]) else float(base[n]), front[n]
        )
        for n in range(len(criteria))
    ]


def _is_thin(scores: Scores, weights: Scores) -> NDArray[np.bool_]:
    """Tell of which niches less than half of the weight is known."""
    known = (~np.isnan(scores) * weights).sum(axis=1)
    return np.asarray(known < _ENOUGH * weights.sum() * (1 - 1e-9))


def _means(scores: Scores, weights: Scores) -> Scores:
    known = ~np.isnan(scores)
    logs = np.where(known, np.log(np.maximum(np.nan_to_num(scores), _LEAST)), 0.0)
    whole = (known * weights).sum(axis=1)
    sums = (logs * weights).sum(axis=1)
    return np.where(
        whole > 0, np.exp(np.divide(sums, whole, out=np.zeros_like(sums), where=whole > 0)), np.nan
    )


def _places(means: Scores, order: NDArray[np.int64], thin: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Number the niches from the best; equal ones by their keys."""
    # Rounded, so that the last bits of a logarithm do not decide between equals.
    keyed = np.lexsort((order, -np.round(np.nan_to_num(means, nan=-1.0), 12), thin))
    places = np.empty(len(means), dtype=np.int64)
    places[keyed] = np.arange(1, len(means) + 1)
    return places


def _find_front(scores: Scores) -> list[bool]:
    known = ~np.isnan(scores)

    def dominates(one: int, other: int) -> bool:
        asked = known[other]
        if not asked.any() or not known[one][asked].all():
            return False
        ahead, behind = scores[one][asked], scores[other][asked]
        return bool((ahead >= behind).all() and (ahead > behind).any())

    everyone = range(len(scores))
    return [
        bool(known[one].any()) and not any(dominates(other, one) for other in everyone if other != one)
        for one in everyone
    ]
