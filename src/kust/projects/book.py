"""The figures and the budget money of projects, by project, so that a table of the whole country is walked once."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import polars as pl

from kust.projects.rolled import sum_cells

Figure = TypeVar("Figure", float, float | None)
ByYear = Mapping[str, Mapping[int, Figure]]


@dataclass(frozen=True)
class Book:
    """Cells and money of the projects asked about.

    ``cells``: of :func:`kust.projects.cells.read_cells`. ``money``: of :func:`kust.projects.funding.read_funding`.
    """

    cells: pl.DataFrame
    money: pl.DataFrame

    def sums(self, indicator: str, basis: str) -> dict[str, float]:
        """Add an indicator up over the years of each project; one with a missing year is left out."""
        totals = sum_cells(self._of(indicator, basis), "project_id").drop_nulls("value")
        return dict(totals.select("project_id", "value").iter_rows())

    def known(self, indicator: str, basis: str) -> dict[str, float]:
        """Add up what is told of a plain figure, over the years of each project."""
        plain = self._of(indicator, basis).drop_nulls("value")
        return dict(plain.group_by("project_id", maintain_order=True).agg(pl.col("value").sum()).iter_rows())

    def years(self, indicator: str, basis: str) -> ByYear[float | None]:
        """Return a plain figure of each project by year, null where it is missing."""
        return by_year(self._of(indicator, basis).select("project_id", "year", "value"))

    def given(self, basis: str, budget: str | None = None) -> dict[str, float]:
        """Add up the money of each project; one of which nothing is told is left out."""
        told = self._money(basis, budget)
        return dict(told.group_by("project_id", maintain_order=True).agg(pl.col(basis).sum()).iter_rows())

    def grants(self, basis: str, budget: str | None = None) -> ByYear[float]:
        """Add up the money of each project by year, as far as it is told."""
        told = self._money(basis, budget)
        return by_year(told.group_by("project_id", "year", maintain_order=True).agg(pl.col(basis).sum()))

    def _of(self, indicator: str, basis: str) -> pl.DataFrame:
        return self.cells.filter(indicator=indicator, basis=basis)

    def _money(self, basis: str, budget: str | None) -> pl.DataFrame:
        told = self.money.drop_nulls(basis)
        return told if budget is None else told.filter(budget=budget)


def by_year(told: pl.DataFrame) -> dict[str, dict[int, Any]]:
    """Put rows of project, year and figure together by project."""
    found: dict[str, dict[int, Any]] = defaultdict(dict)
    for project, year, figure in told.iter_rows():
        found[project][year] = figure
    return dict(found)
