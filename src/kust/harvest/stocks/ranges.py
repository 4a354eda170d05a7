"""A figure with its bounds, and how such figures add up."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum, hypot, sqrt


@dataclass(frozen=True)
class Range:
    """A figure between its bounds; None is not known."""

    low: float | None = None
    value: float | None = None
    high: float | None = None

    @property
    def is_known(self) -> bool:
        return self.low is not None and self.high is not None

    def times(self, factor: float) -> "Range":
        """Multiply by a figure that is sure and not negative."""
        return Range(*(None if one is None else one * factor for one in (self.low, self.value, self.high)))

    def within(self, other: "Range") -> "Range":
        """Multiply by a figure that has bounds of its own, neither below 0: bound by bound.

        >>> Range(1.0, 2.0, 3.0).within(Range(0.0, None, 1.0))
        Range(low=0.0, value=None, high=3.0)
        """
        pairs = zip((self.low, self.value, self.high), (other.low, other.value, other.high), strict=True)
        return Range(*(None if a is None or b is None else a * b for a, b in pairs))

    def over(self, years: "Range") -> "Range":
        """Divide by a figure above 0 that has bounds of its own: the low bound by the largest, the high by the least.

        >>> Range(6.0, 9.0, 12.0).over(Range(2.0, None, 3.0))
        Range(low=2.0, value=None, high=6.0)
        """
        pairs = ((self.low, years.high), (self.value, years.value), (self.high, years.low))
        return Range(*(None if a is None or b is None else a / b for a, b in pairs))

    def at_most(self, limit: float) -> "Range":
        """Cap the figure and its bounds."""
        return Range(*(None if one is None else min(one, limit) for one in (self.low, self.value, self.high)))


@dataclass(frozen=True)
class Amount:
    """A figure with the halves of its interval, apart by what they come from.

    ``own``: half width from errors of its own, which are independent of those of other amounts. ``low``, ``high``: how
    far a doubt that all amounts share (the same prior, the same specimen) may take it down and up.
    """

    value: float
    own: float = 0.0
    low: float = 0.0
    high: float = 0.0

    def times(self, factor: float) -> "Amount":
        """Multiply by a figure that is sure and not negative."""
        return Amount(self.value * factor, self.own * factor, self.low * factor, self.high * factor)

    @property
    def range(self) -> Range:
        """The figure with its bounds, the low one not below 0."""
        return sum_amounts([self])

    @property
    def kept_down(self) -> float:
        """What share of the halves counts downwards: all, or as much as brings the figure to 0."""
        down = hypot(self.own, self.low)
        return 1.0 if down <= self.value else self.value / down


def sum_amounts(amounts: Iterable[Amount]) -> Range:
    """Add amounts up: figures and shared halves add, independent halves as the root of the sum of squares.

    Both are then joined as the legs of a right triangle. No amount can take the sum further down than it adds to it,
    so that one more never lowers a bound.

    >>> sum_amounts([Amount(100, own=30), Amount(50, own=40)])
    Range(low=100.0, value=150.0, high=200.0)
    >>> sum_amounts([Amount(100, low=30, high=30), Amount(50, low=40, high=40)])
    Range(low=80.0, value=150.0, high=220.0)
    >>> sum_amounts([Amount(100), Amount(50, own=80)])
    Range(low=100.0, value=150.0, high=230.0)
    """
    parts = list(amounts)
    value = fsum(part.value for part in parts)
    kept = [part.kept_down for part in parts]
    down = hypot(
        sqrt(fsum((share * part.own) ** 2 for share, part in zip(kept, parts, strict=True))),
        fsum(share * part.low for share, part in zip(kept, parts, strict=True)),
    )
    up = hypot(sqrt(fsum(part.own**2 for part in parts)), fsum(part.high for part in parts))
    return Range(max(0.0, value - down), value, value + up)
