"""Budget money of projects by year, over all measures: granted, paid, and what is only hoped for."""

from collections.abc import Iterable
from datetime import date

import polars as pl

from kust.data.dataset import Dataset
from kust.data.project_funding import BUDGETS, read_budget_money

_LINE = {
    "project_id": pl.String,
    "budget": pl.String,
    "measure": pl.String,
    "year": pl.Int64,
    "granted": pl.Float64,
    "fact": pl.Float64,
}


_KEY = ("project_id", "budget", "measure", "year")
_MONEY = ("plan", "fact", "hoped", "expected")


def read_funding(dataset: Dataset, on: date, projects: Iterable[str]) -> pl.DataFrame:
    """Read the money of each project, budget and year as of a day, thousand roubles, null where nothing is told.

    Returns
    -------
    DataFrame
        ``project_id``, ``budget``, ``year``; ``plan`` granted (where nothing says what was granted, what was paid had
        been); ``fact`` paid; ``hoped`` only planned or requested, on lines on which nobody has decided; ``expected``
        granted and hoped together.
    """
    told = ((*line, money.granted, money.paid) for line, money in read_budget_money(dataset, on).items())
    decided = pl.DataFrame(list(told), schema=_LINE, orient="row")
    hoped = _read_hopes(dataset, on).join(decided, on=_KEY, how="anti", nulls_equal=True)
    lines = pl.concat([decided, hoped], how="diagonal").filter(pl.col("project_id").is_in(list(projects)))
    plan = pl.coalesce("granted", "fact")
    lines = lines.with_columns(plan.alias("plan"), pl.coalesce(plan, "hoped").alias("expected"))
    # A sum of nothing but empty cells is 0, so that their number is asked.
    sums = [pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name) for name in _MONEY]
    summed = lines.group_by("project_id", "budget", "year", maintain_order=True).agg(sums)
    return summed.sort("project_id", "budget", "year")


def _read_hopes(dataset: Dataset, on: date) -> pl.DataFrame:
    """Read what is planned or requested of budgets: of each line the rows of its latest day."""
    rows = (
        dataset.rows("project_funding")
        .filter(
            pl.col("source").is_in(BUDGETS),
            pl.col("status_on").is_null() | (pl.col("status_on") <= on),
            pl.col("status").is_in(["planned", "requested"]),
        )
        .rename({"source": "budget", "amount_krub": "hoped"})
        .select(*_KEY, "status_on", "hoped", "funding_id")
        .collect()
    )
    latest = pl.col("status_on").max().over(_KEY)
    last = rows.filter(pl.col("status_on").eq_missing(latest)).sort(*_KEY, "funding_id")
    return last.group_by(_KEY, maintain_order=True).agg(pl.col("hoped").sum()).cast({"year": pl.Int64})
