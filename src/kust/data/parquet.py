"""Open a Parquet file as a table of the contract; typed columns stay where they are, on disk."""

from pathlib import Path

import polars as pl

from kust.data.dataset import Origin
from kust.data.findings import Finding
from kust.data.grid import Grid
from kust.data.parse import TYPES
from kust.data.schema import Table
from kust.data.tabulate import tabulate
from kust.errors import UnreadableError


def read_parquet(path: Path, table: Table) -> tuple[Origin, list[Finding]]:
    """Open a Parquet file.

    One that already has the contract's columns and types is left on disk; any other is read
    into memory and its text parsed like that of a CSV file.

    Raises
    ------
    UnreadableError
        The file is no Parquet file, or is cut off.
    """
    try:
        lazy = pl.scan_parquet(path)
        schema = lazy.collect_schema()
        rows = int(lazy.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UnreadableError("truncated_parquet", path=path) from error
    wanted = {column.name: TYPES[column.type] for column in table.columns}
    required = {column.name for column in table.columns if column.required}
    if required <= set(schema) and all(
        _fits(schema[name], dtype) for name, dtype in wanted.items() if name in schema
    ):
        return Origin((path,), rows, frozenset(schema)), _extra(path, table, list(schema))
    frame = lazy.collect()
    text = [
        name
        for name, dtype in schema.items()
        if dtype == pl.String and wanted.get(name, pl.String()) != pl.String()
    ]
    if text or not set(schema) & set(wanted):
        return _as_text(path, frame, table)
    return _as_typed(path, frame, table)


def _fits(found: pl.DataType, wanted: pl.DataType) -> bool:
    """Tell whether a column can be cast without losing anything, so that it may stay on disk."""
    if wanted == pl.Float64():
        return found.is_float() or found.is_integer()
    return found == wanted or (wanted == pl.Int64() and found.is_integer())


def _extra(path: Path, table: Table, names: list[str]) -> list[Finding]:
    known = {column.name for column in table.columns}
    return [
        Finding("column.extra", "notice", table=table.name, file=path.name, column=name, value=name)
        for name in names
        if name not in known
    ]


def _as_text(path: Path, frame: pl.DataFrame, table: Table) -> tuple[Origin, list[Finding]]:
    heading = pl.DataFrame(
        [frame.columns], orient="row", schema={f"c{n}": pl.String for n in range(frame.width)}
    )
    body = frame.select(pl.col(name).cast(pl.String).alias(f"c{n}") for n, name in enumerate(frame.columns))
    # The heading stands in row 0, so that the first row of the file is row 1.
    read = tabulate(Grid(path.name, None, pl.concat([heading, body]), first_row=0), table)
    return Origin((path,), read.frame.height, read.columns, read.frame), read.findings


def _as_typed(path: Path, frame: pl.DataFrame, table: Table) -> tuple[Origin, list[Finding]]:
    """Cast near types (a 32-bit year, a day with a clock) and add the columns that are absent."""
    findings = _extra(path, table, frame.columns)
    columns = []
    for column in table.columns:
        dtype = TYPES[column.type]
        if column.name not in frame.columns:
            columns.append(pl.lit(None, dtype=dtype).alias(column.name))
            if column.required:
                place = {"table": table.name, "file": path.name, "column": column.name}
                findings.append(Finding("column.missing", "error", value=column.title_ru, **place))
            continue
        cast = frame[column.name].cast(dtype, strict=False)
        columns.append(pl.lit(cast).alias(column.name))
        lost = (cast.is_null() & frame[column.name].is_not_null()).arg_true()
        for row in lost.head(1000):
            value = str(frame[column.name][row])
            place = {"table": table.name, "file": path.name, "row": int(row) + 1, "column": column.name}
            findings.append(
                Finding(
                    f"cell.{column.type}", "error", value=value, values={"expected": column.type}, **place
                )
            )
    typed = (
        frame.select(*columns)
        if frame.height
        else pl.DataFrame(schema={c.name: TYPES[c.type] for c in table.columns})
    )
    place_columns = [pl.lit(path.name).alias("_file"), pl.lit(None, dtype=pl.String).alias("_sheet")]
    typed = typed.with_columns(*place_columns, pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("_row"))
    return Origin((path,), typed.height, frozenset(frame.columns), typed), findings
