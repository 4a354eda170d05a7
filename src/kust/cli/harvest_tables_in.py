"""Bring a table of the forest in from a file or a map layer: read, checked beside the others, then written."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kust.cli.terminal import line_of, note, read_whole
from kust.data.findings import Finding
from kust.data.read import read_dataset
from kust.data.schema import fold, tables
from kust.data.sources import WORKBOOKS, columns_of
from kust.errors import UnreadableError, UsageError
from kust.harvest.land import tables_in
from kust.harvest.land.plot_places import check_plots
from kust.harvest.land.tables_in import Imported
from kust.i18n import say

if TYPE_CHECKING:
    import polars as pl

_SHOWN = 20
_NOT_NAMED = ("heading.not_found", "column.missing")
_ON_A_MAP = ("plots", "settlements", "weather_stations", "processing_sites")


@dataclass(frozen=True)
class Asked:
    """What table is wanted, from which sheet or layer, and what the source does not tell by itself."""

    table: str
    layer: str | None
    columns: Mapping[str, str]
    area_base: str | None
    crs: str | None


def import_table(file: Path, output: Path, asked: Asked, lang: str) -> None:
    """Read a table, check it beside those of the folder, and write it there; with errors nothing is written."""
    tables_in.check_target(output, asked.table)
    if not file.exists():
        raise UnreadableError("no_such_file", path=file)
    found, crs = _read(file, output, asked, lang)
    if any(one.code in _NOT_NAMED for one in found.errors):
        _stop_at(found.errors, lang, _tell_headings(found, lang))
    _stop_at(found.errors, lang)
    with tables_in.stage(found, output, lang) as staged:
        findings = _check_beside(staged, output, asked.table, lang)
        own = [tables_in.place_back(found, one) for one in findings if one.table == asked.table]
        _stop_at([one for one in own if one.severity == "error"], lang)
        path = tables_in.write_table(found, staged, output)
    for finding in [one for one in (*found.findings, *own) if one.severity == "warning"][:_SHOWN]:
        note(line_of(finding, lang))
    code = "import.written" if asked.table == "plots" else "import.written_rows_crs"
    code = code if crs else "import.written_rows"
    note(say(f"harvest_stock.{code}", lang, path=path, count=found.frame.height, crs=crs))


def _check_beside(staged: Path, output: Path, table: str, lang: str) -> tuple[Finding, ...]:
    """Check the new table beside the others; refuse it where a sheet of a workbook there holds rows of it."""
    try:
        reading, findings = read_whole(staged, "polars", lang)
        # An outline that cannot be would stop every command of the forest later.
        return (*findings, *check_plots(reading.dataset)) if table == "plots" else findings
    except UnreadableError as error:
        if error.code != "table_twice":
            raise
        book = output / str(error.values["other"])
        raise UsageError("import_in_book", path=book, title=tables()[table].title(lang)) from error


def _tell_headings(found: Imported, lang: str) -> str:
    """Say which headings the source has and which columns the table, so that ``--column`` can be given."""
    table = tables()[found.table]
    columns = ", ".join(f"{c.name}{'*' if c.required else ''} – {c.title(lang)}" for c in table.columns)
    known = columns_of(found.table)
    unnamed = [heading for heading in found.headings if fold(heading) not in known]
    lacking = [one.column for one in found.errors if one.code == "column.missing" and one.column]
    first = next(column.name for column in table.columns if column.required)
    return say(
        "harvest_stock.import.headings",
        lang,
        headings="; ".join(found.headings) or "–",
        title=table.title(lang),
        columns=columns,
        column=(lacking or [first])[0],
        heading=(unnamed or found.headings or ("–",))[0],
    )


def _read(file: Path, output: Path, asked: Asked, lang: str) -> tuple[Imported, str | None]:
    """Read a file as a table of text, else as a map layer; return the reference system of the latter."""
    if file.suffix.lower() in (*tables_in.TEXT, *WORKBOOKS):
        given = {"area_base": asked.area_base} if asked.area_base and asked.table == "plots" else {}
        return tables_in.read_table(file, asked.table, asked.layer, asked.columns, given), None
    if asked.table not in _ON_A_MAP:
        raise UsageError("import_not_on_map", path=file, table=asked.table, known=", ".join(_ON_A_MAP))
    rows, layer, left_out, crs = _read_layer(file, output, asked)
    if left_out:
        note(say("harvest_stock.import.left_out", lang, fields=", ".join(left_out)))
    return tables_in.read_grid(tables_in.make_grid(file, layer, rows), asked.table), crs


def _read_layer(file: Path, output: Path, asked: Asked) -> "tuple[pl.DataFrame, str, tuple[str, ...], str]":
    if asked.table == "plots":
        from kust.harvest.land.gis import read_layer

        found = read_layer(file, asked.layer, columns=asked.columns, area_base=asked.area_base, crs=asked.crs)
        return found.plots, asked.layer or file.stem, found.left_out, found.crs
    from kust.harvest.land.point_layers import read_homes, read_point_layer

    homes = {}
    if asked.table == "processing_sites" and output.is_dir() and any(output.iterdir()):
        homes = read_homes(read_dataset(output).dataset)
    return read_point_layer(file, asked.table, asked.layer, columns=asked.columns, crs=asked.crs, homes=homes)


def _stop_at(errors: list[Finding], lang: str, hint: str = "") -> None:
    """Print errors with their places and what helps, and stop; nothing has been written."""
    if not errors:
        return
    for finding in errors[:_SHOWN]:
        note(line_of(finding, lang))
    if hint:
        note(hint)
    note(say("harvest_stock.import.nothing", lang, count=len(errors)))
    raise SystemExit(3)
