"""Budget money of projects by year, over all measures."""

from collections.abc import Iterable
from datetime import date

import polars as pl

from kust.data.dataset import Dataset
from kust.data.project_funding import read_budget_money

_LINE = {
    "project_id": pl.String,
    "budget": pl.String,
    "measure": pl.String,
    "year": pl.Int64,
    "granted": pl.Float64,
    "fact": pl.Float64,
}


def read_funding(dataset: Dataset, on: date, projects: Iterable[str]) -> pl.DataFrame:
    """Read the money of each project, budget and year: ``plan`` granted, ``fact`` paid, as of a day.

    Where nothing says what was granted, what was paid had been.
    """
    told = ((*line, money.granted, money.paid) for line, money in read_budget_money(dataset, on).items())
    lines = pl.DataFrame(list(told), schema=_LINE, orient="row")
    own = lines.filter(pl.col("project_id").is_in(list(projects)))
    # A sum of nothing but empty cells is 0, so that their number is asked.
    sums = [
        pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name) for name in ("granted", "fact")
    ]
    summed = own.group_by("project_id", "budget", "year", maintain_order=True).agg(sums)
    plan = pl.coalesce("granted", "fact").alias("plan")
    return summed.select("project_id", "budget", "year", plan, "fact").sort("project_id", "budget", "year")
