"""The national scan held against a loop in plain Python, whatever the order of rows and the engine."""

import random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import national
from kust.data import read_dataset
from kust.data.dataset import Dataset
from kust.examples import load
from kust.niches import scan_codes
from kust.niches.causes import grade_import_share, read_thresholds
from kust.niches.scan import Scan, scan_niches
from kust.niches.scan_rank import grade_import_shares
from kust.niches.scan_told import choose
from kust.settings import NeedSettings, NicheSettings, Settings

from .scan_loop import YEAR, Rows, Table, dataset_of, scan_by_loop

ENGINES = ("polars", "duckdb")
FIRMS: Rows = [
    {"organisation_id": firm, "name": firm, "country": country, "region": region}
    for firm, country, region in (
        ("A", "RU", "16"),
        ("B", "RU", "16"),
        ("C", "RU", "63"),
        ("D", "RU", None),
        ("E", None, "63"),
        ("F", "CN", None),
        ("G", "DE", None),
    )
]
PRODUCTS: Rows = [
    {"product_id": product, "name": f"Product {product}", "unit": "796"}
    for product in ("p", "q", "r", *(f"{name}{number}" for name in "pq" for number in range(12)))
]
SUPPLIES = st.lists(
    st.fixed_dictionaries(
        {
            "supplier_id": st.sampled_from("ABCDEFG"),
            "buyer_id": st.sampled_from("ABCDEG"),
            "product_id": st.sampled_from("pq"),
            "year": st.sampled_from((2017, YEAR, YEAR)),
            "origin_country": st.sampled_from((None, None, "RU", "CN")),
            "reported_by": st.sampled_from((None, "ledger", "buyer", "supplier")),
            "quantity": st.sampled_from((None, 0.0, 3.0, 7.5)),
            "amount_krub": st.sampled_from((0.0, 10.0, 12.5, 99.9, 250.0)),
        }
    ),
    max_size=40,
)
OUTPUTS = st.lists(
    st.fixed_dictionaries(
        {
            "organisation_id": st.sampled_from("ABCDEFG"),
            "product_id": st.sampled_from("pq"),
            "year": st.sampled_from((2017, YEAR)),
            "quantity": st.sampled_from((None, 0.0, 4.0)),
            "amount_krub": st.sampled_from((None, 0.0, 80.0)),
        }
    ),
    max_size=12,
    unique_by=lambda row: (row["organisation_id"], row["product_id"], row["year"]),
)


@st.composite
def trades(draw: Any) -> tuple[Rows, Rows]:
    """Twelve cases at once, each about two products of its own; now and then a year is without any output."""
    several = [(draw(SUPPLIES), draw(OUTPUTS)) for _ in range(12)]
    supplies, outputs = (
        [
            row | {"product_id": f"{row['product_id']}{number}"}
            for number, pair in enumerate(several)
            for row in pair[kind]
        ]
        for kind in (0, 1)
    )
    silent = draw(st.sampled_from((None, None, 2017, YEAR)))
    return supplies, [row for row in outputs if row["year"] != silent]


def nation(supplies: Rows, outputs: Rows, engine: str = "polars") -> Dataset:
    return dataset_of(engine, supplies=supplies, organisations=FIRMS, products=PRODUCTS, outputs=outputs)


def as_table(rows: pl.DataFrame) -> Table:
    keys = [name for name in ("product_id", "region") if name in rows.columns]
    return {tuple(row[key] for key in keys): row for row in rows.iter_rows(named=True)}


def assert_same(found: Table, expected: Table) -> None:
    assert found.keys() == expected.keys()
    for cell, figures in expected.items():
        for name, value in figures.items():
            ours = found[cell][name]
            same = (
                ours == pytest.approx(value, rel=1e-9, abs=1e-9)
                if isinstance(value, float)
                else ours == value
            )
            assert same, (cell, name, ours, value)


def assert_is_the_loop(scan: Scan, supplies: Rows, outputs: Rows) -> None:
    assert_same(as_table(scan.cells), scan_by_loop(supplies, FIRMS, outputs, by_region=True))
    assert_same(as_table(scan.country), scan_by_loop(supplies, FIRMS, outputs, by_region=False))


@settings(max_examples=16, deadline=None)
@given(trades())
def test_the_scan_is_what_a_loop_over_the_rows_says(made: tuple[Rows, Rows]) -> None:
    supplies, outputs = made
    assert_is_the_loop(scan_niches(nation(supplies, outputs), year=YEAR), supplies, outputs)


@settings(max_examples=4, deadline=None)
@given(trades())
def test_duckdb_scans_as_the_loop_does(made: tuple[Rows, Rows]) -> None:
    pytest.importorskip("duckdb")
    supplies, outputs = made
    assert_is_the_loop(scan_niches(nation(supplies, outputs, "duckdb"), year=YEAR), supplies, outputs)


