"""When what is bought comes in: the opening of the season to come, and the weekly profiles of past ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import ndtri

from kust.data.dataset import Dataset
from kust.harvest.forecasts.openings import Calendar, DayRange
from kust.harvest.land.calendar_days import day_of, number_of_day

Floats = NDArray[np.float64]
# What is bought earlier than this before a season opens is of last year's crop, or a slip of the pen.
_EARLY_DAYS, _FAR = 21, 2.5


def read_openings(dataset: Dataset, before: int) -> dict[str, dict[int, date]]:
    """Read the first opening day of each past year by species."""
    rows: Any = dataset.collect(
        dataset.table("permits")
        .filter(nw.col("year") < before, ~nw.col("opens_on").is_null())
        .group_by("species_id", "year")
        .agg(nw.col("opens_on").min())
    ).to_native()
    found: dict[str, dict[int, date]] = {}
    for species, year, day in sorted(rows.iter_rows()):
        found.setdefault(species, {})[year] = day
    return found


def read_closings(dataset: Dataset, year: int) -> dict[str, dict[str, date | None]]:
    """Read the last day of a season by species and forestry; None where a forestry's row does not tell it."""
    rows: Any = dataset.collect(
        dataset.table("permits").filter(nw.col("year") == year).select("species_id", "forestry", "closes_on")
    ).to_native()
    found: dict[str, dict[str, date | None]] = {}
    for species, forestry, day in sorted(rows.iter_rows(), key=lambda row: row[:2]):
        found.setdefault(species, {})[forestry] = day
    return found


@dataclass(frozen=True)
class Opens:
    """The opening of a season: the day, its sd in days, and its basis.

    ``basis``: ``bought`` (the first week of purchases of a season that goes on), ``calendar`` (of the forecast:
    decided, thermal time or mean day), ``ripening``, ``past`` (mean of past seasons).
    """

    day: date
    sd: float
    basis: str


def find_opening(
    calendar: Calendar | None, past: Mapping[int, date], year: int, begun: date | None = None
) -> Opens | None:
    """Find when the season opens: its first purchases, else as it was expected to; None where nothing is known.

    ``begun``: the week of the first purchases; long before the opening expected they are not this crop's.
    """
    expected = _expect_opening(calendar, past, year)
    if begun is None:
        return expected
    if expected and (expected.day - begun).days > max(_EARLY_DAYS, _FAR * expected.sd):
        return expected
    return Opens(begun, 0.0, "bought")


def _expect_opening(calendar: Calendar | None, past: Mapping[int, date], year: int) -> Opens | None:
    """Expect it by the first forestry of the calendar, else past openings, else ripening."""
    if calendar is not None and calendar.openings:
        first = min((one.when for one in calendar.openings), key=lambda when: when.day)
        return Opens(first.day, _sd_of(first), "calendar")
    if past:
        days = np.array([number_of_day(day) for day in past.values()], dtype=np.float64)
        # One past season tells no spread: a week either way stands for it.
        sd = float(days.std(ddof=1) * np.sqrt(1 + 1 / len(days))) if len(days) > 1 else 7.0
        return Opens(day_of(float(days.mean()), year), sd, "past")
    if calendar is not None and calendar.ripening is not None:
        return Opens(calendar.ripening.day, _sd_of(calendar.ripening), "ripening")
    return None


def _sd_of(when: DayRange) -> float:
    if when.low is None or when.high is None:
        return 7.0
    return (when.high - when.low).days / 2 / float(ndtri(0.5 + when.level / 2))


@dataclass(frozen=True)
class Profile:
    """Shares of what a species brings by week.

    ``weeks`` are Mondays; ``shares`` (draws, weeks) add up to 1 in each draw.
    """

    weeks: tuple[date, ...]
    shares: Floats

    def until(self, day: date) -> Floats:
        """Share that has come in by the end of a day, a week that goes on in proportion to its days: (draws,)."""
        done = [min(max((day - week).days + 1, 0), 7) / 7 for week in self.weeks]
        return np.asarray(self.shares @ np.array(done), dtype=np.float64)

    def after(self, day: date) -> Floats:
        """Shares of what comes in after a day by week, adding up to 1 in a draw (0 where nothing is left)."""
        left = np.array([1 - min(max((day - week).days + 1, 0), 7) / 7 for week in self.weeks])
        rest = self.shares * left
        whole = rest.sum(axis=1, keepdims=True)
        return np.asarray(np.where(whole > 0, rest / np.where(whole > 0, whole, 1.0), 0.0), dtype=np.float64)

    def close(
        self, last: Mapping[str, date | None], shares: Mapping[str, Floats]
    ) -> tuple["Profile", Floats]:
        """Leave out what would come in after the last day: the profile without it, and the share that stays, (draws,).

        Parameters
        ----------
        last
            The last day by forestry, None where it does not close.
        shares
            By forestry its share of what comes in, (draws,); together 1.
        """
        kept = np.zeros_like(self.shares)
        for forestry, share in shares.items():
            day = last.get(forestry)
            before = [1.0 if day is None else min(max((day - one).days + 1, 0), 7) / 7 for one in self.weeks]
            kept += self.shares * share[:, None] * np.array(before)
        whole = kept.sum(axis=1)
        rest = np.where(whole[:, None] > 0, kept / np.where(whole > 0, whole, 1.0)[:, None], 0.0)
        return Profile(self.weeks, rest), whole


def draw_profile(random: Generator, opens: Opens, profiles: Floats, draws: int) -> Profile:
    """Draw profiles: an opening day, and from it on the weeks of a past year in each draw.

    Parameters
    ----------
    profiles
        (years, weeks) shares from the opening on.
    """
    days = np.rint(opens.sd * random.normal(size=draws)).astype(np.int64) + opens.day.toordinal()
    # Ordinal 1 was a Monday.
    mondays = (days - 1) // 7
    donor = random.permutation(np.arange(draws) % len(profiles))
    first, last = int(mondays.min()), int(mondays.max()) + profiles.shape[1]
    shares = np.zeros((draws, last - first))
    columns = (mondays - first)[:, None] + np.arange(profiles.shape[1])[None, :]
    shares[np.arange(draws)[:, None], columns] = profiles[donor]
    kept = np.flatnonzero(shares.any(axis=0))
    span = range(int(kept[0]), int(kept[-1]) + 1)
    weeks = tuple(date.fromordinal(7 * (first + place) + 1) for place in span)
    return Profile(weeks, shares[:, span.start : span.stop])


def lay_on(profile: Floats, weeks: Sequence[date], axis: Sequence[date]) -> Floats:
    """Put columns of weeks onto a longer axis of weeks: (draws, axis)."""
    found = np.zeros((len(profile), len(axis)))
    at = {week: place for place, week in enumerate(axis)}
    found[:, [at[week] for week in weeks]] = profile
    return found
