"""Budgets and economics of projects: textbook flows, by hand, with several rates and with none."""

from pathlib import Path

import numpy as np
import pytest

from kust.projects import calc_effects
from kust.projects.economics import Streams, simulate, swing
from kust.settings import EffectSettings, Settings

from .made import COSTS, EFFECTS, FUNDING, ON, write


def ask(folder: Path, inflows: dict[str, float], rate: float = 0.1, **tables: str):
    settings = Settings(effects=EffectSettings(inflows_krub={"X": inflows}, discount_rate=rate, runs=2000))
    dataset = write(folder, **{"project_funding": f"{FUNDING};f0,X,own,,2018,1,paid,2018-01-01", **tables})
    return calc_effects(dataset, on=ON, project="X", settings=settings)


def test_net_present_value_and_payback_are_those_of_the_hand_calculation(tmp_path: Path) -> None:
    tables = {
        "project_costs": f"{COSTS};c1,X,A,equipment,plan,2018,1200;c2,X,A,loan_interest,plan,2018,99",
        "project_funding": f"{FUNDING};f1,X,federal,p41,2018,200,granted,2018-02-01",
    }
    (found,) = ask(tmp_path, {"2019": 300, "2020": 420, "2021": 680}, **tables).economics
    # −1,200 + 200 = −1,000, then 300, 420, 680 at 10 %: −1,000 + 272.7273 + 347.1074 + 510.8940; interest is left out.
    assert found.npv_krub == pytest.approx(130.7288, abs=1e-4)
    assert found.npv_without_support_krub == pytest.approx(130.7288 - 200, abs=1e-4)
    # After two years 280 are open; 280 / 680 of the third.
    assert found.payback_years == pytest.approx(2 + 280 / 680)
    # At 16.34 % the flow is worth nothing: 300/1.1634 + 420/1.1634² + 680/1.1634³ = 257.87 + 310.31 + 431.86 = 1,000.
    assert found.irr == pytest.approx(0.1634, abs=5e-5)
    assert found.discount_basis == "user"


def test_several_rates_are_told_and_none_is_chosen(tmp_path: Path) -> None:
    # −1,000, 2,500, −1,540 is worth nothing at 10 % and at 40 %: (1 + r)² · 1,000 − 2,500 · (1 + r) + 1,540 = 0.
    costs = f"{COSTS};c1,X,A,equipment,plan,2018,1000;c2,X,A,other,plan,2020,1540"
    (found,) = ask(tmp_path, {"2019": 2500}, project_costs=costs).economics
    assert (found.irr, found.irr_note) == (None, "several")
    assert found.irrs == pytest.approx((0.1, 0.4))


def test_a_project_that_never_pays_has_no_rate_and_no_payback(tmp_path: Path) -> None:
    costs = f"{COSTS};c1,X,A,equipment,plan,2018,1000"
    (found,) = ask(tmp_path, {"2019": -50}, project_costs=costs).economics
    assert (found.irr, found.irr_note, found.payback_years) == (None, "none", None)


def test_without_inflows_nothing_is_guessed(tmp_path: Path) -> None:
    (found,) = ask(tmp_path, {}, project_costs=f"{COSTS};c1,X,A,equipment,plan,2018,1000").economics
    assert (found.npv_krub, found.irr, found.irr_note, found.runs, found.sensitivity) == (
        None,
        None,
        None,
        None,
        (),
    )
    assert found.missing == ("effects.inflows_krub.X",)
    assert found.costs_krub == (1000,)


def test_without_the_table_of_funding_only_the_project_without_support_is_judged(tmp_path: Path) -> None:
    settings = Settings(effects=EffectSettings(inflows_krub={"X": {"2019": 1100}}, discount_rate=0.1))
    dataset = write(tmp_path, project_costs=f"{COSTS};c1,X,A,equipment,plan,2018,1000")
    effects = calc_effects(dataset, on=ON, project="X", settings=settings)
    (found,) = effects.economics
    assert found.npv_krub is None and found.npv_without_support_krub == pytest.approx(0)
    assert found.missing == ("project_funding",)


