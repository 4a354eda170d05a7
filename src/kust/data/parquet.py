"""Open a Parquet file as a table of the contract; typed columns stay where they are, on disk."""

from functools import partial
from pathlib import Path

import polars as pl

from kust.data.dataset import Origin
from kust.data.findings import Finding
from kust.data.parse import TYPES, Problem, parse_column, tidy_cells
from kust.data.schema import Column, Table, countries, fold, regions
from kust.data.sources import columns_of
from kust.data.tabulate import PLACE, Report, report_lacking, report_problems
from kust.errors import UnreadableError

# A larger table is not searched for labels when it is opened; validation refuses them all the same.
_SEARCHED = 2_000_000
_WHOLE = (pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32)

# Engines take a path with these signs for a pattern of paths.
_PATTERN = set("*?[]{}")


def read_parquet(path: Path, table: Table) -> tuple[Origin, list[Finding]]:
    """Open a Parquet file.

    One that already has the contract's columns and types is left on disk; any other is read
    into memory, and each column of another type is read as if it had been written down as text.

    Raises
    ------
    UnreadableError
        The file is no Parquet file, or is cut off.
    """
    at = partial(Finding, table=table.name, file=path.name)
    try:
        lazy = pl.scan_parquet(path, glob=False)
        schema = lazy.collect_schema()
        found, findings = _find_columns(list(schema), table, at)
        if not found:
            return Origin((path,), 0, frozenset()), findings
        fits = all(
            source == column.name and _fits(schema[source], column) for source, column in found.items()
        )
        rows = int(lazy.select(pl.len()).collect().item())
        if fits and not _PATTERN & set(str(path)) and (rows > _SEARCHED or _is_in_codes(lazy, found)):
            return Origin((path,), rows, frozenset(found)), findings
        frame = lazy.select(*found).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UnreadableError("truncated_parquet", path=path) from error
    typed, unread = _read(frame, found, table, at, path.name)
    columns = frozenset(column.name for column in found.values())
    return Origin((path,), typed.height, columns, typed), findings + unread


def _find_columns(titles: list[str], table: Table, at: Report) -> tuple[dict[str, Column], list[Finding]]:
    """Find the contract's columns among those of the file, by code or title."""
    names = columns_of(table.name)
    found: dict[str, Column] = {}
    findings: list[Finding] = []
    for title in titles:
        column = names.get(fold(title))
        if column is None:
            findings.append(at("column.extra", "notice", column=title, value=title))
        elif column in found.values():
            findings.append(at("column.twice", "error", column=column.name, value=title))
        else:
            found[title] = column
    if not found:
        return {}, [at("heading.not_found", "error")]
    missing = [column for column in table.columns if column.required and column not in found.values()]
    findings += [at("column.missing", "error", column=c.name, value=c.title_ru) for c in missing]
    return found, findings


def _fits(found: pl.DataType, column: Column) -> bool:
    """Tell whether a column can be cast without losing anything, so that it may stay on disk.

    A float of 32 bits does not: 0.1 would become 0.10000000149.
    """
    wanted = TYPES[column.type]
    if wanted in (pl.Float64, pl.Int64) and found in _WHOLE:
        return True
    return found == wanted


def _is_in_codes(lazy: pl.LazyFrame, found: dict[str, Column]) -> bool:
    """Tell whether coded columns hold codes only, and no labels or blanks that have to be read as such."""
    known: dict[str, set[str]] = {}
    for source, column in found.items():
        if column.type == "text" and column.name == "region":
            known[source] = set(regions())
        elif column.type == "text" and column.name in ("country", "origin_country"):
            known[source] = set(countries())
        elif column.type == "text" and column.codes:
            known[source] = {code.code for code in column.codes}
    if not known:
        return True
    held = lazy.select(pl.col(source).drop_nulls().unique().implode() for source in known).collect()
    return all(set(held[source][0].to_list()) <= codes for source, codes in known.items())


def _read(
    frame: pl.DataFrame, found: dict[str, Column], table: Table, at: Report, file: str
) -> tuple[pl.DataFrame, list[Finding]]:
    numbers = pl.int_range(1, frame.height + 1, dtype=pl.Int64, eager=True).alias("_row")
    typed = numbers.to_frame()
    findings: list[Finding] = []
    for source, column in found.items():
        cells = frame[source]
        if cells.dtype.is_nested() or cells.dtype in (pl.Binary, pl.Object):
            findings.append(at("column.type", "error", column=column.name, value=str(cells.dtype)))
            continue
        if cells.dtype != pl.String and _fits(cells.dtype, column):
            parsed, problems = cells.cast(TYPES[column.type]), _not_finite(cells, column)
        else:
            cells = _as_text(cells)
            parsed, problems = parse_column(cells, column)
        typed = typed.with_columns(parsed.alias(column.name))
        findings += report_problems(problems, numbers, column, at)
        if column.required:
            findings += report_lacking(numbers.filter(cells.is_null()).to_list(), column, at)
    absent = [c for c in table.columns if c.name not in typed.columns]
    typed = typed.with_columns(pl.lit(None, dtype=TYPES[c.type]).alias(c.name) for c in absent)
    typed = typed.with_columns(_file=pl.lit(file), _sheet=pl.lit(None, dtype=pl.String))
    return typed.select(*(column.name for column in table.columns), *PLACE), findings


def _not_finite(cells: pl.Series, column: Column) -> list[Problem]:
    if column.type != "number" or not cells.dtype.is_float():
        return []
    wrong = (~cells.is_finite()).fill_null(False)
    shown = zip(wrong.arg_true(), cells.filter(wrong).cast(pl.String), strict=True)
    return [Problem(int(position), value, "cell.not_finite") for position, value in shown]


def _as_text(cells: pl.Series) -> pl.Series:
    """Write a column down as a person would: 2018.0, which a missing figure beside it made of 2018, as 2018."""
    if cells.dtype.is_float() and (cells.drop_nulls() == cells.drop_nulls().round()).all():
        whole = cells.cast(pl.Int64, strict=False)
        cells = whole if whole.null_count() == cells.null_count() else cells
    return tidy_cells(cells.cast(pl.String).to_frame()).to_series()
