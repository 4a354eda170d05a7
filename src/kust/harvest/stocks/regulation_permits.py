"""Rows of a regulation as rows of ``permits``, alone or beside those of other forestries."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from kust.data.findings import Finding
from kust.data.schema import fold
from kust.data.tabulate import PLACE
from kust.data.target import target
from kust.errors import UsageError
from kust.harvest.land.plot_places import StockFinding
from kust.harvest.land.tables_in import read_table
from kust.harvest.stocks.regulation import Regulation

_FILE = "permits.csv"
_IDENTIFIED_BY = ("forestry", "species_id", "year")


def make_permits(
    regulation: Regulation,
    species: Mapping[str, str],
    year: int | None,
    called: Mapping[str, str] | None = None,
) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Bring the rows of a regulation into rows of ``permits``.

    Parameters
    ----------
    species
        Names by species id; a row finds its species by id or by name, in any letter case.
    year
        Of rows that name none.
    called
        By species id how the regulation calls it, where that is neither its id nor its name.

    Returns
    -------
    tuple
        Permits, and a warning a row that is no species of the data (a group, or an unknown name), left out.

    Raises
    ------
    UsageError
        A row names no year, or no forestry, and none was given; or a species stands twice for a forestry and year.
    """
    known = {fold(one): code for code, name in species.items() for one in (code, name)}
    known |= {fold(name): code for code, name in (called or {}).items()}
    rows: list[dict[str, Any]] = []
    places: dict[tuple[str, str, int], int] = {}
    findings: list[Finding] = []
    for line in regulation.lines:
        code, when = known.get(fold(line.species)), line.year or year
        if when is None:
            raise UsageError("regulation_no_year", path=regulation.path)
        if not line.forestry:
            raise UsageError("regulation_no_forestry", path=regulation.path)
        if code is None:
            value = line.species or line.group
            findings.append(
                StockFinding(
                    "harvest_stock.regulation.species",
                    "warning",
                    file=Path(regulation.path).name,
                    row=line.row,
                    column="species",
                    value=value,
                )
            )
            continue
        first = places.setdefault((line.forestry, code, when), line.row)
        if first != line.row:
            # Berries and leaves of one plant are two amounts: which of them the permit is for only a person knows.
            raise UsageError(
                "regulation_twice",
                path=regulation.path,
                forestry=line.forestry,
                species=line.species,
                rows=f"{first}, {line.row}",
            )
        rows.append(
            {"forestry": line.forestry, "species_id": code, "year": when, "admissible_t": line.tonnes}
        )
    schema = {"forestry": pl.String, "species_id": pl.String, "year": pl.Int64, "admissible_t": pl.Float64}
    frame = pl.DataFrame(rows, schema=schema).sort("forestry", "species_id", "year", maintain_order=True)
    return frame, tuple(findings)


def write_permits(permits: pl.DataFrame, folder: Path) -> Path:
    """Write permits into a folder, beside those of other forestries, species and years that it holds.

    Raises
    ------
    UsageError
        The folder holds one of them already, or permits that cannot be read.
    """
    path = folder / _FILE
    if not path.exists():
        with target(path) as temporary:
            permits.write_csv(temporary)
        return path
    known = read_table(path, "permits")
    there = known.frame.drop(*PLACE)
    if known.errors or there.join(permits, on=_IDENTIFIED_BY).height:
        raise UsageError("target_exists", path=path)
    # A file that is there is written over only when the new one is whole.
    with TemporaryDirectory(dir=folder) as place:
        whole = Path(place) / _FILE
        pl.concat([there, permits], how="diagonal").sort(_IDENTIFIED_BY).write_csv(whole)
        whole.replace(path)
    return path
