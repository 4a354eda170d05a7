"""How much owners have to do at once, by quarter."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kust.programme.programme import Measure, Programme
from kust.programme.timeline.schedule import Planned
from kust.settings.programme import ProgrammeSettings

Quarter = tuple[int, int]
# Sums of shares that make up a whole are no more than one by a hair.
_HAIR = 1e-9


@dataclass(frozen=True)
class OwnerLoad:
    """What an owner has in a quarter, on the day on which it has most.

    ``load``: sum of the stated loads, None where no measure states one; ``unstated``: measures at once without one;
    ``at_once``: measures at once. ``over``: the load is above 1, or there are more measures without a load than the
    settings allow; None where part is stated and part is not, so that the sum may be above 1.
    """

    owner_id: str
    year: int
    quarter: int
    load: float | None
    at_once: int
    unstated: int
    measures: tuple[str, ...]
    over: bool | None


def calc_loads(
    programme: Programme, planned: Mapping[str, Planned], settings: ProgrammeSettings
) -> tuple[OwnerLoad, ...]:
    """Add up the loads of each owner by planned days, by owner and quarter; sorted.

    Measures without an owner or without known days are in no sum.
    """
    of_owner: defaultdict[str, list[Measure]] = defaultdict(list)
    for one in programme.standing_measures:
        days = planned[one.measure_id]
        if one.owner_id and days.starts_on and days.ends_on and days.ends_on > days.starts_on:
            of_owner[one.owner_id].append(one)
    return tuple(
        load for owner in sorted(of_owner) for load in _by_quarter(owner, of_owner[owner], planned, settings)
    )


def _by_quarter(
    owner: str, measures: list[Measure], planned: Mapping[str, Planned], settings: ProgrammeSettings
) -> Iterator[OwnerLoad]:
    days = [(one, planned[one.measure_id]) for one in measures]
    spans = [(one, of.starts_on, of.ends_on) for one, of in days if of.starts_on and of.ends_on]
    quarters = sorted({quarter for _, start, end in spans for quarter in quarters_of(start, end)})
    for year, quarter in quarters:
        first, after = quarter_days(year, quarter)
        here = [(one, start, end) for one, start, end in spans if start < after and end > first]
        # The most is reached on a day on which something starts, or on the first day.
        begun = {max(start, first) for _, start, _ in here}
        sets = [[one for one, start, end in here if start <= day < end] for day in begun]
        stated = [sum(one.load for one in at if one.load is not None) for at in sets]
        unstated = max(sum(one.load is None for one in at) for at in sets)
        told = any(one.load is not None for one, _, _ in here)
        load = max(stated) if told else None
        yield OwnerLoad(
            owner,
            year,
            quarter,
            load,
            max(map(len, sets)),
            unstated,
            tuple(sorted(one.measure_id for one, _, _ in here)),
            _is_over(load, unstated, settings.measures_at_once),
        )


def _is_over(load: float | None, unstated: int, most: int) -> bool | None:
    if unstated > most or (load is not None and load > 1 + _HAIR):
        return True
    return None if load is not None and unstated else False


def quarter_of(day: date) -> Quarter:
    """Tell year and quarter of a day.

    >>> quarter_of(date(2025, 4, 1))
    (2025, 2)
    """
    return day.year, (day.month + 2) // 3


def quarter_days(year: int, quarter: int) -> tuple[date, date]:
    """Return the first day of a quarter and the first day after it.

    >>> quarter_days(2025, 4)
    (datetime.date(2025, 10, 1), datetime.date(2026, 1, 1))
    """
    after = (year + 1, 1) if quarter == 4 else (year, quarter + 1)
    return date(year, 3 * quarter - 2, 1), date(after[0], 3 * after[1] - 2, 1)


def quarters_of(start: date, end: date) -> Iterator[Quarter]:
    """List the quarters from a day to the day before another.

    >>> list(quarters_of(date(2025, 3, 31), date(2025, 7, 1)))
    [(2025, 1), (2025, 2)]
    """
    year, quarter = quarter_of(start)
    while quarter_days(year, quarter)[0] < end:
        yield year, quarter
        year, quarter = (year + 1, 1) if quarter == 4 else (year, quarter + 1)
