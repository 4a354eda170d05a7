"""Random small datasets, valid by the contract, with round numbers that often hit a threshold exactly."""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from .strategies_flows import accounts, outputs, products, supplies, wage_thresholds
from .strategies_papers import documents, indicator_targets, project_participants, projects
from .strategies_people import cluster_regions, clusters, crowd, memberships, organisations

Dataset = dict[str, list[dict[str, Any]]]

ON = date(2019, 3, 1)
YEAR = 2018
EDITIONS = ("779-2015", "779-2016", "779-2018", "779-2021", "779-2023", "innovation-2016")
PARTS = "ABCDEFGH"
MAY_BE_ABSENT = (
    "memberships",
    "cluster_regions",
    "supplies",
    "outputs",
    "accounts",
    "wage_thresholds",
    "projects",
    "project_participants",
    "documents",
    "indicator_targets",
)


@st.composite
def datasets(draw: Callable[..., Any], contradictions: bool = False) -> Dataset:
    """A dataset of one to three clusters.

    Half of them leave no figure and no flag out, so that shares and counts are often known.
    With `contradictions`, rows of one organisation in one cluster may say both yes and no.
    """
    complete = draw(st.booleans())
    made = _part(draw, complete, contradictions)
    made["wage_thresholds"] = draw(wage_thresholds())
    return made if complete else _without(draw, made, at_most=2)


class Joined(Dataset):
    """A joined dataset; printed in one line, for its rows would fill many pages."""

    def __repr__(self) -> str:
        return "Joined(" + ", ".join(f"{table}: {len(rows)} rows" for table, rows in self.items()) + ")"

    def part(self, name: str) -> Dataset:
        """The rows of one part, and those of no part."""
        return {table: [row for row in rows if _is_of(row, name)] for table, rows in self.items()}


def part_of(name: str) -> str:
    """The part of a joined dataset that an id belongs to."""
    return name.partition(".")[0]


def _is_of(row: dict[str, Any], part: str) -> bool:
    return all(part_of(cell) == part for column, cell in row.items() if column.endswith("_id") and cell)


@st.composite
def joined(draw: Callable[..., Any], contradictions: bool = False, parts: int = 6) -> Joined:
    """Several random datasets as one, each with ids of its own: what is asked of it is asked of every part at once.

    Wage thresholds belong to no cluster, and a table is absent for all or for none: both are drawn once.
    """
    made = Joined()
    for start in PARTS[:parts]:
        for table, rows in _part(draw, draw(st.booleans()), contradictions).items():
            made.setdefault(table, []).extend(_prefixed(row, start) for row in rows)
    made["wage_thresholds"] = draw(wage_thresholds())
    return _without(draw, made, at_most=3)


def _prefixed(row: dict[str, Any], start: str) -> dict[str, Any]:
    return {c: f"{start}.{cell}" if c.endswith("_id") and cell else cell for c, cell in row.items()}


def _part(draw: Callable[..., Any], complete: bool, contradictions: bool) -> Dataset:
    made: Dataset = {"organisations": draw(organisations()), "products": draw(products())}
    made["clusters"] = draw(clusters(made))
    made["cluster_regions"] = draw(cluster_regions(made))
    made["memberships"] = draw(memberships(made, complete, contradictions))
    draw(crowd(made))
    for table, rows in (
        ("outputs", outputs),
        ("projects", projects),
        ("project_participants", project_participants),
        ("documents", documents),
        ("indicator_targets", indicator_targets),
    ):
        made[table] = draw(rows(made))
    made["supplies"] = draw(supplies(made, complete))
    made["accounts"] = draw(accounts(made, complete))
    return made


def _without(draw: Callable[..., Any], made: Any, at_most: int) -> Any:
    """Now and then a table is absent: no file, or a file without rows; nothing may point at it."""
    for table in draw(st.lists(st.sampled_from(MAY_BE_ABSENT), max_size=at_most, unique=True)):
        emptied = [table, "project_participants"] if table == "projects" else [table]
        for name in emptied:
            if draw(st.booleans()):
                made[name] = []
            else:
                made.pop(name, None)
    return made


def readings() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "participants": st.sampled_from(["enterprises", "all"]),
            "final_makers_in_supply_side": st.booleans(),
            "wage_at_threshold_counts": st.booleans(),
        }
    )


COLUMNS = {
    "organisations": "organisation_id name country region okved size",
    "clusters": "cluster_id name kind specialised_organisation_id",
    "cluster_regions": "cluster_id region agreement_on special_programme",
    "memberships": (
        "cluster_id organisation_id role education_level infrastructure_kind makes_final_products "
        "uses_cluster_inputs exports is_founder in_governing_body cofinances not_yet_producing "
        "special_territory joined_on left_on"
    ),
    "products": "product_id name is_final",
    "outputs": "organisation_id product_id year amount_krub",
    "supplies": "supplier_id buyer_id product_id year amount_krub reported_by",
    "accounts": (
        "organisation_id year output_krub purchases_krub purchases_complete exports_krub jobs "
        "high_productivity_jobs average_wage_rub"
    ),
    "wage_thresholds": "region size okved year threshold_rub",
    "documents": "document_id cluster_id requirement region title dated_on confirms",
    "projects": "project_id cluster_id title kind initiator_id starts_on ends_on",
    "project_participants": "project_id organisation_id",
    "indicator_targets": "cluster_id indicator region year target",
}


def write(dataset: Dataset, folder: Path) -> Path:
    """The dataset as CSV files; None becomes an empty cell, a table without rows a line of headings."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in dataset.items():
        columns = list(dict.fromkeys([*COLUMNS[table].split(), *(column for row in rows for column in row)]))
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, restval="")
            writer.writeheader()
            writer.writerows({column: _cell(cell) for column, cell in row.items()} for row in rows)
    return folder


def _cell(cell: object) -> str:
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else str(cell)
