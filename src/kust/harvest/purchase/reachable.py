"""The crop within reach of pickers: draws × area × the share reached at that distance from a road, and past crops."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray

from kust.data.dataset import Dataset
from kust.harvest.forecasts.draws import Draws
from kust.harvest.forecasts.panel import Plots, read_plots
from kust.law.loader import parameters

Floats = NDArray[np.float64]
# A year in which nothing grew counts as this share of the mean one where logs are taken.
_LEAST = 0.01


def calc_accessible_share(road_km: Floats) -> Floats:
    """Share of a plot's crop that pickers reach, by kilometres to a road; NaN where they are not known.

    >>> calc_accessible_share(np.array([0.5, 4.0, 100.0, np.nan])).tolist()
    [0.9, 0.4, 0.0, nan]
    """
    bands = parameters("harvest.accessible")["bands"]
    ends = np.array([float(band["up_to_km"]) for band in bands])
    shares = np.array([*(float(band["share"]) for band in bands), 0.0])
    found = shares[np.searchsorted(ends, np.nan_to_num(road_km, nan=0.0))]
    return np.where(np.isnan(road_km), np.nan, found)


@dataclass(frozen=True)
class Land:
    """Plots with hectares within reach: ``weight_ha`` = area × share reached, NaN where one of them is not known."""

    plots: Plots
    weight_ha: Floats


def read_land(dataset: Dataset) -> Land:
    """Read the plots and what of them is within reach."""
    plots = read_plots(dataset)
    rows: Any = dataset.collect(dataset.table("plots").select("plot_id", "road_distance_km")).to_native()
    far = np.array(rows.sort("plot_id")["road_distance_km"].to_list(), dtype=np.float64)
    return Land(plots, plots.area_ha * calc_accessible_share(far))


@dataclass(frozen=True)
class Reachable:
    """A species within reach.

    ``plot_kg`` (draws, plots) of the plots ``at`` of which both crop and hectares within reach are known;
    ``plots_unknown``: how many bear it but have no area or no distance to a road. ``past``: by year kilograms within
    reach. ``index`` (draws,) and ``past_index`` by year: how the season stands to a mean one, over all plots that bear
    it, each in shares of its usual crop, so that one large plot by a road does not speak for the region.
    """

    species: str
    at: NDArray[np.int64]
    plot_kg: Floats
    plots_unknown: int
    past: Mapping[int, float]
    index: Floats
    past_index: Mapping[int, float]

    @property
    def is_known(self) -> bool:
        """Whether anything is known of it."""
        return len(self.at) > 0

    @property
    def total_kg(self) -> Floats:
        """(draws,) kilograms, NaN where nothing is known."""
        return self.plot_kg.sum(axis=1) if self.is_known else np.full(len(self.plot_kg), np.nan)

    @property
    def past_log_ratio(self) -> dict[int, float]:
        """By year ln(H / H̄), H̄ the mean of the logs of past years."""
        return {year: float(np.log(one) - self._log_mean) for year, one in self._floored().items()}

    @property
    def log_ratio(self) -> Floats:
        """(draws,) ln(H / H̄) of the season to come; 0 where nothing is known."""
        if np.isnan(self.index).any():
            return np.zeros(len(self.index))
        least = _LEAST * (
            max(self.past_index.values()) if self.past_index else float(self.index.mean()) or 1.0
        )
        return np.log(np.maximum(self.index, least)) - self._log_mean

    @property
    def _log_mean(self) -> float:
        """ln H̄: of past years, without any of them that of the mean of the draws."""
        if self.past_index:
            return float(np.mean(np.log(list(self._floored().values()))))
        mean = float(self.index.mean())
        return float(np.log(mean)) if mean > 0 else 0.0

    def _floored(self) -> dict[int, float]:
        """Past years, one in which nothing grew raised to a hundredth of the best, so that it has a log."""
        least = _LEAST * max(self.past_index.values(), default=0.0)
        return {year: max(one, least) for year, one in self.past_index.items()}


def tell_reachable(draws: Draws, land: Land, crops: pl.DataFrame, species: str) -> Reachable:
    """Bring the draws of a species to kilograms within reach.

    Parameters
    ----------
    crops
        Past crops as of ``read_crops``.
    """
    kg_ha = draws.of(species)
    bears = ~np.isnan(kg_ha).any(axis=0)
    known = bears & ~np.isnan(land.weight_ha)
    at, bearing = np.flatnonzero(known), np.flatnonzero(bears)
    usual = np.where(bears, np.nan_to_num(kg_ha).mean(axis=0), np.nan)
    own = crops.filter(pl.col("species_id") == species)
    kept = bearing[usual[bearing] > 0]
    index = (kg_ha[:, kept] / usual[kept]).mean(axis=1) if len(kept) else np.full(len(kg_ha), np.nan)
    return Reachable(
        species,
        at,
        kg_ha[:, at] * land.weight_ha[at],
        int((bears & ~known).sum()),
        _tell_past(own, land, at, usual, land.weight_ha),
        index,
        _tell_past(own, land, kept, usual, 1 / np.where(usual > 0, usual, np.nan), len(kept)),
    )


def read_crops(dataset: Dataset, before: int) -> pl.DataFrame:
    """Read the weighed crops of years before one: ``species_id``, ``plot_id``, ``year``, ``yield_kg_ha``, sorted."""
    rows: Any = dataset.collect(
        dataset.table("yields")
        .filter(nw.col("year") < before, ~nw.col("yield_kg_ha").is_null())
        .select("species_id", "plot_id", "year", "yield_kg_ha")
    ).to_native()
    found: pl.DataFrame = rows
    return found.sort("species_id", "year", "plot_id")


def _tell_past(
    own: pl.DataFrame, land: Land, at: NDArray[np.int64], usual: Floats, weight: Floats, count: int = 1
) -> dict[int, float]:
    """Estimate each past year over plots by a ratio: Σ w · measured / Σ w · usual of the measured plots · Σ w · usual.

    Of a plot that was not weighed that year, what it usually bears moves with those that were. ``count`` divides it.
    """
    chosen = {land.plots.ids[plot]: plot for plot in at.tolist()}
    whole = float((weight[at] * usual[at]).sum()) / max(count, 1)
    found: dict[int, float] = {}
    for (year,), part in sorted(own.group_by("year")):
        told = [(chosen[p], kg) for p, kg in part.select("plot_id", "yield_kg_ha").iter_rows() if p in chosen]
        beside = float(sum(weight[plot] * usual[plot] for plot, _ in told))
        if told and beside > 0:
            found[int(str(year))] = float(sum(weight[plot] * kg for plot, kg in told)) / beside * whole
    return found if any(found.values()) else {}
