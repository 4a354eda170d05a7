"""Days of a year of 365 days: 29 February is left out, so that years lie beside each other as rows of a table."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

DAYS = 365
_STARTS = np.array([0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334])
_LENGTHS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def number_of_day(day: date) -> int:
    """Number a day from 0 (1 January) to 364; 29 February counts as the 28th.

    >>> number_of_day(date(2020, 2, 29)), number_of_day(date(2020, 3, 1))
    (58, 59)
    """
    return int(_STARTS[day.month - 1]) + min(day.day, int(_LENGTHS[day.month - 1])) - 1


def number_of(month_day: str) -> int:
    """Number a day written as MM-DD.

    >>> number_of("01-01"), number_of("12-31")
    (0, 364)
    """
    month, day = (int(part) for part in month_day.split("-"))
    return int(_STARTS[month - 1]) + day - 1


def day_of(number: float, year: int) -> date:
    """Turn a number back into a day of a year, the nearest one within the year.

    >>> day_of(59, 2020)
    datetime.date(2020, 3, 1)
    """
    whole = int(np.clip(round(number), 0, DAYS - 1))
    month = int(np.searchsorted(_STARTS, whole, side="right"))
    return date(year, month, whole - int(_STARTS[month - 1]) + 1)


def numbers_of(months: NDArray[np.int64], days: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number many days at once; 29 February gets −1."""
    leap = (months == 2) & (days == 29)
    return np.where(leap, -1, _STARTS[months - 1] + days - 1)
