"""What the sections of a report are made of: the cluster's rows, its participants, names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any

import narwhals as nw
import polars as pl

from kust.chain.accounts import count_high_productivity_jobs
from kust.checks import Readings
from kust.checks.rule import Subject
from kust.checks.run import evidence_of
from kust.data.dataset import Dataset
from kust.data.engines import Frame
from kust.data.schema import regions, tables

Row = dict[str, Any]


@dataclass(frozen=True)
class Cluster:
    """One cluster on a day, with the figures of a year as the checks saw them."""

    dataset: Dataset
    row: Row
    on: date
    year: int
    readings: Readings
    lang: str
    subject: Subject

    @property
    def name(self) -> str:
        return str(self.row["name"])

    @cached_property
    def members(self) -> list[Row]:
        """Membership rows of the day, one a role or an object."""
        return list(self.subject.members.sort("role", "organisation_id").iter_rows(named=True))

    @cached_property
    def participants(self) -> list[Row]:
        """One row a participant, with high-productivity jobs by the chosen reading and as stated."""
        stated = self.subject.participants.with_columns(stated_jobs=nw.col("high_productivity_jobs"))
        counted = count_high_productivity_jobs(stated, self.readings.wage_at_threshold_counts)
        return list(counted.sort("organisation_id").iter_rows(named=True))

    @cached_property
    def regions(self) -> list[Row]:
        return list(self.subject.regions.sort("region").iter_rows(named=True))

    @cached_property
    def names(self) -> "Names":
        return Names(self.dataset)

    def rows(self, table: str, key: str = "cluster_id", values: Iterable[str] | None = None) -> list[Row]:
        """Return the rows of a small table that belong to the cluster, in their order."""
        wanted = [self.row["cluster_id"]] if values is None else list(values)
        return list(
            self.dataset.collect(self.dataset.table(table))
            .filter(nw.col(key).is_in(wanted))
            .iter_rows(named=True)
        )


class Names:
    """Names of organisations and products by their ids; an id that has no row stands for itself."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._known: dict[str, Row] = {}

    def organisation(self, organisation_id: str | None) -> Row:
        """Return the row of an organisation."""
        if organisation_id is None:
            return {}
        self.load([organisation_id])
        return self._known[organisation_id]

    def of(self, organisation_id: str | None) -> str:
        """Return the name of an organisation."""
        return str(self.organisation(organisation_id).get("name") or organisation_id or "")

    def load(self, organisations: Iterable[str]) -> None:
        """Read the rows of organisations that have not been read yet."""
        wanted = [one for one in dict.fromkeys(organisations) if one not in self._known]
        if not wanted:
            return
        rows = self._dataset.collect(
            self._dataset.table("organisations").filter(nw.col("organisation_id").is_in(wanted))
        )
        found = {row["organisation_id"]: row for row in rows.iter_rows(named=True)}
        self._known |= {one: found.get(one, {"organisation_id": one, "name": one}) for one in wanted}

    @cached_property
    def products(self) -> Mapping[str, Row]:
        return {
            row["product_id"]: row
            for row in self._dataset.collect(self._dataset.table("products")).iter_rows(named=True)
        }

    def product(self, product_id: str | None) -> str:
        """Return the name of a product."""
        return str(self.products.get(product_id or "", {}).get("name") or product_id or "")


def gather(
    dataset: Dataset, row: Row, kind: str, on: date, year: int, readings: Readings, lang: str
) -> Cluster:
    """Put together what the checks of a kind of edition were judged on."""
    clusters = _frame(dataset, str(row["cluster_id"]))
    subject = evidence_of(dataset, on, year).subject(clusters, kind, readings)
    cluster = Cluster(dataset, row, on, year, readings, lang, subject)
    cluster.names.load(member["organisation_id"] for member in cluster.members)
    return cluster


def _frame(dataset: Dataset, cluster: str) -> Frame:
    return dataset.collect(dataset.table("clusters")).filter(nw.col("cluster_id") == cluster)


def find_row(dataset: Dataset, cluster: str) -> Row:
    """Return the row of a cluster."""
    return next(_frame(dataset, cluster).iter_rows(named=True))


def region_name(code: str | None, lang: str) -> str:
    """Name a region by its two-digit code; an unknown code stands for itself."""
    names = regions().get(code or "")
    return names[0 if lang == "ru" else 1] if names else code or ""


@cache
def _labels(table: str, column: str, lang: str) -> Mapping[str, str]:
    return {code.code: code.title(lang) for code in tables()[table].column(column).codes}


def label(table: str, column: str, code: str | None, lang: str) -> str:
    """Word a coded value of the contract; several codes are joined by a semicolon."""
    words = _labels(table, column, lang)
    return ", ".join(words.get(one.strip(), one.strip()) for one in (code or "").split(";") if one.strip())


def supplies_of_year(cluster: Cluster) -> pl.DataFrame:
    """Return the year's rows of supplies between participants, with their places, self-supply left out."""
    among = [row["organisation_id"] for row in cluster.participants]
    supplier, buyer = pl.col("supplier_id"), pl.col("buyer_id")
    rows = cluster.dataset.rows("supplies").filter(
        pl.col("year") == cluster.year, supplier.is_in(among), buyer.is_in(among), supplier != buyer
    )
    columns = (
        "supplier_id",
        "buyer_id",
        "product_id",
        "amount_krub",
        "reported_by",
        "_file",
        "_sheet",
        "_row",
    )
    return rows.select(columns).collect()
