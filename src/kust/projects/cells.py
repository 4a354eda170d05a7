"""The figures of projects by indicator, year and basis, and how they are rolled up.

    additive figure:  Σ value          percentage:  Σ numerator / Σ denominator

A figure told for the project as a whole goes before those of its organisations, which would count it twice.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import narwhals as nw

from kust.data.dataset import Dataset
from kust.projects.result import Caution, Sum

_SAME = 1e-9
CellKey = tuple[str, str, int, str]


@dataclass(frozen=True)
class Cell:
    """One indicator of one project in a year, planned or actual; a percentage has a denominator."""

    project_id: str
    indicator: str
    year: int
    basis: str
    value: float | None
    numerator: float | None
    denominator: float | None
    is_ratio: bool

    @property
    def is_known(self) -> bool:
        """Tell whether the figure is there."""
        if self.is_ratio:
            return self.numerator is not None and self.denominator is not None
        return self.value is not None


def read_cells(dataset: Dataset, projects: frozenset[str]) -> tuple[dict[CellKey, Cell], tuple[Caution, ...]]:
    """Read the effects of projects as cells, on the dataset's engine, and tell where whole and parts differ."""
    whole: dict[CellKey, Cell] = {}
    parts: dict[CellKey, Cell] = {}
    for row in _grouped(dataset):
        if row["project_id"] not in projects:
            continue
        cell = _cell(row)
        key = (cell.project_id, cell.indicator, cell.year, cell.basis)
        (whole if row["of_project"] else parts)[key] = cell
    cautions = tuple(
        Caution("parts_differ", *key[:1], key[1], key[2], key[3], whole[key].value, parts[key].value)
        for key in sorted(whole.keys() & parts.keys())
        if _differ(whole[key].value, parts[key].value)
    )
    return parts | whole, cautions


def _grouped(dataset: Dataset) -> list[dict[str, object]]:
    """Add up the rows of each cell, with how many of each figure are there (a sum of none is 0.0)."""
    figures = ("value", "numerator", "denominator")
    keys = ("project_id", "indicator", "year", "basis", "of_project", "is_ratio")
    told = nw.col("numerator").is_null() & nw.col("denominator").is_null()
    table = dataset.table("project_effects").with_columns(
        of_project=nw.col("organisation_id").is_null(), is_ratio=nw.col("value").is_null() & ~told
    )
    sums = [nw.col(name).sum() for name in figures]
    counts = [
        nw.when(~nw.col(name).is_null()).then(1).otherwise(0).sum().alias(f"{name}_told") for name in figures
    ]
    grouped = table.group_by(*keys).agg(*sums, *counts, nw.len().alias("rows"))
    return dataset.collect(grouped).sort(*keys).rows(named=True)


def _cell(row: dict[str, object]) -> Cell:
    def figure(name: str) -> float | None:
        return float(str(row[name])) if row[f"{name}_told"] == row["rows"] else None

    return Cell(
        str(row["project_id"]),
        str(row["indicator"]),
        int(str(row["year"])),
        str(row["basis"]),
        figure("value"),
        figure("numerator"),
        figure("denominator"),
        bool(row["is_ratio"]),
    )


def _differ(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return False
    return abs(one - other) > _SAME * max(abs(one), abs(other), 1.0)


def sum_cells(cells: Iterable[Cell]) -> Sum:
    """Add cells of one indicator and basis up; null as soon as one of them is missing.

    >>> half = Cell("p", "localisation", 2019, "plan", None, 1.0, 2.0, True)
    >>> tenth = Cell("q", "localisation", 2019, "plan", None, 1.0, 10.0, True)
    >>> round(sum_cells([half, tenth]).value, 4)
    0.1667
    """
    own = list(cells)
    known = [one for one in own if one.is_known]
    missing = len(own) - len(known)
    if not known:
        return Sum(None, None, len(own), missing)
    if any(one.is_ratio for one in known):
        below = sum(one.denominator or 0.0 for one in known if one.is_ratio)
        above = sum(one.numerator or 0.0 for one in known if one.is_ratio)
        # Shares and plain figures of one indicator do not add up to anything.
        mixed = any(not one.is_ratio for one in known)
        found = None if mixed or below == 0 else above / below
    else:
        found = sum(one.value or 0.0 for one in known)
    return Sum(found if not missing else None, found, len(own), missing)


def pair_cells(cells: Iterable[Cell]) -> tuple[list[Cell], list[Cell]]:
    """Choose the cells that have both a plan and a fact, in the same order."""
    by_place: dict[tuple[str, str, int], dict[str, Cell]] = defaultdict(dict)
    for one in cells:
        if one.is_known:
            by_place[one.project_id, one.indicator, one.year][one.basis] = one
    both = [found for _, found in sorted(by_place.items()) if {"plan", "fact"} <= found.keys()]
    return [one["plan"] for one in both], [one["fact"] for one in both]
