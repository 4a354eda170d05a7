"""What the tests of critical places share: the question, a small chain, the example by plain Python."""

import csv
from collections import defaultdict
from functools import cache

from kust.chain.critical_places import Criticality, Place
from kust.chain.criticality import calc_criticality
from kust.data import read_dataset
from kust.examples import load

from .small import ON, YEAR

MACHINES = load("machine-building")
MAKES = {"Ore": {"ore": 5}, "Steel": {"steel": 9}, "Press": {"panel": 20}, "Plant": {"car": 50}}
CHAIN = [
    ("Ore", "Steel", "ore", 5),
    ("Steel", "Press", "steel", 9),
    ("Press", "Plant", "panel", 20),
    ("Glass", "Plant", "glass", 3),
]


def find(dataset, **asked) -> Criticality:
    return calc_criticality(dataset, on=ON, year=YEAR, **asked)


def of_kind(found: Criticality, kind: str) -> list[Place]:
    return [place for place in found.places if place.kind == kind]


@cache
def find_in_machines() -> Criticality:
    """The places of the machine-building example, worked out once."""
    return find(read_dataset(MACHINES).dataset)


def rows(table: str) -> list[dict[str, str]]:
    with (MACHINES / f"{table}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def plain_flows() -> dict[tuple[str, str, str], float]:
    """Amounts by supplier, buyer and product in 2018: the buyer's report, else the supplier's, else the ledger's."""
    reports: dict[tuple[str, str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows("supplies"):
        if row["year"] == "2018":
            key = (row["supplier_id"], row["buyer_id"], row["product_id"])
            reports[key][row["reported_by"] or "ledger"] += float(row["amount_krub"])
    chosen = {
        key: next(told[side] for side in ("buyer", "supplier", "ledger") if side in told)
        for key, told in reports.items()
    }
    return {key: amount for key, amount in chosen.items() if amount > 0}


def members() -> set[str]:
    return {
        row["organisation_id"]
        for row in rows("memberships")
        if not (row["left_on"] and row["left_on"] <= "2019-03-01")
    }
