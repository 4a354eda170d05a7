"""Critical places by the way of supplies: firms through which all that reaches a member, or leaves it, passes."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from kust.chain.critical_places import Flow, Place
from kust.chain.critical_trade import CriticalTrade
from kust.chain.dominators import Ints, calc_dominators


def find_passages(trade: CriticalTrade) -> Iterator[Place]:
    """Find the firms that cut members off when they stop.

    The network has a node a firm and an edge from supplier to buyer for each pair with a matched flow. *Out*: every
    chain of supplies from the member to a member that makes final products leads through the firm, which dominates it
    in the reversed network rooted in those makers. *In*: every chain from a firm without suppliers in the data to the
    member leads through the firm, which has suppliers itself.
    """
    network = _Network(trade.flows)
    final = [network.number[one] for one in sorted(trade.final_makers) if one in network.number]
    yield from _passages(trade, network, "passage_out", np.array(final, np.int64))
    entries = np.setdiff1d(np.arange(len(network.names)), network.buyers)
    yield from _passages(trade, network, "passage_in", entries)


class _Network:
    """Firms by number, and the pairs that trade."""

    def __init__(self, flows: pl.DataFrame) -> None:
        self.pairs = flows.group_by("supplier_id", "buyer_id").agg(
            pl.max_horizontal("sold_krub", "bought_krub").sum().alias("krub"), pl.col("product_id").sort()
        )
        names = pl.concat([self.pairs["supplier_id"], self.pairs["buyer_id"]]).unique().sort()
        self.names = names.to_list()
        self.number = {name: place for place, name in enumerate(self.names)}
        self.suppliers, self.buyers = (
            self.pairs[side]
            .replace_strict(names, np.arange(len(names)), return_dtype=pl.Int64)
            .cast(pl.Int64)
            .to_numpy()
            for side in ("supplier_id", "buyer_id")
        )


def _passages(trade: CriticalTrade, network: _Network, kind: str, starts: Ints) -> Iterator[Place]:
    outward = kind == "passage_out"
    tails, heads = (network.buyers, network.suppliers) if outward else (network.suppliers, network.buyers)
    root = len(network.names)
    above = calc_dominators(
        root + 1,
        root,
        np.concatenate([tails, np.full(len(starts), root)]),
        np.concatenate([heads, starts]),
    )
    cut_off: dict[int, list[str]] = {}
    for member in sorted(trade.members & network.number.keys()):
        place = int(above[network.number[member]])
        while place not in (root, -1):
            cut_off.setdefault(place, []).append(member)
            place = int(above[place])
    passes = set(network.suppliers.tolist()) & set(network.buyers.tolist())
    finals = set(starts.tolist()) if outward else set()
    for place in sorted(cut_off):
        if place in passes or place in finals:
            yield _tell(kind, network, place, cut_off[place])


def _tell(kind: str, network: _Network, place: int, members: list[str]) -> Place:
    """Tell a passage with what goes between it and those that it cuts off."""
    own, other = ("buyer_id", "supplier_id") if kind == "passage_out" else ("supplier_id", "buyer_id")
    name = network.names[place]
    between = network.pairs.filter(pl.col(own) == name, pl.col(other).is_in(members)).sort(other)
    flows: list[Flow] = [
        (row["supplier_id"], row["buyer_id"], product)
        for row in between.iter_rows(named=True)
        for product in row["product_id"]
    ]
    amount = float(between["krub"].sum())
    return Place(kind, name, None, tuple(members), amount, certain=False, flows=tuple(flows))
