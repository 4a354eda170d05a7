"""The worked table of docs/methods/national-scan.md is what the program and plain arithmetic give."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from kust.niches.scan import Scan, scan_niches
from tests.docs.worked import holds, read_tables

from .scan_loop import YEAR, dataset_of, scan_by_loop

PAGE = Path(__file__).parents[2] / "docs/methods/national-scan.md"
ROWS = next(iter(read_tables(PAGE.read_text("utf-8").splitlines()))).rows
FIGURES = {
    "amount": "amount_krub",
    "imported": "imported_krub",
    "imported / amount": "import_share",
    "quantity": "quantity",
    "buyers": "buyers",
    "sources": "sources",
    "foreign sources": "foreign_sources",
    "concentration": "foreign_concentration",
    "makers there": "makers_in_region",
    "makers in the country": "makers_in_country",
}


@pytest.fixture(scope="module")
def tables() -> dict[str, Any]:
    example = yaml.safe_load(PAGE.read_text("utf-8").split("```yaml scan\n")[1].split("```")[0])
    firms = {**dict.fromkeys(example["countries"]), **example["regions"]}
    return {
        "least": example["min_amount_krub"],
        "organisations": [
            {"organisation_id": f, "name": f, "country": example["countries"].get(f, "RU"), "region": region}
            for f, region in firms.items()
        ],
        "supplies": [
            {"supplier_id": supplier, "buyer_id": buyer, "product_id": "pump", "year": YEAR, "amount_krub": amount,
             "quantity": quantity, "origin_country": origin[0] if origin else None, "reported_by": "buyer"}
            for supplier, buyer, amount, quantity, *origin in example["supplies"]
        ],
        "outputs": [
            {"organisation_id": f, "product_id": "pump", "year": YEAR, "amount_krub": made, "quantity": units}
            for f, (made, units) in example["outputs"].items()
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def scan(tables: dict[str, Any]) -> Scan:
    names = ("organisations", "supplies", "outputs")
    return scan_niches(
        dataset_of(**{name: tables[name] for name in names}), year=YEAR, min_amount_krub=tables["least"]
    )


def test_the_page_has_every_region_and_the_country(scan: Scan) -> None:
    regions = [region or "not told" for region in scan.cells["region"].to_list()]
    assert sorted(row["region"] for row in ROWS) == sorted([*regions, "country"])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["region"])
def test_a_row_of_the_page_is_what_the_program_tells(scan: Scan, row: dict[str, str]) -> None:
    if row["region"] == "country":
        (told,) = scan.country.iter_rows(named=True)
    else:
        region = None if row["region"] == "not told" else row["region"]
        (told,) = scan.cells.filter(pl.col("region").eq_missing(region)).iter_rows(named=True)
    for heading, name in FIGURES.items():
        value = told.get(name)
        assert row[heading] == "–" if value is None else holds(row[heading], value), heading
    assert row["largest buyer"] == told["buyer_1"]
    assert (row["grade"], row["candidate"]) == (told["grade"] or "–", "yes" if told["candidate"] else "no")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["region"])
def test_a_row_of_the_page_is_what_a_loop_tells(tables: dict[str, Any], row: dict[str, str]) -> None:
    rows = [tables[name] for name in ("supplies", "organisations", "outputs")]
    by_region = row["region"] != "country"
    cell = ("pump", None if row["region"] == "not told" else row["region"]) if by_region else ("pump",)
    told = scan_by_loop(*rows, by_region=by_region)[cell]
    for heading, name in FIGURES.items():
        value = told.get(name)
        assert row[heading] == "–" if value is None else holds(row[heading], value), heading
    assert row["largest buyer"] == told["buyer_1"]
