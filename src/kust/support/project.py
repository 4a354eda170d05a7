"""What the dataset knows of a project that asks for support, read once for all measures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from kust.data.dataset import Dataset
from kust.data.project_costs import CostRow, read_costs
from kust.data.project_funding import NO_MONEY, Money, read_budget_money
from kust.errors import UsageError


@dataclass(frozen=True)
class Rate:
    """A rate that holds on a day, and the row that says so."""

    value: float
    from_on: date
    source: str
    place: str


@dataclass(frozen=True)
class Payroll:
    """Jobs and wages of an organisation in its latest year."""

    organisation_id: str
    year: int
    jobs: float | None
    wage_rub: float | None
    place: CostRow


@dataclass(frozen=True)
class Project:
    """A project with its costs, its members and what else conditions ask for.

    ``costs``: rows of fact where an organisation tells a fact for a category and year, else of plan; ``superseded``:
    the rows of plan that a fact replaces. ``members``: the participants of its cluster on the day. ``answers``: what
    the settings say of conditions that no table holds. ``loan_krub``: loans of the funding, null where none is told.
    ``awards``: budget money by measure.
    """

    on: date
    row: dict[str, Any]
    confirmed_on: date | None
    okpd2: str | None
    regions: frozenset[str]
    participants: tuple[str, ...]
    members: frozenset[str]
    costs: tuple[CostRow, ...]
    superseded: tuple[CostRow, ...]
    elsewhere: frozenset[tuple[str, str]]
    payrolls: tuple[Payroll, ...]
    loan_krub: float | None
    awards: dict[str, Money]
    rates: dict[str, Rate]
    conforms: str | None
    answers: dict[str, bool] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Return its id."""
        return str(self.row["project_id"])

    @property
    def applicants(self) -> tuple[str, ...]:
        """Return who bears the costs; with no costs the initiator, with none the participants."""
        bearers = sorted({one.organisation_id for one in self.costs if one.organisation_id})
        if bearers:
            return tuple(bearers)
        return (self.row["initiator_id"],) if self.row["initiator_id"] else self.participants

    def recipient(self, row: CostRow) -> str | None:
        """Return who gets the money for a row: who bears the cost, else the initiator."""
        return row.organisation_id or self.row["initiator_id"]


def read_project(
    dataset: Dataset,
    project_id: str,
    on: date,
    *,
    conforms: Mapping[str, str],
    answers: dict[str, bool],
    everybody: bool = False,
) -> Project:
    """Read a project with everything that measures ask about it.

    ``everybody``: members of every role are participants, not enterprises alone (reading ``participants``).

    Raises
    ------
    UsageError
        There is no such project.
    """
    projects = dataset.rows("projects").sort("project_id").collect()
    found = projects.filter(pl.col("project_id") == project_id)
    if found.is_empty():
        known = ", ".join(projects["project_id"].to_list()[:20]) or "–"
        raise UsageError("unknown_project", project=project_id, known=known)
    row = found.row(0, named=True)
    cluster = row["cluster_id"]
    costs, superseded = read_costs(dataset, project_id)
    participants = tuple(_column(dataset, "project_participants", "organisation_id", project_id=project_id))
    confirmed = _column(dataset, "clusters", "confirmed_on", cluster_id=cluster)
    okpd2 = _column(dataset, "products", "okpd2", product_id=row["product_id"]) if row["product_id"] else []
    regions = _column(dataset, "cluster_regions", "region", cluster_id=cluster)
    members = _find_participants(dataset, cluster, on, everybody)
    firms = sorted({*participants, *([row["initiator_id"]] if row["initiator_id"] else [])} & members)
    return Project(
        on=on,
        row=row,
        confirmed_on=confirmed[0] if confirmed else None,
        okpd2=okpd2[0] if okpd2 else None,
        regions=frozenset([row["region"]] if row["region"] else regions),
        participants=participants,
        members=members,
        costs=costs,
        superseded=superseded,
        elsewhere=_elsewhere(dataset, project_id),
        payrolls=_payrolls(dataset, firms, on.year),
        loan_krub=_loan(dataset, project_id, on),
        awards=_awards(dataset, project_id, on),
        rates=_rates(dataset, on),
        conforms=conforms.get(cluster),
        answers=answers,
    )


def _column(dataset: Dataset, table: str, column: str, **where: str) -> list[Any]:
    rows = dataset.rows(table).filter(**where).select(column).drop_nulls().collect()
    return sorted(rows.to_series().to_list())


def _elsewhere(dataset: Dataset, project_id: str) -> frozenset[tuple[str, str]]:
    """Tell who bears costs of which categories in other projects."""
    others = dataset.rows("project_costs").filter(pl.col("project_id") != project_id)
    return frozenset(others.select("organisation_id", "category").drop_nulls().unique().collect().iter_rows())


def _find_participants(dataset: Dataset, cluster: str, on: date, everybody: bool) -> frozenset[str]:
    here = (pl.col("joined_on").is_null() | (pl.col("joined_on") <= on)) & (
        pl.col("left_on").is_null() | (pl.col("left_on") > on)
    )
    wanted = pl.lit(True) if everybody else pl.col("role") == "enterprise"
    members = dataset.rows("memberships").filter(here, wanted, cluster_id=cluster)
    return frozenset(members.select("organisation_id").collect().to_series().to_list())


def _payrolls(dataset: Dataset, firms: list[str], year: int) -> tuple[Payroll, ...]:
    rows = (
        dataset.rows("accounts")
        .filter(pl.col("organisation_id").is_in(firms), pl.col("year") <= year)
        .sort("organisation_id", "year")
        .group_by("organisation_id", maintain_order=True)
        .last()
        .collect()
    )
    found = {row["organisation_id"]: row for row in rows.iter_rows(named=True)}
    return tuple(_payroll(firm, found.get(firm), year) for firm in firms)


def _payroll(firm: str, row: dict[str, Any] | None, year: int) -> Payroll:
    jobs, wage = (row["jobs"], row["average_wage_rub"]) if row else (None, None)
    of_year = row["year"] if row else year
    paid = jobs * wage * 12 / 1000 if jobs is not None and wage is not None else 0.0
    place = CostRow(
        f"{firm}-{of_year}",
        firm,
        "payroll",
        "fact",
        of_year,
        paid,
        file=(row["_file"] or "accounts") if row else "accounts",
        row=row["_row"] if row else None,
    )
    return Payroll(firm, of_year, jobs, wage, place)


def _loan(dataset: Dataset, project_id: str, on: date) -> float | None:
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


def _awards(dataset: Dataset, project_id: str, on: date) -> dict[str, Money]:
    """Add up what each measure has granted and paid to the project, over all years."""
    found: dict[str, Money] = {}
    for line, money in read_budget_money(dataset, on).items():
        if line.project_id == project_id and line.measure is not None:
            found[line.measure] = found.get(line.measure, NO_MONEY) + money
    return found


def _rates(dataset: Dataset, on: date) -> dict[str, Rate]:
    """Read the rates that hold on the day: of each the latest from a day not after it."""
    rows = dataset.rows("rates").filter(pl.col("from_on") <= on).sort("rate", "from_on").collect()
    return {
        row["rate"]: Rate(
            row["value"], row["from_on"], row["source"] or "", f"{row['_file'] or 'rates'}: {row['_row']}"
        )
        for row in rows.iter_rows(named=True)
    }
