"""A cash plan by station and week: what comes to each station within its days and capacity, and what it costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from kust.harvest.forecasts.scores import calc_quantiles
from kust.harvest.purchase.cash_books import MEANS, Books
from kust.harvest.purchase.cash_plan import CashPlan, StationWeek, tell_week_money
from kust.harvest.purchase.money import QUANTILES, allot, calc_spread
from kust.harvest.purchase.prices import read_procurement_figure
from kust.harvest.purchase.stations import Network

Floats = NDArray[np.float64]
# For how many weeks what keeps may wait for a place.
_WAITING_WEEKS = 4


@dataclass(frozen=True)
class Lot:
    """What a settlement brings of a species: (draws, weeks) kilograms, and the stations that take it, nearest first.

    ``price`` (draws,) roubles a kilogram; ``keeps``: whether it can wait for the next week.
    """

    species: str
    settlement: str
    kg: Floats
    price: Floats
    stations: tuple[int, ...]
    keeps: bool


def calc_cash(
    network: Network,
    lots: Sequence[Lot],
    weeks: Sequence[date],
    *,
    certainty: float,
    tail: float,
    left_out: Sequence[str] = (),
) -> CashPlan | None:
    """Bring lots to stations week by week, the nearest first, and add up the money.

    In each draw and week a station that is offered more than its capacity takes the same share of every lot; the rest
    goes to the next station in time, then waits for the next week if it keeps, else it is not bought.

    Parameters
    ----------
    weeks
        Mondays, as the columns of ``Lot.kg``; weeks are added at the end for what waits.

    Returns
    -------
    CashPlan or None
        None without stations or lots.
    """
    if not network.stations or not lots:
        return None
    axis = [*weeks, *(weeks[-1] + timedelta(days=7 * (n + 1)) for n in range(_WAITING_WEEKS))]
    draws, sites = len(lots[0].price), len(network.stations)
    books = Books.open(draws, sites, len(lots), len(axis))
    waiting = np.zeros((draws, len(lots)))
    for place, week in enumerate(axis):
        if place < len(weeks):
            waiting = waiting + np.column_stack([lot.kg[:, place] for lot in lots])
        if waiting.any():
            waiting = _fill_week(network, lots, waiting, (place, week, place + 1 == len(axis)), books)
    return _sum_up(network, books, axis, certainty, tail, tuple(left_out))


def _fill_week(
    network: Network, lots: Sequence[Lot], waiting: Floats, when: tuple[int, date, bool], books: Books
) -> Floats:
    """Fill the stations of a week; return what waits for the next one, (draws, lots)."""
    place, week, is_last = when
    spare = np.column_stack(
        [np.full(len(waiting), _capacity(network, site, week)) for site in range(len(network.stations))]
    )
    left = waiting.copy()
    first_overflow = np.zeros_like(left)
    for rank in range(max((len(lot.stations) for lot in lots), default=0)):
        for site in range(len(network.stations)):
            own = [n for n, lot in enumerate(lots) if rank < len(lot.stations) and lot.stations[rank] == site]
            if not own:
                continue
            offered = left[:, own]
            whole = offered.sum(axis=1)
            short = whole > spare[:, site]
            share = np.where(short, spare[:, site] / np.where(short, whole, 1.0), 1.0)
            taken = offered * share[:, None]
            # Rounding may leave a full station a little below nothing.
            spare[:, site] = np.maximum(spare[:, site] - taken.sum(axis=1), 0.0)
            left[:, own] = offered - taken
            _book(books, lots, own, taken, (rank, site, place))
            if rank == 0:
                first_overflow[:, own] = offered - taken
                books.add("offered", site, place, float(whole.mean()))
                books.add("over", site, place, float((share < 1).mean()))
    is_open = np.array([_capacity(network, site, week) > 0 for site in range(len(network.stations))])
    return _settle(lots, left, first_overflow, (place, is_last, is_open), books)


def _capacity(network: Network, site: int, week: date) -> float:
    station = network.stations[site]
    share = station.open_share(week)
    if share == 0:
        return 0.0
    return np.inf if station.capacity_kg is None else station.capacity_kg * share


def _book(
    books: Books, lots: Sequence[Lot], own: Sequence[int], taken: Floats, at: tuple[int, int, int]
) -> None:
    rank, site, place = at
    kg = float(taken.sum(axis=1).mean())
    books.add("taken", site, place, kg)
    if rank:
        books.add("moved_in", site, place, kg)
    books.taken[:, own, place] += taken
    price = np.column_stack([lots[n].price for n in own])
    books.krub[:, site, place] += (taken * price).sum(axis=1) / 1000


def _settle(
    lots: Sequence[Lot],
    left: Floats,
    overflow: Floats,
    when: tuple[int, bool, NDArray[np.bool_]],
    books: Books,
) -> Floats:
    """Say of what no station took whether it waits or is lost, and why: no room, none open any more, too far."""
    place, is_last, is_open = when
    waits = np.zeros_like(left)
    for number, lot in enumerate(lots):
        kg = float(left[:, number].mean())
        if not lot.stations:
            books.lose("far", left[:, number], lot.price)
            continue
        site = lot.stations[0]
        books.add("moved", site, place, float(overflow[:, number].mean()) - kg)
        crowded = np.minimum(books.crowded[:, number], left[:, number])
        crowded = left[:, number] if is_open[list(lot.stations)].any() else crowded
        books.crowded[:, number] = crowded
        if lot.keeps and not is_last:
            waits[:, number] = left[:, number]
            books.add("waited", site, place, kg)
        else:
            books.lose("room", crowded, lot.price)
            books.lose("shut", left[:, number] - crowded, lot.price)
            books.crowded[:, number] = 0.0
            books.add("lost", site, place, kg)
    return waits


def _sum_up(
    network: Network,
    books: Books,
    axis: Sequence[date],
    certainty: float,
    tail: float,
    left_out: tuple[str, ...],
) -> CashPlan | None:
    total = books.krub.sum(axis=(1, 2))
    spread = calc_spread(total, certainty, tail)
    if spread is None:
        return None
    cells = books.krub.reshape(len(total), -1)
    planned = allot(total, cells, spread.plan).reshape(books.krub.shape[1:])
    losses = books.tell_losses()
    return CashPlan(
        krub=spread,
        t=float(books.means["taken"].sum()) / 1000,
        moved_t=float(books.means["moved"].sum()) / 1000,
        waited_t_weeks=float(books.means["waited"].sum()) / 1000,
        losses=losses,
        weeks=tell_week_money(books.krub.sum(axis=1), axis, certainty),
        stations=tuple(_tell_stations(network, books, axis, planned)),
        left_out=left_out,
        axis=tuple(axis),
        taken_kg=books.taken,
    )


def _tell_stations(
    network: Network, books: Books, axis: Sequence[date], planned: Floats
) -> list[StationWeek]:
    found = []
    for site, station in enumerate(network.stations):
        for place, week in enumerate(axis):
            tonnes = {name: float(books.means[name][site, place]) / 1000 for name in MEANS}
            if not any(tonnes.values()):
                continue
            capacity = _capacity(network, site, week)
            found.append(
                StationWeek(
                    site_id=station.site_id,
                    week_on=week,
                    capacity_t=None if np.isinf(capacity) else capacity / 1000,
                    offered_t=tonnes["offered"],
                    t=tonnes["taken"],
                    moved_in_t=tonnes["moved_in"],
                    moved_t=max(tonnes["moved"], 0.0),
                    waited_t=tonnes["waited"],
                    lost_t=tonnes["lost"],
                    over=1000 * tonnes["over"],
                    krub=calc_quantiles(books.krub[:, site, place], QUANTILES),
                    planned_krub=float(planned[site, place]),
                )
            )
    return found


def keeps(hours_to_spoilage: float | None) -> bool:
    """Tell whether a species can wait a week for a place; one that tells no hours can."""
    return hours_to_spoilage is None or hours_to_spoilage >= read_procurement_figure("keeps_hours")
