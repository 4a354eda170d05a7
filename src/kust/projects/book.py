"""The figures and the budget money of projects, by project, so that a table of the whole country is walked once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kust.data.project_funding import Money
from kust.projects.cells import Cell
from kust.projects.funding import Key


class Grant(NamedTuple):
    """Money of a budget to a project for a year."""

    budget: str
    year: int
    money: Money

    def krub(self, basis: str) -> float | None:
        """Return what was granted (``plan``) or paid (``fact``), thousand roubles."""
        return self.money.promised if basis == "plan" else self.money.paid


class Book:
    """Cells and grants of the projects asked about."""

    def __init__(self, cells: Iterable[Cell], money: Mapping[Key, Money]) -> None:
        self.every = tuple(cells)
        self._cells: dict[tuple[str, str, str], list[Cell]] = defaultdict(list)
        for cell in self.every:
            self._cells[cell.project_id, cell.indicator, cell.basis].append(cell)
        self._grants: dict[str, list[Grant]] = defaultdict(list)
        for (project, budget, year), one in money.items():
            self._grants[project].append(Grant(budget, year, one))

    def cells(self, project: str, indicator: str, basis: str) -> list[Cell]:
        """Return the years of an indicator."""
        return self._cells.get((project, indicator, basis), [])

    def grants(self, project: str, budget: str | None = None) -> list[Grant]:
        """Return the money of one budget, or of all."""
        return [one for one in self._grants.get(project, []) if budget in (None, one.budget)]

    def given(self, project: str, basis: str, budget: str | None = None) -> float | None:
        """Add up the money of a project; null where nothing is told of it."""
        known = [krub for one in self.grants(project, budget) if (krub := one.krub(basis)) is not None]
        return sum(known) if known else None
