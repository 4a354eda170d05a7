"""What is really bought: of all that pickers bring, what the stations take, by settlement and week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from kust.harvest.purchase.brought import Brought
from kust.harvest.purchase.cash import Lot, calc_cash, keeps
from kust.harvest.purchase.cash_plan import CashPlan
from kust.harvest.purchase.prices import CHOSEN
from kust.harvest.purchase.procurement_ground import Ground

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Carried:
    """What the stations leave of what is brought.

    ``taken``: as ``brought``, held to the stations, on ``axis`` (longer where things wait). ``unheld``: by species why
    no station holds it: ``no_station`` (none of its kind stands), ``no_place`` (no settlement or no week is known).
    """

    taken: tuple[Brought, ...]
    axis: tuple[date, ...]
    cash: CashPlan | None
    unheld: Mapping[str, str]


def carry(ground: Ground, brought: Sequence[Brought], axis: Sequence[date]) -> Carried:
    """Bring what is brought through the stations that stand.

    A species of whose kind no station is entered is not held: nobody knows that there is none. Neither is a settlement
    whose ways are not known.
    """
    held, unheld = [], {}
    for one in brought:
        reason = _find_reason(ground, one)
        if reason:
            unheld[one.species] = reason
        elif not np.isnan(one.rest_krub[CHOSEN]).any():
            held.append(one)
    lots = [lot for one in held for lot in _make_lots(ground, one)]
    left_out = sorted({one.species for one in brought} - {one.species for one in held})
    cash = calc_cash(
        ground.network,
        lots,
        axis,
        certainty=ground.certainty,
        tail=ground.settings.tail,
        left_out=left_out,
    )
    if cash is None:
        return Carried(tuple(brought), tuple(axis), None, unheld)
    names = {one.species for one in held}
    taken = tuple(
        _hold(ground, one, lots, cash) if one.species in names else _stretch(one, len(cash.axis))
        for one in brought
    )
    return Carried(taken, cash.axis, cash, unheld)


def _find_reason(ground: Ground, one: Brought) -> str | None:
    kinds = {station.kind for station in ground.network.stations}
    if ground.network.choose_kind(one.group) not in kinds:
        return "no_station"
    return "no_place" if one.settlement_share is None or one.week_share is None else None


def _is_way_known(ground: Ground, home: int, group: str) -> bool:
    """Tell whether something is known of the way to stations of a kind, be it that there is none in this season."""
    network, kind = ground.network, ground.network.choose_kind(group)
    at = [place for place, station in enumerate(network.stations) if station.kind == kind]
    if not np.isnan(network.ways.hours[home, at]).all():
        return True
    latitude = dict(zip(network.settlements.ids, network.settlements.latitude.tolist(), strict=True))
    ends = [latitude.get(network.stations[place].settlement_id or "", np.nan) for place in at]
    return not (np.isnan(network.settlements.latitude[home]) or np.isnan(ends).all())


def _make_lots(ground: Ground, one: Brought) -> list[Lot]:
    kg = one.spread_rest(one.rest_kg)
    if kg is None:
        return []
    network, hours = ground.network, ground.species[one.species]["hours_to_spoilage"]
    price = _price(one, CHOSEN)
    return [
        Lot(
            one.species,
            name,
            kg[:, home],
            price,
            tuple(network.rank(home, network.choose_kind(one.group), hours)),
            keeps(hours),
        )
        for home, name in enumerate(network.settlements.ids)
        if kg[:, home].any() and _is_way_known(ground, home, one.group)
    ]


def _price(one: Brought, scenario: str) -> Floats:
    """Roubles a kilogram of what is still to come: (draws,), 0 where nothing is."""
    return np.where(one.rest_kg > 0, 1000 * one.rest_krub[scenario] / np.maximum(one.rest_kg, 1e-9), 0.0)


def _hold(ground: Ground, one: Brought, lots: Sequence[Lot], cash: CashPlan) -> Brought:
    """Hold a species to what the stations took of it."""
    ids, weeks = ground.network.settlements.ids, len(cash.axis)
    kg = np.zeros((len(one.rest_kg), len(ids), weeks))
    own = {lot.settlement: place for place, lot in enumerate(lots) if lot.species == one.species}
    whole = one.spread_rest(one.rest_kg)
    for home, name in enumerate(ids):
        if name in own:
            kg[:, home] = cash.taken_kg[:, own[name]]
        elif whole is not None:
            kg[:, home, : whole.shape[2]] = whole[:, home]
    rest = kg.sum(axis=(1, 2))
    share = kg / np.where(rest > 0, rest, 1.0)[:, None, None]
    return replace(
        _stretch(one, weeks),
        rest_kg=rest,
        rest_krub={name: _price(one, name) * rest / 1000 for name in one.rest_krub},
        settlement_share=share.sum(axis=2),
        week_share=share.sum(axis=1),
        cell_share=share,
    )


def _stretch(one: Brought, weeks: int) -> Brought:
    """Lay what is brought on a longer axis of weeks."""

    def pad(values: Floats) -> Floats:
        return np.pad(values, ((0, 0), (0, weeks - values.shape[1])))

    week_share = None if one.week_share is None else pad(one.week_share)
    return replace(one, bought_kg=pad(one.bought_kg), spent_krub=pad(one.spent_krub), week_share=week_share)
