"""On which days a station works: between two days of the year, over its end too."""

from datetime import date, timedelta


def is_working(opens: str | None, closes: str | None, day: date) -> bool:
    """Tell whether a station works on a day; ``opens``, ``closes``: MM-DD, an end that is not told is that of the year.

    >>> [is_working("11-01", "03-31", date(2020, month, 13)) for month in (1, 6, 12)]
    [True, False, True]
    """
    first, last, told = opens or "01-01", closes or "12-31", f"{day:%m-%d}"
    return first <= told <= last if first <= last else told >= first or told <= last


def calc_open_share(opens: str | None, closes: str | None, week: date) -> float:
    """Work out the share of the seven days from ``week`` on which a station works.

    >>> calc_open_share("07-10", None, date(2019, 7, 8)), calc_open_share("11-01", "03-31", date(2020, 1, 13))
    (0.7142857142857143, 1.0)
    """
    return sum(is_working(opens, closes, week + timedelta(days=number)) for number in range(7)) / 7
