"""Tables of the forest out of CSV, workbooks and map layers, read as kust reads its own; written whole or not."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from kust.data.findings import Finding
from kust.data.grid import Grid, read_csv, read_sheets
from kust.data.save import save_tables
from kust.data.schema import fold, tables
from kust.data.sources import WORKBOOKS, columns_of, find_sources, table_of
from kust.data.tabulate import tabulate
from kust.data.target import target
from kust.errors import UsageError

TABLES = (
    "plots", "surveys", "yields", "weather_stations", "weather", "settlements", "processing_sites", "travel_times",
    "harvest_purchases", "permits", "species",
)  # fmt: skip
# What people call a table for short.
SHORT = {"purchases": "harvest_purchases", "sites": "processing_sites"}
TEXT = (".csv",)
_HEADING_WITHIN = 15


@dataclass(frozen=True)
class Imported:
    """Rows of a table with their places in the source, its headings, and what was found while reading them."""

    table: str
    frame: pl.DataFrame
    findings: tuple[Finding, ...]
    headings: tuple[str, ...] = ()

    @property
    def errors(self) -> list[Finding]:
        return [one for one in self.findings if one.severity == "error"]


def read_table(
    path: Path,
    table: str,
    sheet: str | None = None,
    columns: Mapping[str, str] | None = None,
    given: Mapping[str, str] | None = None,
) -> Imported:
    """Read a table of the contract from a CSV file or a sheet of a workbook.

    Parameters
    ----------
    table
        Which one, by its code.
    sheet
        Of a workbook; by default the one that bears the name of the table, or the only one.
    columns
        By column of the table the heading that stands for it; others are found by code, Russian or English title.
    given
        By column of the table what stands in every row where no heading names it.

    Returns
    -------
    Imported
        Errors are told by file, sheet and row.

    Raises
    ------
    UnreadableError, UsageError
        The file cannot be read; no sheet bears the name of the table; a column or heading that there is not.
    """
    if path.suffix.lower() in WORKBOOKS:
        find_sources(path)
    grid = read_csv(path) if path.suffix.lower() in TEXT else _choose_sheet(path, table, sheet)
    grid = _rename(grid, table, columns or {})
    for name, value in (given or {}).items():
        grid = _add_column(grid, table, name, value)
    return read_grid(grid, table)


def read_grid(grid: Grid, table: str) -> Imported:
    """Read cells as a table of the contract; refuse what has no row."""
    piece = tabulate(grid, tables()[table])
    headings = grid.cells.row(_find_heading(grid, table)) if grid.cells.height else ()
    told = tuple(str(cell).strip() for cell in headings if cell)
    found = Imported(table, piece.frame, tuple(piece.findings), told)
    if not found.errors and not found.frame.height:
        raise UsageError("import_empty", path=grid.file, table=tables()[table].titles)
    return found


def make_grid(path: Path, layer: str, rows: pl.DataFrame) -> Grid:
    """Make a grid of the rows of a map layer: its heading is row 0, so that rows count as features do, from 1."""
    names = {name: f"c{place}" for place, name in enumerate(rows.columns)}
    heading = pl.DataFrame(
        {cell: [name] for name, cell in names.items()}, schema=dict.fromkeys(names.values(), pl.String)
    )
    return Grid(path.name, layer, pl.concat([heading, rows.rename(names)]), first_row=0)


def _choose_sheet(path: Path, table: str, sheet: str | None) -> Grid:
    sheets = [grid for grid in read_sheets(path, whole=True) if grid.cells.width and grid.cells.height]
    named = [grid for grid in sheets if table_of(grid.sheet or "") == table]
    if sheet is not None:
        chosen = [grid for grid in sheets if grid.sheet == sheet]
    else:
        # A sheet that is all there is leaves no doubt, unless it bears the name of another table.
        others = [grid for grid in sheets if table_of(grid.sheet or "") is None]
        chosen = named or (others if len(others) == len(sheets) == 1 else [])
    if not chosen:
        known = ", ".join(grid.sheet or "" for grid in sheets) or "–"
        title = tables()[table].titles
        raise UsageError("import_no_sheet", path=path, table=table, title=title, sheets=known)
    return chosen[0]


def _rename(grid: Grid, table: str, columns: Mapping[str, str]) -> Grid:
    """Put the contract's code where a heading was said to stand for it."""
    cells, known = grid.cells, columns_of(table)
    top = cells.head(_HEADING_WITHIN)
    for name, heading in columns.items():
        column = known.get(fold(name))
        if column is None:
            choices = ", ".join(one.name for one in tables()[table].columns)
            raise UsageError("choice", option="column", value=name, known=choices)
        is_it = [pl.col(one).str.strip_chars() == heading for one in top.columns]
        if not top.select(pl.any_horizontal(is_it).any()).item():
            found = ", ".join(str(cell) for cell in top.rows()[0] if cell) if top.height else "–"
            raise UsageError("choice", option=f"column {name}", value=heading, known=found)
        top = top.with_columns(
            pl.when(is_it[place]).then(pl.lit(column.name)).otherwise(pl.col(one)).alias(one)
            for place, one in enumerate(top.columns)
        )
    return replace(grid, cells=pl.concat([top, cells.slice(_HEADING_WITHIN)]))


