"""Tables of forestry regulations («Параметры использования лесов»): read, and their own sums checked.

A table has a row a species with its amount, and rows of totals as printed («Итого», «Всего») or a column of printed
totals. Headings are found by code, Russian or English title.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from pathlib import Path
from typing import Any

import polars as pl

from kust.data.findings import Finding
from kust.data.grid import Grid, read_csv, read_sheets
from kust.data.schema import fold
from kust.data.sources import WORKBOOKS
from kust.errors import UnreadableError, UsageError
from kust.harvest.land.plot_places import StockFinding
from kust.quantities import MISSING_WORDS, parse_number, tidy

HEADINGS: dict[str, tuple[str, ...]] = {
    "forestry": ("forestry", "лесничество", "наименование лесничества"),
    "group": ("group", "группа", "вид использования", "вид ресурса", "вид сырья"),
    "species": ("species", "species_id", "вид", "код вида", "наименование", "показатель", "наименование вида"),
    "amount": ("amount", "допустимый объём", "допустимый объем", "объём", "объем", "количество", "admissible volume"),
    "amount_t": ("amount_t", "объём, т", "объем, т", "допустимый объём, т", "количество, т", "admissible_t"),
    "amount_kg": ("amount_kg", "объём, кг", "объем, кг", "допустимый объём, кг", "количество, кг"),
    "unit": ("unit", "единица", "единица измерения", "ед. изм.", "ед.изм."),
    "total": ("total", "итого", "всего", "printed total", "итого по таблице"),
    "year": ("year", "год"),
}  # fmt: skip
_OF = {fold(title): name for name, titles in HEADINGS.items() for title in titles}
_TOTALS = ("итого", "всего", "total", "в том числе итого")
_TONNES = {"т": 1.0, "тонн": 1.0, "тонна": 1.0, "тонны": 1.0, "t": 1.0, "кг": 0.001, "kg": 0.001, "ц": 0.1}
_HEADING_WITHIN = 15
_DIFFERS_BY = 1e-9


@dataclass(frozen=True)
class Line:
    """A row of a regulation: an amount of one species in tonnes, None where it gives none; ``row`` as in the file."""

    row: int
    forestry: str
    group: str
    species: str
    tonnes: float | None
    year: int | None


@dataclass(frozen=True)
class Total:
    """A printed total held against the sum of its rows, tonnes.

    ``status``: ``agrees``, ``differs``, ``unchecked`` (no rows of which it could be the sum, or one without an amount).
    """

    row: int
    forestry: str
    group: str
    year: int | None
    printed_t: float
    sum_t: float | None
    parts: tuple[float, ...]
    status: str


@dataclass(frozen=True)
class Regulation:
    """The rows of a regulation, its totals, and what is wrong with them."""

    path: str
    lines: tuple[Line, ...]
    totals: tuple[Total, ...]
    findings: tuple[Finding, ...]


def read_regulation(path: Path) -> Regulation:
    """Read a regulation's table and check its own sums.

    Amounts are kilograms or tonnes: by a column of the unit, or by the heading (``amount_t``, ``Объём, кг``). A cell of
    forestry, group, unit or year that is empty is that of the row above. A total is the sum of the rows of its
    forestry, group and year; without a group, of all of its forestry and year.

    Raises
    ------
    UnreadableError
        It is no table.
    UsageError
        No heading with a forestry and an amount was found, or no unit.
    """
    if not path.exists():
        raise UnreadableError("no_such_file", path=path)
    suffix = path.suffix.lower()
    if suffix in WORKBOOKS:
        grids = read_sheets(path)
    elif suffix == ".csv":
        grids = [read_csv(path)]
    else:
        raise UsageError("regulation_form", path=path)
    for grid in grids:
        found = _find_heading(grid)
        if found:
            return _Reader(path, grid, *found).read()
    raise UsageError("regulation_no_heading", path=path)


def _find_heading(grid: Grid) -> tuple[int, dict[str, str]] | None:
    for number, row in enumerate(grid.cells.head(_HEADING_WITHIN).iter_rows()):
        names = [_OF.get(fold(cell or "")) for cell in row]
        found = {name: cell for name, cell in zip(names, grid.cells.columns, strict=True) if name}
        if "forestry" in found and {"amount", "amount_t", "amount_kg"} & set(found):
            return number, found
    return None


class _Reader:
    """Rows of a grid below its heading, with the last forestry, group, unit and year told."""

    def __init__(self, path: Path, grid: Grid, heading: int, columns: dict[str, str]) -> None:
        self.path, self.grid, self.heading, self.columns = path, grid, heading, columns
        self.amount = next(name for name in ("amount", "amount_t", "amount_kg") if name in columns)
        self.scale = {"amount_t": 1.0, "amount_kg": 0.001}.get(self.amount)
        if self.scale is None and "unit" not in columns:
            raise UsageError("regulation_no_unit", path=path)
        cells = dict(zip(grid.cells.columns, grid.cells.row(heading), strict=True))
        self.titles = {name: str(cells[cell]).strip() for name, cell in columns.items()}
        self.findings: list[Finding] = []
        self.last: dict[str, str] = {}

    def read(self) -> Regulation:
        lines: list[Line] = []
        printed: list[tuple[Line, float]] = []
        for offset, cells in enumerate(self.grid.cells.iter_rows(named=True)):
            row = self.grid.first_row + offset
            told = {name: tidy(cells[cell] or "") for name, cell in self.columns.items()}
            if offset <= self.heading or not any(told.values()):
                continue
            self._carry(told)
            line = Line(
                row,
                told["forestry"],
                told.get("group", ""),
                told.get("species", ""),
                self._tonnes(told, self.amount, row),
                self._year(told, row),
            )
            if fold(line.species).startswith(_TOTALS) or fold(line.group).startswith(_TOTALS):
                if line.tonnes is not None:
                    of_all = fold(line.group).startswith(_TOTALS)
                    group = "" if of_all else line.group
                    whole = Line(row, line.forestry, group, "", line.tonnes, line.year)
                    printed.append((whole, line.tonnes))
                continue
            lines.append(line)
            total = self._tonnes(told, "total", row) if told.get("total") else None
            if total is not None:
                printed.append((line, total))
        totals = tuple(_hold(one, tonnes, lines) for one, tonnes in printed)
        self.findings += [self._report(total) for total in totals if total.status == "differs"]
        return Regulation(str(self.path), tuple(lines), totals, tuple(self.findings))

    def _carry(self, told: dict[str, str]) -> None:
        """Fill what stands once for several rows; another forestry ends the group of the one before."""
        if fold(told["forestry"]).startswith(_TOTALS):
            told |= {"group": told["forestry"], "forestry": ""}
        if told["forestry"] and told["forestry"] != self.last.get("forestry"):
            self.last = {"unit": self.last.get("unit", "")}
        for name in ("forestry", "group", "unit", "year"):
            if name in self.columns:
                own = told[name]
                told[name] = own or self.last.get(name, "")
                if name != "group" or not fold(own).startswith(_TOTALS):
                    self.last[name] = told[name]

    def _tonnes(self, told: Mapping[str, str], name: str, row: int) -> float | None:
        text = told.get(name, "")
        if fold(text) in MISSING_WORDS:
            return None
        scale = self.scale if self.scale is not None else _TONNES.get(fold(told.get("unit", "")).rstrip("."))
        if scale is None:
            self._wrong("harvest_stock.regulation.unit", row, "unit", told.get("unit", ""))
            return None
        number = parse_number(text)
        if number.value is None or number.value < 0:
            self._wrong("harvest_stock.regulation.amount", row, name, text)
            return None
        return number.value * scale

    def _year(self, told: Mapping[str, str], row: int) -> int | None:
        text = told.get("year", "")
        if not text:
            return None
        if not (text.isdigit() and len(text) == 4):
            self._wrong("harvest_stock.regulation.year", row, "year", text)
            return None
        return int(text)

    def _wrong(self, code: str, row: int, column: str, value: str) -> None:
        place = {"file": self.grid.file, "sheet": self.grid.sheet, "row": row}
        self.findings.append(StockFinding(code, "error", **place, column=self.titles[column], value=value))  # type: ignore[arg-type]

    def _report(self, total: Total) -> Finding:
        values = {
            "forestry": total.forestry,
            "group": total.group or "–",
            "parts": " + ".join(f"{part:.10g}" for part in total.parts),
            "sum": float(total.sum_t or 0.0),
            "printed": total.printed_t,
        }
        return StockFinding(
            "harvest_stock.regulation.total",
            "warning",
            file=self.grid.file,
            sheet=self.grid.sheet,
            row=total.row,
            column=self.titles.get("total", self.titles[self.amount]),
            value=f"{total.printed_t:.10g}",
            values=values,
        )


def _hold(total: Line, printed: float, lines: Sequence[Line]) -> Total:
    """Hold a printed total against the rows of its forestry, year and, where it names one, group."""
    own = [
        line
        for line in lines
        if (line.forestry, line.year) == (total.forestry, total.year)
        and (not total.group or line.group == total.group)
    ]
    parts = tuple(line.tonnes for line in own if line.tonnes is not None)
    complete = own and len(parts) == len(own)
    found = fsum(parts) if complete else None
    if found is None:
        status = "unchecked"
    else:
        agrees = abs(found - printed) <= _DIFFERS_BY * max(abs(found), abs(printed), 1.0)
        status = "agrees" if agrees else "differs"
    return Total(total.row, total.forestry, total.group, total.year, printed, found, parts, status)


def make_permits(
    regulation: Regulation, species: Mapping[str, str], year: int | None
) -> tuple[pl.DataFrame, tuple[Finding, ...]]:
    """Bring the rows of a regulation into rows of ``permits``.

    Parameters
    ----------
    species
        Names by species id; a row finds its species by id or by name, in any letter case.
    year
        Of rows that name none.

    Returns
    -------
    tuple
        Permits, and a warning a row that is no species of the data (a group, or an unknown name), left out.

    Raises
    ------
    UsageError
        A row names no year and none was given.
    """
    known = {fold(one): code for code, name in species.items() for one in (code, name)}
    rows: list[dict[str, Any]] = []
    findings: list[Finding] = []
    for line, code in _match(regulation.lines, known):
        when = line.year or year
        if when is None:
            raise UsageError("regulation_no_year", path=regulation.path)
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
        rows.append(
            {"forestry": line.forestry, "species_id": code, "year": when, "admissible_t": line.tonnes}
        )
    schema = {"forestry": pl.String, "species_id": pl.String, "year": pl.Int64, "admissible_t": pl.Float64}
    frame = pl.DataFrame(rows, schema=schema).sort("forestry", "species_id", "year", maintain_order=True)
    return frame, tuple(findings)


def _match(lines: Sequence[Line], known: Mapping[str, str]) -> Iterator[tuple[Line, str | None]]:
    for line in lines:
        yield line, known.get(fold(line.species))


def as_json(regulation: Regulation) -> dict[str, Any]:
    """Bring a regulation into JSON: tonnes, null where not known."""
    return {
        "file": regulation.path,
        "rows": [dict(vars(line)) for line in regulation.lines],
        "totals": [dict(vars(total)) | {"parts": list(total.parts)} for total in regulation.totals],
        "findings": [
            {"code": f.code, "severity": f.severity, "file": f.file, "sheet": f.sheet, "row": f.row}
            | {"column": f.column, "value": f.value, "values": f.values}
            for f in regulation.findings
        ],
    }
