"""Who makes what at home in a year, who buys which inputs, and what products are made of: what nearness rests on."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import sparse

from kust.chain.imports import HOME
from kust.data.dataset import Dataset
from kust.data.engines import LazyFrame
from kust.data.flows import match_flows
from kust.niches.complexity import calc_presence

# ОКВЭД2 45, 46, 47: trade. What such a firm sells it passes on.
_TRADE = ("45", "46", "47")


@dataclass(frozen=True)
class Production:
    """What the organisations at home make, in order of their ids, those whose production is told.

    ``organisations``: ``organisation_id``, ``name``, ``region``. ``products``: ids of the columns. ``made``: 1
    where it makes the product. ``amounts``: thousand roubles, of those organisations that tell all of theirs.
    ``presence``: where its advantage is at least 1; of those that do not tell amounts, all that they make.
    ``untold``: organisations at home whose production is not told.
    """

    organisations: pl.DataFrame
    products: tuple[str, ...]
    made: Any
    amounts: Any
    presence: Any
    untold: frozenset[str]

    @cached_property
    def column(self) -> dict[str, int]:
        """Return the column of each product."""
        return {product: number for number, product in enumerate(self.products)}

    @cached_property
    def made_by_product(self) -> Any:
        """Return ``made`` column by column."""
        return self.made.tocsc()

    @cached_property
    def regions(self) -> tuple[list[str], npt.NDArray[np.int64]]:
        """Return the regions in order, and the place of each organisation's (−1 where not told)."""
        column = self.organisations["region"]
        names = sorted(column.drop_nulls().unique().to_list())
        places = _place(column.fill_null(""), tuple(names))
        return names, np.where(column.is_null().to_numpy(), -1, places)


def read_production(dataset: Dataset, year: int, also: Iterable[str] = ()) -> Production:
    """Read who makes what: by ``outputs``; who told none makes what it sells, unless it buys it too.

    What was made abroad is not made, and traders (ОКВЭД2 45–47) make nothing that they do not tell.

    Parameters
    ----------
    dataset
        Uses ``organisations``, ``outputs``, ``supplies``.
    year
        Calendar year.
    also
        Products that get a column though nobody makes them.
    """
    at_home = dataset.table("organisations").filter(nw.col("country") == HOME)
    columns = ("organisation_id", "name", "region", "okved")
    home = pl.DataFrame(dataset.collect(at_home.select(*columns)).to_native()).unique("organisation_id")
    told, makes = _read_outputs(dataset, home, year)
    silent = home.join(told, "organisation_id", "anti").filter(
        ~pl.col("okved").str.slice(0, 2).is_in(_TRADE).fill_null(False)
    )
    makes = pl.concat([makes, _read_sales(dataset, silent.select("organisation_id"), year)])
    known = set(told["organisation_id"]) | set(makes["organisation_id"])
    organisations = home.filter(pl.col("organisation_id").is_in(known)).drop("okved").sort("organisation_id")
    products = tuple(sorted(set(makes["product_id"]) | set(also)))
    return _as_matrices(organisations, products, makes, frozenset(set(home["organisation_id"]) - known))


def makers_of(production: Production, product: str) -> npt.NDArray[np.int64]:
    """Return the rows of who makes a product, in order."""
    by_product = production.made_by_product
    place = production.column[product]
    rows = by_product.indices[by_product.indptr[place] : by_product.indptr[place + 1]]
    return np.sort(rows).astype(np.int64)


