"""What of a species stands on a plot or a share of it, and what of that is within reach."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.harvest.land.plot_places import PlotPlace
from kust.harvest.stocks.densities import Density
from kust.harvest.stocks.ranges import Amount, Range, sum_amounts
from kust.harvest.stocks.stock_rules import Turnover, find_turnover
from kust.settings import HarvestStockSettings

_NEXT_TO_NOTHING = 1e-9


@dataclass(frozen=True)
class CountedSpecies:
    """A species with its turnover; ``dry_share``: air-dry mass of a kilogram of fresh mass."""

    species_id: str
    name: str
    group: str
    dry_share: float | None
    turnover: Turnover


@dataclass(frozen=True)
class Part:
    """A plot's share in a unit, with what is known of a species on it; ``reason``: why it has no kilograms."""

    place: PlotPlace
    share: float
    density: Density | None
    reason: str | None
    balls: tuple[int, ...]
    reach: Range

    @property
    def area_ha(self) -> float | None:
        return None if self.place.area_ha is None else self.place.area_ha * self.share

    @cached_property
    def amount(self) -> Amount | None:
        """Kilograms of the part."""
        if self.density is None or self.area_ha is None:
            return None
        return self.density.kg_ha.times(self.area_ha)


def read_counted(
    dataset: Dataset, asked: str | None, settings: HarvestStockSettings
) -> dict[str, CountedSpecies]:
    """Read the species by id, all or the one asked for.

    Raises
    ------
    UsageError
        There is no such species.
    """
    columns = ("species_id", "name", "group", "recovery_years", "dry_share")
    rows: Any = dataset.collect(dataset.table("species").select(*columns)).to_native()
    found = {
        row["species_id"]: CountedSpecies(
            row["species_id"],
            row["name"],
            row["group"],
            row["dry_share"],
            find_turnover(row["species_id"], row["group"], row["recovery_years"], settings),
        )
        for row in rows.sort("species_id").iter_rows(named=True)
    }
    if asked is None:
        return found
    if asked not in found:
        raise UsageError("choice", option="species", value=asked, known=", ".join(found) or "–")
    return {asked: found[asked]}


def sum_reach(parts: Sequence[Part]) -> Range:
    """What of the stock is within reach; a plot at an unknown distance adds from nothing to all of it."""
    near, unknown = [], []
    for part in parts:
        amount, reach = part.amount, part.reach
        if amount is None:
            continue
        if reach.value is None or reach.low is None or reach.high is None:
            unknown.append(amount)
            continue
        within = amount.times(reach.value)
        down, up = reach.value - reach.low, reach.high - reach.value
        near.append(
            Amount(
                within.value, within.own, within.low + down * amount.value, within.high + up * amount.value
            )
        )
    if not near and not unknown:
        return Range()
    sure = sum_amounts(near)
    if not unknown:
        return sure
    return Range(sure.low, None, (sure.high or 0.0) + (sum_amounts(unknown).high or 0.0))


def find_flags(
    species: CountedSpecies, stock: Range, parts: Sequence[Part], commercial: Mapping[str, float]
) -> set[str]:
    """Find the codes of what a row's figures stand on beside the surveys."""
    flags = {flag for part in parts if part.density for flag in part.density.flags}
    counted = [part for part in parts if part.amount]
    if stock.value and stock.low is not None and stock.low <= _NEXT_TO_NOTHING * stock.value:
        flags.add("imprecise")
    least = commercial.get(species.group, 0.0)
    if any(part.density.kg_ha.value < least for part in counted if part.density):
        flags.add("reserve")
    if any(part.place.area_from == "outline" for part in counted):
        flags.add("area_from_outline")
    if any(part.place.road_km is None for part in counted):
        flags.add("distance_unknown")
    if counted and species.turnover.basis == "unknown":
        flags.add("turnover_unknown")
    return flags
