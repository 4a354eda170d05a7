"""The machine-building example without its programme, and with some cells changed."""

import csv
import shutil
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from kust.data import read_dataset
from kust.data.dataset import Dataset
from kust.examples import load
from kust.programme.read import TABLES

ON, YEAR = date(2019, 3, 1), 2018
ASKED = ("--cluster", "VB", "--on", "2019-03-01", "--year", "2018")
Row = dict[str, str]


def copy_machines(target: Path, *, bare: bool = True) -> Path:
    """Copy the example, without the tables of its programme where it is to be bare."""
    shutil.copytree(load("machine-building"), target)
    if bare:
        for table in (*TABLES, "indicator_targets"):
            (target / f"{table}.csv").unlink(missing_ok=True)
    return target


def change_rows(path: Path, change: Callable[[Row], Row | None]) -> None:
    """Write a table again with each row as ``change`` gives it; without those that it gives nothing for."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        head = file.readline()
        mark = ";" if head.count(";") > head.count(",") else ","
        file.seek(0)
        reader = csv.DictReader(file, delimiter=mark)
        rows = [row for one in reader if (row := change(one)) is not None]
        names = list(reader.fieldnames or ())
    _write(path, names, rows, mark)


def write_table(path: Path, rows: Iterable[Row]) -> None:
    """Write a table of the contract."""
    told = list(rows)
    _write(path, list(dict.fromkeys(name for row in told for name in row)), told, ",")


def _write(path: Path, names: list[str], rows: list[Row], mark: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, delimiter=mark, restval="")
        writer.writeheader()
        writer.writerows(rows)


def read(path: Path) -> Dataset:
    return read_dataset(path).dataset
