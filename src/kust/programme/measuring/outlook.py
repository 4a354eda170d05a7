"""The forecast of an indicator for the last year of a programme."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kust.programme.measuring.filled import Filler
from kust.programme.measuring.indicator_figures import UNKNOWN, Figure, Outlook
from kust.programme.measuring.judged import judge
from kust.programme.measuring.trend import FEWEST, calc_trend
from kust.programme.programme import Indicator

Points = tuple[tuple[int, float], ...]


def see_none(year: int | None, target: float | None, why: str, points: Points = ()) -> Outlook:
    """Say that nothing can be forecast, and why."""
    return Outlook(year, None, None, None, None, "none", why, points, None, (), target, None, None, UNKNOWN)


def see_line(
    one: Indicator, figures: Mapping[int, Figure], span: tuple[int, int], target: float | None
) -> Outlook:
    """Forecast by a straight line through the base and the actual figures; the figure itself of a year that is over.

    Parameters
    ----------
    figures
        By year, the base too; those without a value are passed over.
    span
        The year asked about, whose figures and those before are known, and the last of the programme.
    """
    asked, end = span
    points = tuple(
        sorted(
            (year, found.value)
            for year, found in figures.items()
            if found.value is not None and year <= asked
        )
    )
    if end <= asked:
        told = figures.get(end, Figure(None))
        return _make(one, end, told, target, "actual" if told.value is not None else "none", "parts_missing")
    trend = calc_trend(points, end)
    if trend is None:
        return see_none(end, target, "few_points", points)
    method = "least_squares" if len(points) >= FEWEST else "two_points"
    return _make(
        one,
        end,
        Figure(trend.value, trend.value),
        target,
        method,
        points=points,
        ends=(trend.low, trend.high),
    )


def see_ratio(one: Indicator, above: Outlook, below: Outlook, end: int, target: float | None) -> Outlook:
    """Forecast a ratio by the forecasts of its numerator and its denominator."""
    if above.value is None or below.value is None:
        return see_none(end, target, "parts_missing")
    if not below.value:
        return see_none(end, target, "denominator_zero")
    method = "actual" if above.method == below.method == "actual" else "parts"
    value = above.value / below.value
    return _make(one, end, Figure(value, value), target, method)


def see_plan(
    one: Indicator,
    figures: Mapping[int, Figure],
    filler: Filler,
    years: Sequence[int],
    asked: int,
    targets: Iterable[float | None],
) -> Outlook:
    """Add up the fact of the years that are over and the plan of those to come.

    A year for which no project tells anything adds nothing; where nothing is told of any year there is no forecast.
    A year without a target leaves the whole without one: what the others target is no less than a part of it.
    """
    told = [
        figures[year] if year <= asked else filler.project(str(one.filled_from), year, "plan")
        for year in years
    ]
    parts = [found for found in told if found.value is not None or found.missing]
    missing = tuple(sorted({name for found in parts for name in found.missing}))
    amounts = [found.known for found in parts if found.known is not None]
    known = sum(amounts) if amounts else None
    wanted = dict(zip(years, targets, strict=True))
    untold = tuple(year for year, target in wanted.items() if target is None)
    told_targets = [target for target in wanted.values() if target is not None]
    target_known = sum(told_targets) if told_targets else None
    value = known if parts and not missing and all(found.value is not None for found in parts) else None
    figure = Figure(value, known, missing=missing)
    found = _make(
        one,
        years[-1],
        figure,
        None if untold else target_known,
        "plan" if value is not None else "none",
        "parts_missing",
        first=years[0],
    )
    return replace(found, target_known=target_known, target_missing=untold)


def _make(
    one: Indicator,
    year: int,
    figure: Figure,
    target: float | None,
    method: str,
    why: str | None = None,
    *,
    points: Points = (),
    ends: tuple[float | None, float | None] = (None, None),
    first: int | None = None,
) -> Outlook:
    judged = judge(one, figure, target)
    return Outlook(
        year,
        first,
        figure.value,
        *ends,
        method,
        why if method == "none" else None,
        points,
        figure.known,
        figure.missing,
        target,
        judged.deviation,
        judged.deviation_share,
        judged.state,
    )
