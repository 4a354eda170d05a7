"""How much to contract before the crop is known: the newsvendor, of draws and in closed form."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Contract:
    """A contract's size that costs least on average.

    ``fractile`` = c_u / (c_u + c_o); ``kg`` = F⁻¹ of it; ``expected_kg`` = E min(H, Q), what of it will be there;
    ``cost`` = E[c_u·(H − Q)⁺ + c_o·(Q − H)⁺], roubles; ``mean_kg`` of the crop that is brought. ``lognormal_kg``: the
    closed form for a log-normal with the draws' mean and sd of logs; None where a draw is 0.
    """

    missed_rub_kg: float
    shortfall_rub_kg: float
    fractile: float
    kg: float
    expected_kg: float
    cost: float
    mean_kg: float
    lognormal_kg: float | None = None


def calc_fractile(missed: float, shortfall: float) -> float | None:
    """Work out c_u / (c_u + c_o); None where both are 0.

    >>> calc_fractile(3.0, 1.0)
    0.75
    """
    return missed / (missed + shortfall) if missed + shortfall > 0 else None


def calc_contract(kg: Floats, missed: float, shortfall: float) -> Contract | None:
    """Find the size of a contract from draws.

    Parameters
    ----------
    kg
        (draws,) what will be brought.
    missed, shortfall
        c_u, what a kilogram costs that is brought but not contracted; c_o, contracted but not brought; roubles.

    Returns
    -------
    Contract or None
        The smallest draw whose share of draws at or below is at least the fractile: the least of the expected cost of
        the draws. None where a draw is not known or both costs are 0.

    Examples
    --------
    >>> calc_contract(np.array([10.0, 20.0, 30.0, 40.0]), 3.0, 1.0).kg
    30.0
    """
    fractile = calc_fractile(missed, shortfall)
    if fractile is None or not len(kg) or np.isnan(kg).any():
        return None
    size = float(np.quantile(kg, fractile, method="inverted_cdf"))
    over, under = np.maximum(kg - size, 0.0), np.maximum(size - kg, 0.0)
    return Contract(
        missed,
        shortfall,
        fractile,
        size,
        float(np.minimum(kg, size).mean()),
        float((missed * over + shortfall * under).mean()),
        float(kg.mean()),
        _calc_lognormal_size(kg, missed, shortfall),
    )


def _calc_lognormal_size(kg: Floats, missed: float, shortfall: float) -> float | None:
    fractile = calc_fractile(missed, shortfall)
    if fractile is None or not 0 < fractile < 1 or not (kg > 0).all():
        return None
    log = np.log(kg)
    return float(np.exp(log.mean() + log.std() * ndtri(fractile)))


def calc_normal_contract(mean: float, sd: float, missed: float, shortfall: float) -> Contract | None:
    """Find it for a normal crop: Q = μ + σz, cost = (c_u + c_o)·σ·φ(z).

    >>> contract = calc_normal_contract(100, 20, 3, 1)
    >>> round(contract.kg, 3), round(contract.cost, 3)
    (113.49, 25.422)
    """
    fractile = calc_fractile(missed, shortfall)
    if fractile is None or not 0 < fractile < 1:
        return None
    z = float(ndtri(fractile))
    density = float(np.exp(-z * z / 2) / np.sqrt(2 * np.pi))
    # E min(H, Q) = Q − E(Q − H)⁺, with E(Q − H)⁺ = σ·(φ(z) + z·Φ(z)).
    size = mean + sd * z
    there = size - sd * (density + z * fractile)
    return Contract(
        missed, shortfall, fractile, size, there, (missed + shortfall) * sd * density, float(mean)
    )


def calc_lognormal_contract(mu: float, sigma: float, missed: float, shortfall: float) -> Contract | None:
    """Find it for a log-normal crop: Q = exp(μ + σz).

    E min(H, Q) = e^(μ + σ²/2)·Φ((ln Q − μ − σ²) / σ) + Q·(1 − Φ((ln Q − μ) / σ)).

    >>> contract = calc_lognormal_contract(np.log(3000), 0.5, 3, 1)
    >>> round(contract.kg, 2), round(contract.expected_kg, 2), round(contract.mean_kg, 2)
    (4203.25, 2985.98, 3399.45)
    """
    fractile = calc_fractile(missed, shortfall)
    if fractile is None or not 0 < fractile < 1 or sigma <= 0:
        return None
    z = float(ndtri(fractile))
    size = float(np.exp(mu + sigma * z))
    mean = float(np.exp(mu + sigma**2 / 2))
    there = mean * float(ndtr(z - sigma)) + size * (1 - fractile)
    cost = missed * (mean - there) + shortfall * (size - there)
    return Contract(missed, shortfall, fractile, size, there, cost, mean)
