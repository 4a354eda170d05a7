"""Needs of the shipped examples: worked out from the CSV in plain Python, and as the slides are read."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kust.data import read_dataset
from kust.examples import describe, load
from kust.niches.need import Need, Needs, as_json
from kust.niches.needs import calc_needs

Rows = list[dict[str, str]]
# docs/examples.md: three niches, and two traps (tiny imports; free capacity inside).
IMPORT_SHARES = {"P308": 0.953, "P209": 0.811, "P309": 0.661, "P213": 1.0, "P205": 0.415}
GRADES = {"P308": "critical", "P209": "high", "P309": "between", "P213": "critical", "P205": None}


def calc(name: str, engine: str = "polars") -> Needs:
    about = describe(name)
    return calc_needs(read_dataset(load(name), engine).dataset, on=about.on, year=about.year)


def rows_of(table: str) -> Rows:
    with (Path(load("machine-building")) / f"{table}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def machines() -> dict[str, Need]:
    return {need.product_id: need for need in calc("machine-building").needs}


def participants() -> set[str]:
    return {
        row["organisation_id"]
        for row in rows_of("memberships")
        if row["role"] == "enterprise" and not (row["left_on"] and row["left_on"] <= "2019-03-01")
    }


def flows_of(product: str) -> Iterator[tuple[str, str, float, float, float]]:
    """Supplier, buyer, amount, quantity, imported amount of 2018: by the buyer, else the supplier, else the ledger."""
    home = {row["organisation_id"]: row["country"] for row in rows_of("organisations")}
    rows = [row for row in rows_of("supplies") if (row["year"], row["product_id"]) == ("2018", product)]
    for supplier, buyer in sorted({(row["supplier_id"], row["buyer_id"]) for row in rows}):
        own = [row for row in rows if (row["supplier_id"], row["buyer_id"]) == (supplier, buyer)]
        side = next(s for s in ("buyer", "supplier", "ledger") if any(r["reported_by"] == s for r in own))
        told = [row for row in own if row["reported_by"] == side]
        amount = sum(float(row["amount_krub"]) for row in told)
        quantity = sum(float(row["quantity"]) for row in told)
        abroad = [row for row in told if (row["origin_country"] or home[supplier]) != "RU"]
        yield supplier, buyer, amount, quantity, sum(float(row["amount_krub"]) for row in abroad)


@pytest.mark.parametrize("product", IMPORT_SHARES)
def test_demand_and_import_share_are_those_of_the_rows(machines: dict[str, Need], product: str) -> None:
    need, inside = machines[product], participants()
    flows = [flow for flow in flows_of(product) if flow[1] in inside]
    amount, quantity, imported = (sum(flow[place] for flow in flows) for place in (2, 3, 4))
    assert need.amount_krub == pytest.approx(amount)
    assert need.quantity == pytest.approx(quantity)
    assert need.imported_krub == pytest.approx(imported)
    assert need.import_share == pytest.approx(imported / amount)
    assert need.import_share == pytest.approx(IMPORT_SHARES[product], abs=5e-4)
    assert need.price_krub == pytest.approx(amount / quantity)
    by_supplier = [sum(flow[2] for flow in flows if flow[0] == one) for one in {flow[0] for flow in flows}]
    assert need.concentration == pytest.approx(sum((one / amount) ** 2 for one in by_supplier))
    by_buyer = {
        one: sum(flow[2] for flow in flows if flow[1] == one) / amount for one in {flow[1] for flow in flows}
    }
    assert {buyer.organisation_id: buyer.share for buyer in need.buyers} == pytest.approx(by_buyer)


def test_what_everybody_buys_is_a_need_and_nothing_else(machines: dict[str, Need]) -> None:
    inside = participants()
    bought = {
        product
        for product in {row["product_id"] for row in rows_of("supplies")}
        if any(flow[1] in inside and flow[0] != flow[1] and flow[2] > 0 for flow in flows_of(product))
    }
    assert set(machines) == bought
    assert len(bought) == 33


def test_grades_are_those_of_the_two_readings(machines: dict[str, Need]) -> None:
    for product, grade in GRADES.items():
        found = [cause.grade for cause in machines[product].causes if cause.basis == "figures"]
        assert found == ([grade] if grade else [])
    others = set(machines) - set(GRADES)
    assert not any(machines[product].causes for product in others)
    assert all(machines[product].import_share == 0 for product in others)


def test_the_bearings_come_from_china_through_a_dealer_at_home(machines: dict[str, Need]) -> None:
    first, second = machines["P209"].sources
    assert (first.supplier_id, first.country, first.amount_krub) == (
        "D03",
        "CN",
        16_500 + 4_500 + 1_350 + 4_000,
    )
    assert (second.supplier_id, second.country, second.amount_krub) == ("D05", "RU", 4_200 + 1_500 + 450)


def test_both_traps_are_told_by_their_figures(machines: dict[str, Need]) -> None:
    filters, cylinders = machines["P213"], machines["P205"]
    assert (filters.import_share, filters.imported_krub) == (1.0, 312)
    # outputs.csv: M06 made 15,500 and could make 20,000; M14 buys 1,500 in Italy.
    assert [(maker.organisation_id, maker.output, maker.capacity) for maker in cylinders.makers] == [
        ("M06", 15_500, 20_000)
    ]
    assert cylinders.free_capacity == 4_500
    assert cylinders.others_price_krub == 24_000 / 1_500


def test_declarations_are_joined_and_the_one_that_the_figures_do_not_bear_out_is_told() -> None:
    needs = calc("machine-building")
    joined = {
        need.product_id: [one.need_id for one in need.declared] for need in needs.needs if need.declared
    }
    assert joined == {
        "P308": ["need-pumps"],
        "P209": ["need-bearings"],
        "P309": ["need-controllers"],
        "P205": ["need-cylinders"],
        "P213": ["need-filters"],
    }
    # M14 names import dependence, but buys less than half of its cylinders abroad: 26,250 of 55,290.
    (finding,) = needs.findings
    assert (finding.code, finding.value, finding.row) == ("needs.no_such_cause", "need-cylinders", 5)
    assert finding.values["found"] == pytest.approx(100 * 26_250 / 55_290)


def test_composites_tell_the_four_problem_groups_of_the_slides() -> None:
    needs = {need.product_id: need for need in calc("composites").needs}
    told = {
        product: (need.import_share, need.import_share_max, {(c.cause, c.grade) for c in need.causes})
        for product, need in needs.items()
    }
    # facts of the slides: share, grade and main problem of each group, with their certainty.
    assert told == {
        "pan-prekursor-3": (0.9, 0.95, {("import_dependence", "critical"), ("high_cost", None),
                                        ("outdated_technology", None), ("missing_characteristics", None)}),
        "steklovolokno": (None, None, {("missing_characteristics", None), ("low_volume", None)}),
        "tkani-i-prepregi": (0.6, 0.7, {("import_dependence", "high"), ("high_cost", None)}),
        "kompozitnye-ballony": (1.0, None, {("import_dependence", "critical"), ("high_cost", None)}),
    }  # fmt: skip
    assert {need.basis for need in needs.values()} == {"declared"}
    assert {need.amount_krub for need in needs.values()} == {None}
    assert {need.free_capacity for need in needs.values()} == {None}
    certainties = {product: need.declared[0].certainty for product, need in needs.items()}
    assert certainties.pop("kompozitnye-ballony") == "A"
    assert set(certainties.values()) == {"C"}
    assert needs["tkani-i-prepregi"].declared[0].foreign_suppliers == "Porcher ind (Франция), Alstrem (США)"


def test_wild_harvest_buys_nothing_abroad_and_declares_a_long_haul() -> None:
    needs = {need.product_id: need for need in calc("wild-harvest").needs}
    assert {need.import_share for need in needs.values()} == {0}
    assert [(c.cause, c.part_of, c.basis) for c in needs["P31"].causes] == [
        ("long_haul", "high_cost", "declared"),
        ("high_cost", None, "declared"),
    ]


def alike(one: object, other: object) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(alike(a, b) for a, b in zip(one, other, strict=True))
    return bool(one == pytest.approx(other)) if isinstance(one, float) else one == other


@pytest.mark.parametrize("name", ["machine-building", "wild-harvest"])
def test_duckdb_gives_the_same_needs(name: str) -> None:
    pytest.importorskip("duckdb")
    assert alike(as_json(calc(name, "duckdb"))["needs"], as_json(calc(name))["needs"])


def test_another_day_counts_who_was_a_participant_then() -> None:
    dataset = read_dataset(load("machine-building")).dataset
    # M15 left on 2018-07-01 and M08, which buys controllers, joined on 2018-06-15.
    early = calc_needs(dataset, on=date(2018, 6, 1), year=2017)
    (controllers,) = [need for need in early.needs if need.product_id == "P309"]
    assert {buyer.organisation_id for buyer in controllers.buyers} == {"M13", "M14"}
