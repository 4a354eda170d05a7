"""What the dataset knows of a project that asks for support, read once for all measures."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from kust.data.dataset import Dataset
from kust.data.project_costs import CostRow, read_costs
from kust.data.project_funding import Money
from kust.errors import UsageError
from kust.settings import AnswerSource, SupportSettings, TermSettings
from kust.support.money import Rate, find_elsewhere, read_awards, read_loan, read_rates


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
    the rows of plan that a fact replaces; ``costs_told``: whether there is a table of costs at all. ``members``: the
    participants of its cluster on the day. ``answers``: what the settings say of conditions that no table holds;
    ``terms``: what they say, by measure, of when it is used. ``loan_krub``: loans of the funding, null where none is
    told. ``answer_sources``: by whose word. ``awards``: budget money by measure.
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
    costs_told: bool
    elsewhere: frozenset[tuple[str, str]]
    payrolls: tuple[Payroll, ...]
    loan_krub: float | None
    awards: dict[str, Money]
    rates: dict[str, Rate]
    conforms: str | None
    answers: dict[str, bool] = field(default_factory=dict)
    answer_sources: dict[str, AnswerSource] = field(default_factory=dict)
    terms: dict[str, TermSettings] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Return its id."""
        return str(self.row["project_id"])

    def applicants(self, categories: Collection[str] = ()) -> tuple[str, ...]:
        """Return who gets the money for costs of some kinds (all by default).

        With no such costs those of any kind, with none the initiator, with none the participants.
        """
        found = {self.recipient(one) for one in self.costs if not categories or one.category in categories}
        if bearers := sorted(one for one in found if one):
            return tuple(bearers)
        if categories:
            return self.applicants()
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
    settings: SupportSettings,
    everybody: bool = False,
) -> Project:
    """Read a project with everything that measures ask about it.

    ``everybody``: members of every role are participants, not enterprises alone (reading ``participants``).

    Raises
    ------
    UsageError
        There is no such project.
    """
    found = dataset.rows("projects").filter(pl.col("project_id") == project_id).collect()
    if found.is_empty():
        every = dataset.rows("projects").select(pl.col("project_id").sort()).collect()
        known = ", ".join(every.to_series().to_list()[:20]) or "–"
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
        costs_told=dataset.has("project_costs"),
        elsewhere=find_elsewhere(dataset, project_id, costs, row["initiator_id"]),
        payrolls=_payrolls(dataset, firms, on.year),
        loan_krub=read_loan(dataset, project_id, on),
        awards=read_awards(dataset, project_id, on),
        rates=read_rates(dataset, on),
        conforms=conforms.get(cluster),
        answers=settings.answers.get(project_id, {}),
        answer_sources=settings.answer_sources.get(project_id, {}),
        terms=settings.terms.get(project_id, {}),
    )


def _column(dataset: Dataset, table: str, column: str, **where: str) -> list[Any]:
    rows = dataset.rows(table).filter(**where).select(column).drop_nulls().collect()
    return sorted(rows.to_series().to_list())


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
