"""The money by week on a terminal, and the weeks in which stations lack room."""

from rich.console import Console

from kust.cli.present_harvest_tables import print_table
from kust.documents.figures import write_day
from kust.documents.harvest.limits import word_weeks
from kust.harvest.purchase.cash_plan import CashPlan
from kust.harvest.purchase.procured import Procurement
from kust.i18n import number, percent, say

_OVERLOAD = 0.1
_LEAST_SHARE = 0.002
_MOST_SHOWN = 15


def print_cash(plan: Procurement, console: Console, lang: str) -> None:
    """Print money by week within the stations' days and capacities, or say why it knows none of them."""
    pay, cash = plan.to_pay, plan.cash
    if pay is None:
        return
    console.print(f"\n{_say('section.weeks', lang)}", style="bold", markup=False)
    if pay.weeks:
        _print_weeks(plan, console, lang)
    for line in word_weeks(plan, lang):
        console.print(line, markup=False)
    if cash is not None:
        figures = {"t": cash.t, "moved": cash.moved_t, "waited": cash.waited_t_weeks}
        told_figures = {name: number(figure, lang, 1) for name, figure in figures.items()}
        console.print(_say("cash.total", lang, **told_figures), markup=False)
        _print_stations(plan, cash, console, lang)


def _say(code: str, lang: str, **values: object) -> str:
    return say(f"harvest_procurement.{code}", lang, **values)


def _name(plan: Procurement, site: str) -> str:
    """Name a station by its id and its settlement."""
    home = plan.station_homes.get(site)
    return f"{site}, {plan.names.get(home, home)}" if home else site


def _print_weeks(plan: Procurement, console: Console, lang: str) -> None:
    if plan.to_pay is None:
        return
    titles = [_say(f"column.{name}", lang) for name in ("week", "median", "week_plan", "to_date", "part")]
    rows = []
    for one in plan.to_pay.weeks:
        if one.planned_krub < _LEAST_SHARE * plan.to_pay.krub.plan:
            continue
        figures = (one.krub["p50"], one.plan_krub, one.plan_to_date_krub, one.planned_krub)
        rows.append([write_day(one.week_on, lang), *(number(figure, lang, 0) for figure in figures)])
    print_table(titles, rows, console)


def _print_stations(plan: Procurement, cash: CashPlan, console: Console, lang: str) -> None:
    """Print the weeks with too little room, the worst first where there are many."""
    tight = [one for one in cash.stations if one.over >= _OVERLOAD]
    if not tight:
        return
    console.print(f"\n{_say('section.stations', lang)}", style="bold", markup=False)
    names = ("station", "week", "capacity", "offered", "taken", "moved", "waited", "lost", "over")
    rows = []
    worst = sorted(tight, key=lambda one: -(one.lost_t + one.waited_t + one.moved_t))[:_MOST_SHOWN]
    before = None
    for one in sorted(worst, key=lambda one: (one.site_id, one.week_on)):
        figures = (one.offered_t, one.t, one.moved_t, one.waited_t, one.lost_t)
        name = _name(plan, one.site_id) if one.site_id != before else ""
        before = one.site_id
        cells = [name, write_day(one.week_on, lang), number(one.capacity_t, lang)]
        rows.append([*cells, *(number(abs(figure), lang) for figure in figures), percent(one.over, lang, 0)])
    print_table([_say(f"column.{name}", lang) for name in names], rows, console, wide_only=(5, 8))
    if len(tight) > len(worst):
        console.print(_say("more", lang, count=len(tight) - len(worst)), markup=False)
