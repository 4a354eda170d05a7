"""The table `supplies`: flows between firms and who reported them, made chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from bench.made_up.firms import PRODUCTS_OF_A_FIRM, Nation

ROWS_IN_A_CHUNK = 2**18
INSIDE = 0.15
UNTOLD_QUANTITIES = 0.02
IMPORTED_EVERY = 50  # of so many products one comes mostly from abroad
# How a flow is reported: share of the flows, who reports, what part of the amount each row carries;
# None as a part stands for "the other side remembers a different amount".
HABITS: tuple[tuple[float, tuple[tuple[str | None, float | None], ...]], ...] = (
    (0.52, (("supplier", 1.0), ("buyer", 1.0))),
    (0.06, (("supplier", 1.0), ("buyer", None))),
    (0.16, (("supplier", 1.0),)),
    (0.16, (("buyer", 1.0),)),
    (0.04, (("ledger", 1.0),)),
    (0.03, ((None, 1.0),)),
    (0.01, (("supplier", 1.0), ("buyer", None), ("ledger", 1.0))),
    (0.02, (("supplier", 0.5), ("supplier", 0.5))),
)
ROWS_OF_A_FLOW = sum(share * len(rows) for share, rows in HABITS)
REPORTERS = pa.array(["supplier", "buyer", "ledger"])
SCHEMA = pa.schema(
    [
        pa.field("supplier_id", pa.string()),
        pa.field("buyer_id", pa.string()),
        pa.field("product_id", pa.string()),
        pa.field("origin_country", pa.string()),
        pa.field("year", pa.int32()),
        pa.field("quantity", pa.float64()),
        pa.field("amount_krub", pa.float64()),
        pa.field("reported_by", pa.string()),
    ]
)


@dataclass
class Totals:
    """What each firm sold and bought in each year, as the flows really were; shape (firms, years)."""

    sold: np.ndarray
    bought: np.ndarray


@dataclass(frozen=True)
class Flows:
    """Flows of one chunk as parallel arrays; `year` counts from the first year."""

    supplier: np.ndarray
    buyer: np.ndarray
    product: np.ndarray
    year: np.ndarray
    amount: np.ndarray


def price_of(product: np.ndarray) -> np.ndarray:
    """Return what a unit of each product costs everywhere, thousand roubles."""
    return 0.5 + product % 40


def no_totals(nation: Nation) -> Totals:
    """Return totals of a nation in which nothing has been sold yet."""
    shape = (nation.size.firms, nation.size.years)
    return Totals(np.zeros(shape), np.zeros(shape))


def stream(nation: Nation, totals: Totals, rng: np.random.Generator) -> Iterator[pa.Table]:
    """Yield the table in chunks of mixed years, exactly `size.rows` rows, adding up `totals` on the way."""
    left = nation.size.rows
    while left > 0:
        flows = _make_flows(nation, int(min(left, ROWS_IN_A_CHUNK) / ROWS_OF_A_FLOW * 1.02) + 50, rng)
        np.add.at(totals.sold, (flows.supplier, flows.year), flows.amount)
        np.add.at(totals.bought, (flows.buyer, flows.year), flows.amount)
        chunk = _reports(nation, flows, min(left, ROWS_IN_A_CHUNK), rng)
        left -= len(chunk)
        yield chunk


def _make_flows(nation: Nation, count: int, rng: np.random.Generator) -> Flows:
    supplier, buyer = _anywhere(nation, count, rng)
    inside = rng.random(count) < INSIDE
    supplier[inside], buyer[inside] = _within_clusters(nation, int(inside.sum()), rng)
    to_itself = rng.random(count) < 0.0001
    buyer[to_itself] = supplier[to_itself]
    amount = np.round(100 * (1 + rng.pareto(2.2, count)), 1)
    amount[rng.random(count) < 0.003] = 0.0
    product = nation.firm_products[supplier, rng.integers(0, PRODUCTS_OF_A_FIRM, count)]
    return Flows(supplier, buyer, product, rng.integers(0, nation.size.years, count), amount)


def _anywhere(nation: Nation, count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Power law: the firm of rank r is drawn in proportion to r**-0.6 as supplier, r**-0.5 as buyer."""
    firms = nation.size.firms
    supplier = (firms * rng.random(count) ** 2.5).astype(np.int64)
    buyer = (firms * rng.random(count) ** 2.0).astype(np.int64)
    same = supplier == buyer
    buyer[same] = (buyer[same] + 1) % firms
    return supplier, buyer


def _within_clusters(nation: Nation, count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Suppliers in proportion to their cluster's intensity; buyers lean to the makers of final products."""
    weight = np.cumsum(nation.cluster_intensity[nation.slot_cluster])
    seller = np.searchsorted(weight, rng.random(count) * weight[-1], side="right")
    cluster = nation.slot_cluster[seller]
    slots = nation.cluster_slots[cluster]
    place = (slots * rng.random(count) ** 1.6).astype(np.int64)
    own_place = seller - nation.cluster_start[cluster]
    place = np.where(place == own_place, (place + 1) % slots, place)
    return nation.slot_firm[seller], nation.slot_firm[nation.cluster_start[cluster] + place]


def _reports(nation: Nation, flows: Flows, count: int, rng: np.random.Generator) -> pa.Table:
    """Write each flow down once for every row of its habit, in random order."""
    habit = rng.choice(len(HABITS), len(flows.amount), p=[share for share, _ in HABITS])
    which, reporter, amount = [], [], []
    for number, (_, rows) in enumerate(HABITS):
        chosen = np.flatnonzero(habit == number)
        for who, part in rows:
            remembered = rng.uniform(0.7, 1.3, len(chosen)) if part is None else part
            which.append(chosen)
            reporter.append(np.full(len(chosen), -1 if who is None else REPORTERS.index(who).as_py()))
            amount.append(np.round(flows.amount[chosen] * remembered, 2))
    order = rng.permutation(sum(map(len, which)))[:count]
    return _as_table(
        nation,
        flows,
        np.concatenate(which)[order],
        np.concatenate(reporter)[order],
        np.concatenate(amount)[order],
        rng,
    )


def _as_table(
    nation: Nation,
    flows: Flows,
    which: np.ndarray,
    reporter: np.ndarray,
    amount: np.ndarray,
    rng: np.random.Generator,
) -> pa.Table:
    abroad = np.where(flows.product[which] % IMPORTED_EVERY == 0, 0.85, 0.04)
    made_abroad = pa.array(["CN"]).take(
        pa.array(np.zeros(len(which), np.int8), mask=rng.random(len(which)) > abroad)
    )
    columns = [
        nation.firm_ids.take(pa.array(flows.supplier[which])),
        nation.firm_ids.take(pa.array(flows.buyer[which])),
        nation.product_ids.take(pa.array(flows.product[which])),
        made_abroad,
        pa.array((nation.size.first_year + flows.year[which]).astype(np.int32)),
        pa.array(
            np.round(amount / price_of(flows.product[which]), 3),
            mask=rng.random(len(which)) < UNTOLD_QUANTITIES,
        ),
        pa.array(amount),
        REPORTERS.take(pa.array(reporter, mask=reporter < 0)),
    ]
    return pa.table(columns, schema=SCHEMA)
