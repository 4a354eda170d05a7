"""How often a model is taken of crops that the weather does not move, and of crops that it does.

``python -m tests.harvest.forecast.noise 60`` counts the table of the method page. Twelve plots, log sd of sites .5,
rest .45; years .5 of pure noise, or years .3 and a slope on the first predictor of berries. One weather station whose
days are noise about a yearly wave. Forecast in mid-August.
"""

import sys
from datetime import date

import numpy as np
from numpy.random import Generator

from kust.harvest.forecasts.backtest import run_backtest
from kust.harvest.forecasts.backtested import WAYS
from kust.harvest.forecasts.judged import refuse
from kust.harvest.forecasts.panel import Panel
from kust.harvest.forecasts.predictors import Skies, calc_standards
from kust.harvest.forecasts.seasons import Species
from kust.harvest.land.weather import Daily, read_times

LAST, PLOTS = 2019, 12
YEARS, SLOPES = (6, 8, 12, 15), (0.0, 0.5)


def make_species(years: int, number: int, slope: float) -> Species:
    random = np.random.default_rng([years, number])
    told = tuple(range(LAST - years + 1, LAST + 1))
    daily = _make_daily(random, told[0] - 2)
    times = read_times("made-up", "berry")
    standards = calc_standards(daily, "berry", times)
    sites = 0.5 * random.normal(size=(PLOTS, 1))
    effect = (0.3 if slope else 0.5) * random.normal(size=(1, years))
    seen = [standards.years.index(year) for year in told]
    effect += slope * np.nan_to_num(standards.past[:, seen, 0])
    kg_ha = np.exp(4 + sites + effect + 0.45 * random.normal(size=(PLOTS, years)))
    names = tuple(f"P{plot}" for plot in range(PLOTS))
    station = np.zeros(PLOTS, dtype=np.int64)
    panel = Panel("made-up", "berry", names, told, kg_ha, np.full_like(kg_ha, np.nan), station)
    return Species("made-up", panel, times, standards, Skies(daily))


def _make_daily(random: Generator, first: int) -> Daily:
    shape = (1, LAST + 2 - first, 365)
    wave = -18 + 36 * np.sin((np.arange(365) - 100) / 365 * 2 * np.pi)
    mean = wave + 1.5 * random.normal(size=(*shape[:2], 1)) + 4 * random.normal(size=shape)
    values = {
        "t_min_c": mean - 5,
        "t_max_c": mean + 5,
        "rain_mm": random.gamma(0.3, 6, size=shape),
        "snow_cm": np.maximum(0, random.normal(20, 10, size=shape)),
    }
    return Daily(("S",), tuple(range(first, LAST + 2)), values)


def is_taken(species: Species, seed: int) -> bool:
    asked = date(LAST + 1, 8, 15), LAST + 1
    left_out, rolled = (
        run_backtest(species, *asked, way=way, level=0.8, seed=seed, draws=400) for way in WAYS
    )
    return refuse(True, left_out, rolled) is None


def count_taken(years: int, panels: int, slope: float) -> int:
    return sum(is_taken(make_species(years, number, slope), number) for number in range(panels))


if __name__ == "__main__":
    for count in YEARS:
        told = [count_taken(count, int(sys.argv[1]), slope) for slope in SLOPES]
        print(f"| {count} | {' | '.join(map(str, told))} |", flush=True)
