"""Demand from history, plans, declared needs and buyers outside, on the made-up dataset and on the example."""

import json
import random

import pytest

from kust.data import read_dataset
from kust.errors import UsageError
from kust.examples import load
from kust.niches.demand import calc_demand
from kust.niches.demanded import as_json
from kust.niches.niche import Range
from kust.niches.ranges import NOTHING
from kust.settings import DemandSettings

from .demand_data import NEEDS, ON, PLANS, YEAR, read, supplies, write


def demand_of(folder, **asked):
    found = calc_demand(read(folder), on=ON, year=YEAR, **asked).find("K", "p")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def machines():
    return calc_demand(read_dataset(load("machine-building")).dataset, on=ON, year=YEAR)


def test_two_years_of_the_machine_builders_support_no_forecast(machines) -> None:
    assert machines.demands
    assert {one.forecasts.krub.reason for one in machines.demands} <= {"short", "gap_year"}
    assert all(one.forecasts.krub.years == () for one in machines.demands)


def test_plans_for_pumps_come_to_their_expected_value_and_the_rest_stays_open(machines) -> None:
    pumps = machines.find("VB", "P308")
    first = pumps.years[0]
    # M13: 450–500 with 0.8, M14: 320–360 with 0.7: 360 + 224 = 584 … 400 + 252 = 652; 20,000 and 14,000: 25,800.
    assert first.year == 2019
    assert first.quantity.plans_expected.least == pytest.approx(584)
    assert first.quantity.plans_expected.most == pytest.approx(652)
    assert first.quantity.plans_stated == Range(770, 860)
    assert first.krub.plans_expected.least == pytest.approx(0.8 * 20_000 + 0.7 * 14_000)
    # M06 bought 900 of 1,670 and has no plan: what it will buy is not known, so the sum has no upper end.
    assert pumps.now.quantity == 1670
    assert (first.quantity.history, first.quantity.existing.most) == (Range(), None)
    assert first.quantity.existing.least == pytest.approx(584)
    # The cluster declared a need of 1,670–1,900, in units only.
    assert pumps.potential_quantity == Range(1670, 1900)
    assert pumps.potential_krub.most is None
    assert [(plan.place.file, plan.place.row) for plan in pumps.plans] == [("plans.csv", 2), ("plans.csv", 3)]
    assert [(need.need_id, need.place.row) for need in pumps.declared] == [("need-pumps", 2)]


def test_a_plan_without_a_probability_is_shown_apart_and_in_no_expected_value(machines) -> None:
    first = machines.find("VB", "P309").years[0]
    assert (first.quantity.plans_expected, first.quantity.plans_stated) == (NOTHING, NOTHING)
    assert (first.quantity.plans_unstated, first.krub.plans_unstated) == (Range(0, 480), Range(0, 12_500))


def test_the_price_of_the_last_year_stands_apart_from_the_money(machines) -> None:
    pumps = machines.find("VB", "P308")
    # 70,840 thousand roubles for 1,670 pumps.
    assert pumps.price_krub == pytest.approx(70_840 / 1670)
    assert pumps.potential_at_price_krub.most == pytest.approx(1900 * 70_840 / 1670)
    assert pumps.potential_krub.least == pytest.approx(25_800)


def test_a_plan_replaces_its_buyer_s_share_and_is_not_added_to_it(tmp_path) -> None:
    without = demand_of(write(tmp_path / "without", plans=[]))
    planned = demand_of(write(tmp_path / "with", plans=["p1,B,p,2019,72,72,,1,план"]))
    whole, rest = (one.years[0].quantity for one in (without, planned))
    # B bought 72 of 180 and surely plans 72 again.
    assert rest.history.least == pytest.approx(whole.history.least * 108 / 180)
    assert rest.existing.most == pytest.approx(whole.history.most * 0.6 + 72)
    # Its plan says nothing of money nor of 2020: there the forecast stands whole.
    assert planned.years[0].krub.history == without.years[0].krub.history
    assert planned.years[1].quantity == without.years[1].quantity


def test_plans_of_all_buyers_stand_for_the_whole_even_where_the_history_is_refused(tmp_path) -> None:
    rows = [row for row in supplies() if ",2018," in row]
    plans = ["p1,A,p,2019,90,110,,0.5,план", "p2,B,p,2019,10,20,,0.5,план"]
    first = demand_of(write(tmp_path, rows=rows, plans=plans, needs=[])).years[0].quantity
    assert (first.history, first.existing, first.potential) == (NOTHING, Range(50, 65), Range(50, 130))


