"""Every table of docs/methods/input-output.md is what the program gives, and what arithmetic gives."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from kust.chain.input_output import (
    calc_coefficients,
    calc_downstreamness,
    calc_multipliers,
    calc_upstreamness,
    extract,
    solve_leontief,
)
from kust.chain.members import find_members
from kust.chain.product_graph import calc_product_graph
from kust.chain.product_table import KnockOn, ProductTable, calc_knock_on, calc_product_table
from tests.docs.worked import holds, read_tables, work_out

from .small import ON, YEAR, write

PAGE = Path(__file__).parents[2] / "docs/methods/input-output.md"
TABLES = {table.headings[0]: table.rows for table in read_tables(PAGE.read_text("utf-8").splitlines())}


@pytest.fixture(scope="module")
def example() -> dict[str, Any]:
    return yaml.safe_load(PAGE.read_text("utf-8").split("```yaml input-output\n")[1].split("```")[0])


@pytest.fixture(scope="module")
def table(example, tmp_path_factory) -> ProductTable:
    rows = [f"{s},{b},{p},{YEAR},{x},{origin}" for s, b, p, x, origin in example["supplies"]]
    head = "supplier_id,buyer_id,product_id,year,amount_krub,origin_country"
    dataset = write(
        tmp_path_factory.mktemp("page"),
        example["makes"],
        [tuple(row[:4]) for row in example["supplies"]],
        supplies="\n".join([head, *rows]),
    )
    return calc_product_table(dataset, calc_product_graph(dataset, find_members(dataset, ON), YEAR), YEAR)


@pytest.fixture(scope="module")
def called(example, table) -> KnockOn:
    return calc_knock_on(table, *example["asked"])


def test_coefficients_of_the_page_are_purchases_by_output(example, table) -> None:
    for row in TABLES["input"]:
        bought = [one for one in example["supplies"] if one[2] == row["input"]]
        assert holds(row["bought"], sum(one[3] for one in bought))
        assert holds(row["domestic"], sum(one[3] for one in bought if one[4] == "RU"))
        assert holds(row["output of the buyer"], sum(example["makes"][bought[0][1]].values()))
        share = work_out("domestic / output of the buyer", row)
        assert holds(row["domestic / output of the buyer"], share)
        place = table.products.index(row["input"]), table.products.index(row["product"])
        assert table.domestic[place] == pytest.approx(share)


def test_what_is_called_forth_is_that_of_the_page(called) -> None:
    rows = [row for row in TABLES["product"] if "called forth" in row]
    assert {row["product"] for row in rows} == set(called.by_product)
    for row in rows:
        assert holds(row["called forth"], called.by_product[row["product"]])
        assert row["inputs known"] == ("no" if row["product"] in called.unknown else "yes")
    assert f"\n{called.total_krub:.0f} in all" in PAGE.read_text("utf-8")
    assert called.total_krub == pytest.approx(sum(float(row["called forth"]) for row in rows))


def test_the_table_of_two_sectors_is_that_of_the_page() -> None:
    rows = TABLES["sector"]
    flows = np.array([[float(row["flow to 1"]), float(row["flow to 2"])] for row in rows])
    final, output = (np.array([float(row[c]) for row in rows]) for c in ("final demand", "output"))
    a = calc_coefficients(flows, output)
    assert solve_leontief(a, final) == pytest.approx(output)
    found = {
        "multiplier": calc_multipliers(a),
        "upstreamness": calc_upstreamness(flows, output),
        "downstreamness": calc_downstreamness(flows, output),
        "loss without 1": extract(a, final, 0),
    }
    for column, figures in found.items():
        assert all(holds(row[column], figure) for row, figure in zip(rows, figures, strict=True))


def test_codes_of_the_page_are_those_of_the_program() -> None:
    said = {row["code"] for row in TABLES["code"]}
    assert all(f"``{code}``" in (ProductTable.__doc__ or "") for code in said)
