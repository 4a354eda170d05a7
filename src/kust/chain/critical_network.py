"""The supply network of a year as numbers: who sells what to whom, what is essential, how large each firm is."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from kust.chain.critical_places import CriticalSettings
from kust.chain.critical_trade import CriticalTrade
from kust.chain.esri import ESSENTIAL
from kust.chain.esri_spread import Floats, SupplyLinks
from kust.data.dataset import Dataset


@dataclass(frozen=True)
class Network:
    """Firms by number, in the order of their ids, with the links between them.

    ``names``: ids; ``members``: 1 at members; ``sized``: whether the firm's own revenue or output is told, else it is
    as large as its sales in the data.
    """

    names: list[str]
    links: SupplyLinks
    members: Floats
    sized: frozenset[str]


def build_network(dataset: Dataset, trade: CriticalTrade, settings: CriticalSettings) -> Network:
    """Number the firms that trade and weigh their links by what was bought.

    An input is essential to a firm where recipes of products that make up at least ``essential_from`` of what it makes
    ask for it; what no recipe of its products speaks of is what the settings say. Who is not known to make anything
    buys to sell on or to use up: its purchases are irrelevant to what it sells, so a trader goes on without them.
    """
    flows = trade.flows.filter(pl.col("bought_krub") > 0)
    names = pl.concat([flows["supplier_id"], flows["buyer_id"]]).unique().sort()
    products = flows["product_id"].unique().sort()
    makes = flows["buyer_id"].is_in(trade.made["organisation_id"].implode()).cast(pl.Int64)
    kinds = flows.join(
        _essential(dataset, trade, settings), ["buyer_id", "product_id"], "left", maintain_order="left"
    )
    supplier, buyer, product = (
        flows[column]
        .replace_strict(ids, np.arange(len(ids)), return_dtype=pl.Int64)
        .cast(pl.Int64)
        .to_numpy()
        for column, ids in (("supplier_id", names), ("buyer_id", names), ("product_id", products))
    )
    amount = flows["bought_krub"].to_numpy()
    own = pl.DataFrame({"organisation_id": names}).join(
        trade.figures, "organisation_id", "left", maintain_order="left"
    )
    links = SupplyLinks(
        supplier,
        buyer,
        product,
        amount,
        kinds["kind"].fill_null(settings.other_inputs).to_numpy() * makes.to_numpy(),
        _at_least(own["revenue_krub"], np.bincount(supplier, amount, len(names))),
        _at_least(own["purchases_krub"], np.bincount(buyer, amount, len(names))),
    )
    members = names.is_in(sorted(trade.members)).cast(pl.Float64).to_numpy()
    sized = frozenset(own.filter(pl.col("revenue_krub").is_not_null())["organisation_id"])
    return Network(names.to_list(), links, members, sized)


def _essential(dataset: Dataset, trade: CriticalTrade, settings: CriticalSettings) -> pl.DataFrame:
    """Find the inputs that recipes of enough of a firm's products ask for."""
    recipes = dataset.rows("recipes").filter(
        pl.col("product_id") != pl.col("input_id"), pl.col("quantity_per_unit").fill_null(1) > 0
    )
    asked = recipes.select("product_id", "input_id").unique().collect()
    shares = (
        trade.made.join(asked, "product_id")
        .group_by("organisation_id", "input_id")
        .agg(pl.col("share").sum())
    )
    needed = shares.filter(pl.col("share") >= settings.essential_from - 1e-9)
    return needed.select(buyer_id="organisation_id", product_id="input_id", kind=pl.lit(ESSENTIAL, pl.Int64))


def _at_least(told: pl.Series, traded: Any) -> Floats:
    figures = told.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return np.asarray(np.fmax(figures, traded), dtype=np.float64)
