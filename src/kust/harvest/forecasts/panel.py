"""The panel of a species: what each plot bore in each year, in kilograms or balls, with the weather beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray

from kust.data.dataset import Dataset
from kust.harvest.land.plot_places import read_plot_places
from kust.harvest.land.weather import CROP_BEFORE

Floats = NDArray[np.float64]
# Of how many years before, and how many years the panel must know a predictor in.
MEMORY_YEARS = 3
_KNOWN_SHARE = 0.8


@dataclass(frozen=True)
class Panel:
    """Crops of one species.

    ``kg_ha``: (plots, years), NaN where not measured, 0 where nothing grew. ``ball``: (plots, years), NaN where there
    is none or where kilograms are known. ``station``: (plots,) place of the plot's weather station.
    """

    species: str
    group: str
    plots: tuple[str, ...]
    years: tuple[int, ...]
    kg_ha: Floats
    ball: Floats
    station: NDArray[np.int64]

    @property
    def log(self) -> Floats:
        """Natural logs of the crops above 0, NaN elsewhere."""
        return np.log(np.where(self.kg_ha > 0, self.kg_ha, np.nan))

    @property
    def known_years(self) -> tuple[int, ...]:
        """Years in which kilograms were measured on at least one plot, crops of 0 included."""
        told = ~np.isnan(self.kg_ha).all(axis=0) if len(self.plots) else np.zeros(len(self.years), bool)
        return tuple(year for year, known in zip(self.years, np.asarray(told).tolist(), strict=True) if known)

    def until(self, year: int) -> "Panel":
        """Forget a year and all after it."""
        return self._forget(np.array(self.years) >= year)

    def without(self, first: int, last: int) -> "Panel":
        """Forget the years from one to another, both ends among them."""
        return self._forget((np.array(self.years) >= first) & (np.array(self.years) <= last))

    def _forget(self, gone: NDArray[np.bool_]) -> "Panel":
        kg_ha, ball = np.where(gone, np.nan, self.kg_ha), np.where(gone, np.nan, self.ball)
        return replace(self, kg_ha=kg_ha, ball=ball)

    def crop_before(self, years: Sequence[int]) -> Floats:
        """Work out the crops before each year: the mean anomaly of the region in up to three years before.

        The anomaly of a year is the mean over plots of log crop − the plot's own mean log; a year of which no crop
        above 0 is known has none. Where none of the three is known it is 0, the mean of all years.
        """
        log = self.log
        known = ~np.isnan(log)
        own = np.where(known, log, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
        gap = np.where(known, log - own[:, None], 0.0)
        anomaly = np.where(known.any(axis=0), gap.sum(axis=0) / np.maximum(known.sum(axis=0), 1), np.nan)
        by_year = dict(zip(self.years, anomaly.tolist(), strict=True))
        found = []
        for year in years:
            before = [by_year.get(year - back, np.nan) for back in range(1, MEMORY_YEARS + 1)]
            told = [one for one in before if not np.isnan(one)]
            found.append(sum(told) / len(told) if told else 0.0)
        return np.array(found)


@dataclass(frozen=True)
class Plots:
    """Plots of a dataset: ids in order, area, middle of the outline (NaN where there is none), forestry."""

    ids: tuple[str, ...]
    area_ha: Floats
    latitude: Floats
    longitude: Floats
    forestry: tuple[str | None, ...]


def read_plots(dataset: Dataset) -> Plots:
    """Read the plots as :func:`kust.harvest.land.plot_places.read_plot_places` does: its areas are everybody's."""
    places = read_plot_places(dataset)
    unknown = (float("nan"), float("nan"))
    middles = [place.shape.middle if place.shape else unknown for place in places.values()]
    return Plots(
        tuple(places),
        np.array([place.area_ha for place in places.values()], dtype=np.float64),
        np.array([latitude for _, latitude in middles]),
        np.array([longitude for longitude, _ in middles]),
        tuple(place.forestry for place in places.values()),
    )


