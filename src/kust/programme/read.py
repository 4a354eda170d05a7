"""Read the programme of a cluster from the tables of a dataset."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import Any, TypeVar

import narwhals as nw

from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.programme.programme import (
    Cost,
    Goal,
    Indicator,
    Measure,
    Milestone,
    Problem,
    Programme,
    Stakeholder,
    Target,
)

Row = dict[str, Any]
One = TypeVar("One")
TABLES = (
    "programmes",
    "stakeholders",
    "statements",
    "positions",
    "goals",
    "problems",
    "indicators",
    "measures",
    "measure_costs",
    "milestones",
)
_LISTS = ("depends_on", "indicators")


def read_programme(dataset: Dataset, cluster: str) -> Programme:
    """Read the working programme of a cluster.

    Parameters
    ----------
    dataset
        Uses ``clusters``, ``organisations``, ``programmes``, ``stakeholders``, ``goals``, ``problems``, ``measures``,
        ``measure_costs``, ``indicators``, ``indicator_targets``, ``milestones``; all but the first may be absent.
    cluster
        Id of a cluster.

    Returns
    -------
    Programme
        In the order of the documents: by number, then by id. Without a row in ``programmes`` its title is empty and
        its days are unknown; what was only proposed or was dropped is in it too, marked so.

    Raises
    ------
    UsageError
        No such cluster.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> read_programme(read_dataset(load("composites")).dataset, "R36").measures
    ()
    """
    names_of_clusters = {row["cluster_id"]: row["name"] for row in _rows(dataset, "clusters")}
    if cluster not in names_of_clusters:
        raise UsageError("unknown_cluster", cluster=cluster, known=", ".join([*names_of_clusters][:20]))
    [head] = _rows(dataset, "programmes", cluster) or [{}]
    costs = _by(_rows(dataset, "measure_costs"), "measure_id")
    targets = _by(_rows(dataset, "indicator_targets", cluster), "indicator")
    names = {row["organisation_id"]: row["name"] for row in _rows(dataset, "organisations")}
    return Programme(
        cluster_id=cluster,
        cluster=names_of_clusters[cluster],
        title=head.get("title") or "",
        **{name: head.get(name) for name in _HEAD},
        stakeholders=_order(_read_stakeholder(row, names) for row in _rows(dataset, "stakeholders", cluster)),
        goals=_order(_made(Goal, row) for row in _rows(dataset, "goals", cluster)),
        problems=_order(_made(Problem, row) for row in _rows(dataset, "problems", cluster)),
        measures=_order(
            _made(Measure, row, costs=tuple(map(_read_cost, costs[row["measure_id"]])))
            for row in _rows(dataset, "measures", cluster)
        ),
        indicators=_order(
            _made(Indicator, row, targets=_read_targets(targets[row["indicator"]]))
            for row in _rows(dataset, "indicators", cluster)
        ),
        milestones=tuple(
            sorted(
                (_made(Milestone, row) for row in _rows(dataset, "milestones", cluster)),
                key=lambda one: (one.due_on, one.milestone_id),
            )
        ),
    )


_HEAD = ("starts_on", "ends_on", "base_year", "adopted_on", "adopted_by", "vision")


def _rows(dataset: Dataset, table: str, cluster: str | None = None) -> list[Row]:
    frame = dataset.table(table)
    if cluster is not None:
        frame = frame.filter(nw.col("cluster_id") == cluster)
    return dataset.collect(frame).rows(named=True)


def _by(rows: Iterable[Row], column: str) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found


def _made(kind: Callable[..., One], row: Row, **more: Any) -> One:
    """Make one from the columns that it has; an empty cell is what the kind says where nothing was stated."""
    wanted = {field.name for field in fields(kind)} - set(more)  # type: ignore[arg-type]
    told = {name: row[name] for name in wanted if row.get(name) is not None}
    lists = {name: _split(told[name]) for name in _LISTS if name in told}
    return kind(**told | lists | more)


def _split(joined: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in joined.split(";") if part.strip())


def _read_stakeholder(row: Row, names: dict[str, str]) -> Stakeholder:
    name = row["name"] or names.get(row["organisation_id"]) or row["stakeholder_id"]
    return _made(Stakeholder, row | {"name": name})


def _read_cost(row: Row) -> Cost:
    return _made(Cost, row)


def _read_targets(rows: Iterable[Row]) -> tuple[Target, ...]:
    return tuple(sorted((_made(Target, row) for row in rows), key=lambda one: (one.year, one.region or "")))


def _order(found: Iterable[One]) -> tuple[One, ...]:
    """Order by number, those without one behind, then by the first field of the kind's own, which is its id."""
    return tuple(sorted(found, key=_place))


def _place(one: Any) -> tuple[bool, int, str]:
    number = getattr(one, "number", None)
    own = next(field.name for field in fields(one) if field.name not in ("decision", "reason"))
    return number is None, number or 0, getattr(one, own)
