"""The functional map of a cluster: who makes what, from what and for whom, stage by stage."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

import polars as pl

from kust.chain.staged import Stages
from kust.chain.stages import calc_stages
from kust.documents.blocks import Block, Cell, Column, Heading, Table
from kust.documents.chain.rows import make_groups
from kust.documents.chain.words import Money
from kust.documents.cluster import Cluster
from kust.i18n import say

_HEADS = (
    ("stage", "long", 26),
    ("product", "long", 34),
    ("makers", "long", 40),
    ("inputs", "long", 44),
    ("uses", "long", 36),
    ("buyers", "long", 40),
)


def tabulate_functions(cluster: Cluster) -> Table:
    """Put the products of a cluster under their stages with makers, inputs, uses and buyers.

    Parameters
    ----------
    cluster
        Uses ``products``, ``recipes``, ``outputs``, ``supplies``, ``memberships`` of its dataset.

    Returns
    -------
    Table
        A row a product, the first stage first; of what a participant makes, what the data do not tell is not stated.
    """
    lang = cluster.lang
    cluster_id = str(cluster.row["cluster_id"])
    stages = calc_stages(cluster.dataset, on=cluster.on, year=cluster.year, cluster=cluster_id)
    columns = tuple(
        Column(say(f"programme_document.column.map_{name}", lang), kind, width)
        for name, kind, width in _HEADS
    )
    rows = tuple(_rows(stages, _buyers(cluster), cluster))
    title = say("programme_document.table.functions", lang)
    return Table("programme_document.functions", title, columns, rows)


def _rows(stages: Stages, buyers: dict[str, list[str]], cluster: Cluster) -> Iterator[tuple[Cell, ...]]:
    lang = cluster.lang
    money = Money.for_amounts([one.output_krub for one in stages.products], lang)
    outside = say("programme_document.package.made_outside", lang)
    untold = say("programme_document.package.untold", lang)
    made = {one.product_id for one in stages.products if one.makers}
    for group in make_groups(stages, money):
        for row in group.rows:
            told = (
                "; ".join(one.name for one in row.inputs),
                "; ".join(one.name for one in row.uses),
                "; ".join(buyers.get(row.product_id, ())),
            )
            absent = untold if row.product_id in made else ""
            makers = "; ".join(row.makers) if row.product_id in made else outside
            yield group.heading, row.name, makers, *(one or absent for one in told)


def split_by_stage(table: Table) -> Iterator[Block]:
    """Give each stage a heading and a table of its own, for a reader."""
    for stage, rows in groupby(table.rows, key=lambda row: row[0]):
        yield Heading(str(stage))
        cut = replace(table, title="", columns=table.columns[1:], rows=tuple(row[1:] for row in rows))
        yield cut.trim()


def _buyers(cluster: Cluster) -> dict[str, list[str]]:
    """List who buys each product from participants, the largest first; those outside the cluster together, last."""
    own = {row["organisation_id"] for row in cluster.participants}
    rows = (
        cluster.dataset.rows("supplies")
        .filter(pl.col("supplier_id").is_in(list(own)), pl.col("amount_krub") > 0, year=cluster.year)
        .filter(pl.col("buyer_id").is_null() | (pl.col("buyer_id") != pl.col("supplier_id")))
        .group_by("product_id", "buyer_id")
        .agg(pl.col("amount_krub").max())
        .sort("product_id", "amount_krub", "buyer_id", descending=[False, True, False])
        .collect()
    )
    cluster.names.load(rows["buyer_id"].drop_nulls().to_list())
    outside = say("programme_document.package.buyers_outside", cluster.lang)
    found: dict[str, list[str]] = {}
    for product, buyer, _ in rows.iter_rows():
        named = found.setdefault(product, [])
        if buyer in own:
            named.append(cluster.names.of(buyer))
    for product in rows.filter(~pl.col("buyer_id").is_in(list(own)).fill_null(value=False))[
        "product_id"
    ].unique():
        found[product].append(outside)
    return found
