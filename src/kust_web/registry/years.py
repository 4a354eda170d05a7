"""The year that pages choose by themselves: the latest of which most participants of a cluster have told.

One return of a new year makes that year the latest of the dataset, and the library then answers for it as it is asked
to; a page that nobody asked for a year would find the whole cluster unknown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import polars as pl

from kust.chain.members import find_members
from kust.checks.run import ENTERPRISES
from kust.data import Dataset
from kust_web.registry.snapshot import folder_of, open_snapshot

# A supply that the other side reports, or that nobody signed, does not say that a firm has told of its year.
_TOLD_BY = (("supplier_id", ("supplier", "ledger")), ("buyer_id", ("buyer", "ledger")))


@dataclass(frozen=True)
class Choice:
    """The year chosen, of how many participants, and how many of them have told of each year, the latest first."""

    year: int
    of: int
    told: tuple[tuple[int, int], ...]

    @property
    def count(self) -> int:
        return dict(self.told)[self.year]

    @property
    def is_most(self) -> bool:
        return 2 * self.count > self.of

    @property
    def later(self) -> tuple[tuple[int, int], ...]:
        """The years after the chosen one, of which only a few have told."""
        return tuple((year, count) for year, count in self.told if year > self.year)


def choose_years(dataset: Dataset, on: date) -> dict[str, Choice]:
    """Choose the year of each cluster: the latest not after the day of which more than half have told.

    Whoever has a row in accounts or outputs, or reports a supply of its own, has told. Where no year has more than
    half, the year that the most have told; a cluster of whose participants nobody has told anything is left out.
    """
    participants = _find_participants(dataset, on)
    told = _find_told(dataset).filter(pl.col("year") <= on.year)
    sizes = dict(participants.group_by("cluster_id").len().iter_rows())
    counts: dict[str, dict[int, int]] = {}
    pairs = participants.join(told, on="organisation_id").group_by("cluster_id", "year").len()
    for cluster, year, count in pairs.sort("cluster_id", "year", descending=True).iter_rows():
        counts.setdefault(cluster, {})[year] = count
    return {cluster: _choose(years, sizes[cluster]) for cluster, years in counts.items()}


def _choose(told: dict[int, int], of: int) -> Choice:
    most = [year for year, count in told.items() if 2 * count > of]
    year = max(most) if most else max(told, key=lambda one: (told[one], one))
    return Choice(year, of, tuple(told.items()))


def _find_participants(dataset: Dataset, on: date) -> pl.DataFrame:
    """List who counts: the enterprises of an industrial cluster, every member of an innovation one."""
    members = pl.DataFrame(find_members(dataset, on).to_native()) if dataset.has("memberships") else None
    if members is None:
        return pl.DataFrame(schema={"cluster_id": pl.String, "organisation_id": pl.String})
    kinds = dataset.rows("clusters").select("cluster_id", "kind").collect()
    counts = (pl.col("kind") == "innovation") | pl.col("role").is_in(ENTERPRISES)
    joined = members.join(kinds, on="cluster_id", how="left").filter(counts)
    return joined.select("cluster_id", "organisation_id").unique()


def _find_told(dataset: Dataset) -> pl.DataFrame:
    parts = [
        dataset.rows(name).select("organisation_id", "year").unique() for name in ("accounts", "outputs")
    ]
    supplies = dataset.rows("supplies")
    for side, reporters in _TOLD_BY:
        own = supplies.filter(pl.col("reported_by").fill_null("ledger").is_in(reporters))
        parts.append(own.select(pl.col(side).alias("organisation_id"), "year").unique())
    return pl.concat(parts).unique().collect()


def choose_year(digest: str, cluster: str, on: date) -> Choice | None:
    """Choose the year of a cluster by the figures of a snapshot; None where nobody has told, or it is not kept."""
    return _of_snapshot(digest, on).get(cluster) if folder_of(digest).is_dir() else None


@lru_cache(maxsize=200)
def _of_snapshot(digest: str, on: date) -> dict[str, Choice]:
    """A snapshot never changes, so what was chosen by it does not either."""
    return choose_years(open_snapshot(digest), on)


def with_year(
    asked_for: Mapping[str, Any], digest: str, cluster: str, on: date
) -> tuple[dict[str, Any], Choice | None]:
    """Put the year into a question that names none, by what the figures of a snapshot tell of."""
    chosen = choose_year(digest, cluster, on) if asked_for.get("year", 0) is None else None
    return {**asked_for, **({"year": chosen.year} if chosen else {})}, chosen
