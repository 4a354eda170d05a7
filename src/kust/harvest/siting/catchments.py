"""Who goes where: what of each settlement goes to which station, and what a move changes."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from kust.harvest.siting.case import EVERYBODY, Case, Chosen
from kust.harvest.siting.sited import Catchment, Change

Array = Any
_NOTHING = 1e-9


def tell_changes(before: Sequence[Catchment], after: Sequence[Catchment]) -> list[Change]:
    """Name the settlements whose main station is another one."""

    def main(catchments: Sequence[Catchment]) -> dict[str, Catchment]:
        ordered = sorted(catchments, key=lambda one: one.mass_t)
        return {one.settlement_id: one for one in ordered}

    first, second = main(before), main(after)
    return [
        Change(name, one.name, one.site_id, second[name].site_id, one.hours, second[name].hours)
        for name, one in sorted(first.items())
        if name in second and one.site_id != second[name].site_id
    ]


def tell_catchments(case: Case, chosen: Chosen) -> tuple[Catchment, ...]:
    """Sum the flows up by settlement and station; what goes to nobody has a row of its own.

    Where settlements count from which nothing comes, they have a row of 0 t.
    """
    rows = {name: row for row, name in enumerate(case.places["settlement_id"].to_list())}
    names = dict(case.places.select("settlement_id", "name").iter_rows())
    told: list[Catchment] = []
    for settlement in sorted(set(chosen.inflows["settlement_id"].to_list())):
        mine = (chosen.inflows["settlement_id"] == settlement).to_numpy()
        goes = chosen.tonnes[mine].sum(axis=0)
        row = rows[settlement]
        told.extend(
            Catchment(
                settlement,
                names[settlement],
                case.stations[site].site_id,
                float(goes[site]),
                float(case.roads.hours[row, site]),
                _finite(case.roads.km[row, site]),
                case.roads.basis[row][site],
            )
            for site in np.flatnonzero(goes > _NOTHING).tolist()
        )
        if case.problem in EVERYBODY and not _brought(case, chosen, mine):
            told.append(
                _tell_quiet(case, settlement, names[settlement], chosen.answer.assignment[mine.argmax()])
            )
            continue
        left = _brought(case, chosen, mine) - float(goes.sum())
        if left > 1e-6:
            told.append(Catchment(settlement, names[settlement], None, left, None, None, "none"))
    return tuple(told)


def _tell_quiet(case: Case, settlement: str, name: str, site: int) -> Catchment:
    """Tell how near a settlement is from which nothing comes."""
    if site < 0:
        return Catchment(settlement, name, None, 0.0, None, None, "none")
    row = case.places["settlement_id"].to_list().index(settlement)
    hours, km = float(case.roads.hours[row, site]), _finite(case.roads.km[row, site])
    station = case.stations[site].site_id
    return Catchment(settlement, name, station, 0.0, hours, km, case.roads.basis[row][site])


def _brought(case: Case, chosen: Chosen, mine: Array) -> float:
    times = len(case.intake.scenarios) if case.problem == "scenarios" else 1
    return float(chosen.inflows.filter(pl.Series(mine))["mass_t"].sum()) / times


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
