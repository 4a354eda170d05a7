"""What critical places are found in: the year's matched flows of everyone, who makes what, and figures of firms."""

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from kust.chain.imports import split_by_country
from kust.chain.purchases import match_purchases
from kust.data.dataset import Dataset
from kust.data.flows import KEYS, match_flows


@dataclass(frozen=True)
class Organisation:
    """Name and country of an organisation; null where not told."""

    name: str
    country: str | None


@dataclass(frozen=True)
class CriticalTrade:
    """A year's trade, in memory.

    ``members``: of the clusters asked about; ``enterprises`` and ``final_makers`` among them. ``flows``:
    ``supplier_id``, ``buyer_id``, ``product_id``, ``sold_krub``, ``bought_krub`` of everyone, self-supply left out.
    ``by_country``: what members bought, by ``country`` of origin. ``sellers``, ``buyers``: whose sales (purchases) are
    known, for a row names it, be it of amount 0. ``made``: ``organisation_id``, ``product_id``, ``share`` in what it
    makes, ``told`` (by outputs; else by what it sells and does not buy). ``figures`` of everyone:
    ``organisation_id``, ``revenue_krub`` (else the output), ``output_krub``, ``purchases_krub``, ``complete``.
    """

    members: frozenset[str]
    enterprises: frozenset[str]
    final_makers: frozenset[str]
    flows: pl.DataFrame
    by_country: pl.DataFrame
    sellers: frozenset[str]
    buyers: frozenset[str]
    made: pl.DataFrame
    figures: pl.DataFrame
    organisations: Mapping[str, Organisation]
    products: Mapping[str, str]


def read_trade(dataset: Dataset, members: pl.DataFrame, year: int) -> CriticalTrade:
    """Read the trade of a year.

    Parameters
    ----------
    dataset
        Uses ``supplies``, ``outputs``, ``accounts``, ``organisations``, ``products``.
    members
        ``organisation_id``, ``role``, ``makes_final_products`` of the membership rows asked about.
    year
        Calendar year.
    """
    own = members["organisation_id"].unique()
    rows = dataset.table("supplies").filter(nw.col("year") == year)
    rows = rows.filter(nw.col("supplier_id") != nw.col("buyer_id"))
    every = pl.DataFrame(dataset.collect(match_flows(rows)).to_native()).sort(KEYS)
    flows = every.filter((pl.col("sold_krub") > 0) | (pl.col("bought_krub") > 0)).drop("differs")
    bought = pl.DataFrame(dataset.collect(match_purchases(dataset, year, buyers=own)).to_native())
    outputs = _read_outputs(dataset, year)
    made = _tell_made(outputs, flows)
    names = dataset.rows("organisations").select("organisation_id", "name", "country").collect()
    products = dataset.rows("products").select("product_id", "name", "is_final").collect()
    return CriticalTrade(
        frozenset(own),
        frozenset(members.filter(pl.col("role") == "enterprise")["organisation_id"]),
        _find_final_makers(members, made, products),
        flows,
        split_by_country(dataset, bought, year).sort(*KEYS, "country", nulls_last=True),
        frozenset(every["supplier_id"]),
        frozenset(every["buyer_id"]),
        made,
        _read_figures(dataset, outputs, year),
        {row[0]: Organisation(row[1] or row[0], row[2]) for row in names.iter_rows()},
        {row[0]: row[1] or row[0] for row in products.iter_rows()},
    )


def _read_outputs(dataset: Dataset, year: int) -> pl.DataFrame:
    """Sum what each organisation says it made; an amount is null where a row does not tell it."""
    rows = dataset.table("outputs").filter(nw.col("year") == year)
    told = pl.DataFrame(
        dataset.collect(rows.select("organisation_id", "product_id", "amount_krub", "quantity")).to_native()
    )
    amount, quantity = pl.col("amount_krub"), pl.col("quantity")
    zero = (amount.fill_null(0) == 0) & (quantity.fill_null(0) == 0)
    nothing = zero & ~(amount.is_null() & quantity.is_null())
    return told.group_by("organisation_id", "product_id").agg(
        pl.when(amount.is_null().any()).then(None).otherwise(amount.sum()).alias("amount_krub"),
        nothing.all().alias("nothing"),
    )


def _tell_made(outputs: pl.DataFrame, flows: pl.DataFrame) -> pl.DataFrame:
    """Share out what each organisation makes; one that told no outputs makes what it sells and does not buy."""
    told = outputs.filter(~pl.col("nothing")).select(
        "organisation_id", "product_id", "amount_krub", told=True
    )
    sold = flows.rename({"supplier_id": "organisation_id"}).join(outputs, "organisation_id", "anti")
    bought = flows.select(organisation_id="buyer_id", product_id="product_id").unique()
    sold = sold.join(bought, ["organisation_id", "product_id"], "anti")
    sold = sold.group_by("organisation_id", "product_id").agg(pl.col("sold_krub").sum().alias("amount_krub"))
    made = pl.concat([told, sold.with_columns(told=pl.lit(False))])
    amount, whole = pl.col("amount_krub"), pl.col("amount_krub").sum().over("organisation_id")
    known = amount.is_not_null().all().over("organisation_id") & (whole > 0)
    share = pl.when(known).then(amount / whole).otherwise(1 / pl.len().over("organisation_id"))
    return made.select("organisation_id", "product_id", share.alias("share"), "told").sort(
        "organisation_id", "product_id"
    )


def _find_final_makers(members: pl.DataFrame, made: pl.DataFrame, products: pl.DataFrame) -> frozenset[str]:
    """Name the members that make final products: as they say, else by what they make."""
    final = products.filter("is_final").select("product_id")
    by_product = set(made.join(final, "product_id", "semi")["organisation_id"])
    says = members.group_by("organisation_id").agg(
        pl.col("makes_final_products").max().alias("yes"), pl.col("makes_final_products").min().alias("no")
    )
    return frozenset(
        row["organisation_id"]
        for row in says.iter_rows(named=True)
        if (
            row["yes"]
            if row["yes"] is not None and row["yes"] == row["no"]
            else row["organisation_id"] in by_product
        )
    )


def _read_figures(dataset: Dataset, outputs: pl.DataFrame, year: int) -> pl.DataFrame:
    columns = ("revenue_krub", "output_krub", "purchases_krub", "purchases_complete")
    accounts = dataset.table("accounts").filter(nw.col("year") == year).select("organisation_id", *columns)
    stated = pl.DataFrame(dataset.collect(accounts).to_native()).unique("organisation_id")
    amount = pl.col("amount_krub")
    summed = outputs.group_by("organisation_id").agg(
        pl.when(amount.is_null().any()).then(None).otherwise(amount.sum()).alias("_summed")
    )
    figures = stated.join(summed, "organisation_id", "full", coalesce=True)
    figures = figures.with_columns(output_krub=pl.coalesce("output_krub", "_summed"))
    return figures.select(
        "organisation_id",
        pl.coalesce("revenue_krub", "output_krub").alias("revenue_krub"),
        "output_krub",
        "purchases_krub",
        pl.col("purchases_complete").fill_null(False).alias("complete"),
    ).sort("organisation_id")
