"""Lay the products of clusters out in stages: declared ones win, the others come from what is made of what."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

import narwhals as nw
import numpy as np
import polars as pl

from kust.chain.declared_stages import (
    Said,
    Settled,
    collect_said,
    find_disagreements,
    find_last_stage,
    read_places,
    read_titles,
    settle,
)
from kust.chain.levels import calc_incoherence, calc_layers, calc_levels, is_back_flow, place_before_use
from kust.chain.members import find_members
from kust.chain.placement import Placement, place_organisations, tell_products
from kust.chain.product_graph import ProductGraph, calc_product_graph
from kust.chain.staged import StageLink, Stages
from kust.data.dataset import Dataset
from kust.data.findings import Finding
from kust.errors import UsageError

# Invoices link more than recipes do: a firm's purchases are spread over all it makes. Which quantile recovers
# known stages best under such noise is measured in docs/methods/stages.md.
_QUANTILES = {"recipes": 1.0, "supplies": 0.75}


def calc_stages(
    dataset: Dataset, *, on: date, year: int, cluster: str | None = None, last_stage: int | None = None
) -> Stages:
    """Lay the products of one cluster, or of all together, out in stages.

    Parameters
    ----------
    dataset
        Uses ``memberships``, ``supplies``, ``outputs``, ``recipes``, ``products``, ``stage_places``,
        ``cluster_stages``, ``organisations``. Without supplies and recipes only what is declared is laid out.
    on
        The day of membership.
    year
        Calendar year of the supplies.
    cluster
        Id of a cluster; by default all of them in one chain.
    last_stage
        How many stages; by default as many as the cluster names, else 4, and not fewer than are declared.

    Returns
    -------
    Stages
        Products with stage, level and who declared it; links with strength; back flow; findings where what is
        declared and what is worked out differ.

    Raises
    ------
    UsageError
        No such cluster, or fewer than one stage.

    Examples
    --------
    >>> from kust.data import read_dataset
    >>> from kust.examples import load
    >>> dataset = read_dataset(load("composites")).dataset
    >>> stages = calc_stages(dataset, on=date(2019, 3, 1), year=2018)
    >>> [product.name for product in stages.products if product.stage == 1]
    ['ПАН-прекурсор 3,1–3,5 ГПа']
    """
    if last_stage is not None and last_stage < 1:
        raise UsageError("choice", option="stages", value=last_stage, known="1, 2, 3, …")
    clusters = _choose(dataset, cluster)
    members = find_members(dataset, on).filter(nw.col("cluster_id").is_in(clusters))
    graph = calc_product_graph(dataset, members, year)
    return _Layout(dataset, graph, clusters, last_stage).lay_out(on, year)


def _choose(dataset: Dataset, cluster: str | None) -> list[str]:
    known = sorted(dataset.rows("clusters").select("cluster_id").collect().to_series().drop_nulls().to_list())
    if cluster is None:
        return known
    if cluster not in known:
        raise UsageError("unknown_cluster", cluster=cluster, known=", ".join(known[:20]))
    return [cluster]


class _Layout:
    """The graph as numbers beside what is declared of its products."""

    def __init__(
        self, dataset: Dataset, graph: ProductGraph, clusters: list[str], last_stage: int | None
    ) -> None:
        self.dataset, self.clusters = dataset, clusters
        self.places = read_places(dataset, clusters)
        self.titles = read_titles(dataset, clusters)
        said = collect_said(dataset, self.places)
        self.graph = graph
        self.linked = bool(len(graph.bought) or len(graph.links))
        self.ids = self._in_scope(said)
        self.said = {product: said.get(product, Said(product)) for product in self.ids}
        self.last = last_stage or find_last_stage(self.said.values(), self.titles)
        number = {product: place for place, product in enumerate(self.ids)}
        links = graph.links
        self.sources = np.array([number[p] for p in links["input_id"]], dtype=np.int64)
        self.targets = np.array([number[p] for p in links["product_id"]], dtype=np.int64)
        self.weights = np.asarray(links["weight"].to_list(), dtype=np.float64)
        self.levels = calc_levels(len(self.ids), self.sources, self.targets, self.weights)
        self.back = is_back_flow(self.levels, self.sources, self.targets)
        self.graph = replace(graph, links=links.with_columns(pl.Series("back_flow", self.back, pl.Boolean)))

    def _in_scope(self, said: Mapping[str, Said]) -> list[str]:
        """Choose the products: traded, made or placed; all that anything is said of where nothing is traded."""
        placed = {product for product, one in said.items() if one.places}
        if not self.linked:
            placed = {product for product, one in said.items() if one.is_anything}
        return sorted(placed | set(self.graph.products))

    def lay_out(self, on: date, year: int) -> Stages:
        settled, worked_out = self._settle()
        stands = {
            product: settled[product].stage if product in settled else worked_out.get(product)
            for product in self.ids
        }
        placement = Placement(self.ids, stands, settled, worked_out, self.levels, self.last)
        organisations, disputes = place_organisations(self.dataset, self.graph, self.places, placement)
        weight = float(self.weights.sum())
        return Stages(
            path=str(self.dataset.path),
            digest=self.dataset.digest,
            on=on,
            year=year,
            clusters=tuple(self.clusters),
            last_stage=self.last,
            titles={stage: title for stage, title in self.titles.items() if title},
            products=tuple(tell_products(self.dataset, self.graph, self.places, placement, year)),
            links=tuple(self._tell_links(stands)),
            organisations=organisations,
            back_flow_share=float(self.weights[self.back].sum()) / weight if weight else None,
            incoherence=calc_incoherence(self.levels, self.sources, self.targets, self.weights),
            findings=(*self._disagreements(settled, worked_out), *disputes),
            graph=self.graph,
        )

    def _settle(self) -> tuple[dict[str, Settled], dict[str, int]]:
        """Settle what is declared; rivalling places wait for what the links say of them."""
        rivalling = [product for product, said in self.said.items() if len(said.places) > 1]
        agreed = self._settle_among(set(self.ids) - set(rivalling), {})
        guess = self._work_out(agreed) if rivalling else {}
        settled = self._settle_among(set(self.ids), guess)
        return settled, self._work_out(settled)

    def _settle_among(self, products: set[str], guess: Mapping[str, int]) -> dict[str, Settled]:
        asked = {product: settle(self.said[product], self.last, guess.get(product)) for product in products}
        return {product: one for product in self.ids if (one := asked.get(product))}

    def _work_out(self, settled: Mapping[str, Settled]) -> dict[str, int]:
        """Let the links say where each product stands.

        Bought-in materials have a stage of their own before what is first made of them; where the chain gets longer
        than the stages asked for, they share the first one with it. What still stands above the last is in the last.
        """
        if not self.linked:
            return {}
        of = {product: place for place, product in enumerate(self.ids)}
        with_recipe = set(self.graph.links.filter(pl.col("origin") == "recipes")["product_id"])
        makes = set(self.graph.made["product_id"])
        declared = {of[product]: one.stage for product, one in settled.items()}
        layers: dict[int, int] = {}
        for bought_in in (1, 0):
            layers = calc_layers(
                self.levels,
                self.sources,
                self.targets,
                self.weights,
                made=np.array([product in makes for product in self.ids], dtype=bool),
                quantiles=np.array(
                    [_QUANTILES["recipes" if product in with_recipe else "supplies"] for product in self.ids]
                ),
                declared=declared,
                bought_in=bought_in,
            )
            if max(layers.values(), default=0) <= self.last:
                break
        capped = {place: min(stage, self.last) for place, stage in layers.items()}
        stands = capped | declared
        waiting = [place for place in range(len(self.ids)) if place not in capped]
        before = place_before_use(stands, waiting, self.levels, self.sources, self.targets)
        return {self.ids[place]: stage for place, stage in (capped | before).items()}

    def _tell_links(self, stands: Mapping[str, int | None]) -> Iterator[StageLink]:
        into = np.bincount(self.targets, self.weights, len(self.ids))
        columns = ("input_id", "product_id", "origin", "amount_krub", "firms", "sure_share")
        for number, row in enumerate(self.graph.links.select(columns).iter_rows(named=True)):
            here, there = stands[row["input_id"]], stands[row["product_id"]]
            yield StageLink(
                **row,
                strength=float(self.weights[number] / into[self.targets[number]]),
                back_flow=bool(self.back[number]),
                within_stage=here is not None and here == there,
            )

    def _disagreements(
        self, settled: Mapping[str, Settled], worked_out: Mapping[str, int]
    ) -> Iterator[Finding]:
        for product, one in settled.items():
            yield from find_disagreements(self.said[product], one, self.last, worked_out.get(product))
