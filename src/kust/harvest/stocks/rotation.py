"""Which plots may be harvested this year and which rest, from the years in which they were."""

from collections.abc import Mapping, Sequence

from kust.harvest.stocks.ranges import Range
from kust.harvest.stocks.stock_rules import Turnover
from kust.harvest.stocks.stocked import Rest


def find_rest(
    plot: str,
    species: str,
    turnover: Turnover,
    harvested: Mapping[str, Mapping[str, Sequence[int]]],
    year: int,
    stock_kg: Range,
) -> Rest:
    """Say whether a plot may be harvested in a year.

    A plot may be harvested T_harv years in a row and then rests T_recov years. Years after ``year`` do not count.

    Parameters
    ----------
    harvested
        By plot id and species id the years of harvest; an empty list says that it never was.

    Examples
    --------
    >>> turnover = Turnover(1, 2.0, "species", Range(3, 3, 3))
    >>> rest = find_rest("a", "tansy", turnover, {"a": {"tansy": [2017]}}, 2019, Range())
    >>> rest.status, rest.rests_until
    ('rests', 2019)
    >>> find_rest("a", "tansy", turnover, {}, 2019, Range()).why
    'no_years'
    """
    told = harvested.get(plot, {}).get(species)
    years = {one for one in told or () if one < year}
    last = max(years, default=None)

    def say(status: str, why: str | None = None, until: int | None = None) -> Rest:
        return Rest(plot, species, status, why, last, until, stock_kg)

    if turnover.recovery_years is None:
        return say("unknown", "no_recovery")
    if told is None:
        return say("unknown", "no_years")
    if last is None or turnover.recovery_years == 0:
        return say("may")
    in_a_row = 1
    while last - in_a_row in years:
        in_a_row += 1
    if last == year - 1 and in_a_row % turnover.harvest_years:
        return say("may")
    until = last + int(-(-turnover.recovery_years // 1))
    return say("rests", until=until) if year <= until else say("may")
