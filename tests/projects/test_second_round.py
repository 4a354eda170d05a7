"""What planned exports call forth, by hand on a chain of three, and against a geometric series."""

from datetime import date
from pathlib import Path

import pytest

from kust.data import read_dataset
from kust.examples import load
from kust.projects import calc_effects

from .made import EFFECTS, ON, write

# A makes P (200) of 50 of Q; B makes Q (100) of 20 of R; R comes from outside, from a maker D of 40 of it.
CHAIN = {
    "organisations": "organisation_id,name,country;A,А (вымышленная),RU;B,Б (вымышленная),RU;D,Д (вымышленная),RU",
    "memberships": "cluster_id,organisation_id,role;C,A,enterprise;C,B,enterprise",
    "products": "product_id,name;P,П (вымышленные данные);Q,К (вымышленные данные);R,Р (вымышленные данные)",
    "outputs": "organisation_id,product_id,year,amount_krub;A,P,2019,200;B,Q,2019,100;D,R,2019,40",
    "supplies": "supplier_id,buyer_id,product_id,year,amount_krub;B,A,Q,2019,50;D,B,R,2019,20",
}  # fmt: skip


def ask(folder: Path, product: str = "P", value: str = "1000", **tables: str):
    projects = f"project_id,cluster_id,title,kind,product_id;X,C,Икс,joint,{product}"
    effects = f"{EFFECTS};X,,exports,2020,plan,{value},,;X,,cooperation_growth,2020,plan,999,,"
    dataset = write(folder, **{**CHAIN, "projects": projects, "project_effects": effects, **tables})
    return calc_effects(dataset, on=ON, year=2019).second_rounds


def test_a_chain_of_three_is_worked_out_by_hand(tmp_path: Path) -> None:
    (found,) = ask(tmp_path)
    # 0.25 of Q in a rouble of P, 0.2 of R in a rouble of Q: 250 of Q, 50 of R; B is a member, D is not.
    assert dict(found.products) == pytest.approx({"Q": 250, "R": 50})
    assert (found.demand_krub, found.called_krub, found.inside_krub) == pytest.approx((1000, 300, 250))
    # Nobody tells what R is made of, so this is a lower bound.
    assert found.unknown == ("R",)


def test_a_product_that_goes_into_its_own_making_calls_itself_forth(tmp_path: Path) -> None:
    # B buys 10 of P to make 100 of Q, A buys 50 of Q to make 200 of P: P takes 0.25 of Q, Q takes 0.1 of P.
    supplies = "supplier_id,buyer_id,product_id,year,amount_krub;B,A,Q,2019,50;A,B,P,2019,10"
    (found,) = ask(tmp_path, supplies=supplies, outputs=CHAIN["outputs"].replace(";D,R,2019,40", ""))
    # Rounds of 0.025: P 1000 / 0.975 in all, Q a quarter of that.
    assert dict(found.products) == pytest.approx({"P": 1000 / 0.975 - 1000, "Q": 250 / 0.975})


def test_imports_call_nothing_forth_at_home(tmp_path: Path) -> None:
    abroad = CHAIN["organisations"].replace("D,Д (вымышленная),RU", "D,Д (вымышленная),DE")
    (found,) = ask(tmp_path, organisations=abroad)
    assert dict(found.products) == pytest.approx({"Q": 250})


def test_without_exports_or_a_product_nothing_is_guessed(tmp_path: Path) -> None:
    assert ask(tmp_path / "none", value="") == ()
    assert ask(tmp_path / "zero", value="0") == ()
    (found,) = ask(tmp_path / "no_product", product="")
    assert (found.called_krub, found.missing) == (None, ("projects.product_id",))
    # R is made, and nobody tells of what.
    (found,) = ask(tmp_path / "no_inputs", product="R")
    assert (found.called_krub, found.missing) == (None, ("supplies.amount_krub",))
    (found,) = ask(tmp_path / "no_output", outputs="organisation_id,product_id,year,amount_krub;B,Q,2019,100")
    assert (found.called_krub, found.missing) == (None, ("outputs.amount_krub",))


def test_exports_that_fall_call_back_as_much_as_they_would_call_forth(tmp_path: Path) -> None:
    (found,) = ask(tmp_path, value="-1000")
    assert dict(found.products) == pytest.approx({"Q": -250, "R": -50})
    assert (found.demand_krub, found.called_krub, found.inside_krub) == pytest.approx((-1000, -300, -250))


def test_the_example_calls_forth_more_inside_than_nothing_and_less_than_its_inputs_allow() -> None:
    dataset = read_dataset(load("machine-building")).dataset
    rounds = calc_effects(dataset, on=date(2019, 3, 1), year=2018).second_rounds
    assert [one.project_id for one in rounds] == ["joint-axle", "joint-hydraulics"]
    for one in rounds:
        assert one.called_krub is not None and one.inside_krub is not None
        assert 0 < one.inside_krub <= one.called_krub < 2 * one.demand_krub
        assert sum(krub for _, krub in one.products) == pytest.approx(one.called_krub)