def test_the_budget_gets_taxes_less_support_year_by_year(tmp_path: Path) -> None:
    effects = ask(
        tmp_path,
        {},
        project_effects=f"{EFFECTS};X,,federal_taxes,2019,plan,60,,;X,,federal_taxes,2020,plan,66,,;X,,federal_taxes,2019,fact,50,,",
        project_funding=f"{FUNDING};f1,X,federal,p41,2018,100,granted,2018-02-01;f2,X,federal,p41,2018,40,paid,2018-03-01;f3,X,regional,,2018,10,granted,2018-02-01",
    )
    found = {(one.budget, one.basis): one for one in effects.budgets}
    plan = found["federal", "plan"]
    # −100, 60, 66 at 10 %: −100 + 54.5455 + 54.5455; 40 are open after a year, 40 / 66 of the second.
    assert [year.net_krub for year in plan.years] == [-100, 60, 66]
    assert plan.net_krub == 26
    assert plan.npv_krub == pytest.approx(-100 + 60 / 1.1 + 66 / 1.21)
    assert plan.payback_years == pytest.approx(1 + 40 / 66)
    assert [year.net_krub for year in found["federal", "fact"].years] == [-40, 50]
    regional = found["regional", "plan"]
    # What a region gives is told; the contract has no taxes of regions, so the effect is not.
    assert regional.years[0].support_krub == 10
    assert (regional.net_krub, regional.npv_krub, regional.missing) == (None, None, ("regional_taxes",))


def test_taxes_that_are_missing_make_the_effect_missing(tmp_path: Path) -> None:
    effects = ask(
        tmp_path,
        {},
        project_effects=f"{EFFECTS};X,,federal_taxes,2019,plan,,,",
        project_funding=f"{FUNDING};f1,X,federal,p41,2018,100,granted,2018-02-01",
    )
    (plan,) = [one for one in effects.budgets if one.basis == "plan"]
    assert (plan.net_krub, plan.npv_krub, plan.missing) == (None, None, ("taxes",))


GRANTED = "f1,X,federal,p41,2019,100,granted,2019-02-01"


@pytest.mark.parametrize(
    ("rows", "support", "hoped", "net"),
    [
        # Taxes of 300 in 2020. Planned against planned: 300 − 90.
        ("f1,X,federal,p41,2019,90,planned,2019-01-01", 90, 90, 210),
        # Of planned money the latest day counts: 80, not 90 + 80.
        ("f1,X,federal,p41,2019,90,planned,2019-01-01;f2,X,federal,p41,2019,80,requested,2019-02-01", 80, 80, 220),
        # Of one day the rows add up: 90 + 10.
        ("f1,X,federal,p41,2019,90,planned,2019-01-01;f2,X,federal,p41,2019,10,planned,2019-01-01", 100, 100, 200),
        # A decision goes before the plan of its line: 100 granted of 120 asked for; another year is still a plan of 50.
        (f"{GRANTED};f2,X,federal,p41,2019,120,requested,2019-01-01;f3,X,federal,p41,2020,50,planned,2019-01-01",
         150, 50, 150),
        # A denial leaves nothing, and that is known: 300 − 0.
        ("f1,X,federal,p41,2019,90,requested,2019-01-01;f2,X,federal,p41,2019,0,denied,2019-02-01", 0, 0, 300),
        # A row of 0 says that there is none; a plan of after the day says nothing.
        ("f1,X,federal,,2019,0,planned,2019-01-01", 0, 0, 300),
        ("f1,X,federal,p41,2019,90,planned,2020-03-02", None, 0, None),
        # Money of the region, of one's own or of another project is no federal support of X.
        ("f1,X,own,,2019,90,planned,2019-01-01;f2,Y,federal,p41,2019,90,planned,2019-01-01", None, 0, None),
        # Without a measure the plan is another line than the grant of p41: both count.
        (f"{GRANTED};f2,X,federal,,2019,7,planned,2019-01-01", 107, 7, 193),
    ],
    ids=["planned", "asked for later", "in parts", "decided", "denied", "none", "later", "others", "another line"],
)  # fmt: skip
def test_planned_taxes_are_held_against_planned_support_and_unknown_support_is_missing(
    tmp_path: Path, rows: str, support: float | None, hoped: float, net: float | None
) -> None:
    dataset = write(
        tmp_path,
        project_effects=f"{EFFECTS};X,,federal_taxes,2020,plan,300,,",
        project_funding=f"{FUNDING};{rows}",
    )
    found = next(one for one in calc_effects(dataset, on=ON, project="X").budgets if one.budget == "federal")
    given = [year.support_krub for year in found.years]
    assert (None if None in given else sum(given)) == support
    assert sum(year.hoped_krub for year in found.years) == hoped
    assert (found.net_krub, found.missing) == (net, () if net is not None else ("support",))


