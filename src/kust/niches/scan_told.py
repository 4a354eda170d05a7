"""Choose rows of a scan, and bring them into JSON or a file."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from kust.data.target import target
from kust.errors import UsageError
from kust.niches.scan import Scan
from kust.niches.scan_flows import LARGEST

FORMS = (".csv", ".parquet", ".xlsx")
_XLSX_ROWS = 1_048_575


def choose(
    scan: Scan, *, product: str | None = None, region: str | None = None, top: int | None = None
) -> Scan:
    """Keep the rows of a product, of a region, and the first ones by rank; ranks stay as they were.

    With a region the rows of the country are left out.
    """
    cells, country = scan.cells, scan.country
    if product is not None:
        cells, country = (table.filter(pl.col("product_id") == product) for table in (cells, country))
    if region is not None:
        cells, country = cells.filter(pl.col("region") == region), country.clear()
    if top is not None:
        cells, country = cells.head(top), country.head(top)
    return replace(scan, cells=cells, country=country)


def as_json(scan: Scan) -> dict[str, Any]:
    """Bring a scan into JSON: codes and unrounded figures, null where not known."""
    return {
        "dataset": scan.path,
        "digest": scan.digest,
        "on": scan.on.isoformat(),
        "year": scan.year,
        "min_amount_krub": scan.min_amount_krub,
        "thresholds": {
            name: asdict(scan.thresholds[name])
            for name in ("import_high_lower", "import_high", "import_critical")
        },
        "cells": list(_rows(scan.cells)),
        "country": list(_rows(scan.country)),
    }


def _rows(table: pl.DataFrame) -> Iterator[dict[str, Any]]:
    for row in table.iter_rows(named=True):
        largest = [
            {"organisation_id": row.pop(f"buyer_{place}"), "share": row.pop(f"buyer_{place}_share")}
            for place in range(1, LARGEST + 1)
        ]
        yield row | {"largest_buyers": [one for one in largest if one["organisation_id"] is not None]}


def check_form(path: Path) -> None:
    """Refuse a file in a form that a scan is not written in.

    Raises
    ------
    UsageError
        The ending is none of .csv, .parquet, .xlsx.
    """
    if path.suffix.lower() not in FORMS:
        raise UsageError(
            "choice", option="output", value=path.name, known=", ".join(f"*{form}" for form in FORMS)
        )


@dataclass(frozen=True)
class BookWords:
    """Words of a workbook: headings by column, names of the two sheets, grades by code."""

    titles: Mapping[str, str]
    sheets: tuple[str, str]
    grades: Mapping[str, str]


def write_scan(scan: Scan, path: Path, words: BookWords) -> None:
    """Write the cells to a file, whole or not at all; a workbook has the country on a second sheet.

    Parameters
    ----------
    scan
        What to write, all its rows.
    path
        A file that is not there yet, .csv, .parquet or .xlsx.
    words
        Of the workbook; the other forms have codes and the names of the columns.

    Raises
    ------
    UsageError
        Another ending, the file is there, or more rows than a sheet holds.
    UnreadableError
        Nothing can be written there.
    """
    check_form(path)
    form = path.suffix.lower()
    if form == ".xlsx" and len(scan.cells) > _XLSX_ROWS:
        raise UsageError("choice", option="output", value=path.name, known="*.csv, *.parquet")
    with target(path) as beside:
        if form == ".csv":
            scan.cells.write_csv(beside)
        elif form == ".parquet":
            scan.cells.write_parquet(beside)
        else:
            _write_workbook(scan, beside, words)


def _write_workbook(scan: Scan, path: Path, words: BookWords) -> None:
    from xlsxwriter import Workbook

    with Workbook(str(path), {"constant_memory": True}) as workbook:
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        formats = {
            "share": workbook.add_format({"num_format": "0.0%"}),
            "index": workbook.add_format({"num_format": "0.00"}),
            "figure": workbook.add_format({"num_format": "#,##0.0"}),
        }
        for name, codes in zip(words.sheets, (scan.cells, scan.country), strict=True):
            table = codes.with_columns(pl.col("grade").replace(words.grades))
            sheet = workbook.add_worksheet(name)
            for place, column in enumerate(table.columns):
                kind = _kind(column, table.schema[column])
                sheet.set_column(place, place, 34 if column == "name" else 15, formats.get(kind))
            sheet.write_row(0, 0, [words.titles[column] for column in table.columns], bold)
            for number, row in enumerate(table.iter_rows(), start=1):
                for place, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(number, place, cell)
            sheet.freeze_panes(1, 4)
            sheet.autofilter(0, 0, max(1, len(table)), len(table.columns) - 1)


def _kind(column: str, dtype: pl.DataType) -> str:
    if dtype != pl.Float64:
        return ""
    if column in ("foreign_concentration", "relatedness"):
        return "index"
    return "share" if "share" in column else "figure"
