"""The rows of the dataset that a need rests on."""

import polars as pl

from kust.data.dataset import Dataset
from kust.niches.need import Need, Place


def find_need_rows(dataset: Dataset, need: Need) -> tuple[Place, ...]:
    """Find the purchases of its buyers in its year, the outputs of its makers, and what was declared of it."""
    of_year = (pl.col("product_id") == need.product_id) & (pl.col("year") == need.year)
    buyers, makers = (
        [one.organisation_id for one in several]
        for several in (need.buyers if need.basis != "declared" else (), need.makers)
    )
    bought = of_year & pl.col("buyer_id").is_in(buyers) & (pl.col("supplier_id") != pl.col("buyer_id"))
    made = of_year & pl.col("organisation_id").is_in(makers)
    places = [
        Place(table, *place)
        for table, condition in (("supplies", bought), ("outputs", made))
        for place in dataset.rows(table).filter(condition).select("_file", "_sheet", "_row").collect().rows()
    ]
    return (*places, *(declared.place for declared in need.declared))
