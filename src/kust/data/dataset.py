"""A dataset: named lazy tables of the contract, of one cluster or of ten thousand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from kust.data.engines import Engine, Frame, LazyFrame
from kust.data.parse import TYPES
from kust.data.schema import Table, tables


@dataclass(frozen=True)
class Origin:
    """Where a table came from: text that was read into memory with its places, or a Parquet file."""

    paths: tuple[Path, ...]
    rows: int
    columns: frozenset[str]
    frame: pl.DataFrame | None = None


@dataclass(frozen=True)
class Dataset:
    """Tables of the contract with the digest of the files they came from.

    ``prepared`` holds the tables of figures that ``kust prepare`` worked out beforehand; ``worked_out`` what this
    process has worked out of the tables, which do not change, so that a report does not do it thrice.
    """

    path: Path
    engine: Engine
    digest: str
    origins: Mapping[str, Origin]
    prepared: Mapping[str, Path] = field(default_factory=dict)
    worked_out: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def has(self, name: str) -> bool:
        """Tell whether a table is there; one without rows was not filled in, so it counts as absent."""
        return name in self.origins and self.origins[name].rows > 0

    def holds(self, place: str) -> bool:
        """Tell whether a table, or a column of it (``table.column``), was filled in or at least there to be."""
        table, _, column = place.partition(".")
        return self.has(table) and (not column or column in self.origins[table].columns)

    def table(self, name: str) -> LazyFrame:
        """Return a table with all columns of the contract, typed; an absent one has no rows."""
        origin = self.origins.get(name)
        if origin is None:
            return self.engine.open_frame(empty_frame(tables()[name]))
        if origin.frame is not None:
            return self.engine.open_frame(origin.frame.drop("_file", "_sheet", "_row"))
        return _by_contract(self.engine.open_parquet(origin.paths[0]), tables()[name])

    def collect(self, frame: LazyFrame) -> Frame:
        """Bring a lazy table of this dataset's engine into memory."""
        return self.engine.collect(frame)

    def rows(self, name: str) -> pl.LazyFrame:
        """Return a table with the place of each row: ``_file``, ``_sheet``, ``_row``."""
        origin = self.origins.get(name)
        if origin is None:
            return (
                empty_frame(tables()[name])
                .lazy()
                .with_columns(**_place(None), _row=pl.lit(None, dtype=pl.Int64))
            )
        if origin.frame is not None:
            return origin.frame.lazy()
        contract = {column.name: TYPES[column.type] for column in tables()[name].columns}
        scanned = pl.scan_parquet(origin.paths[0])
        present = scanned.collect_schema().names()
        columns = [
            pl.col(name).cast(dtype) if name in present else pl.lit(None, dtype=dtype).alias(name)
            for name, dtype in contract.items()
        ]
        numbered = scanned.select(columns).with_row_index("_row", offset=1)
        return numbered.with_columns(pl.col("_row").cast(pl.Int64), **_place(origin.paths[0].name))

    def ask(self, name: str, questions: Iterable[pl.Expr]) -> pl.DataFrame:
        """Put questions to the rows of a table; one in memory is asked without planning, which costs more than it."""
        origin = self.origins.get(name)
        if origin is not None and origin.frame is not None:
            return origin.frame.select(questions)
        return self.rows(name).select(questions).collect()


_DTYPES: dict[str, nw.dtypes.DType] = {
    "text": nw.String(),
    "geometry": nw.String(),
    "integer": nw.Int64(),
    "number": nw.Float64(),
    "date": nw.Date(),
    "boolean": nw.Boolean(),
}


def _by_contract(frame: LazyFrame, table: Table) -> LazyFrame:
    """Bring the columns of a file to the contract's: near types are cast, absent columns are missing."""
    schema = frame.collect_schema()
    columns = []
    for column in table.columns:
        dtype = _DTYPES[column.type]
        if column.name not in schema:
            columns.append(nw.lit(None).cast(dtype).alias(column.name))
        else:
            columns.append(
                nw.col(column.name) if schema[column.name] == dtype else nw.col(column.name).cast(dtype)
            )
    return frame.select(*columns)


def _place(file: str | None) -> dict[str, Any]:
    return {"_file": pl.lit(file, dtype=pl.String), "_sheet": pl.lit(None, dtype=pl.String)}


def empty_frame(table: Table) -> pl.DataFrame:
    """Return a table of the contract without rows, typed."""
    return pl.DataFrame(schema={column.name: TYPES[column.type] for column in table.columns})
