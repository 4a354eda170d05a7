"""The part of a dataset that one cluster's plan is made of, in memory: a small dataset of its own.

One pass over the supplies keeps the year's rows that touch a member or a candidate of any cluster asked about; a
second one adds those of firms that already trade with them. After that each cluster is a small dataset of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import narwhals as nw
import polars as pl

from kust.chain.members import find_members
from kust.data.dataset import Dataset, Origin
from kust.data.engines import find_engine

OF_CLUSTER = ("clusters", "cluster_regions", "memberships", "documents", "candidates", "projects")
OF_FIRM = ("organisations", "accounts", "outputs")
WHOLE = ("products", "wage_thresholds")


@dataclass(frozen=True)
class Slices:
    """Rows of all clusters asked about; ``of`` gives the small dataset of one."""

    dataset: Dataset
    frames: Mapping[str, pl.DataFrame]
    on: date

    def of(self, cluster: str) -> Dataset:
        """Return the dataset of one cluster: its members, candidates, traders and all their rows of the year."""
        here = {
            name: self.frames[name].filter(pl.col("cluster_id") == cluster)
            for name in (*OF_CLUSTER, "indicator_targets")
        }
        own = _ids(here["memberships"], here["candidates"])
        supplies = self.frames["supplies"]
        near = supplies.filter(_touches(own))
        firms = own | set(near["supplier_id"].to_list()) | set(near["buyer_id"].to_list())
        traders = firms & set(self.frames["outputs"]["organisation_id"].to_list())
        here["supplies"] = supplies.filter(_touches(own | traders))
        firms |= set(here["supplies"]["supplier_id"].to_list()) | set(here["supplies"]["buyer_id"].to_list())
        special = here["clusters"]["specialised_organisation_id"].drop_nulls().to_list()
        wanted = pl.Series(sorted(firms | set(special)), dtype=pl.String)
        for name in OF_FIRM:
            here[name] = self.frames[name].filter(pl.col("organisation_id").is_in(wanted.implode()))
        projects = here["projects"]["project_id"]
        taking_part = self.frames["project_participants"]
        here["project_participants"] = taking_part.filter(pl.col("project_id").is_in(projects.implode()))
        here |= {name: self.frames[name] for name in WHOLE}
        return self._small(here)

    def whole(self) -> Dataset:
        """Return the rows of all clusters as one dataset."""
        return self._small(self.frames)

    def _small(self, frames: Mapping[str, pl.DataFrame]) -> Dataset:
        """Wrap the rows; a table that the whole dataset has is there also where the cluster has no row of it."""
        origins = {
            name: Origin(origin.paths, origin.rows, origin.columns, _with_place(frames[name]))
            for name, origin in self.dataset.origins.items()
            if name in frames
        }
        return Dataset(self.dataset.path, find_engine("polars"), self.dataset.digest, origins)


def cut(dataset: Dataset, clusters: Iterable[str], on: date, year: int) -> Slices:
    """Collect the rows that the plans of some clusters are made of.

    Parameters
    ----------
    dataset
        Of any engine and size.
    clusters
        Ids of the clusters that plans are sought for.
    on, year
        Day of the plan, year of the figures.
    """
    ids = sorted(clusters)
    frames = {
        name: dataset.collect(dataset.table(name).filter(nw.col("cluster_id").is_in(ids))).to_native()
        for name in (*OF_CLUSTER, "indicator_targets")
    }
    members = find_members(dataset, on).filter(nw.col("cluster_id").is_in(ids))
    own = _ids(members.to_native(), frames["candidates"], frames["memberships"])
    frames["supplies"] = _supplies(dataset, own, year)
    firms = (
        own | _traders(frames["supplies"]) | _ids(frames["clusters"], column="specialised_organisation_id")
    )
    frames["outputs"] = _of_firms(dataset, "outputs", firms, year)
    makers = set(frames["outputs"]["organisation_id"].to_list())
    if makers - own:
        frames["supplies"] = _supplies(dataset, own | makers, year)
        firms |= _traders(frames["supplies"])
    frames["organisations"] = _of_firms(dataset, "organisations", firms, None)
    frames["accounts"] = _of_firms(dataset, "accounts", firms, year)
    for name in (*WHOLE, "project_participants"):
        frames[name] = dataset.collect(dataset.table(name)).to_native()
    return Slices(dataset, frames, on)


def _supplies(dataset: Dataset, ids: set[str], year: int) -> pl.DataFrame:
    mark, wanted = dataset.engine.mark, pl.Series(sorted(ids), dtype=pl.String)
    rows = dataset.table("supplies").filter(nw.col("year") == year)
    rows = mark(mark(rows, "supplier_id", "_sells", wanted), "buyer_id", "_buys", wanted)
    touching = rows.filter(nw.col("_sells") | nw.col("_buys")).drop("_sells", "_buys")
    found: pl.DataFrame = dataset.collect(touching).to_native()
    return found.sort(pl.all())  # two engines keep different orders


def _of_firms(dataset: Dataset, table: str, ids: set[str], year: int | None) -> pl.DataFrame:
    wanted = pl.Series(sorted(ids), dtype=pl.String)
    rows = dataset.engine.mark(dataset.table(table), "organisation_id", "_wanted", wanted)
    rows = rows.filter(nw.col("_wanted")).drop("_wanted")
    found: pl.DataFrame = dataset.collect(
        rows if year is None else rows.filter(nw.col("year") == year)
    ).to_native()
    return found.sort("organisation_id")


def _traders(supplies: pl.DataFrame) -> set[str]:
    return set(supplies["supplier_id"].to_list()) | set(supplies["buyer_id"].to_list())


def _ids(*frames: pl.DataFrame, column: str = "organisation_id") -> set[str]:
    return {one for frame in frames for one in frame[column].drop_nulls().to_list()}


def _touches(ids: set[str]) -> pl.Expr:
    wanted = pl.Series(sorted(ids), dtype=pl.String).implode()
    return pl.col("supplier_id").is_in(wanted) | pl.col("buyer_id").is_in(wanted)


def _with_place(frame: pl.DataFrame) -> pl.DataFrame:
    nothing = pl.lit(None, dtype=pl.String)
    return frame.with_columns(_file=nothing, _sheet=nothing, _row=pl.lit(None, dtype=pl.Int64))
