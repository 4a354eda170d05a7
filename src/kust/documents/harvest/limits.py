"""What the one sum of a plan of purchases holds: the room of stations, what lies above it and why, what to enter."""

from collections.abc import Iterator

from kust.data.schema import tables
from kust.harvest.purchase.money import Spread
from kust.harvest.purchase.prices import CHOSEN
from kust.harvest.purchase.procured import Procurement
from kust.i18n import number, say

# Tonnes of a season below which nothing is said to be lost.
_LEAST_T = 0.05
_SITE_COLUMNS = ("site_id", "settlement_id", "kind", "exists", "capacity_t_week", "opens", "closes")
_WEEK_COLUMNS = ("species_id", "settlement_id", "week_on", "mass_kg", "price_rub_kg")


def word_limits(plan: Procurement, lang: str) -> Iterator[str]:
    """Say what the one sum holds: money spent already, room of the stations, what lies above it and why."""
    pay, whole, bound = plan.to_pay, plan.total_krub[CHOSEN], plan.bound.krub
    if pay is not None and whole is not None and pay.spent_krub > 0:
        spent, all_of_it = _figure(pay.spent_krub, lang), _figure(whole.plan, lang)
        yield _say("limits.spent", lang, spent=spent, whole=all_of_it)
    if plan.through == "no_stations":
        yield _say("limits.no_stations", lang, sites=_word_table("processing_sites", _SITE_COLUMNS, lang))
    elif plan.through == "stations" and bound is not None:
        yield _word_bound(plan, bound, lang)
    for reason in ("no_station", "no_place") if plan.through != "no_stations" else ():
        names = ", ".join(plan.of(name).name for name, why in plan.unheld.items() if why == reason)
        sites = _word_table("processing_sites", _SITE_COLUMNS, lang)
        if names:
            yield _say(f"limits.{reason}", lang, species=names, sites=sites)
    if plan.asked is not None and plan.through == "stations":
        yield _say("limits.asked", lang)


def word_weeks(plan: Procurement, lang: str) -> Iterator[str]:
    """Say what the weeks of the money leave out."""
    pay = plan.to_pay
    if pay is None:
        return
    if plan.cash is None and pay.weeks:
        yield _say("weeks.as_brought", lang)
    if pay.without_weeks:
        names = ", ".join(plan.of(one).name for one in pay.without_weeks)
        yield _say(
            "weeks.unknown", lang, species=names, table=_word_table("harvest_purchases", _WEEK_COLUMNS, lang)
        )


def _word_bound(plan: Procurement, bound: Spread, lang: str) -> str:
    """Say how much more is brought than the stations take, and why."""
    lost = {name: one for name, one in plan.bound.losses.items() if one.t >= _LEAST_T}
    if not lost:
        return _say("limits.room", lang)
    whys = {name: _say(f"limits.why.{name}", lang) for name in lost}
    figures = {name: (_figure(one.t, lang), _figure(one.krub, lang)) for name, one in lost.items()}
    parts = [_say("limits.part", lang, t=t, krub=krub, why=whys[name]) for name, (t, krub) in figures.items()]
    return _say(
        "limits.stations",
        lang,
        bound=_figure(bound.plan, lang),
        t=_figure(sum(one.t for one in plan.bound.losses.values()), lang),
        krub=_figure(sum(one.krub for one in plan.bound.losses.values()), lang),
        why="; ".join(parts if len(parts) > 1 else whys.values()),
    )


def _word_table(name: str, columns: tuple[str, ...], lang: str) -> str:
    """Name a table and columns of it as its sheet names them."""
    table = tables()[name]
    by_code = {column.name: column for column in table.columns}
    told = ", ".join(_say("quoted", lang, words=by_code[one].title(lang)) for one in columns)
    return _say("sheet", lang, title=table.title_ru if lang == "ru" else table.title_en, columns=told)


def _figure(value: float, lang: str) -> str:
    return number(value, lang, 0 if abs(value) >= 100 else 1)


def _say(code: str, lang: str, **values: object) -> str:
    return say(f"harvest_procurement.{code}", lang, **values)
