"""What comes in of a species in each draw, and what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Brought:
    """Draws of a species: what comes in and what it costs, so that any part of it can be added up.

    ``rest_kg`` (draws,) is still to come; ``krub`` by scenario (draws,) its money, NaN where no price is known.
    ``settlement_share``, ``week_share`` (draws, places) spread it, None where not known; ``cell_share`` (draws,
    settlements, weeks) where the two do not go apart. ``bought_kg``, ``spent_krub``
    (settlements, weeks) are what is bought already.
    """

    species: str
    group: str
    rest_kg: Floats
    rest_krub: Mapping[str, Floats]
    bought_kg: Floats
    spent_krub: Floats
    settlement_share: Floats | None
    week_share: Floats | None
    cell_share: Floats | None = None

    @property
    def kg(self) -> Floats:
        """(draws,) kilograms of the whole season."""
        return np.asarray(self.rest_kg + self.bought_kg.sum(), dtype=np.float64)

    def krub(self, scenario: str) -> Floats:
        """(draws,) money of the whole season."""
        return np.asarray(self.rest_krub[scenario] + self.spent_krub.sum(), dtype=np.float64)

    def spread_rest(self, amount: Floats) -> Floats | None:
        """Spread an amount still to come over settlements and weeks: (draws, settlements, weeks)."""
        if self.cell_share is not None:
            return np.asarray(amount[:, None, None] * self.cell_share, dtype=np.float64)
        if self.settlement_share is None or self.week_share is None:
            return None
        places = amount[:, None, None] * self.settlement_share[:, :, None]
        return np.asarray(places * self.week_share[:, None, :], dtype=np.float64)
