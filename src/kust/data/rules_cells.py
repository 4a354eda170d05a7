"""Cells: required ones are filled, codes are known, numbers lie in their range, check digits are right."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from kust.data.dataset import Dataset
from kust.data.findings import Finding, Severity
from kust.data.identifiers import is_inn, is_ogrn
from kust.data.rules_keys import report
from kust.data.schema import Column, countries, regions, tables

_NOT_NEGATIVE = (
    "product unit", "thousand roubles", "jobs", "roubles", "hectare", "kilometre", "hour", "tonne", "kilogram",
    "people", "years", "points", "millimetre", "centimetre",
)  # fmt: skip
_RANGES = {
    "latitude": (-90, 90),
    "longitude": (-180, 180),
    "ball": (0, 5),
    "agreement": (1, 5),
    "year": (1990, 2100),
    "stage": (1, 99),
}
_DAYS = (1900, 2100)
_PATTERNS = {
    "okpd2": r"^[0-9]{2}(\.[0-9]([0-9](\.[0-9]([0-9](\.[0-9]{3})?)?)?)?)?$",
    "okved": r"^[0-9]{2}(\.[0-9]([0-9](\.[0-9]([0-9])?)?)?)?$",
    "municipality": r"^([0-9]{8}|[0-9]{11})$",
    "tnved": r"^[0-9]{4}([0-9]{2}([0-9]{2}([0-9]{2})?)?)?$",
}


@dataclass(frozen=True)
class Check:
    """A way in which a cell of a column can be wrong."""

    column: str
    wrong: pl.Expr
    code: str
    severity: Severity = "error"
    values: dict[str, int] = field(default_factory=dict)


def check_cells(dataset: Dataset) -> Iterator[Finding]:
    """Find cells whose value cannot be what the contract says."""
    for name, origin in dataset.origins.items():
        if not dataset.has(name):
            continue
        columns = [column for column in tables()[name].columns if column.name in origin.columns]
        checks = [check for column in columns for check in _checks(column, stored=origin.frame is None)]
        # One pass over the table counts all that is wrong; only what is gets looked up.
        counts = dataset.ask(name, (check.wrong.sum().alias(str(n)) for n, check in enumerate(checks)))
        for check, count in zip(checks, counts.row(0) if checks else (), strict=True):
            if count:
                wrong = dataset.rows(name).filter(check.wrong)
                yield from report(wrong, check.code, check.severity, name, check.column, values=check.values)


def _checks(column: Column, *, stored: bool) -> Iterator[Check]:
    if stored:
        yield from _stored(column)
    if column.type in ("number", "integer"):
        yield from _range(column)
    elif column.type == "date":
        low, high = _DAYS
        wrong = ~pl.col(column.name).dt.year().is_between(low, high)
        yield Check(column.name, wrong, "cell.range", values={"low": low, "high": high})
    elif column.type == "text":
        yield from _text(column)


def _stored(column: Column) -> Iterator[Check]:
    """Check what parsing would have found in a file that came typed."""
    value = pl.col(column.name)
    if column.required:
        blank = value.str.strip_chars() == "" if column.type == "text" else pl.lit(False)
        yield Check(column.name, value.is_null() | blank, "cell.required")
    if column.type == "text" and column.codes:
        code = f"({'|'.join(code.code for code in column.codes)})"
        several = f"(;{code})*" if column.name == "cause" else ""
        yield Check(column.name, ~value.str.contains(f"^{code}{several}$"), "cell.code_stored")
    if column.type == "number":
        yield Check(column.name, ~value.is_finite(), "cell.not_finite")


def _range(column: Column) -> Iterator[Check]:
    value = pl.col(column.name)
    if column.is_share:
        yield Check(column.name, ~value.is_between(0, 1), "cell.share_range")
    elif column.name in _RANGES:
        low, high = _RANGES[column.name]
        wrong = ~value.is_between(low, high)
        yield Check(column.name, wrong, "cell.range", values={"low": low, "high": high})
    elif column.unit.startswith(_NOT_NEGATIVE):
        yield Check(column.name, value < 0, "cell.negative")


def _text(column: Column) -> Iterator[Check]:
    name, value = column.name, pl.col(column.name)
    if name == "inn":
        yield Check(name, ~is_inn(value), "id.inn")
    elif name == "ogrn":
        yield Check(name, ~is_ogrn(value), "id.ogrn")
    elif name == "region":
        yield Check(name, ~value.is_in(list(regions())), "code.region")
    elif name in ("country", "origin_country"):
        yield Check(name, ~value.is_in(list(countries())), "code.country")
    elif name in _PATTERNS:
        yield Check(name, ~value.str.contains(_PATTERNS[name]), f"code.{name}", "warning")