def test_buyers_outside_are_forecast_apart(tmp_path) -> None:
    outside = ["p3,X,p,2020,10,20,,0.5,план X"]
    demand = demand_of(write(tmp_path, plans=[*PLANS, *outside]))
    without = demand_of(write(tmp_path / "alone", rows=[row for row in supplies() if ",X," not in row]))
    # X buys 30 each year, plans 10–20 by one half for 2020; the members' figures know nothing of it.
    assert [year.quantity.outside for year in demand.years] == [Range(30, 30), Range(5, 10), Range(30, 30)]
    assert [plan.plan_id for plan in demand.outside_plans] == ["p3"]
    assert (demand.now.outside_quantity, demand.now.outside_krub) == (30, 300)
    for with_x, alone in zip(demand.years, without.years, strict=True):
        assert with_x.quantity.existing == alone.quantity.existing
        assert alone.quantity.outside == Range()


def test_a_year_in_which_a_buyer_is_not_known_is_a_gap_and_one_without_purchases_is_zero(tmp_path) -> None:
    gap = [row for row in supplies() if not row.startswith("S,B,p,2015")]
    refused = demand_of(write(tmp_path / "gap", rows=gap)).forecasts.quantity
    assert (refused.reason, refused.missing_years) == ("gap_year", (2015,))
    # A row with amount 0 makes B known in 2015: it bought nothing then.
    zero = demand_of(write(tmp_path / "zero", rows=[*gap, "S,B,p,2015,,0"]))
    assert zero.forecasts.quantity.status == "forecast"
    assert [year.quantity for year in zero.history if year.year == 2015] == [85]
    # Looking back three years only, the gap of 2015 is out of sight, and three years are enough if one says so.
    near = DemandSettings(history_years=3, min_years=3)
    assert demand_of(tmp_path / "gap", settings=near).forecasts.quantity.status == "forecast"


def test_a_purchase_without_a_quantity_refuses_the_quantity_and_leaves_the_money(tmp_path) -> None:
    rows = [row.replace("S,A,p,2014,81,", "S,A,p,2014,,") for row in supplies()]
    demand = demand_of(write(tmp_path, rows=rows, plans=[], needs=[]))
    assert demand.forecasts.quantity.reason == "missing_figure"
    assert demand.forecasts.quantity.missing_years == (2014,)
    assert demand.forecasts.krub.status == "forecast"
    assert demand.potential_quantity == Range()
    assert demand.potential_krub.is_known


@pytest.mark.parametrize(
    ("needs", "buyers", "declared"),
    [
        (NEEDS, [], Range(200, 230)),
        # A later row of the same declarer takes the place of the earlier one; one of 2030 does not count yet.
        ([*NEEDS, "n2,K,,p,2019,250,260,", "n3,K,,p,2030,900,900,"], [], Range(250, 260)),
        # Organisations add up; the cluster's need holds theirs, so the greater ends count.
        (["n1,K,A,p,2018,90,95,", "n2,K,B,p,,30,40,"], [], Range(120, 135)),
        ([*NEEDS, "n2,K,A,p,2018,90,95,", "n4,K,B,p,2018,130,140,"], [], Range(220, 235)),
        # Without a quantity of its own: what its buyers need; without a cluster only members.
        (["n1,K,,p,2018,,,"], ["n1,A,70", "n1,B,"], Range(70, None)),
        (["n1,,,p,2018,,,"], ["n1,A,70", "n1,X,500"], Range(70, 70)),
        (["n1,K,,p,2018,,,5000"], [], Range()),
    ],
)
def test_declared_needs_hold_by_declarer_and_year(tmp_path, needs, buyers, declared) -> None:
    demand = demand_of(write(tmp_path, needs=needs, buyers=buyers))
    assert demand.years[0].quantity.declared == declared
    if needs[0].endswith("5000"):
        assert demand.years[0].krub.declared == Range(5000, 5000)


def test_what_is_only_declared_or_planned_is_shown_without_any_supplies(tmp_path) -> None:
    demand = demand_of(write(tmp_path, rows=[]))
    assert demand.forecasts.quantity.reason == "no_history"
    assert demand.potential_quantity == Range(200, 230)
    assert demand.years[0].quantity.plans_expected == Range(40, 45)
    assert demand.price_krub is None


def test_the_order_of_rows_changes_nothing_and_duckdb_says_the_same(tmp_path) -> None:
    pytest.importorskip("duckdb")
    rows = supplies()
    random.Random(1).shuffle(rows)
    here, there = write(tmp_path / "a"), write(tmp_path / "b", rows=rows, plans=PLANS[::-1])
    documents = []
    for folder, engine in ((here, "polars"), (there, "polars"), (here, "duckdb")):
        document = as_json(calc_demand(read(folder, engine), on=ON, year=YEAR))
        told = document["demands"][0]
        for plan in told["plans"]:
            plan.pop("place")
        documents.append(json.loads(json.dumps(told), parse_float=lambda text: round(float(text), 6)))
    assert documents[0] == documents[1] == documents[2]


def test_a_wrong_question_is_refused(tmp_path) -> None:
    dataset = read(write(tmp_path))
    for asked in ({"cluster": "none"}, {"product": "none"}, {"years": 0}):
        with pytest.raises(UsageError):
            calc_demand(dataset, on=ON, year=YEAR, **asked)
    assert calc_demand(dataset, on=ON, year=YEAR).find("K", "none") is None
