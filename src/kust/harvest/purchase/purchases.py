"""Past purchases from pickers: what was bought of each species, where, in which week, at what price."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray

from kust.data.dataset import Dataset

KEYS = ("species_id", "settlement_id", "week_on")
# What is bought before this part of a season came early: last year's berries, or a row with a slip in its day.
_BEGUN = 0.01


@dataclass(frozen=True)
class Season:
    """What was bought of a species in a year.

    ``kg`` is None where the mass of a row is missing. ``price_rub_kg``: weighted by mass over rows that tell both.
    """

    year: int
    kg: float | None
    price_rub_kg: float | None


def read_purchases(dataset: Dataset, until: date) -> pl.DataFrame:
    """Read the purchases of weeks that began by a day, rows of one key added up; any day stands for its week.

    Returns
    -------
    pl.DataFrame
        ``species_id``, ``settlement_id``, ``week_on``, ``year``; ``kg`` (null where a mass is missing), ``known_kg``,
        ``priced_kg`` and ``spent_rub`` of rows with mass and price, sorted.
    """
    mass, price = nw.col("mass_kg"), nw.col("price_rub_kg")
    both = ~mass.is_null() & ~price.is_null()
    lines = (
        dataset.table("harvest_purchases")
        .filter(nw.col("week_on") <= until)
        .with_columns(
            known=nw.when(mass.is_null()).then(nw.lit(0.0)).otherwise(mass),
            gap=nw.when(mass.is_null()).then(nw.lit(1)).otherwise(nw.lit(0)),
            priced=nw.when(both).then(mass).otherwise(nw.lit(0.0)),
            spent=nw.when(both).then(mass * price).otherwise(nw.lit(0.0)),
        )
        .group_by(*KEYS)
        .agg(
            known_kg=nw.col("known").sum(),
            gaps=nw.col("gap").sum(),
            priced_kg=nw.col("priced").sum(),
            spent_rub=nw.col("spent").sum(),
        )
    )
    rows: Any = dataset.collect(lines).to_native()
    # Weeks are laid side by side by their Mondays: a row of a Wednesday would make a week of its own.
    weeks: pl.DataFrame = rows.sort(*KEYS).with_columns(pl.col("week_on").dt.truncate("1w"))
    found = weeks.group_by(*KEYS).agg(pl.col("known_kg", "gaps", "priced_kg", "spent_rub").sum())
    return found.with_columns(
        kg=pl.when(pl.col("gaps") == 0).then("known_kg"), year=pl.col("week_on").dt.year().cast(pl.Int64)
    ).sort(*KEYS)


def tell_seasons(rows: pl.DataFrame, species: str, before: int) -> list[Season]:
    """Add up the years of a species before one, the oldest first."""
    own = rows.filter((pl.col("species_id") == species) & (pl.col("year") < before))
    found = []
    for (year,), part in sorted(own.group_by("year")):
        kg = None if part["kg"].null_count() else float(part["kg"].sum())
        priced = float(part["priced_kg"].sum())
        found.append(Season(int(str(year)), kg, float(part["spent_rub"].sum()) / priced if priced else None))
    return found


def tell_price_moves(rows: pl.DataFrame, species: str, year: int, until: date) -> NDArray[np.float64]:
    """Tell how the price moved in past seasons after the same day of the year, in logs, a figure a year.

    ln(price of what was bought after the day / price of what was bought by it), both weighted by mass.
    """
    own = rows.filter((pl.col("species_id") == species) & (pl.col("year") < year) & (pl.col("priced_kg") > 0))
    found = []
    for _, part in sorted(own.group_by("year")):
        late = pl.Series([(week.month, week.day) > (until.month, until.day) for week in part["week_on"]])
        prices = [
            float(side["spent_rub"].sum()) / float(side["priced_kg"].sum())
            for side in (part.filter(~late), part.filter(late))
            if len(side)
        ]
        if len(prices) == 2 and min(prices) > 0:
            found.append(float(np.log(prices[1] / prices[0])))
    return np.array(found)


def tell_settlement_shares(rows: pl.DataFrame, species: str, before: int) -> Mapping[str, float]:
    """Share of each settlement in what was ever bought of a species before a year, by known kilograms."""
    own = rows.filter((pl.col("species_id") == species) & (pl.col("year") < before))
    by_place = own.group_by("settlement_id").agg(pl.col("known_kg").sum()).sort("settlement_id")
    total = float(by_place["known_kg"].sum())
    if total <= 0:
        return {}
    return {place: kg / total for place, kg in by_place.iter_rows() if kg > 0}


def tell_first_weeks(rows: pl.DataFrame, species: str, running: int) -> dict[int, date]:
    """Tell the week of each year by which a hundredth of the season was bought; of the running year, of a usual season.

    A running season of which less was bought has not begun, and is not told.
    """
    own = rows.filter((pl.col("species_id") == species) & (pl.col("known_kg") > 0))
    weeks = own.group_by("year", "week_on").agg(pl.col("known_kg").sum()).sort("year", "week_on")
    totals = dict(weeks.group_by("year").agg(pl.col("known_kg").sum()).iter_rows())
    past = [kg for year, kg in totals.items() if year < running]
    totals[running] = float(np.median(past)) if past else totals.get(running, 0.0)
    least = pl.col("year").replace_strict(totals, return_dtype=pl.Float64) * _BEGUN
    begun = weeks.filter(pl.col("known_kg").cum_sum().over("year") >= least)
    return dict(begun.group_by("year").agg(pl.col("week_on").min()).sort("year").iter_rows())


def tell_profiles(
    rows: pl.DataFrame, species: str, openings: Mapping[int, date], before: int
) -> NDArray[np.float64]:
    """Share of each week from the opening on, a row a past year with whole figures: (years, weeks).

    A year without a recorded opening opens in its first week of purchases; what was bought before the opening counts
    in its week.
    """
    begun = tell_first_weeks(rows, species, before)
    own = rows.filter((pl.col("species_id") == species) & (pl.col("year") < before))
    years: list[dict[int, float]] = []
    for (year,), part in sorted(own.group_by("year")):
        if part["kg"].null_count() or float(part["kg"].sum()) <= 0:
            continue
        opens = openings.get(int(str(year)), begun[int(str(year))])
        first = opens.toordinal() - opens.weekday()
        shares: dict[int, float] = {}
        for week, kg in part.select("week_on", "kg").iter_rows():
            place = max(0, (week.toordinal() - first) // 7)
            shares[place] = shares.get(place, 0.0) + kg
        years.append(shares)
    if not years:
        return np.empty((0, 0))
    found = np.zeros((len(years), 1 + max(max(one) for one in years)))
    for place, one in enumerate(years):
        for week, kg in one.items():
            found[place, week] = kg
    return np.asarray(found / found.sum(axis=1, keepdims=True), dtype=np.float64)
