"""The input–output table of a dataset: products × products, from what is made of what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import sparse

from kust.chain.imports import HOME, calc_origins
from kust.chain.input_output import is_productive, solve_leontief
from kust.chain.product_graph import ProductGraph
from kust.data.dataset import Dataset

Figures = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ProductTable:
    """Input coefficients of products: roubles of the row that go into a rouble of the column.

    ``domestic`` holds what was made at home, ``imported`` the rest (sparse, in order of ``products``). ``output``:
    thousand roubles a year, NaN where not told. ``missing``: what is not known of a product, by its id:

    ``no_maker``
        nobody in the data says that it makes it;
    ``output``
        a maker does not tell how much;
    ``inputs``
        it is made, and nothing says of what;
    ``amount``
        a recipe names an input without an amount;
    ``origin``
        where it was made is not told for all that was bought of it: that part is not counted as domestic;
    ``inputs_above_output``
        its inputs cost at least as much as it does.

    Columns of the first three are empty: what goes on behind them is not known, not zero.
    """

    products: tuple[str, ...]
    domestic: Any = field(repr=False)
    imported: Any = field(repr=False)
    output: Figures = field(repr=False)
    missing: Mapping[str, tuple[str, ...]]

    @property
    def productive(self) -> bool:
        """Tell whether the table can be solved."""
        return is_productive(self.domestic)


@dataclass(frozen=True)
class KnockOn:
    """Output called forth by making an amount of a product, thousand roubles.

    ``total_krub`` with the amount itself; null where the product's own inputs are not known. ``by_product``: the same
    product by product, those above 0. ``unknown``: products that are reached and whose own inputs are not
    known, so that the total is a lower bound.
    """

    product_id: str
    amount_krub: float
    total_krub: float | None
    by_product: Mapping[str, float]
    unknown: tuple[str, ...]


_NO_COLUMN = ("no_maker", "output", "inputs")


def calc_product_table(dataset: Dataset, graph: ProductGraph, year: int) -> ProductTable:
    """Work out the table of a year.

        a_qp = amount of q in p / output of p,  split by the domestic share of all that was bought of q

    A link from recipes goes with the output of all makers; one inferred from supplies with the output of those
    makers whose purchases it rests on.

    Parameters
    ----------
    dataset
        Uses ``supplies``, ``organisations`` for the origins.
    graph
        Of :func:`kust.chain.product_graph.calc_product_graph`, for the same year.
    year
        Calendar year.
    """
    products = tuple(graph.products)
    place = {product: number for number, product in enumerate(products)}
    missing: dict[str, set[str]] = {}
    output = _outputs(graph.made, products)
    whole = _coefficients(graph, place, missing)
    home = _home_shares(dataset, graph, year, missing)
    share = np.array([home.get(product, 0.0) for product in products])
    makers = set(graph.made["product_id"])
    told = np.diff(whole.tocsc().indptr) > 0
    sums = np.asarray(whole.sum(axis=0))
    for product, number in place.items():
        if product not in makers:
            missing.setdefault(product, set()).add("no_maker")
        elif np.isnan(output[number]):
            missing.setdefault(product, set()).add("output")
        elif not told[number]:
            missing.setdefault(product, set()).add("inputs")
        if sums[number] >= 1:
            missing.setdefault(product, set()).add("inputs_above_output")
    return ProductTable(
        products,
        sparse.csr_array(sparse.diags_array(share) @ whole),
        sparse.csr_array(sparse.diags_array(1 - share) @ whole),
        output,
        {product: tuple(sorted(codes)) for product, codes in sorted(missing.items())},
    )


def calc_knock_on(table: ProductTable, product_id: str, amount_krub: float) -> KnockOn:
    """Work out what making an amount of a product calls forth at home: Δx = (I − A_dom)⁻¹ Δf.

    Parameters
    ----------
    table
        Of :func:`calc_product_table`.
    product_id
        A product; one that is not in the table has no known inputs.
    amount_krub
        Thousand roubles of it that are made more.
    """
    nothing = KnockOn(product_id, amount_krub, None, {}, (product_id,))
    if product_id not in table.products or _has_no_column(table, product_id) or not table.productive:
        return nothing
    shock = np.zeros(len(table.products))
    shock[table.products.index(product_id)] = amount_krub
    called = solve_leontief(table.domestic, shock)
    by_product = {p: float(v) for p, v in zip(table.products, called, strict=True) if v > 0}
    unknown = tuple(product for product in by_product if _has_no_column(table, product))
    return KnockOn(product_id, amount_krub, float(called.sum()), by_product, unknown)


def knock_on(table: ProductTable, product_id: str, amount_krub: float) -> float | None:
    """Return the output called forth in all, with the amount itself, thousand roubles; None where not known."""
    return calc_knock_on(table, product_id, amount_krub).total_krub


def _has_no_column(table: ProductTable, product_id: str) -> bool:
    return any(code in _NO_COLUMN for code in table.missing.get(product_id, ()))


def _outputs(made: pl.DataFrame, products: tuple[str, ...]) -> Figures:
    """Sum what is made of each product; NaN where nobody makes it or a maker does not tell."""
    amount = pl.when(pl.col("amount_krub").is_null().any()).then(None).otherwise(pl.col("amount_krub").sum())
    summed = dict(made.group_by("product_id").agg(amount.alias("amount")).iter_rows())
    return np.array([np.nan if (v := summed.get(p)) is None or v <= 0 else v for p in products])


def _coefficients(graph: ProductGraph, place: Mapping[str, int], missing: dict[str, set[str]]) -> Any:
    """Divide each link by the output that it goes into."""
    buyers = graph.bought.select("organisation_id").unique()
    that_buy = graph.made.join(buyers, "organisation_id", "semi")
    products = tuple(place)
    output = {"recipes": _outputs(graph.made, products), "supplies": _outputs(that_buy, products)}
    rows, columns, figures = [], [], []
    for input_id, product, amount, origin in graph.links.select(
        "input_id", "product_id", "amount_krub", "origin"
    ).iter_rows():
        if amount is None:
            missing.setdefault(product, set()).add("amount")
            continue
        made = output[origin][place[product]]
        if not np.isnan(made) and not np.isnan(output["recipes"][place[product]]):
            rows.append(place[input_id])
            columns.append(place[product])
            figures.append(amount / made)
    return sparse.csr_array((figures, (rows, columns)), shape=(len(place), len(place)), dtype=np.float64)


def _home_shares(
    dataset: Dataset, graph: ProductGraph, year: int, missing: dict[str, set[str]]
) -> dict[str, float]:
    """Work out what share of each product was made at home; what is made and never bought is."""
    shares = dict.fromkeys(graph.made["product_id"], 1.0)
    buyers = graph.bought["organisation_id"].unique().to_list()
    origins = calc_origins(dataset, graph.bought, buyers, year)
    home = pl.when(pl.col("country") == HOME).then(pl.col("bought_krub")).otherwise(0.0).sum()
    told = origins.group_by("product_id").agg(
        (home / pl.col("bought_krub").sum()).alias("share"), pl.col("country").is_null().any().alias("untold")
    )
    for product, share, untold in told.sort("product_id").iter_rows():
        shares[product] = share
        if untold:
            missing.setdefault(product, set()).add("origin")
    for product in set(graph.products) - set(shares):
        missing.setdefault(product, set()).add("origin")
    return shares
