"""What a forecast says of cells, forestries or any other units: draws of their plots added up, draw by draw."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kust.harvest.forecasts.forecasted import Forecast
from kust.harvest.forecasts.scores import calc_ends
from kust.harvest.land.plot_places import PlotPlace
from kust.harvest.stocks.ranges import Range

Floats = NDArray[np.float64]
Shares = Mapping[str, Mapping[str | None, float]]


@dataclass(frozen=True)
class CropPlace:
    """The forecast of a species in a unit, over its surveyed plots.

    ``unit``: a cell, a forestry; None where plots name none or have no outline. ``plots`` of which the crop is known,
    ``without_area`` of them without an area: they are in neither figure unless none has one, and then ``t`` is not
    known. ``area_ha`` of the plots' parts inside. ``kg_ha`` and ``t``: median and the ends of the interval that the
    forecast promises; the ends are None where nothing can be promised. ``bases`` of the areas: hectares of two bases
    are different hectares.
    """

    species_id: str
    unit: str | None
    plots: int
    without_area: int
    area_ha: float | None
    kg_ha: Range
    t: Range
    bases: tuple[str, ...]

    @property
    def width(self) -> float | None:
        """How wide the interval is beside its median: (high − low) / median."""
        low, value, high = self.kg_ha.low, self.kg_ha.value, self.kg_ha.high
        return None if low is None or high is None or not value else (high - low) / value


def calc_crop_places(
    forecast: Forecast, places: Mapping[str, PlotPlace], shares: Shares
) -> tuple[CropPlace, ...]:
    """Add the draws of plots up by unit: Σ kg/ha · area · share of the plot inside, in each draw.

    Parameters
    ----------
    forecast
        Joint draws over plots and species, with the coverage promised by species.
    places
        Plots by id.
    shares
        By plot id the share of it in each unit, as of :func:`kust.harvest.land.cells.spread_plots`.

    Returns
    -------
    tuple
        By species and unit, units without a name last.
    """
    return tuple(
        _sum_up(forecast, species, unit, inside, places)
        for species in forecast.draws.species
        for unit, inside in _gather(forecast, species, shares)
    )


def sum_draws(
    forecast: Forecast, species: str, inside: Mapping[str, float], places: Mapping[str, PlotPlace]
) -> Floats:
    """Add up a species over plots or parts of plots: (draws,) kilograms; plots without an area are left out."""
    kg_ha, area = _pick(forecast, species, inside, places)
    known = ~np.isnan(area)
    if not known.any():
        return np.full(len(kg_ha), np.nan)
    return np.asarray(kg_ha[:, known] @ area[known], dtype=np.float64)


def _gather(forecast: Forecast, species: str, shares: Shares) -> list[tuple[str | None, dict[str, float]]]:
    """Find the plots of each unit whose crop is known."""
    draws = forecast.draws
    known = np.asarray(~np.isnan(draws.of(species)).any(axis=0)).tolist()
    units: dict[str | None, dict[str, float]] = {}
    for plot, is_known in zip(draws.plots, known, strict=True):
        for unit, share in shares.get(plot, {}).items() if is_known else ():
            units.setdefault(unit, {})[plot] = share
    return sorted(units.items(), key=lambda item: (item[0] is None, item[0] or ""))


def _pick(
    forecast: Forecast, species: str, inside: Mapping[str, float], places: Mapping[str, PlotPlace]
) -> tuple[Floats, Floats]:
    draws = forecast.draws
    at = [draws.plots.index(plot) for plot in inside]
    areas = [places[plot].area_ha for plot in inside]
    area = [np.nan if one is None else one * share for one, share in zip(areas, inside.values(), strict=True)]
    return draws.of(species)[:, at], np.array(area, dtype=np.float64)


def _sum_up(
    forecast: Forecast,
    species: str,
    unit: str | None,
    inside: Mapping[str, float],
    places: Mapping[str, PlotPlace],
) -> CropPlace:
    kg_ha, area = _pick(forecast, species, inside, places)
    level = forecast.of(species).level
    known = ~np.isnan(area)
    weight = np.nan_to_num(area) if known.any() else np.array(list(inside.values()))
    total = sum_draws(forecast, species, inside, places) / 1000
    return CropPlace(
        species,
        unit,
        plots=len(inside),
        without_area=int((~known).sum()),
        area_ha=float(area[known].sum()) if known.any() else None,
        kg_ha=_range(kg_ha @ weight / weight.sum(), level),
        t=_range(total, level),
        bases=tuple(sorted({places[plot].area_base for plot in inside})),
    )


def _range(draws: Floats, level: float) -> Range:
    if np.isnan(draws).any():
        return Range()
    ends = calc_ends(draws, level) or (None, None)
    return Range(ends[0], float(np.median(draws)), ends[1])
