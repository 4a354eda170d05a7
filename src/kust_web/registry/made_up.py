"""Clusters that nobody has, those of examples and trials: told apart from real ones wherever clusters are counted.

Made up is a cluster that says so in its name, lies in the region 00, or has a member of that region.
"""

from dataclasses import replace
from typing import Any

import polars as pl
from django.db.models import Exists, OuterRef, Q, QuerySet

from kust.data import Dataset
from kust.data.schema import fold
from kust_web.registry.models import model_of

REGION = "00"
MARK = "(вымышленные данные)"
_OF_PROJECTS = ("project_participants", "project_costs", "project_funding", "project_effects")


def find_made_up() -> QuerySet[Any]:
    """Find the ids of the clusters that are made up, as a query to be put into others."""
    rows = model_of("clusters").objects.filter(is_removed=False).order_by()
    return rows.filter(_is_made_up()).values("cluster_id")


def is_made_up(cluster: Any) -> bool:
    """Tell whether a cluster is made up."""
    if MARK in fold(cluster.name):
        return True
    rows = model_of("clusters").objects.filter(_is_made_up(), cluster_id=cluster.cluster_id)
    return bool(rows.exists())


def _is_made_up() -> Q:
    here = {"cluster_id": OuterRef("cluster_id"), "is_removed": False}
    regions = model_of("cluster_regions").objects.filter(**here, region=REGION)
    members = model_of("memberships").objects.filter(**here, organisation__region=REGION)
    return Q(folded__contains=MARK) | Q(Exists(regions.order_by())) | Q(Exists(members.order_by()))


def drop_mark(name: str) -> str:
    """Take the mark out of a name beside which a badge says the same.

    >>> drop_mark("Кластер «Верхний Брод» (вымышленные данные)")
    'Кластер «Верхний Брод»'
    """
    return name.replace(MARK, "").strip() or name


def leave_out(dataset: Dataset, clusters: frozenset[str]) -> Dataset:
    """Return a dataset without the members and projects of some clusters; the one given keeps its rows."""
    origins = dict(dataset.origins)
    for table in ("memberships", "projects"):
        _narrow(dataset, origins, table, ~pl.col("cluster_id").is_in(list(clusters)).fill_null(False))
    if "projects" in origins:
        kept = origins["projects"].frame["project_id"].to_list()
        for table in _OF_PROJECTS:
            _narrow(dataset, origins, table, pl.col("project_id").is_in(kept))
    return replace(dataset, origins=origins, prepared={}, worked_out={})


def _narrow(dataset: Dataset, origins: dict[str, Any], table: str, which: pl.Expr) -> None:
    if table in origins:
        rows = dataset.rows(table).filter(which).collect()
        origins[table] = replace(origins[table], rows=rows.height, frame=rows)
