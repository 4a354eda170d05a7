"""How every cluster stands under every edition of its kind, worked out on the snapshot of the whole registry.

A table or column that nobody of a cluster has filled in is absent for it, as it is in the cluster's own snapshot: else
a cluster whose members nobody has told yet would be said to have none.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import polars as pl

from kust.checks import check
from kust.checks.run import ALL_EDITIONS, module_of
from kust.data import Dataset
from kust.data.schema import tables
from kust.law import editions
from kust_web.registry.models import Standing
from kust_web.registry.years import choose_years

_PARENTS = {"project_id": "projects", "need_id": "needs", "niche_id": "declared_niches"}
# Columns of a cluster's own tables without which a requirement is unknown.
_COLUMNS = sorted(
    {
        tuple(place.split("."))
        for edition in editions().values()
        for rule in edition.requirements
        for place in module_of(rule.code).TABLES
        if "." in place
    }
)
_OF_YEARS = ("accounts", "outputs", "supplies")


def judge(dataset: Dataset, on: date) -> list[Standing]:
    """Judge every cluster on a day by the year that its own pages choose."""
    return [standing for group in _group(dataset, on) for standing in _judge(dataset, on, *group)]


def _judge(
    dataset: Dataset, on: date, present: frozenset[str], year: int, clusters: list[str]
) -> Iterator[Standing]:
    origins = {name: origin for name, origin in dataset.origins.items() if name in present}
    for table, column in _COLUMNS:
        if table in origins and f"{table}.{column}" not in present:
            known = origins[table].columns - {column}
            origins[table] = replace(origins[table], columns=known)
    narrowed = replace(dataset, origins=origins, worked_out={})
    found = check(narrowed, on=on, year=year, edition=ALL_EDITIONS, clusters=clusters, alternatives=False)
    for entry in found.clusters:
        if entry.edition is None:
            continue
        verdicts = [verdict.verdict for verdict in entry.verdicts]
        counts = {name: verdicts.count(name) for name in ("met", "not_met", "unknown")}
        yield Standing(
            cluster_id=entry.cluster_id,
            edition=entry.edition.code,
            on=on,
            year=year,
            conforms=entry.conforms,
            **counts,
        )


def _group(dataset: Dataset, on: date) -> list[tuple[frozenset[str], int, list[str]]]:
    """Put together the clusters that have the same tables filled in, up to the same year."""
    clusters = dataset.rows("clusters").select("cluster_id").collect().to_series().to_list()
    firms = _firms(dataset)
    present: dict[str, set[str]] = defaultdict(set)
    for name in dataset.origins:
        for cluster in _clusters_with(dataset, name, firms, clusters):
            present[cluster].add(name)
    for table, column in _COLUMNS:
        if dataset.holds(f"{table}.{column}"):
            filled = dataset.rows(table).filter(pl.col(column).is_not_null()).collect()
            for cluster in _unique(filled):
                present[cluster].add(f"{table}.{column}")
    chosen = {cluster: choice.year for cluster, choice in choose_years(dataset, on).items()}
    years = _years(dataset, on, firms) | chosen
    groups: dict[tuple[frozenset[str], int], list[str]] = defaultdict(list)
    for cluster in sorted(clusters):
        groups[frozenset(present[cluster]), years.get(cluster, on.year)].append(cluster)
    return [(tables_, year, ids) for (tables_, year), ids in groups.items()]


def _firms(dataset: Dataset) -> dict[str, pl.DataFrame]:
    """List the firms of each cluster, and those together with whom they trade."""
    pair = ["cluster_id", "organisation_id"]
    parts = [dataset.rows(name).select(pair).collect() for name in ("memberships", "candidates")]
    own = pl.concat(parts).unique()
    supplies = dataset.rows("supplies").select("supplier_id", "buyer_id").unique().collect()
    around = [own]
    for side, other in (("supplier_id", "buyer_id"), ("buyer_id", "supplier_id")):
        met = own.join(supplies, left_on="organisation_id", right_on=side)
        around.append(met.select("cluster_id", pl.col(other).alias("organisation_id")))
    return {"own": own, "around": pl.concat(around).unique(), "left": _left(dataset)}


def _left(dataset: Dataset) -> pl.DataFrame:
    """List the firms that have gone from a cluster, with the year in which they did, as its own snapshot does."""
    pair = ["cluster_id", "organisation_id"]
    days = dataset.rows("memberships").select(*pair, "left_on").collect()
    stays = days.filter(pl.col("left_on").is_null()).select(pair)
    candidates = dataset.rows("candidates").select(pair).collect()
    gone = days.group_by(pair).agg(pl.col("left_on").max().dt.year().alias("left"))
    return gone.join(pl.concat([stays, candidates]), on=pair, how="anti")


def _clusters_with(
    dataset: Dataset, name: str, firms: dict[str, pl.DataFrame], clusters: list[str]
) -> list[str]:
    """List the clusters in whose own snapshot a table would have rows."""
    columns = {column.name for column in tables()[name].columns}
    rows = dataset.rows(name)
    if "cluster_id" in columns:
        return _unique(rows.collect())
    for key, parent in _PARENTS.items():
        if key in columns:
            parents = dataset.rows(parent).select(key, "cluster_id")
            return _unique(rows.select(key).join(parents, on=key).collect())
    if "supplier_id" in columns:
        return _unique(_of_supplies(rows, firms["own"]))
    if "organisation_id" in columns:
        named = rows.select("organisation_id").unique().collect()
        return _unique(firms["around"].join(named, on="organisation_id"))
    return clusters


def _of_supplies(rows: pl.LazyFrame, own: pl.DataFrame) -> pl.DataFrame:
    sides = [
        rows.select(pl.col(side).alias("organisation_id"), "year").unique().collect()
        for side in ("supplier_id", "buyer_id")
    ]
    return own.join(pl.concat(sides).unique(), on="organisation_id")


def _unique(rows: pl.DataFrame) -> list[str]:
    return rows["cluster_id"].drop_nulls().unique().to_list()


def _years(dataset: Dataset, on: date, firms: dict[str, pl.DataFrame]) -> dict[str, int]:
    """Find the latest year not after the day for which a cluster has figures."""
    found = []
    for name in _OF_YEARS:
        rows = dataset.rows(name)
        if name == "supplies":
            placed = _of_supplies(rows, firms["own"])
        else:
            told = rows.select("organisation_id", "year").unique().collect()
            placed = firms["around"].join(told, on="organisation_id")
        placed = placed.join(firms["left"], on=["cluster_id", "organisation_id"], how="left")
        counts = (pl.col("year") <= on.year) & (pl.col("year") <= pl.col("left").fill_null(on.year))
        found.append(placed.filter(counts).select("cluster_id", "year"))
    latest = pl.concat(found).group_by("cluster_id").agg(pl.col("year").max())
    return dict(latest.iter_rows())
