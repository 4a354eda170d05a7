"""Mutual supplies of the participants: s_ij of each pair, the largest flows, where the two reports differ.

Each flow is matched as the checks match it (:func:`kust.data.flows.match_flows`); a supplier whose sales of
the year are missing has no figures, one that is named in any row has zeros where there is no row.
"""

from collections.abc import Iterable, Mapping

import narwhals as nw
import polars as pl

from kust.data.flows import match_flows
from kust.documents.blocks import Column, Table
from kust.documents.cluster import Cluster, supplies_of_year
from kust.documents.content import Supplies
from kust.i18n import plural, say

_LARGEST = 15


def describe_supplies(cluster: Cluster) -> Supplies | None:
    """Describe who supplies whom in the year; None where the dataset has no supplies or no participants."""
    if not cluster.dataset.has("supplies") or not cluster.participants:
        return None
    rows = supplies_of_year(cluster)
    flows = match_flows(nw.from_native(rows.lazy())).collect(backend="polars").to_native()
    pairs = _sum_pairs(flows)
    organisations = tuple(row["organisation_id"] for row in cluster.participants)
    sells = {row["organisation_id"]: bool(row["sells"]) for row in cluster.participants}
    amounts = tuple(
        tuple(pairs.get((one, other), 0.0) if sells[one] else None for other in organisations)
        for one in organisations
    )
    differing = _differing(rows)
    return Supplies(
        year=cluster.year,
        organisations=organisations,
        names=tuple(cluster.names.of(one) for one in organisations),
        amounts=amounts,
        total=sum(pairs.values()),
        largest=_largest(cluster, pairs),
        differences=_differences(cluster, differing),
        one_sided=_count_one_sided(rows),
    )


def _sum_pairs(flows: pl.DataFrame) -> dict[tuple[str, str], float]:
    summed = flows.group_by("supplier_id", "buyer_id").agg(pl.col("sold_krub").sum())
    return {
        (supplier, buyer): amount
        for supplier, buyer, amount in summed.sort("supplier_id", "buyer_id").iter_rows()
    }


def _largest(cluster: Cluster, pairs: Mapping[tuple[str, str], float]) -> Table:
    lang = cluster.lang
    ordered = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))[:_LARGEST]
    total = sum(pairs.values())
    return Table(
        "largest",
        say("report.largest.title", lang),
        (
            Column(say("report.column.supplier", lang), width=34),
            Column(say("report.column.buyer", lang), width=34),
            Column(say("report.column.amount", lang), "krub", 16),
            Column(say("report.column.of_all", lang), "share", 12),
        ),
        tuple(
            (cluster.names.of(supplier), cluster.names.of(buyer), amount, amount / total)
            for (supplier, buyer), amount in ordered
            if amount > 0
        ),
    )


def _by_side(rows: pl.DataFrame) -> pl.DataFrame:
    """Sum each flow by who reported it; a side that did not report has null."""

    def side(name: str) -> pl.Expr:
        own = pl.col("amount_krub").filter(pl.col("reported_by") == name)
        return pl.when(own.len() > 0).then(own.sum()).alias(name)

    return rows.group_by("supplier_id", "buyer_id", "product_id").agg(
        side("supplier"), side("buyer"), pl.struct("_file", "_sheet", "_row").alias("places")
    )


def _differing(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep the flows that both sides reported with different amounts, the largest difference first."""
    difference = (pl.col("supplier") - pl.col("buyer")).abs()
    found = _by_side(rows).filter(difference > 1e-9 * pl.max_horizontal("supplier", "buyer"))
    return found.with_columns(_size=difference).sort(
        ["_size", "supplier_id", "buyer_id", "product_id"], descending=[True, False, False, False]
    )


def _count_one_sided(rows: pl.DataFrame) -> int:
    """Count the flows that only one of the two sides reported."""
    return _by_side(rows).filter(pl.col("supplier").is_null() != pl.col("buyer").is_null()).height


def _differences(cluster: Cluster, differing: pl.DataFrame) -> Table:
    lang, names = cluster.lang, cluster.names
    return Table(
        "differences",
        say("report.differences.title", lang),
        (
            Column(say("report.column.supplier", lang), width=30),
            Column(say("report.column.buyer", lang), width=30),
            Column(say("report.column.product", lang), width=26),
            Column(say("report.column.by_supplier", lang), "krub", 15),
            Column(say("report.column.by_buyer", lang), "krub", 15),
            Column(say("report.column.difference", lang), "krub", 15),
            Column(say("report.column.rows", lang), "long", 30),
        ),
        tuple(
            (
                names.of(row["supplier_id"]),
                names.of(row["buyer_id"]),
                names.product(row["product_id"]),
                row["supplier"],
                row["buyer"],
                row["supplier"] - row["buyer"],
                write_places(row["places"], lang),
            )
            for row in differing.iter_rows(named=True)
        ),
        say("report.differences.note", lang),
    )


def write_places(places: Iterable[Mapping[str, object]], lang: str) -> str:
    """Write where rows stand: file, sheet, numbers of the rows."""
    by_sheet: dict[tuple[object, object], list[int]] = {}
    for place in places:
        by_sheet.setdefault((place["_file"], place["_sheet"]), []).append(int(str(place["_row"])))
    written = []
    for (file, sheet), rows in sorted(by_sheet.items(), key=str):
        where = f"{file}, {say('report.sheet', lang, sheet=sheet)}" if sheet else str(file)
        word = plural(len(rows), lang, say("report.forms.row", lang))
        written.append(f"{where}: {word} {', '.join(map(str, sorted(rows)))}")
    return "; ".join(written)
