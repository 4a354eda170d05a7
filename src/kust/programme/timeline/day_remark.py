"""Whether the day asked about is one on which the programme can be judged at all: within its days, near its facts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kust.programme.programme import Programme
from kust.programme.timeline.forecast import state_on
from kust.settings.programme import ProgrammeSettings

BEFORE_START, AFTER_END, AFTER_LAST_FACT = "before_start", "after_end", "after_last_fact"


@dataclass(frozen=True)
class DayRemark:
    """What has to be said of a day before anything else is told of it.

    ``code``: ``before_start`` of the programme, ``after_end`` of it, or ``after_last_fact``: measures are open, and
    nobody has reported anything for so long that all of them look late. ``advised_on``: a day on which there is
    something to tell: the last fact, not before the start; the start where there is none.
    """

    code: str
    on: date
    starts_on: date | None
    ends_on: date | None
    last_fact_on: date | None
    advised_on: date


def remark_day(programme: Programme, on: date, settings: ProgrammeSettings | None = None) -> DayRemark | None:
    """Say why a programme should not be judged on a day; None where there is nothing to say.

    Parameters
    ----------
    programme
        Facts are the days on which standing measures were begun and finished and milestones reached.
    on
        The day asked about.
    settings
        For how many days a programme may go without a fact.

    Examples
    --------
    >>> from kust.programme.programme import Measure
    >>> one = Measure(measure_id="a", title="A", state="under_way", started_on=date(2019, 2, 20))
    >>> known = Programme(cluster_id="k", cluster="K", title="P", ends_on=date(2022, 1, 1), measures=(one,))
    >>> [found.code if (found := remark_day(known, day)) else None for day in (date(2019, 3, 1), date(2020, 3, 1))]
    [None, 'after_last_fact']
    >>> remark_day(known, date(2026, 1, 1)).advised_on
    datetime.date(2019, 2, 20)
    """
    code = _judge(programme, on, settings or ProgrammeSettings())
    if code is None:
        return None
    starts, last = programme.starts_on, last_fact(programme)
    advised = max(one for one in (starts, last if code != BEFORE_START else None) if one)
    return DayRemark(code, on, starts, programme.ends_on, last, advised) if advised != on else None


def _judge(programme: Programme, on: date, settings: ProgrammeSettings) -> str | None:
    starts, ends, last = programme.starts_on, programme.ends_on, last_fact(programme)
    if not programme.standing_measures:
        return None
    if starts and on < starts:
        return BEFORE_START
    if all(state_on(one, on) == "done" for one in programme.standing_measures):
        return None
    silent = last is None or on - last > timedelta(days=settings.facts_every_days)
    if not silent:
        return None
    if ends and on >= ends and (last or starts):
        return AFTER_END
    return AFTER_LAST_FACT if last else None


def last_fact(programme: Programme) -> date | None:
    """Find the last day of which the programme states a fact."""
    return max(_facts(programme), default=None)


def _facts(programme: Programme) -> Iterator[date]:
    for one in programme.standing_measures:
        yield from (day for day in (one.started_on, one.finished_on) if day)
    yield from (one.reached_on for one in programme.standing_milestones if one.reached_on)
