"""The cases a lawyer can read, and how to turn them into datasets.

A file is named after its requirement and holds a list of cases. Keys of a case:

    case      what is so, in a sentence
    edition   one edition, or `editions:` a list of them that all give the same answer
    on        day asked about, 2019-03-01 where not given
    year      year of the figures, 2018 where not given
    readings  readings other than the default ones
    absent    tables that the dataset does not have at all, where that is the point
    expect    verdict and, where they are the point: value, threshold, margin, parts, members, missing,
              alternatives. `5/9` is a number, `null` is no value; members and parts speak only of those that
              are named; a row of `missing` or `alternatives` gives the columns that matter, `[]` is none
    because   the calculation by hand

The figures stand under the names of the contract's tables, as rows with its column names, or shorter:

    enterprises: 10                members E1..E10 with role enterprise; also `[A, B]` or `A1..A7`
    component_makers: [A, B]       the same, known not to make final products
    final_makers: [F]              the same, known to make final products
    output: {A: 100}               accounts.output_krub of the year
    purchases: {F: 100}            accounts.purchases_krub of the year
    sales: {A: {B: 20}}            A reports that it sold 20 to B (of product P)
    bought: {B: {A: 20}}           B reports that it bought 20 from A
    ledger: {A: {B: 20}}           a ledger, which belongs to neither, says that A sold 20 to B

`E1..E7` stands for seven organisations under these names and in the column organisation_id, and so does a
list. Organisations, products and clusters that are only referred to are added; whoever is in no row of
memberships is an outside firm. The cluster is C, its specialised organisation SO (not a member unless a case
says so), the year that of the case. All of it is made up.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from .rows import CLUSTER, SHORTHANDS, TABLES, Row, Tables, tables

FOLDER = Path(__file__).parent
KEYS = {"case", "edition", "editions", "on", "year", "readings", "absent", "expect", "because"}
EXPECTED = {
    "verdict",
    "value",
    "threshold",
    "comparison",
    "margin",
    "parts",
    "members",
    "missing",
    "alternatives",
}
NUMBERS = {"value", "threshold", "margin"}


@dataclass(frozen=True)
class Case:
    """One situation and what the rules say about it; `expect` is held by compare.differences."""

    id: str
    requirement: str
    case: str
    editions: tuple[str, ...]
    on: date
    year: int
    readings: dict[str, Any]
    absent: tuple[str, ...]
    tables: Tables
    expect: dict[str, Any]
    because: str


@dataclass(frozen=True)
class Joined:
    """Many cases of one day and year as one dataset: cluster id → case; ids have the prefix of their case."""

    folder: Path
    on: date
    year: int
    cases: dict[str, Case]


class _Loader(yaml.CBaseLoader):
    """Every cell stays text (`on` is a key, `04` a region), and a key may stand only once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise ValueError(f"a key stands twice{node.start_mark}")
        return super().construct_mapping(node, deep=True)


def load_cases() -> list[Case]:
    """All cases, file by file."""
    return [
        _case(path, number, written)
        for path in sorted(FOLDER.glob("*/*.yaml"))
        for number, written in enumerate(yaml.load(path.read_text("utf-8"), _Loader), 1)  # noqa: S506 (a subclass of SafeLoader)
    ]


def write_case(case: Case, folder: Path) -> None:
    """Write one case as a dataset: a CSV file a table."""
    _write(case.tables, folder)


def write_all(cases: Iterable[Case], folder: Path) -> dict[tuple[date, int], Joined]:
    """Write all cases of one day and year as one dataset of many clusters.

    A case that needs a table to be absent can't share a dataset and is left out. Readings and editions differ
    from case to case: ask once for each, about the clusters whose case has it.
    """
    joined: dict[tuple[date, int], Joined] = {}
    rows: dict[tuple[date, int], Tables] = {}
    for case in cases:
        if case.absent:
            continue
        when = (case.on, case.year)
        batch = joined.setdefault(when, Joined(folder / f"{case.on}_{case.year}", *when, {}))
        batch.cases[prefix(case) + CLUSTER] = case
        for name, found in case.tables.items():
            rows.setdefault(when, {}).setdefault(name, []).extend(
                _prefixed(row, prefix(case)) for row in found
            )
    for when, batch in joined.items():
        rows[when]["wage_thresholds"] = _once(rows[when].get("wage_thresholds", []))
        _write(rows[when], batch.folder)
    return joined


def prefix(case: Case) -> str:
    """What stands before every id of the case in a joined dataset."""
    return f"{case.id}."


def _case(path: Path, number: int, written: dict[str, Any]) -> Case:
    requirement = ".".join(path.relative_to(FOLDER).with_suffix("").parts)
    where = f"{requirement}-{number:02}"
    if strange := set(written) - KEYS - set(TABLES) - set(SHORTHANDS):
        raise ValueError(f"{where}: unknown {', '.join(sorted(strange))}")
    if strange := set(written["expect"]) - EXPECTED:
        raise ValueError(f"{where}: unknown in expect: {', '.join(sorted(strange))}")
    year = written.get("year", "2018")
    found = tables(written, requirement.partition(".")[0], year)
    absent = tuple(written.get("absent", ()))
    if there := set(absent) & set(found):
        raise ValueError(f"{where}: {', '.join(sorted(there))} should be absent and is not")
    return Case(
        id=where,
        requirement=requirement,
        case=written["case"],
        editions=tuple(written["editions"] if "editions" in written else [written["edition"]]),
        on=date.fromisoformat(written.get("on", "2019-03-01")),
        year=int(year),
        readings={key: _reading(value) for key, value in written.get("readings", {}).items()},
        absent=absent,
        tables=found,
        expect=_numbers(written["expect"]),
        because=written["because"],
    )


def _reading(text: str) -> bool | str:
    return {"true": True, "false": False}.get(text, text)


def _numbers(expect: Any) -> Any:
    if isinstance(expect, list):
        return [_numbers(one) for one in expect]
    if not isinstance(expect, dict):
        return _reading(expect)
    return {key: _number(value) if key in NUMBERS else _numbers(value) for key, value in expect.items()}


def _number(text: str) -> float | None:
    return None if text == "null" else float(Fraction(text))


def _prefixed(row: Row, start: str) -> Row:
    return {column: start + cell if column.endswith("_id") and cell else cell for column, cell in row.items()}


def _once(rows: list[Row]) -> list[Row]:
    """Wage thresholds belong to no cluster, so cases that share a dataset share them."""
    found: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(row.get(column, "") for column in ("region", "size", "okved", "year"))
        if found.setdefault(key, row)["threshold_rub"] != row["threshold_rub"]:
            raise ValueError(f"two cases give different wage thresholds for {key}")
    return list(found.values())


def _write(found: Tables, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in found.items():
        if not rows:
            continue
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
