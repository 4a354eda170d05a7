"""The whole plan: by hand on a small forest, and what always holds of it."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kust.errors import UsageError
from kust.harvest.forecasts.forecast import calc_forecast
from kust.harvest.purchase.prices import CHOSEN
from kust.harvest.purchase.procurement import calc_procurement
from kust.settings import HarvestForecastSettings, HarvestProcurementSettings

from .small import ON, PLOTS, bought, foresee, write

# Draws of kg/ha of plots A and B (9 and 18 ha within reach): 270, 540, 1080 kg of cep.
CEP = [[10.0, 10.0], [20.0, 20.0], [40.0, 40.0]]
SHARE = HarvestProcurementSettings(
    share_bought={"cep": 0.5, "cowberry": 0.5},
    price_rub_kg={"cep": 100.0, "cowberry": 60.0},
    elasticity={"cep": 0.0, "cowberry": 0.0},
    cap="together",
)


def plan(dataset, forecast, **more):
    asked = {"on": ON, "year": 2020, "settings": SHARE} | more
    return calc_procurement(dataset, forecast=forecast, **asked)


def test_the_money_of_a_small_forest_by_hand(tmp_path) -> None:
    found = plan(write(tmp_path), foresee({"cep": CEP})).of("cep")
    assert found.crop_t is not None
    assert found.crop_t.mean == pytest.approx((270 + 540 + 1080) / 3000)
    # Half of it at 100 roubles: 13.5, 27 and 54 thousand; Q.8 = 27 + 0.6 · 27, the worst tenth is 54.
    told = found.krub[CHOSEN]
    assert told is not None
    assert (told.quantiles["p50"], told.plan, told.cvar) == pytest.approx((27, 27 + 0.6 * 27, 54))


def test_elasticities_stand_side_by_side_by_hand(tmp_path) -> None:
    found = plan(write(tmp_path), foresee({"cep": CEP})).of("cep")
    # The mean crop is that of the draws, 630 kg: ratios 3/7, 6/7, 12/7. C = 0.5 · 630 · 100 · ratio^(1 + ε).
    for name, power in (("eps0", 1.0), ("eps-0.5", 0.5), ("eps-1", 0.0)):
        spread = found.krub[name]
        assert spread is not None
        expected = np.mean([31.5 * (k / 7) ** power for k in (3, 6, 12)])
        assert spread.mean == pytest.approx(expected), name


def test_what_buyers_take_and_what_the_law_admits_hold_it_before_the_price(tmp_path) -> None:
    dataset = write(
        tmp_path, permits=[("North", "cep", 2020, 0.2, "", ""), ("South", "cep", 2020, 0.2, "", "")]
    )
    # 135, 270, 540 kg are held to 400; with a demand of 300 kg to that.
    forecast = foresee({"cep": CEP})
    held = plan(dataset, forecast)
    assert held.brought[0].kg.tolist() == pytest.approx([135, 270, 400])
    assert held.of("cep").cap_binds == pytest.approx(1 / 3)
    wanted = SHARE.model_copy(update={"demand_kg": {"cep": 300.0}})
    assert plan(dataset, forecast, settings=wanted).brought[0].kg.tolist() == pytest.approx([135, 270, 300])


def test_two_species_that_make_up_for_each_other_need_less_than_their_plans_added_up(tmp_path) -> None:
    rising = [[float(k), float(k)] for k in range(1, 12)]
    found = plan(write(tmp_path), foresee({"cep": rising, "cowberry": rising[::-1]}))
    alone = [one.krub[CHOSEN] for one in found.species]
    together = found.total_krub[CHOSEN]
    assert together is not None
    # In draw k: 27 · 0.5 · (100·k + 60·(12 − k)) / 1000 = 9.72 + 0.54·k; Q.8 at k = 9 is 14.58.
    assert together.plan == pytest.approx(14.58)
    # Alone: 1.35 · 9 and 0.81 · 9.
    assert sum(one.plan for one in alone if one) == pytest.approx(19.44)


def test_plots_without_an_area_or_a_road_are_told_and_not_taken_as_empty(tmp_path) -> None:
    plots = [PLOTS[0], ("B", "South", "", "", "productive_habitat", 0.5)]
    found = plan(write(tmp_path, plots=plots), foresee({"cep": CEP})).of("cep")
    assert (found.plots, found.plots_unknown) == (1, 1)
    assert "plots_unknown" in found.cautions
    none = [("A", "N", "", "", "productive_habitat", 0.5), ("B", "S", "", 20, "productive_habitat", "")]
    unknown = plan(write(tmp_path / "none", plots=none), foresee({"cep": CEP})).of("cep")
    assert (unknown.t, unknown.crop_t, unknown.buying.basis) == (None, None, "unknown")


def test_a_species_without_a_price_is_left_out_by_name_and_not_bought_for_nothing(tmp_path) -> None:
    unpriced = SHARE.model_copy(update={"price_rub_kg": {"cep": 100.0}})
    found = plan(write(tmp_path), foresee({"cep": CEP, "cowberry": CEP}), settings=unpriced)
    assert found.of("cowberry").t is not None
    assert found.of("cowberry").krub[CHOSEN] is None
    assert found.left_out == ("cowberry",)
    total, cep = found.total_krub[CHOSEN], found.of("cep").krub[CHOSEN]
    assert total == cep


@pytest.mark.parametrize(("last", "told"), [(2019, False), (2018, True)])
def test_a_price_older_than_the_season_before_is_told(tmp_path, last, told) -> None:
    rows = bought("cep", {2017: 50, last: 50}, {2017: 90, last: 100})
    unset = SHARE.model_copy(update={"price_rub_kg": {}})
    found = plan(write(tmp_path, harvest_purchases=rows), foresee({"cep": CEP}), settings=unset).of("cep")
    assert ("old_prices" in found.cautions) is told


def test_without_any_price_there_is_no_total(tmp_path) -> None:
    nothing = HarvestProcurementSettings(share_bought={"cep": 0.5})
    found = plan(write(tmp_path), foresee({"cep": CEP}), settings=nothing)
    assert (found.total_krub[CHOSEN], found.reach, found.cash) == (None, (), None)


@pytest.mark.parametrize("told", [{"share_bought": {"ceps": 0.1}}, {"selling_price_rub": {"jam": 100.0}}])
def test_a_figure_for_a_species_or_a_product_that_is_not_there_is_refused(tmp_path, told) -> None:
    wrong = SHARE.model_copy(update=told)
    with pytest.raises(UsageError, match=r"ceps|jam"):
        plan(write(tmp_path), foresee({"cep": [[10.0, 10.0]]}), settings=wrong)


def test_degree_days_of_a_species_that_is_not_there_are_refused(tmp_path) -> None:
    wrong = HarvestForecastSettings(ripening_degree_days={"ceps": 900})
    with pytest.raises(UsageError, match="ceps"):
        calc_forecast(write(tmp_path), on=ON, year=2020, settings=wrong)


def test_a_certainty_that_cannot_be_planned_is_refused(tmp_path) -> None:
    with pytest.raises(UsageError):
        plan(write(tmp_path), foresee({"cep": CEP}), certainty=0.3)


PAST = [
    *bought("cep", {2018: 300.0, 2019: 600.0}, {2018: 90.0, 2019: 70.0}),
    *bought("cep", {2018: 100.0, 2019: 200.0}, {2018: 90.0, 2019: 70.0}, "V2"),
]


def test_a_settlement_near_the_better_crop_brings_more_than_its_past_share(tmp_path) -> None:
    dataset = write(tmp_path, harvest_purchases=PAST)
    # V1 stands by A, V2 by B; in the second draw only B bears.
    found = plan(dataset, foresee({"cep": [[30.0, 0.0], [0.0, 30.0]]})).brought[0]
    share = found.settlement_share
    assert share is not None
    assert share.sum(axis=1) == pytest.approx([1, 1])
    assert share[0, 0] > 0.75 > share[1, 0]


@settings(max_examples=15, deadline=None)
@given(
    kg=st.lists(st.tuples(*[st.integers(0, 500_000).map(lambda g: g / 1000)] * 4), min_size=2, max_size=12),
    certainty=st.floats(0.5, 0.95),
    on=st.sampled_from([ON, date(2020, 8, 20), date(2020, 9, 20)]),
)
def test_settlements_and_weeks_add_up_to_the_total_in_every_draw(tmp_path_factory, kg, certainty, on) -> None:
    rows = [*PAST, *bought("cowberry", {2019: 900.0}, {2019: 60.0}), ("cep", "V2", "2020-08-10", 40, 80)]
    dataset = write(tmp_path_factory.mktemp("sums"), harvest_purchases=rows)
    draws = np.array(kg)
    forecast = foresee({"cep": draws[:, :2].tolist(), "cowberry": draws[:, 2:].tolist()}, on=on)
    found = plan(dataset, forecast, on=on, certainty=certainty)
    for one in found.brought:
        for rest, fixed, whole in (
            (one.rest_kg, one.bought_kg, one.kg),
            (one.rest_krub[CHOSEN], one.spent_krub, one.krub(CHOSEN)),
        ):
            cells = one.spread_rest(rest)
            assert cells is not None
            # A week that is over in every draw brings no more: what is left then is nothing.
            assert (cells + fixed).sum(axis=(1, 2)) == pytest.approx(whole, abs=1e-6)
    total = found.total_krub[CHOSEN]
    assert total is not None
    for parts in (found.settlements, found.weeks, found.cells):
        assert sum(part.planned_krub or 0.0 for part in parts) == pytest.approx(total.plan, abs=1e-6)
        assert sum(part.krub["mean"] or 0.0 for part in parts) == pytest.approx(total.mean, abs=1e-6)


def test_purchases_so_far_are_kept_and_the_rest_is_what_is_still_expected(tmp_path) -> None:
    rows = [*PAST, ("cep", "V1", "2020-08-10", 90, 80)]
    dataset = write(tmp_path, harvest_purchases=rows)
    on = date(2020, 8, 16)
    found = plan(dataset, foresee({"cep": CEP}, on=on), on=on).of("cep")
    assert found.so_far is not None
    assert found.t is not None
    assert found.rest_t is not None
    assert (found.so_far.kg, found.so_far.spent_krub) == pytest.approx((90, 7.2))
    assert found.t.mean == pytest.approx(0.09 + found.rest_t.mean)
    whole, rest = found.krub[CHOSEN], found.rest_krub
    assert whole is not None
    assert rest is not None
    assert whole.mean == pytest.approx(7.2 + rest.mean)


def test_a_law_that_is_used_up_leaves_nothing_to_come(tmp_path) -> None:
    rows = [*PAST, ("cep", "V1", "2020-08-10", 90, 80)]
    permits = [("North", "cep", 2020, 0.05, "", ""), ("South", "cep", 2020, 0.04, "", "")]
    on = date(2020, 8, 16)
    found = plan(
        write(tmp_path, harvest_purchases=rows, permits=permits), foresee({"cep": CEP}, on=on), on=on
    )
    assert found.brought[0].rest_kg.max() == 0


def test_more_certainty_never_asks_for_less(tmp_path) -> None:
    dataset, forecast = write(tmp_path), foresee({"cep": [[float(k), float(k % 7)] for k in range(40)]})
    told = [plan(dataset, forecast, certainty=one).total_krub[CHOSEN] for one in (0.5, 0.6, 0.8, 0.95)]
    sums = [one.plan for one in told if one]
    assert len(sums) == 4
    assert sums == sorted(sums)


def test_a_running_season_of_which_nothing_is_written_down_leaves_what_is_still_to_come_and_says_so(
    tmp_path,
) -> None:
    dataset = write(tmp_path, harvest_purchases=PAST)
    before = plan(dataset, foresee({"cep": CEP})).of("cep")
    on = date(2020, 10, 30)
    after = plan(dataset, foresee({"cep": CEP}, on=on), on=on).of("cep")
    assert "nothing_written" not in before.cautions
    assert "nothing_written" in after.cautions
    # By the end of October every draw of a season of August is over: nothing is left to be paid.
    assert before.t is not None
    assert after.t is not None
    assert before.t.mean > 0
    assert after.t.mean == 0


def test_nothing_is_planned_after_the_last_day_of_the_season(tmp_path) -> None:
    # Past purchases: half in the week of 10 August, half in that of 24 August; this season closes on 19 August.
    rows = [("cep", "V1", day, 500, 90) for day in ("2019-08-12", "2019-08-26")]
    past = [("North", "cep", int(day[:4]), "", day, "") for day in ("2018-08-13", "2019-08-12")]
    closing = [(one, "cep", 2020, "", "2020-08-10", "2020-08-19") for one in ("North", "South")]
    forecast = foresee({"cep": CEP})
    found = plan(write(tmp_path, harvest_purchases=rows, permits=[*past, *closing]), forecast)
    cep = found.of("cep")
    assert found.weeks
    assert all(one.week_on <= date(2020, 8, 19) for one in found.weeks)
    assert (cep.closes, "closes_early" in cep.cautions) == (date(2020, 8, 19), True)
    assert cep.closed_share == pytest.approx(0.5, abs=0.2)
    until = plan(write(tmp_path / "open", harvest_purchases=rows, permits=past), forecast).of("cep")
    assert cep.t.mean < until.t.mean


def test_a_forestry_that_stays_open_goes_on_bringing_its_part(tmp_path) -> None:
    rows = [("cep", "V1", day, 500, 90) for day in ("2019-08-12", "2019-08-26")]
    closing = [("North", "cep", 2020, "", "2020-08-10", "2020-07-01"), ("South", "cep", 2020, "", "", "")]
    dataset = write(tmp_path, harvest_purchases=rows, permits=closing)
    # A third of the crop within reach is of the North (9 of 27 ha), and all of it comes after its last day.
    assert plan(dataset, foresee({"cep": CEP})).of("cep").closed_share == pytest.approx(1 / 3)


# Two past seasons, half a fortnight after the other half; 90 kg of this one are bought.
INSIDE = [
    ("cep", "V1", f"{year}-08-{day}", 500, 90)
    for year, day in ((2018, 13), (2018, 27), (2019, 12), (2019, 26))
]
INSIDE += [("cep", "V1", "2020-08-10", 90, 80)]
RUNS_ON = date(2020, 8, 16)


def test_what_buyers_take_holds_inside_the_season_too(tmp_path) -> None:
    wanted = SHARE.model_copy(update={"demand_kg": {"cep": 120.0}})
    forecast = foresee({"cep": [[20.0, 20.0]] * 50}, on=RUNS_ON)
    free, held = (
        plan(write(tmp_path, harvest_purchases=INSIDE), forecast, on=RUNS_ON, settings=one).brought[0].kg
        for one in (SHARE, wanted)
    )
    assert free.max() > 120
    assert held.max() <= 120 + 1e-9


def test_the_law_holds_each_forestry_inside_the_season_too(tmp_path) -> None:
    by_forestry = SHARE.model_copy(update={"cap": "by_forestry"})
    # Two thirds of the crop within reach are of the South, which may give 50 kg; the North as much as it likes.
    permits = [("North", "cep", 2020, 10, "", ""), ("South", "cep", 2020, 0.05, "", "")]
    forecast = foresee({"cep": [[20.0, 20.0]] * 50}, on=RUNS_ON)
    held = plan(
        write(tmp_path, harvest_purchases=INSIDE, permits=permits), forecast, on=RUNS_ON, settings=by_forestry
    ).brought[0]
    # By the half of the season that is over 90 kg came in: 180 in all at most, of which 180 / 3 + 50 may be bought.
    assert 90 < held.kg.max() <= 110
    together = SHARE.model_copy(update={"cap": "together"})
    loose = plan(
        write(tmp_path, harvest_purchases=INSIDE, permits=permits), forecast, on=RUNS_ON, settings=together
    ).brought[0]
    assert held.kg.max() < loose.kg.max()


def test_the_price_of_the_rest_of_a_season_is_open_though_nothing_moves_the_crop(tmp_path) -> None:
    dataset = write(tmp_path, harvest_purchases=INSIDE)
    found = plan(dataset, foresee({"cep": [[20.0, 20.0]] * 400}, on=RUNS_ON), on=RUNS_ON).brought[0]
    kg = found.rest_kg
    logs = np.log(found.rest_krub["eps0"][kg > 0] / kg[kg > 0])
    # In two past seasons the price did not move after the day: √((0 + 0 + 0.2²) / 3).
    assert logs.std() == pytest.approx(0.2 / 3**0.5, rel=0.15)


def test_a_crop_weighed_once_promises_one_in_two_and_the_plan_says_so(tmp_path) -> None:
    forecast = foresee({"cep": CEP})
    once = replace(forecast.species[0], years=(2019,), level=0.0, method="climatology", reason="few_years")
    found = plan(write(tmp_path), replace(forecast, species=(once,)))
    cep = found.of("cep")
    assert (cep.level, cep.crop_years, cep.promised) == (0.0, 1, 0.5)
    assert "few_crop_years_for_certainty" in cep.cautions
    assert (found.promised, found.keeps_certainty) == (0.5, False)
    # Twenty years promise 20 / 21.
    whole = plan(write(tmp_path / "many"), forecast)
    assert (whole.promised, whole.keeps_certainty) == (pytest.approx(20 / 21), True)


# Two seasons past in the same week; a station by V1 that takes 200 kg a week, open in August.
STOOD = [("T", "V1", "boiling_station", "yes", 0.2, 0, "08-01", "08-31")]
SOLD = [*bought("cep", {2018: 300.0, 2019: 600.0}, {})]


def test_the_plan_is_what_the_stations_take_and_all_that_is_brought_lies_above_it_by_reason(tmp_path) -> None:
    forecast = foresee({"cep": CEP})
    found = plan(write(tmp_path, harvest_purchases=SOLD, processing_sites=STOOD), forecast)
    # V1 brings 135, 270 and 540 kg in one week of August: 135, 200 and 200 are taken. Cep spoils in 12 hours.
    assert found.through == "stations"
    assert found.taken[0].kg.tolist() == pytest.approx([135, 200, 200])
    assert found.brought[0].kg.tolist() == pytest.approx([135, 270, 540])
    total, losses = found.total_krub[CHOSEN], found.bound.losses
    assert total is not None
    assert found.bound.krub is not None
    assert (total.mean, found.bound.krub.mean) == pytest.approx(((13.5 + 20 + 20) / 3, 31.5))
    assert (losses["room"].t, losses["room"].krub) == pytest.approx((0.41 / 3, 41 / 3))
    assert (losses["shut"].t, losses["far"].t) == (0, 0)
    for parts in (found.settlements, found.weeks, found.cells):
        assert sum(part.planned_krub or 0.0 for part in parts) == pytest.approx(total.plan)
    assert found.to_pay is not None
    assert sum(one.planned_krub for one in found.to_pay.weeks) == pytest.approx(total.plan)
    shut = [("T", "V1", "boiling_station", "yes", 0.2, 0, "10-01", "10-31")]
    closed = plan(write(tmp_path / "shut", harvest_purchases=SOLD, processing_sites=shut), forecast)
    assert closed.total_krub[CHOSEN] is not None
    assert closed.total_krub[CHOSEN].mean == 0
    assert closed.bound.losses["shut"].krub == pytest.approx(31.5)


def test_a_kind_of_station_that_nobody_entered_holds_nothing_and_is_named(tmp_path) -> None:
    forecast = foresee({"cep": CEP, "cowberry": CEP})
    rows = [*SOLD, *bought("cowberry", {2019: 900.0}, {2019: 60.0})]
    none = plan(write(tmp_path / "none", harvest_purchases=rows), forecast)
    assert (none.through, none.total_krub[CHOSEN], none.cash) == ("no_stations", none.bound.krub, None)
    assert none.to_pay is not None
    assert none.to_pay.weeks
    one = plan(write(tmp_path / "one", harvest_purchases=rows, processing_sites=STOOD), forecast)
    assert (one.through, one.unheld) == ("stations", {"cowberry": "no_station"})
    assert one.of("cowberry").krub == none.of("cowberry").krub
