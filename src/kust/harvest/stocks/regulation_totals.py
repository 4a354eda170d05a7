"""Printed totals of a regulation held against the rows that they can be the sum of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import fsum

_DIFFERS_BY = 1e-9


@dataclass(frozen=True)
class Line:
    """A row of a regulation: an amount of one species in tonnes, None where it gives none; ``row`` as in the file."""

    row: int
    forestry: str
    group: str
    species: str
    tonnes: float | None
    year: int | None


@dataclass(frozen=True)
class Total:
    """A printed total held against the sum of its rows, tonnes.

    ``status``: ``agrees``, ``differs``, ``unchecked`` (no rows of which it could be the sum, or one without an amount).
    """

    row: int
    forestry: str
    group: str
    year: int | None
    printed_t: float
    sum_t: float | None
    parts: tuple[float, ...]
    status: str


def hold(total: Line, printed: float, own: Sequence[Line]) -> Total:
    """Hold a printed total against rows."""
    parts = tuple(line.tonnes for line in own if line.tonnes is not None)
    found = fsum(parts) if own and len(parts) == len(own) else None
    if found is None:
        status = "unchecked"
    else:
        agrees = abs(found - printed) <= _DIFFERS_BY * max(abs(found), abs(printed), 1.0)
        status = "agrees" if agrees else "differs"
    return Total(total.row, total.forestry, total.group, total.year, printed, found, parts, status)


def hold_named(total: Line, printed: float, lines: Sequence[Line]) -> Total:
    """Hold a total against all rows of its forestry, year and, where it names one, group."""
    own = [
        line
        for line in lines
        if (line.forestry, line.year) == (total.forestry, total.year)
        and (not total.group or line.group == total.group)
    ]
    return hold(total, printed, own)


@dataclass
class Groups:
    """Where one is in a table whose groups are rows: its section and group, and the blocks of rows so far.

    A heading without a number opens a section, one with a number a group in it. A group ends with its total, with the
    next heading, with the next number where it has one itself, or with a row without a dash where its rows have one.
    """

    section: str = ""
    group: str = ""
    numbered: bool = False
    dashed: bool = False
    blocks: list[list[Line]] = field(default_factory=lambda: [[]])

    @property
    def name(self) -> str:
        return self.group or self.section

    def open(self, name: str, *, numbered: bool) -> None:
        """Begin a group or a section."""
        self.close()
        if numbered:
            self.group, self.numbered = name, True
        else:
            self.section = name

    def close(self) -> None:
        """End the group; what follows belongs to its section."""
        self.group, self.numbered = "", False
        if self.blocks[-1]:
            self.blocks.append([])

    def is_over(self, *, numbered: bool, dashed: bool) -> bool:
        """Tell whether a row no longer belongs to the group."""
        return bool(self.group) and (
            (numbered and self.numbered) or (bool(self.blocks[-1]) and self.dashed and not dashed)
        )

    def add(self, line: Line, *, dashed: bool) -> None:
        """Take a row in."""
        if not self.blocks[-1]:
            self.dashed = dashed
        self.blocks[-1].append(line)

    def end(self, total: Line, printed: float, *, whole: bool) -> Total:
        """Hold a total against the last group, or against as many of the groups above as it is the sum of."""
        blocks = [block for block in self.blocks if block]
        runs = [[line for block in blocks[start:] for line in block] for start in range(len(blocks))]
        held = [hold(total, printed, run) for run in runs[::-1]]
        has_own = bool(self.blocks[-1])
        self.close()
        if not held:
            return hold(total, printed, ())
        fitting = next((one for one in held if one.status == "agrees"), None)
        return fitting or held[0 if has_own and not whole else -1]
