"""The plan inside the season: what is bought so far moves the draws, what is still to come is what they leave."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kust.harvest.purchase.prices import read_procurement_figure
from kust.harvest.purchase.season_weeks import Profile

Floats = NDArray[np.float64]
# Below this share of the season what came in tells nothing of the rest.
_LEAST_CUMULATIVE = 0.02


@dataclass(frozen=True)
class SoFar:
    """What is bought of a species in the season up to a day.

    ``kg`` of rows with a mass; ``gaps``: rows without. ``price_rub_kg`` of rows with both. ``spent_krub``: rows with a
    mass but no price count at that price; None where no row tells one.
    """

    until: date
    kg: float
    gaps: int
    unpriced_kg: float
    price_rub_kg: float | None
    spent_krub: float | None


def tell_so_far(rows: pl.DataFrame, species: str, year: int, until: date) -> SoFar | None:
    """Sum up the season's rows of a species; None where there are none."""
    own = rows.filter((pl.col("species_id") == species) & (pl.col("year") == year))
    if not len(own):
        return None
    kg, priced = float(own["known_kg"].sum()), float(own["priced_kg"].sum())
    spent = float(own["spent_rub"].sum())
    price = spent / priced if priced > 0 else None
    whole = 0.0 if kg == 0 else None if price is None else (spent + (kg - priced) * price) / 1000
    return SoFar(until, kg, int(own["gaps"].sum()), kg - priced, price, whole)


def find_end_of_book(rows: pl.DataFrame, year: int, on: date) -> date | None:
    """Find the day until which purchases of the season are written down: the end of the last week of any species."""
    last = rows.filter(pl.col("year") == year)["week_on"].max()
    if not isinstance(last, date):
        return None
    return min(on, date.fromordinal(last.toordinal() + 6))


def update(kg: Floats, cumulative: Floats, bought_kg: float) -> Floats:
    """Move the draws of a season towards what is bought so far: (draws,) kilograms of the whole season.

    In logs, an ensemble Kalman step (Evensen, Journal of Geophysical Research 99, 1994) whose observation, what is
    bought divided by the share of the season that is over, is as uncertain as that share::

        ln B' = ln B + g · (ln(O / c) − ln B),   g = Var(ln B) / (Var(ln B) + Var(ln c))

    Parameters
    ----------
    kg
        (draws,) kilograms of the season as planned.
    cumulative
        (draws,) share of the season that is over.
    bought_kg
        O; less than a kilogram counts as one.

    Examples
    --------
    >>> update(np.array([50.0, 200.0]), np.array([0.5, 0.5]), 60.0).round(1).tolist()
    [117.9, 121.3]
    """
    if np.median(cumulative) < _LEAST_CUMULATIVE or not (kg > 0).any():
        return kg
    log = np.log(np.maximum(kg, 1.0))
    over = np.log(np.maximum(cumulative, _LEAST_CUMULATIVE))
    noise = max(float(over.var()), read_procurement_figure("least_log_sd") ** 2)
    gain = float(log.var()) / (float(log.var()) + noise)
    seen = np.log(max(bought_kg, 1.0)) - over
    return np.asarray(np.exp(log + gain * (seen - log)), dtype=np.float64)


def find_rest(kg: Floats, profile: Profile, so_far: SoFar) -> tuple[Floats, Floats]:
    """Work out what is still to come: (draws,) kilograms, and its weeks (draws, weeks).

    What is still to come is B' · (1 − c): the part of the season that is not over.
    """
    over = profile.until(so_far.until)
    # Where masses are missing their sum says only that no less was bought.
    season = np.maximum(kg, so_far.kg) if so_far.gaps else update(kg, over, so_far.kg)
    return season * (1 - over), profile.after(so_far.until)
