"""Tables of forestry regulations («Параметры использования лесов»): read, and their own sums checked.

A table has a row a species with its amount, and rows of totals as printed («Итого», «Всего») or a column of printed
totals. Groups are a column, or rows of their own as regulations print them: «Ягоды по видам:», «Лекарственное сырьё».
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kust.data.findings import Finding
from kust.data.grid import Grid, read_csv, read_sheets
from kust.data.schema import fold
from kust.data.sources import WORKBOOKS
from kust.errors import UnreadableError, UsageError
from kust.harvest.land.plot_places import StockFinding
from kust.harvest.stocks.regulation_headings import (
    AMOUNTS,
    find_heading,
    is_count_of_columns,
    is_group,
    is_no_mass,
    is_total,
    is_whole,
    opens_with_total,
    read_unit,
    split_name,
)
from kust.harvest.stocks.regulation_totals import Groups, Line, Total, hold, hold_named
from kust.quantities import MISSING_WORDS, parse_number, tidy


@dataclass(frozen=True)
class Regulation:
    """The rows of a regulation, its totals, and what is wrong with them."""

    path: str
    lines: tuple[Line, ...]
    totals: tuple[Total, ...]
    findings: tuple[Finding, ...]


def read_regulation(path: Path, forestry: str = "") -> Regulation:
    """Read a regulation's table and check its own sums.

    Amounts are kilograms or tonnes: by a column of the unit, or by the heading (``amount_t``, ``Объём, кг``). A cell of
    forestry, group, unit or year that is empty is that of the row above. With a column of groups a total is the sum of
    the rows of its forestry, group and year, without a group of all of its forestry and year. Where groups are rows of
    their own, it is that of the rows since the last heading or total, or of as many whole groups above it.

    Parameters
    ----------
    forestry
        Of a table that has no column of it; where several sheets of a book are such tables, by default their names.

    Raises
    ------
    UnreadableError
        It is no table.
    UsageError
        No heading with an amount of something was found, or no unit.
    """
    if not path.exists():
        raise UnreadableError("no_such_file", path=path)
    suffix = path.suffix.lower()
    if suffix in WORKBOOKS:
        grids = read_sheets(path, whole=True)
    elif suffix == ".csv":
        grids = [read_csv(path)]
    else:
        raise UsageError("regulation_form", path=path)
    headed = [(grid, found) for grid in grids if (found := find_heading(grid))]
    if not headed:
        raise UsageError("regulation_no_heading", path=path)
    # In a book with a sheet a forestry the sheets bear their names.
    read = [
        _Reader(path, grid, *found, forestry or (grid.sheet or "" if len(headed) > 1 else "")).read()
        for grid, found in headed
    ]
    return Regulation(
        str(path),
        tuple(line for one in read for line in one.lines),
        tuple(total for one in read for total in one.totals),
        tuple(finding for one in read for finding in one.findings),
    )


class _Reader:
    """Rows of a grid below its heading, with the last forestry, group, unit and year told."""

    def __init__(
        self, path: Path, grid: Grid, heading: int, columns: dict[str, str], forestry: str = ""
    ) -> None:
        self.path, self.grid, self.heading, self.columns = path, grid, heading, columns
        self.forestry = forestry
        self.amount = next(name for name in AMOUNTS if name in columns)
        self.scale = {"amount_t": 1.0, "amount_kg": 0.001}.get(self.amount)
        if self.scale is None and "unit" not in columns:
            raise UsageError("regulation_no_unit", path=path)
        cells = dict(zip(grid.cells.columns, grid.cells.row(heading), strict=True))
        self.titles = {name: " ".join(str(cells[cell]).split()) for name, cell in columns.items()}
        self.findings: list[Finding] = []
        self.last: dict[str, str] = {}
        self.lines: list[Line] = []
        self.totals: list[Total] = []
        self.printed: list[tuple[Line, float]] = []
        self.groups = Groups()
        self.awaited: tuple[Line, float] | None = None
        self.unnamed: set[int] = set()

    def read(self) -> Regulation:
        for offset, cells in enumerate(self.grid.cells.iter_rows(named=True)):
            told = {name: tidy(cells[cell] or "") for name, cell in self.columns.items()}
            if offset <= self.heading or not any(told.values()):
                continue
            if is_count_of_columns([tidy(cell) for cell in cells.values() if cell]):
                continue
            if "group" in self.columns:
                self._take(told, self.grid.first_row + offset)
            else:
                self._take_printed(told, self.grid.first_row + offset)
        self._settle()
        self.totals += [hold_named(one, tonnes, self.lines) for one, tonnes in self.printed]
        self.totals = sorted(map(self._widen, self.totals), key=lambda total: total.row)
        self.findings += [self._report(total) for total in self.totals if total.status == "differs"]
        return Regulation(str(self.path), tuple(self.lines), tuple(self.totals), tuple(self.findings))

    def _widen(self, total: Total) -> Total:
        """Take a total of no forestry of its own for that of all of them, where it is their sum."""
        if total.status == "agrees" or total.group or total.row not in self.unnamed:
            return total
        line = Line(total.row, "", "", "", total.printed_t, total.year)
        whole = hold(line, total.printed_t, [one for one in self.lines if one.year == total.year])
        return whole if whole.status == "agrees" else total

    def _line(self, told: dict[str, str], row: int) -> Line:
        return Line(
            row,
            told.get("forestry", "") or self.forestry,
            told.get("group", ""),
            told.get("species", ""),
            self._tonnes(told, self.amount, row),
            self._year(told, row),
        )

    def _take(self, told: dict[str, str], row: int) -> None:
        """Take a row of a table with a column of groups."""
        self._carry(told, row)
        line = self._line(told, row)
        if is_total(line.species) or is_total(line.group):
            if line.tonnes is not None:
                group = "" if is_total(line.group) else line.group
                self.printed.append((replace(line, group=group, species=""), line.tonnes))
            return
        self._add(line, told)

    def _add(self, line: Line, told: Mapping[str, str]) -> None:
        self.lines.append(line)
        total = self._tonnes(told, "total", line.row) if told.get("total") else None
        if total is not None:
            self.printed.append((line, total))

    def _take_printed(self, told: dict[str, str], row: int) -> None:
        """Take a row of a table whose groups are rows of their own."""
        numbered, dashed, name = split_name(told.get("number", ""), told.get("species", ""))
        whole = is_total(told.get("forestry", ""))
        if whole:
            name, told["forestry"] = told["forestry"], ""
        empty = not told[self.amount] and not told.get("unit")
        before = self.last.get("forestry"), self.last.get("year")
        self._carry(told, row)
        if (self.last.get("forestry"), self.last.get("year")) != before:
            self._settle()
            self.groups = Groups()
        if is_total(name):
            self._end(self._line(told, row), whole=whole or is_whole(name))
        elif not name and empty and not told.get("total"):
            return
        elif empty and (is_group(name) or ("unit" in self.columns and "forestry" not in self.columns)):
            self._settle()
            self.groups.open(name.rstrip(": "), numbered=numbered)
        elif opens_with_total(name):
            self._settle()
            self.groups.open(name.rstrip(": "), numbered=numbered)
            line = replace(self._line(told, row), group=self.groups.name, species=name)
            self.awaited = (line, line.tonnes) if line.tonnes is not None else None
        else:
            if self.groups.is_over(numbered=numbered, dashed=dashed):
                self._settle()
                self.groups.close()
            line = replace(self._line(told, row), group=self.groups.name, species=name)
            self.groups.add(line, dashed=dashed)
            self._add(line, told)

    def _end(self, line: Line, *, whole: bool) -> None:
        """Hold the total of a group, or of several; below a group's own total the next rows are another's."""
        self._settle(keep=True)
        if line.tonnes is not None:
            group = "" if whole else self.groups.name
            total = replace(line, group=group, species="")
            self.totals.append(self.groups.end(total, line.tonnes, whole=whole))

    def _settle(self, *, keep: bool = False) -> None:
        """Hold a total that stood above its rows; without rows it is an amount like any other."""
        if self.awaited is None:
            return
        line, tonnes = self.awaited
        self.awaited = None
        rows = self.groups.blocks[-1]
        if rows:
            kept = [list(block) for block in self.groups.blocks]
            self.totals.append(self.groups.end(replace(line, species=""), tonnes, whole=False))
            if keep:
                self.groups.blocks = kept
        else:
            self.groups.add(line, dashed=False)
            self.lines.append(line)

    def _carry(self, told: dict[str, str], row: int) -> None:
        """Fill what stands once for several rows; another forestry ends the group of the one before."""
        told.setdefault("forestry", "")
        if is_total(told["forestry"]):
            told |= {"group": told["forestry"], "forestry": ""}
        if not told["forestry"]:
            self.unnamed.add(row)
        if told["forestry"] and told["forestry"] != self.last.get("forestry"):
            self.last = {"unit": self.last.get("unit", "")}
        for name in ("forestry", "group", "unit", "year"):
            if name in self.columns:
                own = told[name]
                told[name] = own or self.last.get(name, "")
                if name != "group" or not is_total(own):
                    self.last[name] = told[name]

    def _tonnes(self, told: Mapping[str, str], name: str, row: int) -> float | None:
        text = told.get(name, "")
        if fold(text) in MISSING_WORDS:
            return None
        unit = told.get("unit", "")
        scale = self.scale if self.scale is not None else read_unit(unit)
        if scale is None:
            if is_no_mass(unit):
                self._wrong("harvest_stock.regulation.no_mass", row, "unit", unit, "warning")
            else:
                self._wrong("harvest_stock.regulation.unit", row, "unit", unit)
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

    def _wrong(self, code: str, row: int, column: str, value: str, severity: str = "error") -> None:
        place = {"file": self.grid.file, "sheet": self.grid.sheet, "row": row}
        self.findings.append(
            StockFinding(code, severity, **place, column=self.titles[column], value=value)  # type: ignore[arg-type]
        )

    def _report(self, total: Total) -> Finding:
        values = {
            "place": ", ".join(filter(None, (total.forestry, total.group))) or "–",
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
