"""A small sound dataset (made up), and ways of writing it down; a case breaks one thing in it."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

Rows = list[dict[str, Any]]
Tables = dict[str, Rows]

MADE_UP = "(вымышленные данные)"

# Check digits by hand. INN 00000000N + d: only the ninth digit counts, weight 8, so d = 8N mod 11:
# 8, 16 mod 11 = 5, 24 mod 11 = 2. OGRN 10000000000N + d: 10^11 is -1 modulo 11, so d = N - 1: 0, 1, 2.
_SOUND: Tables = {
    "organisations": [
        {
            "organisation_id": f"F{n}",
            "name": f"{name} {MADE_UP}",
            "inn": inn,
            "ogrn": ogrn,
            "country": "RU",
            "region": "00",
        }
        for n, name, inn, ogrn in (
            (1, "Завод Первый", "0000000018", "1000000000010"),
            (2, "Завод Второй", "0000000025", "1000000000021"),
            (3, "Завод Третий", "0000000032", "1000000000032"),
        )
    ],
    "clusters": [{"cluster_id": "C1", "name": f"Кластер {MADE_UP}", "kind": "industrial"}],
    "cluster_regions": [{"cluster_id": "C1", "region": "00"}],
    "memberships": [
        {
            "cluster_id": "C1",
            "organisation_id": f"F{n}",
            "role": "enterprise",
            "joined_on": "2016-01-01",
            "left_on": None,
        }
        for n in (1, 2, 3)
    ],
    "products": [
        {"product_id": f"P{n}", "name": f"Деталь {n} {MADE_UP}", "okpd2": "28.11.21.110"} for n in (1, 2, 3)
    ],
    "supplies": [
        {
            "supplier_id": supplier,
            "buyer_id": buyer,
            "product_id": product,
            "year": 2018,
            "quantity": quantity,
            "amount_krub": amount,
            "reported_by": by,
        }
        for supplier, buyer, product, quantity, amount, by in (
            ("F1", "F2", "P1", 10, 100.5, "supplier"),
            ("F2", "F3", "P2", 20, 200, "buyer"),
            ("F3", "F1", "P3", 30, 300, "ledger"),
        )
    ],
    "accounts": [
        {"organisation_id": f"F{n}", "year": 2018, "output_krub": 1000 * n, "purchases_krub": 5000}
        for n in (1, 2, 3)
    ],
}


def sound() -> Tables:
    return deepcopy(_SOUND)


def with_amounts(*amounts: Any) -> Tables:
    """The sound dataset with these amounts in its supplies, one a row, and no output to hold them against."""
    made = sound()
    del made["accounts"]
    first = made["supplies"][0]
    made["supplies"] = [{**first, "quantity": n + 1, "amount_krub": cell} for n, cell in enumerate(amounts)]
    return made


def as_csv(rows: Rows, separator: str = ",") -> str:
    text = io.StringIO()
    columns = list(dict.fromkeys(column for row in rows for column in row))
    writer = csv.DictWriter(text, columns, delimiter=separator, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_folder(folder: Path, tables: Tables, **texts: str | bytes) -> Path:
    """Write CSV files; a table named in ``texts`` is written just so instead."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {**{name: as_csv(rows) for name, rows in tables.items()}, **texts}.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / f"{name}.csv").write_bytes(data)
    return folder


def supplies_text(content: str | bytes) -> Callable[[Path], Path]:
    """Make the sound dataset with this text for its supplies."""
    return lambda folder: write_folder(folder, sound(), supplies=content)


def grid_of(rows: Rows) -> list[list[Any]]:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return [columns, *([row.get(column) for column in columns] for row in rows)]


def write_workbook(
    path: Path,
    tables: Tables,
    touch: Callable[[xlsxwriter.Workbook], None] | None = None,
    **sheets: Sequence[Sequence[Any]],
) -> Path:
    """Write a workbook with a sheet a table; ``sheets`` adds sheets or writes one just so instead."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False})
    grids = {**{name: grid_of(rows) for name, rows in tables.items()}, **sheets}
    for name, grid in grids.items():
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(grid):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                elif cell is not None:
                    sheet.write(row, column, cell)
    if touch:
        touch(book)
    book.close()
    return path


def operate(path: Path, member: str, pattern: str, put: str) -> Path:
    """Change a file inside a workbook, as programs that write workbooks in their own way do."""
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    changed, count = re.subn(pattern, put, contents[member].decode(), flags=re.DOTALL)
    assert count, f"{pattern} is not in {member}"
    contents[member] = changed.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def write_parquet(folder: Path, tables: Tables, **frames: pl.DataFrame) -> Path:
    """Write Parquet files with the types of the contract; ``frames`` are written just so instead."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        frame = frames.get(name)
        (typed(name, rows) if frame is None else frame).write_parquet(folder / f"{name}.parquet")
    return folder


def typed(name: str, rows: Rows) -> pl.DataFrame:
    days = [column for column in rows[0] if column.endswith("_on")]
    figures = [column for column in rows[0] if column.endswith("_krub") or column == "quantity"]
    frame = pl.DataFrame(rows, infer_schema_length=None, strict=False)
    return frame.with_columns(
        *(pl.col(column).cast(pl.String).str.to_date() for column in days),
        *(pl.col(column).cast(pl.Float64) for column in figures),
    )
