"""Join the answers of firms with a dataset: each firm speaks for its own rows, the dataset for the rest."""

from typing import Any

import polars as pl

from kust.data.answers import REFERENCE, Answer, told
from kust.data.dataset import Dataset
from kust.data.findings import Finding
from kust.data.schema import tables
from kust.data.tabulate import PLACE, empty

_YEARLY = ("outputs", "accounts")


def join(base: Dataset | None, answers: list[Answer]) -> tuple[dict[str, pl.DataFrame], list[Finding]]:
    """Replace what the dataset holds for a firm and year by the firm's own report.

    A table that the firm gave no answer in changes nothing. An organisation or product that the dataset
    lacks is added; one that it has stays as it is, except the firm's own card.

    Returns
    -------
    tuple
        Tables with all columns of the contract and ``_file``, ``_sheet``, ``_row``; and the findings.
    """
    joined = {name: _in_order(base.rows(name).collect(), name) for name in base.origins} if base else {}
    findings: list[Finding] = []
    for answer in answers:
        for name, frame in answer.tables.items():
            old = joined.get(name, empty(tables()[name]))
            new = _in_order(frame, name)
            if name in REFERENCE:
                old, new, found = _add_new(old, new, name, answer)
                findings += found
            elif not _speaks(new, name):
                continue
            else:
                old = old.filter(~_replaced(new, name, answer).fill_null(False))
            joined[name] = pl.concat([old, new])
    return {name: joined[name] for name in tables() if name in joined}, findings


def _in_order(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    return frame.select(*(column.name for column in tables()[name].columns), *PLACE)


def _speaks(frame: pl.DataFrame, name: str) -> bool:
    """Tell whether a firm answered anything in a table."""
    if name == "memberships":
        return frame.height > 0
    return bool(told(frame, name).any())


def _replaced(new: pl.DataFrame, name: str, answer: Answer) -> pl.Expr:
    """Return the rows of the dataset that the firm's rows replace."""
    inquiry = answer.returned.inquiry
    firm = pl.lit(inquiry.organisation_id)
    if name == "memberships":
        own = pl.col("organisation_id") == firm
        return own & (pl.col("cluster_id") == inquiry.cluster_id) if inquiry.cluster_id else own
    of_year = pl.col("year") == inquiry.year
    if name in _YEARLY:
        return of_year & (pl.col("organisation_id") == firm)
    replaced = pl.lit(False)
    for side in ("supplier", "buyer"):
        if (new["reported_by"] == side).any():
            replaced = replaced | ((pl.col(f"{side}_id") == firm) & (pl.col("reported_by") == side))
    return of_year & replaced


def _add_new(
    old: pl.DataFrame, new: pl.DataFrame, name: str, answer: Answer
) -> tuple[pl.DataFrame, pl.DataFrame, list[Finding]]:
    """Add what the dataset lacks and replace the firm's own card; what both tell differently is named."""
    key = REFERENCE[name]
    if name == "organisations":
        own = pl.col(key) == answer.organisation_id
        if new.filter(own).height:
            old = old.filter(~own)
    known = {row[key]: _content(row) for row in old.iter_rows(named=True)}
    findings, rows = [], []
    for position, row in enumerate(new.iter_rows(named=True)):
        if row[key] not in known or row[key] is None:
            rows.append(position)
        elif known[row[key]] != _content(row):
            place = (name, row["_file"], row["_sheet"], row["_row"])
            findings.append(Finding("collect.told_differently", "warning", *place, key, row[key]))
    return old, new[rows], findings


def _content(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in PLACE}
