"""Supplies after a change: every report of a changed flow says the new amount, so that both sides tell the same."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

import polars as pl

_KEYS = ["supplier_id", "buyer_id", "product_id"]
Row = dict[str, Any]


class FlowChange(NamedTuple):
    """What a flow amounts to after the change, thousand roubles a year."""

    supplier_id: str
    buyer_id: str
    product_id: str
    amount_krub: float


def change_supplies(frame: pl.DataFrame, flows: Iterable[FlowChange], year: int) -> pl.DataFrame:
    """Rewrite the reports of the flows that change and write those that no one has reported yet.

    Rows of one reporter keep their shares of the amount (two contracts stay two); quantities follow the amounts.
    A side that had no report of the flow gets one.
    """
    wanted = {(one.supplier_id, one.buyer_id, one.product_id): one.amount_krub for one in flows}
    keys = pl.DataFrame([list(key) for key in wanted], schema=dict.fromkeys(_KEYS, pl.String), orient="row")
    in_year = frame.filter(pl.col("year") == year)
    touched = in_year.join(keys, on=_KEYS, how="semi", maintain_order="left")
    kept = (
        frame.filter(pl.col("year") != year),
        in_year.join(keys, on=_KEYS, how="anti", maintain_order="left"),
    )
    reports: dict[tuple[str, ...], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in touched.iter_rows(named=True):
        key = tuple(row[name] for name in _KEYS)
        reports[key][row["reported_by"] or "ledger"].append(row)
    written = [
        row for key, amount in wanted.items() for row in _rewrite(reports.get(key, {}), key, amount, year)
    ]
    new = [{name: row.get(name) for name in frame.columns} for row in written]
    return pl.concat([*kept, pl.DataFrame(new, schema=frame.schema)])


def _rewrite(by: dict[str, list[Row]], key: tuple[str, ...], amount: float, year: int) -> list[Row]:
    rows = [row for of_one in by.values() for row in _scale(of_one, amount)]
    told = rows[:1]
    for side in ("supplier", "buyer"):
        if side not in by:
            plain = dict(zip(_KEYS, key, strict=True)) | {"year": year}
            origin = {"origin_country": told[0]["origin_country"]} if told else {}
            rows.append(plain | origin | {"amount_krub": amount, "reported_by": side})
    return rows


def _scale(rows: list[Row], amount: float) -> list[Row]:
    """Scale the rows of one reporter to a sum; where they say 0, the first one takes all."""
    told = sum(row["amount_krub"] for row in rows)
    if told <= 0:
        first = rows[0] | {"amount_krub": amount, "quantity": None}
        return [first, *rows[1:]]
    scaled = [_times(row, amount / told) for row in rows]
    # The last row takes what rounding leaves, so that the rows add up to the amount.
    scaled[-1]["amount_krub"] = max(amount - sum(row["amount_krub"] for row in scaled[:-1]), 0.0)
    return scaled


def _times(row: Row, factor: float) -> Row:
    quantity = None if row["quantity"] is None else row["quantity"] * factor
    return row | {"amount_krub": row["amount_krub"] * factor, "quantity": quantity}
