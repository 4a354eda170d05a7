"""What is made of what: links between products, from recipes or else from who buys what and makes what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import polars as pl

from kust.chain.recipes import RecipeLink, find_recipe_links
from kust.data.dataset import Dataset
from kust.data.engines import Frame, LazyFrame
from kust.data.flows import match_flows

LINKS = {
    "input_id": pl.String,
    "product_id": pl.String,
    "amount_krub": pl.Float64,
    "weight": pl.Float64,
    "origin": pl.String,
    "firms": pl.Int64,
    "sure_share": pl.Float64,
}


@dataclass(frozen=True)
class ProductGraph:
    """Products and links of a year, over everyone who trades with the members.

    ``bought``: ``organisation_id``, ``supplier_id``, ``product_id``, ``bought_krub``, matched, self-supply left out.
    ``made``: ``organisation_id``, ``product_id``, ``amount_krub`` (null where not told), ``quantity``, ``origin``
    (``outputs``, or ``sales`` where a member told none), ``share`` in its output, ``products`` it makes.
    ``links``: ``input_id``, ``product_id``; ``amount_krub``, thousand roubles of the input that go into the product,
    null where not known; ``weight``, the same with gaps filled in; ``origin`` (``recipes`` or ``supplies``);
    ``firms`` and ``sure_share`` of a link from supplies: how many firms it rests on, and what share of its amount
    comes from those that make nothing else. Laid out in stages (:class:`kust.chain.staged.Stages`) also ``back_flow``.
    """

    members: frozenset[str]
    organisations: frozenset[str]
    bought: pl.DataFrame
    made: pl.DataFrame
    links: pl.DataFrame

    @property
    def products(self) -> list[str]:
        """Return the products that are bought, made or linked."""
        columns = (self.bought["product_id"], self.made["product_id"])
        linked = (self.links["input_id"], self.links["product_id"])
        return sorted(set().union(*(column.to_list() for column in (*columns, *linked))))


def calc_product_graph(dataset: Dataset, members: Frame, year: int) -> ProductGraph:
    """Work out what is made of what.

    A product with recipes is made of what they say. Of every other one a firm that buys q and makes p tells

        weight of q → p = Σ over firms of its matched purchases of q × share of p in its output

    with equal shares where an amount of its output is not told. Purchases of what a firm makes itself are no link.

    Parameters
    ----------
    dataset
        Uses ``supplies``, ``outputs``, ``recipes``.
    members
        ``organisation_id`` and ``role`` of the members on the day.
    year
        Calendar year.
    """
    member = members.select("organisation_id").unique()
    supplies = dataset.table("supplies").filter(
        nw.col("year") == year, nw.col("supplier_id") != nw.col("buyer_id")
    )
    around = _everyone_around(dataset, supplies, member)
    bought = _matched(dataset, supplies, around, "buyer_id", "bought_krub")
    made = _join_sales(dataset, supplies, members, bought, _told_outputs(dataset, around, year))
    made = _with_shares(made)
    recipes = find_recipe_links(dataset, _prices(dataset, supplies, around, made), bought, made)
    inferred = _infer_links(bought, made, {link.product_id for link in recipes})
    return ProductGraph(
        frozenset(member["organisation_id"].to_list()),
        frozenset(around["organisation_id"].to_list()),
        bought.rename({"buyer_id": "organisation_id"}),
        made,
        _join_links(recipes, inferred),
    )


def _everyone_around(dataset: Dataset, supplies: LazyFrame, member: Frame) -> pl.DataFrame:
    """List the members and who sold to them or bought from them."""
    on_engine = dataset.engine.open_frame(member.to_native())
    traded = supplies.filter(nw.col("amount_krub") > 0)
    sides = [("supplier_id", "buyer_id"), ("buyer_id", "supplier_id")]
    partners = [
        dataset.collect(
            traded.join(on_engine, left_on=side, right_on="organisation_id", how="semi")
            .select(nw.col(other).alias("organisation_id"))
            .unique()
        )
        for side, other in sides
    ]
    everyone = nw.concat([member, *partners]).unique().sort("organisation_id")
    return pl.DataFrame(everyone.to_native())


def _matched(dataset: Dataset, supplies: LazyFrame, of: pl.DataFrame, side: str, amount: str) -> pl.DataFrame:
    """Match the flows that have one of these organisations on a side."""
    on_engine = dataset.engine.open_frame(of.select("organisation_id"))
    rows = supplies.join(on_engine, left_on=side, right_on="organisation_id", how="semi")
    flows = dataset.collect(match_flows(rows).filter(nw.col(amount) > 0)).to_native()
    return pl.DataFrame(flows).select("buyer_id", "supplier_id", "product_id", amount).sort(pl.all())


def _told_outputs(dataset: Dataset, around: pl.DataFrame, year: int) -> pl.DataFrame:
    """Sum what each organisation says it made; a row that states 0 made nothing."""
    on_engine = dataset.engine.open_frame(around)
    rows = dataset.table("outputs").filter(nw.col("year") == year)
    rows = rows.join(on_engine, on="organisation_id", how="semi")
    columns = ("organisation_id", "product_id", "quantity", "amount_krub")
    told = pl.DataFrame(dataset.collect(rows.select(*columns)).to_native())
    summed = told.group_by("organisation_id", "product_id").agg(
        pl.when(pl.col(c).is_null().any()).then(None).otherwise(pl.col(c).sum()).alias(c)
        for c in ("amount_krub", "quantity")
    )
    nothing = (pl.col("amount_krub").fill_null(0) == 0) & (pl.col("quantity").fill_null(0) == 0)
    untold = pl.col("amount_krub").is_null() & pl.col("quantity").is_null()
    return summed.with_columns(_made=~nothing | untold, origin=pl.lit("outputs"))


def _join_sales(
    dataset: Dataset, supplies: LazyFrame, members: Frame, bought: pl.DataFrame, told: pl.DataFrame
) -> pl.DataFrame:
    """Take what a member enterprise sells for what it makes, where it told no outputs of the year.

    What it buys as well it may only pass on, and what was made abroad it did not make.
    """
    makes = told.filter("_made").drop("_made")
    enterprises = pl.DataFrame(members.filter(nw.col("role") == "enterprise").to_native())
    silent = enterprises.select("organisation_id").unique().join(told, "organisation_id", "anti")
    if silent.is_empty():
        return makes
    home = supplies.filter(nw.col("origin_country").is_null() | (nw.col("origin_country") == "RU"))
    sold = _matched(dataset, home, silent, "supplier_id", "sold_krub")
    sold = sold.group_by(pl.col("supplier_id").alias("organisation_id"), "product_id").agg(
        pl.col("sold_krub").sum().alias("amount_krub")
    )
    passed_on = bought.rename({"buyer_id": "organisation_id"})
    sold = sold.join(passed_on, on=["organisation_id", "product_id"], how="anti")
    sold = sold.with_columns(quantity=pl.lit(None, pl.Float64), origin=pl.lit("sales"))
    return pl.concat([makes, sold.select(makes.columns)])


def _with_shares(made: pl.DataFrame) -> pl.DataFrame:
    """Give each product its share in its maker's output, equal ones where an amount is missing."""
    amount, whole = pl.col("amount_krub"), pl.col("amount_krub").sum().over("organisation_id")
    told = amount.is_not_null().all().over("organisation_id") & (whole > 0)
    products = pl.len().over("organisation_id")
    share = pl.when(told).then(amount / whole).otherwise(1 / products)
    return made.with_columns(share=share, products=products).sort("organisation_id", "product_id")


