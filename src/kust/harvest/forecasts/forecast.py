"""Forecast the crops of a season, jointly over plots and species, with what such forecasts were worth before."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from zlib import crc32

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from kust.data.dataset import Dataset
from kust.harvest.forecasts.backtested import find_misses
from kust.harvest.forecasts.balls import tell_cuts
from kust.harvest.forecasts.crop_model import CropModel, fit_crop, read_figure
from kust.harvest.forecasts.draws import Draws
from kust.harvest.forecasts.forecasted import Forecast, PlotCrop, SpeciesForecast, Term
from kust.harvest.forecasts.judged import Known, judge
from kust.harvest.forecasts.openings import Calendar, forecast_openings, forecast_stages, read_recorded
from kust.harvest.forecasts.panel import Panel, Plots
from kust.harvest.forecasts.predictive import (
    Chances,
    correlate_years,
    draw_climatology,
    draw_hierarchical,
    make_chances,
)
from kust.harvest.forecasts.predictors import make_coming
from kust.harvest.forecasts.scores import calc_ends, calc_quantiles, limit_level
from kust.harvest.forecasts.seasons import Ground, Species, read_ground, read_species
from kust.harvest.land.weather import count_seen
from kust.settings import HarvestForecastSettings

Floats = NDArray[np.float64]
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


def calc_forecast(
    dataset: Dataset,
    *,
    on: date,
    year: int,
    settings: HarvestForecastSettings | None = None,
    draws: int = 1000,
    seed: int = 0,
    species: str | None = None,
) -> Forecast:
    """Forecast the crops of a season from what is known on a day.

    Parameters
    ----------
    dataset
        Uses ``species``, ``plots``, ``yields``, ``weather_stations``, ``weather``, ``permits``. Crops of earlier years
        count, this year's only from 1 November; weather and opening days up to the day.
    on, year
        The day on which the forecast is made, and the season that it is of.
    settings
        Coverage of the intervals, bootstrap samples, degree-days of species.
    draws, seed
        How many joint draws; the same seed gives the same.
    species
        Forecast this one alone, with the draws that it has among all.

    Returns
    -------
    Forecast
        Draws in kg/ha of each plot's own area base, and by species method, intervals, skill and calendar.
        Method: docs/methods/harvest-forecast.md.

    Raises
    ------
    UsageError
        No such species.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> dataset = read_dataset(load("wild-harvest")).dataset
    >>> forecast = calc_forecast(dataset, on=date(2019, 6, 1), year=2019)
    >>> forecast.of("cep").method, forecast.of("cep").reason
    ('none', 'no_yields')
    """
    chosen = settings or HarvestForecastSettings()
    ground = read_ground(dataset, on)
    listed = read_species(dataset, on=on, year=year, settings=chosen, species=species, ground=ground)
    known = [judge(one, on, year, chosen, seed) for one in listed]
    models = {one.species.panel.species: (one.species.panel, one.model) for one in known}
    if species is not None:
        # One species is drawn as it is among all: its figures are those of the whole forecast.
        everyone = read_species(dataset, on=on, year=year, settings=chosen, ground=ground)
        others = [one for one in everyone if one.panel.species != species]
        models |= {one.panel.species: (one.panel, fit_crop(one.panel, one.standards)) for one in others}
    chances = _make_chances(models, list(models)[: len(known)], chosen, draws, seed)
    drawn = Draws(
        year,
        on,
        tuple(one.species.panel.species for one in known),
        ground.plots.ids,
        np.full((draws, len(ground.plots.ids), len(known)), np.nan),
    )
    told = tuple(
        _tell(dataset, one, place, drawn, chances, ground, (on, year, seed), chosen)
        for place, one in enumerate(known)
    )
    return Forecast(
        str(dataset.path), dataset.digest, on, year, chosen.coverage, chosen.bootstraps, seed, told, drawn
    )


def _make_chances(
    models: Mapping[str, tuple[Panel, CropModel | None]],
    wanted: Sequence[str],
    settings: HarvestForecastSettings,
    draws: int,
    seed: int,
) -> Chances:
    """Draw what all species share, and keep the year effects of those wanted."""
    names = sorted(models)
    told = [(name, models[name][1]) for name in names]
    effects: dict[str, Mapping[int, float]] = {name: one.anomalies if one else {} for name, one in told}
    years = sorted({year for panel, _ in models.values() for year in panel.years})
    random = np.random.default_rng([seed, 1])
    made = make_chances(random, draws, correlate_years(effects), years, settings.bootstraps)
    return replace(made, year=made.year[:, [names.index(name) for name in wanted]])


def _tell(
    dataset: Dataset,
    known: Known,
    place: int,
    drawn: Draws,
    chances: Chances,
    ground: Ground,
    asked: tuple[date, int, int],
    settings: HarvestForecastSettings,
) -> SpeciesForecast:
    on, year, seed = asked
    species, panel = known.species, known.species.panel
    random = np.random.default_rng([seed, crc32(panel.species.encode())])
    level = limit_level(settings.coverage, len(panel.known_years))
    donors, strips = species.skies.coming(year, count_seen(on, year))
    usual: Floats | None = None
    terms: tuple[Term, ...] = ()
    if known.model:
        x = make_coming(panel, known.model.design, species.standards, species.times, (donors, strips), year)
        kg_ha, usual = _draw(random, known, known.model, x, chances, place)
        at = [ground.plots.ids.index(plot) for plot in panel.plots]
        drawn.kg_ha[:, at, place] = kg_ha
        usual = _weigh(usual, panel, ground.plots)
        terms = _tell_terms(known.model, x) if known.method == "hierarchical" else ()
    calendar = _make_calendar(random, dataset, species, ground, strips, asked, settings)
    return _sum_up(known, drawn, place, ground.plots, level, usual, terms, calendar)


def _draw(
    random: Generator, known: Known, model: CropModel, x: Floats, chances: Chances, place: int
) -> tuple[Floats, Floats]:
    """Draw the season by the chosen method, and climatology beside it."""
    unknown = float(read_figure("unknown_year_log_sd"))
    usual = draw_climatology(random, model.fit, model.past, chances.year[:, place], unknown)
    if known.method != "hierarchical":
        return usual, usual
    years = model.panel.years
    return draw_hierarchical(random, model.fit, model.occurrence, x, chances, place, years), usual


def _weigh(kg_ha: Floats, panel: Panel, plots: Plots) -> Floats:
    """Mean of plots weighted by area, (draws,); plots without an area are left out unless none has one."""
    area = np.array([plots.area_ha[plots.ids.index(plot)] for plot in panel.plots])
    weight = np.ones(len(area)) if np.isnan(area).all() else np.nan_to_num(area)
    return np.asarray(kg_ha @ weight / weight.sum(), dtype=np.float64)


def _tell_terms(model: CropModel, x: Floats) -> tuple[Term, ...]:
    return tuple(
        Term(
            name,
            float(model.fit.slopes[place]),
            float(x[..., place].mean()),
            float(x[..., place].mean(axis=1).std()),
        )
        for place, name in enumerate(model.design.terms)
    )


def _make_calendar(
    random: Generator,
    dataset: Dataset,
    species: Species,
    ground: Ground,
    strips: Mapping[str, Floats],
    asked: tuple[date, int, int],
    settings: HarvestForecastSettings,
) -> Calendar:
    on, year, _ = asked
    recorded = read_recorded(dataset, species.panel.species, on, year)
    t_mean = strips.get("t_mean_c")
    days = None if t_mean is None else t_mean[..., -365:]
    own = sorted(set(species.panel.station.tolist())) or list(range(len(ground.daily.stations)))
    level = limit_level(settings.coverage, 0 if t_mean is None else t_mean.shape[1])
    stages = forecast_stages(random, species.times, t_mean, own, year, level)
    openings = forecast_openings(random, recorded, ground.daily, days, year, settings.coverage)
    return Calendar(stages["flowering"], stages["ripening"], openings)


def _sum_up(
    known: Known,
    drawn: Draws,
    place: int,
    plots: Plots,
    level: float,
    usual: Floats | None,
    terms: tuple[Term, ...],
    calendar: Calendar,
) -> SpeciesForecast:
    panel, model = known.species.panel, known.model
    at = [plots.ids.index(plot) for plot in panel.plots]
    own = drawn.kg_ha[:, at, place]
    mean = _weigh(own, panel, plots) if model else np.full(len(own), np.nan)
    total = drawn.total_kg(panel.species, plots.area_ha) / 1000
    ends, ends_t = calc_ends(mean, level), calc_ends(total, level)
    # As in the trials: a season without any crop is far from the others, not left out of them.
    log_sd = float(np.log(mean + model.floor).std()) if model else None
    balls = model.balls if model else None
    cuts = tell_cuts(balls.cuts) if balls else None
    return SpeciesForecast(
        species_id=panel.species,
        name=known.species.name,
        group=panel.group,
        method=known.method,
        reason=known.reason,
        years=panel.known_years,
        plots=len(panel.plots),
        plots_without_area=int(np.isnan(plots.area_ha[at]).sum()),
        balls=balls.count if balls else int((~np.isnan(panel.ball)).sum()),
        balls_used=bool(balls and balls.used),
        balls_reason=(balls.reason if balls else "few_years" if panel.plots else None),
        ball_cuts_kg_ha=None if cuts is None else tuple(cuts),
        level=level,
        kg_ha=calc_quantiles(mean, QUANTILES),
        low_kg_ha=ends[0] if ends else None,
        high_kg_ha=ends[1] if ends else None,
        usual_kg_ha=float(np.median(usual)) if usual is not None else None,
        total_t=calc_quantiles(total, QUANTILES),
        low_t=ends_t[0] if ends_t else None,
        high_t=ends_t[1] if ends_t else None,
        log_sd=log_sd,
        terms=terms,
        backtest=known.tried[0],
        rolling_origin=known.tried[1],
        overconfident=find_misses(panel.group, log_sd) if log_sd else (),
        calendar=calendar,
        by_plot=tuple(_tell_plot(plot, own[:, n], level) for n, plot in enumerate(panel.plots))
        if model
        else (),
    )


def _tell_plot(plot: str, kg_ha: Floats, level: float) -> PlotCrop:
    ends = calc_ends(kg_ha, level)
    return PlotCrop(plot, float(np.median(kg_ha)), ends[0] if ends else None, ends[1] if ends else None)
