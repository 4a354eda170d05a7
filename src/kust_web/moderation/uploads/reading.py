"""Read an upload as a dataset: its files, what was mended in its rows, and whose answer it is."""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from kust.data import Dataset, read_dataset
from kust.data.answers import read_answer
from kust.data.dataset import Origin
from kust.data.engines import find_engine
from kust.data.findings import Finding
from kust.data.grid import read_sheets
from kust.data.inquiry import Inquiry, read_inquiry
from kust.data.read import Reading
from kust.data.returned import Returned
from kust.data.schema import tables
from kust.data.tabulate import PLACE
from kust_web.moderation.cells import Line, read_lines, write_cell
from kust_web.moderation.models import UploadRow
from kust_web.moderation.refused import RefusedError
from kust_web.moderation.uploads.archive import lay_out
from kust_web.moderation.uploads.names import put_codes

Place = tuple[str, str, str, int]
# The cell named by these findings holds nothing that a person typed there.
_NOT_TYPED = ("cell.formula_error", "cell.formula_uncounted", "cell.merged", "cell.required")
# These are about a heading, a sheet or a file: no row of it mends them.
OF_WHOLE = ("column.", "heading.", "sheet.", "file.")


@dataclass(frozen=True)
class Read:
    """What an upload says: its tables with places, what was found, the cells as text where something was found."""

    dataset: Dataset
    findings: tuple[Finding, ...]
    texts: dict[Place, dict[str, str]]
    firms: frozenset[str]  # those whose answers it holds; empty where it is no answer to an inquiry
    source: Dataset  # every row that was read, those too that an answer leaves out


def read_upload(path: Path, mended: Iterable[UploadRow] = ()) -> Read:
    """Read an uploaded file.

    Raises
    ------
    KustError
        It cannot be read at all, or is refused.
    """
    with tempfile.TemporaryDirectory(prefix="kust-upload-") as place:
        files = lay_out(path, Path(place))
        books = [file for file in files if file.suffix == ".xlsx"]
        reading = read_dataset(files[0] if files == books and len(files) == 1 else Path(place))
        inquiries = {file: found for file in books if (found := read_inquiry(read_sheets(file)))}
        if inquiries and len(inquiries) < len(files):
            raise RefusedError("mixed", file=path.name)
        texts = {place_of(row): dict(row.cells) for row in mended}
        reading = put_codes(_mend(reading, list(mended)))
        source = reading.dataset
        if inquiries:
            _refuse_twice(inquiries)
            reading = _answers(reading, inquiries)
        firms = frozenset(inquiry.organisation_id for inquiry in inquiries.values())
        return Read(reading.dataset, reading.findings, texts, firms, source)


def place_of(row: UploadRow) -> Place:
    return (row.table, row.file, row.sheet, row.row)


def place_of_finding(finding: Finding) -> Place | None:
    if not finding.table or not finding.file or finding.row is None:
        return None
    return (finding.table, finding.file, finding.sheet or "", finding.row)


def _refuse_twice(inquiries: dict[Path, Inquiry]) -> None:
    seen: dict[tuple[str, int], Path] = {}
    for path, inquiry in inquiries.items():
        other = seen.setdefault((inquiry.organisation_id, inquiry.year), path)
        if other != path:
            raise RefusedError("answer_twice", file=path.name, other=other.name, firm=inquiry.organisation_id)


def _answers(reading: Reading, inquiries: dict[Path, Inquiry]) -> Reading:
    """Take from each returned workbook what it says of its own firm and year, as ``kust collect`` does."""
    findings = [finding for finding in reading.findings if finding.file is None]
    frames: dict[str, list[pl.DataFrame]] = {}
    for path, inquiry in inquiries.items():
        own = replace(reading, findings=tuple(f for f in reading.findings if f.file == path.name))
        origins = {name: _only(origin, path.name) for name, origin in reading.dataset.origins.items()}
        own = replace(own, dataset=replace(reading.dataset, origins=origins, worked_out={}))
        answer = read_answer(Returned(path, inquiry, own, f"{datetime.now(UTC):%Y-%m-%d}"))
        findings += answer.findings
        for name, frame in answer.tables.items():
            frames.setdefault(name, []).append(frame)
    joined = {name: pl.concat(parts, how="diagonal") for name, parts in frames.items()}
    return Reading(dataset_of(joined, reading.dataset), tuple(findings))


def _only(origin: Origin, file: str) -> Origin:
    frame = origin.frame.filter(pl.col("_file") == file) if origin.frame is not None else None
    return replace(origin, frame=frame, rows=0 if frame is None else frame.height)


