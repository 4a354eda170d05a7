"""Tasks that wait for each other in a circle: every elementary cycle, each task of it waiting for the one before it.

D. B. Johnson, Finding all the elementary circuits of a directed graph, SIAM Journal on Computing 4 (1975) 77–84;
parts that hang together: R. Tarjan, Depth-first search and linear graph algorithms, ibid. 1 (1972) 146–160.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

Links = Mapping[str, Iterable[str]]
Cycle = tuple[str, ...]
# Cycles grow in number like a power of the links; more than these nobody mends one by one.
MOST_CYCLES = 50


def find_cycles(waits: Links, most: int = MOST_CYCLES) -> tuple[tuple[Cycle, ...], bool]:
    """Find the cycles of tasks.

    Parameters
    ----------
    waits
        Task → what it waits for; only tasks that are keys count.
    most
        How many cycles are told at the most.

    Returns
    -------
    tuple
        The cycles, shortest first, each beginning with its smallest id, and whether these are all. Where there are
        more, a shortest one through each task that is in any.

    Examples
    --------
    >>> find_cycles({"a": ["b"], "b": ["a", "c"], "c": ["a", "c"], "d": ["a"]})
    ((('c',), ('a', 'b'), ('a', 'c', 'b')), True)
    """
    links = {name: {*earlier} & waits.keys() for name, earlier in waits.items()}
    found = list(islice(_all_cycles(links), most + 1))
    is_all = len(found) <= most
    told = found if is_all else [cycle for name in sorted(links) if (cycle := _shortest(name, links))]
    return tuple(sorted({*map(_turn, told)}, key=lambda one: (len(one), one))), is_all


def find_circling(waits: Links) -> frozenset[str]:
    """Find the tasks that are in any cycle."""
    links = {name: {*earlier} & waits.keys() for name, earlier in waits.items()}
    whole = {name for part in _parts(links) if len(part) > 1 for name in part}
    return frozenset(whole | {name for name, earlier in links.items() if name in earlier})


def _turn(cycle: Cycle) -> Cycle:
    """Let a chain in which each waits for the next begin with its smallest id and run the other way."""
    place = cycle.index(min(cycle))
    first, *others = (*cycle[place:], *cycle[:place])
    return first, *reversed(others)


def _all_cycles(links: Mapping[str, set[str]]) -> Iterator[Cycle]:
    yield from ((name,) for name in sorted(links) if name in links[name])
    bare = {name: earlier - {name} for name, earlier in links.items()}
    todo = [part for part in _parts(bare) if len(part) > 1]
    while todo:
        part = todo.pop()
        start = min(part)
        yield from _through(start, {name: bare[name] & part for name in part})
        rest = part - {start}
        todo += [one for one in _parts({name: bare[name] & rest for name in rest}) if len(one) > 1]


def _through(start: str, links: Mapping[str, set[str]]) -> Iterator[Cycle]:
    """List the cycles through a task; what led nowhere is not tried again before something behind it opens."""
    path, blocked, open_again = [start], {start}, set[str]()
    waiting: defaultdict[str, set[str]] = defaultdict(set)
    stack = [(start, sorted(links[start], reverse=True))]
    while stack:
        here, left = stack[-1]
        if left:
            there = left.pop()
            if there == start:
                yield tuple(path)
                open_again.update(path)
            elif there not in blocked:
                path.append(there)
                stack.append((there, sorted(links[there], reverse=True)))
                open_again.discard(there)
                blocked.add(there)
            continue
        if here in open_again:
            _unblock(here, blocked, waiting)
        else:
            for there in links[here]:
                waiting[there].add(here)
        stack.pop()
        path.pop()


def _unblock(name: str, blocked: set[str], waiting: defaultdict[str, set[str]]) -> None:
    todo = [name]
    while todo:
        one = todo.pop()
        if one in blocked:
            blocked.discard(one)
            todo += waiting.pop(one, ())


def _shortest(start: str, links: Mapping[str, set[str]]) -> Cycle:
    """Find a shortest cycle through a task; empty where it is in none."""
    came_from: dict[str, str] = {}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        for there in sorted(links[here]):
            if there == start:
                path = [here]
                while path[-1] != start:
                    path.append(came_from[path[-1]])
                return tuple(reversed(path))
            if there not in came_from:
                came_from[there] = here
                queue.append(there)
    return ()


def _parts(links: Mapping[str, set[str]]) -> Iterator[set[str]]:
    """List the parts in which every task waits, by some way, for every other."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    held: dict[str, None] = {}
    for root in sorted(links):
        stack = [(root, iter(sorted(links[root])))] if root not in number else []
        while stack:
            here, left = stack[-1]
            if here not in number:
                number[here] = low[here] = len(number)
                held[here] = None
            for there in left:
                if there not in number:
                    stack.append((there, iter(sorted(links[there]))))
                    break
                if there in held:
                    low[here] = min(low[here], number[there])
            else:
                stack.pop()
                if stack:
                    low[stack[-1][0]] = min(low[stack[-1][0]], low[here])
                if low[here] == number[here]:
                    part = {name for name in held if number[name] >= number[here]}
                    yield part
                    for name in part:
                        del held[name]
