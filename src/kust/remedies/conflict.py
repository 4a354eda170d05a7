"""The smallest set of requirements that no plan meets together.

Whatever can be met together tells that a conflict reaches outside of it. So the smallest set that reaches outside of
everything that was possible so far is tried next: if it is impossible, no smaller conflict exists; else what it can be
met together with is one more such set (implicit hitting sets; A. Ignatiev et al., Smallest MUS extraction with minimal
hitting set dualization, CP 2015).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

Codes = frozenset[str]


@dataclass(frozen=True)
class Attempt:
    """Whether some requirements can be met together; None where the time did not suffice. ``met``: what is met then."""

    possible: bool | None
    met: Codes = frozenset()


@dataclass(frozen=True)
class Conflict:
    """Requirements that no plan meets together. ``is_smallest``: false where time ran out before that was proven."""

    codes: tuple[str, ...] = ()
    is_smallest: bool = True


def find_smallest(
    codes: Sequence[str],
    attempt: Callable[[Codes], Attempt],
    has_time: Callable[[], bool] = lambda: True,
) -> Conflict:
    """Find a smallest conflict among requirements of which it is known that they cannot all be met.

    Parameters
    ----------
    codes
        The requirements.
    attempt
        Tries to meet some of them together.
    has_time
        Whether to go on; without time the smallest conflict known so far is the answer.

    Examples
    --------
    >>> clash = lambda some: Attempt(not {"b", "c"} <= some, some)
    >>> find_smallest(["a", "b", "c"], clash)
    Conflict(codes=('b', 'c'), is_smallest=True)
    """
    everything, known = frozenset(codes), frozenset(codes)
    outside: list[Codes] = []
    certain = True
    while has_time():
        some = _hit(codes, outside)
        answer = attempt(some)
        if answer.possible is False:
            return Conflict(_in_order(codes, some), certain)
        certain = certain and answer.possible is not None
        together, known = _widen(codes, answer.met & everything | some, known, attempt, has_time)
        if together == everything:
            return Conflict(_in_order(codes, known), is_smallest=False)
        outside.append(everything - together)
    return Conflict(_in_order(codes, known), is_smallest=False)


def _widen(
    codes: Sequence[str],
    together: Codes,
    known: Codes,
    attempt: Callable[[Codes], Attempt],
    has_time: Callable[[], bool],
) -> tuple[Codes, Codes]:
    """Add what can be met as well, one after the other; return that and the smallest conflict met on the way."""
    for code in codes:
        if code in together or not has_time():
            continue
        answer = attempt(together | {code})
        if answer.possible:
            together |= answer.met & frozenset(codes) | {code}
        elif answer.possible is False and len(together) + 1 < len(known):
            known = together | {code}
    return together, known


def _hit(codes: Sequence[str], sets: Sequence[Codes]) -> Codes:
    """Return the first smallest set that has something of every set."""
    for size in range(len(codes) + 1):
        for some in combinations(codes, size):
            chosen = frozenset(some)
            if all(chosen & one for one in sets):
                return chosen
    raise AssertionError("a set of everything hits every set that is not empty")


def _in_order(codes: Iterable[str], some: Codes) -> tuple[str, ...]:
    return tuple(code for code in codes if code in some)
