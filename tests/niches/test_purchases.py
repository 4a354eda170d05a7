"""Purchases matched in one pass, held against a loop in plain Python and against the split by country."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kust.chain.imports import split_by_country
from kust.chain.purchases import HOME, SIDES, match_purchases
from kust.data import read_dataset
from kust.data.dataset import Dataset, Origin, empty_frame
from kust.data.engines import find_engine
from kust.data.flows import KEYS, match_flows
from kust.data.schema import tables
from kust.examples import load

ENGINES = ("polars", "duckdb")
FIGURES = ("bought_krub", "imported_krub", "unplaced_krub", "quantity", "imported_quantity")
Rows = list[dict[str, Any]]
COUNTRIES: Mapping[str, str | None] = {"A": "RU", "B": "RU", "C": "CN", "D": None}


def frame_of(table: str, rows: Rows) -> pl.DataFrame:
    empty = empty_frame(tables()[table])
    return pl.DataFrame([{**dict.fromkeys(empty.columns), **row} for row in rows], schema=empty.schema)


def dataset_of(supplies: Rows, engine: str = "polars") -> Dataset:
    """Rows as a dataset; the supplier E stands in no table of organisations."""
    firms = [{"organisation_id": firm, "name": firm, "country": home} for firm, home in COUNTRIES.items()]
    place = {"_file": pl.lit("x.csv"), "_sheet": pl.lit(None, pl.String), "_row": pl.lit(2, pl.Int64)}
    origins = {
        name: Origin((), len(rows), frozenset(), frame_of(name, rows).with_columns(**place))
        for name, rows in (("supplies", supplies), ("organisations", firms))
    }
    return Dataset(Path("x"), find_engine(engine), "sha256:0", origins)


def row(
    supplier: str, by: str | None, amount: float, origin: str | None = None, quantity: float | None = None
):
    return {"supplier_id": supplier, "buyer_id": "A", "product_id": "p", "year": 2018, "reported_by": by,
            "amount_krub": amount, "origin_country": origin, "quantity": quantity}  # fmt: skip


def matched(dataset: Dataset, *years: int, **options: Any) -> dict[tuple[Any, ...], dict[str, Any]]:
    found = pl.DataFrame(dataset.collect(match_purchases(dataset, *years, **options)).to_native())
    return {tuple(one[key] for key in ("year", *KEYS)): one for one in found.iter_rows(named=True)}


def by_loop(supplies: Rows) -> dict[tuple[Any, ...], dict[str, Any]]:
    """The same in plain Python, flow by flow and row by row."""
    flows: dict[tuple[Any, ...], dict[str, Rows]] = defaultdict(lambda: defaultdict(list))
    for one in supplies:
        if one["supplier_id"] != one["buyer_id"]:
            key = (one["year"], *(one[name] for name in KEYS))
            flows[key][one["reported_by"] or "ledger"].append(one)
    return {key: tell_flow(key[1], sides) for key, sides in flows.items()}


def tell_flow(supplier: str, sides: Mapping[str, Rows]) -> dict[str, Any]:
    bought = sum(one["amount_krub"] for one in sides[next(side for side in SIDES if side in sides)])
    sold = {s: [one for one in sides.get(s, []) if one["amount_krub"] > 0] for s in SIDES}
    sells = [side for side in SIDES if sold[side]]
    knows = [side for side in sells if any(one["origin_country"] for one in sold[side])]
    word = (knows or sells or [None])[0]
    told = {"origin_by": word, "bought_krub": bought}
    if bought == 0:
        return told | dict.fromkeys(FIGURES, 0.0)
    counts = [side for side in sells if all(one["quantity"] is not None for one in sold[side])]
    quantity = sum(one["quantity"] for one in sold[counts[0]]) if counts else None
    whole = sum(one["amount_krub"] for one in sold[word])
    parts = {"abroad": 0.0, "home": 0.0, "nowhere": 0.0}
    for one in sold[word]:
        parts[place_of(supplier, one)] += one["amount_krub"]
    return told | {
        "quantity": quantity,
        "imported_krub": bought * parts["abroad"] / whole,
        "unplaced_krub": bought * parts["nowhere"] / whole,
        "imported_quantity": imported_quantity(supplier, sold[word], quantity, parts),
    }


def place_of(supplier: str, one: Mapping[str, Any]) -> str:
    country = one["origin_country"] or COUNTRIES.get(supplier)
    return "nowhere" if country is None else "home" if country == HOME else "abroad"


def imported_quantity(supplier: str, rows: Rows, quantity: float | None, parts: Mapping[str, float]):
    if parts["abroad"] == 0 and parts["nowhere"] == 0:
        return 0.0
    if parts["home"] == 0 and parts["nowhere"] == 0:
        return quantity
    if parts["nowhere"] or quantity is None or any(one["quantity"] is None for one in rows):
        return None
    abroad = sum(one["quantity"] for one in rows if place_of(supplier, one) == "abroad")
    whole = sum(one["quantity"] for one in rows)
    return quantity * abroad / whole if whole else None


def alike(one: float | None, other: float | None) -> bool:
    return one == other if one is None or other is None else one == pytest.approx(other, rel=1e-9, abs=1e-9)


def assert_same(found: Mapping[Any, Any], expected: Mapping[Any, Any]) -> None:
    assert found.keys() == expected.keys()
    for key, told in expected.items():
        assert found[key]["origin_by"] == told["origin_by"], key
        assert all(alike(found[key][figure], told[figure]) for figure in FIGURES), (key, found[key], told)


CASE = st.lists(
    st.fixed_dictionaries(
        {
            "supplier_id": st.sampled_from("ABCDE"),
            "buyer_id": st.sampled_from("AB"),
            "product_id": st.sampled_from(("p", "q")),
            "year": st.sampled_from((2017, 2018)),
            "origin_country": st.sampled_from((None, None, "RU", "CN", "DE")),
            "reported_by": st.sampled_from((None, "ledger", "buyer", "buyer", "supplier")),
            "quantity": st.sampled_from((None, 0.0, 3.0, 7.5)),
            "amount_krub": st.sampled_from((0.0, 10.0, 12.5, 99.9)),
        }
    ),
    max_size=30,
)
# Twelve cases at once, each about products of its own: flows of different products know nothing of each other.
ROWS = st.lists(CASE, min_size=12, max_size=12).map(
    lambda cases: [
        row | {"product_id": f"{row['product_id']}{number}"}
        for number, case in enumerate(cases)
        for row in case
    ]
)


@settings(max_examples=20, deadline=None)
@given(ROWS)
def test_one_pass_is_what_a_loop_over_the_rows_says(rows: Rows) -> None:
    assert_same(matched(dataset_of(rows)), by_loop(rows))


@settings(max_examples=4, deadline=None)
@given(ROWS)
def test_duckdb_matches_as_the_loop_does(rows: Rows) -> None:
    pytest.importorskip("duckdb")
    assert_same(matched(dataset_of(rows, "duckdb")), by_loop(rows))


@settings(max_examples=12, deadline=None)
@given(ROWS)
def test_amounts_are_those_of_the_matched_flows(rows: Rows) -> None:
    of_2018 = [one for one in rows if one["year"] == 2018 and one["supplier_id"] != one["buyer_id"]]
    flows = match_flows(dataset_of(of_2018).table("supplies")).collect().to_native()
    expected = {(2018, *one[:3]): one[4] for one in flows.iter_rows()}
    found = {key: one["bought_krub"] for key, one in matched(dataset_of(rows), 2018).items()}
    assert found == pytest.approx(expected)


@settings(max_examples=12, deadline=None)
@given(ROWS)
def test_imports_are_the_foreign_part_of_the_split_by_country(rows: Rows) -> None:
    dataset = dataset_of(rows)
    purchases = matched(dataset, 2018)
    split = split_by_country(dataset, pl.DataFrame(list(purchases.values()), schema=TYPES), 2018)
    parts: dict[tuple[Any, ...], dict[str, float]] = defaultdict(lambda: dict.fromkeys(FIGURES[:3], 0.0))
    for supplier, buyer, product, country, amount in split.iter_rows():
        told = parts[2018, supplier, buyer, product]
        told["bought_krub"] += amount
        if country != HOME:
            told["unplaced_krub" if country is None else "imported_krub"] += amount
    for key, one in purchases.items():
        assert {figure: one[figure] for figure in FIGURES[:3]} == pytest.approx(parts[key])


TYPES = {
    **dict.fromkeys((*KEYS, "origin_by"), pl.String),
    "year": pl.Int64,
    **dict.fromkeys(FIGURES, pl.Float64),
}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_report_without_an_origin_leaves_the_word_to_the_other_side(engine: str) -> None:
    pytest.importorskip(engine)
    # The buyer paid 120 for 12 and does not know where it was made; the dealer says: 75 of 100 (6 of 10) in China.
    rows = [
        row("B", "buyer", 120, None, 12),
        row("B", "supplier", 75, "CN", 6),
        row("B", "supplier", 25, None, 4),
    ]
    (one,) = matched(dataset_of(rows, engine), 2018).values()
    assert (one["bought_krub"], one["imported_krub"], one["unplaced_krub"]) == (120, 90, 0)
    assert (one["quantity"], one["imported_quantity"]) == (12, pytest.approx(7.2))
    assert one["origin_by"] == "supplier"


def test_a_buyer_that_bought_nothing_bought_none_also_where_the_supplier_says_otherwise() -> None:
    (one,) = matched(dataset_of([row("C", "buyer", 0), row("C", "supplier", 50, None, 5)]), 2018).values()
    assert {one[figure] for figure in FIGURES} == {0.0}


def test_quantities_come_from_the_first_side_that_tells_all_of_them() -> None:
    rows = [row("C", "buyer", 60, None, 6), row("C", "buyer", 40), row("C", "supplier", 90, None, 11)]
    (one,) = matched(dataset_of(rows), 2018).values()
    assert (one["bought_krub"], one["imported_krub"], one["quantity"], one["imported_quantity"]) == (
        100,
        100,
        11,
        11,
    )
    rows[2]["quantity"] = None
    (one,) = matched(dataset_of(rows), 2018).values()
    assert (one["quantity"], one["imported_quantity"], one["imported_krub"]) == (None, None, 100)


def test_what_nobody_places_is_neither_imported_nor_domestic() -> None:
    found = matched(dataset_of([row("D", "buyer", 30, None, 3), row("E", "buyer", 20)]), 2018)
    assert [(one["imported_krub"], one["unplaced_krub"]) for one in found.values()] in (
        [(0, 30), (0, 20)],
        [(0, 20), (0, 30)],
    )
    assert all(one["imported_quantity"] is None for one in found.values())


def test_only_the_buyers_asked_about_are_matched() -> None:
    rows = [row("C", "buyer", 30), {**row("C", "buyer", 50), "buyer_id": "B"}]
    found = matched(dataset_of(rows), 2018, buyers=pl.Series(["B"]))
    assert [(key[2], one["bought_krub"]) for key, one in found.items()] == [("B", 50)]


def test_the_example_is_matched_alike_on_both_engines() -> None:
    pytest.importorskip("duckdb")
    one, other = (matched(read_dataset(load("machine-building"), name).dataset) for name in ENGINES)
    assert_same(other, one)
    assert len({key[0] for key in one}) == 2


def test_a_dataset_without_supplies_has_no_purchases() -> None:
    dataset = dataset_of([])
    assert matched(replace(dataset, origins={}), 2018) == {}
