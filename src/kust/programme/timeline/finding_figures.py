"""Findings about figures: costs, targets of indicators, loads of owners."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from kust.programme.measuring.targets import adds_up
from kust.programme.programme import Indicator, Measure, Programme, Target
from kust.programme.timeline.budget import find_untold
from kust.programme.timeline.finding import INDICATOR, MEASURE, OWNER, ProgrammeFinding, warning
from kust.programme.timeline.loads import OwnerLoad
from kust.programme.timeline.schedule import Planned

if TYPE_CHECKING:
    from kust.programme.timeline.roadmap import Roadmap


def find_figures(programme: Programme, roadmap: "Roadmap") -> Iterator[ProgrammeFinding]:
    """Find what is wrong with money, indicators and loads."""
    planned = {one.measure_id: one.planned for one in roadmap.measures}
    for measure in programme.standing_measures:
        yield from _look_at_costs(measure, planned[measure.measure_id])
        yield from _find_untold(measure, roadmap.on)
    for indicator in programme.indicators:
        if indicator.stands:
            yield from _look_at_indicator(indicator)
    yield from _find_overload(roadmap.loads)


def _look_at_costs(one: Measure, planned: Planned) -> Iterator[ProgrammeFinding]:
    for year in sorted({cost.year for cost in one.costs if cost.source is None}):
        amounts = [cost.amount_krub for cost in one.costs if cost.source is None and cost.year == year]
        known = [amount for amount in amounts if amount is not None]
        krub = float(sum(known)) if len(known) == len(amounts) else None
        yield warning("cost_without_source", MEASURE, one.measure_id, year=year, krub=krub)
    for year in sorted({cost.year for cost in one.costs if cost.amount_krub is None}):
        yield warning("cost_without_amount", MEASURE, one.measure_id, year=year)
    if planned.starts_on is None or planned.ends_on is None:
        return
    first, last = planned.starts_on.year, max(planned.ends_on - timedelta(days=1), planned.starts_on).year
    for year in sorted({cost.year for cost in one.costs if cost.basis == "plan"}):
        if not first <= year <= last:
            yield warning("cost_outside_years", MEASURE, one.measure_id, year=year, first=first, last=last)


def _find_untold(one: Measure, on: date) -> Iterator[ProgrammeFinding]:
    """Find money that was planned and of which nobody told the fact; one finding a year."""
    untold = sorted(find_untold(one, on), key=lambda cost: cost.year)
    for year, costs in groupby(untold, key=lambda cost: cost.year):
        amounts = [cost.amount_krub for cost in costs]
        known = [amount for amount in amounts if amount is not None]
        krub = float(sum(known)) if len(known) == len(amounts) else None
        yield warning("fact_untold", MEASURE, one.measure_id, year=year, krub=krub)


def _look_at_indicator(one: Indicator) -> Iterator[ProgrammeFinding]:
    if one.base is None and one.filled_from is None and not one.is_ratio:
        yield warning("indicator_without_base", INDICATOR, one.indicator)
    if not one.targets:
        yield warning("indicator_without_targets", INDICATOR, one.indicator)
    targets = sorted(one.targets, key=lambda target: (target.region or "", target.year))
    for region, group in groupby(targets, key=lambda target: target.region):
        yield from _find_against(one, list(group), region)


def _find_against(
    one: Indicator, targets: Iterable[Target], region: str | None
) -> Iterator[ProgrammeFinding]:
    """Find a target that is worse than the base or than the target before it; a region has no base of its own."""
    before, year = (one.base, one.base_year) if region is None else (None, None)
    for target in targets:
        if before is not None and (year is None or target.year > year):
            worse = target.target < before if one.direction == "up" else target.target > before
            # Where years add up each is a flow of its own, and may be less than the year before.
            if worse and not adds_up(one):
                figures = {"year": target.year, "target": target.target, "before": before}
                yield warning("target_against_direction", INDICATOR, one.indicator, **figures, region=region)
        before, year = target.target, target.year


def _find_overload(loads: Iterable[OwnerLoad]) -> Iterator[ProgrammeFinding]:
    """Tell an owner that has too much once, with the worst quarter and how many there are."""
    over = [one for one in loads if one.over]
    for owner, group in groupby(over, key=lambda one: one.owner_id):
        several = list(group)
        worst = max(several, key=lambda one: (one.load or 0.0, one.at_once, -one.year, -one.quarter))
        code = "owner_overloaded" if (worst.load or 0.0) > 1 else "owner_with_too_many"
        yield warning(
            code,
            OWNER,
            owner,
            year=worst.year,
            quarter=worst.quarter,
            load=worst.load,
            at_once=worst.at_once,
            unstated=worst.unstated,
            quarters=len(several),
        )