def _read_outputs(dataset: Dataset, home: pl.DataFrame, year: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read who told outputs of the year, and what they are; a row that states 0 made nothing."""
    rows = dataset.table("outputs").filter(nw.col("year") == year)
    columns = ("organisation_id", "product_id", "quantity", "amount_krub")
    listed = pl.DataFrame(dataset.collect(rows.select(*columns)).to_native())
    listed = listed.join(home.select("organisation_id"), "organisation_id", "semi")
    nothing = pl.max_horizontal("amount_krub", "quantity").fill_null(1.0) == 0
    amount = pl.when(pl.col("amount_krub").is_null().any()).then(None).otherwise(pl.col("amount_krub").sum())
    made = listed.filter(~nothing).group_by("organisation_id", "product_id").agg(amount.alias("amount_krub"))
    return listed.select("organisation_id").unique(), made


def _read_sales(dataset: Dataset, silent: pl.DataFrame, year: int) -> pl.DataFrame:
    """Read what those who told no outputs sell and do not buy."""
    supplies = _supplies(dataset, year)
    origin = nw.col("origin_country")
    at_home = supplies.filter(origin.is_null() | (origin == HOME))
    sold = _of_side(dataset, at_home, silent, "supplier_id", "sold_krub")
    passed_on = _of_side(dataset, supplies, silent, "buyer_id", "bought_krub")
    return sold.join(passed_on, on=["organisation_id", "product_id"], how="anti")


def _supplies(dataset: Dataset, year: int) -> LazyFrame:
    return dataset.table("supplies").filter(
        nw.col("year") == year, nw.col("supplier_id") != nw.col("buyer_id")
    )


def _of_side(
    dataset: Dataset, supplies: LazyFrame, of: pl.DataFrame, side: str, amount: str, *more: LazyFrame
) -> pl.DataFrame:
    """Sum matched flows above 0 of some organisations by product."""
    rows = supplies.join(dataset.engine.open_frame(of), left_on=side, right_on="organisation_id", how="semi")
    for products in more:
        rows = rows.join(products, on="product_id", how="semi")
    flows: Any = match_flows(rows).filter(nw.col(amount) > 0).group_by(side, "product_id")
    summed = pl.DataFrame(dataset.collect(flows.agg(nw.col(amount).sum())).to_native())
    return summed.select(
        pl.col(side).alias("organisation_id"), "product_id", pl.col(amount).alias("amount_krub")
    )


def _as_matrices(
    organisations: pl.DataFrame, products: tuple[str, ...], makes: pl.DataFrame, untold: frozenset[str]
) -> Production:
    shape = (len(organisations), len(products))
    rows, columns = _number(makes["organisation_id"], organisations), _place(makes["product_id"], products)
    made = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    amounts = makes["amount_krub"].fill_null(np.nan).to_numpy()
    silent = np.zeros(shape[0], dtype=bool)
    silent[rows[np.isnan(amounts)]] = True
    tells = ~silent[rows]
    worth = sparse.csr_array((amounts[tells], (rows[tells], columns[tells])), shape=shape)
    # Without amounts there is no telling what a firm is best at: then all that it makes counts.
    presence = sparse.csr_array(calc_presence(worth) + sparse.diags_array(silent.astype(float)) @ made)
    return Production(organisations, products, made, worth, presence, untold)


def _number(ids: pl.Series, organisations: pl.DataFrame) -> npt.NDArray[np.int64]:
    return np.asarray(organisations["organisation_id"].search_sorted(ids), dtype=np.int64)


def _place(ids: pl.Series, products: tuple[str, ...]) -> npt.NDArray[np.int64]:
    return np.asarray(pl.Series(products, dtype=pl.String).search_sorted(ids), dtype=np.int64)


def calc_inputs(dataset: Dataset, production: Production, products: Iterable[str], year: int) -> pl.DataFrame:
    """Work out what the products are made of, as shares.

    By ``recipes``, weighed by norm × price where every input has a price, else alike; without a recipe by what the
    makers buy, spread by the share of the product in their output (alike where an amount is not told).

    Returns
    -------
    pl.DataFrame
        ``product_id``, ``input_id``, ``share`` (sums up to 1 a product); no row where nothing is known.
    """
    asked = pl.DataFrame({"product_id": sorted(set(products))}, schema={"product_id": pl.String})
    recipes = dataset.rows("recipes").select("product_id", "input_id", "quantity_per_unit").collect()
    recipes = recipes.join(asked, "product_id", "semi").filter(
        pl.col("product_id") != pl.col("input_id"), pl.col("quantity_per_unit").fill_null(1) > 0
    )
    norms = recipes.group_by("product_id", "input_id").agg(pl.col("quantity_per_unit").max())
    priced = norms.join(_prices(dataset, norms["input_id"], year), "input_id", "left")
    cost = pl.col("quantity_per_unit") * pl.col("price")
    all_known = cost.is_not_null().all().over("product_id")
    by_recipe = priced.select("product_id", "input_id", weight=pl.when(all_known).then(cost).otherwise(1.0))
    without = asked.join(by_recipe, "product_id", "anti")
    weights = pl.concat([by_recipe, _by_purchases(dataset, production, without, year)])
    share = pl.col("weight") / pl.col("weight").sum().over("product_id")
    return weights.select("product_id", "input_id", share=share).sort("product_id", "input_id")


def _prices(dataset: Dataset, products: pl.Series, year: int) -> pl.DataFrame:
    """Price a unit of each input, thousand roubles: as it was bought in the year, else as it was made."""
    wanted = dataset.engine.open_frame(pl.DataFrame({"product_id": products.unique()}))
    made = dataset.table("outputs").filter(nw.col("year") == year)
    tables = []
    for rows in (_supplies(dataset, year), made):
        priced = rows.filter(nw.col("quantity") > 0, nw.col("amount_krub") > 0)
        sums: Any = priced.join(wanted, on="product_id", how="semi").group_by("product_id")
        summed = dataset.collect(sums.agg(nw.col("amount_krub", "quantity").sum()))
        tables.append(pl.DataFrame(summed.to_native()))
    bought, own = tables
    both = pl.concat([bought, own.join(bought, "product_id", "anti")])
    return both.select(input_id="product_id", price=pl.col("amount_krub") / pl.col("quantity"))


def _by_purchases(
    dataset: Dataset, production: Production, products: pl.DataFrame, year: int
) -> pl.DataFrame:
    """Spread what the makers of these products buy over what they make."""
    links = production.made.tocoo()
    ids = production.organisations["organisation_id"]
    told = production.amounts.sum(axis=1)
    worth = sparse.csr_array(production.amounts)
    shares = np.asarray(worth[links.row, links.col]).ravel() / np.where(told > 0, told, 1.0)[links.row]
    alike = 1 / np.maximum(np.diff(production.made.indptr), 1)[links.row]
    makers = pl.DataFrame(
        {
            "organisation_id": ids.gather(links.row),
            "product_id": pl.Series(production.products, dtype=pl.String).gather(links.col),
            "share": np.where(told[links.row] > 0, shares, alike).astype(np.float64),
        }
    ).join(products, "product_id", "semi")
    firms = makers.select("organisation_id").unique()
    bought = _of_side(dataset, _supplies(dataset, year), firms, "buyer_id", "bought_krub")
    pairs = bought.rename({"product_id": "input_id"}).join(makers, on="organisation_id")
    pairs = pairs.filter(pl.col("input_id") != pl.col("product_id"))
    weight = (pl.col("amount_krub") * pl.col("share")).sum().alias("weight")
    return pairs.group_by("product_id", "input_id").agg(weight).filter(pl.col("weight") > 0)


def read_holders(
    dataset: Dataset, production: Production, inputs: Iterable[str], year: int
) -> tuple[Any, npt.NDArray[np.bool_]]:
    """Read who buys or makes each input: organisations × inputs (in order of id), and whose purchases are known.

    Purchases are known of whom at least one row of the year names as a buyer.
    """
    wanted = tuple(sorted(set(inputs)))
    ids = production.organisations.select("organisation_id")
    only = dataset.engine.open_frame(pl.DataFrame({"product_id": wanted}, schema={"product_id": pl.String}))
    bought = _of_side(dataset, _supplies(dataset, year), ids, "buyer_id", "bought_krub", only)
    shape = (len(ids), len(wanted))
    rows, columns = _number(bought["organisation_id"], ids), _place(bought["product_id"], wanted)
    holds = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
    at = production.column
    makes = [number for number, product in enumerate(wanted) if product in at]
    into = sparse.csr_array(
        (np.ones(len(makes)), ([at[wanted[number]] for number in makes], makes)),
        shape=(len(production.products), len(wanted)),
    )
    holds = sparse.csr_array(holds + production.made @ into)
    holds.data[:] = 1.0
    named = dataset.table("supplies").filter(nw.col("year") == year).select("buyer_id").unique()
    buyers = pl.DataFrame(dataset.collect(named).to_native())["buyer_id"]
    return holds, ids["organisation_id"].is_in(buyers.implode()).to_numpy()