def test_actual_taxes_are_held_against_what_was_paid_and_without_a_payment_support_is_missing(
    tmp_path: Path,
) -> None:
    taxes = f"{EFFECTS};X,,federal_taxes,2020,fact,300,,"
    for paid, expected in (
        (";f2,X,federal,p41,2019,40,paid,2019-03-01", (260, ())),
        ("", (None, ("support",))),
    ):
        folder = tmp_path / str(len(paid))
        dataset = write(folder, project_effects=taxes, project_funding=f"{FUNDING};{GRANTED}{paid}")
        found = {one.basis: one for one in calc_effects(dataset, on=ON, project="X").budgets}["fact"]
        assert (found.net_krub, found.missing) == expected


def test_without_the_table_of_funding_taxes_are_told_and_support_is_missing(tmp_path: Path) -> None:
    dataset = write(tmp_path, project_effects=f"{EFFECTS};X,,federal_taxes,2020,plan,300,,")
    (found,) = calc_effects(dataset, on=ON, project="X").budgets
    (year,) = found.years
    assert (year.taxes_krub, year.support_krub, year.net_krub) == (300, None, None)
    assert (found.npv_krub, found.payback_years, found.missing) == (None, None, ("support",))


def test_costs_are_those_that_support_counts_facts_in_place_of_plans(tmp_path: Path) -> None:
    rows = (
        "c1,X,A,equipment,plan,2018,1000;c2,X,A,equipment,fact,2018,900;c3,X,B,equipment,plan,2018,50;"
        "c4,X,,equipment,plan,2018,7;c5,X,,equipment,fact,2018,5;c6,X,A,equipment,plan,2020,3;c7,Y,A,other,plan,2018,1;"
        "c8,X,A,loan_interest,plan,2018,400"
    )
    (found,) = ask(tmp_path, {}, project_costs=f"{COSTS};{rows}").economics
    # 2018: A's fact of 900, B's plan of 50, nobody's fact of 5; 2019: nothing; 2020: 3. Interest is left out.
    assert (found.years, found.costs_krub) == ((2018, 2019, 2020), (955, 0, 3))


def test_random_runs_leave_the_world_s_generator_alone_and_do_not_hear_it() -> None:
    before = np.random.get_state()[1].copy()
    one = simulate(streams(), EffectSettings(runs=200))
    assert (np.random.get_state()[1] == before).all()
    np.random.random(7)
    assert simulate(streams(), EffectSettings(runs=200)) == one


def test_a_project_of_one_year_is_judged(tmp_path: Path) -> None:
    (found,) = ask(tmp_path, {"2018": 150}, project_costs=f"{COSTS};c1,X,A,equipment,plan,2018,100").economics
    # All in one year: 150 − 100, not discounted; paid back at once, and without a change of sign no rate.
    assert (found.years, found.npv_krub, found.payback_years, found.irr_note) == ((2018,), 50, 0, "none")


def streams() -> Streams:
    return Streams(np.array([1000.0, 0.0]), np.array([200.0, 0.0]), np.array([0.0, 1100.0]), 0.1)


def test_each_figure_swings_alone_and_the_widest_comes_first() -> None:
    found = {one.figure: one for one in swing(streams(), 0.2)}
    # 1,100 / 1.1 = 1,000 of inflows, 200 of support, 1,000 of costs: NPV 200.
    assert (found["inflows"].lower_krub, found["inflows"].higher_krub) == pytest.approx((0, 400))
    assert (found["costs"].lower_krub, found["costs"].higher_krub) == pytest.approx((400, 0))
    assert (found["support"].lower_krub, found["support"].higher_krub) == pytest.approx((160, 240))
    assert found["rate"].lower_krub == pytest.approx(-800 + 1100 / 1.08)
    order = [one.figure for one in swing(streams(), 0.2)]
    assert set(order[:2]) == {"costs", "inflows"} and order[2:] == ["support", "rate"]


def test_random_runs_repeat_with_their_seed_and_lie_around_the_figure() -> None:
    one, again = (simulate(streams(), EffectSettings(runs=20_000)) for _ in range(2))
    assert one == again
    assert one != simulate(streams(), EffectSettings(runs=20_000, seed=2))
    # Symmetric triangles: the mean is the figure of the model, 200; the spread of each is 0.2 / √6 of its stream.
    spread = 0.2 / 6**0.5 * (1000**2 + 200**2 + 1000**2) ** 0.5
    assert one.middle_krub == pytest.approx(200, abs=4 * spread / 20_000**0.5 * 1.3)
    assert one.high_krub - one.low_krub == pytest.approx(2 * 1.2816 * spread, rel=0.03)


def test_without_a_spread_every_run_is_the_figure_itself() -> None:
    found = simulate(streams(), EffectSettings(runs=100, spread=0))
    assert found.low_krub == found.high_krub == pytest.approx(200)