@settings(max_examples=6, deadline=None)
@given(trades(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(made: tuple[Rows, Rows], chance: random.Random) -> None:
    supplies, outputs = made
    one = scan_niches(nation(supplies, outputs), year=YEAR)
    mixed = [chance.sample(rows, len(rows)) for rows in (supplies, outputs)]
    other = scan_niches(nation(*mixed), year=YEAR)
    for name in ("cells", "country"):
        ours, theirs = getattr(one, name), getattr(other, name)
        assert ours.select(pl.exclude(pl.Float64)).equals(theirs.select(pl.exclude(pl.Float64)))
        assert_same(as_table(ours), as_table(theirs))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_nation_too_large_for_one_number_a_pair_is_scanned_alike(
    engine: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    pytest.importorskip(engine)
    national.make(tmp_path, national.size_of(3000, firms=150))
    dataset = read_dataset(tmp_path, engine=engine).dataset
    one = scan_niches(dataset, year=YEAR)
    monkeypatch.setattr(scan_codes, "_EXACT", 1)
    other = scan_niches(dataset, year=YEAR)
    assert len(one.cells) > 300
    assert_same(as_table(other.cells), as_table(one.cells))


def row(supplier: str, buyer: str, amount: float, product: str = "p", **more: Any) -> dict[str, Any]:
    flow = {"supplier_id": supplier, "buyer_id": buyer, "product_id": product, "amount_krub": amount}
    return flow | {"year": YEAR, "reported_by": "buyer", "origin_country": None, "quantity": None} | more


def test_candidates_come_first_then_each_part_goes_by_imports() -> None:
    # p in 16: all of 5000 imported, q in 63: all of 900 (too little), p in 63: 3000 of 10000, q in 16: 2000 of 2500.
    supplies = [
        row("F", "A", 5000),
        row("F", "C", 900, "q"),
        row("F", "C", 3000),
        row("B", "C", 7000),
        row("F", "B", 2000, "q"),
        row("C", "B", 500, "q"),
    ]
    scan = scan_niches(nation(supplies, []), year=YEAR)
    told = scan.cells.select("rank", "product_id", "region", "grade", "above_minimum", "candidate").rows()
    assert told == [
        (1, "p", "16", "critical", True, True),
        (2, "q", "16", "high", True, True),
        (3, "p", "63", None, True, False),
        (4, "q", "63", "critical", False, False),
    ]
    # Over the country: p 8000 of 15000, q 2900 of 3400 = 0.853.
    assert scan.country.select("product_id", "grade").rows() == [("q", "high"), ("p", None)]


def test_settings_move_the_thresholds_and_the_least_amount() -> None:
    supplies = [row("F", "A", 30), row("B", "A", 70)]
    plain = scan_niches(nation(supplies, []), year=YEAR)
    assert plain.cells["candidate"].to_list() == [False]
    own = Settings(
        needs=NeedSettings(import_high_lower=0.2, import_high=0.25),
        niches=NicheSettings(min_amount_krub=30.0),
    )
    moved = scan_niches(nation(supplies, []), year=YEAR, settings=own)
    assert moved.cells.select("grade", "candidate").row(0) == ("high", True)
    assert scan_niches(nation(supplies, []), year=YEAR, settings=own, min_amount_krub=31).cells[
        "candidate"
    ].to_list() == [False]


SHARES = (0.0, 0.599999, 0.6, 0.6 - 1e-12, 0.65, 0.7, 0.7 + 1e-12, 0.7000001, 0.9 - 1e-12, 0.9, 1.0)


@pytest.mark.parametrize("own", [NeedSettings(), NeedSettings(import_critical=0.65)])
def test_many_shares_are_graded_as_one_is(own: NeedSettings) -> None:
    thresholds = read_thresholds(own)
    told = (
        pl.DataFrame({"share": SHARES}).select(grade_import_shares(pl.col("share"), thresholds)).to_series()
    )
    causes = [grade_import_share(share, thresholds) for share in SHARES]
    assert told.to_list() == [cause.grade if cause else None for cause in causes]


def test_without_registers_the_supplies_name_products_and_buyers_but_no_region() -> None:
    scan = scan_niches(
        dataset_of(supplies=[row("F", "A", 30, origin_country="CN"), row("B", "A", 70)]), year=YEAR
    )
    columns = (
        "product_id",
        "region",
        "imported_krub",
        "import_share",
        "import_share_max",
        "makers_in_country",
    )
    # Of B nobody knows where it is.
    assert scan.cells.select(columns).rows() == [("p", None, 30.0, 0.3, 1.0, None)]


def test_a_year_without_supplies_has_no_cells() -> None:
    scan = scan_niches(nation([row("F", "A", 30)], []), year=2020)
    assert (len(scan.cells), len(scan.country)) == (0, 0)


def test_rows_are_chosen_by_product_region_and_rank() -> None:
    supplies = [row("F", "A", 50), row("F", "C", 40), row("F", "A", 30, "q")]
    scan = scan_niches(nation(supplies, []), year=YEAR)
    assert choose(scan, product="p").cells["rank"].to_list() == [1, 2]
    of_region = choose(scan, region="16")
    assert of_region.cells.select("rank", "product_id").rows() == [(1, "p"), (3, "q")]
    assert len(of_region.country) == 0
    assert choose(scan, top=1).country["product_id"].to_list() == ["p"]


def test_the_demo_has_its_three_niches_and_neither_of_its_two_traps() -> None:
    scan = scan_niches(read_dataset(load("machine-building")).dataset, year=YEAR)
    found = scan.country.filter("candidate")["product_id"].to_list()
    assert sorted(found) == ["P209", "P308", "P309"]
    # P213 is imported in tiny amounts, P205 has makers with free capacity.
    traps = scan.country.filter(pl.col("product_id").is_in(["P213", "P205"])).sort("product_id")
    assert traps.select("above_minimum", "candidate").rows() == [(True, False), (False, False)]
