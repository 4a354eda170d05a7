"""The table of products of a dataset: coefficients, what is missing, what an amount calls forth; all by hand."""

from datetime import date

import pytest

from kust.chain.members import find_members
from kust.chain.product_graph import calc_product_graph
from kust.chain.product_table import ProductTable, calc_knock_on, calc_product_table, knock_on
from kust.data import read_dataset
from kust.data.dataset import Dataset
from kust.examples import load

from .small import ON, YEAR, write

MAKES = {"Mine": {"ore": 100}, "Steelworks": {"steel": 300}, "Press": {"panel": 400, "blank": 100}}
SUPPLIES = [
    ("Mine", "Steelworks", "ore", 90),
    ("Steelworks", "Press", "steel", 200),
    ("Dealer", "Press", "paint", 50),
]


def table_of(dataset: Dataset, on: date = ON, year: int = YEAR) -> ProductTable:
    return calc_product_table(dataset, calc_product_graph(dataset, find_members(dataset, on), year), year)


def cell(table: ProductTable, input_id: str, product: str, which: str = "domestic") -> float:
    return float(getattr(table, which)[table.products.index(input_id), table.products.index(product)])


def test_a_coefficient_is_what_goes_in_by_what_comes_out(tmp_path) -> None:
    table = table_of(write(tmp_path, MAKES, SUPPLIES))
    assert cell(table, "ore", "steel") == pytest.approx(90 / 300)
    # Press spreads its purchases by output: 200 · 400/500 / 400 for panels, the same for blanks.
    assert cell(table, "steel", "panel") == pytest.approx(200 / 500)
    assert cell(table, "paint", "blank") == pytest.approx(50 / 500)
    assert table.imported.nnz == 0 or abs(table.imported).max() == 0
    assert table.missing == {"ore": ("inputs",), "paint": ("no_maker",)}


def test_what_an_amount_calls_forth_is_followed_to_where_nothing_more_is_known(tmp_path) -> None:
    found = calc_knock_on(table_of(write(tmp_path, MAKES, SUPPLIES)), "panel", 1000)
    # 1000 of panels take 0.4 of steel and 0.1 of paint, the steel takes 0.3 of ore.
    assert found.by_product == pytest.approx({"panel": 1000, "steel": 400, "paint": 100, "ore": 120})
    assert found.total_krub == pytest.approx(1620)
    assert found.unknown == ("ore", "paint")


def test_imported_inputs_call_forth_nothing_at_home(tmp_path) -> None:
    supplies = """supplier_id,buyer_id,product_id,year,amount_krub,origin_country
        Mine,Steelworks,ore,2018,90,
        Steelworks,Press,steel,2018,150,
        Dealer,Press,steel,2018,50,CN
        Dealer,Press,paint,2018,50,CN"""
    table = table_of(write(tmp_path, MAKES, SUPPLIES, supplies=supplies))
    assert cell(table, "steel", "panel") == pytest.approx(0.3)
    assert cell(table, "steel", "panel", "imported") == pytest.approx(0.1)
    assert knock_on(table, "panel", 1000) == pytest.approx(1000 * (1 + 0.3 * (1 + 0.3)))


@pytest.mark.parametrize("product", ["paint", "ore", "absent"])
def test_without_known_inputs_nothing_is_told_and_null_is_not_zero(tmp_path, product: str) -> None:
    table = table_of(write(tmp_path, MAKES, SUPPLIES))
    assert knock_on(table, product, 1000) is None
    assert calc_knock_on(table, product, 1000).unknown == (product,)


def test_an_output_that_is_not_told_leaves_its_column_unknown(tmp_path) -> None:
    makes = {**MAKES, "Steelworks": {"steel": None}}
    table = table_of(write(tmp_path, makes, SUPPLIES))
    assert table.missing["steel"] == ("output",)
    assert knock_on(table, "steel", 1000) is None
    assert knock_on(table, "panel", 1000) == pytest.approx(1500)
    assert "steel" in calc_knock_on(table, "panel", 1000).unknown


def test_makers_whose_purchases_are_not_told_do_not_thin_out_the_inputs(tmp_path) -> None:
    makes = {**MAKES, "Silent": {"panel": 5000}}
    table = table_of(write(tmp_path, makes, [*SUPPLIES, ("Silent", "Mine", "panel", 1)]))
    assert cell(table, "steel", "panel") == pytest.approx(0.4)


def test_inputs_above_the_output_are_named_and_a_table_that_cannot_be_solved_tells_nothing(tmp_path) -> None:
    makes = {"A": {"one": 100}, "B": {"two": 100}}
    table = table_of(write(tmp_path, makes, [("A", "B", "one", 120), ("B", "A", "two", 110)]))
    assert table.missing == {"one": ("inputs_above_output",), "two": ("inputs_above_output",)}
    assert not table.productive
    assert knock_on(table, "one", 10) is None
    # Without the way back the series ends, whatever the sums.
    once = table_of(write(tmp_path / "once", makes, [("A", "B", "one", 120)]))
    assert once.missing["two"] == ("inputs_above_output",)
    assert knock_on(once, "two", 10) == pytest.approx(10 + 12)


def test_a_recipe_without_an_amount_is_named(tmp_path) -> None:
    recipes = "product_id,input_id,quantity_per_unit\npanel,steel,1.5"
    table = table_of(write(tmp_path, MAKES, SUPPLIES, recipes=recipes))
    assert "amount" in table.missing["panel"]


def test_hydraulics_of_machine_building_call_forth_what_their_recipe_costs() -> None:
    dataset = read_dataset(load("machine-building")).dataset
    table = table_of(dataset)
    # recipes.csv: 10 hoses P206 a hydraulic system P306; supplies.csv 2018: 9,000 for 10,800; outputs.csv: 900
    # systems for 82,800. All hoses are bought from M07.
    assert cell(table, "P206", "P306") == pytest.approx(10 * 900 * (10800 / 9000) / 82800)
    # Pumps come from F01, F02 (abroad) and D04 (at home): what is imported of them is no demand at home.
    assert 0 < cell(table, "P308", "P306") < cell(table, "P308", "P306", "imported")
    assert table.missing["P308"] == ("no_maker",)
    assert knock_on(table, "P308", 1000) is None


def test_duckdb_gives_the_table_of_polars() -> None:
    pytest.importorskip("duckdb")
    polars = table_of(read_dataset(load("machine-building")).dataset)
    duckdb = table_of(read_dataset(load("machine-building"), engine="duckdb").dataset)
    assert duckdb.missing == polars.missing
    assert abs(duckdb.domestic - polars.domestic).max() < 1e-12
    assert abs(duckdb.imported - polars.imported).max() < 1e-12
