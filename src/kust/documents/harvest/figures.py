"""How the map and the report of a season write figures, days, species and places."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from kust.documents.figures import write_short_day
from kust.documents.harvest.season import Season
from kust.harvest.forecasts.openings import DayRange
from kust.harvest.stocks.ranges import Range
from kust.i18n import NO_BREAK_SPACE, number, say

_EXACT_BELOW, _VERY_EXACT_BELOW = 100.0, 1.0
DASH = "–"
_UNIT = re.compile(r"(\d) ((?:т|кг|га|км|ч|мин|тыс|t|kg|ha|km|h)\b)")


@dataclass(frozen=True)
class Teller:
    """Words and figures of a language; ``words`` is the catalogue."""

    lang: str
    words: str = "harvest_report"

    def t(self, code: str, **values: object) -> str:
        """Word a code of the catalogue; no line ends between a figure and its unit."""
        return _UNIT.sub(rf"\1{NO_BREAK_SPACE}\2", say(f"{self.words}.{code}", self.lang, **values))

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
        return write_short_day(day, self.lang)

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


def find_monday(year: int, week: int) -> date:
    """Find the Monday of an ISO week; the 53rd of a year with 52 is the one after it.

    >>> find_monday(2020, 33), find_monday(2021, 53)
    (datetime.date(2020, 8, 10), datetime.date(2022, 1, 3))
    """
    return date.fromisocalendar(year, 1, 1) + timedelta(weeks=week - 1)
