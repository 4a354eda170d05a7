"""Who makes a product at home already, and how much more of it they could make."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from kust.chain.purchases import HOME
from kust.data.dataset import Dataset


@dataclass(frozen=True)
class HomeMaker:
    """A domestic organisation that makes the product.

    ``output``, ``capacity``, ``free``: units of the product a year, null where not told; ``free`` is not below 0.
    """

    organisation_id: str
    name: str
    region: str | None
    member: bool
    output: float | None
    capacity: float | None
    free: float | None


def read_home_makers(
    dataset: Dataset, products: Iterable[str], year: int, members: Collection[str]
) -> dict[str, tuple[HomeMaker, ...]]:
    """List who makes each product in the year by its ``outputs``, the largest free capacity first.

    A row that states 0 and tells no capacity names no maker.
    """
    asked = sorted(set(products))
    rows = dataset.table("outputs").filter(nw.col("year") == year, nw.col("product_id").is_in(asked))
    columns = ("organisation_id", "product_id", "quantity", "amount_krub", "capacity")
    told = pl.DataFrame(dataset.collect(rows.select(*columns)).to_native())
    idle = (pl.col("quantity").fill_null(1) == 0) & (pl.col("amount_krub").fill_null(0) == 0)
    told = told.filter(~idle | (pl.col("capacity").fill_null(0) > 0))
    known = dataset.rows("organisations").filter(
        pl.col("organisation_id").is_in(told["organisation_id"].to_list()), pl.col("country") == HOME
    )
    named = told.join(known.select("organisation_id", "name", "region").collect(), on="organisation_id")
    found: dict[str, list[HomeMaker]] = {}
    for row in named.sort("product_id", "organisation_id").iter_rows(named=True):
        output, capacity = row["quantity"], row["capacity"]
        free = max(capacity - output, 0.0) if output is not None and capacity is not None else None
        one = row["organisation_id"]
        maker = HomeMaker(one, row["name"], row["region"], one in members, output, capacity, free)
        found.setdefault(row["product_id"], []).append(maker)
    return {
        product: tuple(sorted(makers, key=lambda one: (-(one.free or 0.0), one.organisation_id)))
        for product, makers in found.items()
    }


def find_silent(dataset: Dataset, participants: Collection[str], year: int) -> tuple[str, ...]:
    """Find the participants whose purchases of the year are missing: no row names them as buyers."""
    rows = dataset.table("supplies").filter(nw.col("year") == year)
    ids = pl.Series(sorted(participants), dtype=pl.String)
    rows = dataset.engine.mark(rows, "buyer_id", "_own", ids).filter(nw.col("_own"))
    buyers = set(dataset.collect(rows.select("buyer_id").unique())["buyer_id"].to_list())
    return tuple(sorted(set(participants) - buyers))