def _find_heading(grid: Grid, table: str) -> int:
    """Find the row that names the most columns of a table; the first where none names any."""
    known = columns_of(table)
    rows = grid.cells.head(_HEADING_WITHIN).rows()
    named = [sum(fold(cell) in known for cell in row if cell) for row in rows]
    return named.index(max(named))


def _add_column(grid: Grid, table: str, name: str, value: str) -> Grid:
    """Put a value into every row that holds something, where the heading does not name the column."""
    place, known = _find_heading(grid, table), columns_of(table)
    if any(cell and known.get(fold(cell)) == known[fold(name)] for cell in grid.cells.row(place)):
        return grid
    row, filled = pl.int_range(pl.len()), pl.any_horizontal(pl.all().is_not_null())
    told = pl.when(row == place).then(pl.lit(name)).when((row > place) & filled).then(pl.lit(value))
    return replace(grid, cells=grid.cells.with_columns(told.alias(f"c{grid.cells.width}")))


@contextmanager
def stage(found: Imported, folder: Path, lang: str) -> Iterator[Path]:
    """Lay the new table beside those of a folder, in a folder of its own, so that the whole can be checked first."""
    with TemporaryDirectory() as place:
        staged = Path(place) / "staged"
        save_tables({found.table: found.frame}, staged, lang)
        for file in sorted(folder.iterdir()) if folder.is_dir() else ():
            if file.is_file() and not file.name.startswith("."):
                (staged / file.name).symlink_to(file.resolve())
        yield staged


def check_target(folder: Path, table: str) -> None:
    """Refuse a workbook, and a folder that has the table already.

    Raises
    ------
    UsageError
        It is a workbook; the table is there.
    """
    if folder.suffix.lower() in WORKBOOKS:
        raise UsageError("import_into_book", path=folder, folder=folder.stem, title=tables()[table].titles)
    for suffix in (".csv", ".parquet"):
        if (folder / f"{table}{suffix}").exists():
            raise UsageError("target_exists", path=folder / f"{table}{suffix}")


def place_back(found: Imported, finding: Finding) -> Finding:
    """Tell a finding about the staged table by its place in the source."""
    if finding.table != found.table or finding.row is None or finding.file != f"{found.table}.csv":
        return finding
    row = found.frame.row(finding.row - 2, named=True)
    return replace(finding, file=row["_file"], sheet=row["_sheet"], row=row["_row"])


def write_table(found: Imported, staged: Path, folder: Path) -> Path:
    """Write the table into the folder, whole or not at all; return where it is."""
    path = folder / f"{found.table}.csv"
    with target(path) as temporary:
        shutil.copyfile(staged / path.name, temporary)
    return path
