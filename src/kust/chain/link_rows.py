"""The rows of data that a link between two products rests on."""

from dataclasses import dataclass

import polars as pl

from kust.chain.staged import Stages
from kust.data.dataset import Dataset


@dataclass(frozen=True)
class Contribution:
    """What one firm adds to an inferred link: amount = bought × share, thousand roubles."""

    organisation_id: str
    bought_krub: float
    share: float
    amount_krub: float


@dataclass(frozen=True)
class SourceRow:
    """The place of a row in the dataset."""

    table: str
    file: str | None
    sheet: str | None
    row: int | None


def find_contributions(stages: Stages, input_id: str, product_id: str) -> tuple[Contribution, ...]:
    """List the firms that buy the input and make the product, the largest first; none for a link from recipes."""
    bought = stages.graph.bought.filter(pl.col("product_id") == input_id)
    bought = bought.group_by("organisation_id").agg(pl.col("bought_krub").sum())
    makes = stages.graph.made.filter(pl.col("product_id") == product_id).select("organisation_id", "share")
    rows = bought.join(makes, on="organisation_id").sort("organisation_id").iter_rows()
    found = [Contribution(firm, amount, share, amount * share) for firm, amount, share in rows]
    return tuple(sorted(found, key=lambda one: -one.amount_krub))


def find_rows(dataset: Dataset, stages: Stages, input_id: str, product_id: str) -> tuple[SourceRow, ...]:
    """Find the rows behind a link: of the recipe, or of the purchases and outputs of its firms.

    Of the outputs every row of such a firm counts, for the share of the product is its share in all of them.
    """
    recipes = dataset.rows("recipes").filter(
        pl.col("product_id") == product_id, pl.col("input_id") == input_id
    )
    if found := _places("recipes", recipes):
        return found
    firms = [one.organisation_id for one in find_contributions(stages, input_id, product_id)]
    by_sales = stages.graph.made.filter(pl.col("origin") == "sales")["organisation_id"].to_list()
    supplies = dataset.rows("supplies").filter(
        pl.col("year") == stages.year, pl.col("supplier_id") != pl.col("buyer_id")
    )
    bought = pl.col("buyer_id").is_in(firms) & (pl.col("product_id") == input_id)
    sold = pl.col("supplier_id").is_in([firm for firm in firms if firm in by_sales])
    outputs = dataset.rows("outputs").filter(
        pl.col("year") == stages.year, pl.col("organisation_id").is_in(firms)
    )
    return _places("supplies", supplies.filter(bought | sold)) + _places("outputs", outputs)


def _places(table: str, rows: pl.LazyFrame) -> tuple[SourceRow, ...]:
    places = rows.select("_file", "_sheet", "_row").collect().iter_rows()
    return tuple(SourceRow(table, *place) for place in places)
