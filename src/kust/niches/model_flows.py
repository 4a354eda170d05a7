"""The yearly model of a plant: from its figures to its flows, for one run or for many at once.

Thousand roubles in constant prices, after profit tax, without debt. Year 0 is the first of building; with operating
years k = 1, 2, … after ``build_years``:

    sold        min(capacity · ramp_k, volume · min(capacity · ramp_k, demand · demand_share))
    profit      sold · (price - unit cost) - fixed cost - investment / depreciation_years
    tax         rate · (profit - used), used = min(losses carried, loss_offset_share · profit), where profit > 0
    capital     working_capital_share · revenue, 0 in the last year
    cash        revenue - costs - tax - investment - what the capital grew by
    NPV         Σ cash_t / (1 + discount_rate)^t
"""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
# One figure for every run, or a figure a run.
Factor = float | Array


@dataclass(frozen=True)
class Plant:
    """Figures of a plant: money in thousand roubles, ``price`` and ``unit_cost`` a unit, ``fixed_cost`` a year.

    ``demand``: units a year, one for each year of the model; ``price`` is what the plant sells at.
    """

    investment: float
    price: float
    capacity: float
    demand: tuple[float, ...]
    demand_share: float
    unit_cost: float
    fixed_cost: float
    build_years: int
    ramp_up: tuple[float, ...]
    depreciation_years: int
    profit_tax_rate: float
    loss_offset_share: float
    working_capital_share: float
    discount_rate: float

    @property
    def horizon_years(self) -> int:
        """Return how many years the model has."""
        return len(self.demand)


@dataclass(frozen=True)
class Changes:
    """By what the figures of a plant are multiplied; ``quantity`` is sold a year instead, as far as capacity allows."""

    price: Factor = 1.0
    volume: Factor = 1.0
    demand: Factor = 1.0
    investment: Factor = 1.0
    variable_cost: Factor = 1.0
    discount_rate: Factor = 1.0
    quantity: Factor | None = None


@dataclass(frozen=True)
class Run:
    """The years of the model, arrays of (runs, years); ``npv`` and ``invested`` (discounted investment) of (runs)."""

    ramp: Array
    sold: Array
    investment: Array
    revenue: Array
    variable_cost: Array
    fixed_cost: Array
    depreciation: Array
    profit: Array
    losses: Array
    used: Array
    tax: Array
    capital: Array
    working_capital: Array
    cash: Array
    factor: Array
    npv: Array
    invested: Array


NO_CHANGES = Changes()


def run_model(plant: Plant, changes: Changes = NO_CHANGES) -> Run:
    """Work out the flows of a plant under changes of its figures, all runs at once.

    Examples
    --------
    >>> plant = Plant(investment=600, price=10, capacity=100, demand=(100,) * 4, demand_share=1, unit_cost=4,
    ...     fixed_cost=100, build_years=1, ramp_up=(0.5, 1), depreciation_years=3, profit_tax_rate=0.2,
    ...     loss_offset_share=0.5, working_capital_share=0.1, discount_rate=0.1)
    >>> [float(cash) for cash in run_model(plant).cash[0]]
    [-600.0, 150.0, 390.0, 540.0]
    """
    year = np.arange(plant.horizon_years)
    works = year >= plant.build_years
    ramp = _ramp(plant, year, works)
    sold = _sold(plant, changes, ramp)
    revenue = sold * plant.price * _column(changes.price)
    variable = sold * plant.unit_cost * _column(changes.variable_cost)
    fixed = np.broadcast_to(np.where(works, plant.fixed_cost, 0.0), sold.shape)
    total = plant.investment * _column(changes.investment)
    invested = total * np.where(year < max(plant.build_years, 1), 1 / max(plant.build_years, 1), 0.0)
    worn = works & (year < plant.build_years + plant.depreciation_years)
    depreciation = total * np.where(worn, 1 / plant.depreciation_years, 0.0)
    sold, revenue, variable, fixed, invested, depreciation = np.broadcast_arrays(
        sold, revenue, variable, fixed, invested, depreciation
    )
    profit = revenue - variable - fixed - depreciation
    losses, used, tax = _tax(plant, profit)
    capital = plant.working_capital_share * revenue
    capital[:, -1] = 0.0
    growth = np.diff(capital, axis=1, prepend=0.0)
    cash = revenue - variable - fixed - tax - invested - growth
    factor = (1 + plant.discount_rate * _column(changes.discount_rate)) ** -year.astype(float)
    return Run(
        ramp=ramp[np.newaxis, :],
        sold=sold,
        investment=invested,
        revenue=revenue,
        variable_cost=variable,
        fixed_cost=fixed,
        depreciation=depreciation,
        profit=profit,
        losses=losses,
        used=used,
        tax=tax,
        capital=capital,
        working_capital=growth,
        cash=cash,
        factor=factor,
        npv=(cash * factor).sum(axis=1),
        invested=(invested * factor).sum(axis=1),
    )


def npv_of(plant: Plant, **changes: float) -> float:
    """Work out NPV under one change or several, thousand roubles."""
    return float(run_model(plant, Changes(**changes)).npv[0])


def stack(changes: list[Changes]) -> Changes:
    """Join several changes (none of a quantity) into one of as many runs."""
    names = [field.name for field in fields(Changes) if field.name != "quantity"]
    return Changes(**{name: np.array([getattr(one, name) for one in changes]) for name in names})


def _column(factor: Factor) -> Array:
    return np.atleast_1d(np.asarray(factor, dtype=float))[:, np.newaxis]


def _ramp(plant: Plant, year: NDArray[np.int_], works: NDArray[np.bool_]) -> Array:
    shares = np.array(plant.ramp_up, dtype=float)
    place = np.clip(year - plant.build_years, 0, len(shares) - 1)
    return np.where(works, shares[place], 0.0)


def _sold(plant: Plant, changes: Changes, ramp: Array) -> Array:
    able = plant.capacity * ramp
    if changes.quantity is not None:
        return np.minimum(able, _column(changes.quantity))
    wanted = np.array(plant.demand, dtype=float) * plant.demand_share * _column(changes.demand)
    return np.minimum(able, _column(changes.volume) * np.minimum(able, wanted))


def _tax(plant: Plant, profit: Array) -> tuple[Array, Array, Array]:
    """Tax the profit of each year less the losses carried forward, as far as the law lets them be used."""
    losses, used, tax = np.zeros_like(profit), np.zeros_like(profit), np.zeros_like(profit)
    carried = np.zeros(profit.shape[0])
    for year in range(profit.shape[1]):
        losses[:, year] = carried
        gain = np.maximum(profit[:, year], 0.0)
        used[:, year] = np.minimum(carried, plant.loss_offset_share * gain)
        tax[:, year] = plant.profit_tax_rate * (gain - used[:, year])
        carried = carried - used[:, year] + np.maximum(-profit[:, year], 0.0)
    return losses, used, tax
