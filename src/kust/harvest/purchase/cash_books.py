"""Running figures of a cash plan: what stations take, what waits, what is lost and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kust.harvest.purchase.cash_plan import LOSSES, Loss

Floats = NDArray[np.float64]
MEANS = ("offered", "taken", "moved_in", "moved", "waited", "lost", "over")


@dataclass
class Books:
    """Running figures: by name (stations, weeks) means in kg, and draws of what is taken.

    ``krub``: (draws, stations, weeks) money; ``taken``: (draws, lots, weeks) kilograms; ``crowded``: (draws, lots) of
    what waits, kilograms that found no room while a station was open; ``losses``: by reason mean kilograms and thousand
    roubles.
    """

    means: Mapping[str, Floats]
    krub: Floats
    taken: Floats
    crowded: Floats
    losses: dict[str, tuple[float, float]] = field(default_factory=lambda: dict.fromkeys(LOSSES, (0.0, 0.0)))

    @classmethod
    def open(cls, draws: int, sites: int, lots: int, weeks: int) -> "Books":
        """Open empty books."""
        means = {name: np.zeros((sites, weeks)) for name in MEANS}
        krub, taken = np.zeros((draws, sites, weeks)), np.zeros((draws, lots, weeks))
        return cls(means, krub, taken, np.zeros((draws, lots)))

    def add(self, name: str, site: int, week: int, figure: float) -> None:
        """Add to a mean."""
        self.means[name][site, week] += figure

    def lose(self, reason: str, kg: Floats, price: Floats) -> None:
        """Write down what is not bought: (draws,) kilograms at (draws,) roubles a kilogram."""
        mass, money = self.losses[reason]
        self.losses[reason] = (mass + float(kg.mean()), money + float((kg * price).mean()) / 1000)

    def tell_losses(self) -> dict[str, Loss]:
        """Tell what is not bought by reason."""
        return {name: Loss(mass / 1000, money) for name, (mass, money) in self.losses.items()}
