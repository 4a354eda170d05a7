"""The money around a project: its loans and awards, what is asked for elsewhere, and the rates of the day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from kust.data.dataset import Dataset
from kust.data.project_costs import CostRow
from kust.data.project_funding import NO_MONEY, Money, read_budget_money


@dataclass(frozen=True)
class Rate:
    """A rate that holds on a day, and the row that says so."""

    value: float
    from_on: date
    source: str
    place: str


def find_elsewhere(
    dataset: Dataset, project_id: str, costs: Iterable[CostRow], initiator: str | None
) -> frozenset[tuple[str, str]]:
    """Tell of which categories those who bear costs of this project bear costs in others."""
    key = (__name__, "bearers")
    if key not in dataset.worked_out:
        dataset.worked_out[key] = _walk_bearers(dataset)
    bearers: dict[str, set[tuple[str, str]]] = dataset.worked_out[key]
    own = {one.organisation_id or initiator or "" for one in costs}
    told = ((bearer, place) for bearer in own for place in bearers.get(bearer, ()))
    return frozenset((bearer, category) for bearer, (project, category) in told if project != project_id)


def _walk_bearers(dataset: Dataset) -> dict[str, set[tuple[str, str]]]:
    """Read of which projects and categories each organisation bears costs; the initiator bears those of nobody."""
    initiators = dataset.rows("projects").select("project_id", "initiator_id")
    costs = dataset.rows("project_costs").join(initiators, on="project_id", how="left")
    bearer = pl.coalesce("organisation_id", "initiator_id").alias("bearer")
    told = costs.select(bearer, "project_id", "category").drop_nulls().unique().collect()
    found: dict[str, set[tuple[str, str]]] = {}
    for organisation, project, category in told.iter_rows():
        found.setdefault(organisation, set()).add((project, category))
    return found


def read_loan(dataset: Dataset, project_id: str, on: date) -> float | None:
    """Add up the loans of the funding that nobody has denied; of a year the latest status counts."""
    rows = (
        dataset.rows("project_funding")
        .filter(
            pl.col("status_on").is_null() | (pl.col("status_on") <= on), project_id=project_id, source="loan"
        )
        .sort("year", "status_on", "funding_id", nulls_last=False)
        .collect()
    )
    latest = {row["year"]: row["status_on"] for row in rows.iter_rows(named=True)}
    counted = [
        row["amount_krub"]
        for row in rows.iter_rows(named=True)
        if row["status_on"] == latest[row["year"]] and row["status"] != "denied"
    ]
    return sum(counted) if counted else None


def read_awards(dataset: Dataset, project_id: str, on: date) -> dict[str, Money]:
    """Add up what each measure has granted and paid to the project, over all years."""
    key = (__name__, "awards", on)
    if key not in dataset.worked_out:
        dataset.worked_out[key] = _walk_awards(dataset, on)
    awards: dict[str, dict[str, Money]] = dataset.worked_out[key]
    return awards.get(project_id, {})


def _walk_awards(dataset: Dataset, on: date) -> dict[str, dict[str, Money]]:
    """Read the awards of every project at once: asked of a thousand projects, the table is walked once."""
    found: dict[str, dict[str, Money]] = {}
    for line, money in read_budget_money(dataset, on).items():
        if line.measure is not None:
            own = found.setdefault(line.project_id, {})
            own[line.measure] = own.get(line.measure, NO_MONEY) + money
    return found


def read_rates(dataset: Dataset, on: date) -> dict[str, Rate]:
    """Read the rates that hold on the day: of each the latest from a day not after it."""
    rows = dataset.rows("rates").filter(pl.col("from_on") <= on).sort("rate", "from_on").collect()
    return {
        row["rate"]: Rate(
            row["value"], row["from_on"], row["source"] or "", f"{row['_file'] or 'rates'}: {row['_row']}"
        )
        for row in rows.iter_rows(named=True)
    }
