"""How cells are rolled up to projects, clusters, regions, years and all.

additive figure:  Σ value          percentage:  Σ numerator / Σ denominator
"""

from collections.abc import Iterator
from dataclasses import fields
from functools import partial
from typing import Any

import polars as pl

from kust.projects.result import JOBS, LEVELS, MONEY, Effect, Sum

# The cells of the plan, of the fact, and those of each that have both.
_PARTS = {
    "plan": pl.col("basis") == "plan",
    "fact": pl.col("basis") == "fact",
    "both_plan": (pl.col("basis") == "plan") & pl.col("paired"),
    "both_fact": (pl.col("basis") == "fact") & pl.col("paired"),
}
_UNITS = dict.fromkeys(MONEY, "krub") | dict.fromkeys(JOBS, "jobs")
_COMPARED = ("both_plan_cells", "both_plan_value", "both_fact_value", "deviation", "deviation_share")
_FIELDS = len(fields(Sum))
_ORDER = {name: place for place, name in enumerate((*MONEY, *JOBS))}


def sum_cells(cells: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Add cells up by some columns: ``value``, null as soon as one is missing, ``known``, ``cells`` and ``missing``.

    >>> cells = pl.DataFrame({
    ...     "project_id": ["p", "q"], "numerator": [1.0, 1.0], "denominator": [2.0, 10.0], "value": [None, None],
    ...     "is_ratio": [True, True], "known": [True, True]}, schema_overrides={"value": pl.Float64})
    >>> round(sum_cells(cells.with_columns(indicator=pl.lit("localisation")), "indicator")["value"].item(), 4)
    0.1667
    """
    marked = cells.with_columns(_mark("", pl.lit(True)))
    summed = marked.group_by(*by, maintain_order=True).agg(pl.col(_names("")).sum())
    return summed.with_columns(_found("")).select(*by, "value", "known", "cells", "missing")


def _names(part: str) -> list[str]:
    return [f"{part}{name}" for name in ("cells", "missing", "ratios", "value", "numerator", "denominator")]


def _mark(part: str, mask: pl.Expr) -> list[pl.Expr]:
    """Say of each cell what it adds to a part; the figures of one that is not known are null and add nothing."""
    counted = (mask, mask & ~pl.col("known"), mask & pl.col("known") & pl.col("is_ratio"))
    figures = (pl.when(mask).then(pl.col(name)) for name in ("value", "numerator", "denominator"))
    marks = (*(one.cast(pl.Int64) for one in counted), *figures)
    return [one.alias(name) for name, one in zip(_names(part), marks, strict=True)]


def _found(part: str) -> list[pl.Expr]:
    """Work out the figure of a part from its sums; shares and plain figures of one indicator add up to nothing."""
    cells, missing, ratios = (pl.col(f"{part}{name}") for name in ("cells", "missing", "ratios"))
    below = pl.col(f"{part}denominator")
    alike = (ratios == 0) | (ratios == cells - missing)
    why = pl.when(cells > missing).then(
        pl.when(~alike)
        .then(pl.lit("mixed"))
        .when((ratios > 0) & (below == 0))
        .then(pl.lit("denominator_zero"))
    )
    known = (
        pl.when(cells == missing)
        .then(None)
        .when(ratios == 0)
        .then(pl.col(f"{part}value"))
        .when((ratios == cells - missing) & (below != 0))
        .then(pl.col(f"{part}numerator") / below)
    )
    value = pl.when(missing == 0).then(known)
    return [known.alias(f"{part}known"), value.alias(f"{part}value"), why.alias(f"{part}why")]


def roll_up(cells: pl.DataFrame, places: pl.DataFrame) -> Iterator[Effect]:
    """Roll cells up at every level, in the order in which they are shown.

    Parameters
    ----------
    cells
        Of :func:`kust.projects.cells.read_cells`.
    places
        ``project_id``, ``cluster`` and ``region``.
    """
    if cells.is_empty():
        return
    both = pl.col("known").sum().over("project_id", "indicator", "year") == 2
    placed = cells.with_columns(
        paired=both,
        total=pl.lit(None, pl.String),
        year=pl.col("year").cast(pl.String),
        project=pl.col("project_id"),
    ).join(places, on="project_id", maintain_order="left")
    placed = placed.with_columns(one for part, mask in _PARTS.items() for one in _mark(f"{part}_", mask))
    for level in LEVELS:
        yield from map(partial(_effect, level), _summed(placed, level).iter_rows())


def _effect(level: str, row: tuple[Any, ...]) -> Effect:
    key, indicator, unit, compared, plan, fact, deviation, share, *sums = row
    planned, reached = Sum(*sums[:_FIELDS]), Sum(*sums[_FIELDS:])
    return Effect(level, key, indicator, unit, planned, reached, compared, plan, fact, deviation, share)


def _summed(placed: pl.DataFrame, level: str) -> pl.DataFrame:
    sums = [name for part in _PARTS for name in _names(f"{part}_")]
    order = pl.col("indicator").replace_strict(_ORDER, default=len(_ORDER), return_dtype=pl.Int64)
    promised, got = pl.col("both_plan_value"), pl.col("both_fact_value")
    return (
        placed.group_by(pl.col(level).alias("key"), "indicator", maintain_order=True)
        .agg(pl.col(sums).sum(), pl.col("is_ratio").any())
        .with_columns(one for part in _PARTS for one in _found(f"{part}_"))
        .with_columns(deviation=got - promised, unit=_unit())
        .with_columns(deviation_share=pl.when(promised != 0).then(pl.col("deviation") / promised.abs()))
        .sort(pl.col("key").fill_null(""), order, "indicator")
        .select("key", "indicator", "unit", *_COMPARED, *_sum_columns("plan"), *_sum_columns("fact"))
    )


def _sum_columns(part: str) -> list[str]:
    return [f"{part}_{field.name}" for field in fields(Sum)]


def _unit() -> pl.Expr:
    own = pl.col("indicator").replace_strict(_UNITS, default=None, return_dtype=pl.String)
    return pl.when("is_ratio").then(pl.lit("share")).otherwise(own)
