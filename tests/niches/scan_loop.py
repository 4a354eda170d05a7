"""The scan as a loop over rows in plain Python: a second computation, and the making of datasets for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from kust.data.dataset import Dataset, Origin, empty_frame
from kust.data.engines import find_engine
from kust.data.schema import tables

Rows = list[dict[str, Any]]
Table = dict[tuple[Any, ...], dict[str, Any]]
SIDES = ("buyer", "supplier", "ledger")
YEAR = 2018


def dataset_of(engine: str = "polars", **rows: Rows) -> Dataset:
    """Rows as a dataset; a table that is not named is absent."""
    place = {"_file": pl.lit("x.csv"), "_sheet": pl.lit(None, pl.String), "_row": pl.lit(2, pl.Int64)}
    origins = {}
    for name, told in rows.items():
        empty = empty_frame(tables()[name])
        full = [{**dict.fromkeys(empty.columns), **row} for row in told]
        frame = pl.DataFrame(full, schema=empty.schema).with_columns(**place)
        origins[name] = Origin((), len(told), frozenset(), frame)
    return Dataset(Path("x"), find_engine(engine), "sha256:0", origins)


def scan_by_loop(supplies: Rows, organisations: Rows, outputs: Rows, by_region: bool) -> Table:
    """Tell each product (and region) flow by flow."""
    country = {row["organisation_id"]: row["country"] for row in organisations}
    region = {row["organisation_id"]: row["region"] for row in organisations}
    found: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for (supplier, buyer, product), rows in _flows(supplies).items():
        if country[buyer] in (None, "RU"):
            flow = _match(rows, country[supplier]) | {"supplier": supplier, "buyer": buyer}
            if flow["bought"] > 0:
                found[(product, region[buyer]) if by_region else (product,)].append(flow)
    told = {cell: _tell(flows) for cell, flows in found.items()}
    for cell, figures in told.items():
        figures |= _made(outputs, country, region, cell, "in_country", None)
        if by_region:
            figures |= _made(outputs, country, region, cell, "in_region", cell[1])
        else:
            figures["regions"] = len({region[flow["buyer"]] for flow in found[cell]})
    return told


def _flows(supplies: Rows) -> Mapping[tuple[str, str, str], Rows]:
    flows = defaultdict(list)
    for row in supplies:
        if row["year"] == YEAR and row["supplier_id"] != row["buyer_id"]:
            flows[row["supplier_id"], row["buyer_id"], row["product_id"]].append(row)
    return flows


def _match(rows: Rows, home: str | None) -> dict[str, Any]:
    of = {side: [row for row in rows if (row.get("reported_by") or "ledger") == side] for side in SIDES}
    bought = sum(row["amount_krub"] for row in next(told for told in of.values() if told))
    sold = [told for side in SIDES if (told := [row for row in of[side] if row["amount_krub"] > 0])]
    if bought == 0 or not sold:
        return {"bought": bought}
    word = next((told for told in sold if any(row.get("origin_country") for row in told)), sold[0])
    whole = sum(row["amount_krub"] for row in word)
    origins = [(row.get("origin_country") or home, row["amount_krub"]) for row in word]
    told = [rows for rows in sold if all(row.get("quantity") is not None for row in rows)]
    return {
        "bought": bought,
        "imported": bought * sum(a for place, a in origins if place not in (None, "RU")) / whole,
        "unplaced": bought * sum(a for place, a in origins if place is None) / whole,
        "quantity": sum(row["quantity"] for row in told[0]) if told else None,
    }


def _tell(flows: list[dict[str, Any]]) -> dict[str, Any]:
    amount, imported, unplaced = (
        sum(flow[name] for flow in flows) for name in ("bought", "imported", "unplaced")
    )
    quantities = [flow["quantity"] for flow in flows]
    buyers, sources, foreign = (
        _sum_by(flows, side, name)
        for side, name in (("buyer", "bought"), ("supplier", "bought"), ("supplier", "imported"))
    )
    largest = sorted(buyers, key=lambda one: (-round(buyers[one], 6), one))[:3]
    told: dict[str, Any] = {
        "amount_krub": amount,
        "quantity": None if None in quantities else sum(quantities),
        "imported_krub": imported,
        "import_share": imported / amount,
        "import_share_max": (imported + unplaced) / amount,
        "buyers": len(buyers),
        "sources": len(sources),
        "foreign_sources": sum(value > 0 for value in foreign.values()),
        "foreign_concentration": sum((value / imported) ** 2 for value in foreign.values())
        if imported
        else None,
    }
    for place in range(3):
        one = largest[place] if place < len(largest) else None
        told[f"buyer_{place + 1}"] = one
        told[f"buyer_{place + 1}_share"] = None if one is None else buyers[one] / amount
    return told


def _sum_by(flows: Iterable[dict[str, Any]], side: str, figure: str) -> dict[str, float]:
    sums: dict[str, float] = defaultdict(float)
    for flow in flows:
        sums[flow[side]] += flow[figure]
    return sums


def _made(
    outputs: Rows, country: Mapping[str, Any], regions: Mapping[str, Any], cell: Any, where: str, region: Any
) -> dict[str, Any]:
    names = (f"makers_{where}", f"output_{where}_krub", f"output_{where}")
    of_year = [row for row in outputs if row["year"] == YEAR]
    if not of_year or (where == "in_region" and region is None):
        return dict.fromkeys(names)
    makers = []
    for row in of_year:
        figures = [row.get("amount_krub"), row.get("quantity")]
        makes = any(figure for figure in figures) or figures == [None, None]
        here = where == "in_country" or regions[row["organisation_id"]] == region
        if (
            makes
            and here
            and row["product_id"] == cell[0]
            and country[row["organisation_id"]] in (None, "RU")
        ):
            makers.append(figures)
    sums = [None if any(m[k] is None for m in makers) else sum(m[k] for m in makers) for k in (0, 1)]
    return dict(zip(names, (len(makers), *sums), strict=True))
