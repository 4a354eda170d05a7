"""The crop of a plot that several expeditions go to: no two pick the same kilogram."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kust.harvest.forecasts.draws import Draws
from kust.harvest.journeys.expedition_outcomes import Sales
from kust.harvest.journeys.expedition_plan import Expedition
from kust.harvest.purchase.reachable import Land

Floats = NDArray[np.float64]
Parts = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Crowded:
    """A plot whose crop of a species expeditions together would reach more of than there is: ``reach`` above 1."""

    plot_id: str
    species_id: str
    expeditions: tuple[str, ...]
    reach: float


@dataclass(frozen=True)
class SharedCrops:
    """What expeditions find and sell; of a plot where their reach adds up to more than 1, each its part of the whole.

    ``reach_share`` of expeditions that tell none. ``sold``: sales known already, by expedition and the parts it has.
    """

    draws: Draws
    land: Land
    prices: Mapping[str, Floats]
    reach_share: float
    sold: dict[tuple[object, ...], Sales] = field(default_factory=dict)

    def reach(self, one: Expedition) -> float:
        """Return the share of a plot's crop that an expedition reaches alone."""
        return self.reach_share if one.reach_share is None else one.reach_share

    def find(self, one: Expedition, parts: Parts) -> tuple[dict[str, Floats], list[tuple[str, str]]]:
        """Find what grows within reach: by species (draws,) kilograms; a plot without an area is told.

        A species that is not known on any of the plots is left out where the plan did not ask for it by name.
        ``parts``: by plot and species the part of its reach that an expedition has, 1 where nothing is told.
        """
        found: dict[str, Floats] = {}
        missing: list[tuple[str, str]] = []
        at = [self.draws.plots.index(plot) for plot in one.plots]
        area = self.land.plots.area_ha[at]
        for species in one.species or self.draws.species:
            kg_ha = self.draws.of(species)[:, at]
            bears = ~np.isnan(kg_ha).any(axis=0)
            if not bears.any():
                missing += [("crop", species)] if one.species else []
                continue
            missing += [("area", one.plots[n]) for n in np.flatnonzero(bears & np.isnan(area)).tolist()]
            part = np.array([parts.get((plot, species), 1.0) for plot in one.plots])
            found[species] = (kg_ha[:, bears] * (area * part)[bears]).sum(axis=1) * self.reach(one)
        return found, sorted(set(missing))

    def list_unknown(self, one: Expedition) -> tuple[tuple[str, str], ...]:
        """List the plots of which nothing is known of a species that the plan names: what grows there is not in."""
        return tuple(
            (plot, species)
            for plot in one.plots
            for species in one.species or ()
            if np.isnan(self.draws.of(species)[:, self.draws.plots.index(plot)]).any()
        )

    def list_crowded(self, expeditions: Sequence[Expedition]) -> list[Crowded]:
        """List the plots and species that expeditions together would reach more of than there is."""
        goes: dict[tuple[str, str], list[Expedition]] = {}
        for one in expeditions:
            for species in one.species or self.draws.species:
                for plot in dict.fromkeys(one.plots):
                    goes.setdefault((plot, species), []).append(one)
        found = [
            Crowded(*key, tuple(one.id for one in many), sum(self.reach(one) for one in many))
            for key, many in sorted(goes.items())
            if not np.isnan(self.draws.of(key[1])[:, self.draws.plots.index(key[0])]).any()
        ]
        return [one for one in found if one.reach > 1 + 1e-9]

    def share(self, sales: Sequence[Sales]) -> Sequence[Sales]:
        """Return what expeditions sell that go in one season; alone where none is in another's way."""
        crowded = self.list_crowded([one.expedition for one in sales])
        if not crowded:
            return sales
        return [self._share_one(one, crowded) for one in sales]

    def _share_one(self, alone: Sales, crowded: Sequence[Crowded]) -> Sales:
        one = alone.expedition
        parts = {(c.plot_id, c.species_id): 1 / c.reach for c in crowded if one.id in c.expeditions}
        if not parts:
            return alone
        key = (one.id, *sorted(parts.items()))
        if key not in self.sold:
            self.sold[key] = self.sell(one, self.find(one, parts)[0])[0]
        return self.sold[key]

    def sell(self, one: Expedition, found: Mapping[str, Floats]) -> tuple[Sales, dict[str, Floats], str]:
        """Sell what an expedition brings of what it finds: sales, (draws,) kilograms by species, what holds them."""
        brought, limit = pick(one, found, self.prices)
        revenue = np.sum([brought[species] * self.prices[species] for species in brought], axis=0) / 1000
        haul = np.sum(list(brought.values()), axis=0) * one.haul_rub_kg / 1000
        return Sales(one, revenue, haul), brought, limit


def pick(
    one: Expedition, found: Mapping[str, Floats], prices: Mapping[str, Floats]
) -> tuple[dict[str, Floats], str]:
    """Pick what is worth most a day first, within the days of the crew and what can be hauled.

    Returns
    -------
    tuple
        (draws,) kilograms brought by species, and what holds them in most draws: ``crop``, ``crew`` or ``capacity``.
    """
    rates = {species: one.rate(species) or 0.0 for species in found}
    order = sorted(found, key=lambda name: (-rates[name] * float(np.median(prices[name])), name))
    draws = len(next(iter(found.values())))
    days = np.full(draws, one.days)
    room = np.full(draws, np.inf if one.capacity_kg is None else one.capacity_kg)
    brought = {}
    for species in order:
        kg = np.minimum(np.minimum(found[species], days * rates[species]), room)
        brought[species] = kg
        days, room = days - kg / rates[species], room - kg
    held = {"capacity": (room <= 1e-6).mean(), "crew": (days <= 1e-6).mean()}
    most = max(held, key=lambda name: float(held[name]))
    return brought, most if held[most] > 0.5 else "crop"
