"""Every table of the pages on procurement and expeditions is what arithmetic and the program give."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
import yaml

from kust.harvest.journeys.expedition_plan import ExpeditionPlan
from kust.harvest.journeys.expeditions import calc_expeditions
from kust.harvest.purchase.bought import Buying
from kust.harvest.purchase.cash import calc_cash
from kust.harvest.purchase.ceiling import calc_ceiling_price
from kust.harvest.purchase.contracts import calc_lognormal_contract, calc_normal_contract
from kust.harvest.purchase.money import calc_spread
from kust.harvest.purchase.prices import calc_outlay, fit_prices, tell_elasticity
from kust.harvest.purchase.purchases import Season
from kust.law.loader import parameters
from tests.docs.worked import holds, number_of, read_tables, work_out

from .small import ON, foresee, write
from .test_cash import WEEKS, lot, network, station

DOCS = Path(__file__).parents[3] / "docs/methods"
PROCUREMENT = (DOCS / "harvest-procurement.md").read_text("utf-8")
EXPEDITIONS = (DOCS / "harvest-expeditions.md").read_text("utf-8")


def tables(text: str):
    return {table.headings[0] + table.headings[1]: table.rows for table in read_tables(text.splitlines())}


OF_MONEY, OF_TRIPS = tables(PROCUREMENT), tables(EXPEDITIONS)


def block(text: str, name: str):
    return yaml.safe_load(text.split(f"```yaml {name}\n")[1].split("```")[0])


def test_prices_and_money_follow_the_crop_as_the_page_says() -> None:
    rows = OF_MONEY["cropprice, roubles"]
    for row in rows:
        crop, price = number_of(row["crop"]), number_of(row["price, roubles"])
        assert crop is not None
        assert price is not None
        told = row["ε = ln(price ratio) / ln(crop ratio)"]
        assert crop == 1000 or holds(told, tell_elasticity(crop / 1000, price / 120))
        for heading, elasticity in (("money at ε = 0", 0.0), ("at ε = −0.5", -0.5), ("at ε = −1", -1.0)):
            outlay = calc_outlay(120.0, 0.1, np.array([crop]), 1000.0, elasticity)
            assert holds(row[heading], float(outlay[0]))


def test_prices_are_as_open_as_the_page_says() -> None:
    for row in OF_MONEY["past prices at mean crops, roublesf"]:
        prices = [float(one) for one in row["past prices at mean crops, roubles"].split(",")]
        logs, free, base = np.log(prices), len(prices) - 1, min(len(prices), 3)
        assert (int(row["f"]), int(row["m"])) == (free, base)
        left = float(((logs - logs.mean()) ** 2).sum())
        assert row["s_f"] == "–" if not free else holds(row["s_f"], np.sqrt(left / free))
        assert holds(row["off by"], np.sqrt((left + 0.35**2) / (free + 1) * (1 + 1 / base)))
        seasons = [Season(2010 + n, 1000.0, one) for n, one in enumerate(prices)]
        assert holds(row["off by"], fit_prices(seasons, {}).sd(-0.5))


def test_sums_of_draws_are_those_of_the_page() -> None:
    told = block(PROCUREMENT, "procurement")
    draws = {name: np.array(told[name], dtype=float) for name in ("cep", "cowberry")}
    draws["together"] = draws["cep"] + draws["cowberry"]
    for number, row in enumerate(OF_MONEY["seasoncep"]):
        assert all(holds(row[name], one[number]) for name, one in draws.items())
    spreads = {name: calc_spread(one, told["certainty"], 0.75) for name, one in draws.items()}
    rows = OF_MONEY["figurecep"]
    for row, figure in zip(rows, ("plan", "reserve", "cvar"), strict=True):
        assert all(holds(row[name], getattr(one, figure)) for name, one in spreads.items())
        assert holds(row["cep + cowberry"], work_out("cep + cowberry", row))


@pytest.mark.parametrize(("kind", "waits"), [("keeps", True), ("spoils", False)])
def test_the_cash_of_a_full_station_is_that_of_the_page(kind: str, waits: bool) -> None:
    rows = OF_MONEY["weekcomes"]
    comes = [number_of(row["comes"]) or 0.0 for row in rows]
    weeks = (date(2020, 8, 3), date(2020, 8, 10))
    cash = calc_cash(network(station("T", 4)), [lot(comes, 0, waits=waits)], weeks, certainty=0.8, tail=0.9)
    assert cash is not None
    for row, week, money in zip(rows, cash.stations, cash.weeks, strict=True):
        assert holds(row[f"{kind}: taken"], week.t)
        assert holds(row[f"{kind}: money"], money.krub["p50"])
        left = "waits" if waits else "lost"
        assert holds(row[f"{kind}: {left}"], week.waited_t if waits else week.lost_t)


def test_contracts_are_those_of_the_page() -> None:
    normal, other = OF_MONEY["cropc_u"]
    found = (calc_normal_contract(100, 20, 3, 1), calc_lognormal_contract(np.log(3000), 0.5, 3, 1))
    for row, contract in zip((normal, other), found, strict=True):
        assert contract is not None
        assert holds(row["fractile"], contract.fractile)
        assert holds(row["Q"], contract.kg)
        assert holds(row["E min(H, Q)"], contract.expected_kg)
        assert holds(row["expected cost"], contract.cost)
        # The cost again from its meaning: c_u·(E H − E min) + c_o·(Q − E min).
        assert contract.cost == pytest.approx(
            3 * (contract.mean_kg - contract.expected_kg) + contract.kg - contract.expected_kg
        )


def test_ceilings_are_those_of_the_page() -> None:
    for row in OF_MONEY["priceraw"]:
        price, raw, other, margin, loss, haul, at = (
            number_of(row[name]) or 0.0
            for name in ("price", "raw", "other", "margin", "loss", "haul", "station")
        )
        for heading, share in (("ceiling", margin), ("break-even", 0.0)):
            top = calc_ceiling_price(
                price, raw, other_rub=other, margin=share, loss=loss, haul=haul, station=at
            )
            assert holds(row[heading], top)


def test_the_ways_to_know_what_is_bought_are_those_of_the_code() -> None:
    told = [row["what is bought"] for row in OF_MONEY["what is boughtwhen"]]
    assert all(way in (Buying.__doc__ or "") for way in told)
    figures = parameters("harvest.procurement")
    assert (figures["fewest_years"]["value"], figures["fewest_years_for_trend"]["value"]) == (6, 10)
    assert (figures["missed_share"]["value"], figures["shortfall_share"]["value"]) == (0.15, 0.2)
    assert (figures["picking_distance_km"]["value"], figures["keeps_hours"]["value"]) == (15, 168)
    assert (figures["base_price_years"]["value"], figures["least_log_sd"]["value"]) == (3, 0.1)


@pytest.fixture
def trips(tmp_path):
    plan = ExpeditionPlan.model_validate(block(EXPEDITIONS, "expeditions"))
    forecast = foresee({"cep": [[10.0, 10.0], [20.0, 20.0], [40.0, 40.0]]})
    return calc_expeditions(write(tmp_path), plan, on=ON, year=2020, forecast=forecast, certainty=0.8)


def test_the_trips_of_the_page_are_worked_out_season_by_season(trips) -> None:
    rows = OF_TRIPS["tripseason"]
    for row in rows:
        area = {"e": 10, "f": 20}[row["trip"]]
        found = area * {"1": 10, "2": 20, "3": 40}[row["season"]] * 0.5
        assert holds(row["found, kg"], found)
        assert holds(row["brought, kg"], min(found, 2 * 5 * 20))
        assert holds(row["revenue"], min(found, 200) * 200 / 1000)
        assert holds(row["crew"], 2 * 5 * 1000 / 1000)
        assert holds(row["equipment"], 5 * 4)
        left = "revenue − crew − equipment"
        assert holds(row[left], work_out(left, row))
    for one in trips.trips:
        own = [
            number_of(row["revenue − crew − equipment"]) for row in rows if row["trip"] == one.expedition.id
        ]
        assert one.outcome is not None
        assert one.outcome.profit_krub.mean == pytest.approx(np.mean(own))


def test_the_coalitions_of_the_page_are_those_of_the_program(trips) -> None:
    outcomes = {", ".join(one.firms): one for one in (*trips.firms, trips.together) if one}
    rows = OF_TRIPS["coalitionmean revenue"]
    assert {row["coalition"] for row in rows} == set(outcomes)
    for row in rows:
        one = outcomes[row["coalition"]]
        assert holds(row["mean revenue"], one.revenue_krub.mean)
        assert holds(row["days of the tractor"], one.kits[0].days)
        assert holds(row["its cost"], one.kits[0].krub)
        assert holds(row["c(S)"], trips.cost(one.firms))
        assert holds(row["mean profit"], one.profit_krub.mean)
        assert holds(row["pays"], one.pays)
    assert trips.best == trips.together


def test_the_plan_and_what_lies_above_it_are_those_of_the_page() -> None:
    for row in OF_MONEY["drawbrought, t"]:
        brought, price = float(row["brought, t"]), float(row["roubles a kg"])
        net = network(station("T", float(row["room, t"])))
        cash = calc_cash(net, [lot([brought, 0], 0, price=price)], WEEKS, certainty=0.8, tail=0.9)
        assert cash is not None
        assert holds(row["taken, t"], cash.t)
        assert holds(row["plan, thousand roubles"], cash.krub.mean)
        assert holds(row["bound"], brought * price)
        assert holds(row["less for want of room"], cash.losses["room"].krub)
        assert cash.krub.mean + cash.losses["room"].krub == pytest.approx(brought * price)