def find_stations(dataset: Dataset, plots: Plots, stations: Sequence[str]) -> NDArray[np.int64]:
    """Find the nearest weather station of each plot; a plot without a place takes that of the middle of all plots."""
    rows: Any = dataset.collect(dataset.table("weather_stations")).to_native()
    places = {row["weather_station_id"]: row for row in rows.iter_rows(named=True)}
    if not stations:
        return np.zeros(len(plots.ids), dtype=np.int64)
    latitude = np.array([places[one]["latitude"] for one in stations])
    longitude = np.array([places[one]["longitude"] for one in stations])
    known = ~np.isnan(plots.latitude)
    middle = (
        (plots.latitude[known].mean(), plots.longitude[known].mean())
        if known.any()
        else (latitude[0], longitude[0])
    )
    here = np.where(known, plots.latitude, middle[0]), np.where(known, plots.longitude, middle[1])
    narrow = np.cos(np.radians(here[0]))[:, None]
    far = (here[0][:, None] - latitude) ** 2 + (narrow * (here[1][:, None] - longitude)) ** 2
    return np.asarray(np.argmin(far, axis=1), dtype=np.int64)


def read_panels(
    dataset: Dataset,
    plots: Plots,
    stations: NDArray[np.int64],
    *,
    before: int,
    species: Sequence[str] | None = None,
) -> list[Panel]:
    """Read the panel of each species of the dataset from years before ``before``, sorted by species id.

    A species without a row of yields has an empty panel.
    """
    told: Any = dataset.collect(dataset.table("species").select("species_id", "group")).to_native()
    groups = {row[0]: row[1] for row in told.sort("species_id").iter_rows()}
    columns = ("plot_id", "species_id", "year", "yield_kg_ha", "ball")
    rows: Any = dataset.collect(
        dataset.table("yields").filter(nw.col("year") < before).select(*columns)
    ).to_native()
    wanted = groups if species is None else {one: groups[one] for one in species}
    number = {plot: place for place, plot in enumerate(plots.ids)}
    return [_make_panel(one, group, rows, stations, number) for one, group in wanted.items()]


def _make_panel(
    species: str,
    group: str,
    rows: pl.DataFrame,
    stations: NDArray[np.int64],
    number: Mapping[str, int],
) -> Panel:
    own = rows.filter(
        (pl.col("species_id") == species)
        & (pl.col("yield_kg_ha").is_not_null() | pl.col("ball").is_not_null())
        & pl.col("plot_id").is_in(list(number))
    )
    bearing = sorted(set(own["plot_id"].to_list()))
    told = own["year"].to_list()
    years = tuple(range(min(told), max(told) + 1)) if told else ()
    at = {plot: place for place, plot in enumerate(bearing)}
    kg_ha, ball = (np.full((len(bearing), len(years)), np.nan) for _ in range(2))
    for plot, year, mass, score in own.select("plot_id", "year", "yield_kg_ha", "ball").iter_rows():
        place = (at[plot], year - years[0])
        if mass is not None:
            kg_ha[place] = mass
        elif score is not None:
            ball[place] = score
    station = np.array([stations[number[plot]] for plot in bearing], dtype=np.int64)
    return Panel(species, group, tuple(bearing), years, kg_ha, ball, station)


def count_terms(years: int) -> int:
    """Count the predictors that so many years can bear: (Y − 2) // 3, at least 1.

    >>> [count_terms(years) for years in (5, 8, 12, 20)]
    [1, 2, 3, 6]
    """
    return max(1, (years - 2) // 3)


def choose_terms(order: Sequence[str], known_share: Mapping[str, float], years: int) -> tuple[str, ...]:
    """Choose the first predictors by theory, of those that are known in nearly all years; never by their fit."""
    usable = [one for one in order if one == CROP_BEFORE or known_share.get(one, 0.0) >= _KNOWN_SHARE]
    return tuple(usable[: count_terms(years)])
