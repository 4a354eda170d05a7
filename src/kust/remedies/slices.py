"""The part of a dataset that one cluster's plan is made of, in memory: a small dataset of its own.

One pass over the supplies keeps the year's rows that touch a member or a candidate of any cluster asked about; a
second one adds those of firms that already trade with them. After that each cluster is a small dataset of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import narwhals as nw
import polars as pl

from kust.data.dataset import Dataset, Origin, empty_frame
from kust.data.engines import find_engine
from kust.data.flows import match_flows
from kust.data.schema import tables
from kust.remedies.situation import Flow, Made

OF_CLUSTER = ("clusters", "cluster_regions", "memberships", "documents", "candidates", "projects")
OF_FIRM = ("organisations", "accounts", "outputs")
WHOLE = ("products", "wage_thresholds")


@dataclass(frozen=True)
class Slices:
    """Rows of all clusters asked about; ``of`` gives the small dataset of one.

    Tables are taken apart once, for all clusters; a cluster is put together of row numbers.
    """

    dataset: Dataset
    frames: Mapping[str, pl.DataFrame]
    on: date
    year: int
    _known_traders: dict[frozenset[str], set[str]] = field(default_factory=dict)

    def of(self, cluster: str) -> Dataset:
        """Return the dataset of one cluster: its members, candidates, traders and all their rows of the year."""
        here = {name: self._part(name, cluster) for name in (*OF_CLUSTER, "indicator_targets")}
        own = _ids(here["memberships"], here["candidates"])
        taken = self.frames["supplies"][sorted(self._rows(own | self.traders(own)))]
        here["supplies"] = taken
        firms = own | _traders(taken) | _ids(here["clusters"], column="specialised_organisation_id")
        for name in OF_FIRM:
            places = self._places_of_firms[name]
            here[name] = self.frames[name][sorted(row for who in firms for row in places.get(who, ()))]
        projects = here["projects"]["project_id"]
        taking_part = self.frames["project_participants"]
        here["project_participants"] = taking_part.filter(pl.col("project_id").is_in(projects.implode()))
        here |= {name: self.frames[name] for name in WHOLE}
        return self._small(here)

    @cached_property
    def _producers(self) -> set[str]:
        """Organisations whose output of the year is known to be above 0, also where nobody told of which products."""
        accounts = self.frames["accounts"]
        return set(accounts.filter(pl.col("output_krub") > 0)["organisation_id"].to_list())

    def whole(self) -> Dataset:
        """Return the rows of all clusters as one dataset."""
        return self._small(self.frames)

    def traders(self, own: set[str]) -> set[str]:
        """Return the makers that trade with some organisations."""
        key = frozenset(own)
        if key not in self._known_traders:
            near = {firm for row in self._rows(own) for firm in self._ends[row]}
            self._known_traders[key] = near & (self._places_of_firms["outputs"].keys() | self._producers)
        return self._known_traders[key]

    def flows(self, own: set[str]) -> dict[tuple[str, str, str], Flow]:
        """Return the matched flows of some organisations and of those who trade with them."""
        of_one = self._flows_by_firm
        places = {place for who in own | self.traders(own) for place in of_one.get(who, ())}
        return dict(self._flows[place] for place in sorted(places))

    def made(self, firms: Iterable[str]) -> dict[tuple[str, str], Made]:
        """Return what some organisations make."""
        return {
            (who, product): made for who in sorted(firms) for product, made in self._made.get(who, {}).items()
        }

    def _part(self, name: str, cluster: str) -> pl.DataFrame:
        return self._parts[name].get((cluster,), self.frames[name].clear())

    def _rows(self, firms: Iterable[str]) -> set[int]:
        places = self._places_of_supplies
        return {row for who in firms for row in places.get(who, ())}

    @cached_property
    def _parts(self) -> dict[str, dict[tuple[Any, ...], pl.DataFrame]]:
        names = (*OF_CLUSTER, "indicator_targets")
        return {
            name: self.frames[name].partition_by("cluster_id", as_dict=True, maintain_order=True)
            for name in names
        }

    @cached_property
    def _ends(self) -> list[tuple[str, str]]:
        supplies = self.frames["supplies"]
        return list(zip(supplies["supplier_id"].to_list(), supplies["buyer_id"].to_list(), strict=True))

    @cached_property
    def _places_of_supplies(self) -> dict[str, list[int]]:
        return _number(self._ends)

    @cached_property
    def _places_of_firms(self) -> dict[str, dict[str, list[int]]]:
        return {name: _number(self.frames[name].select("organisation_id").iter_rows()) for name in OF_FIRM}

    @cached_property
    def _flows(self) -> list[tuple[tuple[str, str, str], Flow]]:
        """The flows of the year between different organisations, in order."""
        rows = self.whole().table("supplies").filter(nw.col("supplier_id") != nw.col("buyer_id"))
        columns = ("supplier_id", "buyer_id", "product_id", "amount_krub", "reported_by")
        matched = self.dataset.collect(match_flows(rows.select(*columns)))
        ordered = matched.sort("supplier_id", "buyer_id", "product_id")
        return [((r[0], r[1], r[2]), Flow(float(r[3]), float(r[4]))) for r in ordered.iter_rows()]

    @cached_property
    def _flows_by_firm(self) -> dict[str, list[int]]:
        return _number(key[:2] for key, _ in self._flows)

    @cached_property
    def _made(self) -> dict[str, dict[str, Made]]:
        columns = ("organisation_id", "product_id", "amount_krub", "quantity", "capacity")
        found: dict[str, dict[str, Made]] = {}
        for who, product, *figures in self.frames["outputs"].select(columns).sort(columns).iter_rows():
            found.setdefault(who, {})[product] = Made(*figures)
        return found

    @cached_property
    def countries(self) -> dict[str, str]:
        """Country of each organisation."""
        rows = self.frames["organisations"].select("organisation_id", "country").iter_rows()
        return dict(rows)

    @cached_property
    def stated_purchases(self) -> frozenset[str]:
        """Whose purchases the accounts state."""
        stated = self.frames["accounts"].filter(pl.col("purchases_krub").is_not_null())
        return frozenset(stated["organisation_id"].to_list())

    def _small(self, frames: Mapping[str, pl.DataFrame]) -> Dataset:
        """Wrap the rows; a table that the whole dataset has is there also where the cluster has no row of it."""
        origins = {
            name: Origin(origin.paths, origin.rows, origin.columns, frames[name])
            for name, origin in self.dataset.origins.items()
            if name in frames
        }
        return Dataset(self.dataset.path, find_engine("polars"), self.dataset.digest, origins)


def _number(rows: Iterable[tuple[str, ...]]) -> dict[str, list[int]]:
    """Say of each organisation in which rows it is named."""
    found: dict[str, list[int]] = {}
    for place, firms in enumerate(rows):
        for who in dict.fromkeys(firms):
            found.setdefault(who, []).append(place)
    return found


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
        name: _collect(dataset, name, nw.col("cluster_id").is_in(ids))
        for name in (*OF_CLUSTER, "indicator_targets")
    }
    own = _ids(frames["candidates"], frames["memberships"])
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
        frames[name] = _collect(dataset, name)
    return Slices(dataset, {name: _with_place(frame) for name, frame in frames.items()}, on, year)


def _collect(dataset: Dataset, name: str, *wanted: nw.Expr) -> pl.DataFrame:
    """Collect rows of a table; one that is absent is no work for an engine."""
    if not dataset.has(name):
        return empty_frame(tables()[name])
    rows = dataset.table(name)
    found: pl.DataFrame = dataset.collect(rows.filter(*wanted) if wanted else rows).to_native()
    return found


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


def _with_place(frame: pl.DataFrame) -> pl.DataFrame:
    nothing = pl.lit(None, dtype=pl.String)
    return frame.with_columns(_file=nothing, _sheet=nothing, _row=pl.lit(None, dtype=pl.Int64))
