"""The same dataset in another form: `python -m bench.forms csv|xlsx FOLDER OUT`."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl


def to_csv(folder: Path, out: Path) -> None:
    """Write every Parquet table of a folder as CSV."""
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.glob("*.parquet")):
        pl.read_parquet(path).write_csv(out / f"{path.stem}.csv")


def to_workbook(folder: Path, out: Path) -> None:
    """Write every Parquet table of a folder as a sheet of one workbook, headed by the columns' codes."""
    from xlsxwriter import Workbook

    with Workbook(str(out), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as workbook:
        for path in sorted(folder.glob("*.parquet")):
            table = pl.read_parquet(path)
            sheet = workbook.add_worksheet(path.stem)
            sheet.write_row(0, 0, table.columns)
            for number, row in enumerate(table.iter_rows(), start=1):
                for place, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(number, place, cell)


if __name__ == "__main__":
    {"csv": to_csv, "xlsx": to_workbook}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
