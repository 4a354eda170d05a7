"""The quantity and the price at which NPV is 0, found exactly: NPV grows with both."""

from collections.abc import Callable

from scipy.optimize import brentq

from kust.niches.model_flows import Plant, npv_of

# A price is looked for up to so many doublings of the plant's own.
_DOUBLINGS = 60
_EXACT = 1e-13


def break_even_quantity(plant: Plant) -> float | None:
    """Find the quantity sold a year at which NPV is 0, units of the product.

    In the years of ramp-up no more than the capacity allows is sold; investment and fixed costs are those of the plant.
    Null where NPV stays below 0 up to the capacity, 0 where it is above 0 with nothing sold.
    """
    return _root(lambda quantity: npv_of(plant, quantity=quantity), plant.capacity)


def break_even_price(plant: Plant) -> float | None:
    """Find the sale price at which NPV is 0, thousand roubles a unit, with quantities and costs in money as they are.

    Null where nothing is sold, so that no price helps.
    """
    if plant.price <= 0:
        return None
    most = 1.0
    for _ in range(_DOUBLINGS):
        if npv_of(plant, price=most) >= 0:
            found = _root(lambda factor: npv_of(plant, price=factor), most)
            return None if found is None else found * plant.price
        most *= 2
    return None


def _root(npv_at: Callable[[float], float], most: float) -> float | None:
    """Find where a growing function of 0 … most crosses 0."""
    if npv_at(0.0) >= 0:
        return 0.0
    if npv_at(most) < 0:
        return None
    return float(brentq(npv_at, 0.0, most, xtol=_EXACT * max(most, 1.0), rtol=_EXACT))
