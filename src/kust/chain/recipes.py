"""Links between products that recipes tell, weighed by what the year's output would have used up."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from kust.data.dataset import Dataset


@dataclass(frozen=True)
class RecipeLink:
    """An input that a recipe names; ``amount_krub`` is what of it the year's output used, null where not known."""

    input_id: str
    product_id: str
    amount_krub: float | None


def find_recipe_links(
    dataset: Dataset, prices: Mapping[str, float], bought: pl.DataFrame, made: pl.DataFrame
) -> list[RecipeLink]:
    """Follow the recipes from what is bought or made down to the first materials.

    amount of an input = quantity per unit × quantity made of the product × price of a unit of the input. Where nothing
    is bought or made in the data, all recipes are taken: then they are what is known of the chain.
    """
    rows = dataset.rows("recipes").select("product_id", "input_id", "quantity_per_unit").collect()
    rows = rows.filter(
        pl.col("input_id") != pl.col("product_id"), pl.col("quantity_per_unit").fill_null(1) > 0
    )
    norms: dict[str, dict[str, float | None]] = {}
    # Of two rows of one pair the larger norm counts, whatever their order; an unknown one goes last.
    for product, input_, norm in rows.sort("quantity_per_unit", nulls_last=False).iter_rows():
        norms.setdefault(product, {})[input_] = norm
    start = {*bought["product_id"].to_list(), *made["product_id"].to_list()}
    reached = _reach(norms, start) if start else set(norms)
    quantities = _quantities(made)
    return [
        RecipeLink(input_, product, _multiply(norm, quantities.get(product), prices.get(input_)))
        for product in sorted(reached & set(norms))
        for input_, norm in sorted(norms[product].items())
    ]


def _reach(norms: Mapping[str, Mapping[str, object]], start: set[str]) -> set[str]:
    reached, waiting = set(start), list(start)
    while waiting:
        new = set(norms.get(waiting.pop(), ())) - reached
        reached |= new
        waiting += new
    return reached


def _quantities(made: pl.DataFrame) -> dict[str, float | None]:
    """Sum what is made of each product; not known where one maker does not tell."""
    quantity = pl.when(pl.col("quantity").is_null().any()).then(None).otherwise(pl.col("quantity").sum())
    return dict(made.group_by("product_id").agg(quantity.alias("quantity")).iter_rows())


def _multiply(*factors: float | None) -> float | None:
    product = 1.0
    for factor in factors:
        if factor is None:
            return None
        product *= factor
    return product if product > 0 else None
