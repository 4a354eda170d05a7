"""The second round against the test table of the package pymrio: 6 regions × 8 sectors.

Every sector of every region is made a firm with one product. What a sector takes of itself is left out on both sides:
supplies to oneself are no flow of a cluster. Tolerance: 1e-9, relative. The table is read from the files of the
installed package, which are those of its `load_test`: importing it takes longer than all the rest.
"""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from kust.projects import calc_effects
from kust.projects.result import SecondRound

from .made import EFFECTS, ON, write

NEAR = 1e-9
DEMAND = 1000.0
REGION = 8
Table = tuple[np.ndarray, np.ndarray]


def read_figures(name: str) -> np.ndarray:
    """Read a table of the package: two lines of headings, two columns of names and one of the unit."""
    (folder,) = find_spec("pymrio").submodule_search_locations
    text = (Path(folder) / f"mrio_models/test_mrio/mrio_data/{name}.txt").read_text("utf-8")
    return np.array([[float(cell) for cell in line.split("\t")[3:]] for line in text.splitlines()[2:]])


@pytest.fixture(scope="module")
def table() -> Table:
    """Flows and output; the output is what all take, other sectors and final demand."""
    flows, demand = read_figures("trade_flows_Z"), read_figures("finald_demand_Y")
    return flows, flows.sum(axis=1) + demand.sum(axis=1)


def without_own_use(table: Table) -> np.ndarray:
    flows = table[0].copy()
    np.fill_diagonal(flows, 0.0)
    return flows


def ask(folder: Path, table: Table, product: int) -> SecondRound:
    flows, output = without_own_use(table), table[1]
    every = range(len(output))
    traded = [(i, j) for i in every for j in every if flows[i, j] > 0]
    tables = {
        "organisations": ["organisation_id,name,country", *(f"f{i},Ф{i} (вымышленная),RU" for i in every)],
        "products": ["product_id,name", *(f"p{i},П{i} (вымышленные данные)" for i in every)],
        "memberships": ["cluster_id,organisation_id,role", *(f"C,f{i},enterprise" for i in range(REGION))],
        "outputs": ["organisation_id,product_id,year,amount_krub",
                    *(f"f{i},p{i},2019,{float(output[i])!r}" for i in every)],
        "supplies": ["supplier_id,buyer_id,product_id,year,amount_krub",
                     *(f"f{i},f{j},p{i},2019,{float(flows[i, j])!r}" for i, j in traded)],
        "projects": ["project_id,cluster_id,title,kind,product_id", f"X,C,Икс,joint,p{product}"],
        "project_effects": [EFFECTS, f"X,,exports,2020,plan,{DEMAND},,"],
    }  # fmt: skip
    dataset = write(folder, **{name: ";".join(rows) for name, rows in tables.items()})
    (found,) = calc_effects(dataset, on=ON, year=2019).second_rounds
    return found


def test_the_table_is_the_one_whose_figures_pymrio_prints(table: Table) -> None:
    # pymrio 0.7.0, calc_all: sums of x, A and L; output multipliers of the first two sectors; the largest of all.
    flows, output = table
    coefficients = flows / output
    inverse = np.linalg.inv(np.eye(len(output)) - coefficients)
    sums = (output.sum(), coefficients.sum(), inverse.sum())
    assert sums == pytest.approx((3324005349.305, 6.245417284842748, 55.119616504790216), rel=1e-10)
    multipliers = inverse.sum(axis=0)
    assert (*multipliers[:2], multipliers.max()) == pytest.approx(
        (1.6114268859265444, 1.5509788525386696, 1.7693135737561365), rel=1e-10
    )


@pytest.mark.parametrize("product", [0, 2])
def test_what_exports_call_forth_is_the_leontief_inverse_of_the_table(
    tmp_path: Path, table: Table, product: int
) -> None:
    flows, output = without_own_use(table), table[1]
    inverse = np.linalg.inv(np.eye(len(output)) - flows / output)
    expected = DEMAND * (inverse[:, product] - np.eye(len(output))[product])
    found = ask(tmp_path, table, product)
    assert found.called_krub == pytest.approx(expected.sum(), rel=NEAR)
    # The members are the first region's firms.
    assert found.inside_krub == pytest.approx(expected[:REGION].sum(), rel=NEAR)
    told = dict(found.products)
    every = [told.get(f"p{i}", 0.0) for i in range(len(output))]
    assert every == pytest.approx(list(expected), rel=NEAR, abs=1e-7)
    assert found.unknown == ()
    # Left-out own use only calls forth less than the multiplier that pymrio prints.
    assert found.called_krub < DEMAND * (
        np.linalg.inv(np.eye(len(output)) - table[0] / output)[:, product].sum() - 1
    )
