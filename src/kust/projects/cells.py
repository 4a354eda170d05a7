"""The figures of projects by indicator, year and basis: one row a cell.

A cell tells a plain figure (``value``) or a percentage (``numerator`` and ``denominator``, which go before a value told
beside them, save for the indicators in thousand roubles or jobs: their value stays). A figure told for the project as a
whole goes before those of its organisations, which would count it twice.
"""

from collections.abc import Iterable
from typing import Any

import narwhals as nw
import polars as pl

from kust.data.dataset import Dataset
from kust.data.engines import LazyFrame
from kust.projects.result import JOBS, MONEY, Caution

_SAME = 1e-9
PLACE = ("project_id", "indicator", "year", "basis")
_FIGURES = ("value", "numerator", "denominator")


def read_cells(dataset: Dataset, projects: Iterable[str]) -> tuple[pl.DataFrame, tuple[Caution, ...]]:
    """Read the effects of projects as cells, on the dataset's engine, and tell where whole and parts differ.

    Returns
    -------
    tuple
        Cells in order of ``project_id``, ``indicator``, ``year``, ``basis``, with the figures (null where one of the
        rows lacks its own), ``is_ratio`` and ``known``; and cautions.
    """
    summed = pl.DataFrame(dataset.collect(_sum_rows(dataset.table("project_effects"))).to_native())
    own = summed.filter(pl.col("project_id").is_in(list(projects)))
    told = _known(own).sort(*PLACE, "of_project", descending=[False] * 4 + [True])
    cells = told.unique(PLACE, keep="first", maintain_order=True)
    return cells.select(*PLACE, *_FIGURES, "is_ratio", "known"), tuple(_find_differences(told))


def _sum_rows(table: LazyFrame) -> Any:
    """Add up the rows of each cell, with how many of each figure are there (a sum of none is 0.0)."""
    additive = nw.col("indicator").is_in([*MONEY, *JOBS]) & ~nw.col("value").is_null()
    ratio = (~nw.col("numerator").is_null() | ~nw.col("denominator").is_null()) & ~additive
    table = table.with_columns(
        of_project=nw.col("organisation_id").is_null(),
        ratio=ratio,
        value=nw.when(~ratio).then(nw.col("value")),
    )
    counts = [
        nw.when(~nw.col(name).is_null()).then(1).otherwise(0).sum().alias(f"{name}_told") for name in _FIGURES
    ]
    ratios = nw.when(nw.col("ratio")).then(1).otherwise(0).sum().alias("ratios")
    sums = [nw.col(name).sum() for name in _FIGURES]
    return table.group_by(*PLACE, "of_project").agg(*sums, *counts, ratios, nw.len().alias("rows"))


def _known(summed: pl.DataFrame) -> pl.DataFrame:
    """Say which cells are known: every row tells the same kind of figure, and tells it."""
    is_ratio = pl.col("ratios") > 0
    whole = {name: pl.col(f"{name}_told") == pl.col("rows") for name in _FIGURES}
    known = (
        pl.when(is_ratio).then(whole["numerator"] & whole["denominator"]).otherwise(whole["value"])
    ).alias("known")
    figures = [pl.when("known").then(pl.col(name)).alias(name) for name in _FIGURES]
    of_its_kind = {
        "value": ~pl.col("is_ratio"),
        "numerator": pl.col("is_ratio"),
        "denominator": pl.col("is_ratio"),
    }
    return (
        summed.with_columns(known, is_ratio=is_ratio)
        .with_columns(figures)
        .with_columns(pl.when(mask).then(pl.col(name)).alias(name) for name, mask in of_its_kind.items())
    )


def _find_differences(told: pl.DataFrame) -> Iterable[Caution]:
    """Name the cells that the project and its organisations tell differently."""
    plain = told.filter(pl.col("value").is_not_null())
    both = plain.filter("of_project").join(plain.filter(~pl.col("of_project")), on=PLACE, suffix="_of_parts")
    largest = pl.max_horizontal(pl.col("value").abs(), pl.col("value_of_parts").abs(), pl.lit(1.0))
    differ = (pl.col("value") - pl.col("value_of_parts")).abs() > _SAME * largest
    found = both.filter(differ).sort(PLACE).select(*PLACE, "value", "value_of_parts")
    return (Caution("parts_differ", *row) for row in found.iter_rows())
