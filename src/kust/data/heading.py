"""Find the heading of a table: below a title, over two rows, by code or title, in any letter case."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kust.data.findings import Finding
from kust.data.grid import Grid
from kust.data.schema import Column, Table, fold
from kust.data.sources import columns_of
from kust.quantities import parse_number

_WITHIN = 15


@dataclass(frozen=True)
class Heading:
    """Where the heading ends (row of the grid, from 0), and what its cells name."""

    last_row: int
    columns: dict[str, Column]
    extra: dict[str, str]

    @property
    def cells(self) -> list[str]:
        return [*self.columns, *self.extra]


def find_heading(
    grid: Grid, table: Table, at: Callable[..., Finding]
) -> tuple[Heading | None, list[Finding]]:
    """Take as heading the first row that names the most columns of the table, with the row that completes it."""
    names = columns_of(table.name)
    rows = grid.cells.head(_WITHIN).rows()
    known = [sum(fold(cell) in names for cell in row if cell) for row in rows]
    best = known.index(max(known))
    if not known[best]:
        return None, [at("heading.not_found", "error", row=grid.first_row)]
    findings: list[Finding] = []
    titles, first, last = list(rows[best]), best, best
    for other in (best - 1, best + 1):
        if 0 <= other < len(rows) and _completes(rows[best], rows[other], names, below=other > best):
            titles = [a if _known(a, names) else b or a for a, b in zip(titles, rows[other], strict=True)]
            first, last = min(first, other), max(last, other)
            findings.append(at("heading.two_rows", "notice", row=first + grid.first_row))
    if first:
        findings.append(at("heading.below_title", "notice", row=best + grid.first_row))
    columns: dict[str, Column] = {}
    extra: dict[str, str] = {}
    row = best + grid.first_row
    for cell, title in zip(grid.cells.columns, titles, strict=True):
        column = names.get(fold(title)) if title else None
        if column and column in columns.values():
            extra[cell] = column.name
            findings.append(at("column.twice", "error", row=row, column=column.name, value=title))
        elif column:
            columns[cell] = column
        elif title and title.strip():
            extra[cell] = title.strip()
            findings.append(at("column.extra", "notice", row=row, column=extra[cell], value=extra[cell]))
    missing = [column for column in table.columns if column.required and column not in columns.values()]
    findings += [at("column.missing", "error", row=row, column=c.name, value=c.title_ru) for c in missing]
    return Heading(last, columns, extra), findings


def _known(title: str | None, names: dict[str, Column]) -> bool:
    return bool(title) and fold(title or "") in names


def _completes(
    heading: Sequence[str | None], other: Sequence[str | None], names: dict[str, Column], *, below: bool
) -> bool:
    """Tell whether a neighbouring row is the other half of a heading of two rows.

    It names columns where the heading names none, repeats none, holds no figure, and, if it is the lower
    half, holds nothing under a column that has its name.
    """
    named = {fold(title) for title in heading if title}
    filled = [(place, fold(title)) for place, title in enumerate(other) if title and title.strip()]
    free = [title for place, title in filled if not _known(heading[place], names)]
    return (
        any(title in names and title not in named for title in free)
        and not any(title in names and title in named for _, title in filled)
        and not any(parse_number(title).problem is None for _, title in filled)
        and not (below and len(free) < len(filled))
    )
