"""From the short form of a case, which load.py describes, to the rows of the contract's tables."""

import re
from collections.abc import Iterator
from typing import Any

Row = dict[str, str]
Tables = dict[str, list[Row]]

CLUSTER = "C"
SPECIALISED_ORGANISATION = "SO"
DEFAULT_PRODUCT = "P"
MADE_UP = "(вымышленные данные)"

TABLES = (
    "organisations",
    "clusters",
    "cluster_regions",
    "memberships",
    "products",
    "outputs",
    "supplies",
    "accounts",
    "wage_thresholds",
    "indicator_targets",
    "documents",
    "projects",
    "project_participants",
)
ROLE_LISTS: dict[str, Row] = {
    "enterprises": {"role": "enterprise"},
    "component_makers": {"role": "enterprise", "makes_final_products": "no"},
    "final_makers": {"role": "enterprise", "makes_final_products": "yes"},
}
ACCOUNT_FIGURES = {"output": "output_krub", "purchases": "purchases_krub"}
FLOW_REPORTS = {"sales": "supplier", "bought": "buyer", "ledger": ""}
SHORTHANDS = (*ROLE_LISTS, *ACCOUNT_FIGURES, *FLOW_REPORTS)

BY_YEAR = ("outputs", "supplies", "accounts", "wage_thresholds", "indicator_targets")
BY_CLUSTER = ("clusters", "cluster_regions", "memberships", "indicator_targets", "documents", "projects")
ORGANISATION_COLUMNS = ("organisation_id", "specialised_organisation_id", "supplier_id", "buyer_id")
RANGE = re.compile(r"([A-Za-z]+)(\d+)\.\.\1(\d+)")


def names(written: Any) -> Iterator[str]:
    """`10` is E1..E10, `F1..F3` is F1, F2, F3; a list may hold ranges."""
    if isinstance(written, list):
        for one in written:
            yield from names(one)
    elif written.isdigit():
        yield from names(f"E1..E{written}")
    elif ends := RANGE.fullmatch(written):
        yield from (f"{ends[1]}{n}" for n in range(int(ends[2]), int(ends[3]) + 1))
    else:
        yield written


def tables(written: dict[str, Any], kind: str, year: str) -> Tables:
    """All rows of a case, with what it leaves unsaid filled in."""
    found: Tables = {name: [] for name in TABLES}
    for name in TABLES:
        for row in written.get(name, []):
            found[name].extend(_several(row))
    found["memberships"].extend(_role_rows(written))
    found["supplies"].extend(_flow_rows(written))
    found["accounts"] = _accounts(written, found["accounts"], year)
    found["clusters"] = [{"cluster_id": CLUSTER, **row} for row in found["clusters"]]
    _fill_in(found, year)
    _name_what_is_referred_to(found, kind)
    return {name: rows for name, rows in found.items() if rows}


def _several(row: dict[str, Any]) -> Iterator[Row]:
    """One row for each organisation that its organisation_id stands for."""
    if "organisation_id" not in row:
        yield dict(row)
        return
    for organisation in names(row["organisation_id"]):
        yield {**row, "organisation_id": organisation}


def _role_rows(written: dict[str, Any]) -> Iterator[Row]:
    for name, columns in ROLE_LISTS.items():
        for organisation in names(written.get(name, [])):
            yield {"organisation_id": organisation, **columns}


def _flow_rows(written: dict[str, Any]) -> Iterator[Row]:
    for name, reporter in FLOW_REPORTS.items():
        for first, partners in written.get(name, {}).items():
            for reporting in names(first):
                for second, amount in partners.items():
                    for partner in names(second):
                        pair = (partner, reporting) if name == "bought" else (reporting, partner)
                        yield {
                            "supplier_id": pair[0],
                            "buyer_id": pair[1],
                            "amount_krub": amount,
                            "reported_by": reporter,
                        }


def _accounts(written: dict[str, Any], rows: list[Row], year: str) -> list[Row]:
    merged = {(row["organisation_id"], row.get("year", year)): dict(row) for row in rows}
    for name, column in ACCOUNT_FIGURES.items():
        for organisations, figure in written.get(name, {}).items():
            for organisation in names(organisations):
                row = merged.setdefault((organisation, year), {"organisation_id": organisation})
                if column in row:
                    raise ValueError(f"{column} of {organisation} is given twice")
                row[column] = figure
    return list(merged.values())


def _fill_in(found: Tables, year: str) -> None:
    for name in BY_YEAR:
        found[name] = [{**row, "year": row.get("year", year)} for row in found[name]]
    for name in BY_CLUSTER:
        found[name] = [{**row, "cluster_id": row.get("cluster_id", CLUSTER)} for row in found[name]]
    found["supplies"] = [{"product_id": DEFAULT_PRODUCT, **row} for row in found["supplies"]]
    for number, row in enumerate(found["documents"], 1):
        row.setdefault("document_id", f"D{number}")
        row.setdefault("title", f"Документ {MADE_UP}")
    for row in found["projects"]:
        row.setdefault("title", f"Проект {MADE_UP}")


def _name_what_is_referred_to(found: Tables, kind: str) -> None:
    found["clusters"] = _clusters(found, kind)
    organisations = _keyed(found["organisations"], "organisation_id")
    products = _keyed(found["products"], "product_id")
    for rows in list(found.values()):
        for row in rows:
            for column in ORGANISATION_COLUMNS:
                if row.get(column):
                    organisations.setdefault(row[column], {"organisation_id": row[column]})
            if row.get("product_id"):
                products.setdefault(row["product_id"], {"product_id": row["product_id"]})
    for row in organisations.values():
        row.setdefault("name", f"{row['organisation_id']} {MADE_UP}")
        row.setdefault("country", "RU")
        if row["country"] == "RU":
            row.setdefault("region", "00")
    for row in products.values():
        row.setdefault("name", f"Продукция {row['product_id']} {MADE_UP}")
    found["organisations"] = list(organisations.values())
    found["products"] = list(products.values())


def _clusters(found: Tables, kind: str) -> list[Row]:
    clusters = _keyed(found["clusters"], "cluster_id")
    own = clusters.setdefault(CLUSTER, {"cluster_id": CLUSTER})
    own.setdefault("specialised_organisation_id", SPECIALISED_ORGANISATION)
    for name in BY_CLUSTER:
        for row in found[name]:
            clusters.setdefault(row["cluster_id"], {"cluster_id": row["cluster_id"]})
    for row in clusters.values():
        row.setdefault("name", f"Кластер {MADE_UP}")
        row.setdefault("kind", kind)
    return list(clusters.values())


def _keyed(rows: list[Row], key: str) -> dict[str, Row]:
    return {row[key]: row for row in rows}
