"""What the sales of a project call forth from those that supply it, round by round, along the supplies.

    Δx = (I − A_dom)⁻¹ Δf        f: the exports that the project plans, sales that leave the chain

Growth of cooperation is no part of f: it is sales inside the chain, which Δx already holds.
"""

from collections.abc import Mapping
from datetime import date

import narwhals as nw
import polars as pl

from kust.chain.members import find_members
from kust.chain.product_graph import ProductGraph, calc_product_graph
from kust.chain.product_table import calc_knock_on, calc_product_table
from kust.data.dataset import Dataset
from kust.projects.book import Book
from kust.projects.result import SecondRound

Row = Mapping[str, str | None]
# What is left of an amount after it has been taken away from itself.
_ROUNDING = 1e-12


def calc_second_rounds(
    dataset: Dataset, projects: Mapping[str, Row], book: Book, on: date, year: int
) -> tuple[SecondRound, ...]:
    """Work out the second round of each project that plans exports of a product.

    Parameters
    ----------
    dataset
        Uses ``supplies``, ``outputs``, ``recipes``, ``memberships``, ``organisations``.
    projects
        Rows of ``projects`` by id.
    book
        Their figures.
    on, year
        Day of membership, year of the supplies.
    """
    demands = {name: demand for name, demand in book.known("exports", "plan").items() if demand}
    clusters: dict[str, _Chain] = {}
    found = []
    for project, demand in demands.items():
        cluster, product = str(projects[project]["cluster_id"]), projects[project]["product_id"]
        if product is None:
            found.append(_nothing(project, None, year, demand, "projects.product_id"))
            continue
        if cluster not in clusters:
            clusters[cluster] = _Chain(dataset, cluster, on, year)
        found.append(clusters[cluster].call(project, product, demand))
    return tuple(sorted(found, key=lambda one: one.project_id))


class _Chain:
    """The table of products of a cluster, and what of each its members make."""

    def __init__(self, dataset: Dataset, cluster: str, on: date, year: int) -> None:
        members = find_members(dataset, on).filter(nw.col("cluster_id") == cluster)
        graph = calc_product_graph(dataset, members, year)
        self.year = year
        self.table = calc_product_table(dataset, graph, year)
        self.inside = _inside_shares(graph)

    def call(self, project: str, product: str, demand: float) -> SecondRound:
        """Work out what an amount of a project's product calls forth; less of it calls back as much."""
        called = calc_knock_on(self.table, product, abs(demand))
        if called.total_krub is None:
            return _nothing(project, product, self.year, demand, self._lacking(product))
        others = dict(called.by_product)
        # What of the product itself goes back into its own making is called forth too.
        others[product] = others.get(product, 0.0) - abs(demand)
        sign = 1.0 if demand > 0 else -1.0
        others = {p: sign * krub for p, krub in others.items() if krub > _ROUNDING * abs(demand)}
        known = all(p in self.inside for p in others)
        return SecondRound(
            project_id=project,
            product_id=product,
            year=self.year,
            demand_krub=demand,
            called_krub=sign * called.total_krub - demand,
            inside_krub=sum(krub * self.inside[p] for p, krub in others.items()) if known else None,
            products=tuple(sorted(others.items(), key=lambda one: (-abs(one[1]), one[0]))),
            unknown=called.unknown,
            missing=(),
        )

    def _lacking(self, product: str) -> str:
        """Name the place that would tell more: what the product is made of, or how much of it is made."""
        only_inputs = self.table.missing.get(product, ()) == ("inputs",)
        return "supplies.amount_krub" if only_inputs else "outputs.amount_krub"


def _nothing(project: str, product: str | None, year: int, demand: float, missing: str) -> SecondRound:
    return SecondRound(project, product, year, demand, None, None, (), (), (missing,))


def _inside_shares(graph: ProductGraph) -> dict[str, float]:
    """Tell what share of each product the members make; nothing of one that they do not make."""
    made = graph.made.with_columns(
        pl.when(pl.col("organisation_id").is_in(sorted(graph.members)))
        .then(pl.col("amount_krub"))
        .otherwise(0.0)
        .alias("own")
    )
    sums = made.group_by("product_id").agg(
        pl.col("own").sum(), pl.col("amount_krub").sum(), pl.col("amount_krub").null_count().alias("gaps")
    )
    known = sums.filter((pl.col("gaps") == 0) & (pl.col("amount_krub") > 0))
    shares = {row["product_id"]: row["own"] / row["amount_krub"] for row in known.iter_rows(named=True)}
    makers = set(graph.made["product_id"])
    return shares | {product: 0.0 for product in graph.products if product not in makers}
