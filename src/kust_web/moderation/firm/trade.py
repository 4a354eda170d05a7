"""Whom a firm could trade with inside its cluster: who makes what it buys elsewhere, who buys elsewhere what it makes.

Of other firms the answer holds names and sums that the rule of confidentiality allows, never an amount of one firm.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

import narwhals as nw
import polars as pl

from kust.chain.purchases import match_purchases
from kust.data.dataset import Dataset
from kust.niches.capacity import find_makers
from kust.niches.nearest import find_nearest
from kust.niches.purchased import Purchased, find_participants, read_members
from kust_web.registry.disclosure import Rule, tell, tell_cells

MOST = 40
NEAREST = 12  # products that nobody in the cluster makes, for which the nearest are looked for
_KEYS = ("supplier_id", "buyer_id", "product_id")


def find_partners(dataset: Dataset, cluster: str, firm: str, on: date, year: int) -> dict[str, Any]:
    """Find sellers of what the firm buys outside or abroad, and buyers of what it makes, in its cluster."""
    rule = Rule.of_settings()
    members = read_members(dataset, on, [cluster])
    ids = set(members["organisation_id"].to_list())
    purchased = Purchased(
        find_participants(dataset, [cluster], members, everybody=True),
        members,
        _flows(dataset, cluster, ids, year),
    )
    flows = _elsewhere(purchased.of(year), ids)
    makers = find_makers(dataset, purchased, year)
    names, products = _names(dataset, "organisations"), _names(dataset, "products")
    units = _units(dataset)
    world = {"firm": firm, "names": names, "products": products, "units": units, "rule": rule}
    sellers = _find_sellers(flows, makers, world)
    untaken = [one["product_id"] for one in sellers if not one["makers"]][:NEAREST]
    nearest = find_nearest(dataset, untaken, year, ids, most=3) if untaken else {}
    for one in sellers:
        near = nearest.get(one["product_id"])
        found = near.organisations if near else ()
        one["nearest"] = [
            other.name for other in found if other.scope == "member" and other.organisation_id != firm
        ]
    return {"sellers": sellers, "buyers": _find_buyers(flows, makers, world, _wanted(dataset, cluster, ids))}


def _flows(dataset: Dataset, cluster: str, members: set[str], year: int) -> pl.DataFrame:
    buyers = pl.Series(sorted(members), dtype=pl.String)
    found = dataset.collect(match_purchases(dataset, year, buyers=buyers)).to_native()
    return pl.DataFrame(found).with_columns(pl.lit(cluster).alias("cluster_id"))


def _elsewhere(flows: pl.DataFrame, members: set[str]) -> pl.DataFrame:
    """Split purchases: made abroad, made at home and bought from outside the cluster; the rest is inside."""
    outside = ~pl.col("supplier_id").is_in(sorted(members))
    home = pl.when(outside).then(pl.col("bought_krub") - pl.col("imported_krub")).otherwise(0.0)
    return (
        flows.with_columns(home.alias("home_krub"))
        .group_by("buyer_id", "product_id")
        .agg(pl.col("imported_krub", "home_krub").sum())
        .filter((pl.col("imported_krub") > 0) | (pl.col("home_krub") > 0))
        .sort("buyer_id", "product_id")
    )


def _find_sellers(
    flows: pl.DataFrame, makers: pl.DataFrame, world: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """List what the firm buys outside or abroad, the largest first, with who in the cluster makes it."""
    firm, rule = world["firm"], world["rule"]
    own = flows.filter(pl.col("buyer_id") == firm)
    by_product = makers.partition_by("product_id", as_dict=True)
    found = []
    for row in own.iter_rows(named=True):
        product = row["product_id"]
        rows = by_product.get((product,), makers.clear()).filter(pl.col("organisation_id") != firm)
        output = dict(zip(rows["organisation_id"], rows["output"], strict=True))
        free = {
            who: max(0.0, most - made)
            for who, made, most in rows.select("organisation_id", "output", "capacity").iter_rows()
            if made is not None and most is not None
        }
        found.append(
            {
                **_product(product, world),
                "own_imported_krub": row["imported_krub"],
                "own_home_krub": row["home_krub"],
                "makers": sorted(world["names"].get(who, who) for who in output),
                "output": tell(output, rule, firm).as_json(),
                "free": tell(free, rule, firm).as_json(),
            }
        )
    return sorted(found, key=lambda one: -(one["own_imported_krub"] + one["own_home_krub"]))[:MOST]


def _find_buyers(
    flows: pl.DataFrame, makers: pl.DataFrame, world: Mapping[str, Any], wanted: Mapping[str, set[str]]
) -> list[dict[str, Any]]:
    """List what the firm makes with who in the cluster buys it elsewhere or has declared that it needs it."""
    firm, rule = world["firm"], world["rule"]
    made = makers.filter(pl.col("organisation_id") == firm)["product_id"].to_list()
    by_product = flows.partition_by("product_id", as_dict=True)
    found = []
    for product in made:
        rows = by_product.get((product,), flows.clear()).filter(pl.col("buyer_id") != firm)
        buyers = rows["buyer_id"].to_list()
        cells = {
            "abroad": dict(zip(buyers, rows["imported_krub"].to_list(), strict=True)),
            "home": dict(zip(buyers, rows["home_krub"].to_list(), strict=True)),
        }
        told, total = tell_cells(cells, rule, firm)
        asking = sorted(wanted.get(product, set()) - {firm} - set(buyers))
        names = [world["names"].get(who, who) for who in buyers]
        needs = [world["names"].get(who, who) for who in asking]
        demand = {**{name: one.as_json() for name, one in told.items()}, "total": total.as_json()}
        found.append({**_product(product, world), "buyers": sorted(names), "wanted": needs, "demand": demand})
    return sorted(found, key=lambda one: (-len(one["buyers"]), -len(one["wanted"]), one["name"]))[:MOST]


def _product(product: str, world: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "product_id": product,
        "name": world["products"].get(product, product),
        "unit": world["units"].get(product),
    }


def _wanted(dataset: Dataset, cluster: str, members: set[str]) -> dict[str, set[str]]:
    """Say which members have declared that they need a product, alone or together."""
    if not dataset.has("needs"):
        return {}
    needs = dataset.rows("needs").collect()
    own = needs.filter((pl.col("cluster_id") == cluster) | pl.col("organisation_id").is_in(sorted(members)))
    wanted: dict[str, set[str]] = defaultdict(set)
    product_of = dict(zip(own["need_id"], own["product_id"], strict=True))
    for product, who in own.select("product_id", "organisation_id").iter_rows():
        if who in members:
            wanted[product].add(who)
    if dataset.has("need_buyers"):
        for need, who in (
            dataset.rows("need_buyers").select("need_id", "organisation_id").collect().iter_rows()
        ):
            if need in product_of and who in members:
                wanted[product_of[need]].add(who)
    return wanted


def _names(dataset: Dataset, table: str) -> dict[str, str]:
    key = "organisation_id" if table == "organisations" else "product_id"
    if not dataset.has(table):
        return {}
    frame = dataset.collect(dataset.table(table).select(nw.col(key), nw.col("name")))
    return dict(zip(frame[key].to_list(), frame["name"].to_list(), strict=True))


def _units(dataset: Dataset) -> dict[str, str | None]:
    frame = dataset.collect(dataset.table("products").select("product_id", "unit"))
    return dict(zip(frame["product_id"].to_list(), frame["unit"].to_list(), strict=True))
