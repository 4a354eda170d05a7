"""The question in DuckDB's SQL, written by hand: the statements are in `with_duckdb.sql`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

STATEMENTS = Path(__file__).with_suffix(".sql")


def run(folder: Path, on: date, year: int) -> pa.Table:
    """Return the verdicts and values of every cluster of the dataset in `folder`."""
    with duckdb.connect() as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute("set variable folder = $1", [str(folder)])
        connection.execute("set variable day = $1", [on])
        connection.execute("set variable asked_year = $1", [year])
        connection.execute(STATEMENTS.read_text(encoding="utf-8"))
        return connection.table("answer").to_arrow_table()
