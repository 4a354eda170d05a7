"""Expeditions by hand: what is brought, what it costs alone and together, when it pays."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kust.errors import UsageError
from kust.harvest.journeys.coalitions import CoalitionCost, choose_kit
from kust.harvest.journeys.expedition_outcomes import find_price_factor
from kust.harvest.journeys.expedition_plan import Equipment, Expedition, ExpeditionPlan, read_plan
from kust.harvest.journeys.expeditions import calc_expeditions

from .small import ON, PLOTS, foresee, write

CEP = [[10.0, 10.0], [20.0, 20.0], [40.0, 40.0]]
COWBERRY = [[100.0, 100.0], [100.0, 100.0], [100.0, 100.0]]


def trip(name: str, firm: str, plots: tuple[str, ...] = ("A",), **more) -> Expedition:
    told = {
        "crew": 2,
        "days": 5,
        "kg_person_day": 20,
        "wage_rub_day": 1000,
        "reach_share": 0.5,
        "species": ("cep",),
    }
    return Expedition(id=name, firm=firm, plots=plots, **(told | more))


TRACTOR = Equipment(id="tractor", rent_krub_day=4, price_krub=100, seasons=5, upkeep_krub=5, days=10)


def ask(folder, *trips: Expedition, forecast=None, prices=None, **more):
    told = ExpeditionPlan(
        expeditions=trips, equipment=(TRACTOR,), price_rub_kg={"cep": 200} if prices is None else prices
    )
    forecast = forecast or foresee({"cep": CEP})
    return calc_expeditions(write(folder, **more), told, on=ON, year=2020, forecast=forecast, certainty=0.8)


def test_an_expedition_by_hand(tmp_path) -> None:
    found = ask(tmp_path, trip("e", "W1", fuel_l=10, fuel_rub_l=50, haul_rub_kg=10)).trips[0]
    # 10 ha · 10, 20, 40 kg/ha · 0.5 = 50, 100, 200 kg; the crew picks 2 · 5 · 20 = 200 kg at most.
    # Crew 10 + fuel 0.5; revenue 10, 20, 40 less a haul of 0.5, 1, 2: −1, 8.5, 27.5.
    outcome = found.outcome
    assert outcome is not None
    assert outcome.cost_krub == pytest.approx(10.5)
    assert outcome.profit_krub.mean == pytest.approx((-1 + 8.5 + 27.5) / 3)
    assert outcome.pays == pytest.approx(2 / 3)
    # It pays with 0.8 where even 50 kg do: 11 thousand for 50 kg, 220 roubles a kilogram.
    assert outcome.price_factor == pytest.approx(1.1)
    assert found.break_even_rub_kg == {"cep": pytest.approx(220)}


def test_a_crew_picks_what_is_worth_most_a_day_first_within_its_days_and_its_haul(tmp_path) -> None:
    both = trip("e", "W1", species=None, capacity_kg=180, kg_person_day={"cep": 20, "cowberry": 30})
    forecast = foresee({"cep": CEP, "cowberry": COWBERRY})
    found = ask(tmp_path, both, forecast=forecast, prices={"cep": 200, "cowberry": 60}).trips[0]
    # Cep 2·20·200 a day before cowberry 2·30·60. Cep 50, 100, 180 (haul); days left 3.75, 2.5; cowberry 130, 80, 0.
    assert found.t["cep"].mean == pytest.approx((50 + 100 + 180) / 3000)
    assert found.t["cowberry"].mean == pytest.approx((130 + 80 + 0) / 3000)
    assert found.limit == "capacity"


def test_trips_to_the_same_plot_share_its_crop(tmp_path) -> None:
    # 10 ha · 10, 20, 40 kg/ha = 100, 200, 400 kg in all; a crew that picks any amount, free of costs.
    free = {"crew": 50, "kg_person_day": 1000, "wage_rub_day": 0}
    three = [
        trip(name, firm, reach_share=0.8, **free)
        for name, firm in zip("efg", ("W1", "W2", "W3"), strict=True)
    ]
    found = ask(tmp_path, *three)
    # Alone 0.8 of it: 200 roubles · 186.67 kg; three reach 2.4 of it, so all of it: 200 · 233.33, and no more.
    assert [one.outcome.revenue_krub.mean for one in found.trips] == [pytest.approx(0.2 * 0.8 * 700 / 3)] * 3
    assert found.together.revenue_krub.mean == pytest.approx(0.2 * 700 / 3)
    assert [(one.plot_id, one.expeditions, one.reach) for one in found.crowded] == [
        ("A", ("e", "f", "g"), pytest.approx(2.4))
    ]
    # Two trips take all there is, so the best set has no third.
    assert len(found.best.expeditions) == 2
    apart = ask(
        tmp_path / "b", trip("e", "W1", reach_share=0.5, **free), trip("f", "W2", reach_share=0.5, **free)
    )
    assert apart.together.revenue_krub.mean == pytest.approx(0.2 * 700 / 3) and not apart.crowded


def test_equipment_is_rented_for_few_days_and_owned_for_many_by_hand() -> None:
    # A day of rent is 4; a unit costs 100 / 5 + 5 = 25 a season and is out for 10 days. 6 days of rent are 24; 7 would
    # be 28; 12 days are one unit and two days of rent, 33; 17 would be 25 + 28, so two units.
    kits = [choose_kit(TRACTOR, days, 45) for days in (6, 7, 12, 17)]
    assert [(kit.units, kit.rented_days, kit.krub) for kit in kits] == [
        (0, 6, 24),
        (1, 0, 25),
        (1, 2, 33),
        (2, 0, 50),
    ]


def test_two_firms_together_share_what_each_would_rent(tmp_path) -> None:
    found = ask(
        tmp_path, trip("e", "W1", equipment=("tractor",)), trip("f", "W2", ("B",), equipment=("tractor",))
    )
    # Each: crew 10 + 5 days of rent 20; together 10 days are owned for 25.
    assert [one.cost_krub for one in found.firms] == [30, 30]
    assert found.together is not None
    assert found.together.cost_krub == 45
    assert dict(found.cost.table()) == {("W1",): 30, ("W2",): 30, ("W1", "W2"): 45}
    assert found.cost(()) == 0


def test_the_best_set_leaves_out_what_does_not_pay_and_is_the_best_of_all(tmp_path) -> None:
    trips = [
        trip("e", "W1", equipment=("tractor",)),
        trip("f", "W2", ("B",), equipment=("tractor",)),
        trip("g", "W3", ("B",), wage_rub_day=9000),
    ]
    found = ask(tmp_path, *trips)
    outcomes = [
        ask(tmp_path / str(n), *chosen).together
        for n, chosen in enumerate(c for size in (1, 2, 3) for c in combinations(trips, size))
    ]
    best = max((one for one in outcomes if one), key=lambda one: one.profit_krub.mean)
    assert found.best is not None
    # Alone e loses: 23.3 − 30, f gains 33.3 − 30. Together they share the tractor: 56.7 − 45.
    assert found.best.expeditions == best.expeditions == ("e", "f")
    assert found.best.profit_krub.mean == pytest.approx(170 / 3 - 45)
    assert found.trips[0].outcome is not None
    assert found.trips[0].outcome.profit_krub.mean < 0
    assert found.best_is_exact


def test_where_nothing_pays_there_is_no_best_set(tmp_path) -> None:
    assert ask(tmp_path, trip("e", "W1", wage_rub_day=9000)).best is None


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        ({"species": ("cowberry",)}, ("crop", "cowberry")),
        ({"kg_person_day": {"cowberry": 3}}, ("rate", "cep")),
        ({"plots": ("B",)}, ("area", "B")),
    ],
)
def test_what_is_missing_is_named_and_there_is_no_outcome(tmp_path, more, missing) -> None:
    plots = [PLOTS[0], ("B", "South", "", "", "productive_habitat", 0.5)]
    unknown = foresee({"cep": CEP, "cowberry": [[np.nan, np.nan]] * 3})
    found = ask(tmp_path, trip("e", "W1", **more), forecast=unknown, plots=plots)
    assert found.trips[0].missing == (missing,)
    assert (found.trips[0].outcome, found.together) == (None, None)


def test_a_plot_without_a_forecast_of_a_named_species_is_told_and_not_taken_as_empty(tmp_path) -> None:
    half = foresee({"cep": [[10.0, np.nan], [20.0, np.nan], [40.0, np.nan]]})
    told = ask(tmp_path, trip("e", "W1", plots=("A", "B")), trip("f", "W2"), forecast=half).trips
    assert [one.not_counted for one in told] == [(("B", "cep"),), ()]
    assert told[0].t["cep"].mean == told[1].t["cep"].mean


def test_a_trip_without_an_outcome_is_in_no_sum_and_in_no_cost_of_a_coalition(tmp_path) -> None:
    unknown = foresee({"cep": CEP, "cowberry": [[np.nan, np.nan]] * 3})
    found = ask(tmp_path, trip("e", "W1"), trip("f", "W1", species=("cowberry",)), forecast=unknown)
    # A crew of two for five days at a thousand: 10, though W1 would send two of them.
    assert found.firms[0].cost_krub == 10
    assert dict(found.cost.table()) == {("W1",): 10}


def test_a_price_that_nobody_told_is_unknown_and_not_zero(tmp_path) -> None:
    assert ask(tmp_path, trip("e", "W1"), prices={}).trips[0].missing == (("price", "cep"),)


@pytest.mark.parametrize("more", [{"plots": ("Z",)}, {"species": ("truffle",)}])
def test_a_plot_or_species_that_is_not_there_is_refused(tmp_path, more) -> None:
    with pytest.raises(UsageError, match=r"e[.](plots|species)"):
        ask(tmp_path, trip("e", "W1", **more))


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 30), st.booleans()), min_size=2, max_size=6)
)
def test_going_together_never_costs_more_than_apart(rows) -> None:
    trips = [
        trip(str(n), firm, days=days, equipment=("tractor",) if uses else ())
        for n, (firm, days, uses) in enumerate(rows)
    ]
    cost = CoalitionCost(trips, {"tractor": TRACTOR}, 45)
    for size in range(1, len(cost.firms)):
        for part in combinations(cost.firms, size):
            rest = set(cost.firms) - set(part)
            assert cost(cost.firms) <= cost(part) + cost(rest) + 1e-9
            assert cost(part) <= cost(cost.firms) + 1e-9


@given(st.lists(st.floats(1, 1000), min_size=1, max_size=30), st.floats(1, 500), st.floats(0.5, 0.95))
def test_at_its_price_an_expedition_pays_as_often_as_asked(revenue, cost, certainty) -> None:
    draws = np.array(revenue)
    factor = find_price_factor(draws, np.full(len(draws), cost), certainty)
    assert factor is not None
    assert (factor * (1 + 1e-12) * draws >= cost).mean() >= certainty - 1e-9


def test_where_in_too_many_seasons_nothing_is_brought_no_price_pays() -> None:
    assert find_price_factor(np.array([0.0, 0.0, 5.0]), np.ones(3), 0.8) is None


GOOD = "expeditions:\n  - {id: a, firm: W, plots: [A], crew: 1, days: 1, kg_person_day: 1, wage_rub_day: 1}"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("expeditions: [", None),
        ("- 1", None),
        ("expeditions: []", "expeditions"),
        (
            "expeditions: [{id: a, firm: W, plots: [A], crew: 0, days: 1, kg_person_day: 1, wage_rub_day: 1}]",
            "crew",
        ),
        (
            "expeditions: [{id: a, firm: W, plots: [A], crew: 1, days: 1, kg_person_day: 1, wage_rub_day: 1, "
            "equipment: [x]}]",
            "x",
        ),
        ("equipment: [{id: x}]\nexpeditions: [{id: a}]", "«expeditions.a.firm»"),
        ("equipment: [{id: x}]\n" + GOOD, "«equipment.x»"),
        # The crop of a plot told twice would count twice.
        (GOOD.replace("[A]", "[A, B, A]"), "a.plots: A."),
        (
            GOOD.replace("kg_person_day: 1", "kg_person_day: {cep: 0}"),
            "«expeditions.a.kg_person_day.cep» = 0",
        ),
        (
            GOOD + "\n  - {id: a, firm: W, plots: [A], crew: 1, days: 1, kg_person_day: 1, wage_rub_day: 1}",
            "a",
        ),
    ],
)
def test_a_wrong_plan_is_refused_with_its_place(tmp_path, text, place) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(UsageError) as caught:
        read_plan(file)
    words = caught.value.words("ru")
    assert str(file) in words
    assert place is None or place in words


def test_plots_that_are_numbered_may_be_written_as_numbers(tmp_path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(GOOD.replace("[A]", "[12, 7]"), "utf-8")
    assert read_plan(file).expeditions[0].plots == ("12", "7")


def test_a_plan_that_is_not_there_is_refused(tmp_path) -> None:
    with pytest.raises(UsageError):
        read_plan(tmp_path / "none.yaml")
