"""The rows of data that critical places rest on, found for many places in one pass, and the result as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from kust.chain.critical_places import Criticality, Place
from kust.chain.link_rows import SourceRow
from kust.data.dataset import Dataset


def find_place_rows(
    dataset: Dataset, found: Criticality, places: Iterable[int]
) -> Mapping[int, tuple[SourceRow, ...]]:
    """Find the rows of supplies behind each of these places, and of the output that a share of it is taken of.

    Parameters
    ----------
    dataset
        The dataset that the places were found in.
    found
        What :func:`kust.chain.criticality.calc_criticality` found.
    places
        Numbers of places in it.

    Returns
    -------
    Mapping
        By the number of the place; the reports of both sides of a flow are rows of it.
    """
    asked = sorted(set(places))
    keys = pl.DataFrame(
        [(number, *flow) for number in asked for flow in found.places[number].flows],
        schema={"place": pl.Int64, "supplier_id": pl.String, "buyer_id": pl.String, "product_id": pl.String},
        orient="row",
    )
    supplies = dataset.rows("supplies").filter(pl.col("year") == found.year)
    joined = supplies.join(keys.lazy(), ["supplier_id", "buyer_id", "product_id"])
    rows = {number: _places("supplies", own) for number, own in _by_place(joined)}
    sellers = [
        (number, found.places[number].affected[0])
        for number in asked
        if found.places[number].kind == "single_buyer"
    ]
    outputs = _output_rows(dataset, found.year, sellers)
    return {number: rows.get(number, ()) + outputs.get(number, ()) for number in asked}


def narrow_places(found: Criticality, organisation: str) -> Criticality:
    """Keep the places that affect one member, each with its own flows and their amount.

    A passage that it reaches through others only keeps the flows of those.
    """
    matched = {
        (supplier, buyer, product): (sold, bought)
        for supplier, buyer, product, sold, bought in found.trade.flows.filter(
            (pl.col("supplier_id") == organisation) | (pl.col("buyer_id") == organisation)
        )
        .select("supplier_id", "buyer_id", "product_id", "sold_krub", "bought_krub")
        .iter_rows()
    }
    kept = []
    for place in found.places:
        if organisation in place.affected:
            own = tuple(flow for flow in place.flows if organisation in flow[:2])
            amount = sum(matched[flow][flow[1] == organisation] for flow in own)
            kept.append(replace(place, flows=own, amount_krub=amount) if own else place)
    return replace(found, places=tuple(kept))


def _output_rows(
    dataset: Dataset, year: int, sellers: Sequence[tuple[int, str]]
) -> Mapping[int, tuple[SourceRow, ...]]:
    """Find where an output is told: in the annual figures, else by product."""
    keys = pl.LazyFrame(sellers, schema={"place": pl.Int64, "organisation_id": pl.String}, orient="row")
    told = dataset.rows("accounts").filter(pl.col("year") == year, pl.col("output_krub").is_not_null())
    found = {n: _places("accounts", own) for n, own in _by_place(told.join(keys, "organisation_id"))}
    listed = dataset.rows("outputs").filter(pl.col("year") == year).join(keys, "organisation_id")
    return {n: _places("outputs", own) for n, own in _by_place(listed)} | found


def _by_place(rows: pl.LazyFrame) -> list[tuple[int, pl.DataFrame]]:
    frame = rows.select("place", "_file", "_sheet", "_row").sort("place", "_file", "_sheet", "_row").collect()
    return [(int(str(number)), own) for (number,), own in frame.group_by("place", maintain_order=True)]


def _places(table: str, rows: pl.DataFrame) -> tuple[SourceRow, ...]:
    return tuple(SourceRow(table, *place) for place in rows.select("_file", "_sheet", "_row").iter_rows())


def as_json(found: Criticality, rows: Mapping[int, tuple[SourceRow, ...]]) -> dict[str, Any]:
    """Bring critical places into JSON: codes and unrounded figures, null where not known."""
    return {
        "dataset": found.path,
        "digest": found.digest,
        "on": found.on.isoformat(),
        "year": found.year,
        "clusters": list(found.clusters),
        "settings": {key: value for key, value in vars(found.settings).items() if key != "esri"},
        "esri": {key: value for key, value in vars(found.esri).items() if key != "batch"},
        "firms": [
            dict(vars(firm)) | {"hits": [dict(vars(hit)) for hit in firm.hits], "places": list(firm.places)}
            for firm in found.firms
        ],
        "places": [_place_as_json(place, rows.get(number, ())) for number, place in enumerate(found.places)],
        "products": [dict(vars(product)) for product in found.products],
        "gaps": [dict(vars(gap)) for gap in found.gaps],
    }


def _place_as_json(place: Place, rows: Sequence[SourceRow]) -> dict[str, Any]:
    told = {key: value for key, value in vars(place).items() if key != "flows"}
    return told | {
        "affected": list(place.affected),
        "alternatives": list(place.alternatives),
        "rows": [dict(vars(row)) for row in rows],
    }
