"""The scan for niches in DuckDB's SQL, written by hand: the statements are in `niches_with_duckdb.sql`."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

STATEMENTS = Path(__file__).with_suffix(".sql")


def run(folder: Path, year: int, least: float) -> tuple[pa.Table, pa.Table]:
    """Return every product in every region, and every product of the country."""
    with duckdb.connect() as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute("set variable folder = $1", [str(folder)])
        connection.execute("set variable asked_year = $1", [year])
        connection.execute("set variable least = $1", [least])
        connection.execute(STATEMENTS.read_text(encoding="utf-8"))
        cells, country = (connection.table(name).to_arrow_table() for name in ("cells", "country"))
        return cells, country
