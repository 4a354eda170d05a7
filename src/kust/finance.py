"""Cash flows over time: a typed door to pyxirr, with missing figures and several internal rates handled.

A flow is a sequence of amounts, one a year, the first now (year 0, not discounted); money in any one unit. Wherever a
figure is missing (null) the answer is missing too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from operator import ne
from typing import Literal

import numpy as np
import pyxirr

Flows = Sequence[float | None]
# A root of the polynomial counts as real where its imaginary part is rounding only.
_IMAGINARY = 1e-7
_SAME_RATE = 1e-6
# An amount below this share of the largest is what rounding left of a zero.
_ROUNDING = 1e-12


@dataclass(frozen=True)
class InternalRates:
    """Every rate above -1 at which NPV is 0, the smallest first; ``note``: ``""`` (one), ``none`` or ``several``."""

    rates: tuple[float, ...]
    sign_changes: int
    note: Literal["", "none", "several"]

    @property
    def rate(self) -> float | None:
        """Return the rate where there is exactly one."""
        return self.rates[0] if len(self.rates) == 1 else None


def _known(flows: Flows) -> list[float] | None:
    known = [float(amount) for amount in flows if amount is not None]
    return known if known and len(known) == len(flows) else None


def _figure(found: float | None) -> float | None:
    return None if found is None else float(found)


def npv(rate: float | None, flows: Flows) -> float | None:
    """Discount a flow: Σ cf_t / (1 + rate)^t, t from 0.

    >>> round(npv(0.1, [-1000, 300, 420, 680]), 4)
    130.7288
    >>> npv(0.1, [-1000, None]) is None
    True
    """
    known = _known(flows)
    if rate is None or known is None:
        return None
    return _figure(pyxirr.npv(rate, known))


def count_sign_changes(flows: Sequence[float]) -> int:
    """Count how often a flow changes its sign, zeros (and what is zero but for rounding) left out.

    >>> count_sign_changes([-1000, 0, 2500, -1540])
    2
    """
    least = _ROUNDING * max((abs(amount) for amount in flows), default=0.0)
    signs = [amount > 0 for amount in flows if abs(amount) > least]
    return sum(map(ne, signs, signs[1:]))


def irr(flows: Flows) -> InternalRates | None:
    """Find the internal rates of return: all of them where the flow changes its sign more than once.

    By Descartes' rule there are at most as many rates as changes of sign, so with one change there is one. With more,
    the roots of Σ cf_t · x^t, x = 1 / (1 + rate) > 0, are worked out and each is polished by pyxirr.

    >>> irr([-1000, 2500, -1540]).note, [round(rate, 6) for rate in irr([-1000, 2500, -1540]).rates]
    ('several', [0.1, 0.4])
    >>> irr([100, 200]).note
    'none'
    """
    known = _known(flows)
    if known is None:
        return None
    changes = count_sign_changes(known)
    rates: tuple[float, ...] = ()
    if changes == 1:
        found = pyxirr.irr(known, silent=True)
        rates = (float(found),) if found is not None else tuple(_all_rates(known))
    elif changes > 1:
        rates = tuple(_all_rates(known))
    return InternalRates(rates, changes, "" if len(rates) == 1 else "several" if rates else "none")


def _all_rates(flows: list[float]) -> list[float]:
    """Find every rate above -1 as the positive real roots of the polynomial in 1 / (1 + rate)."""
    roots = np.roots(np.trim_zeros(np.array(flows, dtype=float))[::-1])
    rates: list[float] = []
    for root in roots:
        if root.real > 0 and abs(root.imag) <= _IMAGINARY * abs(root):
            start = float(1 / root.real - 1)
            polished = pyxirr.irr(flows, guess=start, silent=True)
            near = polished is not None and abs(polished - start) <= 1e-3 * (1 + abs(start))
            rates.append(polished if polished is not None and near else start)
    distinct: list[float] = []
    for rate in sorted(rates):
        if not distinct or rate - distinct[-1] > _SAME_RATE:
            distinct.append(rate)
    return distinct


def xnpv(rate: float | None, days: Sequence[date], flows: Flows) -> float | None:
    """Discount amounts by their days, actual days of a year of 365, from the first."""
    known = _known(flows)
    if rate is None or known is None:
        return None
    return _figure(pyxirr.xnpv(rate, list(days), known))


def xirr(days: Sequence[date], flows: Flows) -> float | None:
    """Find the rate at which ``xnpv`` is 0; null where there is none or the amounts change sign more than once."""
    known = _known(flows)
    if known is None or count_sign_changes([cf for _, cf in sorted(zip(days, known, strict=True))]) != 1:
        return None
    return _figure(pyxirr.xirr(list(days), known, silent=True))


def mirr(flows: Flows, finance_rate: float | None, reinvest_rate: float | None) -> float | None:
    """Work out the modified internal rate: what is paid is financed, what is earned reinvested, at given rates."""
    known = _known(flows)
    if known is None or finance_rate is None or reinvest_rate is None:
        return None
    return _figure(pyxirr.mirr(known, finance_rate, reinvest_rate, silent=True))


def profitability_index(npv_found: float | None, invested: float | None) -> float | None:
    """Divide what a project brings by what it takes: (NPV + I) / I, I the investment discounted to year 0.

    >>> profitability_index(130.0, 1000.0)
    1.13
    """
    if npv_found is None or invested is None or invested <= 0:
        return None
    return (npv_found + invested) / invested


def payback(flows: Flows, rate: float | None = 0.0) -> float | None:
    """Tell after how many years the sum of the flow is back at 0 for good, interpolated within the year.

    The flow of year t is earned evenly between t - 1 and t. Null where it never pays; with a rate the flow is
    discounted first (discounted payback).

    >>> round(payback([-1000, 300, 420, 680]), 7), round(payback([-1000, 300, 420, 680], 0.1), 7)
    (2.4117647, 2.7441176)
    """
    known = _known(flows)
    if known is None or rate is None:
        return None
    discounted = [amount / (1 + rate) ** year for year, amount in enumerate(known)]
    sums = list(accumulate(discounted))
    if sums[-1] < 0:
        return None
    below = [year for year, total in enumerate(sums) if total < 0]
    if not below:
        return 0.0
    last = below[-1]
    return float(last - sums[last] / discounted[last + 1])
