"""Supplies matched from both sides: one flow a supplier, buyer, product and year.

What the supplier sold is taken from its own report where there is one, what the buyer bought from its own;
otherwise from the other side's report, otherwise from the ledger. Rows of one reporter add up.
"""

from typing import Any

import narwhals as nw

LazyFrame = nw.LazyFrame[Any]

KEYS = ("supplier_id", "buyer_id", "product_id")


def match_flows(supplies: LazyFrame, *keys: str) -> LazyFrame:
    """Match the reports of each flow.

    Parameters
    ----------
    supplies
        Rows of the contract's table ``supplies``; an empty ``reported_by`` is the ledger.
    *keys
        Columns that make a flow; by default supplier, buyer, product.

    Returns
    -------
    nw.LazyFrame
        The keys, ``sold_krub`` (the supplier's report first) and ``bought_krub`` (the buyer's first),
        thousand roubles, and ``differs``: both sides reported and their amounts are not equal.
    """
    by = nw.col("reported_by")
    amount = nw.col("amount_krub")
    from_supplier, from_buyer = by == "supplier", by == "buyer"
    from_ledger = by.is_null() | (by == "ledger")
    # A sum of empty cells is 0 on every engine, so each side's sum goes with a mark that it reported at all.
    sums = supplies.group_by(*(keys or KEYS)).agg(
        nw.when(from_supplier).then(amount).otherwise(0.0).sum().alias("_supplier"),
        nw.when(from_buyer).then(amount).otherwise(0.0).sum().alias("_buyer"),
        nw.when(from_ledger).then(amount).otherwise(0.0).sum().alias("_ledger"),
        nw.when(from_supplier).then(1).otherwise(0).max().alias("_has_supplier"),
        nw.when(from_buyer).then(1).otherwise(0).max().alias("_has_buyer"),
    )
    supplier, buyer, ledger = nw.col("_supplier"), nw.col("_buyer"), nw.col("_ledger")
    has_supplier, has_buyer = nw.col("_has_supplier") == 1, nw.col("_has_buyer") == 1
    sold = nw.when(has_supplier).then(supplier).otherwise(nw.when(has_buyer).then(buyer).otherwise(ledger))
    bought = nw.when(has_buyer).then(buyer).otherwise(nw.when(has_supplier).then(supplier).otherwise(ledger))
    return sums.select(
        *(keys or KEYS),
        sold.alias("sold_krub"),
        bought.alias("bought_krub"),
        (has_supplier & has_buyer & (supplier != buyer)).alias("differs"),
    )
