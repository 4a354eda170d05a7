"""Read a folder or a workbook as a dataset; every cell that cannot be read is a finding with its place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from kust.data.dataset import Dataset, Origin
from kust.data.engines import find_engine
from kust.data.findings import Finding
from kust.data.grid import Grid, read_csv, read_sheets
from kust.data.parquet import read_parquet
from kust.data.schema import tables
from kust.data.sources import WORKBOOKS, Source, calc_digest, find_sources, table_of
from kust.data.stamp import read_stamp
from kust.data.tabulate import Tabulated, tabulate
from kust.errors import UnreadableError

_README_SHEETS = (
    "Порядок заполнения",
    "How to fill in",
    "Партнёры",
    "Partners",
    "Замечания",
    "Findings",
    "kust",
)


@dataclass(frozen=True)
class Reading:
    """A dataset and what was found while reading it."""

    dataset: Dataset
    findings: tuple[Finding, ...]


def read_dataset(
    path: Path | str, engine: str = "polars", progress: Callable[[str], None] = lambda name: None
) -> Reading:
    """Read a dataset.

    Parameters
    ----------
    path
        A folder of CSV or Parquet files, a workbook, or a folder of workbooks.
    engine
        ``polars``, ``duckdb`` or ``spark``: where the tables are opened.
    progress
        Called with the name of each file before it is read.

    Returns
    -------
    Reading
        The dataset, and the findings about cells that could not be read.

    Raises
    ------
    UnreadableError
        No such file, not a workbook, protected, truncated, a web page, nothing of the contract in it.
    MissingEngineError
        The engine is not installed.

    Examples
    --------
    >>> from kust.examples import load
    >>> reading = read_dataset(load("machine-building"))
    >>> reading.dataset.has("supplies")
    True
    """
    path = Path(path)
    door = find_engine(engine)
    sources, findings = find_sources(path)
    origins: dict[str, Origin] = {}
    pieces: dict[str, list[tuple[Path, Tabulated]]] = {}
    for source in sources:
        progress(source.path.name)
        if source.kind == "parquet" and source.table:
            origins[source.table], found = read_parquet(source.path, tables()[source.table])
            findings += found
        else:
            for name, piece in _read_text(source):
                findings += piece.findings
                if name:
                    pieces.setdefault(name, []).append((source.path, piece))
    pieces = _leave_out_empty_sheets(origins, pieces)
    _refuse_two_forms(origins, pieces)
    for name, parts in pieces.items():
        frame, found = _join(name, [piece.frame for _, piece in parts])
        findings += found
        columns = frozenset().union(*(piece.columns for _, piece in parts))
        origins[name] = Origin(tuple(dict.fromkeys(path for path, _ in parts)), frame.height, columns, frame)
    stamp = read_stamp(path)
    digest = stamp.digest if stamp else calc_digest([(n, p) for n, o in origins.items() for p in o.paths])
    prepared = stamp.tables if stamp else {}
    return Reading(Dataset(path, door, digest, origins, prepared), tuple(findings))


def _read_text(source: Source) -> list[tuple[str | None, Tabulated]]:
    """Read a CSV file or the sheets of a workbook; sheets that are no table give a notice."""
    if source.table:
        return [(source.table, tabulate(read_csv(source.path), tables()[source.table]))]
    read: list[tuple[str | None, Tabulated]] = []
    sheets: dict[str, str | None] = {}
    for grid in read_sheets(source.path):
        name = table_of(grid.sheet or "")
        if name is None:
            read.append((None, Tabulated(pl.DataFrame(), _unknown_sheet(grid))))
            continue
        piece = tabulate(grid, tables()[name])
        other = sheets.setdefault(name, grid.sheet)
        if other != grid.sheet and piece.frame.height:
            at = partial(Finding, table=name, file=grid.file, sheet=grid.sheet)
            piece.findings.append(at("sheet.twice", "error", value=grid.sheet, values={"other": other}))
        read.append((name, piece))
    return read


def _unknown_sheet(grid: Grid) -> list[Finding]:
    if grid.sheet in _README_SHEETS or grid.cells.is_empty():
        return []
    return [Finding("sheet.unknown", "notice", file=grid.file, sheet=grid.sheet, value=grid.sheet)]


def _leave_out_empty_sheets(
    stored: Mapping[str, Origin], pieces: Mapping[str, list[tuple[Path, Tabulated]]]
) -> dict[str, list[tuple[Path, Tabulated]]]:
    """Let a sheet that was left empty give way to a file of its table."""
    kept: dict[str, list[tuple[Path, Tabulated]]] = {}
    for name, parts in pieces.items():
        filed = [path.suffix.lower() not in WORKBOOKS for path, _ in parts]
        if any(filed) or name in stored:
            parts = [part for part, own in zip(parts, filed, strict=True) if own or part[1].frame.height]
        if parts:
            kept[name] = parts
    return kept


def _refuse_two_forms(
    stored: Mapping[str, Origin], pieces: Mapping[str, list[tuple[Path, Tabulated]]]
) -> None:
    """Refuse a table that stands in a workbook and in a file of its own: its rows would count twice."""
    for name, parts in pieces.items():
        paths = [*(stored[name].paths if name in stored else ()), *(path for path, _ in parts)]
        forms = {path.suffix.lower() in WORKBOOKS: path for path in paths}
        if len(forms) > 1:
            raise UnreadableError("table_twice", path=forms[False], other=forms[True].name)


def _join(name: str, frames: list[pl.DataFrame]) -> tuple[pl.DataFrame, list[Finding]]:
    """Join the pieces of a table; a row that several files repeat word for word is one row.

    Only in tables whose rows are identified: in the others two equal rows may be two facts, so both
    stay, with a warning.
    """
    if len(frames) == 1:
        return frames[0], []
    columns = [column.name for column in tables()[name].columns]
    joined = pl.concat(frames).with_row_index("_order")
    repeated = joined.group_by(columns).agg(
        pl.col("_file").n_unique().alias("_files"), pl.col("_order").min().alias("_first")
    )
    joined = joined.join(
        repeated.filter(pl.col("_files") > 1), on=columns, how="left", nulls_equal=True, maintain_order="left"
    )
    again = (joined["_order"] != joined["_first"]).fill_null(False)
    rows = joined.select(frames[0].columns)
    if not again.any():
        return rows, []
    if tables()[name].same_key_twice == "error":
        return rows.filter(~again), [
            Finding("row.repeated", "notice", name, values={"count": int(again.sum())})
        ]
    return rows, [_repeated_in(file, part, name) for (file,), part in rows.filter(again).group_by("_file")]


def _repeated_in(file: object, rows: pl.DataFrame, name: str) -> Finding:
    first = rows.row(0, named=True)
    place = (name, str(file), first["_sheet"], first["_row"])
    return Finding("row.repeated_counted", "warning", *place, values={"count": rows.height})
