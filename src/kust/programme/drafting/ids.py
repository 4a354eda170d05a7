"""Ids of proposals: the same sign gives the same id, and none that is taken."""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from itertools import count

_NOT_PLAIN = re.compile(r"[^\w.]+")
_LONGEST = 40


def plain_id(prefix: str, *parts: str) -> str:
    """Make an id that people can read and that no other sign has.

    >>> plain_id("problem", "VB", "requirement", "industrial.cooperation")
    'problem-industrial.cooperation-dc5efb7b'
    """
    digest = sha256("\x00".join((prefix, *parts)).encode()).hexdigest()[:8]
    return f"{prefix}-{_NOT_PLAIN.sub('-', parts[-1])[:_LONGEST].strip('-')}-{digest}"


class Ids:
    """Gives out ids that no row of the dataset has yet."""

    def __init__(self, taken: Mapping[str, Iterable[str]]) -> None:
        self.taken = {table: set(ids) for table, ids in taken.items()}

    def new(self, table: str, wanted: str) -> str:
        """Take the id wanted, or where somebody has it the next free one."""
        names = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
        found = next(name for name in names if name not in self.taken[table])
        self.taken[table].add(found)
        return found
