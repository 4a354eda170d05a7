"""All that the map and the report of a season are made from, worked out once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.harvest.forecasts.forecast import calc_forecast
from kust.harvest.forecasts.forecasted import Forecast
from kust.harvest.land.assumed import Assumed, list_assumed
from kust.harvest.land.cells import check_resolution, choose_resolution, find_cell_shape, spread_plots
from kust.harvest.land.crop_places import CropPlace, calc_crop_places
from kust.harvest.land.geometry import Shape
from kust.harvest.land.invented import is_made_up
from kust.harvest.land.plot_places import PlotPlace, read_plot_places
from kust.harvest.purchase.procured import Procurement
from kust.harvest.purchase.procurement import calc_procurement
from kust.harvest.siting.elsewhere import SitedKind, calc_elsewhere
from kust.harvest.siting.place import KINDS, Wish
from kust.harvest.stocks.stock import calc_stock
from kust.harvest.stocks.stocked import Stock
from kust.settings import HarvestSettings

FOREST = (
    "species", "plots", "surveys", "yields", "weather_stations", "weather", "settlements", "processing_sites",
    "travel_times", "harvest_purchases", "permits",
)  # fmt: skip


@dataclass(frozen=True)
class Home:
    """A settlement with its place."""

    settlement_id: str
    name: str
    latitude: float
    longitude: float
    population: int | None


@dataclass(frozen=True)
class Site:
    """A place where a station stands or could stand."""

    site_id: str
    kind: str
    settlement_id: str | None
    exists: bool | None
    capacity_t_week: float | None
    opens: str | None
    closes: str | None


@dataclass(frozen=True)
class Land:
    """Plots, settlements and sites; ``cells``: outlines of the cells that plots lie in.

    ``resolution``: of the cells; None where the plots themselves stand for cells.
    """

    plots: Mapping[str, PlotPlace]
    homes: Mapping[str, Home]
    sites: Mapping[str, Site]
    cells: Mapping[str, Shape]
    resolution: int | None


@dataclass(frozen=True)
class Season:
    """A season of a forest: forecast, where it grows, what stands, where stations stand, and the money if asked for.

    ``by_cell``, ``by_forestry``: the forecast added up, draw by draw. ``sited``: by kind of station; ``not_sited``: why
    a kind has none. ``north``: mean latitude of the plots by forestry. ``made_up``: whether the data say so. ``empty``:
    tables of the forest without a row. ``assumed``: figures taken that are not data.
    """

    name: str
    path: str
    digest: str
    made_up: bool
    on: date
    year: int
    land: Land
    forecast: Forecast
    by_cell: tuple[CropPlace, ...]
    by_forestry: tuple[CropPlace, ...]
    north: Mapping[str, float]
    sited: Mapping[str, SitedKind]
    not_sited: Mapping[str, UsageError]
    empty: tuple[str, ...]
    stock: Stock | None = None
    procurement: Procurement | None = None
    assumed: tuple[Assumed, ...] = ()

    def name_of(self, species: str) -> str:
        """Name a species."""
        return self.forecast.of(species).name


def calc_season(
    dataset: Dataset,
    *,
    on: date,
    year: int,
    settings: HarvestSettings | None = None,
    species: str | None = None,
    resolution: int | None = None,
    problem: str = "median",
    with_money: bool = False,
    forecast: Forecast | None = None,
) -> Season:
    """Work out everything about a season.

    Parameters
    ----------
    dataset
        All tables of the forest.
    on, year
        The day on which it is made, and the season.
    species
        Only this one.
    resolution
        Of the cells, 0 to 9; by default what can be seen on a map of the land: cells of 6 to 9, or the plots.
    problem
        How stations are placed: ``median`` or ``center``.
    with_money
        Whether stock and procurement are wanted too.
    forecast
        One made already, of the same day, year and species.

    Raises
    ------
    UsageError
        No such species, resolution or problem.
    MissingEngineError
        The extra ``maps`` is not installed.
    """
    chosen = settings or HarvestSettings()
    if resolution is not None:
        check_resolution(resolution)
    made = forecast or calc_forecast(dataset, on=on, year=year, settings=chosen.forecast, species=species)
    land, shares = _lay_out(dataset, resolution)
    plots = land.plots
    sited, not_sited = _site(dataset, chosen, on, species, problem)
    forestries = {plot: {place.forestry: 1.0} for plot, place in plots.items()}
    return Season(
        name=_name(dataset),
        path=str(dataset.path),
        digest=dataset.digest,
        made_up=is_made_up(dataset),
        on=on,
        year=year,
        land=land,
        forecast=made,
        by_cell=calc_crop_places(made, plots, shares),
        by_forestry=calc_crop_places(made, plots, forestries),
        north=_find_north(plots),
        sited=sited,
        not_sited=not_sited,
        empty=tuple(name for name in FOREST if not dataset.has(name)),
        stock=calc_stock(dataset, on=on, settings=chosen.stock, species=species) if with_money else None,
        procurement=_procure(dataset, chosen, made, species) if with_money else None,
        assumed=list_assumed("report" if with_money else "map", chosen),
    )


def _lay_out(
    dataset: Dataset, resolution: int | None
) -> tuple[Land, Mapping[str, Mapping[str | None, float]]]:
    """Read what lies where, and spread the plots over cells; where they are seen well each is its own cell."""
    plots, homes = read_plot_places(dataset), _read_homes(dataset)
    around = [(home.longitude, home.latitude) for home in homes.values()]
    chosen = choose_resolution(plots.values(), around) if resolution is None else resolution
    if chosen is None:
        shapes = {name: place.shape for name, place in plots.items() if place.shape}
        shares = {name: {name if name in shapes else None: 1.0} for name in plots}
    else:
        shares = spread_plots(plots.values(), chosen)
        cells = {cell for inside in shares.values() for cell in inside if cell is not None}
        shapes = {cell: find_cell_shape(cell) for cell in sorted(cells)}
    return Land(plots, homes, _read_sites(dataset), shapes, chosen), shares


def _procure(
    dataset: Dataset, settings: HarvestSettings, forecast: Forecast, species: str | None
) -> Procurement:
    return calc_procurement(
        dataset,
        on=forecast.on,
        year=forecast.year,
        settings=settings.procurement,
        forecast_settings=settings.forecast,
        siting_settings=settings.siting,
        species=species,
        forecast=forecast,
    )


def _site(
    dataset: Dataset, settings: HarvestSettings, on: date, species: str | None, problem: str
) -> tuple[dict[str, SitedKind], dict[str, UsageError]]:
    """Place the stations of each kind that the data have sites of."""
    found: dict[str, SitedKind] = {}
    refused: dict[str, UsageError] = {}
    for kind in KINDS:
        wanted = () if species is None else (species,)
        wish = Wish(problem=problem, kind=kind, species=wanted)  # type: ignore[arg-type]  # checked there
        try:
            found[kind] = calc_elsewhere(dataset, wish, settings.siting, on=on)
        except UsageError as error:
            if error.code == "choice":
                raise
            refused[kind] = error
    return found, refused


def _read_homes(dataset: Dataset) -> dict[str, Home]:
    rows: Any = dataset.collect(dataset.table("settlements")).to_native()
    names = ("settlement_id", "name", "latitude", "longitude", "population")
    ordered = rows.sort("settlement_id").select(*names)
    return {row["settlement_id"]: Home(**row) for row in ordered.iter_rows(named=True)}


def _read_sites(dataset: Dataset) -> dict[str, Site]:
    rows: Any = dataset.collect(dataset.table("processing_sites")).to_native()
    names = ("site_id", "kind", "settlement_id", "exists", "capacity_t_week", "opens", "closes")
    ordered = rows.sort("site_id").select(*names)
    return {row["site_id"]: Site(**row) for row in ordered.iter_rows(named=True)}


def _find_north(plots: Mapping[str, PlotPlace]) -> dict[str, float]:
    """Find the mean latitude of the plots of each forestry, by which north is told from south."""
    at: dict[str, list[float]] = {}
    for plot in plots.values():
        if plot.forestry and plot.shape:
            at.setdefault(plot.forestry, []).append(plot.shape.middle[1])
    return {forestry: sum(many) / len(many) for forestry, many in at.items()}


def _name(dataset: Dataset) -> str:
    """Name the forest by its only cluster, else by the folder."""
    names = dataset.rows("clusters").select("name").collect().to_series().to_list()
    path = Path(dataset.path)
    return str(names[0]) if len(names) == 1 and names[0] else path.name if path.is_dir() else path.stem
