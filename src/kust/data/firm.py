"""What a dataset knows about one firm in one year, and what it would have to be asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl

from kust.data.dataset import Dataset
from kust.errors import UsageError

Row = dict[str, Any]
_SHOWN_KNOWN = 20


@dataclass(frozen=True)
class Firm:
    """Rows of the tables that a firm answers for, with blank ones where it must have something to tell.

    ``partners`` are organisations that it trades with, then the other members of its clusters;
    ``product_names`` and ``organisation_names`` hold the names of all that the rows mention.
    """

    organisation_id: str
    name: str
    year: int
    cluster_id: str | None
    cluster_name: str | None
    asked_by: str | None
    rows: dict[str, list[Row]]
    partners: list[Row]
    organisation_names: dict[str, str]
    product_names: dict[str, str]


def find_firm(dataset: Dataset, organisation_id: str, cluster: str | None, year: int) -> Firm:
    """Gather what is known about a firm.

    Raises
    ------
    UsageError
        The dataset has no such organisation or no such cluster.
    """
    card = _rows(dataset, "organisations", pl.col("organisation_id") == organisation_id)
    if not card:
        raise UsageError(
            "unknown_organisation", organisation=organisation_id, known=_known(dataset, "organisations")
        )
    if cluster is not None and not _rows(dataset, "clusters", pl.col("cluster_id") == cluster):
        raise UsageError("unknown_cluster", cluster=cluster, known=_known(dataset, "clusters"))
    memberships = _rows(dataset, "memberships", pl.col("organisation_id") == organisation_id)
    memberships = [row for row in memberships if cluster in (None, row["cluster_id"])]
    clusters = list(dict.fromkeys([cluster] if cluster else [row["cluster_id"] for row in memberships]))
    comembers = _comembers(dataset, clusters)
    trade = _trade(dataset, organisation_id)
    supplies = _supplies(trade, organisation_id, year)
    outputs = _outputs(dataset, trade, organisation_id, year)
    partners = [*trade["supplier_id"], *trade["buyer_id"], *comembers]
    organisations = _in_order(dataset, "organisations", "organisation_id", [organisation_id, *partners])
    used = [row["product_id"] for row in (*outputs, *supplies)]
    products = _in_order(dataset, "products", "product_id", [*used, *_made_by(dataset, comembers)])
    of_year = (pl.col("organisation_id") == organisation_id) & (pl.col("year") == year)
    accounts = _rows(dataset, "accounts", of_year) or [{"organisation_id": organisation_id, "year": year}]
    rows = {
        "organisations": card[:1],
        "memberships": memberships,
        "products": products,
        "outputs": outputs,
        "supplies": supplies,
        "accounts": accounts,
    }
    return Firm(
        organisation_id,
        card[0]["name"] or organisation_id,
        year,
        clusters[0] if len(clusters) == 1 else None,
        *_askers(dataset, clusters, organisation_id),
        rows,
        organisations,
        {row["organisation_id"]: row["name"] or row["organisation_id"] for row in organisations},
        {row["product_id"]: row["name"] or row["product_id"] for row in products},
    )


def _rows(dataset: Dataset, table: str, condition: pl.Expr) -> list[Row]:
    return dataset.rows(table).filter(condition).drop("_file", "_sheet", "_row").collect().to_dicts()


def _known(dataset: Dataset, table: str) -> str:
    key = f"{table[:-1]}_id"
    codes = dataset.rows(table).select(pl.col(key).drop_nulls().unique().sort()).head(_SHOWN_KNOWN).collect()
    return ", ".join(codes.to_series())


def _in_order(dataset: Dataset, table: str, key: str, wanted: Iterable[str | None]) -> list[Row]:
    """Return the rows of the wanted keys in the order in which they are wanted, each once."""
    codes = list(dict.fromkeys(filter(None, wanted)))
    found = {row[key]: row for row in _rows(dataset, table, pl.col(key).is_in(codes))}
    return [found[code] for code in codes if code in found]


def _comembers(dataset: Dataset, clusters: list[str]) -> list[str]:
    rows = _rows(dataset, "memberships", pl.col("cluster_id").is_in(clusters))
    return list(dict.fromkeys(row["organisation_id"] for row in rows))


def _made_by(dataset: Dataset, organisations: list[str]) -> list[str]:
    rows = _rows(dataset, "outputs", pl.col("organisation_id").is_in(organisations))
    return [row["product_id"] for row in rows]


def _askers(dataset: Dataset, clusters: list[str], organisation_id: str) -> tuple[str | None, str | None]:
    """Name the clusters that ask, and the specialised organisation that asks for the only one."""
    rows = _in_order(dataset, "clusters", "cluster_id", clusters)
    names = "; ".join(row["name"] or row["cluster_id"] for row in rows) or None
    asker = rows[0]["specialised_organisation_id"] if len(rows) == 1 else None
    if asker is None or asker == organisation_id:
        return names, None
    found = _in_order(dataset, "organisations", "organisation_id", [asker])
    return names, found[0]["name"] if found else asker


def _trade(dataset: Dataset, organisation_id: str) -> pl.DataFrame:
    """Return the supplies from or to the firm, of any year and reporter, but those to itself."""
    side = (pl.col("supplier_id") == organisation_id) | (pl.col("buyer_id") == organisation_id)
    trade = dataset.rows("supplies").filter(side & (pl.col("supplier_id") != pl.col("buyer_id")))
    return trade.drop("_file", "_sheet", "_row").collect()


def _supplies(trade: pl.DataFrame, organisation_id: str, year: int) -> list[Row]:
    """Return what the firm reported for the year, and a blank row for every other flow that it has had."""
    rows: list[Row] = []
    for side, column in (("supplier", "supplier_id"), ("buyer", "buyer_id")):
        own = trade.filter(pl.col(column) == organisation_id)
        told = own.filter((pl.col("year") == year) & (pl.col("reported_by") == side)).to_dicts()
        seen = {_flow(row) for row in told}
        blank: dict[tuple[str, ...], Row] = {}
        for row in own.sort("year", descending=True).to_dicts():
            if _flow(row) not in seen:
                place = {name: row[name] for name in ("supplier_id", "buyer_id", "product_id")}
                known = blank.setdefault(_flow(row), {**place, "year": year, "reported_by": side})
                known["origin_country"] = known.get("origin_country") or row["origin_country"]
        rows += sorted([*told, *blank.values()], key=_flow)
    return rows


def _flow(row: Row) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in ("supplier_id", "buyer_id", "product_id"))


def _outputs(dataset: Dataset, trade: pl.DataFrame, organisation_id: str, year: int) -> list[Row]:
    """Return the outputs of the year, and a blank row for what it made in other years.

    What it sells is taken for what it makes only where it never reported an output: a dealer makes nothing.
    """
    made = _rows(dataset, "outputs", pl.col("organisation_id") == organisation_id)
    rows = [row for row in made if row["year"] == year]
    sold = trade.filter(pl.col("supplier_id") == organisation_id)["product_id"].to_list()
    known = dict.fromkeys([row["product_id"] for row in made] or sold)
    for row in rows:
        known.pop(row["product_id"], None)
    key = {"organisation_id": organisation_id, "year": year}
    return rows + [{**key, "product_id": product} for product in known]
