"""Small pictures of the indicators: actual figures, targets and forecast."""

from collections.abc import Iterable
from functools import partial

from kust.documents.programme.indicator_words import Teller
from kust.drawings.trends import TrendPicture, draw_trend
from kust.programme.measuring.indicator_figures import SUM, IndicatorResult

Points = tuple[tuple[int, float], ...]


def draw_indicator(one: IndicatorResult, key: str, tell: Teller) -> str:
    """Draw an indicator; where its years add up, the sums up to each year."""
    seen = one.outlook
    forecast = None
    if seen.value is not None and seen.year is not None and seen.method != "actual":
        forecast = (seen.year, seen.value, seen.low, seen.high)
    unit, adding = tell.unit(one), tell.over_years(one)
    name = ", ".join(filter(None, (one.indicator, adding, "" if unit == "%" else unit)))
    picture = TrendPicture(
        name=name,
        actual=_actual(one),
        target=_target(one),
        forecast=forecast,
        label=partial(tell.figure, one=one),
        verdict=seen.state,
        words=tell.outlook(one),
        legend=(tell.t("legend.actual"), tell.t("legend.target"), tell.t("legend.forecast")),
    )
    return draw_trend(picture, key, one.indicator, describe(one, tell))


def _target(one: IndicatorResult) -> Points:
    told = [(year.year, year.target) for year in one.years]
    return _add_up(told) if one.over_years == SUM else tuple((y, v) for y, v in told if v is not None)


def _actual(one: IndicatorResult) -> Points:
    told = [(year.year, year.actual.value) for year in one.years]
    if one.over_years == SUM:
        return _add_up(told)
    base = [(one.base_year, one.base.value)] if one.base_year is not None else []
    return tuple((year, value) for year, value in (*base, *told) if value is not None)


def _add_up(told: Iterable[tuple[int, float | None]]) -> Points:
    """Add figures up to each year, as far as none is missing."""
    found: list[tuple[int, float]] = []
    total = 0.0
    for year, value in told:
        if value is None:
            break
        total += value
        found.append((year, total))
    return tuple(found)


def describe(one: IndicatorResult, tell: Teller) -> str:
    """Say what the picture shows, for whom cannot see it."""
    lines = [
        tell.t(
            "picture.year",
            year=year.year,
            actual=tell.actual(year.actual, one),
            target=tell.figure(year.target, one),
        )
        for year in one.years
    ]
    if one.base_year is not None:
        lines.insert(0, tell.t("picture.base", year=one.base_year, value=tell.actual(one.base, one)))
    return " ".join((*lines, f"{tell.outlook(one)}."))
