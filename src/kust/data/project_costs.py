"""Costs of projects, row by row: where a fact is told, it stands instead of the plan."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

import polars as pl

from kust.data.dataset import Dataset


@dataclass(frozen=True)
class CostRow:
    """A row of ``project_costs`` with its place; money in thousand roubles without VAT."""

    cost_id: str
    organisation_id: str | None
    category: str
    basis: str
    year: int
    amount_krub: float
    loan_rate: float | None = None
    equipment_price_krub: float | None = None
    supplier_id: str | None = None
    paid_on: date | None = None
    document: str | None = None
    file: str = ""
    row: int | None = None


_COLUMNS = tuple(one.name for one in fields(CostRow) if one.name not in ("file", "row"))


Rows = tuple[CostRow, ...]


def read_costs(dataset: Dataset, project_id: str) -> tuple[Rows, Rows]:
    """Read the costs of a project by year, and the rows of plan that facts have replaced.

    Where a bearer tells a fact for a category and a year, its plan for them is left out: it is the same money.
    """
    return read_all_costs(dataset, [project_id])[project_id]


def read_all_costs(dataset: Dataset, projects: Iterable[str]) -> dict[str, tuple[Rows, Rows]]:
    """Read the costs of several projects at once, as :func:`read_costs` does those of one."""
    wanted = list(projects)
    frame = dataset.rows("project_costs").filter(pl.col("project_id").is_in(wanted))
    found: dict[str, list[CostRow]] = {project: [] for project in wanted}
    for row in frame.sort("project_id", "year", "cost_id").collect().iter_rows(named=True):
        place = {"file": row["_file"] or "project_costs", "row": row["_row"]}
        found[row["project_id"]].append(CostRow(**{name: row[name] for name in _COLUMNS}, **place))
    return {project: _leave_out_plans(rows) for project, rows in found.items()}


def _leave_out_plans(rows: list[CostRow]) -> tuple[Rows, Rows]:
    facts = {_what(one) for one in rows if one.basis == "fact"}
    replaced = [one.basis != "fact" and _what(one) in facts for one in rows]
    kept = tuple(one for one, out in zip(rows, replaced, strict=True) if not out)
    return kept, tuple(one for one, out in zip(rows, replaced, strict=True) if out)


def _what(row: CostRow) -> tuple[str | None, str, int]:
    return row.organisation_id, row.category, row.year
