"""Grade and rank what a scan found."""

from collections.abc import Mapping

import polars as pl

from kust.niches.causes import Threshold
from kust.quantities import TOLERANCE

# The gravest last: it is said over the others.
_GRADES = (("between", "import_high_lower"), ("high", "import_high"), ("critical", "import_critical"))
# Imports that differ later than this are equal: the order of a sum must not decide the rank.
_DIGITS = 6
_FIRST = ("rank", "candidate", "product_id", "name", "unit")


def rank_cells(
    cells: pl.DataFrame, products: pl.DataFrame, thresholds: Mapping[str, Threshold], min_amount_krub: float
) -> pl.DataFrame:
    """Grade the import shares, name the products, and put candidates first, each part by imports."""
    graded = cells.with_columns(
        grade=grade_import_shares(pl.col("import_share"), thresholds),
        above_minimum=pl.col("imported_krub") >= min_amount_krub * (1 - TOLERANCE),
    ).with_columns(candidate=pl.col("grade").is_not_null() & pl.col("above_minimum"))
    places = [name for name in ("product_id", "region") if name in cells.columns]
    ordered = graded.sort(places, nulls_last=True).sort(
        "candidate", pl.col("imported_krub").round(_DIGITS), descending=True, maintain_order=True
    )
    named = ordered.join(products, on="product_id", how="left", maintain_order="left")
    ranked = named.with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))
    return ranked.select(*_FIRST, pl.exclude(_FIRST))


def grade_import_shares(share: pl.Expr, thresholds: Mapping[str, Threshold]) -> pl.Expr:
    """Grade many import shares at once, as :func:`kust.niches.causes.grade_import_share` does one."""
    grade = pl.lit(None, pl.String)
    for name, code in _GRADES:
        threshold = thresholds[code]
        near = (share - threshold.value).abs() <= TOLERANCE * abs(threshold.value)
        met = (share > threshold.value) & ~near
        if threshold.comparison == ">=":
            met = met | near
        grade = pl.when(met).then(pl.lit(name)).otherwise(grade)
    return grade
