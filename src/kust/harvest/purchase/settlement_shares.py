"""Which settlements bring a species: their past shares, moved in each draw to where the crop is near."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kust.harvest.purchase.prices import read_procurement_figure
from kust.harvest.purchase.reachable import Reachable

Floats = NDArray[np.float64]


def draw_settlement_shares(
    reachable: Reachable, km: Floats, settlements: Sequence[str], past: Mapping[str, float]
) -> tuple[Floats | None, str | None]:
    """Draw the shares of settlements: (draws, settlements), each draw adding up to 1, and what they rest on.

    share ∝ past share · G / mean of G,  G = Σ plots kilograms · exp(−km / scale)

    Without past purchases the distance alone counts (∝ G); without a crop or distances the past alone; else None.

    Parameters
    ----------
    km
        (plots, settlements) distances of all plots, NaN where not known.
    past
        Past share by settlement id.
    """
    draws = len(reachable.plot_kg)
    own = np.array([past.get(one, 0.0) for one in settlements])
    near = _calc_near(reachable, km)
    if near is None:
        if not own.any():
            return None, None
        return np.tile(own / own.sum(), (draws, 1)), "purchases"
    if not own.any():
        return _normalise(near, near.mean(axis=0)), "distance"
    usual = near.mean(axis=0)
    moved = own * np.where(usual > 0, near / np.where(usual > 0, usual, 1.0), 1.0)
    return _normalise(moved, own), "purchases_and_distance"


def _calc_near(reachable: Reachable, km: Floats) -> Floats | None:
    """Kilograms near each settlement: (draws, settlements); None where no distance or crop is known."""
    if not reachable.is_known or not km.shape[1]:
        return None
    here = km[reachable.at]
    if np.isnan(here).all():
        return None
    weight = np.where(np.isnan(here), 0.0, np.exp(-here / read_procurement_figure("picking_distance_km")))
    near = reachable.plot_kg @ weight
    return near if near.any() else None


def _normalise(weights: Floats, instead: Floats) -> Floats:
    """Let each draw add up to 1; a draw in which nothing grows takes ``instead``."""
    whole = weights.sum(axis=1, keepdims=True)
    usual = instead / instead.sum()
    return np.where(whole > 0, weights / np.where(whole > 0, whole, 1.0), usual)
