"""Days of a draft: when a proposed measure could begin and end inside the programme."""

from dataclasses import dataclass
from datetime import date, timedelta

from kust.programme.programme import Programme

# First guesses in calendar days, for a person to change; no source prescribes them.
DURATIONS = {
    "find_out": 60,
    "ways": 90,
    "contract": 60,
    "deliveries": 365,
    "return": 30,
    "admit": 90,
    "leave": 60,
    "jobs": 365,
    "seat": 90,
    "agreement": 120,
    "education": 120,
    "facility": 120,
    "document": 90,
    "terms": 60,
    "supplier": 90,
    "makers": 60,
    "investor": 180,
    "plan": 120,
    "production": 730,
    "catch_up": 60,
    "report": 30,
    "conditions": 30,
    "papers": 60,
    "apply": 30,
}
_YEARS = 3


@dataclass(frozen=True)
class Span:
    """From when to when something can be planned; ``ends_on`` is the first day on which the programme is over."""

    starts_on: date
    ends_on: date

    @property
    def last_year(self) -> int:
        return (self.ends_on - timedelta(days=1)).year

    def fit(self, starts_on: date | None, days: int) -> tuple[date, date] | None:
        """Place so many days from a day on; None where they do not fit, for days that lie are worse than none.

        >>> Span(date(2019, 4, 1), date(2020, 1, 1)).fit(date(2019, 12, 1), 60) is None
        True
        """
        if starts_on is None:
            return None
        begin = max(starts_on, self.starts_on)
        end = begin + timedelta(days=days)
        return (begin, end) if end <= self.ends_on else None

    def clip(self, starts_on: date | None, ends_on: date | None) -> tuple[date, date] | None:
        """Take what of given days lies inside; None where nothing does or one of them is not known."""
        if starts_on is None or ends_on is None:
            return None
        begin, end = max(starts_on, self.starts_on), min(ends_on, self.ends_on)
        return (begin, end) if begin < end else None


def calc_programme_days(programme: Programme, on: date) -> tuple[date, date]:
    """Take the days of the programme, else three years from the next quarter on.

    >>> from kust.programme.programme import Programme
    >>> calc_programme_days(Programme(cluster_id="C", cluster="", title=""), date(2019, 3, 1))
    (datetime.date(2019, 4, 1), datetime.date(2022, 4, 1))
    """
    month = (on.month - 1) // 3 * 3 + 4
    quarter = date(on.year + (month > 12), (month - 1) % 12 + 1, 1)
    begin = programme.starts_on or quarter
    return begin, programme.ends_on or date(
        begin.year + _YEARS, begin.month, begin.day if begin.day < 29 else 28
    )


def find_span(programme: Programme, on: date) -> Span:
    """Return where proposals may be planned: in the programme, and not before the day of the draft."""
    begin, end = calc_programme_days(programme, on)
    return Span(max(begin, on), end)
