"""What changes if a station stands elsewhere: each other site tried, with the flows that it would have."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kust.data.dataset import Dataset
from kust.errors import UsageError
from kust.harvest.siting.place import Wish, calc_siting
from kust.harvest.siting.roads import calc_great_circle
from kust.harvest.siting.sited import Catchment, Change, Siting, WeekLoad
from kust.settings import HarvestSitingSettings

# Of these problems all of a settlement goes to one station, so that its flow follows from where it goes.
WHOLE_FLOWS = ("median", "center")
MOST_TRIED = 12


@dataclass(frozen=True)
class Elsewhere:
    """A choice of stations with one of them at another site.

    ``difference``: by how much the value is worse than that of the best choice; ``catchments``: the new flows, whose
    kilometres are known only where nothing changed; ``weeks``: what each station would take, by week.
    """

    from_site: str
    to_site: str
    value: float
    difference: float
    catchments: tuple[Catchment, ...]
    changes: tuple[Change, ...]
    weeks: tuple[WeekLoad, ...]


@dataclass(frozen=True)
class SitedKind:
    """Stations of a kind with the other places of those that may move; ``untried``: how many were not looked at."""

    siting: Siting
    elsewhere: tuple[Elsewhere, ...]
    untried: int


def calc_elsewhere(
    dataset: Dataset,
    wish: Wish,
    settings: HarvestSitingSettings,
    *,
    on: date,
    most: int = MOST_TRIED,
) -> SitedKind:
    """Say where stations of a kind should stand, and what it would cost to put one of them elsewhere.

    What moves is a station to be opened; where none is, one that stands. Each is tried at every site that stays closed,
    the nearest first.

    Parameters
    ----------
    wish
        As of :func:`kust.harvest.siting.place.calc_siting`; ``median`` or ``center``.
    most
        How many choices are tried.

    Returns
    -------
    SitedKind
        Other choices, the least bad first.

    Raises
    ------
    UsageError
        As of ``calc_siting``; a problem whose flows may be divided.
    """
    if wish.problem not in WHOLE_FLOWS:
        raise UsageError("choice", option="problem", value=wish.problem, known=", ".join(WHOLE_FLOWS))
    siting = calc_siting(dataset, wish, settings, on=on)
    pairs = _pair(dataset, siting)
    tried = [_try(dataset, replace(wish, move=pair), settings, on, siting) for pair in pairs[:most]]
    tried.sort(key=lambda one: (one.value, one.from_site, one.to_site))
    return SitedKind(siting, tuple(tried), max(0, len(pairs) - most))


def _pair(dataset: Dataset, siting: Siting) -> list[tuple[str, str]]:
    """Pair stations that may move with sites that stay closed, the nearest first."""
    rows: Any = dataset.collect(dataset.table("settlements")).to_native()
    at = {row["settlement_id"]: (row["latitude"], row["longitude"]) for row in rows.iter_rows(named=True)}
    where = {one.site_id: at.get(one.settlement_id or "") for one in siting.stations}
    opens = [one.site_id for one in siting.stations if one.open and not one.exists]
    moves = opens or [one.site_id for one in siting.stations if one.open]
    closed = [one.site_id for one in siting.stations if not one.open]

    def far(pair: tuple[str, str]) -> tuple[float, tuple[str, str]]:
        here, there = where[pair[0]], where[pair[1]]
        return (calc_great_circle(*here, *there) if here and there else float("inf")), pair

    return sorted(((here, there) for here in moves for there in closed), key=far)


def _try(
    dataset: Dataset, wish: Wish, settings: HarvestSitingSettings, on: date, siting: Siting
) -> Elsewhere:
    move = calc_siting(dataset, wish, settings, on=on).move
    assert move is not None  # noqa: S101
    return Elsewhere(
        move.from_site,
        move.to_site,
        move.value,
        move.difference,
        _redirect(siting.catchments, move.changes),
        move.changes,
        move.weeks,
    )


def _redirect(before: Sequence[Catchment], changes: Sequence[Change]) -> tuple[Catchment, ...]:
    changed = {one.settlement_id: one for one in changes}
    return tuple(
        replace(
            one,
            site_id=changed[one.settlement_id].to_site,
            hours=changed[one.settlement_id].hours_after,
            km=None,
        )
        if one.settlement_id in changed
        else one
        for one in before
    )
