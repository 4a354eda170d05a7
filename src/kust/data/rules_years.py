"""Years side by side: a figure ten times that of the year before is more often a slip of units than growth."""

from collections.abc import Iterator

import polars as pl

from kust.data.dataset import Dataset
from kust.data.findings import Finding
from kust.data.rules_keys import SHOWN, more

_FIGURES = ("revenue_krub", "output_krub", "purchases_krub", "jobs", "average_wage_rub")
_TIMES = 10


def check_years(dataset: Dataset) -> Iterator[Finding]:
    """Find annual figures far from the year before."""
    if not dataset.has("accounts"):
        return
    accounts = dataset.rows("accounts").select(
        "_file", "_sheet", "_row", "organisation_id", "year", *_FIGURES
    )
    before = accounts.select(
        "organisation_id", pl.col("year") + 1, *(pl.col(f).alias(f"{f}_before") for f in _FIGURES)
    )
    pairs = accounts.join(before, on=["organisation_id", "year"], how="inner")
    far = pairs.filter(pl.any_horizontal(_is_far(figure) for figure in _FIGURES)).collect()
    for figure in _FIGURES:
        found = far.filter(_is_far(figure))
        for row in found.head(SHOWN).iter_rows(named=True):
            values = {"before": row[f"{figure}_before"], "now": row[figure], "year": row["year"]}
            yield Finding(
                "year.far", "warning", "accounts", row["_file"], row["_sheet"], row["_row"], figure,
                str(row[figure]), values,
            )  # fmt: skip
        if found.height > SHOWN:
            yield more(found.height, "year.far", "warning", "accounts", figure)


def _is_far(figure: str) -> pl.Expr:
    now, then = pl.col(figure), pl.col(f"{figure}_before")
    known = (now > 0) & (then > 0) & now.is_finite() & then.is_finite()
    return known & ((now > _TIMES * then) | (then > _TIMES * now))
