"""Buying points and boiling stations that stand, and to which of them each settlement's species can be brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from kust.data.dataset import Dataset
from kust.harvest.land.ways import Spots, Ways, read_settlements, read_ways

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
        """Share of the days of a week on which it is open; one that tells no days always is.

        >>> Station("K", None, "buying_point", None, None, None, "07-10", None).open_share(date(2019, 7, 8))
        0.7142857142857143
        """
        days = [week + timedelta(days=number) for number in range(7)]
        first, last = self.opens or "01-01", self.closes or "12-31"
        return sum(first <= day.strftime("%m-%d") <= last for day in days) / 7


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


def read_network(dataset: Dataset) -> Network:
    """Read the stations that exist already and the ways to them."""
    rows: Any = dataset.collect(
        dataset.table("processing_sites").filter(nw.col("exists") == nw.lit(True))
    ).to_native()
    stations = tuple(_make(row) for row in rows.sort("site_id").iter_rows(named=True))
    settlements = read_settlements(dataset)
    spots = _place(stations, settlements)
    ways = read_ways(dataset, settlements, spots)
    for place, station in enumerate(stations):
        if station.settlement_id in settlements.ids:
            home = settlements.ids.index(station.settlement_id)
            ways.hours[home, place] = ways.km[home, place] = 0.0
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