def _prices(
    dataset: Dataset, supplies: LazyFrame, around: pl.DataFrame, made: pl.DataFrame
) -> Mapping[str, float]:
    """Price a unit of each product, thousand roubles: as it is bought, else as it is made."""
    on_engine = dataset.engine.open_frame(around.select(pl.col("organisation_id").alias("buyer_id")))
    rows = supplies.filter(nw.col("quantity") > 0, nw.col("amount_krub") > 0)
    rows = rows.join(on_engine, on="buyer_id", how="semi")
    sums: Any = rows.group_by("product_id").agg(nw.col("amount_krub", "quantity").sum())
    bought = pl.DataFrame(dataset.collect(sums).to_native())
    own = made.filter(pl.col("amount_krub") > 0, pl.col("quantity") > 0)
    own = own.group_by("product_id").agg(pl.col("amount_krub", "quantity").sum())
    tables = [
        table.select("product_id", pl.col("amount_krub") / pl.col("quantity")) for table in (own, bought)
    ]
    return {product: price for table in tables for product, price in table.iter_rows()}


def _infer_links(bought: pl.DataFrame, made: pl.DataFrame, with_recipes: set[str]) -> pl.DataFrame:
    """Spread each firm's purchases over what it makes."""
    purchases = bought.group_by(
        pl.col("buyer_id").alias("organisation_id"), pl.col("product_id").alias("input_id")
    )
    pairs = purchases.agg(pl.col("bought_krub").sum()).join(made, on="organisation_id")
    pairs = pairs.filter(
        pl.col("input_id") != pl.col("product_id"), ~pl.col("product_id").is_in(list(with_recipes))
    )
    amount = pl.col("bought_krub") * pl.col("share")
    links = pairs.group_by("input_id", "product_id").agg(
        amount.sum().alias("amount_krub"),
        pl.len().cast(pl.Int64).alias("firms"),
        amount.filter(pl.col("products") == 1).sum().alias("_sure"),
    )
    links = links.filter(pl.col("amount_krub") > 0).with_columns(
        weight=pl.col("amount_krub"),
        origin=pl.lit("supplies"),
        sure_share=pl.col("_sure") / pl.col("amount_krub"),
    )
    return links.select(pl.col(name).cast(dtype) for name, dtype in LINKS.items())


def _join_links(recipes: list[RecipeLink], inferred: pl.DataFrame) -> pl.DataFrame:
    """Put both kinds together; a recipe without an amount weighs as the other links of its product do."""
    rows = [(r.input_id, r.product_id, r.amount_krub, r.amount_krub, "recipes", None, None) for r in recipes]
    links = pl.concat([pl.DataFrame(rows, schema=LINKS, orient="row"), inferred])
    of_product = pl.col("weight").mean().over("product_id")
    filled = pl.coalesce("weight", of_product, pl.col("weight").mean(), pl.lit(1.0))
    return links.with_columns(weight=filled).sort("product_id", "input_id")
