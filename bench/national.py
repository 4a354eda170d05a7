"""Make a national dataset: `python -m bench.national OUT --rows 20000000`.

Everything in it is made up (region 00). Memory stays small at any number of rows: supplies are made and
written chunk by chunk, and only what each firm sold and bought in a year is kept.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.made_up import figures, firms, flows, registers
from bench.made_up.firms import Size


def size_of(rows: int, firms: int | None = None, clusters: int | None = None, years: int = 4) -> Size:
    """Return a nation of `rows` supplies; firms and clusters grow with the rows unless they are given."""
    return Size(rows, firms or max(400, rows * 3 // 200), clusters or max(8, rows // 10_000), years)


def make(folder: Path, size: Size, seed: int = 1) -> None:
    """Write the dataset into `folder`, one Parquet file a table; the same seed gives the same rows."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    nation = firms.found(size, rng)
    for name, table in (
        ("organisations", registers.organisations(nation, rng)),
        ("products", registers.products(nation)),
        ("clusters", registers.clusters(nation, rng)),
        ("cluster_regions", registers.cluster_regions(nation, rng)),
        ("memberships", registers.memberships(nation, rng)),
    ):
        _write(folder / f"{name}.parquet", iter([table]))
    totals = flows.no_totals(nation)
    _write(folder / "supplies.parquet", flows.stream(nation, totals, rng))
    made = figures.total_outputs(totals, rng)
    _write(folder / "outputs.parquet", figures.outputs(nation, made, rng))
    _write(folder / "accounts.parquet", figures.accounts(nation, totals, made, rng))


def _write(path: Path, chunks: Iterator[pa.Table]) -> None:
    first = next(chunks)
    with pq.ParquetWriter(path, first.schema, compression="zstd", store_schema=False) as writer:
        writer.write_table(first)
        for chunk in chunks:
            writer.write_table(chunk)


def main() -> None:
    """Read the command line and write the dataset."""
    parser = argparse.ArgumentParser(prog="python -m bench.national", description=__doc__.split("\n")[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--rows", type=int, default=20_000_000, help="rows of supplies")
    parser.add_argument("--firms", type=int, help="default: 3 for every 200 rows, at least 400")
    parser.add_argument("--clusters", type=int, help="default: 1 for every 10,000 rows, at least 8")
    parser.add_argument("--years", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    make(given.out, size_of(given.rows, given.firms, given.clusters, given.years), given.seed)


if __name__ == "__main__":
    main()
