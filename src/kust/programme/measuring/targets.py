"""What an indicator says of itself: its targets, its typed figures, what regions have committed themselves to."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta

from kust.programme.measuring.filled import PROJECT
from kust.programme.measuring.indicator_figures import Figure, IndicatorCaution, RegionTarget
from kust.programme.measuring.judged import judge
from kust.programme.programme import Indicator, Programme


def adds_up(one: Indicator) -> bool:
    """Tell whether the years of an indicator add up: effects of projects are told as what a year brings."""
    return bool(one.filled_from and one.filled_from.startswith(PROJECT))


def find_last_year(programme: Programme, standing: Mapping[str, Indicator]) -> int | None:
    """Find the last year of a programme: of the day before it is over, else the last with a target."""
    if programme.ends_on is not None:
        return (programme.ends_on - timedelta(days=1)).year
    own = (target for one in standing.values() for target in one.targets if target.region is None)
    return max((target.year for target in own), default=None)


def targets_of(one: Indicator) -> dict[int, float | None]:
    """Take the cluster's own target of each year; two that differ are none."""
    found: defaultdict[int, set[float]] = defaultdict(set)
    for target in one.targets:
        if target.region is None:
            found[target.year].add(target.target)
    return {year: next(iter(told)) if len(told) == 1 else None for year, told in sorted(found.items())}


def find_target_twice(one: Indicator) -> Iterator[IndicatorCaution]:
    """Find the years with two targets that differ."""
    return (
        IndicatorCaution("target_twice", one.indicator, year)
        for year, target in targets_of(one).items()
        if target is None
    )


def typed_of(one: Indicator, year: int) -> float | None:
    """Take the actual figure that somebody typed for a year; two that differ are none."""
    told = {
        target.actual
        for target in one.targets
        if target.region is None and target.year == year and target.actual is not None
    }
    return next(iter(told)) if len(told) == 1 else None


def list_regions(one: Indicator, asked: int) -> Iterator[RegionTarget]:
    """Tell what regions have committed themselves to, beside the cluster's own targets."""
    for target in one.targets:
        if target.region is not None:
            actual = target.actual if target.year <= asked else None
            judged = judge(one, Figure(actual, None), target.target)
            yield RegionTarget(
                target.region, target.year, target.target, actual, judged.deviation, judged.state
            )
