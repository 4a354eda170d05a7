"""Plan, fact and deviation of every indicator, rolled up; taxes for a rouble of subsidy; budgets; economics."""

from datetime import date
from functools import cache
from importlib.resources import files

import polars as pl
import yaml

from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.projects.book import Book
from kust.projects.budget import calc_budgets
from kust.projects.cells import read_cells
from kust.projects.economics import calc_economics
from kust.projects.funding import read_funding
from kust.projects.result import Effects, Reference
from kust.projects.rolled import roll_up
from kust.projects.second_round import calc_second_rounds
from kust.projects.taxes import calc_tax_returns, find_extra_budget
from kust.settings import Settings


def calc_effects(
    dataset: Dataset,
    *,
    on: date,
    year: int | None = None,
    cluster: str | None = None,
    project: str | None = None,
    settings: Settings | None = None,
) -> Effects:
    """Work out what projects promise and reach.

    Parameters
    ----------
    dataset
        Uses ``project_effects``, ``projects``, ``project_funding``, ``project_costs``, and for the second round
        ``supplies``, ``outputs``, ``recipes``, ``memberships``; any may be absent.
    on
        Statuses of funding after this day do not count.
    year
        Year of the supplies for the second round; without it there is none.
    cluster, project
        Ids; by default all projects of all clusters.
    settings
        Sections ``effects`` and ``economics``.

    Returns
    -------
    Effects
        Indicators by level; thousand roubles, jobs, shares 0..1.

    Raises
    ------
    UsageError
        No such cluster or project.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> dataset = read_dataset(load("machine-building")).dataset
    >>> effects = calc_effects(dataset, on=date(2019, 3, 1), project="joint-hydraulics")
    >>> jobs = next(e for e in effects.effects if e.level == "total" and e.indicator == "jobs")
    >>> jobs.plan.value, jobs.fact.value, jobs.deviation
    (25.0, 3.0, -1.0)
    """
    settings = settings or Settings()
    chosen = _choose(dataset, cluster, project)
    cells, cautions = read_cells(dataset, chosen)
    book = Book(cells, read_funding(dataset, on, chosen))
    return Effects(
        path=str(dataset.path),
        digest=dataset.digest,
        on=on,
        projects=tuple((name, str(row["title"])) for name, row in chosen.items()),
        effects=tuple(roll_up(cells, _places(chosen))),
        taxes=calc_tax_returns(book, {name: row["cluster_id"] for name, row in chosen.items()}),
        budgets=calc_budgets(chosen, book, settings),
        economics=calc_economics(dataset, chosen, book, settings),
        second_rounds=() if year is None else calc_second_rounds(dataset, chosen, book, on, year),
        references=read_references(),
        cautions=(*cautions, *find_extra_budget(book, chosen)),
    )


def _choose(dataset: Dataset, cluster: str | None, project: str | None) -> dict[str, dict[str, str | None]]:
    rows = dataset.rows("projects").sort("project_id").collect()
    if project is not None and project not in rows["project_id"]:
        known = ", ".join(rows["project_id"].to_list()[:20]) or "–"
        raise UsageError("unknown_project", project=project, known=known)
    clusters = dataset.rows("clusters").select("cluster_id").collect().to_series().sort().to_list()
    if cluster is not None and cluster not in clusters:
        raise UsageError("unknown_cluster", cluster=cluster, known=", ".join(clusters[:20]))
    if project is not None:
        rows = rows.filter(pl.col("project_id") == project)
    if cluster is not None:
        rows = rows.filter(pl.col("cluster_id") == cluster)
    return {row["project_id"]: row for row in rows.iter_rows(named=True)}


def _places(chosen: dict[str, dict[str, str | None]]) -> pl.DataFrame:
    """Say where each project belongs."""
    rows = [(name, row["cluster_id"], row["region"]) for name, row in chosen.items()]
    return pl.DataFrame(
        rows, schema=dict.fromkeys(("project_id", "cluster", "region"), pl.String), orient="row"
    )


@cache
def read_references() -> tuple[Reference, ...]:
    """Read the planned totals that a slide prints, with their certainty."""
    text = files("kust.projects").joinpath("reference.yaml").read_text(encoding="utf-8")
    content = yaml.safe_load(text)
    return tuple(
        Reference(
            one["indicator"],
            float(one["value"]),
            one["unit"],
            one["certainty"],
            None if one.get("rival") is None else float(one["rival"]),
            content["evidence"],
            content["source"],
        )
        for one in content["totals"]
    )
