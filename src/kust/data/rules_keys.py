"""Keys: what a row refers to is there, and no identified row stands twice."""

from collections.abc import Iterator

import polars as pl

from kust.data.dataset import Dataset
from kust.data.findings import Finding, Severity
from kust.data.schema import Table, tables

# So many findings of one kind are shown one by one; the rest are counted.
SHOWN = 1000


def check_keys(dataset: Dataset) -> Iterator[Finding]:
    """Find broken references, repeated keys, and a role that one organisation has twice on a day."""
    for name in dataset.origins:
        table = tables()[name]
        yield from _broken_references(dataset, table)
        if table.same_key_twice == "error" and dataset.has(name):
            yield from _repeated_keys(dataset, table)
    if dataset.has("memberships"):
        yield from _membership_days(dataset)
        yield from _roles_twice(dataset)


def report(
    rows: pl.LazyFrame,
    code: str,
    severity: Severity,
    table: str,
    column: str | None,
    value: str | None = None,
) -> Iterator[Finding]:
    """Make a finding of each row; rows carry ``_file``, ``_sheet``, ``_row`` and the column with the value."""
    shown = value or column
    cells = rows.select(
        "_file", "_sheet", "_row", *([pl.col(shown).cast(pl.String).alias("_value")] if shown else [])
    )
    found = cells.head(SHOWN + 1).collect()
    for row in found.head(SHOWN).iter_rows(named=True):
        yield Finding(
            code, severity, table, row["_file"], row["_sheet"], row["_row"], column, row.get("_value")
        )
    if found.height > SHOWN:
        count = int(cells.select(pl.len()).collect().item())
        yield Finding(
            "more", severity, table, column=column, values={"count": count, "shown": SHOWN, "code": code}
        )


def _broken_references(dataset: Dataset, table: Table) -> Iterator[Finding]:
    for column in table.columns:
        target = column.refers_to
        if target is None or column.name not in dataset.origins[table.name].columns:
            continue
        key = tables()[target].identified_by[0]
        known = dataset.rows(target).select(pl.col(key).alias(column.name)).drop_nulls().unique()
        rows = dataset.rows(table.name).filter(pl.col(column.name).is_not_null())
        broken = rows.join(known, on=column.name, how="anti", maintain_order="left")
        yield from report(broken, "key.broken", "error", table.name, column.name)


def _repeated_keys(dataset: Dataset, table: Table) -> Iterator[Finding]:
    key = list(table.identified_by)
    rows = dataset.rows(table.name).select("_file", "_sheet", "_row", *key)
    later = rows.filter(pl.struct(key).is_duplicated() & ~pl.struct(key).is_first_distinct())
    later = later.with_columns(
        _key=pl.concat_str(pl.col(key).cast(pl.String), separator=" · ", ignore_nulls=True)
    )
    yield from report(later, "key.twice", "error", table.name, key[-1], "_key")


def _membership_days(dataset: Dataset) -> Iterator[Finding]:
    rows = dataset.rows("memberships").filter(pl.col("left_on") <= pl.col("joined_on"))
    yield from report(rows, "membership.days", "error", "memberships", "left_on")


def _roles_twice(dataset: Dataset) -> Iterator[Finding]:
    """Find memberships of one organisation and role that overlap; each object of infrastructure is a row of its own."""
    key = ["cluster_id", "organisation_id", "role"]
    rows = dataset.rows("memberships").filter(pl.col("role") != "infrastructure").collect()
    starts = rows.with_columns(
        _from=pl.col("joined_on").fill_null(pl.date(1, 1, 1)),
        _until=pl.col("left_on").fill_null(pl.date(9999, 12, 31)),
    ).sort(*key, "_from")
    overlapping = starts.filter(pl.col("_from") < pl.col("_until").shift(1).over(key))
    yield from report(overlapping.lazy(), "key.role_twice", "warning", "memberships", "organisation_id")
