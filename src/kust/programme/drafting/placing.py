"""Days and money of proposed tasks: one after another inside the programme."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from kust.programme.drafting.days import DURATIONS, Span
from kust.programme.drafting.task import Task
from kust.programme.programme import Cost

Days = tuple[date, date]


def days_of(task: Task) -> int:
    """Return how long a task is guessed to take, calendar days."""
    return DURATIONS[task.code.removesuffix("_new").removesuffix("_of").removesuffix("_more")]


def place_tasks(tasks: Iterable[Task], span: Span) -> dict[str, Days | None]:
    """Place each task as early as what it comes after allows; what does not fit, and what follows it, has no days."""
    placed: dict[str, Days | None] = {}
    for task in tasks:
        if task.is_dated:
            placed[task.role] = span.clip(*task.days) if task.days else None
            continue
        before = [placed[role] for role in task.after]
        known = [days[1] for days in before if days is not None]
        begin = None if len(known) < len(before) else max(known, default=span.starts_on)
        placed[task.role] = span.fit(begin, days_of(task))
    return placed


def costs_of(task: Task, days: Days | None, span: Span) -> Iterator[Cost]:
    """Give the costs of the years in which a task is planned; an investment falls on the year in which it begins.

    An investment that is told as a range has no amount: neither end is the figure.
    """
    first = days[0].year if days else span.starts_on.year
    last = (days[1] - timedelta(days=1)).year if days else span.last_year
    for one in task.costs:
        if first <= one.year <= last:
            yield one
    if any(end is not None for end in task.investment):
        yield Cost(year=first, amount_krub=task.investment[0])
