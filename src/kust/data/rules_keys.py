"""Keys: what a row refers to is there, and no identified row stands twice."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import polars as pl

from kust.data.dataset import Dataset
from kust.data.findings import Finding, Severity
from kust.data.schema import Table, tables
from kust.data.sources import WORKBOOKS
from kust.data.tabulate import shorten

# So many findings of one kind are shown one by one; the rest are counted.
SHOWN = 1000
_SMALL = 10_000
# Cyrillic letters that look like Latin ones, and the kinds of hyphen.
_LATIN = str.maketrans("АВЕКМНОРСТУХаеорсух\u2010\u2011\u2012\u2013\u2212", "ABEKMHOPCTYXaeopcyx-----")


def check_keys(dataset: Dataset) -> Iterator[Finding]:
    """Find broken references, repeated keys, and a role that one organisation has twice on a day."""
    known: dict[str, pl.Series] = {}
    for name in dataset.origins:
        table = tables()[name]
        yield from _broken_references(dataset, table, known)
        if table.same_key_twice == "error" and dataset.has(name):
            yield from _repeated_keys(dataset, table)
        elif table.same_key_twice.startswith("adds up") and dataset.has(name):
            yield from _equal_rows(dataset, table)
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
    values: Mapping[str, Any] | None = None,
) -> Iterator[Finding]:
    """Make a finding of each row; rows carry ``_file``, ``_sheet``, ``_row`` and the column with the value."""
    shown = value or column
    cells = rows.select(
        "_file", "_sheet", "_row", *([pl.col(shown).cast(pl.String).alias("_value")] if shown else [])
    )
    found = cells.head(SHOWN + 1).collect()
    for row in found.head(SHOWN).iter_rows(named=True):
        text = row.get("_value")
        yield Finding(
            code, severity, table, row["_file"], row["_sheet"], row["_row"], column,
            None if text is None else shorten(text), dict(values or {}),
        )  # fmt: skip
    if found.height > SHOWN:
        count = int(cells.select(pl.len()).collect().item())
        yield more(count, code, severity, table, column)


def more(count: int, code: str, severity: Severity, table: str, column: str | None) -> Finding:
    """Say how many findings of a kind there are where only the first are shown."""
    return Finding(
        "more", severity, table, column=column, values={"count": count, "shown": SHOWN, "code": code}
    )


def _broken_references(dataset: Dataset, table: Table, known: dict[str, pl.Series]) -> Iterator[Finding]:
    """Find what a table refers to and nobody has; ``known`` holds the keys of the tables that were asked."""
    columns = [
        column
        for column in table.columns
        if column.refers_to and column.name in dataset.origins[table.name].columns
    ]
    if not columns:
        return
    for column in columns:
        target = str(column.refers_to)
        if target not in known:
            known[target] = _keys(dataset, target)
    found = dataset.ask(
        table.name, (_not_among(column.name, known[str(column.refers_to)]) for column in columns)
    )
    for column in columns:
        target = str(column.refers_to)
        broken = pl.Series(found[column.name][0])
        if len(broken) and not dataset.has(target):
            # Tables may be absent; what needs them answers «unknown».
            file = dataset.origins[table.name].paths[0].name
            yield Finding("key.no_table", "warning", table.name, file, column=column.name, value=target)
            continue
        if broken.is_empty():
            continue
        near = _look_alike(broken, known[target])
        wrong = dataset.rows(table.name).filter(pl.col(column.name).is_in(broken.implode()))
        for finding in report(wrong, "key.broken", "error", table.name, column.name):
            other = near.get(finding.value or "")
            yield replace(finding, code="key.broken_near", values={"near": other}) if other else finding


def _keys(dataset: Dataset, table: str) -> pl.Series:
    key = tables()[table].identified_by[0]
    return dataset.ask(table, [pl.col(key).unique().drop_nulls()]).to_series()


def _not_among(column: str, known: pl.Series) -> pl.Expr:
    """Collect the values of a column that are not among the known."""
    used = pl.col(column).unique().drop_nulls().implode()
    return used.list.set_difference(pl.lit(known.implode())).alias(column)


def _look_alike(broken: pl.Series, known: pl.Series) -> dict[str, str]:
    """Find keys that differ only by what the eye does not see or a spreadsheet drops: «А1» and «A1», «007» and «7»."""
    skeletons = {_skeleton(key): key for key in known.to_list()}
    found = {text: skeletons.get(_skeleton(text)) for text in broken.to_list()}
    return {text: key for text, key in found.items() if key}


def _skeleton(key: str) -> str:
    return key.translate(_LATIN).lower().replace(" ", "").removesuffix(".0").lstrip("0")


def _repeated_keys(dataset: Dataset, table: Table) -> Iterator[Finding]:
    key = list(table.identified_by)
    if not _repeats(dataset, table, key):
        return
    # Where a part of the key that has to be there is not, that is said already.
    required = [part for part in key if table.column(part).required]
    rows = dataset.rows(table.name).select("_file", "_sheet", "_row", *key).drop_nulls(required)
    later = rows.filter(pl.struct(key).is_duplicated() & ~pl.struct(key).is_first_distinct())
    later = later.with_columns(
        _key=pl.concat_str(pl.col(key).cast(pl.String), separator=" · ", ignore_nulls=True)
    )
    yield from report(later, "key.twice", "error", table.name, key[-1], "_key")


def _repeats(dataset: Dataset, table: Table, columns: list[str]) -> bool:
    """Tell whether rows that are alike are worth looking for: of a small table it is known at once."""
    frame = dataset.origins[table.name].frame
    return frame is None or frame.height > _SMALL or bool(frame.select(columns).is_duplicated().any())


def _equal_rows(dataset: Dataset, table: Table) -> Iterator[Finding]:
    """Find rows of one file that say the same word for word: two facts, or a block that was pasted twice."""
    rows = dataset.rows(table.name)
    origin = dataset.origins[table.name]
    told = [column.name for column in table.columns if column.name in origin.columns]
    apart = len(origin.paths) > 1 or origin.paths[0].suffix.lower() in WORKBOOKS
    told += ["_file", "_sheet"] if apart else []
    if not _repeats(dataset, table, told):
        return
    said = pl.struct(told)
    # Eight bytes a row stand for what it says, so that a national table fits.
    hashes = rows.select(said.hash()).collect(engine="streaming").to_series()
    again = ~hashes.is_first_distinct()
    if again.any():
        first = int(again.arg_true()[0])
        file, sheet, row = rows.select("_file", "_sheet", "_row").slice(first, 1).collect().row(0)
        yield Finding(
            "row.equal", "warning", table.name, file, sheet, row, values={"count": int(again.sum())}
        )


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
    latest = pl.col("_until").cum_max().shift(1).over(key)
    overlapping = starts.filter(pl.col("_from") < latest)
    yield from report(overlapping.lazy(), "key.role_twice", "warning", "memberships", "organisation_id")
