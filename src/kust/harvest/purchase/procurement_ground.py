"""What a plan of purchases is made from, read once for all species."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.harvest.forecasts.forecasted import Forecast
from kust.harvest.forecasts.seasons import find_last_known
from kust.harvest.land.ways import read_ways, spots_of
from kust.harvest.purchase.bought import read_permits
from kust.harvest.purchase.ceiling import Market, read_market
from kust.harvest.purchase.in_season import find_end_of_book
from kust.harvest.purchase.purchases import read_purchases
from kust.harvest.purchase.reachable import Land, read_crops, read_land
from kust.harvest.purchase.season_weeks import read_closings, read_openings
from kust.harvest.purchase.stations import Network, read_network
from kust.settings import HarvestProcurementSettings, HarvestSitingSettings

Floats = NDArray[np.float64]
_LISTED = 20


_BY_SPECIES = (
    "share_bought", "price_rub_kg", "elasticity", "demand_kg", "loss_share", "missed_rub_kg", "shortfall_rub_kg",
)  # fmt: skip
_BY_PRODUCT = ("selling_price_rub", "processing_rub")


def _check_settings(
    settings: HarvestProcurementSettings, species: Sequence[str], products: Sequence[str]
) -> None:
    """Refuse a figure for a species or a product that is not there: a slip of the pen would silently do nothing."""
    for fields, known in ((_BY_SPECIES, species), (_BY_PRODUCT, products)):
        for field in fields:
            for told in sorted(set(getattr(settings, field)) - set(known)):
                listed = ", ".join(sorted(known)[:_LISTED]) + (", …" if len(known) > _LISTED else "")
                raise UsageError(
                    "harvest_setting", section="procurement", field=field, value=told, known=listed or "–"
                )


@dataclass(frozen=True)
class Ground:
    """All that is read once for every species."""

    forecast: Forecast
    settings: HarvestProcurementSettings
    certainty: float
    purchases: pl.DataFrame
    book_until: date | None
    crops: pl.DataFrame
    land: Land
    permits: Mapping[str, Mapping[str, float]]
    openings: Mapping[str, Mapping[int, date]]
    closings: Mapping[str, Mapping[str, date | None]]
    network: Network
    plot_km: Floats
    species: Mapping[str, Mapping[str, Any]]
    names: Mapping[str, str]
    market: Market
    seed: int

    @property
    def year(self) -> int:
        """The season."""
        return self.forecast.year


def read_ground(
    dataset: Dataset,
    forecast: Forecast,
    settings: HarvestProcurementSettings,
    certainty: float,
    seed: int,
    siting: HarvestSitingSettings | None = None,
) -> Ground:
    """Read all that the plan of a forecast's season needs; ``names`` are those of settlements and products."""
    on, year = forecast.on, forecast.year
    purchases = read_purchases(dataset, on)
    land = read_land(dataset)
    network = read_network(dataset, siting)
    rows: Any = dataset.collect(dataset.table("species")).to_native()
    names: dict[str, str] = {}
    for table, key in (("products", "product_id"), ("settlements", "settlement_id")):
        told: Any = dataset.collect(dataset.table(table).select(key, "name")).to_native()
        names |= dict(told.iter_rows())
        if table == "products":
            _check_settings(settings, rows["species_id"].to_list(), told["product_id"].to_list())
    return Ground(
        forecast=forecast,
        settings=settings,
        certainty=certainty,
        purchases=purchases,
        book_until=find_end_of_book(purchases, year, on),
        crops=read_crops(dataset, find_last_known(on, year) + 1),
        land=land,
        permits=read_permits(dataset, year),
        openings=read_openings(dataset, year),
        closings=read_closings(dataset, year),
        network=network,
        plot_km=read_ways(dataset, spots_of(land.plots), network.settlements, siting).km,
        species={row["species_id"]: row for row in rows.iter_rows(named=True)},
        names=names,
        market=read_market(dataset, year, settings.selling_price_rub, settings.processing_rub),
        seed=seed,
    )
