"""The scale of time of a roadmap: quarters, years, places of days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Scale:
    """Places of days from the first quarter drawn to the last, between ``left`` and ``left + width``."""

    first: date
    last: date
    left: float
    width: float

    @classmethod
    def of(cls, first: date, last: date, left: float, width: float) -> "Scale":
        """Make a scale of whole quarters that holds both days.

        >>> Scale.of(date(2025, 2, 3), date(2025, 11, 5), 0, 365).last
        datetime.date(2026, 1, 1)
        """
        start = date(first.year, _month(first), 1)
        return cls(start, next_quarter(date(last.year, _month(last), 1)), left, width)

    def __call__(self, day: date) -> float:
        whole = (self.last - self.first).days
        passed = min(max((day - self.first).days, 0), whole)
        return self.left + self.width * passed / whole

    def quarters(self) -> Iterator[tuple[date, date]]:
        """List the first day of each quarter and of the next one."""
        day = self.first
        while day < self.last:
            after = next_quarter(day)
            yield day, after
            day = after

    def years(self) -> Iterator[tuple[int, float, float]]:
        """List the years with where they begin and end."""
        for year in range(self.first.year, self.last.year + 1):
            start, end = max(date(year, 1, 1), self.first), min(date(year + 1, 1, 1), self.last)
            if start < end:
                yield year, self(start), self(end)


def _month(day: date) -> int:
    return 3 * ((day.month - 1) // 3) + 1


def next_quarter(day: date) -> date:
    """Return the first day of the quarter after the one that begins on a day."""
    return date(day.year + 1, 1, 1) if day.month > 9 else date(day.year, day.month + 3, 1)
