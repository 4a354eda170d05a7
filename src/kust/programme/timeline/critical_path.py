"""The critical path of tasks that wait for each other: activity on node, finish to start, whole units of time.

ES = max(start, not before, EF of what it waits for)    EF = ES + duration
LF = min(LS of what waits for it; the end where nothing does)    LS = LF − duration
total slack = LS − ES    free slack = min(ES of what waits for it; the end) − EF
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import islice

from kust.programme.timeline.cycles import find_circling, find_cycles

# Chains grow in number like a power of the forks; more than these nobody reads.
MOST_PATHS = 12


@dataclass(frozen=True)
class Task:
    """A task; a duration of None is not known. ``not_before``: the first moment at which it may start."""

    task_id: str
    duration: int | None
    after: tuple[str, ...] = ()
    not_before: int | None = None


@dataclass(frozen=True)
class Timed:
    """When a task can and must start and finish; None where an unknown duration or a cycle leaves it open.

    ``total_slack``: how much later it may be over without moving the end; ``free_slack``: without moving any other
    task. ``critical``: it has no total slack.
    """

    task_id: str
    early_start: int | None
    early_finish: int | None
    late_start: int | None
    late_finish: int | None
    total_slack: int | None
    free_slack: int | None
    critical: bool | None


@dataclass(frozen=True)
class CriticalPath:
    """All tasks in the order given, and the chains that end last.

    ``path``: the first of the critical chains, ``paths``: all of them; where there are more than ``MOST_PATHS`` as many
    as hold every task and every link of them. ``finish``: the latest end that is known. ``open_ids``: tasks whose end
    is not known; while there is one, the true end may be later and the slack of the others greater. ``cycles``: each
    begins with its smallest id, every task waiting for the one before it and the first for the last; ``all_cycles``:
    whether they are all there are (:func:`kust.programme.timeline.cycles.find_cycles`).
    """

    tasks: tuple[Timed, ...]
    finish: int | None
    paths: tuple[tuple[str, ...], ...]
    open_ids: tuple[str, ...]
    cycles: tuple[tuple[str, ...], ...]
    all_cycles: bool = True

    @property
    def path(self) -> tuple[str, ...]:
        """The first of the critical chains."""
        return self.paths[0] if self.paths else ()

    def __getitem__(self, task_id: str) -> Timed:
        return next(one for one in self.tasks if one.task_id == task_id)


def calc_critical_path(tasks: Iterable[Task], start: int = 0) -> CriticalPath:
    """Work out early and late times, slack and the critical path.

    Parameters
    ----------
    tasks
        Ids in ``after`` that no task has are passed over; ids must differ.
    start
        The moment at which the first task may start.

    Returns
    -------
    CriticalPath
        Tasks of a cycle, those of unknown duration and all that wait for them have no end, never an end of 0.

    Raises
    ------
    ValueError
        Two tasks have one id.

    Examples
    --------
    >>> found = calc_critical_path([Task("a", 3), Task("b", 2), Task("c", 4, ("a", "b"))])
    >>> found.finish, found.path, found["b"].total_slack
    (7, ('a', 'c'), 1)
    >>> calc_critical_path([Task("a", 3, ("b",)), Task("b", 2, ("a",))]).cycles
    (('a', 'b'),)
    """
    given = list(tasks)
    of = {one.task_id: one for one in given}
    if len(of) < len(given):
        raise ValueError("two tasks have one id")
    waits = {name: tuple(sorted({*of[name].after} & of.keys())) for name in sorted(of)}
    order = sort_tasks(waits)
    cycles, is_all = find_cycles(waits)
    early = _go_forward(of, waits, order, start)
    followers: dict[str, list[str]] = {name: [] for name in of}
    for name, earlier in waits.items():
        for one in earlier:
            followers[one].append(name)
    ends = {name: end for name, (_, end) in early.items() if end is not None}
    finish = max(ends.values(), default=None)
    late = _go_backward(of, followers, [name for name in reversed(order) if name in early], finish)
    return CriticalPath(
        tuple(_time(name, early, late, followers[name], finish) for name in of),
        finish,
        _trace(of, waits, ends, finish),
        tuple(name for name in of if name not in ends),
        cycles,
        is_all,
    )


def sort_tasks(waits: Mapping[str, Iterable[str]]) -> list[str]:
    """Put the tasks that are in no cycle behind what they wait for; what they wait for in a cycle does not count.

    >>> sort_tasks({"a": ["b"], "b": ["a"], "c": ["a", "d"], "d": []})
    ['d', 'c']
    """
    circling = find_circling(waits)
    left = {name: {*earlier} - circling for name, earlier in waits.items() if name not in circling}
    return list(TopologicalSorter(left).static_order())


_Span = tuple[int | None, int | None]


def _go_forward(
    of: Mapping[str, Task], waits: Mapping[str, Iterable[str]], order: Iterable[str], start: int
) -> dict[str, _Span]:
    found: dict[str, _Span] = {}
    for name in order:
        task = of[name]
        ends = [found[one][1] if one in found else None for one in waits[name]]
        told = [end for end in ends if end is not None]
        begins = None
        if len(told) == len(ends):
            begins = max([start, *told, *([] if task.not_before is None else [task.not_before])])
        known = begins is not None and task.duration is not None
        found[name] = begins, begins + task.duration if known else None  # type: ignore[operator]
    return found


def _go_backward(
    of: Mapping[str, Task], followers: Mapping[str, Iterable[str]], order: Iterable[str], finish: int | None
) -> dict[str, _Span]:
    found: dict[str, _Span] = {}
    for name in order:
        starts = [found[one][0] if one in found else None for one in followers[name]]
        told = [start for start in starts if start is not None]
        duration = of[name].duration
        if duration is None or finish is None or len(told) < len(starts):
            found[name] = None, None
            continue
        must = min([finish, *told])
        found[name] = must - duration, must
    return found


def _time(
    name: str,
    early: Mapping[str, _Span],
    late: Mapping[str, _Span],
    followers: Iterable[str],
    finish: int | None,
) -> Timed:
    starts, ends = early.get(name, (None, None))
    must_start, must_end = late.get(name, (None, None)) if ends is not None else (None, None)
    total = free = None
    if starts is not None and must_start is not None:
        total = must_start - starts
    next_starts = [early[one][0] if one in early else None for one in followers]
    told = [one for one in next_starts if one is not None]
    if ends is not None and finish is not None and len(told) == len(next_starts):
        free = min([finish, *told]) - ends
    return Timed(name, starts, ends, must_start, must_end, total, free, None if total is None else total == 0)


def _trace(
    of: Mapping[str, Task], waits: Mapping[str, Iterable[str]], ends: Mapping[str, int], finish: int | None
) -> tuple[tuple[str, ...], ...]:
    """Go back from the tasks that end last over those that they had to wait for."""
    last = sorted((name for name, end in ends.items() if end == finish), reverse=True)
    drivers = {
        name: sorted(
            (one for one in waits[name] if ends.get(one) == end - (of[name].duration or 0)), reverse=True
        )
        for name, end in ends.items()
    }
    paths = list(islice(_go_back(last, drivers, whole=True), MOST_PATHS + 1))
    return tuple(paths if len(paths) <= MOST_PATHS else _go_back(last, drivers, whole=False))


def _go_back(
    last: Iterable[str], drivers: Mapping[str, list[str]], *, whole: bool
) -> Iterator[tuple[str, ...]]:
    """List the chains; not ``whole``: behind a task that was met before only one of them."""
    stack: list[tuple[str, ...]] = [(name,) for name in last]
    met: set[str] = set()
    while stack:
        path = stack.pop()
        before = drivers[path[0]]
        if not before:
            yield path
        stack.extend((one, *path) for one in (before if whole or path[0] not in met else before[-1:]))
        met.add(path[0])
