"""Datasets for tests of needs, written as tables in a few lines."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kust.data import read_dataset
from kust.data.dataset import Dataset
from kust.data.validate import validate
from kust.niches.need import Need, Needs
from kust.niches.needs import calc_needs

ON, YEAR = date(2019, 3, 1), 2018
Row = Mapping[str, Any]
_MADE_UP = "(вымышленные данные)"


def supply(
    supplier: str,
    buyer: str,
    product: str,
    amount: float,
    quantity: float | None = None,
    origin: str | None = None,
    by: str | None = "buyer",
    year: int = YEAR,
) -> Row:
    names = (
        "supplier_id",
        "buyer_id",
        "product_id",
        "amount_krub",
        "quantity",
        "origin_country",
        "reported_by",
    )
    return dict(zip(names, (supplier, buyer, product, amount, quantity, origin, by), strict=True)) | {
        "year": year
    }


def write_tables(
    folder: Path,
    *,
    members: Mapping[str, Sequence[str]],
    organisations: Mapping[str, Row],
    roles: Mapping[str, str] | None = None,
    **tables: Sequence[Row],
) -> Path:
    """Write a dataset: members by cluster, organisations with their country and place, other tables row by row."""
    products = {row["product_id"] for rows in tables.values() for row in rows if row.get("product_id")}
    everything: dict[str, Sequence[Row]] = {
        "organisations": [
            {"organisation_id": o, "name": f"{o} {_MADE_UP}", "country": "RU", **told}
            for o, told in organisations.items()
        ],
        "clusters": [{"cluster_id": c, "name": f"{c} {_MADE_UP}", "kind": "industrial"} for c in members],
        "memberships": [
            {"cluster_id": c, "organisation_id": o, "role": (roles or {}).get(o, "enterprise")}
            for c, several in members.items()
            for o in several
        ],
        "products": [{"product_id": p, "name": f"{p} {_MADE_UP}", "unit": "796"} for p in sorted(products)],
        **tables,
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in everything.items():
        if rows:
            columns = list(dict.fromkeys(column for row in rows for column in row))
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns)
                writer.writeheader()
                writer.writerows(rows)
    return folder


def read_sound(folder: Path, engine: str = "polars") -> Dataset:
    reading = read_dataset(folder, engine)
    findings = validate(reading.dataset, reading.findings)
    assert not [finding for finding in findings if finding.severity == "error"]
    return reading.dataset


def needs_of(folder: Path, **options: Any) -> Needs:
    return calc_needs(read_sound(folder), **{"on": ON, "year": YEAR, **options})


def need_of(needs: Needs, product: str, cluster: str = "K") -> Need:
    (found,) = [one for one in needs.needs if (one.product_id, one.cluster_id) == (product, cluster)]
    return found
