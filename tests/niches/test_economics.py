"""The economics of a niche: what is missing, where figures come from, and the model against one written plainly."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given as over
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kust.i18n import has_words
from kust.law import parameters
from kust.niches.economics import EconomicInputs, calc_economics, plant_of
from kust.niches.investment import KnownProjects
from kust.niches.model_figures import discount_rate, given, parameter
from kust.niches.model_flows import Changes, Plant, npv_of, run_model
from kust.niches.model_inputs import make_inputs
from kust.niches.niche import Economics, Range
from kust.niches.simulation import SENSITIVE, calc_sensitivity, simulate
from kust.settings import EconomicSettings, read_settings

ON = date(2018, 12, 1)
PLAIN = EconomicSettings(
    discount_rate=0.1, price_discount=0.0, demand_share=1.0, runs=2000, horizon_years=6, build_years=1
)
GOOD = EconomicInputs(
    ON, demand=given(100.0), price_krub=given(10.0), investment=given(900.0), capacity=given(100.0)
)

plants = st.builds(
    Plant,
    investment=st.floats(1, 1e6),
    price=st.floats(0.1, 1000),
    capacity=st.floats(1, 1e4),
    demand=st.lists(st.floats(0, 1e4), min_size=1, max_size=12).map(tuple),
    demand_share=st.floats(0, 1),
    unit_cost=st.floats(0, 900),
    fixed_cost=st.floats(0, 1e6),
    build_years=st.integers(0, 4),
    ramp_up=st.lists(st.floats(0, 1), min_size=1, max_size=4).map(tuple),
    depreciation_years=st.integers(1, 12),
    profit_tax_rate=st.floats(0, 0.5),
    loss_offset_share=st.floats(0, 1),
    working_capital_share=st.floats(0, 0.5),
    discount_rate=st.floats(0, 0.5),
)


def plain_cash(plant: Plant) -> list[float]:
    """The model once more, year by year with plain numbers, as the method page words it."""
    cash, losses, capital_before = [], 0.0, 0.0
    last = len(plant.demand) - 1
    for year, demand in enumerate(plant.demand):
        worked = year - plant.build_years + 1
        ramp = 0.0 if worked < 1 else plant.ramp_up[min(worked, len(plant.ramp_up)) - 1]
        sold = min(plant.capacity * ramp, demand * plant.demand_share)
        earned = sold * (plant.price - plant.unit_cost) - (plant.fixed_cost if worked >= 1 else 0)
        worn = plant.investment / plant.depreciation_years if 1 <= worked <= plant.depreciation_years else 0
        profit = earned - worn
        used = min(losses, plant.loss_offset_share * profit) if profit > 0 else 0.0
        tax = plant.profit_tax_rate * (profit - used) if profit > 0 else 0.0
        losses = losses - used if profit > 0 else losses - profit
        capital = 0.0 if year == last else plant.working_capital_share * sold * plant.price
        building = max(plant.build_years, 1)
        paid = plant.investment / building if year < building else 0.0
        cash.append(earned - tax - paid - (capital - capital_before))
        capital_before = capital
    return cash


@over(plants)
@hypothesis_settings(max_examples=200, deadline=None)
def test_the_model_of_many_runs_is_the_one_written_plainly(plant: Plant) -> None:
    run = run_model(plant, Changes(price=np.ones(3)))
    assert run.cash.shape == (3, len(plant.demand))
    for cash in run.cash:
        assert list(cash) == pytest.approx(plain_cash(plant), rel=1e-9, abs=1e-6)


@over(plants)
@hypothesis_settings(max_examples=100, deadline=None)
def test_working_capital_put_in_is_set_free_and_taxed_is_never_more_than_profit(plant: Plant) -> None:
    run = run_model(plant)
    assert run.working_capital.sum() == pytest.approx(0, abs=1e-6)
    assert (run.tax >= 0).all()
    assert run.used.sum() <= np.maximum(-run.profit, 0).sum() + 1e-6
    if plant.build_years <= plant.horizon_years:
        assert run.investment.sum() == pytest.approx(plant.investment)


@over(plants, st.floats(1.01, 2))
@hypothesis_settings(max_examples=100, deadline=None)
def test_npv_grows_with_the_price_and_falls_with_costs_and_investment(plant: Plant, more: float) -> None:
    least = 1e-9 * (plant.investment + plant.capacity * plant.price * 20)
    base = npv_of(plant)
    assert npv_of(plant, price=more) >= base - least
    assert npv_of(plant, variable_cost=more) <= base + least
    assert npv_of(plant, investment=more) <= base + least


def test_at_break_even_npv_is_zero() -> None:
    found = calc_economics(replace(GOOD, investment=given(300.0)), PLAIN)
    plant = plant_of(found)
    assert 0 < found.break_even_quantity < 100
    assert npv_of(plant, quantity=found.break_even_quantity) == pytest.approx(0, abs=1e-6)
    assert npv_of(plant, price=found.break_even_price / plant.price) == pytest.approx(0, abs=1e-6)
    by_hand = plain_cash(replace(plant, price=found.break_even_price))
    assert sum(cf / 1.1**t for t, cf in enumerate(by_hand)) == pytest.approx(0, abs=1e-6)


def test_a_plant_that_full_use_cannot_save_has_no_break_even_quantity_and_says_so() -> None:
    found = calc_economics(replace(GOOD, investment=given(1e6)), PLAIN)
    assert found.break_even_quantity is None
    assert found.break_even_price > 10
    assert found.payback is None
    assert "no_break_even_at_capacity" in found.notes


def test_a_plant_that_sells_nothing_has_no_break_even_price() -> None:
    found = calc_economics(replace(GOOD, demand=given(0.0)), PLAIN)
    assert found.break_even_price is None
    assert (found.irr, found.irr_note) == (None, "none")


@pytest.mark.parametrize("name", ["demand", "price_krub", "investment", "capacity"])
def test_without_a_figure_that_is_needed_there_are_no_results_and_it_is_named(name: str) -> None:
    empty = EconomicInputs(ON)
    found = calc_economics(replace(GOOD, **{name: getattr(empty, name)}), PLAIN)
    assert found.missing == (name,)
    results = (found.npv, found.irr, found.payback, found.profitability_index, found.simulation)
    assert results == (None,) * 5
    assert found.flows == found.sensitivity == ()
    assert has_words(f"economics.missing.{name}")
    with pytest.raises(ValueError, match=name):
        plant_of(found)


def test_every_default_is_shown_as_an_assumption_and_what_the_user_gives_as_his() -> None:
    bases = {figure.name: figure.basis for figure in calc_economics(GOOD, EconomicSettings()).figures}
    assumed = {name for name, basis in bases.items() if basis == "assumption"}
    assert {"demand_share", "variable_cost_share", "build_years", "ramp_up_01", "discount_rate"} <= assumed
    assert bases["profit_tax_rate"] == bases["loss_offset_share"] == "law"
    own = EconomicSettings(variable_cost_share=0.4, ramp_up=(1.0,), profit_tax_rate=0.2)
    bases = {figure.name: figure.basis for figure in calc_economics(GOOD, own).figures}
    assert {bases[n] for n in ("variable_cost_share", "ramp_up_01", "profit_tax_rate")} == {"user"}
    assert "ramp_up_02" not in bases


def test_every_figure_and_note_has_words_in_both_languages() -> None:
    settings = EconomicSettings(capacity={"P": 50.0}, variable_cost_krub={"P": 3.0})
    known = KnownProjects(
        ON, key_rate=given(0.075, "data", "rate", rate="key_rate", from_on="x", source="", row=2)
    )
    inputs = make_inputs("P", known, settings, demand=Range(1, 2), price_krub=3.0, minimum_scale=5.0)
    for economics in (calc_economics(inputs, settings), calc_economics(GOOD, EconomicSettings())):
        for figure in economics.figures:
            assert figure.name.startswith("ramp_up_") or has_words(f"economics.figure.{figure.name}")
            assert has_words(f"economics.basis.{figure.basis}")
            assert not figure.note or has_words(f"economics.note.{figure.note}")
            assert figure.say_note("ru") != figure.say_note("en") or not figure.note
    assert all(has_words(f"economics.warn.{code}") for code in economics.notes)
    assert all(has_words(f"economics.sensitivity.{code}") for code in SENSITIVE)


def test_profit_tax_is_that_of_the_day() -> None:
    # НК РФ, статья 284: 20 % until 2024, 25 % since 1 January 2025.
    assert parameter("profit_tax_rate", date(2024, 12, 31)).value == 0.20
    assert parameter("profit_tax_rate", date(2025, 1, 1)).value == 0.25
    assert parameter("loss_offset_share", date(2016, 12, 31)).value == 1.0
    assert parameter("loss_offset_share", date(2017, 1, 1)).value == 0.5


def test_the_discount_rate_is_the_key_rate_without_inflation_and_with_the_premium() -> None:
    # 1.075 / 1.04 - 1 = 0.0336538…, + 0.09.
    found = discount_rate(EconomicSettings(), given(0.075), ON)
    assert found.value == pytest.approx(0.0336538462 + 0.09)
    assert discount_rate(EconomicSettings(discount_rate=0.2), given(0.075), ON).basis == "user"
    assert discount_rate(EconomicSettings(), given(None), ON).basis == "assumption"


def test_every_parameter_has_its_evidence_its_source_and_why() -> None:
    for name, rows in parameters("niches.economics").items():
        starts = [row["from"] for row in rows if "from" in row]
        assert all(before < after for before, after in pairwise(starts)), name
        for row in rows:
            assert row["evidence"] in ("source", "deck", "inferred", "reading")
            assert row["source"]
            assert row["why"]["ru"]
            assert row["why"]["en"]


def test_demand_of_a_year_goes_before_demand_now_and_holds_until_the_next() -> None:
    inputs = replace(GOOD, demand_by_year={2020: Range(40, 60), 2022: Range(70, None)})
    demand = [flow.demand for flow in calc_economics(inputs, PLAIN).flows]
    assert demand == [100, 50, 50, 70, 70, 70]
    assert [flow.calendar_year for flow in calc_economics(inputs, PLAIN).flows][:2] == [2019, 2020]


def test_proven_demand_is_taken_in_full_and_the_rest_in_part() -> None:
    # 0.4 proven + 0.6 · 0.5 = 0.7 of 100.
    settings = PLAIN.model_copy(update={"demand_share": 0.5, "ramp_up": (1.0,)})
    found = calc_economics(replace(GOOD, proven_share=given(0.4)), settings)
    assert found.flows[-1].sold == pytest.approx(70)


def test_sensitivity_changes_one_figure_at_a_time() -> None:
    plant = plant_of(calc_economics(GOOD, PLAIN))
    found = {one.figure: one for one in calc_sensitivity(plant, 0.2)}
    by_hand = {
        "price": replace(plant, price=0.8 * plant.price),
        "investment": replace(plant, investment=0.8 * plant.investment),
        "variable_cost": replace(plant, unit_cost=0.8 * plant.unit_cost),
        "discount_rate": replace(plant, discount_rate=0.08),
    }
    for name, changed in by_hand.items():
        worth = sum(cf / (1 + changed.discount_rate) ** t for t, cf in enumerate(plain_cash(changed)))
        assert found[name].npv_low == pytest.approx(worth)
    # At full capacity more cannot be sold.
    assert found["volume"].npv_high == pytest.approx(npv_of(plant))
    assert found["volume"].npv_low < npv_of(plant)


def test_runs_without_any_spread_are_the_model_itself() -> None:
    settings = PLAIN.model_copy(
        update={
            "spread": PLAIN.spread.model_copy(
                update={"price": 0.0, "volume": 0.0, "investment": 0.0, "variable_cost": 0.0}
            )
        }
    )
    plant = plant_of(calc_economics(GOOD, PLAIN))
    found = simulate(plant, {}, settings)
    assert found.npv_p10 == found.npv_p50 == found.npv_p90 == npv_of(plant)


def test_the_same_seed_gives_the_same_runs_and_another_seed_others() -> None:
    first, again = calc_economics(GOOD, PLAIN), calc_economics(GOOD, PLAIN)
    assert first == again
    other = calc_economics(GOOD, PLAIN.model_copy(update={"seed": 2})).simulation
    assert other != first.simulation
    assert other.npv_p50 == pytest.approx(first.simulation.npv_p50, rel=0.05)


@pytest.mark.parametrize(
    ("distribution", "p10", "p90"),
    [
        # Uniform on 0.5…1.5: quantiles 0.6 and 1.4. Triangular with its peak at 1: 0.5 + √(0.1 · 0.5) and its mirror.
        ("uniform", 0.6, 1.4),
        ("triangular", 0.5 + (0.1 * 0.5) ** 0.5, 1.5 - (0.1 * 0.5) ** 0.5),
    ],
)
def test_quantiles_of_npv_are_those_of_the_only_figure_drawn(
    distribution: str, p10: float, p90: float
) -> None:
    spread = PLAIN.spread.model_copy(update=dict.fromkeys(("price", "volume", "variable_cost"), 0.0))
    settings = PLAIN.model_copy(
        update={"distribution": distribution, "runs": 200_000, "profit_tax_rate": 0.0, "spread": spread}
    )
    found = calc_economics(replace(GOOD, investment=given(900.0), profit_tax_rate=given(0.0)), settings)
    plant = plant_of(found)
    drawn = simulate(plant, {"investment": (0.5, 1.5)}, settings)
    # Without tax NPV is straight in the investment: dear plants stand at the low end.
    assert drawn.npv_p10 == pytest.approx(npv_of(plant, investment=p90), rel=0.01)
    assert drawn.npv_p90 == pytest.approx(npv_of(plant, investment=p10), rel=0.01)


def test_a_plant_beyond_all_demand_says_so_first() -> None:
    # The deck's precursor plant makes 5,000 t against a demand of 100-400 t.
    inputs = replace(GOOD, demand=given(250.0), capacity=given(5000.0))
    assert calc_economics(inputs, PLAIN).notes[0] == "plant_larger_than_demand"


def test_settings_of_the_economics_are_read_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "kust.toml").write_text(
        "[economics]\ndiscount_rate = 0.15\nramp_up = [0.3, 1.0]\n[economics.spread]\nprice = 0.05\n"
        '[economics.investment_krub]\n"P1" = 5000.0\n',
        "utf-8",
    )
    found = read_settings(tmp_path).economics
    assert (found.discount_rate, found.ramp_up, found.spread.price) == (0.15, (0.3, 1.0), 0.05)
    assert found.investment_krub == {"P1": 5000.0}


def test_ten_thousand_runs_take_well_under_a_second() -> None:
    from time import process_time

    started = process_time()
    found = calc_economics(GOOD, EconomicSettings())
    assert process_time() - started < 1
    assert isinstance(found, Economics)
    assert found.simulation.runs == 10_000
