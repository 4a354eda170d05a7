"""What must hold whatever the data: money units, order of rows, more trade inside, a firm that leaves."""

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kust.checks import check
from kust.checks.as_json import as_json
from kust.data import read_dataset

from ..oracle.strategies import EDITIONS, ON, YEAR, joined, part_of, write

pytestmark = pytest.mark.lengthy

Made = dict[str, list[dict[str, Any]]]
# Each is six random datasets in one.
SLOW = settings(
    max_examples=9, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
MONEY = {
    "outputs": ("amount_krub",),
    "supplies": ("amount_krub",),
    "accounts": ("output_krub", "purchases_krub", "exports_krub"),
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return lambda: tmp_path_factory.mktemp("dataset")


def answers(made: Made, folder: Path, edition: str) -> dict[str, dict[str, dict[str, Any]]]:
    write(made, folder)
    result = as_json(check(read_dataset(folder).dataset, on=ON, year=YEAR, edition=edition))
    return {c["cluster_id"]: {v["requirement"]: v for v in c["verdicts"]} for c in result["clusters"]}


def verdicts(found: dict[str, dict[str, dict[str, Any]]]) -> dict[tuple[str, str], str]:
    return {(cluster, code): v["verdict"] for cluster, own in found.items() for code, v in own.items()}


@SLOW
@given(made=joined(), edition=st.sampled_from(EDITIONS))
def test_a_money_unit_a_thousand_times_smaller_changes_no_verdict(
    folders: Any, made: Made, edition: str
) -> None:
    before = verdicts(answers(made, folders(), edition))
    for table, columns in MONEY.items():
        made[table] = [
            row | {c: row[c] * 1000 for c in columns if row.get(c) is not None} for row in made.get(table, [])
        ]
    assert verdicts(answers(made, folders(), edition)) == before


@SLOW
@given(made=joined(), edition=st.sampled_from(EDITIONS), seed=st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(folders: Any, made: Made, edition: str, seed: int) -> None:
    before = verdicts(answers(made, folders(), edition))
    shuffled = {table: random.Random(seed).sample(rows, len(rows)) for table, rows in made.items()}
    assert verdicts(answers(shuffled, folders(), edition)) == before


@SLOW
@given(made=joined())
def test_another_supply_inside_never_lowers_the_supply_share(folders: Any, made: Made) -> None:
    before = answers(made, folders(), "779-2018")
    more = [supply for part in parts_of(made) if (supply := another_supply(made, part))]
    if not more:
        return
    made["supplies"] = [*made.get("supplies", []), *more]
    after = answers(made, folders(), "779-2018")
    for cluster, own in before.items():
        share = part(own, "supply_side")
        if share is not None:
            now = part(after[cluster], "supply_side")
            assert now is not None
            assert now >= share - 1e-12


def parts_of(made: Made) -> list[str]:
    return sorted({part_of(row["cluster_id"]) for row in made["clusters"]})


def another_supply(made: Made, part: str) -> dict[str, Any] | None:
    """A supply between the first two enterprises of one cluster of the part."""
    present = [
        row
        for row in made.get("memberships", [])
        if row["role"] == "enterprise" and part_of(row["cluster_id"]) == part
    ]
    pairs = (
        (one["organisation_id"], other["organisation_id"])
        for one in present
        for other in present
        if one["cluster_id"] == other["cluster_id"] and one["organisation_id"] != other["organisation_id"]
    )
    if (pair := next(pairs, None)) is None:
        return None
    more = {
        "supplier_id": pair[0],
        "buyer_id": pair[1],
        "product_id": next(r["product_id"] for r in made["products"] if part_of(r["product_id"]) == part),
        "year": YEAR,
        "amount_krub": 7,
        "reported_by": "supplier",
    }
    flow = ("supplier_id", "buyer_id", "product_id", "year")
    same = [r for r in made.get("supplies", []) if all(r[key] == more[key] for key in flow)]
    if same and not any(row.get("reported_by") == "supplier" for row in same):
        # Then the new row would not add to what is known but take its place.
        return None
    return more


def part(own: dict[str, dict[str, Any]], name: str) -> float | None:
    parts = {p["part"]: p["value"] for p in own["industrial.cooperation"]["parts"]}
    value: float | None = parts[name]
    return value


@SLOW
@given(made=joined(), edition=st.sampled_from(EDITIONS))
def test_a_firm_that_leaves_changes_only_its_cluster(folders: Any, made: Made, edition: str) -> None:
    before = answers(made, folders(), edition)
    if not made.get("memberships"):
        return
    first = {part_of(row["cluster_id"]): row for row in reversed(made["memberships"])}
    gone = {(row["cluster_id"], row["organisation_id"]) for row in first.values()}
    made["memberships"] = [
        row for row in made["memberships"] if (row["cluster_id"], row["organisation_id"]) not in gone
    ]
    if not made["memberships"]:
        return
    after = answers(made, folders(), edition)
    for cluster in before.keys() - {cluster for cluster, _ in gone}:
        assert after[cluster] == before[cluster]
