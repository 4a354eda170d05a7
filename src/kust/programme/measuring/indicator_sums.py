"""Indicators of several programmes rolled up: sums of sums, ratios of sums, never an average of shares.

additive: Σ value over clusters          ratio: Σ numerator / Σ denominator
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import fsum

from kust.programme.measuring.indicator_figures import UNKNOWN, Figure, IndicatorResult, Indicators
from kust.programme.measuring.judged import judge
from kust.programme.programme import Indicator

Key = tuple[str | None, ...]
Part = tuple[float | None, float | None]
Pick = Callable[[IndicatorResult], Part]
_NOTHING: Part = (None, None)
Held = tuple[str, Indicators, IndicatorResult]


@dataclass(frozen=True)
class PartSum:
    """A sum over clusters: ``value`` is None where the part of one is ``missing``, ``known`` is that of the others."""

    value: float | None
    known: float | None
    parts: int
    missing: tuple[str, ...]


@dataclass(frozen=True)
class RolledYear:
    """A year: sums of targets and of actual figures, and whether the one reaches the other."""

    year: int
    target: PartSum
    actual: PartSum
    deviation: float | None
    state: str


@dataclass(frozen=True)
class RolledIndicator:
    """One indicator of the ``clusters`` that have it: those filled alike, else those of one name, of one
    unit and direction.

    ``base`` and ``outlook`` have no value where the clusters' base years or last years differ.
    """

    filled_from: str | None
    name: str
    unit: str | None
    direction: str
    is_ratio: bool
    over_years: str
    clusters: tuple[str, ...]
    base: PartSum
    years: tuple[RolledYear, ...]
    outlook: PartSum


@dataclass(frozen=True)
class RolledUp:
    """Indicators over clusters, with actual figures up to ``year``.

    ``shared``: organisations that stand in the figures of several clusters and so count in each.
    """

    year: int
    clusters: tuple[str, ...]
    indicators: tuple[RolledIndicator, ...]
    shared: tuple[str, ...]


def roll_up(programmes: Sequence[Indicators]) -> RolledUp:
    """Add up the indicators of several programmes.

    Parameters
    ----------
    programmes
        One a cluster, worked out for the same day and year.

    Returns
    -------
    RolledUp
        An indicator that one cluster lacks is rolled up over the others; a figure that one of those lacks is unknown,
        with what the others have as known part.
    """
    groups: dict[Key, list[Held]] = {}
    for programme in programmes:
        seen: set[Key] = set()
        for one in programme.results:
            key = _key(one, programme)
            if key not in seen:
                seen.add(key)
                groups.setdefault(key, []).append((programme.cluster_id, programme, one))
    counts: dict[str, int] = {}
    for name in (name for programme in programmes for name in programme.organisations):
        counts[name] = counts.get(name, 0) + 1
    return RolledUp(
        max(one.year for one in programmes),
        tuple(one.cluster_id for one in programmes),
        tuple(_roll(group) for group in groups.values()),
        tuple(sorted(name for name, count in counts.items() if count > 1)),
    )


def _key(one: IndicatorResult, programme: Indicators) -> Key:
    """Tell which indicators of different programmes are one: by where they are filled from, else by name; by unit."""
    if one.is_ratio:
        parts = (_find(programme, one.numerator), _find(programme, one.denominator))
        keys = [_key(part, programme) if part and not part.is_ratio else (None,) for part in parts]
        return ("ratio", one.direction, *keys[0], "/", *keys[1])
    if one.filled_from:
        return ("filled", one.direction, one.filled_from, _unit(one))
    return ("named", one.direction, one.indicator, _unit(one))


def _unit(one: IndicatorResult) -> str | None:
    """Take the unit, however it is spaced and capitalised: thousands and millions do not add up."""
    return None if one.unit is None else "".join(one.unit.split()).rstrip(".").casefold()


def _find(programme: Indicators, name: str | None) -> IndicatorResult | None:
    return next((one for one in programme.results if one.indicator == name), None)


def _roll(group: list[Held]) -> RolledIndicator:
    _, _, first = group[0]
    years = sorted({figure.year for _, _, one in group for figure in one.years})
    same_base = len({one.base_year for _, _, one in group}) == 1
    same_end = len({programme.end_year for _, programme, _ in group}) == 1
    return RolledIndicator(
        filled_from=None if first.is_ratio else first.filled_from,
        name=first.indicator,
        unit=first.unit,
        direction=first.direction,
        is_ratio=first.is_ratio,
        over_years=first.over_years,
        clusters=tuple(cluster for cluster, _, _ in group),
        base=_sum(group, lambda one: (one.base.value, one.base.known) if same_base else _NOTHING),
        years=tuple(_roll_year(group, year) for year in years),
        outlook=_sum(group, lambda one: (one.outlook.value, one.outlook.known) if same_end else _NOTHING),
    )


def _roll_year(group: list[Held], year: int) -> RolledYear:
    target = _sum(group, partial(_target_of, year))
    actual = _sum(group, partial(_actual_of, year))
    if target.value is None:
        return RolledYear(year, target, actual, None, UNKNOWN)
    first = group[0][2]
    asked = Indicator(
        indicator=first.indicator,
        direction=first.direction,
        filled_from=None if first.is_ratio else first.filled_from,
    )
    found = judge(asked, Figure(actual.value, actual.known), target.value)
    return RolledYear(year, target, actual, found.deviation, found.state)


def _target_of(year: int, one: IndicatorResult) -> Part:
    figure = one.of(year)
    return (figure.target, figure.target) if figure else _NOTHING


def _actual_of(year: int, one: IndicatorResult) -> Part:
    figure = one.of(year)
    return (figure.actual.value, figure.actual.known) if figure else _NOTHING


def _sum(group: Sequence[Held], pick: Pick) -> PartSum:
    """Add up what is picked of each cluster; of ratios the numerators and the denominators."""
    if group[0][2].is_ratio:
        return _divide(group, pick)
    picked = {cluster: pick(one) for cluster, _, one in group}
    known = [part for _, part in picked.values() if part is not None]
    missing = tuple(sorted(cluster for cluster, (value, _) in picked.items() if value is None))
    total = fsum(known) if known else None
    return PartSum(None if missing else total, total, len(picked) - len(missing), missing)


def _divide(group: Sequence[Held], pick: Pick) -> PartSum:
    """Divide the sum of the numerators by that of the denominators, of the clusters that have both."""
    told: list[tuple[float, float]] = []
    missing = []
    for cluster, programme, one in group:
        parts = (_find(programme, one.numerator), _find(programme, one.denominator))
        above, below = (pick(part)[0] if part else None for part in parts)
        if above is None or below is None:
            missing.append(cluster)
        else:
            told.append((above, below))
    total = fsum(below for _, below in told)
    known = fsum(above for above, _ in told) / total if total else None
    return PartSum(None if missing else known, known, len(told), tuple(sorted(missing)))
