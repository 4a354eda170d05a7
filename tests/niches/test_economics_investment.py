"""What a plant costs and how large it is: whose figure goes first, and projects scaled by hand."""

from datetime import date
from pathlib import Path

import pytest

from kust.data import read_dataset
from kust.niches.investment import KnownProjects, estimate_investment, propose_capacity, read_known_projects
from kust.niches.model_figures import UNKNOWN, given
from kust.niches.niche import Declared, Range
from kust.settings import EconomicSettings

ON = date(2020, 6, 1)
PLAIN = EconomicSettings()


@pytest.fixture
def known(tmp_path: Path) -> KnownProjects:
    tables = {
        "products": "product_id,name,okpd2,unit\nA,А (вымышленные данные),20.60.11.110,168\n"
        "B,Б (вымышленные данные),20.60.11.120,168\nC,В (вымышленные данные),20.60.12,796\n",
        "clusters": "cluster_id,name,kind\nK,Куст (вымышленные данные),industrial\n",
        "projects": "project_id,cluster_id,title,kind,product_id,capacity,ends_on\n"
        "over,K,Завод,investment,A,100,2020-01-01\n"
        "running,K,Завод,investment,A,100,2021-01-01\n"
        "joint,K,Проект,joint,A,100,2020-01-01\n"
        "pieces,K,Цех,investment,C,10,2020-01-01\n",
        "project_costs": "cost_id,project_id,category,basis,year,amount_krub\n"
        "1,over,equipment,plan,2018,800\n2,over,buildings,plan,2018,200\n"
        "3,over,equipment,fact,2019,1200\n4,over,loan_interest,fact,2019,500\n"
        "5,running,equipment,plan,2019,2000\n6,running,equipment,fact,2019,10\n"
        "7,joint,equipment,fact,2019,1\n8,pieces,equipment,fact,2019,77\n",
        "rates": "rate,from_on,value,source\nkey_rate,2020-02-10,0.06,Банк России\n"
        "key_rate,2020-04-27,0.055,Банк России\nkey_rate,2020-06-22,0.045,Банк России\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    return read_known_projects(read_dataset(tmp_path).dataset, ON)


def declared(niche: str, amount: float | None) -> Declared:
    return Declared(niche, "Ниша", 1, Range(), Range(), amount, None, (), "слайд", "B", None)


def test_projects_are_read_with_what_was_planned_and_with_what_was_spent_once_they_are_over(known) -> None:
    found = {one.project_id: one for one in known.projects}
    assert set(found) == {"over", "running", "pieces"}
    assert (found["over"].plan_krub, found["over"].fact_krub) == (1000, 1200)  # interest left out
    assert (found["running"].plan_krub, found["running"].fact_krub) == (2000, None)
    assert found["over"].rows == "project_costs.csv: 2, 3, 4"


def test_the_key_rate_is_the_latest_that_holds_on_the_day(known) -> None:
    assert known.key_rate.value == 0.055
    assert known.key_rate.values["source"] == "Банк России"
    assert known.profit_tax_rate is UNKNOWN


def test_the_users_figure_goes_before_a_declared_one_and_that_before_an_analogy(known) -> None:
    settings = EconomicSettings(investment_krub={"A": 5.0})
    niches = [declared("n2", 300.0), declared("n1", 200.0), declared("n3", None)]
    own = estimate_investment("A", given(100.0), known, settings, declared=niches)
    assert (own.value, own.basis) == (5.0, "user")
    told = estimate_investment("A", given(100.0), known, PLAIN, declared=niches)
    assert (told.range, told.basis, told.values["niches"]) == (Range(200, 300), "declared", "n1, n2")


def test_an_analogy_scales_with_capacity_and_has_a_range(known) -> None:
    # Twice the capacity: 2^0.6 = 1.5157166; the fact 1200 and the plan 2000 → 1818.86 and 3031.43, median 2425.15.
    # Range: the least is 1000 · 2^0.4 = 1319.51, the most 2000 · 2^0.8 = 3482.20.
    found = estimate_investment("A", given(200.0), known, PLAIN)
    assert found.basis == "analogy"
    assert found.value == pytest.approx(1600 * 1.515716567, rel=1e-8)
    assert found.range.least == pytest.approx(1000 * 1.319507911, rel=1e-8)
    assert found.range.most == pytest.approx(2000 * 1.741101127, rel=1e-8)
    assert found.values["projects"] == "over, running"
    assert "project_costs.csv: 2, 3, 4" in found.values["rows"]


def test_a_product_without_projects_takes_those_of_its_class_in_the_same_unit(known) -> None:
    found = estimate_investment("B", given(100.0), known, PLAIN, okpd2="20.60.11.120", unit="168")
    assert (found.value, found.note, found.values["level"]) == (1600, "analogy_same_class", 8)
    wide = estimate_investment("X", given(10.0), known, PLAIN, okpd2="20.60.13", unit="796")
    assert (wide.value, wide.values["level"]) == (77, 7)
    assert estimate_investment("X", given(10.0), known, PLAIN, okpd2="20.60.13", unit="112") is UNKNOWN


def test_where_nothing_is_alike_nothing_is_known(known) -> None:
    assert estimate_investment("Z", given(1.0), known, PLAIN, okpd2="29.10.10", unit="168").value is None
    assert estimate_investment("A", UNKNOWN, known, PLAIN).value is None


def test_capacity_is_the_users_else_of_projects_else_the_least_scale_else_what_sells(known) -> None:
    nobody = KnownProjects(ON)
    scale = given(500.0)
    settings = EconomicSettings(capacity={"A": 7.0})
    assert propose_capacity("A", known, settings, minimum_scale=scale).value == 7.0
    assert propose_capacity("A", known, PLAIN, minimum_scale=scale).value == 100
    assert propose_capacity("A", nobody, PLAIN, minimum_scale=scale).note == "capacity_is_minimum_scale"
    assert propose_capacity("A", nobody, PLAIN, sold_most=30.0).basis == "assumption"
    assert propose_capacity("A", nobody, PLAIN).value is None
