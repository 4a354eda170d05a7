"""Products and members on the stages that were found for them, with makers, amounts and imports."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from kust.chain.declared_stages import Row, Settled
from kust.chain.imports import HOME, calc_origins
from kust.chain.levels import Figures
from kust.chain.product_graph import ProductGraph
from kust.chain.staged import Maker, StagedOrganisation, StagedProduct, StageFinding
from kust.data.dataset import Dataset
from kust.data.findings import Finding


@dataclass(frozen=True)
class Placement:
    """The stage of each product of ``ids``: declared (``settled``), else as the links say (``worked_out``)."""

    ids: Sequence[str]
    stands: Mapping[str, int | None]
    settled: Mapping[str, Settled]
    worked_out: Mapping[str, int]
    levels: Figures
    last: int

    def basis(self, product: str, made: bool, with_inputs: bool) -> str:
        """Say where the stage of a product comes from."""
        if product in self.settled:
            return self.settled[product].basis
        if self.stands[product] is None:
            return "unknown"
        return "inputs" if with_inputs else "no_inputs" if made else "before_use"


def tell_products(
    dataset: Dataset, graph: ProductGraph, places: Iterable[Row], placement: Placement, year: int
) -> Iterator[StagedProduct]:
    """Tell each product with its stage, its makers, and what the members buy of it from where."""
    names = _names(dataset, "products", "product_id", placement.ids)
    makers = _find_makers(dataset, graph, places)
    in_graph = set(graph.products)
    bought, imports = _sum_origins(dataset, graph, year)
    with_inputs = graph.links.filter(~pl.col("back_flow"))["product_id"].unique().to_list()
    for place, product in enumerate(placement.ids):
        one = placement.settled.get(product)
        amounts = [maker.amount_krub for maker in makers.get(product, ()) if maker.origin != "place"]
        told = [amount for amount in amounts if amount is not None]
        yield StagedProduct(
            product_id=product,
            name=names.get(product, product),
            stage=placement.stands[product],
            level=float(placement.levels[place]) if product in in_graph else None,
            declared_stage=one.stage if one else None,
            basis=placement.basis(product, product in makers, product in with_inputs),
            worked_out=placement.worked_out.get(product),
            certainty=one.certainty if one else None,
            makers=makers.get(product, ()),
            output_krub=sum(told) if told and len(told) == len(amounts) else None,
            bought_krub=bought.get(product, 0.0),
            imports=imports.get(product, {}),
        )


def _sum_origins(
    dataset: Dataset, graph: ProductGraph, year: int
) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    bought: dict[str, float] = {}
    imports: dict[str, dict[str, float]] = {}
    for product, country, amount in calc_origins(dataset, graph.bought, graph.members, year).iter_rows():
        bought[product] = bought.get(product, 0.0) + amount
        if country is not None and country != HOME:
            imports.setdefault(product, {})[country] = amount
    return bought, imports


def _find_makers(
    dataset: Dataset, graph: ProductGraph, places: Iterable[Row]
) -> dict[str, tuple[Maker, ...]]:
    """List who makes each product; a place that names both an organisation and a product names a maker."""
    rows = graph.made.select("product_id", "organisation_id", "origin", "amount_krub").rows()
    known = {(product, maker) for product, maker, *_ in rows}
    placed = {(r["product_id"], r["organisation_id"]) for r in places if r["product_id"]}
    rows += [(*pair, "place", None) for pair in placed - known if pair[1]]
    names = _names(dataset, "organisations", "organisation_id", [row[1] for row in rows])
    found: dict[str, list[Maker]] = {}
    for product, maker, origin, amount in sorted(rows, key=lambda row: row[:2]):
        one = Maker(maker, names.get(maker, maker), maker in graph.members, origin, amount)
        found.setdefault(product, []).append(one)
    return {product: tuple(makers) for product, makers in found.items()}


def place_organisations(
    dataset: Dataset, graph: ProductGraph, places: Iterable[Row], placement: Placement
) -> tuple[tuple[StagedOrganisation, ...], list[Finding]]:
    """Put members on their stages: where they are said to work, else where their products stand."""
    said: dict[str, list[Row]] = {}
    for row in places:
        if row["organisation_id"]:
            said.setdefault(row["organisation_id"], []).append(row)
    makes: dict[str, set[int]] = {}
    for maker, product in graph.made.select("organisation_id", "product_id").iter_rows():
        if (stage := placement.stands[product]) is not None:
            makes.setdefault(maker, set()).add(stage)
    everyone = sorted(graph.members | said.keys())
    names = _names(dataset, "organisations", "organisation_id", everyone)
    placed, disputes = [], []
    for one in everyone:
        own = {min(row["stage"], placement.last): row["certainty"] for row in said.get(one, [])}
        stages = set(own) or makes.get(one, set())
        if stages:
            placed.append(StagedOrganisation(one, names.get(one, one), tuple(sorted(stages)), bool(own), own))
        if own and (elsewhere := makes.get(one, set()) - own.keys()):
            disputes.append(_dispute(said[one][0], own, elsewhere))
    return tuple(placed), disputes


def _dispute(row: Row, said: Iterable[int], elsewhere: Iterable[int]) -> Finding:
    stages, others = (", ".join(map(str, sorted(several))) for several in (said, elsewhere))
    values: dict[str, Any] = {"organisation": row["organisation_id"], "stages": stages}
    at = {"file": row["_file"], "sheet": row["_sheet"], "row": row["_row"]}
    return StageFinding("stages.organisation", "notice", "stage_places", **at, value=others, values=values)


def _names(dataset: Dataset, table: str, key: str, ids: Iterable[str]) -> dict[str, str]:
    rows = dataset.rows(table).filter(pl.col(key).is_in(list(set(ids)))).select(key, "name").collect()
    return dict(rows.iter_rows())
