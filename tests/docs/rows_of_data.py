"""Rows of worked tables that speak of the data itself: flows, findings, figures of a prepared dataset."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from kust.chain.prepare import prepare
from kust.data.flows import match_flows
from kust.data.validate import validate

from .program import Program
from .worked import NOTHING, Row, holds

_REPORTERS = {"supplier says": "supplier", "buyer says": "buyer", "ledger says": "ledger"}


def check_flow(row: Row, program: Program) -> Iterator[str]:
    """A matched flow, and what each side says of it (summed here)."""
    dataset = program.dataset(row.get("situation"))
    supplier, buyer = row["flow"].split(" → ")
    ends = (pl.col("supplier_id") == supplier) & (pl.col("buyer_id") == buyer)
    told = (
        dataset.rows("supplies")
        .filter(ends)
        .with_columns(pl.col("reported_by").fill_null("ledger"))
        .collect()
    )
    for heading, reporter in _REPORTERS.items():
        amounts = told.filter(pl.col("reported_by") == reporter)["amount_krub"].to_list()
        yield from _figure(heading, row[heading], sum(amounts) if amounts else None)
    flows = (
        match_flows(dataset.table("supplies")).collect(backend="polars").to_native().filter(ends).to_dicts()
    )
    if len(flows) != 1:
        yield f"{len(flows)} flows"
        return
    for heading in ("sold", "bought"):
        yield from _figure(heading, row[heading], flows[0][f"{heading}_krub"])
    if (row["differs"] == "yes") != flows[0]["differs"]:
        yield f"differs: {flows[0]['differs']}"


def check_finding(row: Row, program: Program) -> Iterator[str]:
    """A finding of the validation: its code, table and column, value."""
    reading = program.reading()
    found = [
        (finding.code, f"{finding.table}, {finding.column}", finding.value)
        for finding in validate(reading.dataset, reading.findings)
    ]
    if (row["finding"], row["where"], row["value"]) not in found:
        yield f"not among {found}"


def check_pair(row: Row, program: Program) -> Iterator[str]:
    """A row of figures/inside.parquet."""
    supplier, buyer = row["pair"].split(" → ")
    for found in _prepared(program, "inside", supplier_id=supplier, buyer_id=buyer):
        for heading in ("year", "sold_krub", "bought_krub"):
            yield from _figure(heading, row[heading], found[heading])


def check_trader(row: Row, program: Program) -> Iterator[str]:
    """A row of figures/traders.parquet."""
    for found in _prepared(program, "traders", organisation_id=row["trader"]):
        yield from _figure("all_bought_krub", row["all_bought_krub"], found["all_bought_krub"])
        for mark in ("sells", "buys", "sells_abroad"):
            if {True: "yes", None: NOTHING}[found[mark]] != row[mark]:
                yield f"{mark}: {row[mark]} is not {found[mark]}"


def _prepared(program: Program, figures: str, **where: str) -> list[dict[str, Any]]:
    folder = program.folder / "prepared"
    if not folder.exists():
        prepare(program.dataset(), folder)
    rows = pl.read_parquet(folder / "figures" / f"{figures}.parquet").filter(**where).to_dicts()
    assert len(rows) == 1, f"{len(rows)} rows of {figures} for {where}"
    return rows


def _figure(heading: str, cell: str, found: float | None) -> Iterator[str]:
    if not holds(cell, found):
        yield f"{heading}: {cell} is not {found}"
