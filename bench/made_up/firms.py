"""The made-up nation itself: who there is, what each firm makes, and which cluster it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from bench.made_up import identifiers

MADE_UP = "(вымышленные данные)"
PRODUCTS_OF_A_FIRM = 3


@dataclass(frozen=True)
class Size:
    """How large the nation is; years end with `last_year`."""

    rows: int
    firms: int
    clusters: int
    years: int = 4
    last_year: int = 2018

    @property
    def products(self) -> int:
        """Number of products: 5000 in a nation of the full size, never fewer than 60."""
        return max(60, min(5000, self.firms // 20))

    @property
    def first_year(self) -> int:
        """The earliest year with figures."""
        return self.last_year - self.years + 1


@dataclass(frozen=True)
class Nation:
    """Index of a firm = its rank by number of supplies; `slot_*` = one place of an enterprise in a cluster.

    Slots are ordered by cluster; the first ones of each cluster make final products.
    """

    size: Size
    firm_ids: pa.StringArray
    product_ids: pa.StringArray
    product_is_final: pa.BooleanArray
    is_foreign: np.ndarray
    keeps_good_books: np.ndarray
    firm_products: np.ndarray
    slot_firm: np.ndarray
    slot_cluster: np.ndarray
    slot_is_final: np.ndarray
    cluster_start: np.ndarray
    cluster_slots: np.ndarray
    cluster_intensity: np.ndarray

    @property
    def cluster_ids(self) -> pa.StringArray:
        """Codes of the clusters."""
        return pa.array([f"C{number + 1:05d}" for number in range(self.size.clusters)])


def found(size: Size, rng: np.random.Generator) -> Nation:
    """Found a nation: about a fifth of the firms sit in clusters, a tenth of those in more than one."""
    is_foreign = rng.random(size.firms) < 0.02
    numbers = rng.permutation(size.firms)
    ids = [
        identifiers.foreign_id(n) if f else identifiers.ogrn(n)
        for n, f in zip(numbers, is_foreign, strict=True)
    ]
    slot_firm, slot_cluster = _settle(size, np.flatnonzero(~is_foreign), rng)
    slots = np.bincount(slot_cluster, minlength=size.clusters)
    start = np.concatenate(([0], np.cumsum(slots)[:-1]))
    place = np.arange(len(slot_firm)) - start[slot_cluster]
    final_makers = np.maximum(1, (slots * rng.uniform(0.08, 0.35, size.clusters)).astype(int))
    slot_is_final = place < final_makers[slot_cluster]
    tidy_cluster = rng.random(size.clusters) < 0.5
    good_books = rng.random(size.firms) < 0.7
    good_books[slot_firm] = tidy_cluster[slot_cluster]
    intensity = np.where(rng.random(size.clusters) < 0.03, 0.0, rng.lognormal(0.0, 0.9, size.clusters))
    intensity[0] = max(intensity[0], 1.0)
    is_final = np.zeros(size.firms, dtype=bool)
    is_final[slot_firm[slot_is_final]] = True
    return Nation(
        size=size,
        firm_ids=pa.array(ids, pa.string()),
        product_ids=pa.array(identifiers.product_codes(size.products)),
        product_is_final=_final_products(size.products),
        is_foreign=is_foreign,
        keeps_good_books=good_books,
        firm_products=_choose_products(size, is_final, rng),
        slot_firm=slot_firm,
        slot_cluster=slot_cluster,
        slot_is_final=slot_is_final,
        cluster_start=start,
        cluster_slots=slots,
        cluster_intensity=intensity,
    )


def _settle(size: Size, domestic: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Deal firms out to clusters of lognormal size; nobody sits twice in one cluster."""
    wanted = np.clip(rng.lognormal(3.2, 0.6, size.clusters), 6, 300).astype(int)
    cluster = np.repeat(np.arange(size.clusters), wanted)
    shuffled = rng.permutation(domestic)
    first_home = np.resize(shuffled[: max(1, len(shuffled) // 2)], len(cluster))
    elsewhere = rng.random(len(cluster)) < 0.1
    firm = np.where(elsewhere, rng.choice(first_home, len(cluster)), first_home)
    pairs = np.unique(cluster.astype(np.int64) * size.firms + firm)
    firm, cluster = pairs % size.firms, pairs // size.firms
    order = np.lexsort((rng.random(len(firm)), cluster))
    return firm[order], cluster[order]


def _final_products(count: int) -> pa.BooleanArray:
    """The first tenth are final products, of the last twentieth it is not known."""
    number = np.arange(count)
    return pa.array(number < count // 10, mask=number >= count - count // 20)


def _choose_products(size: Size, is_final: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Give every firm three products; only makers of final products have a final one, and it stands first."""
    shape = (size.firms, PRODUCTS_OF_A_FIRM)
    products = rng.integers(size.products // 10, size.products - size.products // 20, shape)
    unclear = rng.random(size.firms) < 0.02
    products[unclear, 0] = rng.integers(size.products - size.products // 20, size.products, unclear.sum())
    products[is_final, 0] = rng.integers(0, size.products // 10, is_final.sum())
    return products.astype(np.int32)
