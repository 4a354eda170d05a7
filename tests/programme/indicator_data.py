"""Programmes with indicators, made up; figures that somebody typed, or a dataset to fill them from."""

from collections.abc import Sequence
from datetime import date

from kust.programme.programme import Indicator, Programme, Target

ON = date(2021, 3, 1)


def typed(
    name: str, years: dict[int, float | None], *, targets: dict[int, float] | None = None, **more
) -> Indicator:
    """Make an indicator with typed actual figures; a year without a target of its own gets 0."""
    told = targets or {}
    rows = [Target(year=year, target=told.get(year, 0.0), actual=value) for year, value in years.items()]
    rows += [Target(year=year, target=target) for year, target in told.items() if year not in years]
    return Indicator(indicator=name, targets=tuple(rows), **more)


def programme(*indicators: Indicator, cluster: str = "K", **more) -> Programme:
    """Make a programme of 2018 to 2022 with the base year 2017."""
    days = {"starts_on": date(2018, 1, 1), "ends_on": date(2023, 1, 1), "base_year": 2017}
    return Programme(
        cluster_id=cluster, cluster=cluster, title="P", indicators=indicators, **{**days, **more}
    )


def line_of(name: str, figures: Sequence[float | None], target: float) -> Indicator:
    """Make an indicator from its figures from 2017, the base, to 2020, with a target for 2022."""
    years = dict(zip((2018, 2019, 2020), figures[1:], strict=True))
    return typed(name, years, targets={2022: target}, base=figures[0])
