"""The worked table of docs/methods/niche-economics.md is what arithmetic and the program give."""

from dataclasses import replace
from pathlib import Path

import pytest

from kust.finance import irr, payback, profitability_index
from kust.niches.model_break_even import break_even_price, break_even_quantity
from kust.niches.model_flows import Plant, run_model
from tests.docs.worked import holds, number_of, read_tables

from .test_economics import plain_cash

PAGE = Path(__file__).parents[2] / "docs/methods/niche-economics.md"
TABLES = {table.headings[0]: table.rows for table in read_tables(PAGE.read_text("utf-8").splitlines())}
PLANT = Plant(
    investment=600,
    price=10,
    capacity=100,
    demand=(100,) * 4,
    demand_share=1,
    unit_cost=4,
    fixed_cost=150,
    build_years=1,
    ramp_up=(0.5, 1),
    depreciation_years=3,
    profit_tax_rate=0.2,
    loss_offset_share=0.5,
    working_capital_share=0.1,
    discount_rate=0.1,
)
ROWS = TABLES["year"]
CASH = [number_of(row["cash"]) for row in ROWS]


def test_each_row_follows_from_the_others_by_arithmetic() -> None:
    for year, row in enumerate(ROWS):
        told = {name: number_of(cell) for name, cell in row.items()}
        spent = told["variable cost"] + told["fixed cost"]
        assert told["revenue"] == 10 * told["sold"]
        assert told["variable cost"] == 4 * told["sold"]
        assert told["profit"] == told["revenue"] - spent - told["depreciation"]
        assert told["tax"] == pytest.approx(0.2 * max(told["profit"] - told["used"], 0))
        paid = told["tax"] + told["investment"] + told["growth of capital"]
        assert told["cash"] == told["revenue"] - spent - paid
        assert holds(row["discounted"], told["cash"] / 1.1**year)


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("sold", "sold"),
        ("revenue", "revenue"),
        ("variable cost", "variable_cost"),
        ("fixed cost", "fixed_cost"),
        ("depreciation", "depreciation"),
        ("profit", "profit"),
        ("losses", "losses"),
        ("used", "used"),
        ("tax", "tax"),
        ("growth of capital", "working_capital"),
        ("investment", "investment"),
        ("cash", "cash"),
    ],
)
def test_the_program_gives_the_rows_of_the_page(heading: str, code: str) -> None:
    found = getattr(run_model(PLANT), code)[0]
    assert [number_of(row[heading]) for row in ROWS] == pytest.approx(list(found))


def test_results_of_the_page_are_those_of_its_rows() -> None:
    said = {row["result"]: row["value"] for row in TABLES["result"]}
    npv = sum(cash / 1.1**year for year, cash in enumerate(CASH))
    assert holds(said["NPV"], npv)
    assert holds(said["NPV"], float(run_model(PLANT).npv[0]))
    assert holds(said["PI"], (npv + 600) / 600)
    assert holds(said["PI"], profitability_index(npv, 600))
    assert holds(said["payback"], 2 + 140 / 500)
    assert holds(said["payback"], payback(CASH))
    assert holds(said["discounted payback"], 2 + 211.5702 / 375.6574)
    assert holds(said["discounted payback"], payback(CASH, 0.1))
    assert holds(said["IRR"], irr(CASH).rate)
    rate = number_of(said["IRR"])
    below, above = (
        sum(cash / (1 + rate + step) ** year for year, cash in enumerate(CASH)) for step in (5e-5, -5e-5)
    )
    assert below < 0 < above


def test_break_evens_of_the_page_bring_npv_to_zero() -> None:
    said = {row["result"]: row["value"] for row in TABLES["result"]}
    assert holds(said["break-even price"], break_even_price(PLANT))
    assert holds(said["break-even quantity"], break_even_quantity(PLANT))
    price, quantity = (number_of(said[f"break-even {name}"]) for name in ("price", "quantity"))
    for plant in (replace(PLANT, price=price), replace(PLANT, demand=(100, 100, quantity, quantity))):
        assert sum(cash / 1.1**year for year, cash in enumerate(plain_cash(plant))) == pytest.approx(
            0, abs=0.02
        )
