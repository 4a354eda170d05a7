"""A change to a dataset: members in and out, supplies, jobs, seats, agreements, documents; the data stays as it is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from kust.data.dataset import Dataset, Origin
from kust.data.schema import tables
from kust.remedies.change_supplies import FlowChange, change_supplies


class NewDocument(NamedTuple):
    """A document that confirms a requirement, of one region or of the whole cluster."""

    requirement: str
    region: str | None
    title: str


@dataclass(frozen=True)
class Change:
    """What changes in a cluster on a day; figures are those of a year, money in thousand roubles.

    ``joins``: rows of ``memberships``. ``leaves``: who leaves, in which roles (empty: in all). ``flows``: what a flow
    amounts to afterwards, by every report. ``more_output``: what is made more, by organisation and product.
    ``more_purchases``: what is bought more than before. ``jobs``: high-productivity jobs afterwards. ``flags``: by
    organisation and flag. ``agreements``: regions.
    """

    cluster_id: str
    on: date
    year: int
    organisations: tuple[Mapping[str, Any], ...] = ()
    joins: tuple[Mapping[str, Any], ...] = ()
    leaves: tuple[str, ...] = ()
    leaving_roles: tuple[str, ...] = ()
    flows: tuple[FlowChange, ...] = ()
    more_output: Mapping[tuple[str, str], float] = field(default_factory=dict)
    more_purchases: Mapping[str, float] = field(default_factory=dict)
    jobs: Mapping[str, float] = field(default_factory=dict)
    flags: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    agreements: tuple[str, ...] = ()
    documents: tuple[NewDocument, ...] = ()


def apply_change(dataset: Dataset, change: Change) -> Dataset:
    """Return the dataset as it would be; the one given keeps its rows.

    Raises
    ------
    UsageError
        The change speaks of an organisation or a product that is not in the data.
    """
    edits: dict[str, Callable[[pl.DataFrame, Change], pl.DataFrame]] = {
        "organisations": lambda frame, one: _append(frame, one.organisations),
        "memberships": _change_memberships,
        "supplies": lambda frame, one: change_supplies(frame, one.flows, one.year),
        "outputs": _change_outputs,
        "accounts": _change_accounts,
        "cluster_regions": _change_regions,
        "documents": _change_documents,
    }
    origins = dict(dataset.origins)
    for table in _touched(change):
        before = dataset.rows(table).collect()
        after = edits[table](before, change)
        origins[table] = _origin(dataset.origins.get(table), table, before, after)
    return replace(dataset, origins=origins, prepared={}, worked_out={})


def _touched(change: Change) -> list[str]:
    """Name the tables that a change touches."""
    touched = {
        "organisations": change.organisations,
        "memberships": change.joins or change.leaves or change.flags,
        "supplies": change.flows,
        "outputs": change.more_output,
        "accounts": change.more_output or change.more_purchases or change.jobs,
        "cluster_regions": change.agreements,
        "documents": change.documents,
    }
    return [table for table, parts in touched.items() if parts]


def _origin(origin: Origin | None, table: str, before: pl.DataFrame, after: pl.DataFrame) -> Origin:
    """Keep what columns the table had, so that one that was not there is not taken for an empty one."""
    if origin is None:
        return Origin((), after.height, frozenset(c.name for c in tables()[table].columns), after)
    filled = {
        column.name
        for column in tables()[table].columns
        if after[column.name].null_count() < after.height
        and before[column.name].null_count() == before.height
    }
    rows = max(origin.rows + after.height - before.height, after.height)
    return Origin(origin.paths, rows, origin.columns | filled, after)


def _append(frame: pl.DataFrame, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Add rows; what they do not say is missing."""
    new = [{name: row.get(name) for name in frame.columns} for row in rows]
    return pl.concat([frame, pl.DataFrame(new, schema=frame.schema)]) if new else frame


def _change_memberships(frame: pl.DataFrame, change: Change) -> pl.DataFrame:
    own = pl.col("cluster_id") == change.cluster_id
    here = own & (pl.col("left_on").is_null() | (pl.col("left_on") > change.on)).fill_null(True)
    for (organisation, flag), says in change.flags.items():
        who = here & (pl.col("organisation_id") == organisation)
        frame = frame.with_columns(pl.when(who).then(says).otherwise(pl.col(flag)).alias(flag))
    leaving = here & pl.col("organisation_id").is_in(list(change.leaves))
    if change.leaving_roles:
        leaving &= pl.col("role").is_in(list(change.leaving_roles))
    # Who would have joined on the day or later has never been in.
    frame = frame.filter(~(leaving & (pl.col("joined_on") >= change.on)).fill_null(False))
    frame = frame.with_columns(left_on=pl.when(leaving).then(change.on).otherwise(pl.col("left_on")))
    rows = [{"cluster_id": change.cluster_id, "joined_on": change.on, **row} for row in change.joins]
    flagged = [
        row | {flag: says for (who, flag), says in change.flags.items() if who == row["organisation_id"]}
        for row in rows
    ]
    return _append(frame, flagged)


def _change_outputs(frame: pl.DataFrame, change: Change) -> pl.DataFrame:
    """Add what is made more, in money and in units at the present price."""
    of_year = pl.col("year") == change.year
    for (organisation, product), more in change.more_output.items():
        row = of_year & (pl.col("organisation_id") == organisation) & (pl.col("product_id") == product)
        amount = pl.col("amount_krub") + more
        quantity = pl.col("quantity") * amount / pl.col("amount_krub")
        frame = frame.with_columns(
            amount_krub=pl.when(row).then(amount).otherwise(pl.col("amount_krub")),
            quantity=pl.when(row).then(quantity).otherwise(pl.col("quantity")),
        )
    return frame


def _change_accounts(frame: pl.DataFrame, change: Change) -> pl.DataFrame:
    more_output: dict[str, float] = {}
    for (organisation, _), more in change.more_output.items():
        more_output[organisation] = more_output.get(organisation, 0.0) + more
    of_year, who = pl.col("year") == change.year, pl.col("organisation_id")
    for column, added in (("output_krub", more_output), ("purchases_krub", change.more_purchases)):
        for organisation, more in added.items():
            row = of_year & (who == organisation)
            frame = frame.with_columns(
                pl.when(row).then(pl.col(column) + more).otherwise(pl.col(column)).alias(column)
            )
    for organisation, jobs in change.jobs.items():
        row = of_year & (who == organisation)
        stated = pl.when(row).then(float(jobs)).otherwise(pl.col("high_productivity_jobs"))
        frame = frame.with_columns(high_productivity_jobs=stated)
    return frame


def _change_regions(frame: pl.DataFrame, change: Change) -> pl.DataFrame:
    signed = (pl.col("cluster_id") == change.cluster_id) & pl.col("region").is_in(list(change.agreements))
    return frame.with_columns(agreement_on=pl.when(signed).then(change.on).otherwise(pl.col("agreement_on")))


def _change_documents(frame: pl.DataFrame, change: Change) -> pl.DataFrame:
    taken = set(frame["document_id"].to_list())
    rows = []
    for number, document in enumerate(change.documents, 1):
        name = f"plan-{change.cluster_id}-{number}"
        while name in taken:
            name += "-"
        taken.add(name)
        rows.append(
            {
                "document_id": name,
                "cluster_id": change.cluster_id,
                "requirement": document.requirement,
                "region": document.region,
                "title": document.title,
                "dated_on": change.on,
                "confirms": True,
            }
        )
    return _append(frame, rows)
