"""Annual figures that cannot be true together: more high-productivity jobs than jobs."""

from collections.abc import Iterator

import polars as pl

from kust.data.dataset import Dataset
from kust.data.findings import Finding
from kust.data.rules_keys import report


def check_accounts(dataset: Dataset) -> Iterator[Finding]:
    """Find parts that are larger than their whole within one row of the annual figures."""
    if dataset.has("accounts"):
        above = dataset.rows("accounts").filter(pl.col("high_productivity_jobs") > pl.col("jobs"))
        yield from report(above, "account.above_jobs", "warning", "accounts", "high_productivity_jobs")
