"""What the manager holds of the cluster: the machine-building example under the codes of the registry."""

import csv
import io
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

from kust.examples import load

ON, YEAR, EDITION = "2019-03-01", 2018, "779-2018"
# Who types, who uploads, who confirms; the flow that the first two sides of it tell by themselves.
TYPES, UPLOADS, CONFIRMS = "M05", "M02", "M04"
PRODUCT = "P202"
_SHARED = ("wage_thresholds", "rates")  # what no manager may write
Row = dict[str, str]


def read_rows(path: Path) -> list[Row]:
    text = path.read_text(encoding="utf-8-sig")
    mark = ";" if ";" in text.partition("\n")[0] else ","
    return list(csv.DictReader(io.StringIO(text), delimiter=mark))


def write_rows(rows: list[Row]) -> str:
    told = io.StringIO()
    writer = csv.DictWriter(told, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return told.getvalue()


def example_rows(table: str) -> list[Row]:
    return read_rows(Path(load("machine-building")) / f"{table}.csv")


def one(table: str, **which: str) -> Row:
    """Find the one row of the example that has the given cells."""
    [found] = [row for row in example_rows(table) if all(row[name] == value for name, value in which.items())]
    return found


def write_example(folder: Path, codes: Mapping[str, str]) -> None:
    """Write the example under other codes of cluster and firms, without what is the same for everybody."""
    folder.mkdir()
    for path in sorted(Path(load("machine-building")).glob("*.csv")):
        if path.stem in _SHARED:
            continue
        rows = [{name: codes.get(cell, cell) for name, cell in row.items()} for row in read_rows(path)]
        if path.stem == "accounts":
            rows = [_with_good_jobs(row, codes) for row in rows]
        (folder / path.name).write_text(write_rows(rows), encoding="utf-8")


def _with_good_jobs(row: Row, codes: Mapping[str, str]) -> Row:
    """State high-productivity jobs: all where the average wage reaches the threshold of the firm's size."""
    if row["high_productivity_jobs"] or not row["jobs"]:
        return row
    firm = {code: name for name, code in codes.items()}.get(row["organisation_id"], row["organisation_id"])
    return row | {"high_productivity_jobs": good_jobs(firm, row)}


def good_jobs(firm: str, row: Row) -> str:
    card = one("organisations", organisation_id=firm)
    limits = {
        limit["okved"]: float(limit["threshold_rub"])
        for limit in example_rows("wage_thresholds")
        if (limit["size"], limit["year"]) == (card["size"], row["year"])
    }
    limit = limits.get(card["okved"][:2]) or limits.get("")
    return "" if limit is None else row["jobs"] if float(row["average_wage_rub"]) >= limit else "0"


def start_plan(source: Path, target: Path, cluster: str) -> "subprocess.Popen[bytes]":
    """Have the cheapest plan sought and applied, as `kust remedy --apply` does."""
    kust = str(Path(sys.executable).with_name("kust"))
    asked = ["--cluster", cluster, "--on", ON, "--year", str(YEAR), "--edition", EDITION]
    return subprocess.Popen(
        [kust, "remedy", str(source), *asked, "--apply", str(target)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def pack(folder: Path, archive: Path, codes: Mapping[str, str]) -> Path:
    """Pack what the firms do not tell themselves."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.glob("*.csv")):
            rows = [row for row in read_rows(path) if not _is_told(path.stem, row, codes)]
            for row in rows:
                row.pop("confirmed_on", None)  # the reviewer's to say
            if rows and path.stem not in _SHARED:
                packed.writestr(path.name, write_rows(rows))
    return archive


def _is_told(table: str, row: Row, codes: Mapping[str, str]) -> bool:
    if row.get("year") != str(YEAR):
        return False
    if table in ("accounts", "outputs"):
        return row["organisation_id"] in (codes[TYPES], codes[UPLOADS])
    flow = (codes[TYPES], codes[CONFIRMS], PRODUCT)
    return table == "supplies" and (row["supplier_id"], row["buyer_id"], row["product_id"]) == flow
