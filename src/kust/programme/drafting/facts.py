"""What a draft has to know beside the signs: names, owners, projects with their money, ids that are taken."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from kust.data.dataset import Dataset
from kust.data.project_funding import BUDGETS, read_budget_money
from kust.law.measures import Measure as SupportMeasure
from kust.law.measures import shipped_measures
from kust.programme.asking.sign import Signs
from kust.programme.drafting.costs import Funds, split_costs
from kust.programme.programme import Cost

Row = dict[str, Any]
_SOURCES = ("own", "investor", "federal", "regional", "loan")
_IDS = {
    "stakeholders": "stakeholder_id",
    "goals": "goal_id",
    "problems": "problem_id",
    "measures": "measure_id",
    "milestones": "milestone_id",
}


@dataclass(frozen=True)
class ProjectFacts:
    """A joint project: its row, its planned costs by year and source, and planned effects of years to come."""

    row: Mapping[str, Any]
    costs: tuple[Cost, ...]
    ahead: Mapping[str, float]


@dataclass(frozen=True)
class Facts:
    """``roles``: the role of each organisation in the cluster; ``taken``: ids by table, of every cluster."""

    names: Mapping[str, str]
    roles: Mapping[str, str]
    specialised: str | None
    projects: Mapping[str, ProjectFacts]
    owners: Mapping[str, str]
    taken: Mapping[str, frozenset[str]]
    measures: Mapping[str, SupportMeasure]

    def name(self, thing: str) -> str:
        """Name an organisation, a product or a project; one without a name by its id."""
        return self.names.get(thing) or thing


def read_facts(dataset: Dataset, signs: Signs, own: tuple[SupportMeasure, ...]) -> Facts:
    """Read what a draft needs of the tables."""
    cluster = signs.cluster_id
    names: dict[str, str] = {}
    for table, column, title in (
        ("organisations", "organisation_id", "name"),
        ("products", "product_id", "name"),
        ("projects", "project_id", "title"),
    ):
        names |= dict(dataset.rows(table).select(column, title).drop_nulls().collect().iter_rows())
    [head] = dataset.rows("clusters").filter(cluster_id=cluster).collect().to_dicts()
    members = dataset.rows("memberships").filter(cluster_id=cluster).select("organisation_id", "role")
    stakeholders = dataset.rows("stakeholders").filter(cluster_id=cluster).sort("stakeholder_id").collect()
    owners: dict[str, str] = {}
    for row in stakeholders.iter_rows(named=True):
        owners.setdefault(row["organisation_id"], row["stakeholder_id"])
    return Facts(
        names=names,
        roles=dict(members.sort("organisation_id", "role").collect().iter_rows()),
        specialised=head["specialised_organisation_id"],
        projects=_read_projects(dataset, signs),
        owners=owners,
        taken={table: frozenset(_column(dataset, table, column)) for table, column in _IDS.items()},
        measures={one.code: one for one in (*shipped_measures(), *own)},
    )


def _column(dataset: Dataset, table: str, column: str) -> list[str]:
    return dataset.rows(table).select(column).drop_nulls().collect().to_series().to_list()


def _read_projects(dataset: Dataset, signs: Signs) -> dict[str, ProjectFacts]:
    rows = dataset.rows("projects").filter(cluster_id=signs.cluster_id).sort("project_id").collect()
    funds = _read_funds(dataset, signs)
    costs = dataset.rows("project_costs").select("project_id", "basis", "year", "amount_krub").collect()
    found = {}
    for row in rows.iter_rows(named=True):
        project = row["project_id"]
        own = costs.filter(project_id=project)
        found[project] = ProjectFacts(
            row, split_costs(_by_year(own), funds[project]), _read_ahead(dataset, project, signs.on.year)
        )
    return found


def _by_year(costs: pl.DataFrame) -> dict[int, float | None]:
    """Add up the planned costs of each year; of a year with none planned, what was paid. Unknown where one is."""
    found: dict[int, float | None] = {}
    for basis in ("fact", "plan"):
        of_basis: dict[int, float | None] = {}
        for year, amount in costs.filter(basis=basis).select("year", "amount_krub").iter_rows():
            before = of_basis.get(year, 0.0)
            of_basis[year] = None if amount is None or before is None else before + amount
        found |= of_basis
    return dict(sorted(found.items()))


def _read_funds(dataset: Dataset, signs: Signs) -> defaultdict[str, list[Funds]]:
    """Read the money of each project: of budgets what is granted or paid, of others also what is planned."""
    found: defaultdict[str, list[Funds]] = defaultdict(list)
    decided = read_budget_money(dataset, signs.on, _SOURCES)
    for line, money in decided.items():
        if money.promised:
            found[line.project_id].append(Funds(line.year, line.source, line.measure, money.promised))
    hoped = (
        dataset.rows("project_funding")
        .filter(
            ~pl.col("source").is_in(BUDGETS),
            pl.col("status").is_in(["planned", "requested"]),
            pl.col("status_on").is_null() | (pl.col("status_on") <= signs.on),
        )
        .sort("status_on", "funding_id", nulls_last=False)
        .collect()
    )
    # Of several plans for one sum the latest counts; a sum that is decided needs no plan.
    latest = {
        (row["project_id"], row["source"], row["measure"], row["year"]): row["amount_krub"]
        for row in hoped.iter_rows(named=True)
    }
    for key, amount in latest.items():
        if key not in decided and amount:
            project, source, measure, year = key
            found[project].append(Funds(year, source, measure, amount))
    return found


def _read_ahead(dataset: Dataset, project: str, year: int) -> dict[str, float]:
    """Add up the planned effects of a project from a year on, as far as they are told."""
    rows = dataset.rows("project_effects").filter(
        pl.col("year") >= year, pl.col("value").is_not_null(), project_id=project, basis="plan"
    )
    return dict(rows.group_by("indicator").agg(pl.col("value").sum()).sort("indicator").collect().iter_rows())
