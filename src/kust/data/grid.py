"""Read a sheet or a CSV file as a grid of text, so that every later error can say where it is."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kust.data.findings import Finding
from kust.errors import UnreadableError

_HTML = re.compile(rb"^\s*<(!doctype|html|table|\?xml)", re.IGNORECASE)
_SEPARATORS = (";", ",", "\t")
_ERROR_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*\bt="e"[^>]*>')
_UNCOUNTED_CELL = re.compile(
    rb'<c r="([A-Z]+)(\d+)"[^>]*><f\b[^>]*?(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>'
)


@dataclass(frozen=True)
class Grid:
    """Cells as text, columns ``c0``, ``c1`` …; ``first_row`` is the number of the first row in the file."""

    file: str
    sheet: str | None
    cells: pl.DataFrame
    findings: tuple[Finding, ...] = ()
    first_row: int = 1

    @property
    def place(self) -> dict[str, str | None]:
        return {"file": self.file, "sheet": self.sheet}


def read_csv(path: Path) -> Grid:
    """Read a CSV file in UTF-8 or Windows-1251, separated by semicolon, comma or tab.

    Raises
    ------
    UnreadableError
        The file is empty of text, binary, or a web page saved under the name of a table.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableError("not_permitted", path=path, reason=error.strerror) from error
    if _HTML.match(content[:200].removeprefix(b"\xef\xbb\xbf")):
        raise UnreadableError("html_as_csv", path=path)
    text = _decode(content, path)
    separator = _separator(text)
    width = _width(text, separator)
    schema = {f"c{number}": pl.String for number in range(width)}
    try:
        cells = pl.read_csv(
            io.BytesIO(text.encode()),
            has_header=False,
            separator=separator,
            schema=schema,
            raise_if_empty=False,
        )
    except pl.exceptions.PolarsError:
        cells, findings = _read_ragged(text, separator, path.name)
        return Grid(path.name, None, cells, findings)
    return Grid(path.name, None, cells)


def _decode(content: bytes, path: Path) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content[:4096]:
        raise UnreadableError("binary_as_csv", path=path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", errors="replace")


def _separator(text: str) -> str:
    """Take the separator that the first lines use most, the heading's line first."""
    for line in text.splitlines()[:15]:
        counts = {sign: line.count(sign) for sign in _SEPARATORS}
        best = max(counts, key=lambda sign: counts[sign])
        if counts[best] > 0:
            return best
    return ","


def _width(text: str, separator: str) -> int:
    """Count the columns of the widest of the first rows (a title above the heading is narrower)."""
    csv.field_size_limit(2**27)
    widths = [
        len(row)
        for row, _ in zip(csv.reader(io.StringIO(text), delimiter=separator), range(15), strict=False)
    ]
    return max(widths, default=1) or 1


def _read_ragged(text: str, separator: str, file: str) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Read row by row a file in which some row has more cells than the heading, and name those rows."""
    width = _width(text, separator)
    rows: list[list[str | None]] = []
    findings = []
    for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=separator), start=1):
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            values = {"cells": len(row), "expected": width}
            findings.append(Finding("row.too_long", "error", file=file, row=number, values=values))
        rows.append([*(cell or None for cell in row[:width]), *[None] * (width - len(row))])
    names = {f"c{number}": pl.String for number in range(width)}
    return pl.DataFrame(rows, schema=names, orient="row"), tuple(findings)


def read_sheets(path: Path) -> list[Grid]:
    """Read every sheet of a workbook as text.

    Raises
    ------
    UnreadableError
        The workbook cannot be opened.
    """
    import fastexcel

    try:
        reader = fastexcel.read_excel(path)
        grids = []
        for position, name in enumerate(reader.sheet_names):
            cells = reader.load_sheet(position, header_row=None, skip_rows=0, dtypes="string").to_polars()
            cells = cells.rename({old: f"c{number}" for number, old in enumerate(cells.columns)})
            grids.append((name, cells))
        broken = _broken_cells(path, [name for name, _ in grids])
    except (
        fastexcel.FastExcelError,
        zipfile.BadZipFile,
        pl.exceptions.PolarsError,
        KeyError,
        OSError,
    ) as error:
        raise UnreadableError("truncated_workbook", path=path) from error
    return [Grid(path.name, name, cells, tuple(broken.get(name, ()))) for name, cells in grids]


def _broken_cells(path: Path, names: list[str]) -> dict[str, list[Finding]]:
    """Find formula errors and formulas that were never counted: both would be read as empty cells."""
    found: dict[str, list[Finding]] = {}
    with zipfile.ZipFile(path) as archive:
        for name, member in _sheet_members(archive, names):
            content = archive.read(member)
            for pattern, code in (
                (_ERROR_CELL, "cell.formula_error"),
                (_UNCOUNTED_CELL, "cell.formula_uncounted"),
            ):
                if code == "cell.formula_uncounted" and b"<f" not in content:
                    continue
                for match in pattern.finditer(content):
                    column, row = match[1].decode(), int(match[2])
                    finding = Finding(
                        code,
                        "error",
                        file=path.name,
                        sheet=name,
                        row=row,
                        column=column,
                        value=f"{column}{row}",
                    )
                    found.setdefault(name, []).append(finding)
    return found


def _sheet_members(archive: zipfile.ZipFile, names: list[str]) -> list[tuple[str, str]]:
    """Pair the names of the sheets with their members of the archive through the workbook's relations."""
    workbook = archive.read("xl/workbook.xml").decode("utf-8", errors="replace")
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", errors="replace")
    targets = {}
    for tag in re.findall(r"<Relationship\b[^>]*>", relations):
        identifier, target = re.search(r'\bId="([^"]+)"', tag), re.search(r'\bTarget="([^"]+)"', tag)
        if identifier and target:
            targets[identifier[1]] = target[1]
    order = re.findall(r"<sheet\b[^>]*\br:id=\"([^\"]+)\"", workbook)
    pairs = []
    for name, identifier in zip(names, order, strict=False):
        target = targets.get(identifier, "")
        member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if member in archive.namelist():
            pairs.append((name, member))
    return pairs
