"""How the map and the report of a season write figures, days, species and places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

from kust.documents.harvest.season import Season
from kust.drawings.canvas import SHADES
from kust.harvest.forecasts.openings import DayRange
from kust.harvest.stocks.ranges import Range
from kust.i18n import number, say

_EXACT_BELOW, _VERY_EXACT_BELOW = 100.0, 1.0
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
DASH = "–"


@dataclass(frozen=True)
class Teller:
    """Words and figures of a language; ``words`` is the catalogue."""

    lang: str
    words: str = "harvest_report"

    def t(self, code: str, **values: object) -> str:
        """Word a code of the catalogue."""
        return say(f"{self.words}.{code}", self.lang, **values)

    def figure(self, value: float | None) -> str:
        """Write a figure with as many digits as it needs; one that is not known is a dash."""
        if value is None:
            return DASH
        size = abs(value)
        digits = 0 if size >= _EXACT_BELOW or value == 0 else 1 if size >= _VERY_EXACT_BELOW else 2
        return number(value, self.lang, digits)

    def span(self, low: float | None, high: float | None) -> str:
        """Write an interval."""
        return DASH if low is None or high is None else f"{self.figure(low)}–{self.figure(high)}"

    def range(self, range_: Range) -> str:
        """Write a figure with its interval."""
        if range_.value is None:
            return DASH
        if range_.low is None or range_.high is None:
            return self.figure(range_.value)
        return f"{self.figure(range_.value)} ({self.span(range_.low, range_.high)})"

    def day(self, day: date) -> str:
        """Write a day of the season without its year.

        >>> Teller("ru").day(date(2020, 8, 1)), Teller("en").day(date(2020, 8, 1))
        ('1 августа', '1 August')
        """
        return f"{day.day}\u00a0{self.t(f'of_month.{day.month}')}".replace("\u00a0", " ")

    def short_day(self, day: date) -> str:
        """Write a day in figures."""
        return f"{day:%d.%m}"

    def when(self, when: DayRange) -> str:
        """Write a day with its interval."""
        if when.low is None or when.high is None or when.low == when.high:
            return self.short_day(when.day)
        return f"{self.short_day(when.day)} ({self.short_day(when.low)}–{self.short_day(when.high)})"

    def place(self, season: Season, settlement: str | None, otherwise: str) -> str:
        """Name a settlement."""
        home = season.land.homes.get(settlement or "")
        return home.name if home else settlement or otherwise

    def site(self, season: Season, site: str | None) -> str:
        """Name a site by the settlement where it stands."""
        if site is None:
            return self.t("nobody")
        one = season.land.sites.get(site)
        return self.place(season, one.settlement_id if one else None, site)


def find_breaks(values: Sequence[float]) -> tuple[float, ...]:
    """Find round figures that cut values into at most six classes.

    >>> find_breaks([12.0, 100.0]), find_breaks([7.0, 7.0])
    ((20.0, 40.0, 60.0, 80.0), ())
    """
    if not values:
        return ()
    low, high = min(values), max(values)
    if high <= low:
        return ()
    base = 10.0 ** floor(log10((high - low) / SHADES))
    for step in (base * one for one in _STEPS):
        inside = [n * step for n in range(floor(low / step) + 1, ceil(high / step))]
        if len(inside) < SHADES:
            return tuple(inside)
    return ()


def find_shade(value: float | None, breaks: Sequence[float]) -> int | None:
    """Find the shade of a value, 0 to 5, spread over all shades where there are fewer classes.

    >>> [find_shade(value, (20.0, 40.0)) for value in (5, 20, 90, None)]
    [0, 2, 5, None]
    """
    if value is None:
        return None
    if not breaks:
        return SHADES // 2
    return spread_shade(sum(value >= one for one in breaks), len(breaks))


def spread_shade(place: int, count: int) -> int:
    """Find the shade of a class, so that few classes lie as far apart as they can."""
    return round(place * (SHADES - 1) / count - 1e-9)
