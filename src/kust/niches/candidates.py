"""Which needs become candidates for a niche, and why the others do not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from kust.data.dataset import Dataset
from kust.niches.need import Cause, Need
from kust.niches.niche import Consumer, Declared, Range, Rejected
from kust.niches.products import Product, find_neighbours, names_of
from kust.settings import NicheSettings


@dataclass(frozen=True)
class DeclaredNiche:
    """A row of ``declared_niches`` with its cluster, product, words and consumers."""

    cluster_id: str
    product_id: str
    required_characteristics: str | None
    declared: Declared
    consumers: tuple[Consumer, ...]


@dataclass(frozen=True)
class Candidate:
    """A product that could be made: the need for it of all clusters together, and the niches that were declared of it.

    ``joined``: declared needs of neighbouring products that a declared niche of this one answers.
    """

    product_id: str
    need: Need | None
    joined: tuple[Need, ...]
    declared: tuple[DeclaredNiche, ...]

    @property
    def all_needs(self) -> tuple[Need, ...]:
        """Return the need of the product and those joined to it."""
        return (*([self.need] if self.need else []), *self.joined)

    @property
    def clusters(self) -> tuple[str, ...]:
        """Return the clusters that need it."""
        found = {cluster for need in self.all_needs for cluster in need.clusters}
        return tuple(sorted(found | {one.cluster_id for one in self.declared}))


def read_declared(dataset: Dataset, clusters: Sequence[str]) -> list[DeclaredNiche]:
    """Read the niches that the clusters declare, with their consumers."""
    rows = dataset.rows("declared_niches").filter(pl.col("cluster_id").is_in(list(clusters))).collect()
    consumers = dataset.rows("niche_consumers").select("niche_id", "organisation_id", "share").collect()
    names = names_of(dataset, consumers["organisation_id"].to_list())
    by_niche: dict[str, list[tuple[str, float | None]]] = {}
    for niche, organisation, share in consumers.sort("niche_id", "organisation_id").iter_rows():
        by_niche.setdefault(niche, []).append((organisation, share))
    return [
        DeclaredNiche(
            row["cluster_id"],
            row["product_id"],
            row["required_characteristics"],
            Declared(
                niche_id=row["niche_id"],
                title=row["title"],
                stage=row["stage"],
                quantity=Range(row["quantity_min"], row["quantity_max"]),
                import_share=Range(row["import_share_min"], row["import_share_max"]),
                investment_krub=row["investment_krub"],
                region=row["region"],
                causes=tuple(one.strip() for one in (row["cause"] or "").split(";") if one.strip()),
                source=row["source"],
                certainty=row["certainty"],
                unpaired=row["unpaired"],
            ),
            tuple(
                Consumer(organisation, names.get(organisation, organisation), share, row["cluster_id"])
                for organisation, share in by_niche.get(row["niche_id"], [])
            ),
        )
        for row in rows.sort("niche_id").iter_rows(named=True)
    ]


def find_candidates(
    needs: Iterable[Need],
    declared: Sequence[DeclaredNiche],
    products: Mapping[str, Product],
    settings: NicheSettings,
) -> tuple[list[Candidate], list[Rejected]]:
    """Choose the needs (one a product, of all clusters together) that call for a plant; say why the others do not.

    A need is a candidate if a cause applies to it, if what a plant would replace is not too little, and if the members
    that make it already could not make all of that. A niche that somebody declares is one anyhow.
    """
    by_product = {need.product_id: need for need in sorted(needs, key=lambda need: need.product_id)}
    wanted: dict[str, list[DeclaredNiche]] = {}
    for niche in declared:
        wanted.setdefault(niche.product_id, []).append(niche)
    answered = _join_declared(by_product.values(), wanted, products, settings)
    kept: dict[str, Need | None] = dict.fromkeys(wanted)
    rejected = []
    for product, need in by_product.items():
        if product in answered:
            continue
        reason = None if product in wanted else find_objection(need, settings)
        if reason is None:
            kept[product] = need
        else:
            rejected.append(reason)
    joined: dict[str, list[Need]] = {}
    for product, target in answered.items():
        joined.setdefault(target, []).append(by_product[product])
    candidates = [
        Candidate(product, need, tuple(joined.get(product, ())), tuple(wanted.get(product, ())))
        for product, need in sorted(kept.items())
    ]
    return candidates, rejected


def _join_declared(
    needs: Iterable[Need],
    wanted: Mapping[str, Sequence[DeclaredNiche]],
    products: Mapping[str, Product],
    settings: NicheSettings,
) -> dict[str, str]:
    """Find the declared needs that a declared niche of a neighbouring product in the same cluster answers.

    The product that a niche is about is the better one that the need asks for, so they are often two products.
    """
    declared_only = [need for need in needs if need.basis == "declared" and need.product_id not in wanted]
    asked = [*wanted, *(need.product_id for need in declared_only)]
    near = find_neighbours(products, asked, settings.neighbour_okpd2_length)
    found = {}
    for need in declared_only:
        targets = [
            product
            for product in near.get(need.product_id, ())
            if any(niche.cluster_id in need.clusters for niche in wanted.get(product, ()))
        ]
        if targets:
            found[need.product_id] = targets[0]
    return found


def find_objection(need: Need, settings: NicheSettings) -> Rejected | None:
    """Find why a need is no niche; None where nothing stands against it.

    ``no_cause``: nothing calls for a plant. ``free_capacity``: members could make what it would replace without a new
    plant; it wants a contract. ``too_small``: what it would replace is worth less than the least amount of the
    settings. What is declared without any purchases is never too small: nobody knows.
    """
    if not any(_calls_for_a_niche(need, cause.cause) for cause in need.causes):
        return _reject(need, "no_cause", import_share=need.import_share)
    taken, amount = replaced_quantity(need), replaced_krub(need)
    if need.makers and need.free_capacity is not None and taken is not None and need.free_capacity >= taken:
        return _reject(need, "free_capacity", free=need.free_capacity, taken=taken, unit=need.unit)
    if amount is not None and amount < settings.min_amount_krub:
        return _reject(need, "too_small", amount=amount, least=settings.min_amount_krub)
    return None


def _calls_for_a_niche(need: Need, cause: str) -> bool:
    """Tell whether a cause alone is a reason to build: a dear product that is made at home is a matter of choosing."""
    return cause != "high_cost" or any(one.causes for one in need.declared)


def is_about_imports(causes: Iterable[Cause]) -> bool:
    """Tell whether a niche would replace imports; otherwise (dear, far, not good enough) all that is bought."""
    return any(cause.cause == "import_dependence" for cause in causes)


def replaced_krub(need: Need) -> float | None:
    """Return what a plant could replace, thousand roubles a year; null where not known."""
    return need.imported_krub if is_about_imports(need.causes) else need.amount_krub


def replaced_quantity(need: Need) -> float | None:
    """Work out what a plant could replace in units; of imports null where no quantity or import price is told."""
    if not is_about_imports(need.causes):
        return need.quantity
    if need.imported_krub is not None and need.import_price_krub:
        return need.imported_krub / need.import_price_krub
    if need.import_share is not None and need.quantity is not None:
        return need.import_share * need.quantity
    return None


def _reject(need: Need, reason: str, **values: float | str | None) -> Rejected:
    return Rejected(need.clusters, need.product_id, need.name, reason, values)
