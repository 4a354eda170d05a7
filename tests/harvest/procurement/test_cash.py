"""The cash plan by hand: capacity, days, what waits, what moves, what is lost."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kust.harvest.land.ways import Spots, Ways
from kust.harvest.purchase.cash import Lot, calc_cash, keeps
from kust.harvest.purchase.stations import Network, Station

WEEKS = (date(2020, 8, 3), date(2020, 8, 10))


def station(name: str, tonnes: float | None, opens: str = "", closes: str = "") -> Station:
    capacity = None if tonnes is None else 1000 * tonnes
    return Station(name, None, "buying_point", capacity, None, None, opens or None, closes or None)


def network(*stations: Station) -> Network:
    nowhere = Spots((), np.empty(0), np.empty(0))
    return Network(stations, nowhere, Ways(np.empty((0, 0)), np.empty((0, 0))))


def lot(tonnes: Sequence[float], *stations: int, waits: bool = False, price: float = 100.0) -> Lot:
    kg = 1000 * np.array([tonnes], dtype=np.float64)
    return Lot("cowberry", "V1", kg, np.array([price]), stations, waits)


def plan(net: Network, *lots: Lot):
    found = calc_cash(net, lots, WEEKS, certainty=0.8, tail=0.9)
    assert found is not None
    return found


def test_what_keeps_waits_for_the_next_week_and_is_paid_when_it_is_taken() -> None:
    # 6 t and 2 t come to a place for 4 t a week: 4 and 2 wait, then 2 + 2 fill the second week. 100 roubles a kg.
    cash = plan(network(station("T", 4)), lot([6, 2], 0, waits=True))
    assert [(one.week_on, one.krub["p50"]) for one in cash.weeks] == [(WEEKS[0], 400.0), (WEEKS[1], 400.0)]
    assert (cash.t, cash.waited_t_weeks, cash.lost_t) == pytest.approx((8, 2, 0))
    first = cash.stations[0]
    assert (first.offered_t, first.t, first.waited_t, first.over) == pytest.approx((6, 4, 2, 1))


def test_what_spoils_is_not_bought_where_there_is_no_room() -> None:
    cash = plan(network(station("T", 4)), lot([6, 2], 0))
    assert [one.krub["p50"] for one in cash.weeks] == pytest.approx([400, 200])
    assert (cash.t, cash.lost_t, cash.waited_t_weeks) == pytest.approx((6, 2, 0))


def test_the_overflow_moves_to_the_next_station_in_time() -> None:
    cash = plan(network(station("T", 4), station("U", 1)), lot([6, 2], 0, 1))
    # Of 6 t the first takes 4, the second 1, one is lost.
    first, second = cash.stations[0], next(one for one in cash.stations if one.site_id == "U")
    assert (first.moved_t, first.lost_t, second.moved_in_t, second.t) == pytest.approx((1, 1, 1, 1))
    assert cash.moved_t == pytest.approx(1)


def test_a_station_that_is_open_for_three_days_takes_three_sevenths() -> None:
    cash = plan(network(station("T", 7, closes="08-05")), lot([7, 7], 0))
    assert (cash.t, cash.lost_t) == pytest.approx((3, 11))


def test_what_waits_for_room_until_the_station_shuts_is_lost_for_want_of_room() -> None:
    # 7 t a week from Monday to Sunday, shut after the first week: 2 t found no room, 3 t came too late.
    cash = plan(network(station("T", 7, closes="08-09")), lot([9, 3], 0, waits=True))
    assert (cash.t, cash.losses["room"].t, cash.losses["shut"].t) == pytest.approx((7, 2, 3))
    assert (cash.losses["room"].krub, cash.losses["shut"].krub) == pytest.approx((200, 300))


def test_a_settlement_without_a_station_in_time_is_too_far_and_is_not_paid() -> None:
    cash = plan(network(station("T", 4)), lot([1, 0], 0), lot([3, 0]))
    assert (cash.t, cash.too_far_t, cash.krub.mean) == pytest.approx((1, 3, 100))


def test_two_lots_share_a_full_station_in_proportion() -> None:
    # 6 t at 100 and 2 t at 50 for 4 t of room: 3 t and 1 t, 300 + 50 thousand roubles.
    cash = plan(network(station("T", 4)), lot([6, 0], 0), lot([2, 0], 0, price=50.0))
    assert cash.krub.mean == pytest.approx(350)


def test_without_stations_there_is_no_plan() -> None:
    assert calc_cash(network(), [lot([1, 1])], WEEKS, certainty=0.8, tail=0.9) is None


def test_what_tells_no_hours_or_keeps_a_week_can_wait() -> None:
    assert (keeps(None), keeps(168.0), keeps(12.0)) == (True, True, False)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 20), st.floats(0, 20), st.booleans()), min_size=1, max_size=4),
    st.floats(0, 10),
    st.floats(0, 10),
)
def test_every_kilogram_is_taken_or_lost_and_no_station_takes_more_than_it_can(lots, room, other) -> None:
    net = network(station("T", room), station("U", other))
    told = [lot([a, b], 0, 1, waits=waits) for a, b, waits in lots]
    cash = plan(net, *told)
    brought = sum(a + b for a, b, _ in lots)
    assert cash.t + cash.lost_t + cash.too_far_t == pytest.approx(brought, abs=1e-6)
    assert all(one.t <= (one.capacity_t or 0) + 1e-6 for one in cash.stations)
    assert cash.krub.mean == pytest.approx(100 * cash.t, abs=1e-6)
    assert cash.taken_kg.sum() / 1000 == pytest.approx(cash.t, abs=1e-6)
    assert sum(one.krub for one in cash.losses.values()) == pytest.approx(100 * (brought - cash.t), abs=1e-6)
    assert sum(one.planned_krub for one in cash.weeks) == pytest.approx(cash.krub.plan, abs=1e-6)
    to_date = [one.plan_to_date_krub for one in cash.weeks]
    assert to_date == sorted(to_date)
