"""Plan, fact and deviation of every indicator, rolled up; taxes for a rouble of subsidy; budgets; economics."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from importlib.resources import files

import polars as pl
import yaml

from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.projects.book import Book
from kust.projects.budget import calc_budgets
from kust.projects.cells import Cell, pair_cells, read_cells, sum_cells
from kust.projects.economics import calc_economics
from kust.projects.funding import read_funding
from kust.projects.result import (
    JOBS,
    LEVELS,
    MONEY,
    Effect,
    Effects,
    Reference,
)
from kust.projects.second_round import calc_second_rounds
from kust.projects.taxes import calc_tax_returns, find_extra_budget
from kust.settings import Settings

Place = tuple[str | None, str | None]


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
    ids = frozenset(chosen)
    cells, cautions = read_cells(dataset, ids)
    book = Book(cells.values(), read_funding(dataset, on))
    places = {name: (row["cluster_id"], row["region"]) for name, row in chosen.items()}
    return Effects(
        path=str(dataset.path),
        digest=dataset.digest,
        on=on,
        projects=tuple((name, str(row["title"])) for name, row in chosen.items()),
        effects=tuple(_roll_up(book.every, places)),
        taxes=calc_tax_returns(book, {name: place[0] for name, place in places.items()}),
        budgets=calc_budgets(chosen, book, settings) if dataset.has("project_funding") else (),
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


def _keys(places: dict[str, Place]) -> dict[str, Callable[[Cell], str | None]]:
    """Say by what the cells of each level are put together."""
    return {
        "total": lambda cell: None,
        "cluster": lambda cell: places[cell.project_id][0],
        "region": lambda cell: places[cell.project_id][1],
        "year": lambda cell: str(cell.year),
        "project": lambda cell: cell.project_id,
    }


def _roll_up(cells: Iterable[Cell], places: dict[str, Place]) -> Iterable[Effect]:
    every = list(cells)
    order = {name: place for place, name in enumerate((*MONEY, *JOBS))}
    for level in LEVELS:
        groups: dict[tuple[str | None, str], list[Cell]] = defaultdict(list)
        of = _keys(places)[level]
        for cell in every:
            groups[of(cell), cell.indicator].append(cell)
        ordered = sorted(
            groups.items(), key=lambda one: (one[0][0] or "", order.get(one[0][1], len(order)), one[0][1])
        )
        for (key, indicator), own in ordered:
            yield _effect(level, key, indicator, own)


def _effect(level: str, key: str | None, indicator: str, cells: list[Cell]) -> Effect:
    plan, fact = (sum_cells(c for c in cells if c.basis == basis) for basis in ("plan", "fact"))
    planned, reached = pair_cells(cells)
    promised, got = sum_cells(planned).value, sum_cells(reached).value
    deviation = None if promised is None or got is None else got - promised
    ratio = any(cell.is_ratio for cell in cells)
    return Effect(
        level=level,
        key=key,
        indicator=indicator,
        unit="share" if ratio else "krub" if indicator in MONEY else "jobs" if indicator in JOBS else None,
        plan=plan,
        fact=fact,
        compared=len(planned),
        compared_plan=promised,
        compared_fact=got,
        deviation=deviation,
        deviation_share=deviation / promised if deviation is not None and promised else None,
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
