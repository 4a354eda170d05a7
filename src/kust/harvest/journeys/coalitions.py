"""What expeditions cost alone and together: the cost of every coalition of firms, ready for a rule that shares it."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from kust.harvest.journeys.expedition_plan import Equipment, Expedition

# A table of all coalitions doubles with each firm.
MOST_FIRMS = 12


@dataclass(frozen=True)
class Kit:
    """Equipment as a coalition uses it for so many days: units owned, days rented beside them, and what both cost."""

    equipment_id: str
    days: float
    units: int
    rented_days: float
    krub: float


def choose_kit(equipment: Equipment, days: float, season_days: float) -> Kit:
    """Choose the cheapest way to come by equipment for so many days of a season.

    Of k units owned and the other days rented: k · (price / seasons + upkeep) + (days − k · days of a unit)⁺ · rent.

    >>> tractor = Equipment(id="T", rent_krub_day=12, price_krub=2400, seasons=6, days=45)
    >>> [choose_kit(tractor, days, 45).krub for days in (20, 40, 50)]
    [240.0, 400.0, 460.0]
    """
    limit = equipment.days or season_days
    most, rent, owned = math.ceil(days / limit - 1e-9), equipment.rent_krub_day, equipment.owned_krub
    kits = []
    for units in range(most + 1 if owned is not None else 1):
        rented = max(days - units * limit, 0.0) if units < most else 0.0
        if rented > 0 and rent is None:
            continue
        krub = units * (owned or 0.0) + rented * (rent or 0.0)
        kits.append(Kit(equipment.id, days, units, rented, float(krub)))
    return min(kits, key=lambda kit: kit.krub)


@dataclass(frozen=True)
class CoalitionCost:
    """c(S): the least cost of the expeditions of a coalition of firms, thousand roubles, haul of the harvest apart.

    Crew, fuel and other costs of each expedition, and equipment that the coalition uses in common. c of nobody is 0;
    c(S ∪ T) ≤ c(S) + c(T), because shared equipment is never dearer than what each had alone.
    """

    expeditions: Sequence[Expedition]
    equipment: Mapping[str, Equipment]
    season_days: float

    @property
    def firms(self) -> tuple[str, ...]:
        """The players, sorted."""
        return tuple(sorted({one.firm for one in self.expeditions}))

    def kits(self, expeditions: Iterable[Expedition]) -> list[Kit]:
        """Choose the equipment of some expeditions that share it, by id."""
        days: dict[str, float] = {}
        for one in expeditions:
            for name in set(one.equipment):
                days[name] = days.get(name, 0.0) + one.days
        return [choose_kit(self.equipment[name], days[name], self.season_days) for name in sorted(days)]

    def of_expeditions(self, expeditions: Sequence[Expedition]) -> float:
        """Cost of some expeditions that share their equipment."""
        return sum(one.own_krub for one in expeditions) + sum(kit.krub for kit in self.kits(expeditions))

    def __call__(self, coalition: Iterable[str]) -> float:
        """Cost of the expeditions of some firms together."""
        chosen = frozenset(coalition)
        return self.of_expeditions([one for one in self.expeditions if one.firm in chosen])

    def table(self) -> Iterator[tuple[tuple[str, ...], float]]:
        """Tell every coalition but the empty one, the smallest first; nothing above twelve firms."""
        if len(self.firms) > MOST_FIRMS:
            return
        for size in range(1, len(self.firms) + 1):
            for coalition in combinations(self.firms, size):
                yield coalition, self(coalition)
