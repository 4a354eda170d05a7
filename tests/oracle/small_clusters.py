"""Clusters of a few firms, written down as CSV, for calculations by hand."""

from datetime import date
from pathlib import Path
from typing import Any

from .judge import judge
from .strategies import write

ON, YEAR = date(2019, 3, 1), 2018
Rows = list[dict[str, Any]]


def member(organisation: str, role: str = "enterprise", **cells: Any) -> dict[str, Any]:
    return {"cluster_id": "C1", "organisation_id": organisation, "role": role, **cells}


def supply(supplier: str, buyer: str, amount: float, reporter: str | None = None) -> dict[str, Any]:
    flow = {"supplier_id": supplier, "buyer_id": buyer, "product_id": "P1", "year": YEAR}
    return flow | {"amount_krub": amount, "reported_by": reporter}


def account(organisation: str, **figures: Any) -> dict[str, Any]:
    return {"organisation_id": organisation, "year": YEAR, **figures}


def dataset(members: Rows, **tables: Rows) -> dict[str, Rows]:
    """The tables given, with the organisations, cluster and product that they speak of."""
    named = {row["organisation_id"] for row in members}
    for row in tables.get("supplies", []):
        named |= {row["supplier_id"], row["buyer_id"]}
    listed = {row["organisation_id"]: row for row in tables.pop("organisations", [])}
    plain = {"country": "RU", "region": "16"}
    return {
        "organisations": [
            {"organisation_id": one, "name": one} | listed.get(one, plain) for one in sorted(named)
        ],
        "clusters": [{"cluster_id": "C1", "name": "C1", "kind": "both"}],
        "products": [
            {"product_id": "P1", "name": "P1", "is_final": "yes"},
            {"product_id": "P2", "name": "P2", "is_final": "no"},
            {"product_id": "P3", "name": "P3"},
        ],
        "memberships": members,
        **tables,
    }


def ask(
    folder: Path, tables: dict[str, Rows], requirement: str, edition: str = "779-2018", **readings: object
) -> dict[str, Any]:
    """The answer to one requirement; each call has a folder of its own, so that no file is left over."""
    own = folder / f"asked-{len(list(folder.iterdir()))}"
    return judge(write(tables, own), "C1", edition, ON, YEAR, readings)[requirement]
