"""Critical places by product: sole suppliers, single sources, single buyers, foreign single sources, concentration."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from kust.chain.critical_places import Concentration, CriticalSettings, Flow, Place
from kust.chain.critical_trade import CriticalTrade
from kust.chain.imports import HOME
from kust.quantities import TOLERANCE


def find_single_sources(trade: CriticalTrade) -> Iterator[Place]:
    """Find what members buy from one supplier: sole ones, whose product nobody else makes or sells, and others.

    Who makes the product, or sells it, is an alternative; not who only passes on what this supplier sold it, and not
    the buyer itself unless it makes the product.
    """
    bought = _bought_by_members(trade)
    sources = pl.len().over("buyer_id", "product_id")
    single = bought.with_columns(sources=sources).filter(pl.col("sources") == 1)
    others = _Providers(trade, set(single["product_id"]))
    whole = dict(bought.group_by("product_id").agg(pl.col("bought_krub").sum()).iter_rows())
    complete = set(trade.figures.filter("complete")["organisation_id"])
    sole: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in single.sort("product_id", "supplier_id", "buyer_id").iter_rows(named=True):
        found = others.besides(row["supplier_id"], row["buyer_id"], row["product_id"])
        if found:
            yield _place("single_source", [row], complete, found, 1.0)
        else:
            sole.setdefault((row["product_id"], row["supplier_id"]), []).append(row)
    for (product, _), rows in sole.items():
        yield _place(
            "sole_supplier", rows, complete, (), sum(r["bought_krub"] for r in rows) / whole[product]
        )


def _place(
    kind: str, rows: list[Mapping[str, Any]], complete: set[str], others: tuple[str, ...], share: float
) -> Place:
    supplier, product = rows[0]["supplier_id"], rows[0]["product_id"]
    buyers = tuple(row["buyer_id"] for row in rows)
    return Place(
        kind,
        supplier,
        product,
        buyers,
        sum(row["bought_krub"] for row in rows),
        certain=complete.issuperset(buyers),
        flows=tuple((supplier, buyer, product) for buyer in buyers),
        alternatives=others,
        share=share,
    )


def _bought_by_members(trade: CriticalTrade) -> pl.DataFrame:
    return trade.flows.filter(pl.col("buyer_id").is_in(trade.members), pl.col("bought_krub") > 0)


class _Providers:
    """Who makes or sells each product, and who of them only passes on what one other sold it."""

    def __init__(self, trade: CriticalTrade, products: set[str]) -> None:
        asked = pl.col("product_id").is_in(products)
        flows, made = trade.flows.filter(asked), trade.made.filter(asked)
        self.makers: dict[str, set[str]] = {}
        for organisation, product in made.select("organisation_id", "product_id").iter_rows():
            self.makers.setdefault(product, set()).add(organisation)
        self.sellers: dict[str, set[str]] = {}
        for seller, product in flows.select("supplier_id", "product_id").unique().iter_rows():
            self.sellers.setdefault(product, set()).add(seller)
        only = flows.filter(pl.col("bought_krub") > 0).group_by("buyer_id", "product_id")
        once = only.agg(pl.len().alias("n"), pl.col("supplier_id").first()).filter(pl.col("n") == 1)
        self.only_from = {(buyer, product): source for buyer, product, _, source in once.iter_rows()}

    def besides(self, supplier: str, buyer: str, product: str) -> tuple[str, ...]:
        makers = self.makers.get(product, set()) - {supplier}
        sellers = self.sellers.get(product, set()) - makers - {supplier, buyer}
        free = {one for one in sellers if self.only_from.get((one, product)) not in (supplier, buyer)}
        return tuple(sorted(makers | free))


def find_single_buyers(trade: CriticalTrade, settings: CriticalSettings) -> Iterator[Place]:
    """Find members of whose output one buyer takes at least the share asked, or all that is known to be sold."""
    sold = trade.flows.filter(pl.col("supplier_id").is_in(trade.members), pl.col("sold_krub") > 0)
    pairs = sold.group_by("supplier_id", "buyer_id").agg(
        pl.col("sold_krub").sum(), pl.col("product_id").sort().alias("products")
    )
    outputs = dict(trade.figures.select("organisation_id", "output_krub").iter_rows())
    buyers = dict(pairs.group_by("supplier_id").len().iter_rows())
    for row in pairs.sort("supplier_id", "buyer_id").iter_rows(named=True):
        seller, buyer, output = row["supplier_id"], row["buyer_id"], outputs.get(row["supplier_id"])
        share = row["sold_krub"] / output if output else None
        if buyers[seller] == 1 if share is None else share >= settings.buyer_from * (1 - TOLERANCE):
            flows = tuple((seller, buyer, product) for product in row["products"])
            yield Place(
                "single_buyer",
                buyer,
                None,
                (seller,),
                row["sold_krub"],
                share is not None,
                flows,
                share=share,
            )


def find_foreign_sources(trade: CriticalTrade, settings: CriticalSettings) -> Iterator[Place]:
    """Find products that members get from abroad, and there from one country or through one supplier."""
    rows = trade.by_country.with_columns(foreign=pl.col("country") != HOME)
    for (product,), own in rows.group_by("product_id", maintain_order=True):
        abroad, whole = own.filter("foreign"), float(own["bought_krub"].sum())
        imported, untold = (
            float(abroad["bought_krub"].sum()),
            float(own.filter(pl.col("country").is_null())["bought_krub"].sum()),
        )
        if not imported or imported < settings.foreign_from * whole * (1 - TOLERANCE):
            continue
        country, from_country = _largest(abroad, "country")
        supplier, from_supplier = _largest(abroad, "supplier_id")
        enough = settings.single_from * imported * (1 - TOLERANCE)
        if max(from_country, from_supplier) < enough:
            continue
        of = abroad.filter(
            (pl.col("country") == country) if from_country >= enough else (pl.col("supplier_id") == supplier)
        )
        yield Place(
            "foreign_source",
            supplier if from_supplier >= enough else None,
            str(product),
            tuple(sorted(set(of["buyer_id"]))),
            max(from_country, from_supplier),
            certain=untold == 0,
            flows=tuple(sorted(set(_flows_of(of)))),
            share=max(from_country, from_supplier) / whole,
            country=country if from_country >= enough else None,
            import_share=imported / whole,
        )


def _largest(rows: pl.DataFrame, column: str) -> tuple[str, float]:
    sums = (
        rows.group_by(column)
        .agg(pl.col("bought_krub").sum())
        .sort("bought_krub", column, descending=[True, False])
    )
    name, amount = sums.row(0)
    return str(name), float(amount)


def _flows_of(rows: pl.DataFrame) -> Iterable[Flow]:
    return rows.select("supplier_id", "buyer_id", "product_id").iter_rows()


def calc_concentration(trade: CriticalTrade) -> tuple[Concentration, ...]:
    """Tell how the members' purchases of each product are spread over suppliers: Σ share²."""
    by_supplier = (
        _bought_by_members(trade).group_by("product_id", "supplier_id").agg(pl.col("bought_krub").sum())
    )
    share = pl.col("bought_krub") / pl.col("bought_krub").sum().over("product_id")
    ranked = by_supplier.with_columns(share=share).sort(
        "product_id", "share", "supplier_id", descending=[False, True, False]
    )
    spread = ranked.group_by("product_id", maintain_order=True).agg(
        pl.col("bought_krub").sum(),
        pl.len().alias("suppliers"),
        pl.col("share").pow(2).sum().alias("concentration"),
        pl.col("supplier_id").first().alias("largest_supplier_id"),
        pl.col("share").first().alias("largest_share"),
    )
    amount, country = pl.col("bought_krub"), pl.col("country")
    imports = trade.by_country.group_by("product_id").agg(
        pl.when(country.is_null().any())
        .then(None)
        .otherwise(pl.when(country != HOME).then(amount).otherwise(0.0).sum() / amount.sum())
        .alias("import_share")
    )
    rows = spread.join(imports, "product_id", "left").sort("product_id").iter_rows(named=True)
    return tuple(
        Concentration(name=trade.products.get(row["product_id"], row["product_id"]), **row) for row in rows
    )
