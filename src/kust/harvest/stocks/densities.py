"""From surveys to kilograms a hectare with their errors: weighed, counted with specimens, or by projective cover.

weighed          M, m as told
count, specimen  M = n·g,  m = √((n·m_g)² + (g·m_n)²)
cover            M = cover in % · mass of 1 %, m alike
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, fsum, hypot, sqrt
from statistics import fmean, stdev
from typing import Any

import narwhals as nw

from kust.data.dataset import Dataset
from kust.harvest.stocks.ranges import Amount
from kust.settings import HarvestStockSettings

# A gram on a square metre is ten kilograms on a hectare.
KG_HA_IN_G_M2 = 10.0
Key = tuple[str, str]


@dataclass(frozen=True)
class Measured:
    """A mean and its standard error, None where it is not known."""

    value: float
    error: float | None

    @property
    def is_too_sure(self) -> bool:
        """Whether it is above 0 and told without any error: nothing in a forest is."""
        return self.error == 0 and self.value > 0

    def times(self, other: "Measured") -> "Measured":
        """Multiply two means that err independently, to the first order; one that is too sure makes the product so.

        >>> Measured(10.0, 0.3).times(Measured(2.0, 0.08))
        Measured(value=20.0, error=1.0)
        """
        if self.error is None or other.error is None:
            return Measured(self.value * other.value, None)
        if self.is_too_sure or other.is_too_sure:
            return Measured(self.value * other.value, 0.0)
        error = hypot(self.value * other.error, other.value * self.error)
        return Measured(self.value * other.value, error)


@dataclass(frozen=True)
class Density:
    """Kilograms a hectare of a plot's own area base, with the halves of its interval.

    ``method``: ``mass``, ``model_specimen`` or ``cover``; ``year`` of the surveys; ``flags``: codes of what it stands
    on beside them. ``error``: the standard error, None where the prior takes its place: none was told, or one of 0.
    """

    plot_id: str
    species_id: str
    year: int
    method: str
    kg_ha: Amount
    error: float | None
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Surveyed:
    """What the surveys tell: densities; why others of the surveyed plots have none; balls of the latest season."""

    densities: Mapping[Key, Density]
    without: Mapping[Key, str]
    balls: Mapping[Key, tuple[int, ...]]


def read_surveyed(
    dataset: Dataset,
    on: date,
    settings: HarvestStockSettings,
    *,
    species: Sequence[str],
    errors_wide: float,
    prior_log_sd: float,
) -> Surveyed:
    """Bring the surveys up to a day to kilograms a hectare.

    Of a plot and species the latest season counts that gives kilograms; within it what was weighed before what was
    counted before cover. Balls are never brought to kilograms.

    Parameters
    ----------
    errors_wide
        How many standard errors the halves of the intervals are wide.
    prior_log_sd
        Of the log of a density whose survey tells no error.
    """
    columns = ("plot_id", "species_id", "surveyed_on", "method", "value", "standard_error", "measure")
    table = dataset.table("surveys").filter(
        nw.col("surveyed_on") <= on, nw.col("species_id").is_in(list(species)), ~nw.col("value").is_null()
    )
    rows: Any = dataset.collect(table.select(*columns)).to_native()
    seasons: dict[Key, dict[int, dict[str, list[Measured]]]] = {}
    order = ["plot_id", "species_id", "surveyed_on", "measure", "value", "standard_error"]
    for row in rows.sort(order, nulls_last=True).iter_rows(named=True):
        season = seasons.setdefault((row["plot_id"], row["species_id"]), {})
        of = season.setdefault(row["surveyed_on"].year, {})
        of.setdefault(_kind(row), []).append(Measured(row["value"], row["standard_error"]))
    return _Bench(seasons, settings, errors_wide, prior_log_sd).work_out()


def _kind(row: Mapping[str, Any]) -> str:
    """Name what a row measures; grams beside cover are the mass of 1 % of it on a square metre."""
    return "percent_mass" if row["measure"] == "g" and row["method"] == "cover" else str(row["measure"])


def join_repeats(repeats: Sequence[Measured]) -> Measured:
    """Join repeats of one survey into a mean with its error.

    It is that of their scatter, s/√n, or √Σm²/n of the errors that all tell, whichever is larger; one without an error
    has none.

    >>> join_repeats([Measured(10.0, None), Measured(14.0, None)]).error
    2.0
    >>> join_repeats([Measured(10.0, 0.1), Measured(14.0, 0.1)]).error
    2.0
    """
    count = len(repeats)
    mean = fmean(one.value for one in repeats)
    errors = [one.error for one in repeats if one.error is not None]
    told = sqrt(fsum(error**2 for error in errors)) / count if len(errors) == count else None
    scatter = stdev(one.value for one in repeats) / sqrt(count) if count > 1 else None
    return Measured(mean, max((one for one in (told, scatter) if one is not None), default=None))


class _Bench:
    """All surveys by plot and species, season and measure, with what one plot lends another."""

    def __init__(
        self,
        seasons: Mapping[Key, Mapping[int, Mapping[str, list[Measured]]]],
        settings: HarvestStockSettings,
        errors_wide: float,
        prior_log_sd: float,
    ) -> None:
        self.seasons, self.settings = seasons, settings
        self.wide, self.prior = errors_wide, prior_log_sd
        self.lent: dict[tuple[str, str], list[float]] = {}
        for (_, species), told in seasons.items():
            for kind in ("g", "percent_mass"):
                years = [year for year, kinds in told.items() if kind in kinds]
                if years:
                    mass = join_repeats(told[max(years)][kind])
                    self.lent.setdefault((species, kind), []).append(mass.value)

    def work_out(self) -> Surveyed:
        densities: dict[Key, Density] = {}
        without: dict[Key, str] = {}
        balls: dict[Key, tuple[int, ...]] = {}
        for key, seasons in self.seasons.items():
            found = next(
                filter(None, (self._density(key, year) for year in sorted(seasons, reverse=True))), None
            )
            if found:
                densities[key] = found
            else:
                without[key] = self._reason(seasons.values())
            told = [year for year, kinds in seasons.items() if "ball" in kinds]
            if told:
                balls[key] = tuple(round(one.value) for one in seasons[max(told)]["ball"])
        return Surveyed(densities, without, balls)

    def _reason(self, seasons: Iterable[Mapping[str, list[Measured]]]) -> str:
        kinds = {kind for season in seasons for kind in season}
        if "per_m2" in kinds:
            return "no_specimen_mass"
        if "share" in kinds:
            return "no_percent_mass"
        return "only_balls" if "ball" in kinds else "no_count"

    def _density(self, key: Key, year: int) -> Density | None:
        kinds = {kind: join_repeats(rows) for kind, rows in self.seasons[key][year].items()}
        if "kg_per_ha" in kinds:
            return self._finish(key, year, "mass", kinds["kg_per_ha"], ())
        if "per_m2" in kinds:
            found = self._find_mass(key, year, "g")
            if found:
                return self._product(key, year, "model_specimen", kinds["per_m2"], found)
        if "share" in kinds:
            percent = Measured(
                100 * kinds["share"].value,
                None if kinds["share"].error is None else 100 * kinds["share"].error,
            )
            found = self._find_mass(key, year, "percent_mass") or self._mass_of_settings(key[1])
            if found:
                return self._product(key, year, "cover", percent, found)
        return None

    def _find_mass(self, key: Key, year: int, kind: str) -> tuple[Measured, str] | None:
        """Find the mass of a specimen (of 1 % of cover): this season's, the plot's own latest, the other plots'."""
        own = self.seasons[key]
        years = [one for one, kinds in own.items() if kind in kinds]
        if years:
            return join_repeats(own[year if year in years else max(years)][kind]), ""
        lent = self.lent.get((key[1], kind), [])
        if not lent:
            return None
        # How far a plot that was not weighed may lie from the mean of those that were.
        spread = stdev(lent) * sqrt(1 + 1 / len(lent)) if len(lent) > 1 else None
        return Measured(fmean(lent), spread), f"{kind}_of_other_plots"

    def _mass_of_settings(self, species: str) -> tuple[Measured, str] | None:
        mass = self.settings.percent_mass_g.get(species)
        if mass is None:
            return None
        return Measured(mass, self.settings.percent_mass_error_g.get(species)), "percent_mass_of_settings"

    def _product(
        self, key: Key, year: int, method: str, amount: Measured, found: tuple[Measured, str]
    ) -> Density:
        mass, flag = found
        product = amount.times(mass)
        error = None if product.error is None else product.error * KG_HA_IN_G_M2
        told = Measured(product.value * KG_HA_IN_G_M2, error)
        if not flag or not error or mass.error is None or amount.error is None:
            return self._finish(key, year, method, told, (flag,) if flag else ())
        # A lent mass errs on all plots alike, the count on each by itself.
        own = self.wide * KG_HA_IN_G_M2 * mass.value * amount.error
        lent = self.wide * KG_HA_IN_G_M2 * amount.value * mass.error
        return Density(*key, year, method, Amount(told.value, own, lent, lent), error, (flag,))

    def _finish(self, key: Key, year: int, method: str, told: Measured, flags: tuple[str, ...]) -> Density:
        if told.error:
            amount = Amount(told.value, own=self.wide * told.error)
            return Density(*key, year, method, amount, told.error, flags)
        far = self.wide * self.prior
        amount = Amount(told.value, low=told.value * (1 - exp(-far)), high=told.value * (exp(far) - 1))
        flag = (
            "zero_without_error" if told.value <= 0 else "prior_error" if told.error is None else "zero_error"
        )
        return Density(*key, year, method, amount, None, (*flags, flag))
