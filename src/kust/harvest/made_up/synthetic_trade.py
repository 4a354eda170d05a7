"""Made-up purchases from pickers and admissible volumes of the made-up forest."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.random import Generator
from numpy.typing import NDArray

from kust.harvest.land.calendar_days import day_of
from kust.harvest.made_up.synthetic_crops import MadeUpCrops
from kust.harvest.made_up.synthetic_places import NORTH, SOUTH

# By how many per cent the price moves when the crop grows by one.
ELASTICITY = -0.5
DEMAND_SD = 0.12
_PRICE_SD = 0.04
_WEEKS = {
    "cranberry": 6,
    "cowberry": 5,
    "bilberry": 4,
    "cep": 6,
    "chanterelle": 7,
    "pine-nut": 6,
    "fireweed": 4,
}
_LAG = (4, 10)
_ADMISSIBLE_TIMES = 2.5


def make_purchases(
    random: Generator, crops: MadeUpCrops, settlements: pl.DataFrame, known: pl.DataFrame
) -> pl.DataFrame:
    """Make the purchases of former years around the example's, which stay as they are.

    mass of a year = mass of the example's year · crop / crop of that year · noise; the price follows the crop by
    ``ELASTICITY``; a settlement's share follows its people, a week's share a hump after the opening.
    """
    last = max(known["week_on"].to_list()).year
    rows = [dict(row) for row in known.iter_rows(named=True)]
    homes = settlements["settlement_id"].to_list()
    people = settlements["population"].to_numpy().astype(np.float64) ** 0.6
    for species, told in known.group_by("species_id", maintain_order=True):
        name = str(species[0])
        total, crop = float(told["mass_kg"].sum()), crops.total_kg_ha(name)
        price = float((told["mass_kg"] * told["price_rub_kg"]).sum()) / total
        # Where nothing grew in the year that was bought in, the usual crop stands for it.
        base = float(crop[crops.years.index(last)]) or float(crop.mean()) or 1.0
        weights = people * random.gamma(1.5, 1.0, len(homes))
        sellers = np.argsort(-weights)[:9]
        share = weights[sellers] / weights[sellers].sum()
        for number, year in enumerate(crops.years):
            noise = float(np.exp(random.normal(0.0, DEMAND_SD)))
            if year >= last:
                continue
            ratio = crop[number] / base
            opens = day_of(float(crops.opening[name][:, number].mean()), year)
            rows += _make_year(
                random,
                (name, [homes[place] for place in sellers], share),
                (total * ratio * noise, price * ratio**ELASTICITY),
                opens,
            )
    return pl.DataFrame(rows, schema=known.schema).sort("species_id", "week_on", "settlement_id")


def _make_year(
    random: Generator,
    sellers: tuple[str, list[str], NDArray[np.float64]],
    year: tuple[float, float],
    opens: date,
) -> list[dict[str, object]]:
    species, homes, share = sellers
    mass, price = year
    weeks = _WEEKS[species]
    hump = np.sin(np.pi * (np.arange(weeks) + 0.7) / (weeks + 0.6))
    first = opens - timedelta(days=opens.weekday())
    rows: list[dict[str, object]] = []
    for home, part in zip(homes, share, strict=True):
        parts = hump * random.gamma(8.0, 1 / 8.0, weeks)
        for week, one in enumerate(mass * part * parts / parts.sum()):
            rubles = price * float(np.exp(random.normal(0.0, _PRICE_SD)))
            rows.append(
                {
                    "species_id": species,
                    "settlement_id": home,
                    "week_on": first + timedelta(days=7 * week),
                    "mass_kg": float(round(one)),
                    "price_rub_kg": float(round(rubles)),
                }
            )
    return [row for row in rows if row["mass_kg"]]


def make_permits(
    random: Generator, crops: MadeUpCrops, bought_t: Mapping[str, float], last_year: int
) -> pl.DataFrame:
    """Make admissible volumes and opening days: the north opens 4 to 10 days after the south.

    The season after the last has its volumes, but its days are not decided yet.
    """
    rows: list[dict[str, object]] = []
    years = [year for year in crops.years if year <= last_year]
    for species, opening in crops.opening.items():
        share = dict(zip((*SOUTH, *NORTH), random.dirichlet(np.full(4, 6.0)), strict=True))
        volume = {
            name: round(_ADMISSIBLE_TIMES * bought_t[species] * float(part), 1)
            for name, part in share.items()
        }
        for number, year in enumerate(years):
            south = day_of(float(opening[0, number] + random.normal(0.0, 2.0)), year)
            north = south + timedelta(days=int(random.integers(_LAG[0], _LAG[1] + 1)))
            closes = south + timedelta(days=7 * _WEEKS[species] + 14)
            rows += _permits_of(species, year, volume, (south, north), closes)
        rows += _permits_of(species, last_year + 1, volume, (None, None), None)
    return pl.DataFrame(rows, infer_schema_length=None).sort("species_id", "year", "forestry")


def _permits_of(
    species: str,
    year: int,
    volume: Mapping[str, float],
    opens: Sequence[date | None],
    closes: date | None,
) -> list[dict[str, object]]:
    return [
        {
            "forestry": forestry,
            "species_id": species,
            "year": year,
            "admissible_t": volume[forestry],
            "opens_on": opens[forestry in NORTH],
            "closes_on": closes,
        }
        for forestry in (*SOUTH, *NORTH)
    ]
