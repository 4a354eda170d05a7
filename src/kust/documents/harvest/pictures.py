"""Drawings of a season beside its maps: days, weeks, intervals against the usual."""

from collections.abc import Sequence

from kust.documents.blocks import Picture
from kust.documents.harvest.figures import Teller, find_monday
from kust.documents.harvest.season import Season
from kust.documents.harvest.tables import order_forestries
from kust.drawings.harvest_days import DayMark, DayRow, Days, draw_days
from kust.drawings.harvest_ranges import RatioRow, draw_ratios
from kust.drawings.harvest_weeks import WeekColumn, WeekPanel, draw_weeks
from kust.harvest.forecasts.openings import DayRange
from kust.harvest.siting.sited import WeekLoad

_RIPENING = 4


def picture_calendar(season: Season, tell: Teller) -> Picture | None:
    """Draw when the season of each species opens in each forestry, the south first, and when it ripens."""
    order = order_forestries(season)
    rows = []
    for species in season.forecast.species:
        calendar = species.calendar
        marks = [
            _mark(one.when, order.index(one.forestry) % _RIPENING, tell)
            for one in sorted(calendar.openings, key=lambda one: order.index(one.forestry))
        ]
        if calendar.ripening:
            marks.append(_mark(calendar.ripening, _RIPENING, tell))
        rows.append(DayRow(species.name, marks))
    if not any(row.marks for row in rows):
        return None
    legend = [(place % _RIPENING, name) for place, name in enumerate(order)]
    legend.append((_RIPENING, tell.t("stage.ripening")))
    months = [tell.t(f"month.{month}") for month in range(1, 13)]
    days = Days(rows, season.on, months, legend)
    first, last = days.ends()
    title, note = tell.t("picture.calendar"), tell.t("picture.calendar_note")
    if first <= season.on < last:
        note += " " + tell.t("picture.calendar_asked", day=tell.short_day(season.on))
    svg = draw_days(days, "calendar", title, note)
    return Picture("calendar", svg, title, note)


def _mark(when: DayRange, series: int, tell: Teller) -> DayMark:
    return DayMark(when.day, when.low, when.high, series, tell.when(when))


def picture_loads(
    season: Season, tell: Teller, loads: Sequence[WeekLoad], opened: Sequence[str], key: str, title: str
) -> Picture | None:
    """Draw what each station takes by week beside its capacity."""
    if not loads:
        return None
    weeks = sorted({one.week for one in loads})
    panels = []
    for site in opened:
        mine = {one.week: one for one in loads if one.site_id == site}
        if not mine:
            continue
        capacity = next(iter(mine.values())).capacity_t
        columns = []
        for week in range(weeks[0], weeks[-1] + 1):
            size = mine[week].mass_t if week in mine else 0.0
            monday = find_monday(season.year, week)
            words = tell.t("week_load", day=tell.short_day(monday), mass=tell.figure(size))
            columns.append(WeekColumn(tell.short_day(monday), size, words))
        limit = "" if capacity is None else tell.t("capacity_line", capacity=tell.figure(capacity))
        panels.append(WeekPanel(tell.site(season, site), columns, capacity, limit))
    note = tell.t("picture.loads_note", year=season.year)
    return Picture(key, draw_weeks(panels, key, title, note), title, note)


def picture_ratios(season: Season, tell: Teller) -> Picture | None:
    """Draw each species' interval against its usual crop."""
    rows = []
    for one in season.forecast.species:
        middle, usual = one.kg_ha["p50"], one.usual_kg_ha
        if not middle or not usual or not one.low_kg_ha or not one.high_kg_ha:
            continue
        words = tell.t(
            "ratio_words",
            middle=tell.figure(middle),
            span=tell.span(one.low_kg_ha, one.high_kg_ha),
            usual=tell.figure(usual),
        )
        ends = (one.low_kg_ha / usual, middle / usual, one.high_kg_ha / usual)
        rows.append(RatioRow(one.name, *ends, words, one.method == "hierarchical"))
    if not rows:
        return None
    title, note = tell.t("picture.ratios"), tell.t("picture.ratios_note")
    return Picture("ratios", draw_ratios(rows, tell.t("usual_line"), "ratios", title, note), title, note)


def picture_cash(season: Season, tell: Teller) -> Picture | None:
    """Draw the money by week: what the plan gives it, and the plan that is enough for the week alone."""
    plan = season.procurement
    if plan is None or plan.to_pay is None or not plan.to_pay.weeks:
        return None
    columns = []
    for one in plan.to_pay.weeks:
        low, middle, high = (one.krub.get(code) or 0.0 for code in ("p10", "p50", "p90"))
        words = tell.t(
            "week_money",
            day=tell.short_day(one.week_on),
            middle=tell.figure(middle),
            span=tell.span(low, high),
        )
        columns.append(WeekColumn(tell.short_day(one.week_on), middle, words, edge=max(high, middle)))
    title, note = tell.t("picture.cash"), tell.t("picture.cash_note")
    panel = WeekPanel(tell.t("krub_by_week"), columns)
    return Picture("cash", draw_weeks([panel], "cash", title, note), title, note)
