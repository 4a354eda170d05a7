"""Buying points and boiling stations that stand, and to which of them each settlement's species can be brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from kust.data.dataset import Dataset
from kust.harvest.land.ways import Spots, Ways, read_settlements, read_ways
from kust.harvest.land.working_days import calc_open_share
from kust.settings import HarvestSitingSettings

Floats = NDArray[np.float64]
_NEAREST = 4
_BOILED = "mushroom"
BOILING, BUYING = "boiling_station", "buying_point"


@dataclass(frozen=True)
class Station:
    """A site that stands; ``capacity_kg`` a week is None where nothing limits it, costs None where not told."""

    site_id: str
    settlement_id: str | None
    kind: str
    capacity_kg: float | None
    fixed_cost_krub: float | None
    cost_rub_kg: float | None
    opens: str | None
    closes: str | None

    def open_share(self, week: date) -> float:
        """Share of the days of a week on which it is open; one that tells no days always is."""
        return calc_open_share(self.opens, self.closes, week)


@dataclass(frozen=True)
class Network:
    """Stations with the ways of settlements to them: ``ways`` (settlements, stations)."""

    stations: tuple[Station, ...]
    settlements: Spots
    ways: Ways

    def choose_kind(self, group: str) -> str:
        """Choose the kind of station: mushrooms go to boiling stations where one stands, all else to buying points."""
        kinds = {station.kind for station in self.stations}
        return BOILING if group == _BOILED and BOILING in kinds else BUYING

    def rank(self, settlement: int, kind: str, hours_to_spoilage: float | None) -> list[int]:
        """Rank the stations of a kind for a settlement: the nearest first, those in time only."""
        hours = self.ways.hours[settlement]
        limit = np.inf if hours_to_spoilage is None else hours_to_spoilage
        near = [
            (float(hours[place]), place)
            for place, station in enumerate(self.stations)
            if station.kind == kind and not np.isnan(hours[place]) and hours[place] <= limit
        ]
        return [place for _, place in sorted(near)[:_NEAREST]]


def read_network(dataset: Dataset, settings: HarvestSitingSettings | None = None) -> Network:
    """Read the stations that exist already and the ways to them."""
    rows: Any = dataset.collect(
        dataset.table("processing_sites").filter(nw.col("exists") == nw.lit(True))
    ).to_native()
    stations = tuple(_make(row) for row in rows.sort("site_id").iter_rows(named=True))
    settlements = read_settlements(dataset)
    spots = _place(stations, settlements)
    homes = [station.settlement_id for station in stations]
    ways = read_ways(dataset, settlements, spots, settings, homes=homes)
    return Network(stations, settlements, ways)


def _make(row: dict[str, Any]) -> Station:
    capacity = row["capacity_t_week"]
    return Station(
        row["site_id"],
        row["settlement_id"],
        row["kind"],
        None if capacity is None else 1000.0 * capacity,
        row["fixed_cost_krub"],
        # Thousand roubles a tonne are roubles a kilogram.
        row["cost_krub_t"],
        row["opens"],
        row["closes"],
    )


def _place(stations: Sequence[Station], settlements: Spots) -> Spots:
    at = {name: place for place, name in enumerate(settlements.ids)}
    places = [at.get(station.settlement_id or "") for station in stations]

    def pick(values: Floats) -> Floats:
        return np.array([np.nan if place is None else values[place] for place in places], dtype=np.float64)

    ids = tuple(station.site_id for station in stations)
    return Spots(ids, pick(settlements.latitude), pick(settlements.longitude))
