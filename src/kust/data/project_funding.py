"""Budget money of projects: what was granted and what was paid, from a history of statuses.

A line is a project, source, measure and year. Of what was granted (or denied) the latest day counts; payments add up.
Money only planned or requested is nobody's subsidy yet.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from kust.data.dataset import Dataset

BUDGETS = ("federal", "regional")


@dataclass(frozen=True)
class Money:
    """Budget money, thousand roubles; null where no row tells it."""

    granted: float | None
    paid: float | None

    @property
    def promised(self) -> float | None:
        """Return what was granted; where nothing says so, what was paid."""
        return self.paid if self.granted is None else self.granted

    def __add__(self, other: "Money") -> "Money":
        return Money(_add(self.granted, other.granted), _add(self.paid, other.paid))


NO_MONEY = Money(None, None)


class Line(NamedTuple):
    """What a sum of budget money belongs to."""

    project_id: str
    source: str
    measure: str | None
    year: int


def read_budget_money(dataset: Dataset, on: date, sources: Sequence[str] = BUDGETS) -> dict[Line, Money]:
    """Read what budgets have granted and paid to projects as of a day."""
    rows = (
        dataset.rows("project_funding")
        .filter(
            pl.col("source").is_in(sources),
            pl.col("status_on").is_null() | (pl.col("status_on") <= on),
            pl.col("status").is_in(["granted", "denied", "paid"]),
        )
        .sort("project_id", "source", "measure", "year", "status_on", "funding_id", nulls_last=False)
        .collect()
    )
    lines: dict[Line, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.iter_rows(named=True):
        lines[Line(row["project_id"], row["source"], row["measure"], row["year"])].append(row)
    return {line: Money(_granted(own), _paid(own)) for line, own in lines.items()}


def _granted(line: list[dict[str, Any]]) -> float | None:
    """Take the decisions of the latest day; a denial after a grant leaves nothing."""
    decided = [row for row in line if row["status"] != "paid"]
    if not decided:
        return None
    last = decided[-1]["status_on"]
    return sum(
        row["amount_krub"] if row["status"] == "granted" else 0.0
        for row in decided
        if row["status_on"] == last
    )


def _paid(line: list[dict[str, Any]]) -> float | None:
    paid = [row["amount_krub"] for row in line if row["status"] == "paid"]
    return sum(paid) if paid else None


def _add(one: float | None, other: float | None) -> float | None:
    return other if one is None else one if other is None else one + other
