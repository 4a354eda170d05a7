"""Cells: required ones are filled, codes are known, numbers lie in their range, check digits are right."""

from collections.abc import Iterator

import polars as pl

from kust.data.dataset import Dataset
from kust.data.findings import Finding
from kust.data.identifiers import is_inn, is_ogrn
from kust.data.rules_keys import report
from kust.data.schema import Column, Table, countries, regions, tables

_NOT_NEGATIVE = (
    "product unit", "thousand roubles", "jobs", "roubles", "hectare", "kilometre", "hour", "tonne", "kilogram",
    "people", "years", "points", "millimetre", "centimetre",
)  # fmt: skip
_RANGES = {
    "latitude": (-90, 90),
    "longitude": (-180, 180),
    "ball": (0, 5),
    "year": (1990, 2100),
    "stage": (1, 99),
}
_PATTERNS = {
    "okpd2": r"^\d{2}(\.\d(\d(\.\d(\d(\.\d{3})?)?)?)?)?$",
    "okved": r"^\d{2}(\.\d(\d(\.\d(\d)?)?)?)?$",
    "municipality": r"^(\d{8}|\d{11})$",
    "tnved": r"^\d{4}(\d{2}(\d{2}(\d{2})?)?)?$",
}


def check_cells(dataset: Dataset) -> Iterator[Finding]:
    """Find cells whose value cannot be what the contract says."""
    for name, origin in dataset.origins.items():
        table = tables()[name]
        for column in table.columns:
            if column.name not in origin.columns or not dataset.has(name):
                continue
            if origin.frame is None:
                yield from _stored(dataset, table, column)
            if column.type in ("number", "integer"):
                yield from _range(dataset, table, column)
            elif column.type == "text":
                yield from _text(dataset, table, column)


def _stored(dataset: Dataset, table: Table, column: Column) -> Iterator[Finding]:
    """Check what parsing would have found in a file that came typed."""
    rows = dataset.rows(table.name)
    if column.required:
        yield from report(
            rows.filter(pl.col(column.name).is_null()), "cell.required", "error", table.name, column.name
        )
    if column.type == "text" and column.codes and column.name != "cause":
        known = [code.code for code in column.codes]
        wrong = rows.filter(~pl.col(column.name).is_in(known))
        yield from report(wrong, "cell.code_stored", "error", table.name, column.name)
    if column.type == "number":
        wrong = rows.filter(~pl.col(column.name).is_finite())
        yield from report(wrong, "cell.not_finite", "error", table.name, column.name)


def _range(dataset: Dataset, table: Table, column: Column) -> Iterator[Finding]:
    rows, value = dataset.rows(table.name), pl.col(column.name)
    if column.is_share:
        outside = rows.filter(~value.is_between(0, 1))
        yield from report(outside, "cell.share_range", "error", table.name, column.name)
    elif column.name in _RANGES:
        low, high = _RANGES[column.name]
        for finding in report(
            rows.filter(~value.is_between(low, high)), "cell.range", "error", table.name, column.name
        ):
            finding.values.update(low=low, high=high)
            yield finding
    elif column.unit.startswith(_NOT_NEGATIVE):
        yield from report(rows.filter(value < 0), "cell.negative", "error", table.name, column.name)


def _text(dataset: Dataset, table: Table, column: Column) -> Iterator[Finding]:
    rows, value = dataset.rows(table.name).filter(pl.col(column.name).is_not_null()), pl.col(column.name)
    if column.name == "inn":
        yield from report(rows.filter(~is_inn(value)), "id.inn", "error", table.name, column.name)
    elif column.name == "ogrn":
        yield from report(rows.filter(~is_ogrn(value)), "id.ogrn", "error", table.name, column.name)
    elif column.name == "region":
        yield from report(
            rows.filter(~value.is_in(list(regions()))), "code.region", "error", table.name, column.name
        )
    elif column.name in ("country", "origin_country"):
        wrong = rows.filter(~value.is_in(list(countries())))
        yield from report(wrong, "code.country", "error", table.name, column.name)
    elif table.name == "documents" and column.name == "requirement":
        yield from _requirements(rows)
    elif column.name in _PATTERNS:
        wrong = rows.filter(~value.str.contains(_PATTERNS[column.name]))
        yield from report(wrong, f"code.{column.name}", "warning", table.name, column.name)


def _requirements(rows: pl.LazyFrame) -> Iterator[Finding]:
    """Check that a document names a requirement; the stem of the code tells its kind without knowing the law."""
    wrong = rows.filter(~pl.col("requirement").str.contains(r"^(industrial|innovation)\.[a-z_]+$"))
    yield from report(wrong, "code.requirement", "error", "documents", "requirement")