def dataset_of(frames: dict[str, pl.DataFrame], like: Dataset | None = None) -> Dataset:
    """Make a dataset of frames; columns that a file did not have stay such."""
    origins = {}
    for name, frame in frames.items():
        known = like.origins.get(name) if like else None
        whole = frozenset(column.name for column in tables()[name].columns)
        columns = known.columns if known else whole
        if name == "supplies":
            columns |= {"reported_by"}
        ordered = frame.select(*(column.name for column in tables()[name].columns), *PLACE)
        origins[name] = Origin(known.paths if known else (Path("-"),), frame.height, columns, ordered)
    engine = like.engine if like else find_engine("polars")
    return Dataset(Path("-"), engine, like.digest if like else "", origins)


def _mend(reading: Reading, rows: list[UploadRow]) -> Reading:
    """Put mended rows in place of those of the file, and leave out those that were dropped."""
    if not rows:
        return reading
    touched = {place_of(row) for row in rows}
    findings = [f for f in reading.findings if place_of_finding(f) not in touched]
    origins = dict(reading.dataset.origins)
    for name in {row.table for row in rows} & set(tables()):
        if name in origins and origins[name].frame is not None:
            mine = [row for row in rows if row.table == name]
            origins[name], found = _mend_table(origins[name], name, mine)
            findings += found
    return Reading(replace(reading.dataset, origins=origins, worked_out={}), tuple(findings))


def _mend_table(origin: Origin, name: str, rows: list[UploadRow]) -> tuple[Origin, list[Finding]]:
    frame = origin.frame
    if frame is None:
        raise TypeError(name)
    keys = pl.DataFrame([(row.file, row.sheet or None, row.row) for row in rows], schema=PLACE, orient="row")
    was = frame.join(keys, on=list(PLACE), how="semi", nulls_equal=True)
    known = {(row["_file"], row["_sheet"] or "", row["_row"]): row for row in was.iter_rows(named=True)}
    kept = frame.join(keys, on=list(PLACE), how="anti", nulls_equal=True)
    put, findings = [], []
    for row in rows:
        if row.is_dropped:
            continue
        typed, found = _read_row(name, row, known.get((row.file, row.sheet, row.row), {}))
        put.append(typed)
        findings += found
    columns = origin.columns | {column for row in rows for column in row.cells}
    whole = pl.concat([kept, *put]) if put else kept
    return replace(origin, frame=whole, rows=whole.height, columns=columns), findings


def _read_row(name: str, row: UploadRow, was: dict[str, Any]) -> tuple[pl.DataFrame, list[Finding]]:
    """Read the cells that were changed; the others keep the value that the file gave them, to the last digit."""
    table = tables()[name]
    line = Line(row.cells, row.file, row.sheet or None, row.row)
    frame, findings = read_lines(table, [line])
    same = [
        column.name
        for column in table.columns
        if was.get(column.name) is not None and row.cells.get(column.name) == write_cell(was[column.name])
    ]
    kept = frame.with_columns(pl.lit(was[name], dtype=frame.schema[name]).alias(name) for name in same)
    return kept, [finding for finding in findings if finding.column not in same]


def texts_of(dataset: Dataset, findings: Iterable[Finding], limit: int) -> dict[Place, dict[str, str]]:
    """Write the rows that something was found about as text; a cell that could not be read as it stands there."""
    found: dict[Place, dict[str, str]] = {}
    for finding in findings:
        place = None if finding.code.startswith(OF_WHOLE) else place_of_finding(finding)
        if place is None or (place not in found and len(found) >= limit):
            continue
        cells = found.setdefault(place, {})
        typed = finding.code.startswith("cell.") and finding.code not in _NOT_TYPED
        if finding.column and finding.value and typed:
            cells[finding.column] = finding.value
    for name in {place[0] for place in found} & set(dataset.origins):
        wanted = [place for place in found if place[0] == name]
        keys = pl.DataFrame(
            [(file, sheet or None, row) for _, file, sheet, row in wanted], schema=PLACE, orient="row"
        )
        rows = dataset.rows(name).collect().join(keys, on=list(PLACE), how="semi", nulls_equal=True)
        for row in rows.iter_rows(named=True):
            cells = found[(name, row["_file"], row["_sheet"] or "", row["_row"])]
            for column in dataset.origins[name].columns:
                typed = write_cell(row[column])
                if typed or column not in cells:
                    cells[column] = typed
    return found
