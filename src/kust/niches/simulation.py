"""How the economics of a niche answers to its figures: one at a time, and all at once over many runs."""

from collections.abc import Mapping

import numpy as np

from kust.niches.model_figures import spread_of
from kust.niches.model_flows import Array, Changes, Plant, run_model, stack
from kust.niches.niche import Sensitivity, Simulation
from kust.settings import EconomicSettings

SENSITIVE = ("price", "volume", "investment", "variable_cost", "discount_rate")
Bounds = Mapping[str, tuple[float, float]]


def calc_sensitivity(plant: Plant, change: float) -> tuple[Sensitivity, ...]:
    """Work out NPV where one figure at a time is lower and higher by a share, the others as they are.

    Costs stay in money when the price changes; volumes never go above the capacity.
    """
    ways = [Changes(**{name: 1 + sign * change}) for name in SENSITIVE for sign in (-1, 1)]
    npv = run_model(plant, stack(ways)).npv
    return tuple(
        Sensitivity(name, change, float(npv[2 * place]), float(npv[2 * place + 1]))
        for place, name in enumerate(SENSITIVE)
    )


def simulate(plant: Plant, bounds: Bounds, settings: EconomicSettings) -> Simulation:
    """Run the model many times with figures drawn at random, and tell the quantiles of NPV.

    Parameters
    ----------
    plant
        Figures of the model; a run multiplies price, demand, investment and variable cost, each by itself.
    bounds
        Between which multiples a figure is known to lie (``demand``, ``investment``); the others lie within the spreads
        of the settings.
    settings
        ``distribution``: ``triangular`` (the model's figure the likeliest) or ``uniform``; ``runs``, ``seed``: the
        generator is local, so the same seed gives the same figures.
    """
    draws = np.random.default_rng(settings.seed)
    factors = {}
    for name, spread in (
        ("price", "price"),
        ("demand", "volume"),
        ("investment", "investment"),
        ("variable_cost", "variable_cost"),
    ):
        share = spread_of(spread, settings)
        least, most = bounds.get(name, (1 - share, 1 + share))
        factors[name] = _draw(draws, least, most, settings)
    npv = run_model(plant, Changes(**factors)).npv
    low, middle, high = (float(npv_q) for npv_q in np.quantile(npv, [0.1, 0.5, 0.9]))
    return Simulation(
        settings.runs, settings.seed, low, middle, high, float((npv > 0).mean()), settings.distribution
    )


def _draw(draws: np.random.Generator, least: float, most: float, settings: EconomicSettings) -> Array:
    if least >= most:
        return np.full(settings.runs, least)
    if settings.distribution == "uniform":
        return draws.uniform(least, most, settings.runs)
    return draws.triangular(least, min(max(1.0, least), most), most, settings.runs)
